//! Problems whose line and column are not computed yet.

use std::cmp::Ordering;

use super::advice::Advice;
use super::excerpt::{LISTED, short};
use super::{Code, Diagnostic, Severity};

/// A problem with a byte offset whose line and column are not computed yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnlocatedDiagnostic {
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    /// Byte offset in the text, from 0.
    pub(crate) at: usize,
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) help: Option<Advice>,
    /// Byte offset of what the problem repeats. Its line ends the message.
    pub(crate) first: Option<usize>,
}

impl UnlocatedDiagnostic {
    pub(crate) fn new(code: Code, at: usize, message: impl Into<String>) -> Self {
        let (severity, message) = (code.severity(), message.into());
        Self { code, severity, at, field: String::new(), message, help: None, first: None }
    }

    /// Returns the error that a `what`, such as a key, has the same `name` at byte `at` as one at byte `first`. Without
    /// `first` the message does not say where that is.
    pub(crate) fn twice(what: &str, name: &str, at: usize, first: Option<usize>) -> Self {
        let message = format!("the {what} `{}` is given twice", short(name));
        let problem = Self { first, ..Self::new(Code::DuplicateKey, at, message) };
        problem.with_help("keep one of the two")
    }

    /// Sets the field. Of a very long name only the first thousand characters are kept.
    pub(crate) fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        if let Some((end, _)) = self.field.char_indices().nth(LONGEST_FIELD) {
            self.field.truncate(end);
        }
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<Advice>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Returns the same problem in another text, in which `place` gives the bytes.
    #[cfg(any(feature = "json", feature = "csv"))]
    pub(crate) fn moved(self, place: impl Fn(usize) -> usize) -> Self {
        Self { at: place(self.at), first: self.first.map(&place), ..self }
    }

    /// Returns the diagnostic for the source `path`, without a position.
    pub(crate) fn into_diagnostic(self, path: &str) -> Diagnostic {
        let Self { code, severity, field, message, help, .. } = self;
        let found = Diagnostic::new(code, path, message).in_field(field);
        Diagnostic { severity, help, ..found }
    }
}

/// The number of characters of a field's path that are shown.
const LONGEST_FIELD: usize = 1000;

/// Adds `problem` to those of the same record. After the first thousand, a single note says that there are
/// more.
pub(crate) fn keep(problems: &mut Vec<UnlocatedDiagnostic>, problem: UnlocatedDiagnostic) {
    match problems.len().cmp(&LISTED) {
        Ordering::Less => problems.push(problem),
        Ordering::Equal => {
            let message = format!("there are more problems; only the first {LISTED} are listed");
            let more = UnlocatedDiagnostic::new(problem.code, problem.at, message);
            problems.push(UnlocatedDiagnostic { severity: problem.severity, ..more });
        }
        Ordering::Greater => {}
    }
}
