//! What the decoder takes for granted about a file, and what happens where it is wrong.

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::page_index::offset_index::PageLocation;
use parquet::file::reader::{ChunkReader, Length};

use super::file::Positioned;
use crate::formats::catch_panic::catch_decoder_panic;
use crate::formats::columns::Fault;

/// The first bytes of a file, and its last.
pub(in crate::formats::parquet) const MAGIC: &[u8] = b"PAR1";

/// The same of a file whose footer is encrypted.
pub(in crate::formats::parquet) const ENCRYPTED: &[u8] = b"PARE";

/// Tells Parquet files from what is often mistaken for one.
pub(in crate::formats::parquet) fn magic(file: &Positioned) -> Result<(), Fault> {
    let ends = file.len().checked_sub(MAGIC.len() as u64).map(|end| [0, end]);
    let words = ends.map(|ends| ends.map(|at| file.get_bytes(at, MAGIC.len())));
    let Some([Ok(head), Ok(tail)]) = words else {
        return Err(Fault::damaged("it is too short to be a Parquet file"));
    };
    if head == ENCRYPTED || tail == ENCRYPTED {
        Err(Fault::damaged("the file is encrypted; encrypted files are not supported"))
    } else if head != MAGIC {
        Err(Fault::damaged("it is not a Parquet file: it does not begin with `PAR1`"))
    } else if tail != MAGIC {
        Err(Fault::damaged("it does not end with `PAR1` as a Parquet file must; it may be cut off"))
    } else {
        Ok(())
    }
}

/// Does `work` of the decoder. It panics on some pages that are damaged, in ways that only decoding
/// finds out; that is a fault of the file, and nothing that `work` changed is used after it.
pub(in crate::formats::parquet) fn guarded<T>(
    work: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, Fault> {
    match catch_decoder_panic(work) {
        Some(done) => done.map_err(fault),
        None => Err(Fault::damaged("a page cannot be decoded")),
    }
}

/// Returns a system's error where the system says so; anything else is the file's.
fn fault(error: ParquetError) -> Fault {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) if error.raw_os_error().is_some() => Fault::Io(*error),
            Ok(error) => Fault::damaged(error),
            Err(other) => match other.downcast::<ArrowError>().map(|error| *error) {
                // The library's own error in its own words, wrapped.
                Ok(ArrowError::ParquetError(words)) => Fault::damaged(plain(&words)),
                Ok(error) => Fault::damaged(error),
                Err(other) => Fault::damaged(other),
            },
        },
        ParquetError::General(reason) | ParquetError::EOF(reason) => Fault::Damaged(reason),
        other => Fault::damaged(other),
    }
}

/// `words` without what the library says before each of its errors.
fn plain(words: &str) -> &str {
    ["Parquet error: ", "EOF: "]
        .iter()
        .fold(words, |words, kind| words.strip_prefix(kind).unwrap_or(words))
}

/// Finds out whether every column of every row group is within the `length` bytes of the file, and has a
/// value for each row: the decoder does not ask.
pub(in crate::formats::parquet) fn columns(
    metadata: &ParquetMetaData,
    length: u64,
) -> Result<(), Fault> {
    let groups = metadata.row_groups().iter();
    let columns =
        groups.flat_map(|group| group.columns().iter().map(move |column| (group, column)));
    for (group, column) in columns {
        if column.num_values() < group.num_rows() {
            let path = column.column_path().string();
            return Err(Fault::damaged(format_args!(
                "the column {path} has fewer values than rows"
            )));
        }
        let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
        let parts = [start, column.compressed_size()].map(|part| u64::try_from(part).ok());
        let end = parts.into_iter().try_fold(0_u64, |sum, part| sum.checked_add(part?));
        if end.is_none_or(|end| end > length) {
            let path = column.column_path().string();
            return Err(Fault::damaged(format_args!("the column {path} is outside the file")));
        }
    }
    Ok(())
}

/// Returns whether the index, where there is one, places every page within its column, in order.
pub(in crate::formats::parquet) fn index(metadata: &ParquetMetaData) -> bool {
    (0..metadata.num_row_groups()).all(|group| {
        let (index, row_group) =
            (metadata.page_index_for_row_group(group), metadata.row_group(group));
        row_group.columns().iter().enumerate().all(|(leaf, column)| {
            index
                .offset_index(leaf)
                .is_none_or(|index| fits(index.page_locations(), column, row_group.num_rows()))
        })
    })
}

fn fits(pages: &[PageLocation], column: &ColumnChunkMetaData, rows: i64) -> bool {
    let first = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let mut at = first;
    let mut row = 0;
    let follows = |page: &PageLocation| {
        let fits = page.offset >= at
            && page.compressed_page_size >= 0
            && (row..rows).contains(&page.first_row_index);
        at = page.offset.saturating_add(page.compressed_page_size.into());
        row = page.first_row_index.saturating_add(1);
        fits
    };
    let end = first.checked_add(column.compressed_size());
    pages.iter().all(follows) && end.is_some_and(|end| at <= end)
}
