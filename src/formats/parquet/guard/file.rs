//! A file that many threads read at once: each read has its own position.

use std::io::{BufRead, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::page_headers::{Pages, wrong};
use crate::io::source::{Cursor, ReadAt};

/// Number of bytes that are read at once if the needed number is not known.
const READ_AHEAD: usize = 8 << 10;

/// Maximum size of a page's header in bytes: old writers put whole values into it as statistics.
const LONGEST_HEADER: u64 = 16 << 20;

/// A file without a current position.
#[derive(Clone)]
pub(in crate::formats::parquet) struct Positioned {
    bytes: Arc<dyn ReadAt>,
    /// Its pages, once the footer was read.
    pages: Option<Arc<Pages>>,
}

impl Positioned {
    pub(in crate::formats::parquet) fn new(bytes: Arc<dyn ReadAt>) -> Self {
        Self { bytes, pages: None }
    }

    fn cursor(&self, at: u64) -> Cursor {
        Cursor::new(Arc::clone(&self.bytes), at)
    }

    /// Returns the same file. From now on, reading a page with an impossible size fails.
    pub(in crate::formats::parquet) fn with_pages(self, pages: Pages) -> Self {
        Self { pages: Some(Arc::new(pages)), ..self }
    }
}

impl Length for Positioned {
    fn len(&self) -> u64 {
        self.bytes.length()
    }
}

impl ChunkReader for Positioned {
    type T = BufReader<Cursor>;

    /// Returns a stream from byte `start` on. Once the footer has been read, a page begins there, or the content of
    /// one whose header came before.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut stream = BufReader::with_capacity(READ_AHEAD, self.cursor(start));
        if let Some(pages) = &self.pages
            && !pages.is_content(start)
            // Nearly every header fits into what is read ahead; only one with large statistics is
            // read again.
            && !pages.check(start, stream.fill_buf()?)?
        {
            let mut head = Vec::new();
            self.cursor(start).take(LONGEST_HEADER).read_to_end(&mut head)?;
            pages.check(start, &head)?.then_some(()).ok_or_else(wrong)?;
        }
        Ok(stream)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.bytes.length()) {
            let message = format!("{length} bytes at {start} are beyond the end of the file");
            return Err(ParquetError::EOF(message));
        }
        // The length was compared with the file first, so a wrong one cannot allocate more than the
        // file has.
        let mut bytes = vec![0; length];
        self.cursor(start).read_exact(&mut bytes)?;
        match &self.pages {
            Some(pages) if pages.begins_at(start) => {
                pages.check(start, &bytes)?.then_some(()).ok_or_else(wrong)?;
            }
            _ => {}
        }
        Ok(bytes.into())
    }
}
