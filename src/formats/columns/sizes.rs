//! What columns can hold, and how much of it is in memory at a time.

use crate::pipeline::constraints::Constraints;

/// Returns what columns cannot hold; `source` says whether there is one for the front matter's source text.
pub(crate) fn constraints(source: bool) -> Constraints {
    Constraints { microseconds: true, finite: true, no_source: !source, ..Constraints::NONE }
}

/// Rows of a batch, at the most.
pub(crate) const BATCH_ROWS: usize = 8192;

/// Bytes of text in a batch at which it is cut, so that 32-bit offsets never overflow.
pub(crate) const BATCH_BYTES: usize = 64 << 20;

/// Bytes of a source that make up a chunk, at the least where it has as many rows.
pub(crate) const CHUNK_BYTES: usize = 4 << 20;
