//! What a page becomes once it is decoded: the encodings of Parquet let few bytes stand for many, and the
//! decoder takes memory for what a page claims.
//!
//! Specification: [Parquet encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/).

use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::page::Page;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;

use super::bit_packing::{Deltas, indexes};
use super::page_headers::wrong;

/// Rows that are decoded at once, at the most.
pub(in crate::formats::parquet) const BATCH_ROWS: usize = 1024;

/// Values that a page of deltas may have, whatever its size: no writer puts more into one.
const FEW: u64 = 1 << 20;

/// Values that a byte of a file may stand for, as deltas. Where every value has the length of the one
/// before, `DuckDB` writes 227 for each.
const VALUES_FOR_A_BYTE: u64 = 256;

/// Rows that are decoded together.
const TOGETHER: usize = BATCH_ROWS;

/// Bytes that so many texts may have that repeat each other.
const MUCH: u64 = 256 << 20;

/// What is known of the pages of a column.
pub(in crate::formats::parquet) struct Expansion {
    kind: Type,
    /// Bytes of a value of fixed length.
    width: u64,
    /// The greatest definition and repetition level.
    levels: [i16; 2],
    /// Values that a page of deltas may have.
    most: u64,
    /// The page of the dictionary, the number of its texts and the length of the longest.
    texts: Option<Texts>,
}

/// A dictionary of texts.
struct Texts {
    page: Bytes,
    count: usize,
    longest: u64,
}

impl Expansion {
    pub(in crate::formats::parquet) fn of(column: &ColumnChunkMetaData) -> Self {
        let leaf = column.column_descr();
        let bytes = u64::try_from(column.compressed_size()).unwrap_or(0);
        Self {
            kind: leaf.physical_type(),
            width: width(leaf.physical_type(), leaf.type_length()),
            levels: [leaf.max_def_level(), leaf.max_rep_level()],
            most: bytes.saturating_mul(VALUES_FOR_A_BYTE).max(FEW),
            texts: None,
        }
    }

    /// Finds out whether `page`, the next one of the column, becomes something that can be held.
    pub(in crate::formats::parquet) fn check(&mut self, page: &Page) -> Result<(), ParquetError> {
        let fits = match page {
            Page::DictionaryPage { buf, num_values, .. } => self.dictionary(buf, *num_values),
            Page::DataPage { .. } | Page::DataPageV2 { .. } => match page.encoding() {
                Encoding::DELTA_BYTE_ARRAY => self.prefixed(page),
                Encoding::DELTA_LENGTH_BYTE_ARRAY => self.counted(page),
                Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => self.indexed(page),
                _ => Some(()),
            },
        };
        fits.ok_or_else(wrong)
    }

    /// A dictionary has as many values as it says.
    fn dictionary(&mut self, page: &Bytes, count: u32) -> Option<()> {
        if u64::from(count).checked_mul(self.width)? > page.len() as u64 {
            return None;
        }
        if self.kind == Type::BYTE_ARRAY {
            let longest = texts(page).take(count as usize).max().unwrap_or(0);
            let count = count as usize;
            self.texts = Some(Texts { page: page.clone(), count, longest });
        }
        Some(())
    }

    /// The values of texts without their lengths, which come first, as deltas.
    fn counted(&self, page: &Page) -> Option<()> {
        Deltas::new(self.values(page)?, self.most(page)).map(|_| ())
    }

    /// The values of texts that say how much of the text before each begins with: these numbers come first,
    /// as deltas, and then the lengths of what is new.
    fn prefixed(&self, page: &Page) -> Option<()> {
        let mut prefixes = Deltas::new(self.values(page)?, self.most(page))?;
        let count = prefixes.count;
        let mut sum = self.sum();
        prefixes.each(|prefix| sum.add(u64::try_from(prefix).ok()?))?;
        let lengths = Deltas::new(prefixes.rest.0, count)?;
        (lengths.count == count).then_some(())
    }

    /// The values of texts as numbers in a dictionary. What that has for each is looked up only where
    /// its longest text could make too much of them.
    fn indexed(&self, page: &Page) -> Option<()> {
        let Some(Texts { page: dictionary, count, longest }) = &self.texts else { return Some(()) };
        let mut sum = self.sum();
        let together = (page.num_values() as usize).min(sum.together);
        if longest.saturating_mul(together as u64) <= MUCH {
            return Some(());
        }
        let lengths: Vec<u64> = texts(dictionary).take(*count).collect();
        let indexed = |index: usize| sum.add(*lengths.get(index)?);
        indexes(self.values(page)?, page.num_values() as usize, indexed)
    }

    /// No texts yet. All of a page may be in one list.
    fn sum(&self) -> Sum {
        let [_, repetition] = self.levels;
        let together = if repetition > 0 { usize::MAX } else { TOGETHER };
        Sum { together, values: 0, bytes: 0 }
    }

    /// How many values of deltas `page` may have.
    fn most(&self, page: &Page) -> u64 {
        self.most.min(page.num_values().into())
    }

    /// The values of a page, which its levels precede.
    fn values<'p>(&self, page: &'p Page) -> Option<&'p [u8]> {
        let values: &[u8] = page.buffer();
        match page {
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                values.get(def_levels_byte_len.checked_add(*rep_levels_byte_len)? as usize..)
            }
            Page::DataPage { num_values, def_level_encoding, rep_level_encoding, .. } => {
                let levels = self.levels.into_iter().zip([def_level_encoding, rep_level_encoding]);
                levels.rev().try_fold(values, |values, (most, encoding)| {
                    values.get(levels_length(values, most, *encoding, *num_values)?..)
                })
            }
            Page::DictionaryPage { .. } => None,
        }
    }
}

/// Bytes of each value in a dictionary, at the least.
fn width(kind: Type, length: i32) -> u64 {
    match kind {
        Type::BOOLEAN => 0,
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
        Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(length).unwrap_or(0),
    }
}

/// The lengths of the texts in a plain page, as far as it goes.
fn texts(page: &[u8]) -> impl Iterator<Item = u64> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let (length, texts) = rest.split_first_chunk()?;
        let length = u32::from_le_bytes(*length);
        rest = texts.get(length as usize..)?;
        Some(length.into())
    })
}

/// Bytes of the levels, none of them above `most`, that a page of the first version has before all
/// that `rest` is.
fn levels_length(rest: &[u8], most: i16, encoding: Encoding, values: u32) -> Option<usize> {
    match encoding {
        _ if most == 0 => Some(0),
        Encoding::RLE => {
            let length = u32::from_le_bytes(*rest.first_chunk()?);
            (length as usize).checked_add(size_of::<u32>())
        }
        // Packed bits, which other decoders do not write any more.
        _ => {
            let width = (i16::BITS - most.leading_zeros()) as usize;
            Some((values as usize).checked_mul(width)?.div_ceil(8))
        }
    }
}

/// The bytes of texts that are decoded together.
struct Sum {
    /// How many are.
    together: usize,
    values: usize,
    bytes: u64,
}

impl Sum {
    /// Adds a text; none where they are too much together.
    fn add(&mut self, bytes: u64) -> Option<()> {
        if self.values == self.together {
            (self.values, self.bytes) = (0, 0);
        }
        self.values += 1;
        self.bytes = self.bytes.checked_add(bytes)?;
        (self.bytes <= MUCH).then_some(())
    }
}

#[cfg(test)]
mod tests;
