//! Refused rows in files of their own, with all columns that they had.

use std::fs::File;
use std::io;

use arrow::error::ArrowError;
use arrow::ipc::writer::{FileWriter, StreamWriter};
use arrow::record_batch::RecordBatch;

use crate::rejects::{RowKind, Rows};

/// The file format.
pub(super) const FILE: RowKind = RowKind {
    extension: "arrow",
    open: |file, schema| Ok(Box::new(FileWriter::try_new(file, schema).map_err(fault)?)),
};

/// The streaming format.
pub(super) const STREAM: RowKind = RowKind {
    extension: "arrows",
    open: |file, schema| Ok(Box::new(StreamWriter::try_new(file, schema).map_err(fault)?)),
};

impl Rows for FileWriter<File> {
    fn write(&mut self, rows: &RecordBatch) -> io::Result<()> {
        Self::write(self, rows).map_err(fault)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        Self::finish(&mut self).map_err(fault)
    }
}

impl Rows for StreamWriter<File> {
    fn write(&mut self, rows: &RecordBatch) -> io::Result<()> {
        Self::write(self, rows).map_err(fault)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        Self::finish(&mut self).map_err(fault)
    }
}

fn fault(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other),
    }
}
