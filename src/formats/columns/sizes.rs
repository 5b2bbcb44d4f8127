//! Limits of columns, and sizes of batches and chunks.

use crate::pipeline::constraints::Constraints;

/// Returns what columns cannot hold. `source` says whether there is a column for the front matter's source
/// text.
pub(crate) fn constraints(source: bool) -> Constraints {
    Constraints { microseconds: true, finite: true, no_source: !source, ..Constraints::NONE }
}

/// Maximum number of rows of a batch.
pub(crate) const BATCH_ROWS: usize = 8192;

/// Number of bytes of text at which a batch is cut, so that 32-bit offsets cannot overflow.
pub(crate) const BATCH_BYTES: usize = 64 << 20;

/// Maximum number of bytes of one record, unless an option sets another.
pub(crate) const RECORD_BYTES: u64 = 256 << 20;

/// Bytes that lengths, levels and padding may add to a record or to values.
pub(super) const AROUND: u64 = 64 << 10;

/// Words in the reason why a record or a value is too large. A library that passes the reason on keeps only the words.
pub(crate) const LIMIT: &str = "more than the limit for one record";

/// Approximate size of a chunk in bytes of its rows.
pub(crate) const CHUNK_BYTES: usize = 4 << 20;
