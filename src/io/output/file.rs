//! An output file, which takes its place in one step.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::background_flush::BackgroundFlush;
use super::place::{
    cannot_create, check_free, check_writable, folder_of, take_rights, temporary, without_path,
};

/// A temporary file next to the target whose place it will take.
#[derive(Debug)]
pub(super) struct NewFile {
    file: BufWriter<BackgroundFlush>,
    target: PathBuf,
    overwrite: bool,
}

impl NewFile {
    /// Opens a file that will be moved to `target`, which is no folder, pipe or device, and replaces a file
    /// that exists there only with `overwrite`.
    ///
    /// Writing next to the target and renaming at the end keeps the old file intact until the new one is
    /// complete. The temporary file is in the same folder, since a rename is one step only within a file
    /// system.
    pub(super) fn create(target: PathBuf, overwrite: bool) -> io::Result<Self> {
        check_free(&target, overwrite)?;
        let file = temporary_beside(&target)?;
        if let Ok(before) = fs::metadata(&target) {
            check_writable(&before)?;
            take_rights(&before, file.as_file())?;
        }
        let file = BufWriter::with_capacity(1 << 18, BackgroundFlush::new(file));
        Ok(Self { file, target, overwrite })
    }

    /// Moves the file to its place.
    pub(super) fn commit(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error);
        // The rename replaces the old file, so the new bytes must be on the disk first: a power cut in between
        // must not lose both.
        let file = file.and_then(BackgroundFlush::finish).map_err(without_path)?;
        if self.overwrite {
            file.persist(self.target).map_err(|error| without_path(error.error))?;
            return Ok(());
        }
        // Another program may have made the file since it was looked for.
        file.persist_noclobber(&self.target).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => {
                check_free(&self.target, false).err().unwrap_or(error.error)
            }
            _ => without_path(error.error),
        })?;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(without_path)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(without_path)
    }
}

/// Returns the file that `path` refers to through links. It may not exist yet.
pub(super) fn behind_links(path: &Path) -> io::Result<PathBuf> {
    if let Ok(target) = fs::canonicalize(path) {
        return Ok(target);
    }
    if path.is_symlink() {
        match fs::metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = path.parent().unwrap_or(Path::new(""));
                return behind_links(&folder.join(fs::read_link(path)?));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(path.to_path_buf())
}

/// Creates a temporary file in the folder of `target`.
fn temporary_beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(target);
    if !folder.is_dir() {
        let text = format!("the folder {} does not exist", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text));
    }
    temporary().tempfile_in(folder).map_err(|error| cannot_create(folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another program made in the meantime stays, and so does what a second output made.
    #[test]
    fn a_file_that_appears_meanwhile_is_not_replaced() {
        let place = tempfile::tempdir().expect("a folder");
        let target = place.path().join("out.csv");
        let mut file = NewFile::create(target.clone(), false).expect("nothing is there");
        file.write_all(b"new").expect("it can be written");
        fs::write(&target, "another program's").expect("it can be written");
        let error = file.commit().expect_err("the file exists").to_string();
        assert_eq!(error, "it already exists; Conversion::overwrite replaces it");
        assert_eq!(fs::read_to_string(&target).expect("a file"), "another program's");
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);

        let mut file = NewFile::create(target.clone(), true).expect("it may be replaced");
        file.write_all(b"new").expect("it can be written");
        file.commit().expect("it may be replaced");
        assert_eq!(fs::read_to_string(&target).expect("a file"), "new");
    }
}
