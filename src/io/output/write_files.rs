//! Files that are made and filled, several at once.

use std::fs::File;
use std::io::{self, Write as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

/// Files that one thread writes faster than another is started.
const FEW_FILES: usize = 16;

/// Writes all files for which a place is ready, on `jobs` threads: the system takes longer to make a small file
/// than others take to fill it.
pub(super) fn write_all(
    files: &[(io::Result<PathBuf>, &[u8])],
    jobs: usize,
) -> Vec<io::Result<()>> {
    let write = |(staged, bytes): &(io::Result<PathBuf>, &[u8])| match staged {
        Ok(staged) => write_new(staged, bytes),
        Err(_) => Ok(()),
    };
    let share = files.len().div_ceil(jobs).max(FEW_FILES);
    let Some((first, others)) = files.split_at_checked(share) else {
        return files.iter().map(write).collect();
    };
    std::thread::scope(|scope| {
        let others = others.chunks(share);
        let others = others.map(|share| scope.spawn(|| share.iter().map(write).collect()));
        let others: Vec<ScopedJoinHandle<'_, Vec<_>>> = others.collect();
        let mut written: Vec<_> = first.iter().map(write).collect();
        for other in others {
            written.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        written
    })
}

/// Writes a file that is not there yet.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::options().write(true).create_new(true).open(path)?.write_all(bytes)
}
