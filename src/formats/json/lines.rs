//! Reads newline-delimited JSON in blocks of whole lines.

use std::io::Read;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::record::{Member, Within};
use super::syntax::CHUNK_BYTES;
use crate::decode::json_tree;
use crate::diagnostic::SourceText;
use crate::diagnostic::error::{Error, Result};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{CHUNK_RECORDS, Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow};

/// Returns whether `head` begins with a complete object on one line, followed by another object.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(end) = memchr(b'\n', text) else { return false };
    let first = std::str::from_utf8(&text[..end]).is_ok_and(|line| json_tree::object(line).is_ok());
    first && text[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

pub(super) fn open(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let stream = input.open()?;
    let name = input.name().into();
    Ok(Box::new(Lines { options, name, stream, tail: Vec::new(), byte: 0, line: 0 }))
}

struct Lines {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    /// The beginning of a line whose end was not read yet.
    tail: Vec<u8>,
    /// Number of bytes and lines of the source before the tail.
    byte: u64,
    line: u64,
}

impl Reader for Lines {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let mut block = std::mem::take(&mut self.tail);
        let mut searched = 0;
        let end = loop {
            if let Some(end) = whole_lines(&block[searched..]) {
                break searched + end;
            }
            searched = block.len();
            block.reserve(CHUNK_BYTES);
            let most = CHUNK_BYTES as u64;
            let read = self.stream.by_ref().take(most).read_to_end(&mut block);
            if read.map_err(|source| Error::input(&*self.name, source))? == 0 {
                break block.len();
            }
        };
        if block.is_empty() {
            return Ok(None);
        }
        self.tail = block.split_off(end);
        let (byte, line) = (self.byte, self.line);
        self.byte += block.len() as u64;
        self.line += memchr_iter(b'\n', &block).count() as u64;
        let (options, name) = (Arc::clone(&self.options), Arc::clone(&self.name));
        Ok(Some(Box::new(Block { options, name, bytes: block, byte, line })))
    }
}

/// Returns the end of the complete lines in `bytes`, up to the size of a chunk, or `None` if there is no
/// complete line.
fn whole_lines(bytes: &[u8]) -> Option<usize> {
    memchr_iter(b'\n', bytes).take(CHUNK_RECORDS).last().map(|newline| newline + 1)
}

/// A run of whole lines.
struct Block {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    bytes: Vec<u8>,
    byte: u64,
    line: u64,
}

impl Chunk for Block {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let mark = if self.byte == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let Self { byte, line, .. } = *self;
        let source = SourceText { byte, line, ..SourceText::whole(&self.name, &self.bytes) };
        let ends = memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut from = mark;
        for end in ends {
            let line = &self.bytes[from.min(end)..end];
            let (options, within) = (&*self.options, Within::Line);
            let member = Member { source: &source, from, to: end, within, options };
            if !line.trim_ascii().is_empty() && member.push(sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            from = end + 1;
        }
        Ok(Flow::Continue)
    }
}
