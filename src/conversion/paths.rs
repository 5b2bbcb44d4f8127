//! Paths, with the current folder as an empty path, and their conversion for the system.

use std::fs;
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

/// Returns the folder at `path`, or the one that the file there is in, and the folders above it as full paths, at most so
/// many. They end at the top of a repository, since another project begins above. None, if there is nothing at `path`.
pub(super) fn folders_above(path: &Path, most: usize) -> Vec<PathBuf> {
    let Ok(full) = fs::canonicalize(path) else { return Vec::new() };
    let start = if full.is_dir() { Some(full.as_path()) } else { full.parent() };
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in start.into_iter().flat_map(Path::ancestors).take(most) {
        found.push(folder.to_owned());
        if folder.join(".git").exists() {
            break;
        }
    }
    found
}
