//! Creates and writes many small files on several threads.

use std::fs::File;
use std::io::{self, Write as _};
#[cfg(feature = "markdown")]
use std::panic::resume_unwind;
use std::path::Path;
#[cfg(feature = "markdown")]
use std::path::PathBuf;

/// Number of files that one thread writes in the time it takes to start another.
#[cfg(feature = "markdown")]
const FEW_FILES: usize = 16;

/// Writes all files whose folder is ready, on `jobs` threads: creating a small file takes the system longer
/// than writing its content.
#[cfg(feature = "markdown")]
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
        let write_share = |share: &[_]| share.iter().map(write).collect::<Vec<_>>();
        let start = |share| {
            let thread =
                std::thread::Builder::new().spawn_scoped(scope, move || write_share(share));
            // Where the system has no more threads, this one does the work.
            thread.map_err(|_| share)
        };
        let others: Vec<_> = others.chunks(share).map(start).collect();
        let mut written = write_share(first);
        for other in others {
            written.extend(match other {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(share) => write_share(share),
            });
        }
        written
    })
}

/// Writes a new file; fails if it exists.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::options().write(true).create_new(true).open(path)?.write_all(bytes)
}
