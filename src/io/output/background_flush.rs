//! A file whose bytes go to the disk while more come, so that the end has little left to wait for.

use std::fs::File;
use std::io::{self, Write};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};
use tempfile::NamedTempFile;

/// Bytes after which the disk is asked to take what it has not.
const PORTION: u64 = 32 << 20;

/// A temporary file on its way to the disk.
#[derive(Debug)]
pub(super) struct BackgroundFlush {
    // It goes first: a file that is open cannot be deleted everywhere.
    flusher: Option<Flusher>,
    file: NamedTempFile,
    /// Bytes since the disk was asked.
    waiting: u64,
}

impl BackgroundFlush {
    pub(super) fn new(file: NamedTempFile) -> Self {
        Self { flusher: None, file, waiting: 0 }
    }

    /// The file, once all its bytes are on the disk.
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
            None => self.flusher = Some(Flusher::start(self.file.as_file().try_clone()?)?),
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

/// A thread that waits for the disk, so that nobody else does.
#[derive(Debug)]
struct Flusher {
    asked: Option<Sender<()>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Flusher {
    /// Has the disk take what `file` holds, for the first time.
    fn start(file: File) -> io::Result<Self> {
        let (asked, asks) = bounded(1);
        let work = move || asks.into_iter().try_for_each(|()| file.sync_data());
        let thread = std::thread::Builder::new().spawn(work)?;
        let flusher = Self { asked: Some(asked), thread: Some(thread) };
        flusher.ask();
        Ok(flusher)
    }

    fn ask(&self) {
        if let Some(asked) = &self.asked {
            // Where it has been asked and has not begun, once is enough; where it has failed, the end tells.
            let _ = asked.try_send(());
        }
    }

    /// Waits for the last time, and says whether the disk took all it was asked to.
    fn end(mut self) -> io::Result<()> {
        self.join()
    }

    fn join(&mut self) -> io::Result<()> {
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
        // The file is given up, so it does not matter what the disk took of it.
        drop(self.join());
    }
}
