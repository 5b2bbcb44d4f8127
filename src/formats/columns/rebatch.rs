//! Joins and cuts batches to one size, so that the output does not depend on how the input was cut into
//! chunks.

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use arrow_select::coalesce::BatchCoalescer;

use super::sizes::BATCH_BYTES;

/// Joins and cuts batches to the same number of rows. Rows are copied only where batches are joined. Only if
/// a batch would exceed [`BATCH_BYTES`] does it depend on the incoming batches: it then ends where one of
/// them ends.
pub(crate) struct Join {
    rows: BatchCoalescer,
    /// Number of bytes of the waiting rows.
    bytes: usize,
}

impl Join {
    /// Creates a join to batches of `size` rows with this schema.
    pub(crate) fn new(schema: SchemaRef, size: usize) -> Self {
        // A part of `size` rows is passed on without copying if no rows wait.
        let limit = Some(size.saturating_sub(1));
        let rows = BatchCoalescer::new(schema, size).with_biggest_coalesce_batch_size(limit);
        Self { rows, bytes: 0 }
    }

    /// Adds `batch`, and returns the batches that are complete.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
        let mut from = 0;
        while from < batch.num_rows() {
            let waiting = self.rows.get_buffered_rows();
            // No more than completes the waiting rows, so that the next part begins a batch.
            let rows = (batch.num_rows() - from).min(self.rows.size() - waiting);
            let part = batch.slice(from, rows);
            let bytes = batch_bytes(&part);
            if self.bytes + bytes > BATCH_BYTES && waiting > 0 {
                self.rows.finish_buffered_batch()?;
                self.bytes = 0;
                continue;
            }
            from += rows;
            self.rows.push_batch(part)?;
            let complete = self.rows.get_buffered_rows() == 0;
            self.bytes = if complete { 0 } else { self.bytes + bytes };
        }
        Ok(std::iter::from_fn(|| self.rows.next_completed_batch()).collect())
    }

    /// Returns the waiting rows as a batch, or `None` if there are none.
    pub(crate) fn finish(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.bytes = 0;
        self.rows.finish_buffered_batch()?;
        Ok(self.rows.next_completed_batch())
    }
}

/// Returns the number of bytes of the values in `batch`, ignoring spare capacity. Equal rows have the same
/// number, however they were produced.
pub(crate) fn batch_bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| bytes(column)).sum()
}

/// Returns the number of bytes of the values of `array`, without the validity bitmap, which may be missing if
/// no value is null.
fn bytes(array: &dyn Array) -> usize {
    if let Some(texts) = array.as_string_opt::<i32>() {
        let [first, last] = ends(texts.value_offsets());
        return last - first + size_of_val(texts.value_offsets());
    }
    if let Some(values) = array.as_binary_opt::<i32>() {
        let [first, last] = ends(values.value_offsets());
        return last - first + size_of_val(values.value_offsets());
    }
    if let Some(length) = long_or_views(array) {
        return length;
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

/// Returns the number of bytes of text or binary data that has 64-bit offsets or views; `None` for other types.
fn long_or_views(array: &dyn Array) -> Option<usize> {
    fn between(offsets: &[i64]) -> usize {
        let end = |offset: Option<&i64>| {
            offset.and_then(|end| usize::try_from(*end).ok()).unwrap_or_default()
        };
        end(offsets.last()) - end(offsets.first()) + size_of_val(offsets)
    }
    // The low half of a view is the length of its value.
    let viewed = |views: &[u128]| {
        views.iter().map(|view| (*view & u128::from(u32::MAX)) as usize + size_of::<u128>()).sum()
    };
    Some(match array.data_type() {
        DataType::LargeUtf8 => between(array.as_string::<i64>().value_offsets()),
        DataType::LargeBinary => between(array.as_binary::<i64>().value_offsets()),
        DataType::Utf8View => viewed(array.as_string_view().views()),
        DataType::BinaryView => viewed(array.as_binary_view().views()),
        _ => return None,
    })
}

/// Returns the first and the last of `offsets`.
fn ends(offsets: &[i32]) -> [usize; 2] {
    let end = |offset: Option<&i32>| offset.and_then(|end| usize::try_from(*end).ok()).unwrap_or(0);
    [end(offsets.first()), end(offsets.last())]
}
