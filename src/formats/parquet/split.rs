//! Splits row groups into parts that are decoded independently, on any thread.

use std::collections::VecDeque;

use parquet::file::metadata::ParquetMetaData;

use crate::formats::columns::{
    BATCH_ROWS, CHUNK_BYTES, Fault, MOST_BATCHES, SMALL_BYTES, SMALL_ROWS, rows_in_chunk,
};

/// Size in bytes up to which a row group without a page index is one part: without an index, skipping rows
/// means decoding them.
const UNDIVIDED_BYTES: usize = 16 << 20;

/// Maximum number of bytes and rows of a part.
const PART_BYTES: usize = 24 << 20;
const PART_ROWS: usize = 32 << 10;

/// Maximum number of parts of a file: the number of rows in the footer may be wrong.
const MOST_PARTS: usize = 1 << 18;

/// Some rows of a row group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) group: usize,
    /// Number of rows of the group before the part.
    pub(super) skip: usize,
    pub(super) rows: usize,
    /// Number of bytes of the group before compression, as its footer says.
    pub(super) group_bytes: usize,
    /// Number of rows of the file before the part.
    pub(super) before: u64,
    /// Number of rows per chunk, if the part is decoded on the reading thread and makes several chunks.
    pub(super) divided: Option<usize>,
}

/// The size of consecutive parts that are read as one chunk.
pub(super) struct PartsSize {
    parts: usize,
    rows: usize,
    bytes: usize,
    is_small: bool,
}

impl PartsSize {
    /// Returns the size of one part.
    pub(super) fn of(part: &Part) -> Self {
        Self { parts: 1, rows: part.rows, bytes: part.group_bytes, is_small: part.is_small() }
    }

    /// Adds a part, if it belongs into the same chunk. Returns whether it does.
    pub(super) fn add(&mut self, part: &Part) -> bool {
        let (rows, bytes) = (self.rows + part.rows, self.bytes + part.group_bytes);
        let is_room = self.parts < MOST_BATCHES && rows <= BATCH_ROWS && bytes <= CHUNK_BYTES;
        if !(self.is_small && part.is_small() && is_room) {
            return false;
        }
        *self = Self { parts: self.parts + 1, rows, bytes, is_small: true };
        true
    }
}

impl Part {
    /// Returns whether the part is a whole row group, and so small that it is read together with others.
    fn is_small(&self) -> bool {
        self.divided.is_none()
            && self.skip == 0
            && self.rows <= SMALL_ROWS
            && self.group_bytes <= SMALL_BYTES
    }
}

/// Returns the row groups, split into parts where that is cheap. If no column is read, the rows are only
/// `counted`, one chunk at a time, since no page confirms the number in the footer.
pub(super) fn parts(metadata: &ParquetMetaData, counted: bool) -> Result<VecDeque<Part>, Fault> {
    let mut parts = VecDeque::new();
    let mut before = 0;
    for (group, found) in metadata.row_groups().iter().enumerate() {
        let count = |number| usize::try_from(number).map_err(|_| negative());
        let rows = count(found.num_rows())?;
        let bytes = if counted { 0 } else { count(found.total_byte_size())? };
        let whole = Part { group, skip: 0, rows, group_bytes: bytes, before, divided: None };
        // With a page index, a part can start at a page without decoding those before it, and parts run in
        // parallel. Without one, a large group is decoded on the reading thread, chunk by chunk.
        let in_part = rows_of_page(metadata, group)
            .filter(|_| !counted)
            .map(|page| rows_in_part(page, bytes / rows.max(1)))
            .filter(|in_part| rows / in_part + parts.len() <= MOST_PARTS);
        if let Some(in_part) = in_part {
            parts.extend((0..rows).step_by(in_part).map(|skip| Part {
                skip,
                rows: in_part.min(rows - skip),
                before: before + skip as u64,
                ..whole
            }));
        // Millions of nulls take no bytes in the file, and as many rows in the output.
        } else if counted || bytes > UNDIVIDED_BYTES || rows > PART_ROWS {
            parts.push_back(Part { divided: Some(rows_in_chunk(rows, bytes)), ..whole });
        } else if rows > 0 {
            parts.push_back(whole);
        }
        before += rows as u64;
    }
    Ok(parts)
}

/// Returns the maximum number of rows in the first pages of a row group's columns, or `None` if a column has
/// no page index.
fn rows_of_page(metadata: &ParquetMetaData, group: usize) -> Option<usize> {
    let found = metadata.row_group(group);
    let index = metadata.page_index_for_row_group(group);
    let mut longest = 1;
    for leaf in 0..found.num_columns() {
        // The first page is taken as typical: writers cut pages at the same size. The second begins
        // after its rows; without one, all rows are in the first.
        let second = index.page_locations(leaf)?.get(1);
        let rows = second.map_or(found.num_rows(), |page| page.first_row_index);
        longest = longest.max(usize::try_from(rows).ok()?);
    }
    Some(longest)
}

/// Returns the number of rows of a part if pages have up to `page` rows and a row has `bytes` bytes: whole
/// pages if they are small enough, else half a page, a quarter and so on. A page at the edge of two parts is
/// decoded twice.
fn rows_in_part(page: usize, bytes: usize) -> usize {
    let most = (PART_BYTES / bytes.max(1)).clamp(1, PART_ROWS);
    // Parts should end where pages end. If a page is too large, use an even fraction of it, so that every
    // second, fourth … part still ends with a page.
    let mut rows = page;
    while rows > most {
        rows = rows.div_ceil(2);
    }
    // As many whole pages as fit.
    rows * (most / rows)
}

fn negative() -> Fault {
    Fault::damaged("a size in the footer is negative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_pages_or_fractions_of_one() {
        for (page, bytes, rows) in [
            (16_384, 1200, 16_384),
            (8192, 600, 32_768),
            (20_000, 1200, 20_000),
            (20_000, 2400, 10_000),
            (1_000_000, 0, 31_250),
            (1, 1 << 40, 1),
            (16_384, 1 << 40, 1),
            (usize::MAX, 1, 32_768),
        ] {
            assert_eq!(rows_in_part(page, bytes), rows, "{page} rows of {bytes}");
        }
    }
}
