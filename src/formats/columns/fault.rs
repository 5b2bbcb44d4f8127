//! Why a columnar file cannot be read, and what stands in its place.

use std::io;

use arrow::error::ArrowError;

use super::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::{Error, Result};
use crate::reader::{Chunk, Reader, Refused};

/// Why a file cannot be read.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Its bytes are not what the format says; the reason in words.
    Damaged(String),
    /// What the system said.
    Io(io::Error),
}

impl Fault {
    /// The bytes are not what the format says.
    pub(crate) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::Damaged(reason.to_string())
    }

    /// What a record stands for in the file's place: a chunk that is refused.
    ///
    /// # Errors
    /// When it is the system's fault and not the file's.
    pub(crate) fn into_chunk(self, source: &Source) -> Result<Box<dyn Chunk>> {
        match self {
            Self::Damaged(reason) => {
                Ok(Box::new(Refused(vec![Diagnostic::new(Code::Damaged, source.name(), reason)])))
            }
            Self::Io(error) => Err(Error::input(source.name(), error)),
        }
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

/// A reader of this one chunk.
pub(crate) struct Once(pub(crate) Option<Box<dyn Chunk>>);

impl Reader for Once {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        Ok(self.0.take())
    }
}
