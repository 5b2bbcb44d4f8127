//! Places that are about to be written: what may not be replaced there, and hidden folders beside them.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// How the names of unfinished outputs begin: hidden, so that no folder of inputs seems to hold them.
const PREFIX: &str = ".newsconv-";

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

/// Refuses what the system takes for no name, before any folder of it is made.
pub(super) fn check_name(path: &Path) -> io::Result<()> {
    path.symlink_metadata()
        .map_or_else(|error| if is_no_name(&error) { Err(error) } else { Ok(()) }, |_| Ok(()))
}

pub(super) fn is_no_name(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidFilename
}

/// Refuses a place where something is that may not be replaced.
pub(super) fn check_free(target: &Path, overwrite: bool) -> io::Result<()> {
    let text = match target.symlink_metadata() {
        Ok(held) if held.is_dir() => "a folder of that name exists already",
        Ok(_) if !overwrite => "it exists already; --overwrite replaces it",
        Err(error) if is_no_name(&error) => return Err(error),
        _ => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::AlreadyExists, text))
}

/// Refuses a place below something in the folder `root` that is no folder: a link, too, which would lead
/// out of it.
pub(super) fn check_folders(root: &Path, target: &Path) -> io::Result<()> {
    for folder in target.ancestors().skip(1).take_while(|folder| *folder != root) {
        let Ok(held) = folder.symlink_metadata() else { continue };
        let what = match held.file_type() {
            kind if kind.is_dir() => continue,
            kind if kind.is_symlink() => "is a link, which is not written through",
            _ => "exists and is no folder",
        };
        let text = format!("{} {what}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, text));
    }
    Ok(())
}

/// The deepest folder in `folder` and those above it that is there.
pub(super) fn first_that_exists(folder: &Path) -> &Path {
    let mut all = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    all.find(|folder| folder.symlink_metadata().is_ok()).unwrap_or(Path::new("."))
}

/// A hidden folder in `beside`, readable as far as the user's mask allows.
pub(super) fn staging(beside: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(beside)
}

/// The folder that `path` is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The error for a folder that takes no new files, without the made-up name that `tempfile` adds.
pub(super) fn cannot_create(folder: &Path, error: &io::Error) -> io::Error {
    let text = error.to_string();
    let reason = text.split_once(" at path ").map_or(&*text, |(reason, _)| reason);
    let text = format!("nothing can be created in the folder {}: {reason}", folder.display());
    io::Error::new(error.kind(), text)
}

/// Names and rights of temporary files: hidden, and readable as far as the user's mask allows.
pub(super) fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}
