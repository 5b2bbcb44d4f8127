//! Articles of any format as a stream of batches, for programs.

use std::thread::JoinHandle;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use crossbeam_channel::{Receiver, Sender, bounded};

use super::builder::misfit;
use super::{Encoder, Join, limits, schema};
use crate::convert::{self, Options};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::reader::Reader;
use crate::writer::Writer;

/// Batches that are ready before anyone asks for them.
const READY: usize = 2;

/// All that `reader` gives, as batches of [`article_schema`](crate::article_schema).
///
/// They are made on [`Options::jobs`] threads while the caller works on the last one, and are the same
/// for any number. A record that is no article is an `Err` item with all its problems; what follows it
/// is still read, so a caller who wants all or nothing stops there. Warnings are not passed on. An
/// error of any other kind is the last item. Dropping the iterator ends the reading.
///
/// ```
/// use newsconv::{Input, Options, ReadOptions, format, record_batches};
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
/// # Ok::<(), newsconv::Error>(())
/// ```
#[must_use]
pub fn record_batches(reader: Box<dyn Reader>, options: &Options) -> Batches {
    let (items, ready) = bounded(READY);
    let options = options.clone();
    let work = std::thread::spawn(move || {
        let report = &mut |problem: Diagnostic| {
            if problem.severity == Severity::Error {
                // Nobody takes it when the iterator is gone; the next batch ends the run.
                let _ = items.send(Err(problem.into()));
            }
        };
        if let Err(error) = convert::run(reader, Sending(items.clone()), &options, report) {
            let _ = items.send(Err(error));
        }
    });
    Batches { ready, work: Some(work), join: Join::default(), error: None, schema: schema(false) }
}

/// An iterator over batches of articles; see [`record_batches`].
pub struct Batches {
    ready: Receiver<Result<RecordBatch>>,
    work: Option<JoinHandle<()>>,
    join: Join,
    /// The next item.
    error: Option<Error>,
    schema: SchemaRef,
}

impl Batches {
    /// The schema of every batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }

    /// The next batch that is as large as it may be, or what came before an error or the end.
    fn pull(&mut self) -> Result<Option<RecordBatch>> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        while let Ok(item) = self.ready.recv() {
            match item {
                Ok(batch) => {
                    if let Some(joined) = self.join.push(batch).map_err(misfit)? {
                        return Ok(Some(joined));
                    }
                }
                Err(error) => match self.join.finish().map_err(misfit)? {
                    None => return Err(error),
                    joined => {
                        self.error = Some(error);
                        return Ok(joined);
                    }
                },
            }
        }
        self.end();
        self.join.finish().map_err(misfit)
    }

    /// Passes on the panic of a worker, if that is why there are no more batches.
    fn end(&mut self) {
        if let Some(Err(panic)) = self.work.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pull().transpose()
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").finish_non_exhaustive()
    }
}

/// Sends batches to the iterator, as a format's writer would write them.
struct Sending(Sender<Result<RecordBatch>>);

impl Writer for Sending {
    type Encoder = Encoder;

    fn encoder(&self) -> Encoder {
        Encoder::new(false)
    }

    fn write(&mut self, filled: &mut Encoder) -> Result<()> {
        let gone = |_| Error::usage("the iterator over the batches was dropped");
        filled.take().into_iter().try_for_each(|batch| self.0.send(Ok(batch)).map_err(gone))
    }

    fn finish(self) -> Result<()> {
        Ok(())
    }

    fn limits(&self) -> Limits {
        limits(false)
    }
}
