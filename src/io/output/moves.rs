//! Moves files into an existing folder: all of them or none.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::place::{check_folders, check_free, lock, rename_new, staging, take_rights};
use crate::diagnostic::advice::AdvisedReason;
use crate::diagnostic::error::{Error, Result};

/// Moves `files` from the folder `from` to the same paths in `to`, which is on the same file system.
///
/// Everything is checked and all folders are created before the first file is moved. Each file appears in one
/// step and replaces the old one. If a file cannot be moved, the earlier moves are undone.
///
/// # Errors
/// [`Error::Output`] for a file that cannot be moved.
pub(super) fn move_all(files: &[PathBuf], from: &Path, to: &Path, overwrite: bool) -> Result<()> {
    let fault = |source| Error::output(to, source);
    // Held until all files are in their places, so that the files of two runs are not mixed.
    let _lock = lock(to).map_err(fault)?;
    // Find every reason to fail before the first move, since most failures can be found without changing
    // anything.
    let mut replacing = Vec::new();
    for path in files {
        let target = to.join(path);
        let free = check_free(&target, overwrite).and_then(|()| check_folders(to, &target));
        free.map_err(|source| Error::output(&target, source))?;
        if let Ok(metadata) = target.symlink_metadata() {
            replacing.push((from.join(path), metadata));
        }
    }
    // Only files that replace others are flushed: a power cut must not leave a replaced file empty. For new
    // files nothing is lost that was there before.
    flush(&replacing).map_err(fault)?;
    // On the same file system as the targets, so that a hard link to a replaced file is possible.
    let backups = staging(to).map_err(fault)?;
    let mut moves = Moves { from, to, overwrite, backups, folders: Vec::new(), done: Vec::new() };
    let done =
        moves.folders(files).and_then(|()| files.iter().try_for_each(|path| moves.file(path)));
    done.map_err(|(target, source)| Error::output(&target, moves.undo(source)))
}

/// Number of threads that wait for the disk. Flushing a file takes milliseconds, and many files can be
/// flushed in the same time.
const FLUSHING: usize = 16;

/// Flushes the new files to the disk before they replace others, so that they survive a crash of the system,
/// and gives each the permissions of the file that it replaces.
///
/// One call for the whole file system would also wait for the data of all other programs.
fn flush(files: &[(PathBuf, Metadata)]) -> io::Result<()> {
    let flush_each = |files: &[(PathBuf, Metadata)]| {
        files.iter().try_for_each(|(file, metadata)| {
            let file = fs::File::open(file)?;
            if metadata.is_file() {
                take_rights(metadata, &file)?;
            }
            file.sync_all()
        })
    };
    std::thread::scope(|scope| {
        let parts = files.chunks(files.len().div_ceil(FLUSHING).max(1));
        let begun: Vec<_> = parts
            .map(|part| {
                let thread =
                    std::thread::Builder::new().spawn_scoped(scope, move || flush_each(part));
                // The part is given back, so that its files are flushed after all.
                thread.map_err(|_| part)
            })
            .collect();
        begun.into_iter().try_for_each(|thread| match thread {
            Ok(thread) => {
                thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked")))
            }
            // No more threads can be started, so this thread does the work.
            Err(part) => flush_each(part),
        })
    })
}

/// The moves done so far, so that they can be undone.
struct Moves<'f> {
    from: &'f Path,
    to: &'f Path,
    overwrite: bool,
    /// The replaced files, each named by the number of its move.
    backups: TempDir,
    /// The created folders, outer ones first.
    folders: Vec<PathBuf>,
    done: Vec<Move>,
}

struct Move {
    target: PathBuf,
    /// Whether the move replaced a file, which is kept.
    replaced: bool,
}

/// The path of a step, and why it failed.
type Fault = (PathBuf, io::Error);

impl Moves<'_> {
    /// Creates the folders that `files` need.
    fn folders(&mut self, files: &[PathBuf]) -> Result<(), Fault> {
        let above = |path: &PathBuf| -> Vec<PathBuf> {
            let above = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
            above.map(|folder| self.to.join(folder)).collect()
        };
        // Sorted, so that each folder comes after its parent.
        let needed: BTreeSet<PathBuf> = files.iter().flat_map(above).collect();
        for folder in needed {
            match fs::create_dir(&folder) {
                Ok(()) => self.folders.push(folder),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err((folder, error)),
            }
        }
        Ok(())
    }

    /// Moves one file to its place, after a backup of the file that it replaces.
    fn file(&mut self, path: &Path) -> Result<(), Fault> {
        let target = self.to.join(path);
        let from = self.from.join(path);
        // If nothing may be replaced, the rename itself must check it: a file may have appeared a moment ago.
        let replaced = if self.overwrite {
            back_up(&target, &self.backup_path(self.done.len()))
        } else {
            Ok(false)
        };
        let moved = replaced.and_then(|replaced| {
            let renamed =
                // `rename` replaces the file in one step: at no time is there no file with that
                // name.
                if replaced { fs::rename(&from, &target) } else { rename_new(&from, &target) };
            renamed.map(|()| replaced)
        });
        match moved {
            Ok(replaced) => self.done.push(Move { target, replaced }),
            Err(error) => return Err((target, error)),
        }
        Ok(())
    }

    fn backup_path(&self, number: usize) -> PathBuf {
        self.backups.path().join(number.to_string())
    }

    /// Undoes the moves. Returns the `reason`, with the number of moves that could not be undone if there are
    /// any.
    fn undo(&self, reason: io::Error) -> io::Error {
        let mut left = 0;
        // In reverse order, so that the folder is at any time in a state that it had before.
        for (number, Move { target, replaced }) in self.done.iter().enumerate().rev() {
            let undone = match replaced {
                true => fs::rename(self.backup_path(number), target),
                false => fs::remove_file(target),
            };
            left += usize::from(undone.is_err());
        }
        for folder in self.folders.iter().rev() {
            // Fails for a folder that another program has put something into meanwhile, which must
            // stay.
            let _ = fs::remove_dir(folder);
        }
        if left == 0 {
            return reason;
        }
        let more = format!("; {left} of the files before it were already written and remain");
        AdvisedReason::error(reason.kind(), AdvisedReason::of(&reason).words(more))
    }
}

/// Makes a backup of `target`: a hard link if the file system supports it, else a copy. Returns false if
/// `target` does not exist.
fn back_up(target: &Path, backups: &Path) -> io::Result<bool> {
    match fs::hard_link(target, backups) {
        Ok(()) => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        // Copying a link would copy the file that it points to.
        Err(error) if target.is_symlink() => return Err(error),
        Err(_) => {}
    }
    fs::copy(target, backups).map(|_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folders `from` and `to`, where `to` holds an `a.md` and a folder in the place of `z.md`.
    fn place() -> (TempDir, PathBuf, PathBuf) {
        let place = tempfile::tempdir().expect("a folder");
        let (from, to) = (place.path().join("from"), place.path().join("to"));
        for path in ["from/b", "from/new", "to/b", "to/z.md"] {
            fs::create_dir_all(place.path().join(path)).expect("it can be made");
        }
        for path in ["a.md", "b/c.md", "new/d.md", "z.md"] {
            fs::write(from.join(path), "new").expect("it can be written");
        }
        fs::write(to.join("a.md"), "old").expect("it can be written");
        (place, from, to)
    }

    fn names(folder: &Path) -> Vec<String> {
        let all = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name();
        let below = |path: &Path| path.strip_prefix(folder).expect("below").display().to_string();
        all.into_iter().map(|entry| below(entry.expect("an entry").path())).collect()
    }

    fn moves<'f>(from: &'f Path, to: &'f Path, overwrite: bool) -> Moves<'f> {
        let backups = staging(to).expect("a folder");
        Moves { from, to, overwrite, backups, folders: Vec::new(), done: Vec::new() }
    }

    /// Another run has put a file there after this one had looked.
    #[test]
    fn a_file_that_appears_meanwhile_is_not_replaced() {
        let (_place, from, to) = place();
        let (target, reason) = moves(&from, &to, false).file(Path::new("a.md")).expect_err("there");
        assert_eq!((target, reason.kind()), (to.join("a.md"), io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(to.join("a.md")).expect("a file"), "old");
        assert_eq!(fs::read_to_string(from.join("a.md")).expect("a file"), "new");
    }

    #[test]
    fn moves_are_undone_after_a_failure() {
        let (_place, from, to) = place();
        let mut moves = moves(&from, &to, true);
        let files = ["a.md", "b/c.md", "new/d.md", "z.md"].map(PathBuf::from);
        moves.folders(&files).expect("they can be made");
        let done = files.iter().try_for_each(|path| moves.file(path));
        let (target, reason) = done.expect_err("a folder is in the way");
        assert_eq!(target, to.join("z.md"));
        assert_eq!(fs::read_to_string(to.join("a.md")).expect("a file"), "new");
        let text = reason.to_string();
        assert_eq!(moves.undo(reason).to_string(), text);
        drop(moves);
        assert_eq!(names(&to), ["a.md", "b", "z.md"]);
        assert_eq!(fs::read_to_string(to.join("a.md")).expect("a file"), "old");
    }

    #[test]
    fn moves_that_cannot_be_undone_are_reported() {
        let (_place, from, to) = place();
        let lost = Move { target: to.join("a.md"), replaced: true };
        let moves = Moves { done: vec![lost], ..moves(&from, &to, true) };
        let message = moves.undo(io::Error::other("no")).to_string();
        assert_eq!(message, "no; 1 of the files before it were already written and remain");
    }

    #[test]
    fn nothing_is_moved_where_something_is_in_the_way() {
        let (_place, from, to) = place();
        let files = ["a.md", "new/d.md", "z.md"].map(PathBuf::from);
        let error =
            move_all(&files, &from, &to, true).expect_err("a folder is in the way").to_string();
        assert!(error.ends_with("z.md: a folder with that name already exists"), "{error}");
        let error = move_all(&files[..1], &from, &to, false).expect_err("it is there").to_string();
        assert!(error.ends_with("it already exists; Conversion::overwrite replaces it"), "{error}");
        assert_eq!(names(&to), ["a.md", "b", "z.md"]);
        move_all(&files[..2], &from, &to, true).expect("the way is free");
        assert_eq!(names(&to), ["a.md", "b", "new", "new/d.md", "z.md"]);
        assert_eq!(fs::read_to_string(to.join("a.md")).expect("a file"), "new");
    }
}
