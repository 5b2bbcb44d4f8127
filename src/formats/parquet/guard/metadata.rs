//! Checks what the decoder assumes about a file, and catches its panics.

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::page_index::offset_index::PageLocation;
use parquet::file::reader::{ChunkReader, Length};

use super::file::Positioned;
use crate::formats::catch_panic::catch_decoder_panic;
use crate::formats::columns::Fault;

/// The first bytes of a file, and the last ones.
pub(in crate::formats::parquet) const MAGIC: &[u8] = b"PAR1";

/// The same for a file whose footer is encrypted.
pub(in crate::formats::parquet) const ENCRYPTED: &[u8] = b"PARE";

/// Checks that the file begins and ends as a Parquet file does, with a message for files that are often
/// mistaken for one.
pub(in crate::formats::parquet) fn magic(file: &Positioned) -> Result<(), Fault> {
    let ends = file.len().checked_sub(MAGIC.len() as u64).map(|end| [0, end]);
    let words = ends.map(|ends| ends.map(|at| file.get_bytes(at, MAGIC.len())));
    let Some([Ok(head), Ok(tail)]) = words else {
        return Err(Fault::damaged("it is too short to be a Parquet file"));
    };
    // Checked first, so that the user learns that the file is encrypted and not that it is damaged.
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

/// Runs `work`, which calls the decoder, and reports a panic as a damaged file. The decoder panics on some
/// damaged pages that only decoding can detect. Nothing that `work` changed is used after a panic.
pub(in crate::formats::parquet) fn guarded<T>(
    work: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, Fault> {
    match catch_decoder_panic(work) {
        Some(done) => done.map_err(fault),
        None => Err(Fault::damaged("a page cannot be decoded")),
    }
}

/// Returns an I/O error if the cause is the system, else a damaged file.
fn fault(error: ParquetError) -> Fault {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            // An I/O error without a number of the system was made by the decoder, and is about the
            // data.
            Ok(error) if error.raw_os_error().is_some() => Fault::Io(*error),
            Ok(error) => Fault::damaged(error),
            Err(other) => match other.downcast::<ArrowError>().map(|error| *error) {
                // An error of the parquet crate, wrapped in one of arrow.
                Ok(ArrowError::ParquetError(words)) => Fault::of(plain(&words)),
                Ok(error) => Fault::damaged(error),
                Err(other) => Fault::damaged(other),
            },
        },
        ParquetError::General(reason) | ParquetError::EOF(reason) => Fault::of(&reason),
        other => Fault::damaged(other),
    }
}

/// Returns `words` without the prefix that the library puts before each error.
fn plain(words: &str) -> &str {
    ["Parquet error: ", "EOF: "]
        .iter()
        .fold(words, |words, kind| words.strip_prefix(kind).unwrap_or(words))
}

/// Checks that every column of every row group lies within the `length` bytes of the file and has a value for
/// each row, since the decoder does not.
pub(in crate::formats::parquet) fn columns(
    metadata: &ParquetMetaData,
    length: u64,
) -> Result<(), Fault> {
    let groups = metadata.row_groups().iter();
    let columns =
        groups.flat_map(|group| group.columns().iter().map(move |column| (group, column)));
    for (group, column) in columns {
        // A null counts as a value, so each row has at least one. With fewer, the decoder would run out
        // of values before it has all rows.
        if column.num_values() < group.num_rows() {
            let path = column.column_path().string();
            return Err(Fault::damaged(format_args!(
                "the column {path} has fewer values than rows"
            )));
        }
        // The dictionary page, if there is one, comes first. The sum is checked, since both numbers come from
        // the file and can overflow.
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

/// Returns whether the page index, if there is one, puts every page within its column, in order.
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
    // `at` and `row` are the least values that the next page may have: pages must not overlap, and each must
    // begin at a later row than the one before.
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
