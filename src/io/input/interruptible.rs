//! Blocking reads that still notice cancellation.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::io::cancel::RunControl;

/// Opens the pipe or device `file` without waiting for a program at the other end: nothing could interrupt that.
/// The first read waits instead.
#[cfg(unix)]
pub(crate) fn open(file: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    File::options().read(true).custom_flags(flags).open(file)
}

#[cfg(not(unix))]
pub(crate) fn open(file: &Path) -> io::Result<File> {
    File::open(file)
}

/// A stream whose reads fail once the run is cancelled, instead of waiting for more data.
pub(crate) struct InterruptibleReader<R>(pub(crate) R, pub(crate) RunControl);

#[cfg(unix)]
impl<R: Read + std::os::fd::AsFd> Read for InterruptibleReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.1.is_cancelled() {
                return Err(io::Error::other("the run was cancelled"));
            }
            if has_something(&self.0)? {
                match self.0.read(into) {
                    // The pipe was opened without blocking, and `poll` may report data that another
                    // reader has taken meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    read => return read,
                }
            }
        }
    }
}

/// Waits up to 0.1 s, and returns whether there is data to read or the stream ended.
#[cfg(unix)]
fn has_something(stream: &impl std::os::fd::AsFd) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    // Short enough that Ctrl-C seems immediate, and long enough that waiting takes no measurable
    // CPU time.
    let moment = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    match poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&moment)) {
        Ok(ready) => Ok(ready > 0),
        // A signal arrived: the caller looks at once whether the run is cancelled.
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
impl<R: Read> Read for InterruptibleReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}
