//! Places that are about to be written: what may not be replaced there, and hidden folders beside them.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// How the names of unfinished outputs begin: hidden, so that no folder of inputs seems to hold them.
const PREFIX: &str = ".newsconv-";

/// Makes the folder `staging` the folder `target`, which is not there.
pub(crate) fn appear(staging: TempDir, target: &Path) -> io::Result<()> {
    fs::create_dir_all(folder_of(target))?;
    let staging = staging.keep();
    rename_new(&staging, target).inspect_err(|_| {
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
        Ok(held) if held.is_dir() => "a folder with that name already exists",
        Ok(_) if !overwrite => "it already exists; --overwrite replaces it",
        Ok(held) if held.is_file() => return check_writable(&held),
        Err(error) if is_no_name(&error) => return Err(error),
        _ => return Ok(()),
    };
    Err(io::Error::new(io::ErrorKind::AlreadyExists, text))
}

/// Rejects a file that may only be read: its owner does not want it replaced.
pub(super) fn check_writable(held: &Metadata) -> io::Result<()> {
    if held.permissions().readonly() {
        let text = "the file is read-only";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
    }
    Ok(())
}

/// Gives `new` the rights of the file `held` that it is about to replace: its mode without set-user-id and
/// set-group-id, and its owner and group as far as the system permits. New content must not run with the rights of
/// somebody who has not seen it.
#[cfg(unix)]
pub(super) fn take_rights(held: &Metadata, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let own = new.metadata()?;
    if (own.uid(), own.gid()) != (held.uid(), held.gid()) {
        // Only the superuser may give files away, and others only to a group of theirs.
        let _ = fchown(new, Some(held.uid()), Some(held.gid()))
            .or_else(|_| fchown(new, None, Some(held.gid())));
    }
    new.set_permissions(fs::Permissions::from_mode(held.permissions().mode() & 0o777))
}

#[cfg(not(unix))]
pub(super) fn take_rights(held: &Metadata, new: &File) -> io::Result<()> {
    new.set_permissions(held.permissions())
}

/// Renames `from` to `to` unless something is there already, also something that appeared a moment ago.
#[cfg(target_os = "linux")]
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // File systems that cannot do it say so in one of these ways.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => link_new(from, to),
        renamed => Ok(renamed?),
    }
}

/// Renames `from` to `to` unless something is there already, also something that appeared a moment ago.
#[cfg(not(target_os = "linux"))]
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    link_new(from, to)
}

/// The same by way of a second name, which a file cannot get where there is one; folders have no second names, but
/// a folder never replaces one that holds something.
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

/// A lock on the folder `folder`, as long as it is held: runs that put files into the same folder do so one after
/// the other. File systems without locks go without.
#[cfg(unix)]
pub(super) fn lock(folder: &Path) -> io::Result<File> {
    let folder = File::open(folder)?;
    let _ = rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive);
    Ok(folder)
}

#[cfg(not(unix))]
pub(super) fn lock(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Refuses a place below something in the folder `root` that is no folder: a link, too, which would lead
/// out of it.
pub(super) fn check_folders(root: &Path, target: &Path) -> io::Result<()> {
    for folder in target.ancestors().skip(1).take_while(|folder| *folder != root) {
        let Ok(held) = folder.symlink_metadata() else { continue };
        let what = match held.file_type() {
            kind if kind.is_dir() => continue,
            kind if kind.is_symlink() => "is a link; links in the output folder are not followed",
            _ => "exists and is not a folder",
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
