//! Paths as they are spelled and as the system takes them.

use std::path::{Component, Path, PathBuf};

/// Files below one folder.
#[derive(Debug)]
pub(super) struct Run {
    /// The folder, as the names of the files begin.
    pub(super) root: PathBuf,
    pub(super) files: Vec<PathBuf>,
}

/// The path without parts that mean nothing: `./a//b/.` is `a/b`, and the current folder is empty.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// A [`plain`] path as the system takes it.
pub(super) fn real(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}
