//! Many files, put in their places when all of them are written.

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
use super::write_files::{write_all, write_new};
use crate::diagnostic::error::{Error, Result};

/// Many files on their way to a folder.
///
/// They are written into a hidden folder first. A target that does not exist yet appears in one step;
/// into one that exists the files are moved one by one when all of them are written: see
/// [`Folder::commit`].
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    staging: TempDir,
    exists: bool,
    overwrite: bool,
    names: TakenPaths,
    /// Folders that files have been written into.
    made: HashSet<PathBuf>,
    files: Vec<PathBuf>,
}

/// What became of a file that was put into a [`Folder`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutOutcome {
    /// It is written.
    Written,
    /// It is written, and its name is that of this file, or folder of files (ending in `/`), but for
    /// capitals or Unicode form: where these are not told apart, one of the two is lost.
    Beside(String),
    /// It is not written, since this file, or folder of files (ending in `/`), has its name or is in its
    /// way.
    Taken(String),
    /// It is not written, since the system takes no such path; its reason, such as the length.
    Impossible(String),
}

impl Folder {
    /// Opens the folder `target`, which may be a link to one. Files that it holds already are replaced
    /// only with `overwrite`.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn create(target: &Path, overwrite: bool) -> Result<Self> {
        let fault = |source| Error::output(target, source);
        // Without the separator at the end, which a link would be followed by.
        let target: &Path = &target.components().collect::<PathBuf>();
        let exists = target.is_dir();
        if !exists && target.symlink_metadata().is_ok() {
            let text = "it exists and is not a folder";
            return Err(fault(io::Error::new(io::ErrorKind::NotADirectory, text)));
        }
        let beside = if exists { target } else { first_that_exists(folder_of(target)) };
        let staging = staging(beside).map_err(|error| fault(cannot_create(beside, &error)))?;
        let target = target.to_path_buf();
        let (names, made, files) = (TakenPaths::default(), HashSet::new(), Vec::new());
        Ok(Self { target, staging, exists, overwrite, names, made, files })
    }

    /// Whether a file put before has the name `path`, or is in its way, on any system.
    #[must_use]
    pub fn is_taken(&self, path: &str) -> bool {
        self.names.clash(path).is_some()
    }

    /// Writes the file `path` (relative, `/`-separated, without `.` and `..`) and says what became of it.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, the target holds such a file already, or something
    /// that is no folder, such as a link, is where its folder is to be.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<PutOutcome> {
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

    /// Writes all of `files`, on `jobs` threads, and says what became of each, as [`Folder::put`] does, up to the
    /// first error.
    ///
    /// None of their names may be in the way of another's, nor be [taken](Folder::is_taken).
    pub(crate) fn put_all(
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

    /// Takes note of a file that is written.
    fn keep(&mut self, path: &str) {
        self.names.add(path);
        if self.exists {
            self.files.push(PathBuf::from(path));
        }
    }

    /// Makes all ready for the file `path`, and says where in the hidden folder it is to be written.
    fn prepare(&mut self, path: &str, target: &Path) -> io::Result<PathBuf> {
        let staged = self.staging.path().join(path);
        if self.exists {
            check_free(target, self.overwrite)?;
        }
        if let Some(parent) = staged.parent()
            && !self.made.contains(parent)
        {
            // Before any folder is made for a name that the system does not take.
            check_name(&staged)?;
            if self.exists {
                check_folders(&self.target, target)?;
            }
            fs::create_dir_all(parent)?;
            self.made.insert(parent.to_path_buf());
        }
        Ok(staged)
    }

    /// Puts the files in their places.
    ///
    /// A folder that was not there appears as a whole. In one that was, each file appears whole, one
    /// after the other; when one of them cannot be put in its place, those before it are taken back.
    ///
    /// # Errors
    /// [`Error::Output`] when one cannot be moved.
    pub fn commit(self) -> Result<()> {
        if self.exists {
            moves::move_all(&self.files, self.staging.path(), &self.target, self.overwrite)
        } else {
            self.appear()
        }
    }

    /// Makes the written folder the target.
    fn appear(self) -> Result<()> {
        appear(self.staging, &self.target).map_err(|source| Error::output(&self.target, source))
    }
}

/// What became of a file that could not be written.
fn misplaced(target: &Path, error: io::Error) -> Result<PutOutcome> {
    if is_no_name(&error) {
        Ok(PutOutcome::Impossible(error.to_string()))
    } else {
        Err(Error::output(target, error))
    }
}

/// Whether it was the system that refused a name because something else has it.
fn is_in_the_way(error: &io::Error) -> bool {
    use io::ErrorKind::{AlreadyExists, IsADirectory, NotADirectory};
    error.raw_os_error().is_some()
        && matches!(error.kind(), AlreadyExists | IsADirectory | NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file system that takes `a.md` for `A.md` finds the second one there already.
    #[test]
    fn a_name_that_the_file_system_takes_for_another_is_refused() {
        let place = tempfile::tempdir().expect("a folder");
        let mut folder = Folder::create(&place.path().join("out"), false).expect("it opens");
        assert_eq!(folder.put("A.md", b"one").expect("it can be written"), PutOutcome::Written);
        fs::write(folder.staging.path().join("a.md"), "stands for A.md")
            .expect("it can be written");
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
            let mut folder = Folder::create(&target, false).expect("it opens");
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
