//! Writes rejected rows to files, with all their columns.

use std::fs::File;
use std::io;

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::ArrowError;

use crate::pipeline::raw_record::{RowKind, Rows};

/// Extensions of the file format.
pub(super) const FILE_EXTENSIONS: &[&str] = &["arrow", "feather", "ipc"];

/// Extensions of the streaming format.
pub(super) const STREAM_EXTENSIONS: &[&str] = &["arrows"];

/// The file format.
pub(super) const FILE: RowKind = RowKind {
    extensions: FILE_EXTENSIONS,
    open: |file, schema| Ok(Box::new(FileWriter::try_new(file, schema).map_err(fault)?)),
};

/// The streaming format.
pub(super) const STREAM: RowKind = RowKind {
    extensions: STREAM_EXTENSIONS,
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
