//! Batches of any size to batches of one size: a chunk of the input rarely fills a batch.

use arrow::array::Array;
use arrow::compute::concat_batches;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::{BATCH_BYTES, BATCH_ROWS};

/// Joins and cuts batches to [`BATCH_ROWS`] each. Only where these would hold more than [`BATCH_BYTES`]
/// does it matter how the rows came: such a batch ends where one of those that came ends.
#[derive(Default)]
pub(crate) struct Join {
    waiting: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Join {
    /// Adds `batch`, and gives the batches that are complete.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut complete = Vec::new();
        let mut from = 0;
        while from < batch.num_rows() {
            let rows = (batch.num_rows() - from).min(BATCH_ROWS - self.rows);
            let part = batch.slice(from, rows);
            let bytes = batch_bytes(&part);
            if self.bytes + bytes > BATCH_BYTES && self.rows > 0 {
                complete.extend(self.finish()?);
                continue;
            }
            from += rows;
            self.rows += rows;
            self.bytes += bytes;
            self.waiting.push(part);
            if self.rows == BATCH_ROWS {
                complete.extend(self.finish()?);
            }
        }
        Ok(complete)
    }

    /// What is waiting; none when nothing is.
    pub(crate) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let waiting = std::mem::take(self).waiting;
        let Some(first) = waiting.first() else { return Ok(None) };
        concat_batches(first.schema_ref(), &waiting).map(Some)
    }
}

/// The bytes that the rows of `batch` hold, whatever its buffers have room for.
pub(crate) fn batch_bytes(batch: &RecordBatch) -> usize {
    let bytes = |column: &dyn Array| column.to_data().get_slice_memory_size().unwrap_or(0);
    batch.columns().iter().map(|column| bytes(column)).sum()
}
