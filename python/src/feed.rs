//! Bytes that the caller's own code gives, which may not return for long.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::control::{Shared, TICK};

/// Bytes that are asked for at once.
pub(crate) const BLOCK: usize = 256 << 10;

/// A reader of the blocks that a function returns; the end is an empty one.
///
/// The function runs on a thread of its own, so that a cancelled run ends, and removes its unfinished files, also while
/// the function waits for something.
pub(crate) struct Feed {
    ask: Sender<()>,
    given: Receiver<io::Result<Vec<u8>>>,
    shared: Arc<Shared>,
    block: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Feed {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        mut give: impl FnMut() -> io::Result<Vec<u8>> + Send + 'static,
    ) -> Self {
        let (ask, asked) = bounded::<()>(1);
        let (giving, given) = bounded(1);
        std::thread::spawn(move || {
            // It ends with the reader.
            while asked.recv().is_ok() && giving.send(give()).is_ok() {}
        });
        let shared = Arc::clone(shared);
        Self { ask, given, shared, block: Vec::new(), at: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let gone = || io::Error::other("the thread of the input has ended");
        self.ask.send(()).map_err(|_| gone())?;
        loop {
            match self.given.recv_timeout(TICK) {
                Ok(block) => self.block = block?,
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
                Err(RecvTimeoutError::Timeout) => {
                    if self.shared.cancel.load(Ordering::Relaxed) {
                        return Err(io::Error::other("interrupted"));
                    }
                    continue;
                }
            }
            self.at = 0;
            self.ended = self.block.is_empty();
            return Ok(());
        }
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() && !self.ended {
            self.fill()?;
        }
        let count = (self.block.len() - self.at).min(into.len());
        into[..count].copy_from_slice(&self.block[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
