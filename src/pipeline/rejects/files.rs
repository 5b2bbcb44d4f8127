//! The files with the raw records of rejects, one per source.

use std::fs::File;
use std::io::{self, BufWriter, Write};

#[cfg(feature = "arrow")]
use crate::pipeline::raw_record::Rows;
use crate::pipeline::raw_record::{Framing, RawPayload};

/// A file with the rejected records of one source.
pub(super) enum RawFile {
    Text {
        file: BufWriter<File>,
        frame: Framing,
        asides: Vec<Vec<u8>>,
        any: bool,
    },
    #[cfg(feature = "arrow")]
    Rows {
        rows: Box<dyn Rows>,
        waiting: Vec<arrow_array::RecordBatch>,
        /// Number of rows that are written at a time: all of them if there are dictionaries, since a file may
        /// have only one dictionary per column.
        most: usize,
    },
}

/// Number of rows that are collected before they are written.
#[cfg(feature = "arrow")]
const ROWS: usize = 1024;

impl RawFile {
    /// Opens a file for records like `payload`.
    pub(super) fn open(file: File, payload: &RawPayload) -> io::Result<Self> {
        match payload {
            RawPayload::Text { frame, .. } => {
                let (mut file, frame) = (BufWriter::new(file), frame.clone());
                file.write_all(&frame.head)?;
                Ok(Self::Text { file, frame, asides: Vec::new(), any: false })
            }
            #[cfg(feature = "arrow")]
            RawPayload::Row { open, row } => {
                use arrow_schema::DataType;
                let fields = row.schema_ref().flattened_fields();
                let is_dictionary = |data: &DataType| matches!(data, DataType::Dictionary(..));
                let whole = fields.iter().any(|field| is_dictionary(field.data_type()));
                let rows = open(file, row.schema_ref())?;
                let most = if whole { usize::MAX } else { ROWS };
                Ok(Self::Rows { rows, waiting: Vec::new(), most })
            }
        }
    }

    pub(super) fn add(&mut self, payload: RawPayload) -> io::Result<()> {
        match (self, payload) {
            (Self::Text { file, frame, asides, any }, RawPayload::Text { record, aside, .. }) => {
                if std::mem::replace(any, true) {
                    file.write_all(frame.between.as_bytes())?;
                }
                asides.extend(aside);
                file.write_all(&record)
            }
            #[cfg(feature = "arrow")]
            (Self::Rows { rows, waiting, most }, RawPayload::Row { row, .. }) => {
                waiting.push(row);
                if waiting.len() >= *most { flush(&mut **rows, waiting) } else { Ok(()) }
            }
            #[cfg(feature = "arrow")]
            _ => Err(io::Error::other("one source has records of two formats")),
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Text { mut file, frame, asides, .. } => {
                file.write_all(&(frame.tail)(&asides))?;
                file.flush()
            }
            #[cfg(feature = "arrow")]
            Self::Rows { mut rows, mut waiting, .. } => {
                flush(&mut *rows, &mut waiting)?;
                rows.finish()
            }
        }
    }
}

/// Writes the waiting rows as one batch.
#[cfg(feature = "arrow")]
fn flush(rows: &mut dyn Rows, waiting: &mut Vec<arrow_array::RecordBatch>) -> io::Result<()> {
    let Some(first) = waiting.first() else { return Ok(()) };
    let joined = arrow_select::concat::concat_batches(first.schema_ref(), &*waiting);
    waiting.clear();
    rows.write(&joined.map_err(io::Error::other)?)
}
