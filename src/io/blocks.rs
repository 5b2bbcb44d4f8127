//! Bytes from far away, read in blocks of which the last ones are cached.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::io::source::ReadAt;

/// Bytes of a block: what a request over a network brings in not much more time than a single byte.
const BLOCK_BYTES: u64 = 1 << 20;

/// Blocks that are cached: each thread decodes a few columns at a time, and a page lies in one or two blocks.
const CACHED: usize = 32;

/// What reads `inner` in whole blocks.
pub(crate) struct Blocks {
    inner: Arc<dyn ReadAt>,
    /// The number and the bytes of each block that is cached, the one that was used last at the end.
    cache: Mutex<VecDeque<(u64, Arc<[u8]>)>>,
}

impl Blocks {
    pub(crate) fn new(inner: Arc<dyn ReadAt>) -> Self {
        Self { inner, cache: Mutex::default() }
    }

    /// Returns block `number`, cached or fetched. Two threads that miss the same block both fetch it: waiting for
    /// each other would make all of them wait for the network.
    fn block(&self, number: u64) -> io::Result<Arc<[u8]>> {
        let lock = || self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cache = lock();
        if let Some(index) = cache.iter().position(|(cached, _)| *cached == number)
            && let Some((number, bytes)) = cache.remove(index)
        {
            cache.push_back((number, Arc::clone(&bytes)));
            return Ok(bytes);
        }
        // The lock is released while the network is waited for, so that other threads can read
        // blocks that are here.
        drop(cache);
        let bytes = self.fetch(number * BLOCK_BYTES)?;
        let mut cache = lock();
        if cache.len() == CACHED {
            cache.pop_front();
        }
        cache.push_back((number, Arc::clone(&bytes)));
        Ok(bytes)
    }

    /// Returns the block that begins at byte `start`; shorter at the end.
    fn fetch(&self, start: u64) -> io::Result<Arc<[u8]>> {
        let length = self.inner.length().saturating_sub(start).min(BLOCK_BYTES);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        let mut filled = 0;
        while filled < bytes.len() {
            match self.inner.read_at(&mut bytes[filled..], start + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes.into())
    }
}

impl ReadAt for Blocks {
    fn length(&self) -> u64 {
        self.inner.length()
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        if into.is_empty() || offset >= self.length() {
            return Ok(0);
        }
        let block = self.block(offset / BLOCK_BYTES)?;
        // Less than a block, so it fits.
        let within = usize::try_from(offset % BLOCK_BYTES).unwrap_or(usize::MAX);
        // A read ends at the end of its block; the caller asks for the rest, as `read_at` allows.
        let rest = block.get(within..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::io::source::Cursor;

    struct Far(Arc<[u8]>, AtomicUsize);

    impl ReadAt for Far {
        fn length(&self) -> u64 {
            self.0.length()
        }

        /// Gives less than was asked for, as a network may.
        fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
            self.1.fetch_add(1, Ordering::Relaxed);
            let most = into.len().min(700_000);
            self.0.read_at(&mut into[..most], offset)
        }
    }

    #[test]
    fn blocks_are_fetched_once_and_hold_the_same_bytes() {
        let bytes: Arc<[u8]> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        let far = Arc::new(Far(Arc::clone(&bytes), AtomicUsize::new(0)));
        let blocks: Arc<dyn ReadAt> = Arc::new(Blocks::new(Arc::clone(&far) as Arc<dyn ReadAt>));
        for start in [0, 1_048_575, 2_500_000, 2_999_999, 3_000_000, 4_000_000_u64] {
            let mut read = Vec::new();
            Cursor::new(Arc::clone(&blocks), start).read_to_end(&mut read).expect("it is there");
            let expected = usize::try_from(start).ok().and_then(|start| bytes.get(start..));
            assert_eq!(read, expected.unwrap_or_default(), "from {start}");
        }
        // Each of the three blocks takes two requests.
        assert_eq!(far.1.load(Ordering::Relaxed), 6);
    }
}
