//! Small batches to large ones: a chunk of the input rarely fills a batch.

use arrow::array::Array;
use arrow::compute::concat_batches;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::{BATCH_BYTES, BATCH_ROWS};

/// Joins batches up to the size of a batch. Where the cuts fall depends on the batches alone.
#[derive(Default)]
pub(crate) struct Join {
    waiting: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Join {
    /// Adds `batch`, and gives what was waiting when the two together would be too large.
    pub(crate) fn push(&mut self, batch: RecordBatch) -> Result<Option<RecordBatch>, ArrowError> {
        let (rows, bytes) = (batch.num_rows(), batch_bytes(&batch));
        let full = self.rows + rows > BATCH_ROWS || self.bytes + bytes > BATCH_BYTES;
        let joined = if full { self.finish()? } else { None };
        self.waiting.push(batch);
        self.rows += rows;
        self.bytes += bytes;
        Ok(joined)
    }

    /// What is waiting; none when nothing is.
    pub(crate) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let waiting = std::mem::take(self).waiting;
        match waiting.as_slice() {
            [] => Ok(None),
            [batch] => Ok(Some(batch.clone())),
            [first, ..] => concat_batches(first.schema_ref(), &waiting).map(Some),
        }
    }
}

/// The bytes that the rows of `batch` hold, whatever its buffers have room for.
pub(crate) fn batch_bytes(batch: &RecordBatch) -> usize {
    let bytes = |column: &dyn Array| column.to_data().get_slice_memory_size().unwrap_or(0);
    batch.columns().iter().map(|column| bytes(column)).sum()
}
