//! Writes rejected rows to a file, with all their columns.

use std::fs::File;
use std::io;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::pipeline::raw_record::{RowKind, Rows};

/// Extensions of Parquet files.
pub(super) const EXTENSIONS: &[&str] = &["parquet"];

/// Number of rows of a row group: small, so that few rows are in memory.
const GROUP_ROWS: usize = 16 << 10;

/// Parquet.
pub(super) const PARQUET: RowKind = RowKind {
    extensions: EXTENSIONS,
    open: |file, schema| {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let schema = std::sync::Arc::new(schema.clone());
        Ok(Box::new(ArrowWriter::try_new(file, schema, Some(properties)).map_err(fault)?))
    },
};

impl Rows for ArrowWriter<File> {
    fn write(&mut self, rows: &RecordBatch) -> io::Result<()> {
        Self::write(self, rows).map_err(fault)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.close().map(|_| ()).map_err(fault)
    }
}

fn fault(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
