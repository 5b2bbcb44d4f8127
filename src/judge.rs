//! What becomes of each record, on a worker.

use crate::article::Article;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::reader::Chunk;
use crate::sink::{ArticleSink, Flow};

/// Reads one chunk into an encoder, on a worker.
pub(crate) fn judge<E: ArticleSink>(
    chunk: Box<dyn Chunk>,
    encoder: E,
    limits: Limits,
) -> Result<Judged<E>> {
    let mut judged = Judged {
        encoder,
        limits,
        problems: Vec::new(),
        articles: 0,
        rejected: 0,
        slow: 0,
        flow: Flow::Continue,
    };
    judged.flow = chunk.read(&mut judged)?;
    judged.encoder.end_chunk()?;
    Ok(judged)
}

/// An encoder behind a judge: refuses what the format cannot hold, and keeps every diagnostic.
pub(crate) struct Judged<E> {
    pub(crate) encoder: E,
    limits: Limits,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) articles: u64,
    pub(crate) rejected: u64,
    pub(crate) slow: u64,
    pub(crate) flow: Flow,
}

impl<E: ArticleSink> ArticleSink for Judged<E> {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        let found = self.limits.problems(article);
        let refused = found.iter().any(|problem| problem.severity == Severity::Error);
        self.problems.extend(found);
        if refused {
            self.rejected += 1;
            return Ok(Flow::Continue);
        }
        match self.encoder.article(article) {
            Err(Error::Invalid(problems)) => self.reject(problems),
            answer => {
                self.articles += 1;
                answer
            }
        }
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        self.rejected += 1;
        self.problems.extend(problems);
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem);
        Ok(())
    }

    fn slow(&mut self) {
        self.slow += 1;
    }
}
