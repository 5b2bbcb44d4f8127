//! The reason why a columnar file cannot be read, and the rejected record in its place.

use std::io;

use arrow_schema::ArrowError;

use super::chunk::Source;
use super::sizes::{AROUND, LIMIT};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::reader::{Chunk, RejectedChunk};

/// By how much less than one record may have the others that are decoded with it may have on average.
const AVERAGE: u64 = 256;

/// Bytes that may be decoded together however many values they are.
const TOGETHER: u64 = 2 << 30;

/// Checks, before they are decoded, that `count` values of `bytes` together do not hide one that has more than `most`
/// bytes. Many values may have more bytes together. The size of each is known only afterwards: the rows are measured
/// then.
///
/// # Errors
/// The reason why they are too large.
pub(crate) fn check_average(bytes: u64, count: u64, most: u64) -> Result<(), String> {
    let is_average = bytes / count.max(1) <= most / AVERAGE && bytes <= TOGETHER;
    if bytes <= most.saturating_add(AROUND) || is_average {
        return Ok(());
    }
    let values = if count == 1 { "a value has" } else { "values that are decoded together have" };
    let count = if count > 1 { format!("{count} ") } else { String::new() };
    Err(format!("{count}{values} {bytes} bytes, {LIMIT}, which is {most} bytes"))
}

/// The reason why a file cannot be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Its bytes violate the format. The text is the reason.
    Damaged(String),
    /// It has another format: what it is, and the name of the format.
    OtherFormat(&'static str, &'static str),
    /// It would expand beyond the limit. The text is the reason.
    TooLarge(String),
    /// What the system said.
    Io(io::Error),
}

impl Fault {
    /// Returns the fault for bytes that violate the format.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::Damaged(reason.to_string())
    }

    /// Returns the fault that a library's error with these words is: one of [`check_average`], or damage.
    #[cfg(feature = "parquet")]
    pub(crate) fn of(words: &str) -> Self {
        if words.contains(LIMIT) {
            Self::TooLarge(words.to_owned())
        } else {
            Self::Damaged(words.to_owned())
        }
    }

    /// Returns a chunk in place of the rest of the file: a rejected record.
    pub(crate) fn into_chunk(self, source: &Source) -> Box<dyn Chunk> {
        Box::new(RejectedChunk(vec![match self {
            Self::Damaged(reason) => Diagnostic::new(Code::Damaged, source.name(), reason),
            Self::OtherFormat(reason, format) => {
                let help = Advice::default().setting(OptionName::From, format).words(" reads it");
                Diagnostic::new(Code::Damaged, source.name(), reason).with_help(help)
            }
            Self::TooLarge(reason) => Diagnostic::new(Code::RecordTooLarge, source.name(), reason)
                .with_help(Advice::from("raise the limit with ").option(OptionName::MaxRecordSize)),
            Self::Io(error) => Diagnostic::unreadable(source.name(), &error),
        }]))
    }
}

/// A file that ends too early is damaged; any other error is an I/O error.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::damaged("the file ends too early"),
            _ => Self::Io(error),
        }
    }
}

/// An error of arrow about bytes that were read.
impl From<ArrowError> for Fault {
    fn from(error: ArrowError) -> Self {
        Self::damaged(error)
    }
}
