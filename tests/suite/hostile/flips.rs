//! Columnar files with damaged bytes: an error or a result, and nothing worse.

use std::path::Path;

use newsconv::Compression;
use newsconv::format::FormatSpec;
use newsconv::options::Options;

use super::run::{Ended, convert_all, head};
use crate::util::{by_name, case, converted_with};

/// Damaged files of each kind.
const FLIPS: usize = 500;

/// The kinds: formats, each with a compression.
const KINDS: [(&str, &str); 12] = [
    ("parquet", "none"),
    ("parquet", "zstd"),
    ("parquet", "snappy"),
    ("parquet", "gzip"),
    ("parquet", "lz4"),
    ("parquet", "brotli"),
    ("arrow", "none"),
    ("arrow", "zstd"),
    ("arrow", "lz4"),
    ("arrows", "none"),
    ("arrows", "zstd"),
    ("arrows", "lz4"),
];

/// Numbers that look random: `SplitMix64`.
struct Random(u64);

impl Random {
    /// From the seed in `NEWSCONV_SEED`, or always the same.
    fn seeded() -> Self {
        let seed = std::env::var("NEWSCONV_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(seed.unwrap_or(0x006e_6577_7363_6f6e))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a usize")
    }

    /// Damages `bytes` in one place: a bit, a byte, or four that may be a length.
    fn damage(&mut self, bytes: &mut [u8]) -> usize {
        let at = self.below(bytes.len());
        match self.below(4) {
            0 | 1 => bytes[at] ^= 1 << self.below(8),
            2 => bytes[at] ^= u8::try_from(1 + self.below(255)).expect("a byte"),
            _ => {
                let end = bytes.len().min(at + 4);
                bytes[at..end].fill([0x00, 0x7f, 0x80, 0xff][self.below(4)]);
            }
        }
        at
    }
}

fn write(folder: &Path, format: &'static FormatSpec, compression: &str) -> Vec<u8> {
    let mut options = Options::default();
    let compression = compression.parse::<Compression>().expect("it is known");
    options.write.compression = Some(compression);
    let output = folder.join(format!("whole.{}", format.extensions[0]));
    let markdown = (&*case("archive").markdown(), by_name("markdown"));
    converted_with(&options, markdown, (&output, format));
    std::fs::read(output).expect("it was written")
}

/// Runs newsconv on all files at once, and on each alone when that fails, to tell which it is.
fn read(files: &[(String, Vec<u8>)], format: &str, seed: u64) -> Ended {
    convert_all(files, &["--from", format]).unwrap_or_else(|fault| {
        let alone = files.iter().find_map(|file| {
            let fault = convert_all(std::slice::from_ref(file), &["--from", format]).err()?;
            Some(format!("{}: {fault}", file.0))
        });
        panic!("NEWSCONV_SEED={seed}: {}", alone.unwrap_or(fault))
    })
}

#[test]
fn damaged_columnar_files_are_read_or_rejected() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut random = Random::seeded();
    let seed = random.0;
    println!("NEWSCONV_SEED={seed}");
    let mut count = 0;
    for (format, compression) in KINDS {
        let whole = write(folder.path(), by_name(format), compression);
        let files: Vec<(String, Vec<u8>)> = (0..FLIPS)
            .map(|number| {
                let mut bytes = whole.clone();
                let at = random.damage(&mut bytes);
                (format!("{number}-{compression}-at-{at}.{format}"), bytes)
            })
            .collect();
        let ended = read(&files, format, seed);
        assert_eq!(ended.code, 3, "{format}, {compression}: {}", head(&ended.err));
        let refused = ended.err.lines().filter(|line| line.contains(": error[")).count();
        println!("{format}, {compression}: {} bytes, {refused} messages", whole.len());
        count += files.len();
    }
    assert_eq!(count, 12 * FLIPS);
}

/// Every length in the pages' headers and in the footer is damaged somewhere here.
#[test]
fn every_byte_of_a_footer_may_be_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = write(folder.path(), by_name("parquet"), "snappy");
    let seed = Random::seeded().0;
    let footer = whole.len() - 2000;
    let files: Vec<(String, Vec<u8>)> = (footer..whole.len())
        .map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= [0x80, 0x40, 0x7f][at % 3];
            (format!("at-{at}.parquet"), bytes)
        })
        .collect();
    assert_eq!(files.len(), 2000);
    assert_eq!(read(&files, "parquet", seed).code, 3);
}
