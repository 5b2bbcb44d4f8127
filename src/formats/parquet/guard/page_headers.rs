//! Checks the sizes in page headers before the decoder allocates memory for them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

use super::thrift::{Next, Thrift};
use crate::formats::columns::check_average;

/// Number of bytes that every page may decompress to, whatever the footer says about its column.
const SMALL: u64 = 64 << 20;

/// Number of bytes by which compression may make a page larger.
const OVERHEAD: u64 = 64;

/// The fields of a page's header that hold its sizes.
const UNCOMPRESSED_SIZE: i16 = 2;
const COMPRESSED_SIZE: i16 = 3;

/// The fields of a page's header that hold the number of its values: one for each kind of page.
const VALUES: [i16; 3] = [5, 7, 8];

/// The positions of a file's columns, and the pages in its page index.
#[derive(Debug)]
pub(in crate::formats::parquet) struct Pages {
    /// Sorted by position.
    columns: Vec<Column>,
    /// The first bytes of the pages in the index.
    indexed: HashSet<u64>,
    /// The first bytes of the contents of pages whose headers were checked. The decoder continues reading
    /// there after it has peeked at a header.
    contents: Mutex<HashSet<u64>>,
    /// Maximum number of bytes of one record.
    most: u64,
}

/// One column of a row group.
#[derive(Debug)]
struct Column {
    bytes: Range<u64>,
    /// Maximum number of decompressed bytes for one compressed byte.
    ratio: u64,
    /// Decompressed size in bytes, according to the footer.
    size: u64,
}

impl Pages {
    /// Returns the pages of the file with this footer, which has been checked.
    /// A record may have `most` bytes.
    pub(in crate::formats::parquet) fn new(metadata: &ParquetMetaData, most: u64) -> Self {
        let contents = Mutex::default();
        let mut pages = Self { columns: Vec::new(), indexed: HashSet::new(), contents, most };
        for (group, found) in metadata.row_groups().iter().enumerate() {
            let index = metadata.page_index_for_row_group(group);
            for (leaf, column) in found.columns().iter().enumerate() {
                // The decoder finds pages by the index if there is one, else by reading headers from the
                // start of the column. Remember where the index sends it, so that those headers can be
                // recognised.
                let column = Column::new(column);
                if let Some(index) = index.offset_index(leaf) {
                    let starts = index.page_locations().iter().map(|page| page.offset);
                    pages.indexed.extend(starts.filter_map(|start| u64::try_from(start).ok()));
                    pages.indexed.insert(column.bytes.start);
                }
                pages.columns.push(column);
            }
        }
        pages.columns.sort_by_key(|column| column.bytes.start);
        pages
    }

    /// Returns whether the index names a page at byte `start` of the file.
    pub(super) fn begins_at(&self, start: u64) -> bool {
        self.indexed.contains(&start)
    }

    /// Returns whether the content of a page whose header was checked begins at byte `start` of the file.
    pub(super) fn is_content(&self, start: u64) -> bool {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner).remove(&start)
    }

    /// Checks that the page at byte `start` of the file, which begins with `head`, can have the sizes in its
    /// header. Returns false if the header does not end within `head`.
    pub(super) fn check(&self, start: u64, head: &[u8]) -> Result<bool, ParquetError> {
        // The columns are sorted, so the last one that begins at or before `start` is the only one that can
        // contain it. Bytes outside all columns, such as the footer, are not pages.
        let after = self.columns.partition_point(|column| column.bytes.start <= start);
        let column = self.columns[..after].last().filter(|column| column.bytes.contains(&start));
        let Some(column) = column else { return Ok(true) };
        let Some(Header { length, compressed, uncompressed, values }) = header(head) else {
            return Ok(false);
        };
        if let Err(reason) = check_average(uncompressed, values, self.most) {
            return Err(ParquetError::General(reason));
        }
        // Two independent limits: what the codec can produce from so many bytes, and what the footer says
        // about the whole column. A hostile file can state any size in the footer, but it cannot beat the
        // codec.
        let stands_for = (compressed + OVERHEAD).saturating_mul(column.ratio);
        if uncompressed > stands_for.min(column.size.max(SMALL)) {
            return Err(wrong());
        }
        // The decoder may read the header and the content separately. The read of the content must not be
        // checked as a header, unless the next column begins there.
        let content = start + length;
        if compressed > 0
            && self.columns.binary_search_by_key(&content, |column| column.bytes.start).is_err()
        {
            self.contents.lock().unwrap_or_else(PoisonError::into_inner).insert(content);
        }
        Ok(true)
    }
}

/// Returns the error for a page with an invalid header.
pub(super) fn wrong() -> ParquetError {
    ParquetError::General("a page has an invalid header".to_owned())
}

impl Column {
    fn new(column: &ColumnChunkMetaData) -> Self {
        let (start, length) = column.byte_range();
        Self {
            bytes: start..start.saturating_add(length),
            ratio: ratio(column.compression()),
            size: column.uncompressed_size().try_into().unwrap_or(0),
        }
    }
}

/// Returns the maximum number of decompressed bytes for one compressed byte, rounded up to a power of two.
fn ratio(codec: Compression) -> u64 {
    match codec {
        // Uncompressed pages cannot grow, so their size is not limited here.
        Compression::UNCOMPRESSED => u64::MAX,
        Compression::SNAPPY => 1 << 6,
        Compression::LZ4 | Compression::LZ4_RAW => 1 << 8,
        Compression::GZIP(_) => 1 << 11,
        Compression::ZSTD(_) => 1 << 16,
        Compression::BROTLI(_) | Compression::LZO => 1 << 24,
    }
}

/// The sizes in a page's header, in bytes.
struct Header {
    /// The length of the header.
    length: u64,
    compressed: u64,
    uncompressed: u64,
    /// Number of values, nulls included.
    values: u64,
}

/// Returns the header at the beginning of `bytes`, or `None` if it is cut off or lacks a size.
fn header(bytes: &[u8]) -> Option<Header> {
    // The sizes are fields 2 and 3, but Thrift stores fields as deltas to the previous id, so the fields
    // before and after them have to be walked too.
    let mut thrift = Thrift(bytes);
    let (mut last, mut compressed, mut uncompressed, mut values) = (0, None, None, None);
    while let Next::Field(field) = thrift.field(last)? {
        last = field.id;
        match field.id {
            UNCOMPRESSED_SIZE => uncompressed = Some(u64::try_from(thrift.i32(field)?).ok()?),
            COMPRESSED_SIZE => compressed = Some(u64::try_from(thrift.i32(field)?).ok()?),
            id if VALUES.contains(&id) => {
                values = Some(u64::try_from(thrift.first_i32(field)?).ok()?);
            }
            _ => thrift.skip(field)?,
        }
    }
    let length = (bytes.len() - thrift.0.len()) as u64;
    let (compressed, uncompressed) = (compressed?, uncompressed?);
    Some(Header { length, compressed, uncompressed, values: values.unwrap_or(1) })
}
