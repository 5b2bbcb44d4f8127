//! A file that many threads read at once: every read says where.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, Length};

use super::page_headers::{Pages, wrong};

/// Bytes that are read at once where it is not known how many will be needed.
const READ_AHEAD: usize = 8 << 10;

/// Bytes that a page's header may have: old writers put whole values into it as statistics.
const LONGEST_HEADER: u64 = 16 << 20;

/// A file that keeps no place of its own.
#[derive(Clone, Debug)]
pub(in crate::formats::parquet) struct Positioned {
    file: Arc<File>,
    length: u64,
    /// What is known of its pages, once its footer has been read.
    pages: Option<Arc<Pages>>,
}

impl Positioned {
    pub(in crate::formats::parquet) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), length, pages: None })
    }

    /// The same file, of which from now on no page is read that claims an impossible size.
    pub(in crate::formats::parquet) fn with_pages(self, pages: Pages) -> Self {
        Self { pages: Some(Arc::new(pages)), ..self }
    }
}

impl Length for Positioned {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Positioned {
    type T = BufReader<Cursor>;

    /// A stream from byte `start` on. Once the footer has been read, a page begins there, or the content of one
    /// whose header came before.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        let cursor = Cursor { file: self.clone(), at: start };
        let mut stream = BufReader::with_capacity(READ_AHEAD, cursor);
        if let Some(pages) = &self.pages
            && !pages.is_content(start)
            && !pages.check(start, stream.fill_buf()?)?
        {
            let mut head = Vec::new();
            let cursor = Cursor { file: self.clone(), at: start };
            cursor.take(LONGEST_HEADER).read_to_end(&mut head)?;
            pages.check(start, &head)?.then_some(()).ok_or_else(wrong)?;
        }
        Ok(stream)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64);
        if end.is_none_or(|end| end > self.length) {
            let message = format!("{length} bytes at {start} are beyond the end of the file");
            return Err(ParquetError::EOF(message));
        }
        let mut bytes = vec![0; length];
        Cursor { file: self.clone(), at: start }.read_exact(&mut bytes)?;
        match &self.pages {
            Some(pages) if pages.begins_at(start) => {
                pages.check(start, &bytes)?.then_some(()).ok_or_else(wrong)?;
            }
            _ => {}
        }
        Ok(bytes.into())
    }
}

/// A place in the file.
#[derive(Debug)]
pub(in crate::formats::parquet) struct Cursor {
    file: Positioned,
    at: u64,
}

impl Read for Cursor {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file.file, into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, at)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, at)
}
