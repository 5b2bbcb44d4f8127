//! The reason why a columnar file cannot be read, and the rejected record in its place.

use std::io;

use arrow_schema::ArrowError;

use super::chunk::Source;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::reader::{Chunk, RejectedChunk};

/// The reason why a file cannot be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Its bytes violate the format. The text is the reason.
    Damaged(String),
    /// It has another format: what it is, and the name of the format.
    OtherFormat(&'static str, &'static str),
    /// It would expand beyond the limit. The text is the reason.
    #[cfg(feature = "parquet")]
    TooLarge(String),
    /// What the system said.
    Io(io::Error),
}

impl Fault {
    /// Returns the fault for bytes that violate the format.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::Damaged(reason.to_string())
    }

    /// Returns a chunk in place of the rest of the file: a rejected record.
    pub(crate) fn into_chunk(self, source: &Source) -> Box<dyn Chunk> {
        Box::new(RejectedChunk(vec![match self {
            Self::Damaged(reason) => Diagnostic::new(Code::Damaged, source.name(), reason),
            Self::OtherFormat(reason, format) => {
                let help = Advice::default().setting(OptionName::From, format).words(" reads it");
                Diagnostic::new(Code::Damaged, source.name(), reason).with_help(help)
            }
            #[cfg(feature = "parquet")]
            Self::TooLarge(reason) => Diagnostic::new(Code::TooLarge, source.name(), reason)
                .with_help(
                    Advice::from("raise the limit with ").option(OptionName::MaxDecompressed),
                ),
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
