//! Encodes the records of a chunk on a worker.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::error::{Error, MaxErrors, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::article::Article;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::invisible_keys;
use crate::pipeline::rejects::RejectedRecord;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::summary::signature;

/// Which raw records are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CaptureRaw {
    /// None of them.
    Never,
    /// Only those of rejected records.
    Rejected,
    /// Those of all records, since the writer may still reject them.
    Always,
}

impl CaptureRaw {
    /// Returns which raw records to keep, given whether rejects are `wanted` and whether the writer may
    /// reject articles later (`late`).
    pub(crate) fn of(wanted: bool, late: bool) -> Self {
        match (wanted, late) {
            (false, _) => Self::Never,
            (true, false) => Self::Rejected,
            (true, true) => Self::Always,
        }
    }
}

/// An encoder behind the constraints of its format, with the results of its records.
pub(crate) struct ChunkEncoder<E> {
    pub(crate) encoder: E,
    pub(crate) records: Records,
    constraints: Constraints,
    capture: CaptureRaw,
    /// Rejected records of a chunk after which it is not read further, since the run is given up then.
    most_rejected: Option<u64>,
}

/// The results of a chunk's records: counts, problems and raw records.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) problems: Vec<Diagnostic>,
    /// Number of problems of the records before the current one.
    reported: usize,
    pub(crate) rejects: Vec<RejectedRecord>,
    /// The raw records of the articles, if they may still be rejected when they are written.
    pub(crate) captured: Vec<RejectedRecord>,
    pub(crate) articles: u64,
    pub(crate) rejected: u64,
    pub(crate) slow: u64,
    /// The profiles whose signatures were found, as bits.
    pub(crate) signed: u64,
}

impl Records {
    /// Counts the record that the last problems are about as rejected.
    fn reject(&mut self, origin: &dyn Origin, capture: CaptureRaw) {
        // Copying a raw record is expensive: it is done only if somebody wants it.
        if capture != CaptureRaw::Never {
            let rejected = self.current(origin);
            self.rejects.push(rejected);
        }
        self.rejected += 1;
        self.reported = self.problems.len();
    }

    /// Counts an article that the encoder accepted.
    fn accept(&mut self, origin: &dyn Origin, capture: CaptureRaw) {
        if capture == CaptureRaw::Always {
            let captured = self.current(origin);
            self.captured.push(captured);
        }
        self.articles += 1;
        self.reported = self.problems.len();
    }

    /// Returns the current record, with all its problems.
    fn current(&self, origin: &dyn Origin) -> RejectedRecord {
        RejectedRecord {
            // The number of records before this one is its place in the chunk, by which rejects of
            // the reader and of the writer are put in order later.
            before: self.articles + self.rejected,
            problems: self.problems[self.reported..].to_vec(),
            raw: origin.copy(),
        }
    }
}

impl<E> ChunkEncoder<E> {
    /// Puts the empty `encoder` behind the constraints of its format.
    pub(crate) fn new(encoder: E, constraints: Constraints, capture: CaptureRaw) -> Self {
        let records = Records::default();
        Self { encoder, records, constraints, capture, most_rejected: None }
    }

    /// Returns the same, which stops a chunk as soon as it has more rejected records than are allowed in all. What a
    /// share of the records allows is not known before the end of the chunk.
    pub(crate) fn up_to(self, most: Option<MaxErrors>) -> Self {
        let most_rejected = match most {
            Some(MaxErrors::Count(most)) => Some(most),
            _ => None,
        };
        Self { most_rejected, ..self }
    }
}

impl<E: ArticleSink> ArticleSink for ChunkEncoder<E> {
    /// Passes an article that the format can hold to the encoder, and rejects any other.
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        // A value that is changed is a warning, one that is lost an error. Both are found before
        // the encoder has appended anything.
        let mut found = self.constraints.problems(article);
        found.extend(invisible_keys::problems(article));
        if !found.is_empty() {
            let is_rejected = found.iter().any(|problem| problem.severity == Severity::Error);
            let located = origin.locate(found);
            if is_rejected {
                return self.reject(located, origin);
            }
            self.records.problems.extend(located);
        }
        match self.encoder.article(article, origin) {
            // The encoder found that the article cannot be written. Every other error is not about
            // the article and ends the run.
            Err(Error::Invalid(problems)) => self.reject(origin.locate(problems), origin),
            answer => {
                self.records.accept(origin, self.capture);
                answer
            }
        }
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.records.problems.extend(problems);
        self.records.reject(origin, self.capture);
        let is_over = self.most_rejected.is_some_and(|most| self.records.rejected > most);
        Ok(if is_over { Flow::Stop } else { Flow::Continue })
    }

    fn skip(&mut self) {
        self.records.reported = self.records.problems.len();
    }

    /// Passes the batch to the encoder, which knows its format's constraints, unless every raw record must be
    /// kept.
    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        // A batch has no raw records, so it must be passed row by row.
        if self.capture == CaptureRaw::Always {
            return Ok(None);
        }
        let answer = self.encoder.batch(rows)?;
        if answer.is_some() {
            self.records.articles += rows.num_rows() as u64;
            self.records.reported = self.records.problems.len();
        }
        Ok(answer)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.records.problems.push(problem);
        Ok(())
    }

    fn signed(&mut self, profile: &'static str) {
        self.records.signed |= signature(profile);
    }

    fn slow(&mut self) {
        self.records.slow += 1;
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.encoder.end_chunk()
    }
}
