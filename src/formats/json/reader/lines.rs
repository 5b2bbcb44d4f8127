//! Reads newline-delimited JSON in blocks of whole lines.

use std::io::Read;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::record::{Member, Tally, Within};
use super::source::Opened;
use crate::decode::json_tree;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::formats::json::signature::Signature;
use crate::formats::json::syntax::CHUNK_BYTES;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{CHUNK_RECORDS, Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow};

/// Returns whether `head` begins with an object on one line, followed by another object. One of the two may be broken.
pub(in crate::formats::json) fn looks_like(head: &[u8]) -> bool {
    let text = head.strip_prefix(MARK).unwrap_or(head).trim_ascii_start();
    let Some(end) = memchr(b'\n', text) else { return false };
    let first = text[..end].trim_ascii_end();
    let second = text[end..].trim_ascii_start();
    if !first.starts_with(b"{") || !second.starts_with(b"{") {
        return false;
    }
    let is_object =
        |line: &[u8]| std::str::from_utf8(line).is_ok_and(|line| json_tree::object(line).is_ok());
    // What ends like this is the first line of an object that takes several.
    let goes_on = matches!(first.last(), Some(b'{' | b'[' | b':' | b','));
    let second = &second[..memchr(b'\n', second).unwrap_or(second.len())];
    first.ends_with(b"}") || (!goes_on && is_object(second))
}

/// A byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

pub(super) struct Lines {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    /// What was read and not given away: the beginning of a line whose end was not read yet.
    tail: Vec<u8>,
    /// Number of bytes and lines of the source before the tail.
    byte: u64,
    line: u64,
    /// What should be said before the first record.
    notes: Vec<Diagnostic>,
    signature: Option<Signature>,
    /// The profile whose keys the records have.
    profile: Option<&'static str>,
    /// The end was reached. What another program appends afterwards is not read: half a line would become two bad
    /// records.
    ended: bool,
}

impl Lines {
    pub(super) fn new(opened: Opened) -> Self {
        let (signature, profile) = opened.signed();
        let Opened { options, name, stream, buffer, notes } = opened;
        let (tail, ended) = (buffer, false);
        Self { options, name, stream, tail, byte: 0, line: 0, notes, signature, profile, ended }
    }
}

impl Reader for Lines {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let mut block = std::mem::take(&mut self.tail);
        let mut searched = 0;
        let end = loop {
            // JSON allows no line end inside a string (RFC 8259, section 7), so every LF ends a
            // line.
            if let Some(end) = whole_lines(&block[searched..]) {
                break searched + end;
            }
            if self.ended {
                break block.len();
            }
            let begun = SourceText {
                byte: self.byte,
                line: self.line,
                ..SourceText::whole(&self.name, &block)
            };
            RecordSize::new(self.options.max_record_size).check(&begun)?;
            searched = block.len();
            block.reserve(CHUNK_BYTES);
            let most = CHUNK_BYTES as u64;
            let read = self.stream.by_ref().take(most).read_to_end(&mut block);
            self.ended = read.map_err(|source| Error::input(&*self.name, source))? == 0;
        };
        if block.is_empty() {
            return Ok(None);
        }
        self.tail = block.split_off(end);
        let (byte, line) = (self.byte, self.line);
        self.byte += block.len() as u64;
        self.line += memchr_iter(b'\n', &block).count() as u64;
        let (options, name) = (Arc::clone(&self.options), Arc::clone(&self.name));
        let notes = std::mem::take(&mut self.notes);
        let (bytes, signature, profile) = (block, self.signature, self.profile);
        Ok(Some(Box::new(Block { options, name, bytes, byte, line, notes, signature, profile })))
    }
}

/// Returns the end of the complete lines in `bytes`, up to the size of a chunk, or `None` if there is no
/// complete line.
fn whole_lines(bytes: &[u8]) -> Option<usize> {
    memchr_iter(b'\n', bytes).take(CHUNK_RECORDS).last().map(|newline| newline + 1)
}

/// Returns the warning that a line begins with a byte order mark.
fn joined(at: usize) -> UnlocatedDiagnostic {
    let message = "there is a byte order mark here, which was skipped";
    let help = "give the files as inputs of their own instead of joining them";
    UnlocatedDiagnostic::new(Code::Joined, at, message).with_help(help)
}

/// A run of whole lines.
struct Block {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    bytes: Vec<u8>,
    byte: u64,
    line: u64,
    notes: Vec<Diagnostic>,
    signature: Option<Signature>,
    /// The profile whose keys the records have.
    profile: Option<&'static str>,
}

impl Chunk for Block {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        if let Some(profile) = self.profile {
            sink.signed(profile);
        }
        // A mark at the beginning of the source is usual and not worth a warning.
        let mark = if self.byte == 0 && self.bytes.starts_with(MARK) { MARK.len() } else { 0 };
        let Self { byte, line, .. } = *self;
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        let source = SourceText { byte, line, ..SourceText::whole(&self.name, &self.bytes) };
        let ends = memchr_iter(b'\n', &self.bytes).chain([self.bytes.len()]);
        let mut from = mark;
        let mut tally = Tally::new(byte == 0);
        let most = RecordSize::new(self.options.max_record_size);
        for end in ends {
            // Joined files leave the byte order mark of the second one in the middle.
            if self.bytes[from.min(end)..end].starts_with(MARK) {
                sink.warn(source.diagnose(joined(from)))?;
                from += MARK.len();
            }
            let line = &self.bytes[from.min(end)..end];
            if most.is_exceeded(line.len()) {
                if sink.reject(vec![source.diagnose(most.problem(from))], &())? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                from = end + 1;
                continue;
            }
            let (within, options, signature) = (Within::Line, &*self.options, self.signature);
            let (source, to, defaults, is_found) = (&source, end, None, false);
            let member =
                Member { source, from, to, within, options, signature, defaults, is_found };
            if !line.trim_ascii().is_empty() && member.push(sink, &mut tally)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            from = end + 1;
        }
        tally.end(&source, sink)?;
        Ok(Flow::Continue)
    }
}
