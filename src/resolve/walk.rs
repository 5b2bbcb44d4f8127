//! The files below a folder.

use std::ffi::OsStr;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{plain, real};
use crate::diagnostic::{Code, Diagnostic};
use crate::format::{self, FormatSpec, Report};
use crate::rejects;
use crate::watch::Watch;

/// The files of a known format in a folder and its sub-folders, sorted within each.
///
/// Links are followed, but those that lead back are left out with a warning, as are pipes, sockets and
/// devices. What cannot be read is `refused`.
pub(super) fn files(
    folder: &Path,
    watch: &Watch,
    refused: &mut Vec<Diagnostic>,
    report: Report<'_>,
) -> Vec<(&'static FormatSpec, PathBuf)> {
    let mut files = Vec::new();
    // Within a folder, paths are sorted as names are.
    let walk = WalkDir::new(real(folder)).follow_links(true).sort_by(|a, b| bytes(a).cmp(bytes(b)));
    let walk = walk.into_iter();
    let walk = walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    for entry in walk.take_while(|_| !watch.is_cancelled()) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                pass_over(folder, error, refused, report);
                continue;
            }
        };
        if let Some(kind) = special(entry.file_type()) {
            report(left_out(entry.path(), kind));
        } else if entry.file_type().is_file()
            && !rejects::is_log(entry.path())
            && let Some(format) = format::by_extension(entry.path())
        {
            let path = entry.into_path();
            files.push((format, if real(folder) == folder { path } else { plain(&path) }));
        }
    }
    files
}

fn bytes(entry: &DirEntry) -> &[u8] {
    entry.path().as_os_str().as_encoded_bytes()
}

/// Takes note of what cannot be walked: a link that leads back or nowhere, where that loses no article
/// for certain, with a warning; anything else as refused.
fn pass_over(
    folder: &Path,
    error: walkdir::Error,
    refused: &mut Vec<Diagnostic>,
    report: Report<'_>,
) {
    let path = error.path().unwrap_or(folder).to_path_buf();
    if path.file_name().is_some_and(is_hidden) {
        return;
    }
    let dead = path.is_symlink() && !path.exists();
    let reason = match error.loop_ancestor() {
        Some(ancestor) => {
            let back = format!("the link leads back to {}", ancestor.display());
            return report(left_out(&path, &back));
        }
        None if dead && format::by_extension(&path).is_none() => {
            return report(left_out(&path, "the link leads nowhere"));
        }
        None if dead => io::Error::new(io::ErrorKind::NotFound, "the link leads nowhere"),
        None => error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()),
    };
    refused.push(Diagnostic::unreadable(path.display().to_string(), &reason));
}

/// Says that `path` was left out, and why.
pub(super) fn left_out(path: &Path, reason: &str) -> Diagnostic {
    let message = format!("{reason}; it was left out");
    Diagnostic::new(Code::LeftOut, path.display().to_string(), message)
}

/// What is neither a file nor a folder, and would have to be waited for.
#[cfg(unix)]
pub(super) fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    match kind {
        _ if kind.is_fifo() => Some("it is a named pipe"),
        _ if kind.is_socket() => Some("it is a socket"),
        _ if kind.is_char_device() || kind.is_block_device() => Some("it is a device"),
        _ => None,
    }
}

/// What is neither a file nor a folder, and would have to be waited for.
#[cfg(not(unix))]
pub(super) fn special(_: FileType) -> Option<&'static str> {
    None
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}
