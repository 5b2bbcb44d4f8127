//! What a run did, in numbers.

use crate::diagnostic::{Diagnostic, Severity};

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it says how many records were rejected, and whether anything was written"]
#[non_exhaustive]
pub struct Summary {
    /// Number of articles that were read and could be written.
    pub articles: u64,
    /// Number of rejected records.
    pub rejected: u64,
    /// Number of reported warnings.
    pub warnings: u64,
    /// Number of reported notes.
    pub notes: u64,
    /// Number of unknown keys that were dropped under [`UnknownKeys::Drop`](crate::UnknownKeys::Drop).
    pub dropped_keys: u64,
    /// Number of records that could not use their format's fast path. Only Markdown has one: this counts
    /// front matter that needed the full YAML parser.
    pub slow: u64,
    /// Whether the output was written. False if a record was rejected under
    /// [`OnError::Fail`](crate::OnError::Fail), and always false for
    /// [`Conversion::check`](crate::Conversion::check).
    pub written: bool,
    /// The built-in profiles that joined the mapping, as bits by their places.
    pub(crate) signed: u64,
}

impl Summary {
    /// Counts a problem that does not reject a record.
    pub(crate) fn count(&mut self, problem: &Diagnostic) {
        self.warnings += u64::from(problem.severity == Severity::Warning);
        self.notes += u64::from(problem.severity == Severity::Note);
    }
}
