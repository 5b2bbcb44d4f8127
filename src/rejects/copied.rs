//! The source of one refused record, and the file that such sources are gathered in.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// A refused record as it stands in its source, to be kept beside others of that source.
pub struct Copied {
    /// The source, as messages call it.
    pub(super) source: String,
    /// The extension of files of its format.
    pub(super) extension: &'static str,
    pub(super) piece: Piece,
}

impl Copied {
    /// The bytes `record` of the source that messages call `source`, whose format has files that end in
    /// `extension`. The records of a source are written one behind the other, with nothing between them.
    #[must_use]
    pub fn text(source: &str, extension: &'static str, record: &[u8]) -> Self {
        Self::framed(source, extension, Frame::default(), record, None)
    }

    /// The same, with something around and between the records, and `aside` behind all of them.
    pub(crate) fn framed(
        source: &str,
        extension: &'static str,
        frame: Frame,
        record: &[u8],
        aside: Option<&[u8]>,
    ) -> Self {
        let (record, aside) = (record.to_vec(), aside.map(<[u8]>::to_vec));
        let piece = Piece::Text { frame, record, aside };
        Self { source: source.to_owned(), extension, piece }
    }

    /// One row, and how rows of its format are written.
    #[cfg(feature = "arrow")]
    pub(crate) fn row(source: &str, kind: RowKind, row: arrow::record_batch::RecordBatch) -> Self {
        let RowKind { extension, open } = kind;
        Self { source: source.to_owned(), extension, piece: Piece::Row { open, row } }
    }
}

impl std::fmt::Debug for Copied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copied").field("source", &self.source).finish_non_exhaustive()
    }
}

pub(super) enum Piece {
    Text {
        frame: Frame,
        record: Vec<u8>,
        aside: Option<Vec<u8>>,
    },
    #[cfg(feature = "arrow")]
    Row {
        open: OpenRows,
        row: arrow::record_batch::RecordBatch,
    },
}

/// What stands around the records of a text.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) head: Cow<'static, [u8]>,
    pub(crate) between: &'static str,
    /// The end, made of all that goes behind the records.
    pub(crate) tail: fn(&[Vec<u8>]) -> Vec<u8>,
}

impl Default for Frame {
    fn default() -> Self {
        Self { head: Cow::Borrowed(b""), between: "", tail: |_| Vec::new() }
    }
}

/// The rows of one file on their way into a file of the same format.
#[cfg(feature = "arrow")]
pub(crate) trait Rows {
    fn write(&mut self, rows: &arrow::record_batch::RecordBatch) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Opens a file for rows of this schema.
#[cfg(feature = "arrow")]
pub(crate) type OpenRows = fn(File, &arrow::datatypes::Schema) -> io::Result<Box<dyn Rows>>;

/// A format of rows.
#[cfg(feature = "arrow")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowKind {
    pub(crate) extension: &'static str,
    pub(crate) open: OpenRows,
}

/// A file that the refused records of one source are gathered in.
pub(super) enum Copies {
    Text {
        file: BufWriter<File>,
        frame: Frame,
        asides: Vec<Vec<u8>>,
        any: bool,
    },
    #[cfg(feature = "arrow")]
    Rows {
        rows: Box<dyn Rows>,
        waiting: Vec<arrow::record_batch::RecordBatch>,
        /// Rows that are written at a time: all where there are dictionaries, of which a file takes one each.
        most: usize,
    },
}

/// Rows that wait until they are written together.
#[cfg(feature = "arrow")]
const ROWS: usize = 1024;

impl Copies {
    /// A file for records like `piece`.
    pub(super) fn open(file: File, piece: &Piece) -> io::Result<Self> {
        match piece {
            Piece::Text { frame, .. } => {
                let (mut file, frame) = (BufWriter::new(file), frame.clone());
                file.write_all(&frame.head)?;
                Ok(Self::Text { file, frame, asides: Vec::new(), any: false })
            }
            #[cfg(feature = "arrow")]
            Piece::Row { open, row } => {
                use arrow::datatypes::DataType;
                let fields = row.schema_ref().flattened_fields();
                let is_dictionary = |data: &DataType| matches!(data, DataType::Dictionary(..));
                let whole = fields.iter().any(|field| is_dictionary(field.data_type()));
                let rows = open(file, row.schema_ref())?;
                let most = if whole { usize::MAX } else { ROWS };
                Ok(Self::Rows { rows, waiting: Vec::new(), most })
            }
        }
    }

    pub(super) fn add(&mut self, piece: Piece) -> io::Result<()> {
        match (self, piece) {
            (Self::Text { file, frame, asides, any }, Piece::Text { record, aside, .. }) => {
                if std::mem::replace(any, true) {
                    file.write_all(frame.between.as_bytes())?;
                }
                asides.extend(aside);
                file.write_all(&record)
            }
            #[cfg(feature = "arrow")]
            (Self::Rows { rows, waiting, most }, Piece::Row { row, .. }) => {
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

/// Writes the rows that wait, as one batch.
#[cfg(feature = "arrow")]
fn flush(
    rows: &mut dyn Rows,
    waiting: &mut Vec<arrow::record_batch::RecordBatch>,
) -> io::Result<()> {
    let Some(first) = waiting.first() else { return Ok(()) };
    let joined = arrow::compute::concat_batches(first.schema_ref(), &*waiting);
    waiting.clear();
    rows.write(&joined.map_err(io::Error::other)?)
}
