//! The limit of the size of one record, so that a source without an end cannot fill the memory.

use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, SourceText, UnlocatedDiagnostic};

/// The size of one record in bytes, unless an option raises it.
const RECORD_BYTES: u64 = 256 << 20;

/// How many times larger than a record a document may be that is read as a whole, since it may have many records.
#[cfg(feature = "json")]
const RECORDS_OF_A_DOCUMENT: u64 = 16;

/// The limit of the size of one record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordSize(u64);

impl RecordSize {
    /// Returns the limit of so many bytes; `None` means 256 MiB.
    pub(crate) fn new(bytes: Option<u64>) -> Self {
        Self(bytes.unwrap_or(RECORD_BYTES))
    }

    /// Returns the limit in bytes.
    #[cfg(any(feature = "markdown", feature = "feed"))]
    pub(crate) fn bytes(self) -> u64 {
        self.0
    }

    /// Returns the limit for a document that is read as a whole.
    #[cfg(feature = "json")]
    pub(crate) fn of_document(self) -> Self {
        Self(self.0.saturating_mul(RECORDS_OF_A_DOCUMENT))
    }

    /// Returns whether a record of so many bytes is too large.
    pub(crate) fn is_exceeded(self, bytes: usize) -> bool {
        bytes as u64 > self.0
    }

    /// Returns the problem with a record at byte `at` that is too large.
    pub(crate) fn problem(self, at: usize) -> UnlocatedDiagnostic {
        let message = format!("the record is larger than {} bytes", self.0);
        let help = Advice::from("raise the limit with ").option(OptionName::MaxRecordSize);
        UnlocatedDiagnostic::new(Code::RecordTooLarge, at, message).with_help(help)
    }

    /// Returns an error if the record that begins at the start of `text`, as far as it was read, is too large. The end
    /// of the record was not found, so the source cannot be read any further.
    pub(crate) fn check(self, text: &SourceText<'_>) -> Result<()> {
        if !self.is_exceeded(text.text.len()) {
            return Ok(());
        }
        // An excerpt needs only the beginning.
        let short = SourceText { text: &text.text[..text.text.len().min(1 << 10)], ..text.clone() };
        Err(Error::Invalid(vec![short.diagnose(self.problem(0))]))
    }
}
