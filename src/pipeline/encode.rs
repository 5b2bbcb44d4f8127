//! What becomes of each record, on a worker.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::article::Article;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::reader::Chunk;
use crate::pipeline::rejects::RejectedRecord;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Which records are kept as they stand in their sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaptureRaw {
    /// None of them.
    Never,
    /// Those that are rejected.
    Rejected,
    /// Every one, since the writer may still reject it.
    Always,
}

impl CaptureRaw {
    /// What is kept if something is, where articles may be refused late.
    pub(crate) fn of(wanted: bool, late: bool) -> Self {
        match (wanted, late) {
            (false, _) => Self::Never,
            (true, false) => Self::Rejected,
            (true, true) => Self::Always,
        }
    }
}

/// Reads one chunk into an encoder, on a worker.
pub(crate) fn encode_chunk<E: ArticleSink>(
    mut chunk: Box<dyn Chunk>,
    encoder: E,
    constraints: Constraints,
    capture: CaptureRaw,
) -> Result<EncodedChunk<E>> {
    let mut encoded = EncodedChunk {
        encoder,
        constraints,
        problems: Vec::new(),
        capture,
        reported: 0,
        rejected_records: Vec::new(),
        captured: Vec::new(),
        articles: 0,
        rejected: 0,
        slow: 0,
        flow: Flow::Continue,
        rest: None,
    };
    encoded.flow = chunk.read(&mut encoded)?;
    encoded.encoder.end_chunk()?;
    encoded.rest = chunk.has_more().then_some(chunk);
    Ok(encoded)
}

/// An encoder behind a judge: refuses what the format cannot hold, and keeps every diagnostic.
pub(crate) struct EncodedChunk<E> {
    pub(crate) encoder: E,
    constraints: Constraints,
    pub(crate) problems: Vec<Diagnostic>,
    capture: CaptureRaw,
    /// Problems of the records before this one.
    reported: usize,
    pub(crate) rejected_records: Vec<RejectedRecord>,
    /// The articles, where they may still be refused when they are written.
    pub(crate) captured: Vec<RejectedRecord>,
    pub(crate) articles: u64,
    pub(crate) rejected: u64,
    pub(crate) slow: u64,
    pub(crate) flow: Flow,
    /// What has not been read of the chunk.
    pub(crate) rest: Option<Box<dyn Chunk>>,
}

impl<E> EncodedChunk<E> {
    /// Counts as rejected the record that the last problems are about.
    fn count_reject(&mut self, origin: &dyn Origin) {
        if self.capture != CaptureRaw::Never {
            let refusal = self.record(origin);
            self.rejected_records.push(refusal);
        }
        self.rejected += 1;
        self.reported = self.problems.len();
    }

    /// The record that comes next, with all that was said of it.
    fn record(&self, origin: &dyn Origin) -> RejectedRecord {
        RejectedRecord {
            before: self.articles + self.rejected,
            problems: self.problems[self.reported..].to_vec(),
            raw: origin.copy(),
        }
    }
}

impl<E: ArticleSink> ArticleSink for EncodedChunk<E> {
    /// Gives an article that the format can hold to the encoder, and rejects any other.
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        let found = self.constraints.problems(article);
        if !found.is_empty() {
            let is_rejected = found.iter().any(|problem| problem.severity == Severity::Error);
            self.problems.extend(origin.locate(found));
            if is_rejected {
                self.count_reject(origin);
                return Ok(Flow::Continue);
            }
        }
        match self.encoder.article(article, origin) {
            Err(Error::Invalid(problems)) => {
                self.problems.extend(origin.locate(problems));
                self.count_reject(origin);
                Ok(Flow::Continue)
            }
            answer => {
                if self.capture == CaptureRaw::Always {
                    let captured = self.record(origin);
                    self.captured.push(captured);
                }
                self.articles += 1;
                self.reported = self.problems.len();
                answer
            }
        }
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.problems.extend(problems);
        self.count_reject(origin);
        Ok(Flow::Continue)
    }

    fn skip(&mut self) {
        self.reported = self.problems.len();
    }

    /// Leaves it to the encoder, which knows its format's limits, unless each record is to be kept.
    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        if self.capture == CaptureRaw::Always {
            return Ok(None);
        }
        let answer = self.encoder.batch(rows)?;
        if answer.is_some() {
            self.articles += rows.num_rows() as u64;
            self.reported = self.problems.len();
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
