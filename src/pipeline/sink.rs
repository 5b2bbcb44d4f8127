//! Where articles go as they are read.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::{Error, Result};
use crate::model::article::Article;
use crate::pipeline::raw_record::RawRecord;

/// Whether the reader should go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop: the receiver has seen enough. This is no error.
    Stop,
}

/// The record of a source that an article was read from, or that is none.
///
/// It borrows from the reader's buffer, as the article does, and is asked only when something is to be
/// said: it may parse the record again.
pub trait Origin {
    /// The problems, which say only in which field they are, with the place of that field in the source:
    /// path, line, column and source line, or the row of a columnar source. They come in source order.
    ///
    /// A field that the record does not have is placed where its innermost parent begins, in the end the
    /// record.
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic>;

    /// The record as it stands in the source, to be kept when it is refused under
    /// [`Options::rejects`](crate::Options::rejects). By default none, and the whole source is kept.
    fn copy(&self) -> Option<RawRecord> {
        None
    }
}

/// The origin of an article that was read from no source: it adds no place to a problem, and has no record.
impl Origin for () {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        problems
    }
}

/// Receives articles as they are read.
///
/// # Push, not pull
///
/// A reader calls its sink; nobody asks a reader for the next article. An article borrows its text from
/// the reader's buffer, so it lives as long as one call. An iterator would have to return articles that
/// outlive the step that made them: either it copies all text, or it lends from itself, which [`Iterator`]
/// cannot say. A call also carries what comes beside articles (warnings, rejected records, whole batches)
/// without an enum that each caller takes apart again. The price is that a receiver cannot pause in the
/// middle of a chunk. It can stop, by [`Flow::Stop`], and it can pause between chunks, because those are
/// pulled: [`Reader::next_chunk`](crate::pipeline::Reader::next_chunk).
///
/// # The order of the calls
///
/// Braces mean any number, also none; square brackets mean one or none:
///
/// ```text
/// chunk  = part, { part }
/// part   = { rows | record }, end_chunk
/// rows   = batch                              (taken: it answered Some)
///        | batch, { record }                  (not taken: it answered None)
/// record = [ slow ], { warn }, ( article | reject | skip )
/// ```
///
/// Records come in input order. A chunk has several parts only if [`Chunk::has_more`](crate::pipeline::Chunk::has_more)
/// said so. `batch` exists with the feature `arrow`, and only readers of columns call it. A record's
/// warnings come before it. The caller of [`Chunk::read`](crate::pipeline::Chunk::read) calls `end_chunk`. After a
/// call that answered [`Flow::Stop`] or an error, no other call follows.
///
/// An article is gone when the call returns; keep [`Article::into_owned`] of a clone if you need it longer.
pub trait ArticleSink {
    /// Takes one article and the record that it was read from, `&()` if there is none.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow>;

    /// Takes all the problems of a record that is no article, and that record, `&()` if there is none. By
    /// default they end the reading.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        let _ = origin;
        Err(Error::Invalid(problems))
    }

    /// Takes note that the record is left out on purpose, by whoever filters articles on their way here:
    /// nothing else comes of it. By default nothing happens.
    fn skip(&mut self) {}

    /// Takes all rows of a columnar source's batch together; or none, which is the answer then: each row
    /// comes by itself. By default none are taken.
    ///
    /// Nobody has looked at the columns and cells. They may be taken only where each row is an article of
    /// which nothing is to be said, also not that it is beyond the [`Constraints`](crate::pipeline::Constraints) of a format. A
    /// sink that looks at articles on their way to another need not know of batches.
    ///
    /// # Errors
    /// As [`ArticleSink::article`].
    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        let _ = rows;
        Ok(None)
    }

    /// Takes a warning about the article that comes next. By default it is not passed on.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        let _ = problem;
        Ok(())
    }

    /// Takes note that the record which comes next could not take its format's fast path. By default
    /// nobody counts.
    fn slow(&mut self) {}

    /// Ends a chunk, still on the worker that read it: the place for work that should run in parallel.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn end_chunk(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Keeps the articles, owned; the first record that is no article is an error.
impl ArticleSink for Vec<Article<'static>> {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }
}

/// A sink that calls a function for each article; the first record that is no article is an error.
///
/// ```
/// use newsconv::{Input, ReadOptions, format};
/// use newsconv::pipeline::{Flow, ForEach, Reader};
///
/// let input = Input::bytes("two.ndjson", b"{\"title\":\"One\"}\n{\"title\":\"Two\"}\n".as_slice());
/// let ndjson = format::by_name("ndjson").expect("a known format");
/// let mut titles = Vec::new();
/// let mut sink = ForEach(|article: &newsconv::Article<'_>| {
///     titles.extend(article.title.as_deref().map(str::to_owned));
///     Ok(Flow::Continue)
/// });
/// (ndjson.open)(vec![input], &ReadOptions::default())?.read(&mut sink)?;
/// assert_eq!(titles, ["One", "Two"]);
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Debug)]
pub struct ForEach<F>(pub F);

impl<F: FnMut(&Article<'_>) -> Result<Flow>> ArticleSink for ForEach<F> {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        (self.0)(article)
    }
}
