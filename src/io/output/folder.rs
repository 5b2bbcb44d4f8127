//! An output of many files, in a folder or in a place of your own.

use std::path::Path;

use super::disk_folder::{DiskFolder, PutOutcome};
use super::taken_paths::{Clash, TakenPaths};
use crate::diagnostic::error::{Error, Result};
use crate::io::destination::{Destination, Objects};

/// An output of many files in a folder.
///
/// The files are written into a hidden folder first. A target that does not exist yet appears in one step. If
/// the target exists, the files are moved into it one by one when all of them are written: see
/// [`Folder::commit`].
#[derive(Debug)]
pub struct Folder(Place);

#[derive(Debug)]
enum Place {
    Disk(Box<DiskFolder>),
    Custom { name: String, objects: Box<dyn Objects>, names: TakenPaths },
}

impl Folder {
    /// Opens the folder `target`, which may be a link to a folder. Files that exist in it are replaced only
    /// with `overwrite`.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be written.
    pub fn create(target: &Path, overwrite: bool) -> Result<Self> {
        Ok(Self(Place::Disk(Box::new(DiskFolder::create(target, overwrite)?))))
    }

    /// Opens a place of your own that takes many objects.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, or takes one object alone.
    pub fn custom(destination: Box<dyn Destination>) -> Result<Self> {
        let name = destination.name();
        match destination.create_many() {
            Ok(objects) => Ok(Self(Place::Custom { name, objects, names: TakenPaths::default() })),
            Err(source) => Err(Error::Output { name, source }),
        }
    }

    /// Returns whether an earlier file has the name `path` or conflicts with it, on any file system.
    #[must_use]
    pub fn is_taken(&self, path: &str) -> bool {
        match &self.0 {
            Place::Disk(folder) => folder.is_taken(path),
            Place::Custom { names, .. } => names.clash(path).is_some(),
        }
    }

    /// Writes the file `path` (relative, `/`-separated, without `.` and `..`), and returns whether it was
    /// written.
    ///
    /// # Errors
    /// [`Error::Output`] if the file cannot be written, if it already exists in the target, or if the target
    /// has a file or a link where the path needs a folder.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<PutOutcome> {
        let (name, objects, names) = match &mut self.0 {
            Place::Disk(folder) => return folder.put(path, bytes),
            Place::Custom { name, objects, names } => (name, objects, names),
        };
        let clash = names.clash(path);
        if let Some(Clash { name, everywhere: true }) = clash {
            return Ok(PutOutcome::Taken(name));
        }
        let fault = |source| Error::Output { name: format!("{name}: {path}"), source };
        objects.put(path, bytes).map_err(fault)?;
        names.add(path);
        Ok(clash.map_or(PutOutcome::Written, |clash| PutOutcome::Beside(clash.name)))
    }

    /// Writes all of `files` on `jobs` threads, up to the first error. Returns for each what [`Folder::put`]
    /// returns.
    ///
    /// Their names must not conflict with each other, and must not be [taken](Folder::is_taken).
    #[cfg(feature = "markdown")]
    pub(crate) fn put_all(
        &mut self,
        files: &[(&str, &[u8])],
        jobs: usize,
    ) -> Vec<Result<PutOutcome>> {
        if let Place::Disk(folder) = &mut self.0 {
            return folder.put_all(files, jobs);
        }
        let mut placed = Vec::with_capacity(files.len());
        for (path, bytes) in files {
            placed.push(self.put(path, bytes));
            if placed.last().is_some_and(Result::is_err) {
                break;
            }
        }
        placed
    }

    /// Moves the files to their places.
    ///
    /// A new folder appears in one step. In an existing folder, the files appear one after the other, each in
    /// one step. If one of them cannot be moved, the earlier moves are undone.
    ///
    /// # Errors
    /// [`Error::Output`] if a file cannot be moved.
    pub fn commit(self) -> Result<()> {
        match self.0 {
            Place::Disk(folder) => folder.commit(),
            Place::Custom { name, objects, .. } => {
                objects.commit().map_err(|source| Error::Output { name, source })
            }
        }
    }
}
