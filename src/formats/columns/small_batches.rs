//! Joins small batches before their rows are read: binding the columns of a batch costs as much as reading many rows.

use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;

use super::sizes::{BATCH_ROWS, CHUNK_BYTES};

/// Number of rows, and of bytes, up to which a batch is small.
pub(crate) const SMALL_ROWS: usize = 512;
pub(crate) const SMALL_BYTES: usize = CHUNK_BYTES / 8;

/// Maximum number of batches that are joined: each takes some kilobytes besides its rows.
pub(crate) const MOST_BATCHES: usize = 256;

/// Consecutive batches that are read as one.
#[derive(Default)]
pub(crate) struct SmallBatches {
    batches: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
}

impl SmallBatches {
    /// Adds a batch of `bytes` bytes, or returns it: if it is too large to be joined, or the others leave no room for
    /// it. The first batch is always added.
    pub(crate) fn add(&mut self, batch: RecordBatch, bytes: usize) -> Option<RecordBatch> {
        let (rows, all) = (self.rows + batch.num_rows(), self.bytes.saturating_add(bytes));
        let is_small = batch.num_rows() <= SMALL_ROWS && bytes <= SMALL_BYTES;
        let fits = is_small && rows <= BATCH_ROWS && all <= CHUNK_BYTES;
        if self.batches.is_empty() || (fits && !self.is_full()) {
            (self.rows, self.bytes) = (rows, all);
            self.batches.push(batch);
            return None;
        }
        Some(batch)
    }

    /// Returns whether there are none.
    #[cfg(feature = "parquet")]
    pub(crate) fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Returns whether no other batch can be added.
    pub(crate) fn is_full(&self) -> bool {
        let is_large = self.rows > SMALL_ROWS || self.bytes > SMALL_BYTES;
        (is_large && self.batches.len() == 1) || self.batches.len() >= MOST_BATCHES
    }

    /// Takes the batches out, as one if they can be joined.
    #[cfg(feature = "parquet")]
    pub(crate) fn take(&mut self) -> Vec<RecordBatch> {
        joined(std::mem::take(self).batches)
    }

    /// Takes the batches out as they are.
    pub(crate) fn take_apart(&mut self) -> Vec<RecordBatch> {
        std::mem::take(self).batches
    }
}

/// Returns the batches as one, or as they are if their types cannot be joined.
pub(super) fn joined(batches: Vec<RecordBatch>) -> Vec<RecordBatch> {
    match &*batches {
        [first, _, ..] => match concat_batches(&first.schema(), &batches) {
            Ok(all) => vec![all],
            Err(_) => batches,
        },
        _ => batches,
    }
}
