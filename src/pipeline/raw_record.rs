//! One record as it is in its source.

use std::borrow::Cow;
#[cfg(feature = "arrow")]
use std::fs::File;
#[cfg(feature = "arrow")]
use std::io;

/// A rejected record as it is in its source, which is copied to a file with others of the same source.
pub struct RawRecord {
    /// The name of the source in messages.
    pub(crate) source: String,
    /// The file extensions of its format, without the dot. The first one is added to a name without an
    /// extension.
    pub(crate) extensions: &'static [&'static str],
    pub(crate) payload: RawPayload,
}

impl RawRecord {
    /// Creates a raw record from the bytes `record` of the source `source`, whose files have one of
    /// `extensions`. The records of a source are written one after the other, with nothing between them.
    #[must_use]
    pub fn text(source: &str, extensions: &'static [&'static str], record: &[u8]) -> Self {
        Self::framed(source, extensions, Framing::default(), record, None)
    }

    /// Does the same, with text around and between the records, and with `aside` after all of them.
    pub(crate) fn framed(
        source: &str,
        extensions: &'static [&'static str],
        frame: Framing,
        record: &[u8],
        aside: Option<&[u8]>,
    ) -> Self {
        let (record, aside) = (record.to_vec(), aside.map(<[u8]>::to_vec));
        let payload = RawPayload::Text { frame, record, aside };
        Self { source: source.to_owned(), extensions, payload }
    }

    /// Creates a raw record from one row. `kind` says how rows of its format are written.
    #[cfg(feature = "arrow")]
    pub(crate) fn row(source: &str, kind: RowKind, row: arrow_array::RecordBatch) -> Self {
        let RowKind { extensions, open } = kind;
        Self { source: source.to_owned(), extensions, payload: RawPayload::Row { open, row } }
    }
}

impl std::fmt::Debug for RawRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copied").field("source", &self.source).finish_non_exhaustive()
    }
}

pub(crate) enum RawPayload {
    Text {
        frame: Framing,
        record: Vec<u8>,
        aside: Option<Vec<u8>>,
    },
    #[cfg(feature = "arrow")]
    Row {
        open: OpenRows,
        row: arrow_array::RecordBatch,
    },
}

/// The text around the records of a text file.
#[derive(Clone)]
pub(crate) struct Framing {
    pub(crate) head: Cow<'static, [u8]>,
    pub(crate) between: &'static str,
    /// Returns the end of the file, made of the `aside` parts of all records.
    pub(crate) tail: fn(&[Vec<u8>]) -> Vec<u8>,
}

impl Default for Framing {
    fn default() -> Self {
        Self { head: Cow::Borrowed(b""), between: "", tail: |_| Vec::new() }
    }
}

/// A writer of rejected rows to a file of the same format.
#[cfg(feature = "arrow")]
pub(crate) trait Rows {
    fn write(&mut self, rows: &arrow_array::RecordBatch) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Opens a file for rows of this schema.
#[cfg(feature = "arrow")]
pub(crate) type OpenRows = fn(File, &arrow_schema::Schema) -> io::Result<Box<dyn Rows>>;

/// A columnar format, for rejected rows.
#[cfg(feature = "arrow")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowKind {
    pub(crate) extensions: &'static [&'static str],
    pub(crate) open: OpenRows,
}
