//! Whole numbers in packed bits.
//!
//! Specification: [Parquet encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/).

use super::thrift::Thrift;

/// Whole numbers as the differences from one to the next: `DELTA_BINARY_PACKED`.
pub(in crate::formats::parquet) struct Deltas<'b> {
    /// How many numbers there are.
    pub(in crate::formats::parquet) count: u64,
    first: i64,
    /// How many blocks of packed bits share a least difference, and how many numbers are in each.
    blocks: usize,
    in_block: usize,
    pub(in crate::formats::parquet) rest: Thrift<'b>,
}

impl<'b> Deltas<'b> {
    /// The numbers that `bytes` begin with; none where there are more than `most`, or no such numbers.
    pub(in crate::formats::parquet) fn new(bytes: &'b [u8], most: u64) -> Option<Self> {
        let mut rest = Thrift(bytes);
        let all = usize::try_from(rest.varint()?).ok()?;
        let blocks = usize::try_from(rest.varint()?).ok()?;
        let count = rest.varint()?;
        let first = rest.zigzag()?;
        let in_block = all.checked_div(blocks)?;
        let fits = count <= most && blocks <= bytes.len() && (in_block > 0 || count <= 1);
        fits.then_some(Self { count, first, blocks, in_block, rest })
    }

    /// Gives each number to `each`, which may end it; what is left are the bytes behind them.
    pub(in crate::formats::parquet) fn each(
        &mut self,
        mut each: impl FnMut(i32) -> Option<()>,
    ) -> Option<()> {
        let mut left = usize::try_from(self.count).ok()?;
        if left == 0 {
            return Some(());
        }
        let mut value = i32::try_from(self.first).ok()?;
        each(value)?;
        left -= 1;
        while left > 0 {
            let least = i32::try_from(self.rest.zigzag()?).ok()?;
            let (widths, rest) = self.rest.0.split_at_checked(self.blocks)?;
            self.rest.0 = rest;
            for &width in widths {
                let values = self.in_block.min(left);
                if values == 0 {
                    break;
                }
                let length = self.in_block.checked_mul(width.into())? / 8;
                let (packed, rest) = self.rest.0.split_at_checked(length)?;
                self.rest.0 = rest;
                for index in 0..values {
                    let difference = unpack(packed, index, width)?.cast_signed();
                    value = value.wrapping_add(least).wrapping_add(difference);
                    each(value)?;
                }
                left -= values;
            }
        }
        Some(())
    }
}

/// The number at `index` of those that have `width` bits each in `packed`.
fn unpack(packed: &[u8], index: usize, width: u8) -> Option<u32> {
    if width > 32 {
        return None;
    }
    let bit = index.checked_mul(width.into())?;
    let bytes = packed.get(bit / 8..)?;
    let mut word = [0; 8];
    let known = bytes.len().min(8);
    word[..known].copy_from_slice(&bytes[..known]);
    let bits = u64::from_le_bytes(word) >> (bit % 8);
    u32::try_from(bits & ((1 << width) - 1)).ok()
}

/// Gives each of `most` numbers in a dictionary to `each`, which may end it: `RLE_DICTIONARY`.
///
/// Fewer are no fault here, and wrong bytes are the decoder's to find.
pub(in crate::formats::parquet) fn indexes(
    bytes: &[u8],
    most: usize,
    mut each: impl FnMut(usize) -> Option<()>,
) -> Option<()> {
    let Some((&width, bytes)) = bytes.split_first() else { return Some(()) };
    let mut rest = Thrift(bytes);
    let mut left = most;
    while left > 0 {
        let Some(header) = rest.varint() else { return Some(()) };
        let runs = usize::try_from(header >> 1).ok()?;
        let (values, length) = if header & 1 == 1 {
            (runs.checked_mul(8)?, runs.checked_mul(width.into())?)
        } else {
            (runs, usize::from(width).div_ceil(8))
        };
        if values == 0 {
            return Some(());
        }
        let (packed, behind) = rest.0.split_at(length.min(rest.0.len()));
        for index in 0..values.min(left) {
            let at = if header & 1 == 1 { index } else { 0 };
            let Some(index) = unpack(packed, at, width) else { return Some(()) };
            each(index as usize)?;
        }
        left -= values.min(left);
        rest.0 = behind;
    }
    Some(())
}
