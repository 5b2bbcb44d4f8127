//! Bounds the size of a page after decoding: the encodings of Parquet can express much text in few bytes, and
//! the decoder allocates what a page claims to need.
//!
//! Specification: [Parquet encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/).

use bytes::Bytes;
use parquet::basic::{Encoding, Type};
use parquet::column::page::Page;
use parquet::file::metadata::ColumnChunkMetaData;

use super::bit_packing::{Deltas, Hybrid};

/// Rows that are decoded at once, at the most.
pub(in crate::formats::parquet) const BATCH_ROWS: usize = 1024;

/// Values that a page of deltas may have, whatever its size: no writer puts more into one.
const FEW: u64 = 1 << 20;

/// Maximum number of delta values for each byte of a column. If every value has the length of the one before,
/// `DuckDB` writes 227 values in a byte.
const VALUES_FOR_A_BYTE: u64 = 256;

/// The default limit for the bytes of text in one column of the rows that are decoded together.
pub(in crate::formats::parquet) const TEXT_BYTES: u64 = 256 << 20;

/// The part of that which a page may have for its texts not to be looked at one by one: all are taken to be
/// as long as the longest.
const ESTIMATED: u64 = 16;

/// The reason why a page is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// It cannot be decoded.
    Damaged,
    /// The texts of the rows that are decoded together exceed the limit.
    TooMuch,
}

/// Limits of what is decoded at once.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats::parquet) struct Limits {
    /// Rows of a batch.
    pub(in crate::formats::parquet) rows: usize,
    /// Maximum number of bytes of their texts in one column.
    pub(in crate::formats::parquet) text_bytes: u64,
}

/// The state of checking a column's pages.
pub(super) struct Expansion {
    kind: Type,
    /// Bytes of a value of fixed length.
    width: u64,
    /// The greatest definition and repetition level.
    levels: [i16; 2],
    /// Maximum number of values in a page of deltas.
    most: u64,
    /// The dictionary page, the number of its texts and the length of the longest one.
    texts: Option<Texts>,
    /// The size of the texts in the rows that are decoded together with the next one.
    sum: Sum,
}

/// A dictionary of texts.
struct Texts {
    page: Bytes,
    count: usize,
    longest: u64,
}

impl Expansion {
    pub(super) fn of(column: &ColumnChunkMetaData, limits: Limits) -> Self {
        let leaf = column.column_descr();
        let bytes = u64::try_from(column.compressed_size()).unwrap_or(0);
        Self {
            kind: leaf.physical_type(),
            width: width(leaf.physical_type(), leaf.type_length()),
            levels: [leaf.max_def_level(), leaf.max_rep_level()],
            // The decoder allocates memory for the number of deltas that a page claims, so the
            // number must be in proportion to the bytes of the column.
            most: bytes.saturating_mul(VALUES_FOR_A_BYTE).max(FEW),
            texts: None,
            sum: Sum { limits, rows: 0, bytes: 0 },
        }
    }

    /// Checks that `page`, the next one of the column, decodes to a size within the limits.
    pub(super) fn check(&mut self, page: &Page) -> Result<(), Unfit> {
        let fits = match page {
            Page::DictionaryPage { buf, num_values, .. } => self.dictionary(buf, *num_values),
            Page::DataPage { .. } | Page::DataPageV2 { .. } => match page.encoding() {
                Encoding::DELTA_BYTE_ARRAY => return self.prefixed(page),
                Encoding::DELTA_LENGTH_BYTE_ARRAY => self.counted(page),
                Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => return self.indexed(page),
                // Texts in other encodings have all their bytes in the page, and all other values
                // have a fixed size, so that the rows of a batch bound them.
                _ => Some(()),
            },
        };
        fits.ok_or(Unfit::Damaged)
    }

    /// Checks that a dictionary has as many values as its header says.
    fn dictionary(&mut self, page: &Bytes, count: u32) -> Option<()> {
        // The decoder reserves room for `count` values without looking at the page.
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

    /// Checks a page of texts whose lengths come first, as deltas.
    fn counted(&self, page: &Page) -> Option<()> {
        Deltas::new(self.values(page)?, self.most(page)).map(|_| ())
    }

    /// Checks a page of texts that share a prefix with the text before: the lengths of the prefixes come
    /// first, as deltas, then those of the rest.
    fn prefixed(&mut self, page: &Page) -> Result<(), Unfit> {
        let values = self.values(page).ok_or(Unfit::Damaged)?;
        let mut prefixes = Deltas::new(values, self.most(page)).ok_or(Unfit::Damaged)?;
        let count = prefixes.count;
        let mut rows = self.rows(page);
        let mut fits = true;
        let each = |prefix| {
            fits = rows.add(u64::try_from(prefix).ok()?);
            fits.then_some(())
        };
        let end = prefixes.each(each);
        if !fits {
            return Err(Unfit::TooMuch);
        }
        self.sum = rows.finish();
        let new = end.and_then(|()| Deltas::new(prefixes.rest.0, count)).ok_or(Unfit::Damaged)?;
        (new.count == count).then_some(()).ok_or(Unfit::Damaged)
    }

    /// Checks a page of indexes into a dictionary. The length of each text is looked up only if the longest
    /// text could exceed the limit.
    fn indexed(&mut self, page: &Page) -> Result<(), Unfit> {
        // Without a dictionary of texts the values have a fixed size.
        let Some(Texts { page: dictionary, count, longest }) = &self.texts else { return Ok(()) };
        let most = longest.saturating_mul(page.num_values().into());
        // The usual case: even if every value were the longest text, it would be little. No index
        // needs to be unpacked.
        if most <= self.sum.limits.text_bytes / ESTIMATED
            && self.sum.bytes + most <= self.sum.limits.text_bytes
        {
            let rows = self.count_rows(page);
            self.sum.add_rows(rows, most);
            return Ok(());
        }
        let lengths: Vec<u64> = texts(dictionary).take(*count).collect();
        let values = self.values(page).ok_or(Unfit::Damaged)?;
        // The first byte of the values is the number of bits of an index.
        let Some((&width, indexes)) = values.split_first() else { return Ok(()) };
        let mut rows = self.rows(page);
        for index in Hybrid::new(width, indexes).take(page.num_values() as usize) {
            let length = *lengths.get(index as usize).ok_or(Unfit::Damaged)?;
            if !rows.add(length) {
                return Err(Unfit::TooMuch);
            }
        }
        self.sum = rows.finish();
        Ok(())
    }

    /// Returns the rows of `page`, to which its texts are added one by one.
    fn rows<'p>(&self, page: &'p Page) -> Rows<'p> {
        let [definition, repetition] = self.level_runs(page);
        let [most, _] = self.levels;
        let left = page.num_values();
        Rows { repetition, definition, most: most.unsigned_abs().into(), left, sum: self.sum }
    }

    /// Returns the number of rows that begin in `page`.
    fn count_rows(&self, page: &Page) -> usize {
        match page {
            // A repetition level of 0 begins a row. Only pages of the first version do not say how
            // many there are.
            Page::DataPageV2 { num_rows, .. } => *num_rows as usize,
            _ if self.levels[1] == 0 => page.num_values() as usize,
            _ => {
                let [_, repetition] = self.level_runs(page);
                repetition.take(page.num_values() as usize).filter(|level| *level == 0).count()
            }
        }
    }

    /// Returns the definition and repetition levels of `page`.
    fn level_runs<'p>(&self, page: &'p Page) -> [Levels<'p>; 2] {
        let [definition, repetition] = self.levels;
        let bytes: &[u8] = page.buffer();
        match page {
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                // Repetition levels come before definition levels, in both versions of pages.
                let (first, rest) =
                    bytes.split_at((*rep_levels_byte_len as usize).min(bytes.len()));
                let second = &rest[..(*def_levels_byte_len as usize).min(rest.len())];
                [Levels::new(definition, second), Levels::new(repetition, first)]
            }
            Page::DataPage { num_values, def_level_encoding, rep_level_encoding, .. } => {
                let length = |bytes, most, encoding| {
                    levels_length(bytes, most, encoding, *num_values).unwrap_or(usize::MAX)
                };
                let first = length(bytes, repetition, *rep_level_encoding).min(bytes.len());
                let (first, rest) = bytes.split_at(first);
                let second = length(rest, definition, *def_level_encoding).min(rest.len());
                [
                    Levels::prefixed(definition, *def_level_encoding, &rest[..second]),
                    Levels::prefixed(repetition, *rep_level_encoding, first),
                ]
            }
            Page::DictionaryPage { .. } => [Levels::All(0), Levels::All(0)],
        }
    }

    /// Returns the maximum number of delta values in `page`.
    fn most(&self, page: &Page) -> u64 {
        self.most.min(page.num_values().into())
    }

    /// Returns the values of a page, without the levels before them.
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

/// Returns the minimum size of a value in a dictionary, in bytes.
fn width(kind: Type, length: i32) -> u64 {
    match kind {
        Type::BOOLEAN => 0,
        // A byte array has its length before it, as four bytes (PLAIN encoding).
        Type::INT32 | Type::FLOAT | Type::BYTE_ARRAY => 4,
        Type::INT64 | Type::DOUBLE => 8,
        Type::INT96 => 12,
        Type::FIXED_LEN_BYTE_ARRAY => u64::try_from(length).unwrap_or(0),
    }
}

/// Returns the lengths of the texts in a plain page, as far as the page is complete.
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
        // Packed bits, which current writers do not use any more.
        _ => Some((values as usize).checked_mul(bits(most).into())?.div_ceil(8)),
    }
}

/// Returns the number of bits of a level up to `most`.
fn bits(most: i16) -> u8 {
    u8::try_from(i16::BITS - most.leading_zeros()).unwrap_or(0)
}

/// The levels of a page, one for each of its values, nulls and empty lists.
enum Levels<'p> {
    /// All are the same.
    All(u32),
    Runs(Hybrid<'p>),
}

impl<'p> Levels<'p> {
    /// Levels up to `most` in the runs that `bytes` are.
    fn new(most: i16, bytes: &'p [u8]) -> Self {
        if most == 0 { Self::All(0) } else { Self::Runs(Hybrid::new(bits(most), bytes)) }
    }

    /// Returns the same in a page of the first version, where `bytes` begin with their length. Of the packed bits
    /// that old writers have in its place nothing is known: each counts as another value of one row.
    fn prefixed(most: i16, encoding: Encoding, bytes: &'p [u8]) -> Self {
        match encoding {
            Encoding::RLE => Self::new(most, bytes.get(size_of::<u32>()..).unwrap_or_default()),
            _ => Self::All(most.unsigned_abs().into()),
        }
    }
}

impl Iterator for Levels<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::All(level) => Some(*level),
            Self::Runs(runs) => runs.next(),
        }
    }
}

/// The rows of a page, to which texts are added.
struct Rows<'p> {
    repetition: Levels<'p>,
    definition: Levels<'p>,
    /// The definition level of a text; one below it is null.
    most: u32,
    /// Number of remaining levels.
    left: u32,
    sum: Sum,
}

impl Rows<'_> {
    /// Adds the next text. Returns false if the texts of its batch exceed the limit.
    fn add(&mut self, bytes: u64) -> bool {
        // Nulls and empty lists have levels but no text.
        while self.left > 0 && !self.step() {}
        self.sum.add(bytes)
    }

    /// Skips a level. Returns true if it belongs to a text, or if there are no more levels.
    fn step(&mut self) -> bool {
        let (repetition, definition) = (self.repetition.next(), self.definition.next());
        self.left -= 1;
        if repetition == Some(0) {
            self.sum.begin_row();
        }
        definition.is_none_or(|level| level == self.most)
    }

    /// Returns the sum, including the rows after the last text.
    fn finish(mut self) -> Sum {
        while self.left > 0 {
            self.step();
        }
        self.sum
    }
}

/// The size of the texts in rows that are decoded together.
#[derive(Clone, Copy)]
struct Sum {
    limits: Limits,
    rows: usize,
    bytes: u64,
}

impl Sum {
    fn begin_row(&mut self) {
        if self.rows >= self.limits.rows {
            // The decoder starts a new batch after so many rows, and lets go of the texts of the
            // last one.
            (self.rows, self.bytes) = (0, 0);
        }
        self.rows += 1;
    }

    /// Adds a text. Returns false if the sum exceeds the limit.
    fn add(&mut self, bytes: u64) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.bytes <= self.limits.text_bytes
    }

    /// Adds `rows` with `bytes` together, of which nobody knows in which rows they are.
    fn add_rows(&mut self, rows: usize, bytes: u64) {
        self.rows += rows;
        if self.rows > self.limits.rows {
            (self.rows, self.bytes) = (self.rows % self.limits.rows, 0);
        }
        self.bytes += bytes;
    }
}

#[cfg(test)]
mod tests;
