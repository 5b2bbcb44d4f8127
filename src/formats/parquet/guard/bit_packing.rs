//! Whole numbers in packed bits.
//!
//! Specification: [Parquet encodings](https://parquet.apache.org/docs/file-format/data-pages/encodings/).

use super::thrift::Thrift;

/// Whole numbers as the differences from one to the next: `DELTA_BINARY_PACKED`.
pub(super) struct Deltas<'b> {
    /// How many numbers there are.
    pub(super) count: u64,
    first: i64,
    /// How many blocks of packed bits share a least difference, and how many numbers are in each.
    blocks: usize,
    in_block: usize,
    pub(super) rest: Thrift<'b>,
}

impl<'b> Deltas<'b> {
    /// Returns the numbers that `bytes` begin with; `None` where there are more than `most`, or no such numbers.
    pub(super) fn new(bytes: &'b [u8], most: u64) -> Option<Self> {
        let mut rest = Thrift(bytes);
        // The header: values in a block, miniblocks in a block, all values, the first value
        // (Parquet encodings, "Delta Encoding").
        let all = usize::try_from(rest.varint()?).ok()?;
        let blocks = usize::try_from(rest.varint()?).ok()?;
        let count = rest.varint()?;
        let first = rest.zigzag()?;
        let in_block = all.checked_div(blocks)?;
        // Nothing follows the header of a single number, so that only more of them need blocks.
        let fits = count <= most && (count <= 1 || (blocks <= bytes.len() && in_block > 0));
        fits.then_some(Self { count, first, blocks, in_block, rest })
    }

    /// Gives each number to `each`, which may end it; what is left are the bytes behind them.
    pub(super) fn each(&mut self, mut each: impl FnMut(i32) -> Option<()>) -> Option<()> {
        let mut left = usize::try_from(self.count).ok()?;
        if left == 0 {
            return Some(());
        }
        // Lengths of texts are 32-bit integers, so a number beyond is damage.
        let mut value = i32::try_from(self.first).ok()?;
        each(value)?;
        left -= 1;
        while left > 0 {
            let least = i32::try_from(self.rest.zigzag()?).ok()?;
            // One byte for each miniblock, also for those at the end that have no values.
            let (widths, rest) = self.rest.0.split_at_checked(self.blocks)?;
            self.rest.0 = rest;
            for &width in widths {
                let values = self.in_block.min(left);
                if values == 0 {
                    break;
                }
                // A miniblock is padded to its full size, so all of its bytes are skipped, however
                // many values are left.
                let length = self.in_block.checked_mul(width.into())? / 8;
                let (packed, rest) = self.rest.0.split_at_checked(length)?;
                self.rest.0 = rest;
                for index in 0..values {
                    let difference = unpack(packed, index, width)?.cast_signed();
                    // The specification says that the sum wraps around.
                    value = value.wrapping_add(least).wrapping_add(difference);
                    each(value)?;
                }
                left -= values;
            }
        }
        Some(())
    }
}

/// Returns the number at `index` of those that have `width` bits each in `packed`.
fn unpack(packed: &[u8], index: usize, width: u8) -> Option<u32> {
    if width > 32 {
        return None;
    }
    let bit = index.checked_mul(width.into())?;
    let bytes = packed.get(bit / 8..)?;
    // 32 bits that begin anywhere in a byte lie within five bytes; near the end the missing ones
    // are zero.
    let mut word = [0; 8];
    let known = bytes.len().min(8);
    word[..known].copy_from_slice(&bytes[..known]);
    let bits = u64::from_le_bytes(word) >> (bit % 8);
    u32::try_from(bits & ((1 << width) - 1)).ok()
}

/// Small numbers, repeated or in packed bits: `RLE`, as levels and the numbers of a dictionary have it.
///
/// It ends where the bytes do. Wrong bytes are the decoder's to find.
pub(super) struct Hybrid<'b> {
    /// Bits of each number.
    width: u8,
    rest: Thrift<'b>,
    run: Run<'b>,
}

/// What is left of a run.
enum Run<'b> {
    Repeated { value: u32, left: usize },
    Packed { bytes: &'b [u8], next: usize, count: usize },
}

impl<'b> Hybrid<'b> {
    pub(super) fn new(width: u8, bytes: &'b [u8]) -> Self {
        Self { width, rest: Thrift(bytes), run: Run::Repeated { value: 0, left: 0 } }
    }

    /// Returns the next run; `None` at the end.
    fn next_run(&mut self) -> Option<Run<'b>> {
        let header = self.rest.varint()?;
        let runs = usize::try_from(header >> 1).ok()?;
        // The lowest bit says which kind of run it is (Parquet encodings, "RLE / Bit-Packing
        // Hybrid"). A packed run counts groups of eight values, each of which has as many bytes as
        // a value has bits.
        let is_packed = header & 1 == 1;
        let length = if is_packed {
            runs.checked_mul(self.width.into())?
        } else {
            usize::from(self.width).div_ceil(8)
        };
        let (bytes, behind) = self.rest.0.split_at(length.min(self.rest.0.len()));
        self.rest.0 = behind;
        Some(if is_packed {
            Run::Packed { bytes, next: 0, count: runs.checked_mul(8)? }
        } else {
            Run::Repeated { value: unpack(bytes, 0, self.width)?, left: runs }
        })
    }
}

impl Iterator for Hybrid<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        loop {
            match &mut self.run {
                Run::Repeated { value, left } if *left > 0 => {
                    *left -= 1;
                    return Some(*value);
                }
                Run::Packed { bytes, next, count } if *next < *count => {
                    *next += 1;
                    return unpack(bytes, *next - 1, self.width);
                }
                _ => self.run = self.next_run()?,
            }
        }
    }
}
