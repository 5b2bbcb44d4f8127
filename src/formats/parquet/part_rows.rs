//! Decodes a part of a row group to batches.

use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::FieldLevels;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ParquetRecordBatchReader, RowGroups, RowSelection, RowSelector,
};
use parquet::errors::ParquetError;

use super::guard::{BATCH_ROWS, Group, Limits, Positioned, TEXT_BYTES, guarded};
use super::split::Part;
use crate::formats::columns::{Fault, Source, converted};

/// The factor by which fewer rows are decoded at once if their texts exceed the limit.
const FEWER: usize = 16;

/// A file with its footer.
#[derive(Clone)]
pub(super) struct OpenFile {
    pub(super) source: Source,
    pub(super) file: Arc<Positioned>,
    pub(super) metadata: ArrowReaderMetadata,
    pub(super) levels: Arc<FieldLevels>,
    /// The columns with text in place of some bytes, if there are such.
    pub(super) texts: Option<SchemaRef>,
    /// Whether a column is encrypted.
    pub(super) encrypts: bool,
    /// Whether no column is read, so that the rows are only counted.
    pub(super) is_counted: bool,
    /// Bytes of text that a row may have in one column; `None` means [`TEXT_BYTES`].
    pub(super) max_text: Option<u64>,
}

/// The remaining rows of a part.
pub(super) struct PartRows {
    open: OpenFile,
    /// The rest of the part.
    part: Part,
    limits: Limits,
    decoder: Option<Decoder>,
}

/// What decodes rows, and which column has too much text in some of them, once one does.
struct Decoder {
    batches: ParquetRecordBatchReader,
    too_much: Arc<OnceLock<String>>,
}

impl PartRows {
    pub(super) fn new(open: OpenFile, part: Part) -> Self {
        let rows = part.divided.unwrap_or(BATCH_ROWS).clamp(1, part.rows.max(1));
        let limits = Limits { rows, text_bytes: open.max_text.unwrap_or(TEXT_BYTES) };
        Self { open, part, limits, decoder: None }
    }

    /// Returns the number of rows of the file before the next one.
    pub(super) fn before(&self) -> u64 {
        self.part.before
    }

    /// Returns the next batch; `None` at the end. Where the texts of its rows are too much together, it has fewer
    /// rows, in the end a single one.
    ///
    /// # Errors
    /// When a page is damaged, or a single row has more text than it may.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, Fault> {
        loop {
            let mut decoder = match self.decoder.take() {
                Some(decoder) => decoder,
                None => self.begin()?,
            };
            let next = || decoder.batches.next().transpose().map_err(ParquetError::from);
            match (guarded(next), decoder.too_much.get()) {
                (Ok(batch), _) => {
                    self.pass(batch.as_ref().map_or(0, RecordBatch::num_rows));
                    self.decoder = Some(decoder);
                    return batch.map(|batch| self.as_text(batch)).transpose();
                }
                (Err(_), Some(_)) if self.limits.rows > 1 => {
                    // The decoder is dropped and made again for the rows that are left: it cannot
                    // change its batch size.
                    self.limits.rows = self.limits.rows.div_ceil(FEWER);
                }
                (Err(_), Some(column)) => return Err(self.too_much(column)),
                (Err(Fault::Damaged(_)), None) if self.open.encrypts => return Err(encrypted()),
                (Err(fault), None) => return Err(fault),
            }
        }
    }

    /// Returns `batch` with text in place of bytes that no type of Arrow describes.
    fn as_text(&self, batch: RecordBatch) -> Result<RecordBatch, Fault> {
        match &self.open.texts {
            Some(texts) => Ok(converted(&batch, texts)?),
            None => Ok(batch),
        }
    }

    /// Skips the first `rows` rows.
    fn pass(&mut self, rows: usize) {
        self.part.skip += rows;
        self.part.rows = self.part.rows.saturating_sub(rows);
        self.part.before += rows as u64;
    }

    /// Creates a decoder of the remaining rows.
    fn begin(&self) -> Result<Decoder, Fault> {
        let too_much = Arc::default();
        let batches = guarded(|| self.build(Arc::clone(&too_much)))?;
        Ok(Decoder { batches, too_much })
    }

    fn build(
        &self,
        too_much: Arc<OnceLock<String>>,
    ) -> Result<ParquetRecordBatchReader, ParquetError> {
        let Part { group: index, skip, rows, .. } = self.part;
        let file = Arc::clone(&self.open.file);
        let metadata = self.open.metadata.metadata();
        let group = Group { file, metadata, index, limits: self.limits, too_much };
        let selection = (group.num_rows() != rows).then(|| {
            let selectors = [RowSelector::skip(skip), RowSelector::select(rows)];
            RowSelection::from(selectors.to_vec())
        });
        let levels = &self.open.levels;
        ParquetRecordBatchReader::try_new_with_row_groups(
            levels,
            &group,
            self.limits.rows,
            selection,
        )
    }

    fn too_much(&self, column: &str) -> Fault {
        let row = self.part.before + 1;
        let most = self.limits.text_bytes;
        Fault::TooLarge(format!(
            "row {row} or one soon after it has more than {most} bytes of text that repeats itself in the \
             column {column}"
        ))
    }
}

/// Returns the fault for a file with encrypted columns.
fn encrypted() -> Fault {
    Fault::damaged("columns of it are encrypted, and encrypted columns are not read")
}
