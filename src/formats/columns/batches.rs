//! Articles of any format as an iterator of record batches.

use std::collections::VecDeque;
use std::thread::JoinHandle;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use crossbeam_channel::{Receiver, Sender, bounded};

use super::added::AddedColumns;
use super::encoder::Encoder;
use super::rebatch::Join;
use super::schema::schema;
use super::sizes::{BATCH_ROWS, constraints};
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::reader::Reader;
use crate::pipeline::run::run;
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::writer::{WriteIssue, Writer};

/// Number of batches that are prepared in advance.
const READY: usize = 2;

/// Returns all that `reader` gives, as batches of [`article_schema`](crate::arrow::article_schema); under
/// [`WriteOptions::preserve`](crate::options::WriteOptions::preserve) with one more column, `frontMatter`, and with those of
/// [`WriteOptions::columns`](crate::options::WriteOptions::columns).
///
/// They are made on `Options.jobs` threads while the caller works on the last one, and are the same
/// for any number. A record that is not an article is an `Err` item with all its problems; the records after
/// it are still read, so a caller who wants all or nothing stops there. Warnings are not passed on. An
/// error of any other kind is the last item. Dropping the iterator ends the reading.
///
/// ```
/// use newsconv::options::{Options, ReadOptions};
/// use newsconv::{Input, format};
/// use newsconv::arrow::record_batches;
///
/// let lines = b"{\"title\":\"One\",\"quality\":80}\n{\"title\":\"Two\"}\n";
/// let ndjson = format::by_name("ndjson").expect("a known format");
/// let input = Input::bytes("two.ndjson", lines.as_slice());
/// let reader = (ndjson.open)(vec![input], &ReadOptions::default())?;
/// for batch in record_batches(reader, &Options::default()) {
///     let batch = batch?;
///     assert_eq!(batch.num_rows(), 2);
///     assert_eq!(batch["quality"].null_count(), 1);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn record_batches(reader: Box<dyn Reader>, options: &Options) -> Batches {
    reported_batches(reader, options, |_| {}, |_, _| {})
}

/// Returns the same. `report` receives the problems that reject no record, and `end` is called with what the run did.
pub(crate) fn reported_batches(
    reader: Box<dyn Reader>,
    options: &Options,
    mut report: impl FnMut(Diagnostic) + Send + 'static,
    end: impl FnOnce(&mut Summary, Report<'_>) + Send + 'static,
) -> Batches {
    let (items, ready) = bounded(READY);
    let options = options.clone();
    let added = AddedColumns::of(&options.write);
    let work = std::thread::spawn(move || {
        let told = &mut |problem: Diagnostic| {
            if problem.severity == Severity::Error {
                // If the iterator was dropped, nobody receives this; the next batch ends the run.
                let _ = items.send(Err(problem.into()));
            } else {
                report(problem);
            }
        };
        match run::<Sending>(reader, items.clone(), &options, told) {
            Ok(mut summary) => end(&mut summary, told),
            Err(error) => {
                let _ = items.send(Err(error));
            }
        }
    });
    Batches {
        ready,
        work: Some(work),
        join: Join::new(schema(&added), BATCH_ROWS),
        waiting: VecDeque::new(),
        schema: schema(&added),
    }
}

/// An iterator over batches of articles, which is Arrow's [`RecordBatchReader`]; see [`record_batches`].
pub struct Batches {
    ready: Receiver<Result<RecordBatch>>,
    work: Option<JoinHandle<()>>,
    join: Join,
    /// Items to return before any other.
    waiting: VecDeque<Result<RecordBatch>>,
    schema: SchemaRef,
}

impl Batches {
    /// Waits for the next item. Returns whether there may be more.
    fn wait(&mut self) -> Result<bool, ArrowError> {
        match self.ready.recv() {
            Ok(Ok(batch)) => self.waiting.extend(self.join.push(&batch)?.into_iter().map(Ok)),
            Ok(Err(error)) => {
                self.waiting.extend(self.join.finish()?.map(Ok));
                self.waiting.push_back(Err(error));
            }
            Err(_) => {
                self.end();
                self.waiting.extend(self.join.finish()?.map(Ok));
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Propagates the panic of a worker, if that is why there are no more batches.
    fn end(&mut self) {
        if let Some(Err(panic)) = self.work.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}

/// An [`Error`] of newsconv is the source of an [`ArrowError::ExternalError`].
impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.waiting.is_empty() {
            match self.wait() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Some(Err(error)),
            }
        }
        let external = |error| ArrowError::ExternalError(Box::new(error));
        Some(self.waiting.pop_front()?.map_err(external))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").finish_non_exhaustive()
    }
}

/// A writer that sends the batches to the iterator.
struct Sending {
    items: Sender<Result<RecordBatch>>,
    added: AddedColumns,
}

impl Writer for Sending {
    type Encoder = Encoder;
    type Target = Sender<Result<RecordBatch>>;

    fn create(items: Self::Target, options: &Options) -> Result<Self> {
        Ok(Self { items, added: AddedColumns::of(&options.write) })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(&self.added)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        // The iterator was dropped, which calls the run off. Nobody is left to see the error.
        let gone = |_| Error::Interrupted;
        filled.take().into_iter().try_for_each(|batch| self.items.send(Ok(batch)).map_err(gone))
    }

    fn finish(self) -> Result<()> {
        Ok(())
    }

    fn constraints(&self) -> Constraints {
        constraints(self.added.source)
    }
}
