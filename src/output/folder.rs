//! Many files, put in their places when all of them are written.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{PREFIX, cannot_create, folder_of};
use crate::error::{Error, Result};

/// Many files on their way to a folder.
///
/// They are written into a hidden folder first. A target that does not exist yet appears in one step;
/// into one that exists the files are moved one by one when all of them are written.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    staging: TempDir,
    exists: bool,
    overwrite: bool,
    /// Folders that files have been written into.
    made: HashSet<PathBuf>,
    files: Vec<PathBuf>,
}

impl Folder {
    /// Opens the folder `target`. Files that it holds already are replaced only with `overwrite`.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn create(target: &Path, overwrite: bool) -> Result<Self> {
        let fault = |source| Error::output(target, source);
        // Without the separator at the end, which a link would be followed by.
        let target: &Path = &target.components().collect::<PathBuf>();
        let exists = target.is_dir();
        if !exists && target.symlink_metadata().is_ok() {
            let text = "it exists and is no folder";
            return Err(fault(io::Error::new(io::ErrorKind::NotADirectory, text)));
        }
        let beside = if exists { target } else { first_that_exists(folder_of(target)) };
        let staging = staging(beside).map_err(|error| fault(cannot_create(beside, &error)))?;
        let target = target.to_path_buf();
        let (made, files) = (HashSet::new(), Vec::new());
        Ok(Self { target, staging, exists, overwrite, made, files })
    }

    /// Writes the file `path` (relative, `/`-separated) and says whether it is the first of that name.
    /// A second one is not written.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, or the target holds such a file already.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<bool> {
        let target = self.target.join(path);
        let fault = |source| Error::output(&target, source);
        if self.exists {
            self.check_free(&target).map_err(fault)?;
        }
        let staged = self.staging.path().join(path);
        if let Some(parent) = staged.parent()
            && !self.made.contains(parent)
        {
            if self.exists {
                self.check_folders(&target).map_err(fault)?;
            }
            fs::create_dir_all(parent).map_err(fault)?;
            self.made.insert(parent.to_path_buf());
        }
        match File::options().write(true).create_new(true).open(&staged) {
            Ok(mut file) => file.write_all(bytes).map_err(fault)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(fault(error)),
        }
        if self.exists {
            self.files.push(PathBuf::from(path));
        }
        Ok(true)
    }

    /// Refuses a place where something is that may not be replaced.
    fn check_free(&self, target: &Path) -> io::Result<()> {
        let text = match target.symlink_metadata() {
            Ok(held) if held.is_dir() => "a folder of that name exists already",
            Ok(_) if !self.overwrite => "it exists already; --overwrite replaces it",
            _ => return Ok(()),
        };
        Err(io::Error::new(io::ErrorKind::AlreadyExists, text))
    }

    /// Refuses a place below something that is no folder.
    fn check_folders(&self, target: &Path) -> io::Result<()> {
        let above = target.ancestors().skip(1).take_while(|folder| *folder != self.target);
        for folder in above.filter(|folder| folder.symlink_metadata().is_ok()) {
            if !folder.is_dir() {
                let text = format!("{} exists and is no folder", folder.display());
                return Err(io::Error::new(io::ErrorKind::NotADirectory, text));
            }
        }
        Ok(())
    }

    /// Puts the files in their places.
    ///
    /// # Errors
    /// [`Error::Output`] when one cannot be moved.
    pub fn commit(self) -> Result<()> {
        if self.exists { self.move_files() } else { self.appear() }
    }

    /// Makes the written folder the target.
    fn appear(self) -> Result<()> {
        appear(self.staging, &self.target).map_err(|source| Error::output(&self.target, source))
    }

    fn move_files(self) -> Result<()> {
        let mut made = HashSet::new();
        for path in &self.files {
            let target = self.target.join(path);
            let fault = |source| Error::output(&target, source);
            if let Some(parent) = target.parent()
                && made.insert(parent.to_path_buf())
            {
                fs::create_dir_all(parent).map_err(fault)?;
            }
            fs::rename(self.staging.path().join(path), &target).map_err(fault)?;
        }
        Ok(())
    }
}

/// Makes the folder `staging` the folder `target`, which is not there.
pub(crate) fn appear(staging: TempDir, target: &Path) -> io::Result<()> {
    fs::create_dir_all(folder_of(target))?;
    let staging = staging.keep();
    fs::rename(&staging, target).inspect_err(|_| {
        let _ = fs::remove_dir_all(&staging);
    })
}

/// A hidden folder for what is to become the folder `target`.
pub(crate) fn staging_for(target: &Path) -> io::Result<TempDir> {
    let beside = first_that_exists(folder_of(target));
    staging(beside).map_err(|error| cannot_create(beside, &error))
}

/// The deepest folder in `folder` and those above it that is there.
fn first_that_exists(folder: &Path) -> &Path {
    let mut all = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    all.find(|folder| folder.symlink_metadata().is_ok()).unwrap_or(Path::new("."))
}

/// A hidden folder in `beside`, readable as far as the user's mask allows.
fn staging(beside: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(beside)
}
