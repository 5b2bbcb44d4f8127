//! What a run did, in numbers.

use crate::diagnostic::{Diagnostic, Severity};

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "it says whether anything was written"]
#[non_exhaustive]
pub struct Summary {
    /// Articles that were read and could be written.
    pub articles: u64,
    /// Records that were refused.
    pub rejected: u64,
    /// Warnings that were reported.
    pub warnings: u64,
    /// Notes that were reported.
    pub notes: u64,
    /// Unknown keys that were left out, as [`UnknownKeys::Drop`](crate::UnknownKeys::Drop) asks for.
    pub dropped_keys: u64,
    /// Records, read or refused, that could not take their format's fast path. So far Markdown has one:
    /// front matter that needs the full YAML parser is counted.
    pub slow: u64,
    /// Whether the output was written. False if a record was rejected under
    /// [`OnError::Fail`](crate::OnError::Fail), and always false for
    /// [`Conversion::check`](crate::Conversion::check).
    pub written: bool,
}

impl Summary {
    /// Counts a problem that is no record's refusal.
    pub(crate) fn count(&mut self, problem: &Diagnostic) {
        self.warnings += u64::from(problem.severity == Severity::Warning);
        self.notes += u64::from(problem.severity == Severity::Note);
    }
}
