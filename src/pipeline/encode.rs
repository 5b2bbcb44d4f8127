//! What becomes of each record, on a worker.

#[cfg(feature = "arrow")]
use arrow::record_batch::RecordBatch;

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::article::Article;
use crate::pipeline::constraints::Limits;
use crate::pipeline::reader::Chunk;
use crate::pipeline::rejects::Refusal;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Which records are kept as they stand in their sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    Nothing,
    /// Those that are refused.
    Refused,
    /// Every one, since it may still be refused when it is written.
    All,
}

impl Keep {
    /// What is kept if something is, where articles may be refused late.
    pub(crate) fn of(wanted: bool, late: bool) -> Self {
        match (wanted, late) {
            (false, _) => Self::Nothing,
            (true, false) => Self::Refused,
            (true, true) => Self::All,
        }
    }
}

/// Reads one chunk into an encoder, on a worker.
pub(crate) fn judge<E: ArticleSink>(
    mut chunk: Box<dyn Chunk>,
    encoder: E,
    limits: Limits,
    keep: Keep,
) -> Result<Judged<E>> {
    let mut judged = Judged {
        encoder,
        limits,
        problems: Vec::new(),
        keep,
        told: 0,
        refused: Vec::new(),
        kept: Vec::new(),
        articles: 0,
        rejected: 0,
        slow: 0,
        flow: Flow::Continue,
        rest: None,
    };
    judged.flow = chunk.read(&mut judged)?;
    judged.encoder.end_chunk()?;
    judged.rest = chunk.has_more().then_some(chunk);
    Ok(judged)
}

/// An encoder behind a judge: refuses what the format cannot hold, and keeps every diagnostic.
pub(crate) struct Judged<E> {
    pub(crate) encoder: E,
    limits: Limits,
    pub(crate) problems: Vec<Diagnostic>,
    keep: Keep,
    /// Problems of the records before this one.
    told: usize,
    pub(crate) refused: Vec<Refusal>,
    /// The articles, where they may still be refused when they are written.
    pub(crate) kept: Vec<Refusal>,
    pub(crate) articles: u64,
    pub(crate) rejected: u64,
    pub(crate) slow: u64,
    pub(crate) flow: Flow,
    /// What has not been read of the chunk.
    pub(crate) rest: Option<Box<dyn Chunk>>,
}

impl<E: ArticleSink> Judged<E> {
    /// Gives an article that the format can hold to the encoder, and refuses any other.
    fn judge(&mut self, article: &Article<'_>, origin: Option<&dyn Origin>) -> Result<Flow> {
        let locate = |problems: Vec<Diagnostic>| match origin {
            Some(origin) if !problems.is_empty() => origin.locate(problems),
            _ => problems,
        };
        let found = self.limits.problems(article);
        let refused = found.iter().any(|problem| problem.severity == Severity::Error);
        self.problems.extend(locate(found));
        if refused {
            self.refuse(origin);
            return Ok(Flow::Continue);
        }
        match self.encoder.article(article) {
            Err(Error::Invalid(problems)) => {
                self.problems.extend(locate(problems));
                self.refuse(origin);
                Ok(Flow::Continue)
            }
            answer => {
                if self.keep == Keep::All {
                    let kept = self.record(origin);
                    self.kept.push(kept);
                }
                self.articles += 1;
                self.told = self.problems.len();
                answer
            }
        }
    }
}

impl<E> Judged<E> {
    /// Refuses the record that the last problems are about.
    fn refuse(&mut self, origin: Option<&dyn Origin>) {
        if self.keep != Keep::Nothing {
            let refusal = self.record(origin);
            self.refused.push(refusal);
        }
        self.rejected += 1;
        self.told = self.problems.len();
    }

    /// The record that comes next, with all that was said of it.
    fn record(&self, origin: Option<&dyn Origin>) -> Refusal {
        Refusal {
            before: self.articles + self.rejected,
            problems: self.problems[self.told..].to_vec(),
            copied: origin.and_then(Origin::copy),
        }
    }
}

impl<E: ArticleSink> ArticleSink for Judged<E> {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        self.judge(article, None)
    }

    fn article_from(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        self.judge(article, Some(origin))
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        self.problems.extend(problems);
        self.refuse(None);
        Ok(Flow::Continue)
    }

    fn reject_from(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.problems.extend(problems);
        self.refuse(Some(origin));
        Ok(Flow::Continue)
    }

    /// Leaves it to the encoder, which knows its format's limits, unless each record is to be kept.
    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        if self.keep == Keep::All {
            return Ok(None);
        }
        let answer = self.encoder.batch(rows)?;
        if answer.is_some() {
            self.articles += rows.num_rows() as u64;
            self.told = self.problems.len();
        }
        Ok(answer)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem);
        Ok(())
    }

    fn slow(&mut self) {
        self.slow += 1;
    }
}
