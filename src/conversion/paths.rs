//! Paths, with the current folder as an empty path, and their conversion for the system.

use std::path::{Component, Path, PathBuf};

/// Files below one folder.
#[derive(Debug)]
pub(super) struct Run {
    /// The folder, spelled as in the paths of the files.
    pub(super) root: PathBuf,
    pub(super) files: Vec<PathBuf>,
}

/// Returns the path without redundant parts: `./a//b/.` is `a/b`, and the current folder is empty.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// Returns a [`plain`] path as the system needs it: `.` instead of the empty path.
pub(super) fn real(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}
