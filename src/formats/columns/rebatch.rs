//! Batches of any size to batches of one size, so that the output does not tell how the input was cut into
//! chunks.

use arrow::array::{Array, AsArray};
use arrow::compute::concat_batches;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;

use super::sizes::BATCH_BYTES;

/// Joins and cuts batches to one number of rows each; rows are copied only where batches are joined. Only
/// where a batch would hold more than [`BATCH_BYTES`] does it matter how the rows came: it ends where one of
/// those that came ends.
pub(crate) struct Join {
    /// Rows of each batch.
    size: usize,
    waiting: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl Join {
    /// To batches of `size` rows each.
    pub(crate) fn to(size: usize) -> Self {
        Self { size, waiting: Vec::new(), rows: 0, bytes: 0 }
    }

    /// Adds `batch`, and gives the batches that are complete.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut complete = Vec::new();
        let mut from = 0;
        while from < batch.num_rows() {
            let rows = (batch.num_rows() - from).min(self.size - self.rows);
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
            if self.rows == self.size {
                complete.extend(self.finish()?);
            }
        }
        Ok(complete)
    }

    /// What is waiting; none when nothing is.
    pub(crate) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let waiting = std::mem::replace(self, Self::to(self.size)).waiting;
        let Some(first) = waiting.first() else { return Ok(None) };
        concat_batches(first.schema_ref(), &waiting).map(Some)
    }
}

/// The bytes that the rows of `batch` hold, whatever its buffers have room for. It does not matter how they
/// came: equal rows have as many.
pub(crate) fn batch_bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| bytes(column)).sum()
}

/// The bytes of the items of `array`, without the marks of those that are null: where none is, there may be
/// no marks.
fn bytes(array: &dyn Array) -> usize {
    if let Some(texts) = array.as_string_opt::<i32>() {
        let [first, last] = ends(texts.value_offsets());
        return last - first + size_of_val(texts.value_offsets());
    }
    if let Some(lists) = array.as_list_opt::<i32>() {
        let [first, last] = ends(lists.value_offsets());
        let items = lists.values().slice(first, last - first);
        return bytes(&items) + size_of_val(lists.value_offsets());
    }
    if let Some(structs) = array.as_struct_opt() {
        return structs.columns().iter().map(|column| bytes(column)).sum();
    }
    array.data_type().primitive_width().unwrap_or(1) * array.len()
}

/// The first and the last of `offsets`.
fn ends(offsets: &[i32]) -> [usize; 2] {
    let end = |offset: Option<&i32>| offset.and_then(|end| usize::try_from(*end).ok()).unwrap_or(0);
    [end(offsets.first()), end(offsets.last())]
}
