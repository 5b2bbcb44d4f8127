//! Outputs that are written and never replaced: pipes, devices, and descriptors that are open already.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::io::cancel::RunControl;

/// A pipe always has room for so many bytes when the system says that it can be written
/// ([`PIPE_BUF`](https://man7.org/linux/man-pages/man7/pipe.7.html) on Linux). More could block.
#[cfg(unix)]
const PIPE_BYTES: usize = 4096;

/// An open file, pipe or device. While it waits for a slow reader, it notices that the run is cancelled.
#[derive(Debug)]
pub(super) struct Stream {
    file: File,
    control: RunControl,
    /// Whether a write may wait for a program at the other end. Files never do.
    waits: bool,
}

impl Stream {
    fn of(file: File, control: &RunControl) -> io::Result<Self> {
        let waits = !file.metadata()?.is_file();
        Ok(Self { file, control: control.clone(), waits })
    }

    /// Returns standard output.
    pub(super) fn stdout(control: &RunControl) -> io::Result<Self> {
        Self::of(duplicate(&io::stdout())?, control)
    }

    /// Opens the pipe or device `path`. A pipe without a reader is waited for.
    pub(super) fn open(path: &Path, control: &RunControl) -> io::Result<Self> {
        Self::of(open(path, control)?, control)
    }

    /// Returns the descriptor `number` of this process, which `path` means. What is written to a file goes to
    /// its end.
    pub(super) fn descriptor(number: u32, path: &Path, control: &RunControl) -> io::Result<Self> {
        match number {
            1 => Self::stdout(control),
            2 => Self::of(duplicate(&io::stderr())?, control),
            _ => {
                let closed = |error: io::Error| match error.kind() {
                    io::ErrorKind::NotFound => {
                        let text = format!("the descriptor {number} is not open");
                        io::Error::new(io::ErrorKind::NotFound, text)
                    }
                    _ => error,
                };
                let is_file = fs::metadata(path).map_err(closed)?.is_file();
                let file = File::options().append(is_file).write(true).open(path)?;
                Self::of(file, control)
            }
        }
    }

    /// Returns whether bytes may only be written once the output is complete, since they stay in a file.
    pub(super) fn is_file(&self) -> bool {
        !self.waits
    }
}

#[cfg(unix)]
fn duplicate(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn duplicate(stream: &impl std::os::windows::io::AsHandle) -> io::Result<File> {
    Ok(stream.as_handle().try_clone_to_owned()?.into())
}

/// Opens the pipe or device `path` for writing.
///
/// The system would wait for a reader of a pipe without noticing signals, so this asks again and again.
#[cfg(unix)]
fn open(path: &Path, control: &RunControl) -> io::Result<File> {
    use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
    use std::time::Duration;
    if !fs::metadata(path)?.file_type().is_fifo() {
        return File::options().write(true).open(path);
    }
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    loop {
        let opened = File::options().write(true).custom_flags(flags).open(path);
        let no_reader = Some(rustix::io::Errno::NXIO.raw_os_error());
        match opened {
            Err(error) if error.raw_os_error() == no_reader => {
                if control.is_cancelled() {
                    return Err(cancelled());
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}

#[cfg(not(unix))]
fn open(path: &Path, _: &RunControl) -> io::Result<File> {
    File::options().write(true).open(path)
}

fn cancelled() -> io::Error {
    io::Error::other("the run was cancelled")
}

impl Write for Stream {
    #[cfg(unix)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.waits {
            return self.file.write(bytes);
        }
        let bytes = &bytes[..bytes.len().min(PIPE_BYTES)];
        loop {
            if self.control.is_cancelled() {
                return Err(cancelled());
            }
            if has_room(&self.file)? {
                match self.file.write(bytes) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    written => return written,
                }
            }
        }
    }

    #[cfg(not(unix))]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.control.is_cancelled() {
            return Err(cancelled());
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Waits up to 0.1 s, and returns whether a write will not block, or fails at once.
#[cfg(unix)]
fn has_room(file: &File) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let moment = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    match poll(&mut [PollFd::new(file, PollFlags::OUT)], Some(&moment)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Returns the number of the descriptor of this process that `path` means, also through links, such as 1 for
/// `/dev/stdout`.
///
/// Such a path leads on to the file that the descriptor is open for, which must not be replaced: the program
/// that opened it goes on with the old file.
pub(crate) fn descriptor(path: &Path) -> Option<u32> {
    /// As many as Linux follows.
    const MOST_LINKS: usize = 40;
    if cfg!(not(unix)) {
        return None;
    }
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        if let Some(number) = number(&path) {
            return Some(number);
        }
        let link = fs::read_link(&path).ok()?;
        path = path.parent().unwrap_or(Path::new("")).join(link);
    }
    None
}

fn number(path: &Path) -> Option<u32> {
    let own = PathBuf::from(format!("/proc/{}", std::process::id()));
    for process in
        [Path::new("/dev"), Path::new("/proc/self"), Path::new("/proc/thread-self"), &own]
    {
        if let Ok(number) = path.strip_prefix(process.join("fd")) {
            return number.to_str()?.parse().ok();
        }
    }
    match path.to_str()? {
        "/dev/stdout" => Some(1),
        "/dev/stderr" => Some(2),
        _ => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_known_by_each_of_their_names() {
        let place = tempfile::tempdir().expect("a folder");
        let link = place.path().join("out.csv");
        std::os::unix::fs::symlink("/dev/stdout", &link).expect("a link");
        let own = format!("/proc/{}/fd/12", std::process::id());
        for (path, number) in [
            ("/dev/stdout", Some(1)),
            ("/dev/./stderr", Some(2)),
            ("/dev/fd/7", Some(7)),
            ("/proc/self/fd/1", Some(1)),
            (&*own, Some(12)),
            ("/proc/1/fd/1", None),
            ("/dev/fd/x", None),
            ("/dev/null", None),
            ("stdout", None),
            (link.to_str().expect("text"), Some(1)),
        ] {
            assert_eq!(descriptor(Path::new(path)), number, "{path}");
        }
    }
}
