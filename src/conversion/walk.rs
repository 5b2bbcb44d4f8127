//! The files below a folder, found on all workers.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::paths::real;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::Known;
use crate::io::cancel::RunControl;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::rejects;

/// What was found below a folder, each in the order of paths.
#[derive(Default)]
pub(super) struct Walk {
    known: Known,
    /// The files, each with the format of its extension.
    pub(super) files: Vec<(Option<&'static FormatSpec>, PathBuf)>,
    /// What was left out, and why: links that lead back, pipes, sockets, devices.
    pub(super) left_out: Vec<Diagnostic>,
    /// What cannot be read.
    pub(super) rejected: Vec<Diagnostic>,
    /// Folders that have not been looked into yet.
    folders: Vec<PathBuf>,
}

impl Walk {
    /// Walks through `folder` and its sub-folders, hidden ones apart, on `jobs` threads. Links are followed.
    ///
    /// # Errors
    /// [`Error::Interrupted`](crate::Error::Interrupted) if the run is cancelled.
    pub(super) fn through(
        folder: &Path,
        known: &Known,
        jobs: usize,
        control: &RunControl,
    ) -> Result<Self> {
        let mut found = Self { known: known.clone(), ..Self::default() };
        // Listed on this thread: a folder without sub-folders needs no other.
        found.list(folder, 0);
        let folders = std::mem::take(&mut found.folders);
        // One sub-folder may have many more.
        let walkers = if folders.is_empty() { 1 } else { jobs };
        let queue = Queue::new(folders, known.clone(), walkers);
        std::thread::scope(|scope| {
            let walk = || queue.walk(control);
            // Where the system has no more threads, the others do the work.
            let start = |_| std::thread::Builder::new().spawn_scoped(scope, walk).ok();
            let others: Vec<_> = (1..walkers).map_while(start).collect();
            found.add(walk());
            for other in others {
                found.add(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
        });
        // A cancelled walk has found only some of the files, which must not be mistaken for all.
        control.check()?;
        // Files of one folder are sorted already, so that there is little left to do.
        found.files.sort_by(|(_, a), (_, b)| bytes(a).cmp(bytes(b)));
        for problems in [&mut found.left_out, &mut found.rejected] {
            problems.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(found)
    }

    fn add(&mut self, mut other: Self) {
        self.files.append(&mut other.files);
        self.left_out.append(&mut other.left_out);
        self.rejected.append(&mut other.rejected);
    }

    /// Adds what `folder` holds, which is as many folders below the first one as `depth` says.
    fn list(&mut self, folder: &Path, depth: usize) {
        let before = self.files.len();
        let entries = fs::read_dir(real(folder));
        let all = entries.and_then(|mut entries| {
            entries.try_for_each(|entry| entry.map(|entry| self.entry(folder, &entry, depth)))
        });
        if let Err(error) = all {
            self.reject(folder, &error);
        }
        let from = folder.as_os_str().len();
        let listed = &mut self.files[before..];
        listed.sort_unstable_by(|(_, a), (_, b)| bytes(a)[from..].cmp(&bytes(b)[from..]));
    }

    fn entry(&mut self, folder: &Path, entry: &DirEntry, depth: usize) {
        let name = entry.file_name();
        if is_hidden(&name) {
            return;
        }
        // With the exact capacity: there may be a million paths, and growing each would allocate
        // again.
        let mut path = PathBuf::with_capacity(folder.as_os_str().len() + 1 + name.len());
        path.push(folder);
        path.push(name);
        match entry.file_type() {
            Ok(kind) if kind.is_symlink() => self.link(path, depth),
            Ok(kind) => self.path(path, kind),
            Err(error) => self.reject(&path, &error),
        }
    }

    /// Takes what a link leads to: unless that is where it came from, or nothing at all, which loses no
    /// article where its name is not that of one.
    fn link(&mut self, path: PathBuf, depth: usize) {
        let error = match fs::metadata(&path) {
            Ok(metadata) => {
                match if metadata.is_dir() { leads_back(&path, depth) } else { None } {
                    Some(back) => {
                        let back = format!("the link leads back to {}", back.display());
                        self.left_out.push(left_out(&path, &back));
                    }
                    None => self.path(path, metadata.file_type()),
                }
                return;
            }
            Err(error) => error,
        };
        if error.kind() == io::ErrorKind::PermissionDenied {
            return self.reject(&path, &error);
        }
        let reason = "the link is broken";
        match self.known.by_extension(&path) {
            Some(_) => self.reject(&path, &io::Error::new(io::ErrorKind::NotFound, reason)),
            None => self.left_out.push(left_out(&path, reason)),
        }
    }

    /// Takes what is neither hidden nor a link.
    fn path(&mut self, path: PathBuf, kind: FileType) {
        if let Some(reason) = special(kind) {
            self.left_out.push(left_out(&path, reason));
        } else if kind.is_dir() {
            self.folders.push(path);
        } else if !rejects::is_log(&path) {
            self.files.push((self.known.by_extension(&path), path));
        }
    }

    fn reject(&mut self, path: &Path, error: &io::Error) {
        self.rejected.push(Diagnostic::unreadable(real(path).display().to_string(), error));
    }
}

/// Returns the folder that the link `path` leads back to: one that it is in, by the names on the way there or in
/// truth, also above the folder that the walk began in. What is below such a folder would be read again and again.
fn leads_back(path: &Path, depth: usize) -> Option<PathBuf> {
    let target = fs::canonicalize(path).ok()?;
    let is_target = |folder: &&Path| fs::canonicalize(real(folder)).is_ok_and(|at| at == target);
    if let Some(back) = path.ancestors().skip(1).take(depth + 1).find(is_target) {
        return Some(real(back).to_path_buf());
    }
    // The name on the way here may itself contain links, so the real location is compared as well.
    let folder = fs::canonicalize(real(path.parent()?)).ok()?;
    folder.starts_with(&target).then_some(target)
}

/// The folders that no walker has listed yet.
struct Queue {
    known: Known,
    /// Each with how deep it is; none for each walker at the end.
    folders: Receiver<Option<(PathBuf, usize)>>,
    more: Sender<Option<(PathBuf, usize)>>,
    /// Folders whose sub-folders are not all known.
    unfinished: AtomicUsize,
    walkers: usize,
}

impl Queue {
    /// Returns a queue of these sub-folders of the first folder, for this many walkers.
    fn new(first: Vec<PathBuf>, known: Known, walkers: usize) -> Self {
        let (more, folders) = unbounded();
        // The first folder counts as one until its sub-folders are here.
        let queue = Self { known, folders, more, unfinished: AtomicUsize::new(1), walkers };
        let done = Done(&queue);
        queue.add(first, 1);
        drop(done);
        queue
    }

    fn add(&self, folders: Vec<PathBuf>, depth: usize) {
        // Counted before they are sent, and before the parent is done, so that the count cannot
        // reach zero too early.
        self.unfinished.fetch_add(folders.len(), Ordering::Relaxed);
        for folder in folders {
            self.send(Some((folder, depth)));
        }
    }

    fn send(&self, next: Option<(PathBuf, usize)>) {
        // It has the other end itself.
        drop(self.more.send(next));
    }

    /// Returns what one walker finds.
    fn walk(&self, control: &RunControl) -> Walk {
        let mut found = Walk { known: self.known.clone(), ..Walk::default() };
        while let Ok(Some((folder, depth))) = self.folders.recv() {
            let _done = Done(self);
            if !control.is_cancelled() {
                found.list(&folder, depth);
                self.add(std::mem::take(&mut found.folders), depth + 1);
            }
        }
        found
    }
}

/// Tells the walkers to stop when it goes with the last folder, also in a panic.
struct Done<'q>(&'q Queue);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        if self.0.unfinished.fetch_sub(1, Ordering::AcqRel) == 1 {
            // Every walker takes one `None` from the queue and ends.
            (0..self.0.walkers).for_each(|_| self.0.send(None));
        }
    }
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Says that `path` was left out, and why.
pub(super) fn left_out(path: &Path, reason: &str) -> Diagnostic {
    let message = format!("{reason}; it was skipped");
    Diagnostic::new(Code::LeftOut, path.display().to_string(), message)
}

/// Returns what is neither a file nor a folder, and would have to be waited for.
#[cfg(unix)]
pub(super) fn special(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt as _;
    match kind {
        _ if kind.is_fifo() => Some("it is a named pipe"),
        _ if kind.is_socket() => Some("it is a socket"),
        _ if kind.is_char_device() || kind.is_block_device() => Some("it is a device"),
        _ => None,
    }
}

/// Returns what is neither a file nor a folder, and would have to be waited for.
#[cfg(not(unix))]
pub(super) fn special(_: FileType) -> Option<&'static str> {
    None
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_finds_the_same_in_the_order_of_paths() {
        let place = tempfile::tempdir().expect("a folder");
        for path in
            ["b.md", "b-c.md", "b/z.md", "b/a/y.md", ".git/x.md", "a/x.csv", "a/.x.md", "é/x.md"]
        {
            let file = place.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
            fs::write(file, "").expect("it can be written");
        }
        for jobs in [1, 2, 7] {
            let found =
                Walk::through(place.path(), &Known::default(), jobs, &RunControl::default())
                    .expect("it can be read");
            let below = |path: &Path| path.strip_prefix(place.path()).map(Path::to_path_buf);
            let paths = found.files.iter().map(|(_, path)| below(path).expect("below"));
            let expected = ["a/x.csv", "b-c.md", "b.md", "b/a/y.md", "b/z.md", "é/x.md"];
            assert_eq!(paths.collect::<Vec<_>>(), expected.map(PathBuf::from));
            assert!(found.left_out.is_empty() && found.rejected.is_empty());
        }
    }

    #[test]
    fn a_cancelled_run_ends_the_walk() {
        let control = RunControl { cancel: Some(std::sync::Arc::new(true.into())), records: None };
        let place = tempfile::tempdir().expect("a folder");
        assert!(Walk::through(place.path(), &Known::default(), 2, &control).is_err());
    }
}
