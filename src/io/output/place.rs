//! Checks of a path before it is written, and hidden folders next to it.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use tempfile::TempDir;

use crate::diagnostic::advice::{Advice, AdvisedReason};
use crate::diagnostic::option_name::OptionName;

/// The prefix of the names of unfinished outputs. It makes them hidden, so that they are not read as inputs.
const PREFIX: &str = ".newsconv-";

/// Renames the folder `staging` to `target`, which does not exist.
pub(crate) fn appear(staging: TempDir, target: &Path) -> io::Result<()> {
    fs::create_dir_all(folder_of(target))?;
    // From here on the folder would not be deleted by itself any more: after the rename it is the
    // output.
    let staging = staging.keep();
    rename_new(&staging, target).inspect_err(|_| {
        let _ = fs::remove_dir_all(&staging);
    })
}

/// Creates a hidden folder that will become the folder `target`.
pub(crate) fn staging_for(target: &Path) -> io::Result<TempDir> {
    let beside = first_that_exists(folder_of(target));
    staging(beside).map_err(|error| cannot_create(beside, &error))
}

/// Returns an error if the system does not allow the name, before any folder is created for it.
pub(super) fn check_name(path: &Path) -> io::Result<()> {
    path.symlink_metadata()
        .map_or_else(|error| if is_no_name(&error) { Err(error) } else { Ok(()) }, |_| Ok(()))
}

pub(super) fn is_no_name(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidFilename
}

/// Returns an error if `target` exists and must not be replaced.
pub(crate) fn check_free(target: &Path, overwrite: bool) -> io::Result<()> {
    let reason = match target.symlink_metadata() {
        // `--overwrite` is for files. A folder may hold much that this run did not write.
        Ok(existing) if existing.is_dir() => "a folder with that name already exists".into(),
        Ok(_) if !overwrite => {
            let replace = Advice::from("it already exists; ").option(OptionName::Overwrite);
            replace.words(" replaces it")
        }
        Ok(existing) if existing.is_file() => return check_writable(&existing),
        Err(error) if is_no_name(&error) => return Err(error),
        _ => return Ok(()),
    };
    Err(AdvisedReason::error(io::ErrorKind::AlreadyExists, reason))
}

/// Returns an error for a read-only file: its owner does not want it replaced.
pub(super) fn check_writable(existing: &Metadata) -> io::Result<()> {
    if existing.permissions().readonly() {
        let text = "the file is read-only";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
    }
    Ok(())
}

/// Gives `new` the mode, owner and group of the file `existing` that it will replace, as far as the system
/// permits. Set-user-id and set-group-id are dropped: new content must not run with the permissions of a user
/// who has not checked it.
#[cfg(unix)]
pub(super) fn take_rights(existing: &Metadata, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) != (existing.uid(), existing.gid()) {
        // Only root can change the owner; other users can only choose one of their groups.
        let _ = fchown(new, Some(existing.uid()), Some(existing.gid()))
            .or_else(|_| fchown(new, None, Some(existing.gid())));
    }
    new.set_permissions(fs::Permissions::from_mode(existing.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
pub(super) fn take_rights(existing: &Metadata, new: &File) -> io::Result<()> {
    new.set_permissions(existing.permissions())
}

/// Renames `from` to `to` unless something is there already, also something that appeared a moment ago.
#[cfg(target_os = "linux")]
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // File systems that do not support this return one of these errors.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => link_new(from, to),
        renamed => Ok(renamed?),
    }
}

/// Renames `from` to `to` unless something is there already, also something that appeared a moment ago.
#[cfg(not(target_os = "linux"))]
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    link_new(from, to)
}

/// Does the same with a hard link, which fails if the new name exists. Folders cannot have hard links, but a
/// folder never replaces one that has entries.
fn link_new(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        return match to.symlink_metadata() {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        };
    }
    fs::hard_link(from, to)?;
    fs::remove_file(from)
}

/// Locks the folder `folder` until the returned file is dropped, so that runs that move files into the same
/// folder do so one after the other. On file systems without locks it does nothing.
#[cfg(unix)]
pub(crate) fn lock(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    // The system releases the lock when the run ends, also after a crash, unlike a lock file.
    let _ = rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive);
    Ok(folder)
}

#[cfg(not(unix))]
pub(crate) fn lock(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns an error if a parent of `target` below `root` exists and is not a folder. A link counts as such,
/// since it could lead out of `root`.
pub(super) fn check_folders(root: &Path, target: &Path) -> io::Result<()> {
    for folder in target.ancestors().skip(1).take_while(|folder| *folder != root) {
        let Ok(existing) = folder.symlink_metadata() else { continue };
        let what = match existing.file_type() {
            kind if kind.is_dir() => continue,
            kind if kind.is_symlink() => "is a link; links in the output folder are not followed",
            _ => "exists and is not a folder",
        };
        let text = format!("{} {what}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, text));
    }
    Ok(())
}

/// Returns `folder` or its deepest parent that exists.
pub(super) fn first_that_exists(folder: &Path) -> &Path {
    let mut all = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    all.find(|folder| folder.symlink_metadata().is_ok()).unwrap_or(Path::new("."))
}

/// Creates a hidden folder in `beside`, with the permissions that the user's umask allows.
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

/// Returns the parent folder of `path`.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Returns the error for a folder in which nothing can be created, without the random name that `tempfile`
/// adds.
pub(super) fn cannot_create(folder: &Path, error: &io::Error) -> io::Error {
    let reason = reason(error);
    let text = format!("nothing can be created in the folder {}: {reason}", folder.display());
    io::Error::new(error.kind(), text)
}

/// Returns the same error without the name of the temporary file that `tempfile` adds: the user knows only the
/// name of the output.
pub(super) fn without_path(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() {
        return error;
    }
    io::Error::new(error.kind(), reason(&error))
}

/// Returns the text of an error of `tempfile`, without the path.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" at path ").map_or(&*text, |(reason, _)| reason).to_owned()
}

/// Returns a builder of temporary files with hidden names and the permissions that the user's umask allows.
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

#[cfg(test)]
mod tests {
    use super::*;

    /// By the system's own way, and by that of file systems without it.
    #[test]
    fn a_new_name_replaces_nothing() {
        for rename in [rename_new, link_new] {
            let place = tempfile::tempdir().expect("a folder");
            let path = |name: &str| place.path().join(name);
            for name in ["a", "b"] {
                fs::write(path(name), name).expect("a file");
                fs::create_dir_all(path("folder").join(name)).expect("a folder");
            }
            rename(&path("a"), &path("b")).expect_err("there is a file");
            rename(&path("folder/a"), &path("folder/b")).expect_err("there is a folder");
            rename(&path("a"), &path("c")).expect("nothing is there");
            rename(&path("folder/a"), &path("folder/c")).expect("nothing is there");
            assert_eq!(fs::read_to_string(path("b")).expect("a file"), "b");
            assert_eq!(fs::read_to_string(path("c")).expect("a file"), "a");
            assert!(!path("a").exists() && path("folder/c").is_dir());
        }
    }
}
