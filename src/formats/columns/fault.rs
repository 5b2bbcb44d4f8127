//! Why a columnar file cannot be read, and what stands in its place.

use std::io;

use arrow_schema::ArrowError;

use super::chunk::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::pipeline::reader::{Chunk, RejectedChunk};

/// Why a file cannot be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Its bytes are not what the format says; the reason in words.
    Damaged(String),
    /// It holds more than is decoded; the reason in words.
    TooLarge(String),
    /// What the system said.
    Io(io::Error),
}

impl Fault {
    /// The bytes are not what the format says.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::Damaged(reason.to_string())
    }

    /// What stands in the place of the rest of the file: a record that is refused.
    pub(crate) fn into_chunk(self, source: &Source) -> Box<dyn Chunk> {
        Box::new(RejectedChunk(vec![match self {
            Self::Damaged(reason) => Diagnostic::new(Code::Damaged, source.name(), reason),
            Self::TooLarge(reason) => Diagnostic::new(Code::TooLarge, source.name(), reason)
                .with_help("raise the limit with --max-decompressed"),
            Self::Io(error) => Diagnostic::unreadable(source.name(), &error),
        }]))
    }
}

/// A file that ends too early is damaged; any other error is the system's.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::damaged("the file ends too early"),
            _ => Self::Io(error),
        }
    }
}

/// What arrow finds wrong with bytes that have been read.
impl From<ArrowError> for Fault {
    fn from(error: ArrowError) -> Self {
        Self::damaged(error)
    }
}
