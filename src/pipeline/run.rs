//! The engine: passes all articles of a reader to a writer.

use std::cell::RefCell;

use crate::diagnostic::error::{Error, MaxErrors, Result};
use crate::pipeline::encode::{CaptureRaw, ChunkEncoder};
use crate::pipeline::options::{OnError, Options};
use crate::pipeline::pool::{self, Next};
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::rejects::Rejects;
use crate::pipeline::sink::{ArticleSink, Flow};
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::writer::Writer;

/// Converts all articles of `reader` into `target` with a writer of type `W`, on `Options.jobs` threads.
///
/// The writer is finished only if no record was rejected or if [`OnError::Skip`] is set. With a concrete
/// writer type, this function is a format's [`FormatSpec::convert`](crate::format::FormatSpec::convert).
///
/// # Errors
/// Returns errors of the reader and the writer, and [`Error::TooManyErrors`] beyond [`Options::max_errors`].
pub fn run<W: Writer>(
    reader: Box<dyn Reader>,
    target: W::Target,
    options: &Options,
    report: Report<'_>,
) -> Result<Summary> {
    // The target is opened before any article is read, so that a bad path fails at once.
    let writer = W::create(target, options)?;
    let rejects = Rejects::of(options)?;
    let capture = CaptureRaw::of(rejects.is_some(), writer.may_reject());
    let most = options.max_errors;
    let mut output = WriterAndRejects { writer, rejects, capture, most };
    let mut summary = drive(reader, &mut output, options, report)?;
    // If this is false, the writer is dropped without `finish`, and its temporary output is
    // removed.
    summary.written = summary.rejected == 0 || options.on_error == OnError::Skip;
    if summary.written {
        output.finish()?;
    }
    Ok(summary)
}

/// Receives everything that a run reads.
pub(crate) trait Consumer {
    /// The sink for the records of a chunk, on a worker.
    type Sink: ArticleSink + Send;

    /// Returns a new, empty sink.
    fn sink(&self) -> Self::Sink;

    /// Takes the content of `filled`, counts and reports it, and empties it for reuse. It is called in input
    /// order, on the thread that called [`drive`].
    ///
    /// # Errors
    /// Any error ends the run.
    fn take(
        &mut self,
        filled: &mut Self::Sink,
        summary: &mut Summary,
        report: Report<'_>,
    ) -> Result<()>;
}

/// Reads all chunks on `Options.jobs` threads, each into its own sink, and passes the filled sinks to
/// `consumer` in input order.
///
/// # Errors
/// Returns errors of the reader and the consumer, and [`Error::TooManyErrors`] beyond
/// [`Options::max_errors`].
pub(crate) fn drive<C: Consumer>(
    mut reader: Box<dyn Reader>,
    consumer: &mut C,
    options: &Options,
    report: Report<'_>,
) -> Result<Summary> {
    let mut summary = Summary::default();
    // Both closures use these, but never at the same time: the pool calls them on one thread.
    let consumer = RefCell::new(consumer);
    let spare = RefCell::new(Vec::new());
    let next = || {
        let Some(chunk) = reader.next_chunk()? else { return Ok(None) };
        // Sinks are reused, since their buffers have grown to the size of a chunk by then.
        let sink = spare.borrow_mut().pop().unwrap_or_else(|| consumer.borrow().sink());
        Ok(Some((chunk, sink)))
    };
    let take = |mut filled: Filled<C::Sink>| {
        consumer.borrow_mut().take(&mut filled.sink, &mut summary, report)?;
        // Checked after each chunk, in input order, so that the run ends after the same chunk for
        // any number of workers.
        check_errors(&summary, options, false)?;
        Ok(match (filled.flow, filled.rest) {
            (Flow::Stop, _) => Next::Stop,
            (Flow::Continue, Some(rest)) => Next::Resume((rest, filled.sink)),
            (Flow::Continue, None) => {
                spare.borrow_mut().push(filled.sink);
                Next::Item
            }
        })
    };
    pool::run_in_order(options.jobs(), next, |(chunk, sink)| fill(chunk, sink), take)?;
    check_errors(&summary, options, true)?;
    Ok(summary)
}

/// A sink with the records of a chunk, or of a part of it.
struct Filled<S> {
    sink: S,
    flow: Flow,
    /// The rest of the chunk that was not read yet.
    rest: Option<Box<dyn Chunk>>,
}

/// Reads a chunk, or its next part, into a sink, on a worker.
fn fill<S: ArticleSink>(mut chunk: Box<dyn Chunk>, mut sink: S) -> Result<Filled<S>> {
    let flow = chunk.read(&mut sink)?;
    sink.end_chunk()?;
    // A chunk that was read completely is freed here, before its records are written.
    let rest = chunk.has_more().then_some(chunk);
    Ok(Filled { sink, flow, rest })
}

/// A writer, and the folder of rejects.
struct WriterAndRejects<W> {
    writer: W,
    rejects: Option<Rejects>,
    capture: CaptureRaw,
    /// Rejected records after which the run is given up.
    most: Option<MaxErrors>,
}

impl<W: Writer> WriterAndRejects<W> {
    /// Makes the output appear, and then the rejects. The step that may fail for them is done before.
    fn finish(mut self) -> Result<()> {
        self.rejects.as_mut().map_or(Ok(()), Rejects::close)?;
        self.writer.finish()?;
        self.rejects.map_or(Ok(()), Rejects::appear)
    }
}

impl<W: Writer> Consumer for WriterAndRejects<W> {
    type Sink = ChunkEncoder<W::Encoder>;

    fn sink(&self) -> Self::Sink {
        ChunkEncoder::new(self.writer.encoder(), self.writer.constraints(), self.capture)
            .up_to(self.most)
    }

    fn take(
        &mut self,
        filled: &mut Self::Sink,
        summary: &mut Summary,
        report: Report<'_>,
    ) -> Result<()> {
        let records = std::mem::take(&mut filled.records);
        summary.articles += records.articles;
        summary.rejected += records.rejected;
        summary.slow += records.slow;
        summary.signed |= records.signed;
        summary.tell(records.problems, report);
        let mut issues = Vec::new();
        // An error is returned only at the end: what is known about the records before it is
        // reported first.
        let written = self.writer.write(&mut filled.encoder, &mut issues);
        // The worker counted articles that the writer rejected later.
        let late = issues.iter().filter(|issue| issue.is_reject()).count() as u64;
        summary.articles -= late;
        summary.rejected += late;
        if let Some(rejects) = &mut self.rejects {
            rejects.add_all(records.rejects, records.captured, &issues)?;
        }
        summary.tell(issues.into_iter().map(|issue| issue.diagnostic), report);
        written
    }
}

/// Checks the number of rejected records.
///
/// # Errors
/// [`Error::TooManyErrors`] if more records were rejected than the options allow.
fn check_errors(summary: &Summary, options: &Options, ended: bool) -> Result<()> {
    let Summary { articles, rejected, .. } = *summary;
    let records = articles + rejected;
    match options.max_errors {
        Some(most) if most.is_exceeded(rejected, records, ended) => {
            Err(Error::TooManyErrors { most, rejected, records })
        }
        _ => Ok(()),
    }
}
