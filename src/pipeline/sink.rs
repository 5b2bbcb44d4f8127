//! The trait that receives articles while they are read.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::{Error, Result};
use crate::model::article::Article;
use crate::pipeline::raw_record::RawRecord;

/// Whether the reader should continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Continue.
    Continue,
    /// Stop: the receiver needs no more articles. This is not an error.
    Stop,
}

/// The record from which an article was read, or which was rejected.
///
/// It borrows from the reader's buffer, like the article. It is used only to report a problem or to copy a
/// reject, since it may parse the record again.
pub trait Origin {
    /// Returns the problems, which name only a field, with the position of that field in the source: path,
    /// line, column and source line, or the row of a columnar source. They are sorted in source order.
    ///
    /// A field that the record does not have gets the position of its innermost existing parent, or of the
    /// record.
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic>;

    /// Returns the raw record, which is copied if it is rejected under
    /// [`Options::rejects`](crate::options::Options::rejects). The default is `None`: the whole source is copied.
    fn copy(&self) -> Option<RawRecord> {
        None
    }
}

/// The origin of an article that was not read from a source. It has no position and no raw record.
impl Origin for () {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        problems
    }
}

/// Receives articles while they are read.
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
/// chunk  = [ signed ], part, { part }
/// part   = { rows | record }, end_chunk
/// rows   = batch                              (taken: it answered Some)
///        | batch, { record }                  (not taken: it answered None)
/// record = [ slow ], [ wrong_values ], { warn }, ( article | reject | skip )
/// ```
///
/// Records come in input order. A chunk has several parts only if [`Chunk::has_more`](crate::pipeline::Chunk::has_more)
/// said so. `batch` exists with the feature `arrow`, and only readers of columns call it. A record's
/// warnings come before it. The caller of [`Chunk::read`](crate::pipeline::Chunk::read) calls `end_chunk`. After a
/// call that answered [`Flow::Stop`] or an error, no other call follows.
///
/// An article is only valid during the call; use [`Article::into_owned`] of a clone to keep it.
pub trait ArticleSink {
    /// Takes one article and the record that it was read from, `&()` if there is none.
    ///
    /// # Errors
    /// Any error ends the reading and is returned to the caller.
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow>;

    /// Takes all problems of a record that is not an article, and its origin, `&()` if there is none. By
    /// default they end the reading.
    ///
    /// # Errors
    /// Any error ends the reading and is returned to the caller.
    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        let _ = origin;
        Err(Error::Invalid(problems))
    }

    /// Notes that a layer skipped the record on purpose. No other call is made for it. By default nothing
    /// happens.
    fn skip(&mut self) {}

    /// Takes all rows of a columnar source's batch at once, or returns `None`: then each row is passed as an
    /// article. By default it returns `None`.
    ///
    /// The batch is unchecked. Accept it only if every row is a valid article that would produce no
    /// diagnostic and fits the [`Constraints`](crate::pipeline::Constraints) of the output format. A layer
    /// that observes articles does not need to implement this.
    ///
    /// # Errors
    /// As [`ArticleSink::article`].
    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        let _ = rows;
        Ok(None)
    }

    /// Takes a warning about the next article. By default it is ignored.
    ///
    /// # Errors
    /// Any error ends the reading and is returned to the caller.
    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        let _ = problem;
        Ok(())
    }

    /// Notes that the keys of all records from here to the end of the chunk are those of a built-in profile, since the
    /// source shows something that cannot be mistaken. By default it is ignored.
    fn signed(&mut self, profile: &'static str) {
        let _ = profile;
    }

    /// Takes what is wrong with fields of the next article, whose values a reader left among the unknown keys so that
    /// a mapping may read them in other shapes. It comes before the warnings about that article. By default it is ignored: only the layer of a mapping, which is there
    /// where readers do that, can say what becomes of them.
    ///
    /// # Errors
    /// Any error ends the reading and is returned to the caller.
    fn wrong_values(&mut self, problems: Vec<Diagnostic>) -> Result<()> {
        let _ = problems;
        Ok(())
    }

    /// Notes that the next record could not use its format's fast path. By default this is ignored.
    fn slow(&mut self) {}

    /// Ends a chunk, on the worker that read it. Do work here that should run in parallel.
    ///
    /// # Errors
    /// Any error ends the reading and is returned to the caller.
    fn end_chunk(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Collects owned articles. The first record that is not an article is an error.
impl ArticleSink for Vec<Article<'static>> {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }
}

/// A sink that calls a function for each article. The first record that is not an article is an error.
///
/// ```
/// use newsconv::options::ReadOptions;
/// use newsconv::{Input, format};
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
