//! Where articles go as they are read.

use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};

/// Whether the reader should go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Stop: the receiver has seen enough. This is no error.
    Stop,
}

/// Receives articles as they are read.
///
/// For each record of the input, in order, a reader calls [`slow`](ArticleSink::slow) where it took the
/// slow way, [`warn`](ArticleSink::warn) any number of times and then either [`article`](ArticleSink::article) or [`reject`](ArticleSink::reject); after
/// the last record of a chunk, [`end_chunk`](ArticleSink::end_chunk). When a call answers
/// [`Flow::Stop`] or an error, no further call is made.
///
/// An article borrows from the reader's buffer and is gone when the call returns; keep
/// [`Article::into_owned`] of a clone where it must outlive that.
pub trait ArticleSink {
    /// Takes one article.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn article(&mut self, article: &Article<'_>) -> Result<Flow>;

    /// Takes all the problems of a record that is no article. By default they end the reading.
    ///
    /// # Errors
    /// Any error ends the reading and reaches the caller.
    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        Err(Error::Invalid(problems))
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
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        self.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }
}

/// A sink that calls a function for each article; the first record that is no article is an error.
///
/// ```
/// use newsconv::{Flow, ForEach, Input, ReadOptions, Reader, format};
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
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        (self.0)(article)
    }
}
