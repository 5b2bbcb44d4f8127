//! A file that is flushed to the disk in the background while it is written, so that the final flush is
//! short.

use std::fs::File;
use std::io::{self, Write};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};
use tempfile::NamedTempFile;

/// Number of written bytes after which a flush is requested.
const PORTION: u64 = 32 << 20;

/// A temporary file with a background flush.
#[derive(Debug)]
pub(super) struct BackgroundFlush {
    // Dropped first: some systems cannot delete a file that is still open.
    flusher: Option<Flusher>,
    file: NamedTempFile,
    /// Number of bytes written since the last request.
    waiting: u64,
}

impl BackgroundFlush {
    pub(super) fn new(file: NamedTempFile) -> Self {
        Self { flusher: None, file, waiting: 0 }
    }

    /// Waits until all bytes are on the disk, and returns the file.
    pub(super) fn finish(mut self) -> io::Result<NamedTempFile> {
        if let Some(flusher) = self.flusher.take() {
            flusher.end()?;
        }
        self.file.as_file().sync_all()?;
        Ok(self.file)
    }

    fn ask(&mut self) -> io::Result<()> {
        self.waiting = 0;
        match &self.flusher {
            Some(flusher) => flusher.ask(),
            // Where the system has no more threads, the end waits for all of it.
            None => self.flusher = Flusher::start(self.file.as_file().try_clone()?).ok(),
        }
        Ok(())
    }
}

impl Write for BackgroundFlush {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.waiting += written as u64;
        if self.waiting >= PORTION {
            self.ask()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The thread that waits for the disk, so that the writing thread does not.
#[derive(Debug)]
struct Flusher {
    asked: Option<Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Flusher {
    /// Starts the thread and requests the first flush of `file`.
    fn start(file: File) -> io::Result<Self> {
        let (asked, asks) = bounded(1);
        // The loop ends when the sender is dropped, or at the first error.
        let work = move || asks.into_iter().try_for_each(|()| file.sync_data());
        let thread = std::thread::Builder::new().spawn(work)?;
        let flusher = Self { asked: Some(asked), thread: Some(thread) };
        flusher.ask();
        Ok(flusher)
    }

    fn ask(&self) {
        if let Some(asked) = &self.asked {
            // If a request is already pending, it is enough. If the thread failed, `end` reports it.
            let _ = asked.try_send(());
        }
    }

    /// Waits for the thread to finish, and returns its error if a flush failed.
    fn end(mut self) -> io::Result<()> {
        self.join()
    }

    fn join(&mut self) -> io::Result<()> {
        // Dropping the sender ends the thread's loop.
        self.asked = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(flushed)) => flushed,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Ok(()),
        }
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        // The file is discarded, so an error does not matter.
        drop(self.join());
    }
}
