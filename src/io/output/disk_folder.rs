//! An output folder whose files are moved to their places when all of them are written.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::moves;
use super::place::{
    appear, cannot_create, check_folders, check_free, check_name, first_that_exists, folder_of,
    is_no_name, staging,
};
use super::taken_paths::{Clash, TakenPaths};
#[cfg(feature = "markdown")]
use super::write_files::write_all;
use super::write_files::write_new;
use crate::diagnostic::error::{Error, Result};

/// An output of many files in a folder.
///
/// The files are written into a hidden folder first. A target that does not exist yet appears in one step. If
/// the target exists, the files are moved into it one by one when all of them are written: see
/// [`DiskFolder::commit`].
#[derive(Debug)]
pub(super) struct DiskFolder {
    target: PathBuf,
    staging: TempDir,
    exists: bool,
    overwrite: bool,
    names: TakenPaths,
    /// The folders that were created in the hidden folder.
    made: HashSet<PathBuf>,
    files: Vec<PathBuf>,
}

/// The result of putting a file into a [`Folder`](super::Folder).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutOutcome {
    /// The file was written.
    Written,
    /// The file was written, but its name differs from that of this file or folder (ending in `/`) only in
    /// letter case or Unicode form. A file system that does not distinguish them would keep only one of the
    /// two.
    Beside(String),
    /// The file was not written, because this file or folder (ending in `/`) has its name, or is a file where
    /// it needs a folder.
    Taken(String),
    /// The file was not written, because the system does not allow the path. The text is the reason, such as
    /// its length.
    Impossible(String),
}

impl DiskFolder {
    /// Opens the folder `target`, which may be a link to a folder. Files that exist in it are replaced only
    /// with `overwrite`.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be written.
    pub(super) fn create(target: &Path, overwrite: bool) -> Result<Self> {
        let fault = |source| Error::output(target, source);
        // Remove a trailing separator: with one, the system would follow a link.
        let target: &Path = &target.components().collect::<PathBuf>();
        let exists = target.is_dir();
        if !exists && target.symlink_metadata().is_ok() {
            let text = "it exists and is not a folder";
            return Err(fault(io::Error::new(io::ErrorKind::NotADirectory, text)));
        }
        // The hidden folder must be on the file system of the target, since a rename does not work
        // across two.
        let beside = if exists { target } else { first_that_exists(folder_of(target)) };
        let staging = staging(beside).map_err(|error| fault(cannot_create(beside, &error)))?;
        let target = target.to_path_buf();
        let (names, made, files) = (TakenPaths::default(), HashSet::new(), Vec::new());
        Ok(Self { target, staging, exists, overwrite, names, made, files })
    }

    /// Returns whether an earlier file has the name `path` or conflicts with it, on any file system.
    pub(super) fn is_taken(&self, path: &str) -> bool {
        self.names.clash(path).is_some()
    }

    /// Writes the file `path` (relative, `/`-separated, without `.` and `..`), and returns whether it was
    /// written.
    ///
    /// # Errors
    /// [`Error::Output`] if the file cannot be written, if it already exists in the target, or if the target
    /// has a file or a link where the path needs a folder.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> Result<PutOutcome> {
        // Names that are equal everywhere are a clash for certain. Names that differ in letter case
        // only are tried: the file system of the hidden folder, which is that of the target,
        // decides.
        let clash = self.names.clash(path);
        if let Some(Clash { name, everywhere: true }) = clash {
            return Ok(PutOutcome::Taken(name));
        }
        let target = self.target.join(path);
        let written = self.prepare(path, &target).and_then(|staged| write_new(&staged, bytes));
        match (written, clash) {
            (Ok(()), clash) => {
                self.keep(path);
                Ok(clash.map_or(PutOutcome::Written, |clash| PutOutcome::Beside(clash.name)))
            }
            (Err(error), Some(clash)) if is_in_the_way(&error) => Ok(PutOutcome::Taken(clash.name)),
            (Err(error), _) => misplaced(&target, error),
        }
    }

    /// Writes all of `files` on `jobs` threads, up to the first error. Returns for each what [`DiskFolder::put`]
    /// returns.
    ///
    /// Their names must not conflict with each other, and must not be [taken](DiskFolder::is_taken).
    #[cfg(feature = "markdown")]
    pub(super) fn put_all(
        &mut self,
        files: &[(&str, &[u8])],
        jobs: usize,
    ) -> Vec<Result<PutOutcome>> {
        let staged = files.iter().map(|(path, bytes)| {
            let target = self.target.join(path);
            (self.prepare(path, &target), *bytes)
        });
        let staged: Vec<(io::Result<PathBuf>, &[u8])> = staged.collect();
        let mut placed = Vec::with_capacity(files.len());
        // Folders are prepared above on one thread, so that the workers only write files.
        let written = write_all(&staged, jobs);
        for (((staged, _), written), (path, _)) in staged.into_iter().zip(written).zip(files) {
            placed.push(match staged.and(written) {
                Ok(()) => {
                    self.keep(path);
                    Ok(PutOutcome::Written)
                }
                Err(error) => misplaced(&self.target.join(path), error),
            });
            if placed.last().is_some_and(Result::is_err) {
                break;
            }
        }
        placed
    }

    /// Records that a file was written.
    fn keep(&mut self, path: &str) {
        self.names.add(path);
        if self.exists {
            self.files.push(PathBuf::from(path));
        }
    }

    /// Prepares the folders for the file `path`, and returns its path in the hidden folder.
    fn prepare(&mut self, path: &str, target: &Path) -> io::Result<PathBuf> {
        let staged = self.staging.path().join(path);
        if self.exists {
            check_free(target, self.overwrite)?;
        }
        if let Some(parent) = staged.parent()
            && !self.made.contains(parent)
        {
            // Check the name first, so that no folder is created for an invalid name.
            check_name(&staged)?;
            if self.exists {
                check_folders(&self.target, target)?;
            }
            fs::create_dir_all(parent)?;
            self.made.insert(parent.to_path_buf());
        }
        Ok(staged)
    }

    /// Moves the files to their places.
    ///
    /// A new folder appears in one step. In an existing folder, the files appear one after the other, each in
    /// one step. If one of them cannot be moved, the earlier moves are undone.
    ///
    /// # Errors
    /// [`Error::Output`] if a file cannot be moved.
    pub(super) fn commit(self) -> Result<()> {
        if self.exists {
            moves::move_all(&self.files, self.staging.path(), &self.target, self.overwrite)
        } else {
            self.appear()
        }
    }

    /// Renames the hidden folder to the target.
    fn appear(self) -> Result<()> {
        appear(self.staging, &self.target).map_err(|source| Error::output(&self.target, source))
    }
}

/// Returns the outcome for a file that could not be written, or the error if it is another one.
fn misplaced(target: &Path, error: io::Error) -> Result<PutOutcome> {
    if is_no_name(&error) {
        Ok(PutOutcome::Impossible(error.to_string()))
    } else {
        Err(Error::output(target, error))
    }
}

/// Returns whether the system rejected a name because something else has it.
fn is_in_the_way(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory};
    // Errors that newsconv makes itself have the same kinds, and are about the target, not about
    // another file of this run.
    error.raw_os_error().is_some()
        && matches!(error.kind(), AlreadyExists | IsADirectory | NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file system that takes `a.md` for `A.md` finds the second one there already.
    #[test]
    fn a_name_that_the_file_system_takes_for_another_is_rejected() {
        let place = tempfile::tempdir().expect("a folder");
        let mut folder = DiskFolder::create(&place.path().join("out"), false).expect("it opens");
        assert_eq!(folder.put("A.md", b"one").expect("it can be written"), PutOutcome::Written);
        fs::write(folder.staging.path().join("a.md"), "the file A.md").expect("it can be written");
        let taken = |name: &str| PutOutcome::Taken(name.to_owned());
        assert_eq!(folder.put("a.md", b"two").expect("it is refused"), taken("A.md"));
        assert_eq!(folder.put("a.md/b.md", b"three").expect("it is refused"), taken("A.md"));
        assert!(folder.is_taken("a.MD") && !folder.is_taken("b.md"));
    }

    #[test]
    fn any_number_of_threads_writes_the_same() {
        for jobs in [1, 2, 7] {
            let place = tempfile::tempdir().expect("a folder");
            let target = place.path().join("out");
            let mut folder = DiskFolder::create(&target, false).expect("it opens");
            let mut names: Vec<_> = (0..100).map(|n| format!("{}/{n}.md", n % 3)).collect();
            names[50] = "x".repeat(300);
            let files: Vec<_> = names.iter().map(|name| (&**name, name.as_bytes())).collect();
            let placed = folder.put_all(&files, jobs).into_iter().collect::<Result<Vec<_>>>();
            let placed = placed.expect("they can be written");
            assert!(matches!(placed[50], PutOutcome::Impossible(_)));
            let written = placed.iter().filter(|placed| **placed == PutOutcome::Written);
            assert_eq!((placed.len(), written.count()), (100, 99));
            assert!(folder.is_taken("1/1.md") && !folder.is_taken(&names[50]));
            folder.commit().expect("it appears");
            for name in names.iter().filter(|name| name.len() < 300) {
                assert_eq!(&fs::read_to_string(target.join(name)).expect("a file"), name);
            }
        }
    }
}
