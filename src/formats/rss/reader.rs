//! Cuts a feed into chunks of items.

use std::io::Read;
use std::sync::Arc;

use super::chunk::Items;
use super::feed::Feed;
use super::scan::{Scan, kind_of};
use super::sniff;
use crate::decode::json_tree;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::excerpt::short;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic, end_of};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader, RejectedChunk};

/// Items in a chunk, at the most.
const CHUNK_ITEMS: usize = 256;

/// Bytes of a chunk after which no other item is added to it, and bytes that are read at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// First bytes of a source in which its encoding is looked for.
const HEAD_BYTES: u64 = 4 << 10;

/// Opens a feed in the encoding that it declares.
pub(super) fn open(mut input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let name: Arc<str> = input.name().into();
    if !input.has_encoding() {
        let head = input.peek(HEAD_BYTES)?;
        match sniff::encoding(&head) {
            Ok(encoding) => input = input.with_encoding(encoding),
            Err(label) => {
                let message = format!("the encoding `{}` is not known", short(&label));
                let help = Advice::from("name another one with ").option(OptionName::Encoding);
                let problem = UnlocatedDiagnostic::new(Code::NotUtf8, 0, message).with_help(help);
                let source = SourceText::whole(&name, &head);
                return Ok(Box::new(ChunkQueue::rejected([vec![source.diagnose(problem)]])));
            }
        }
    }
    let stream = input.open()?;
    Ok(Box::new(Source {
        record_size: RecordSize::new(options.max_record_size),
        name,
        stream,
        buffer: Vec::new(),
        byte: 0,
        line: 0,
        column: 0,
        scan: Scan::default(),
        feed: None,
        notes: Vec::new(),
        ended: false,
        done: false,
    }))
}

/// A feed that is read in pieces.
struct Source {
    /// The size that an item, and what is before the first one, may have.
    record_size: RecordSize,
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    /// Bytes that were read but are not in a chunk yet.
    buffer: Vec<u8>,
    /// Number of bytes and lines of the source before the buffer, and of characters before it in its first line.
    byte: u64,
    line: u64,
    column: u64,
    scan: Scan,
    /// What its head says, once the first item was found.
    feed: Option<Arc<Feed>>,
    /// What should be said before the next item.
    notes: Vec<Diagnostic>,
    /// All of the stream was read.
    ended: bool,
    /// All chunks were given.
    done: bool,
}

impl Source {
    /// Reads more bytes.
    fn fill(&mut self) -> Result<()> {
        let before = self.buffer.len();
        // The more an item has, the more is read at a time: what is scanned again is no more than
        // that.
        let most = CHUNK_BYTES.max(before) as u64;
        let read = self.stream.by_ref().take(most).read_to_end(&mut self.buffer);
        read.map_err(|source| Error::input(&*self.name, source))?;
        self.ended = self.buffer.len() == before;
        Ok(())
    }

    fn located(&self) -> SourceText<'_> {
        let Self { byte, line, column, .. } = *self;
        SourceText { byte, line, column, ..SourceText::whole(&self.name, &self.buffer) }
    }

    fn diagnose(&self, problem: UnlocatedDiagnostic) -> Diagnostic {
        self.located().diagnose(problem)
    }

    /// Reads the head once the first item was found, or there is none. Returns the problem if this is no feed.
    fn head(&mut self) -> Option<Diagnostic> {
        let kind = match self.scan.root.as_deref() {
            Some(root) => match kind_of(root) {
                Some(kind) => kind,
                None => {
                    let root = short(root);
                    let message = format!("the XML is not a feed: its first element is `{root}`");
                    let help = "newsconv reads RSS, Atom and RDF";
                    let problem = UnlocatedDiagnostic::new(Code::NotAnArticle, 0, message);
                    return Some(self.diagnose(problem.with_help(help)));
                }
            },
            None if self.ended => {
                let message = "the source has no element of XML";
                return Some(self.diagnose(UnlocatedDiagnostic::new(
                    Code::RecordSyntax,
                    0,
                    message,
                )));
            }
            None => return None,
        };
        if self.feed.is_none() && (self.scan.first.is_some() || self.ended) {
            let end = self.scan.first.unwrap_or(self.buffer.len());
            let (feed, rest) = Feed::read(kind, &self.buffer[..end], &self.scan.around);
            if let Some(rest) = rest {
                let note = self.diagnose(UnlocatedDiagnostic::new(Code::Envelope, 0, rest));
                self.notes.push(note);
            }
            self.feed = Some(Arc::new(feed));
        }
        None
    }

    /// Returns the problem with an item, or with what is before the first one, whose end would be too far away.
    fn too_large(&self) -> Option<Diagnostic> {
        let before = if self.scan.first.is_none() { 0 } else { self.scan.at };
        let from = self.scan.item_start().unwrap_or(before);
        let is_exceeded = self.record_size.is_exceeded(self.buffer.len() - from);
        is_exceeded.then(|| self.diagnose(self.record_size.problem(from)))
    }

    /// Returns what is wrong where the source ends.
    fn end(&mut self) -> Option<Diagnostic> {
        if !self.scan.others.is_empty() {
            let names: Vec<&str> = self.scan.others.iter().map(String::as_str).collect();
            let rest = json_tree::names(&names);
            let message = format!("elements of the feed after its items were not read: {rest}");
            let note = UnlocatedDiagnostic::new(Code::Envelope, self.buffer.len(), message);
            let note = self.diagnose(note);
            self.notes.push(note);
        }
        let at = self.scan.item_start();
        let message = match (at, self.scan.open.last()) {
            (Some(_), _) => "the feed ends within an item".to_owned(),
            (None, Some(name)) => format!("the feed ends before `</{}>`", short(name)),
            (None, None) => return None,
        };
        let at = at.unwrap_or(self.buffer.len());
        Some(self.diagnose(UnlocatedDiagnostic::new(Code::RecordSyntax, at, message)))
    }

    /// Moves the items that were found to a chunk.
    fn give(&mut self, fault: Option<Diagnostic>) -> Option<Box<dyn Chunk>> {
        let feed = Arc::clone(self.feed.as_ref()?);
        let ranges = std::mem::take(&mut self.scan.ready);
        let end = ranges.last().map_or(0, |last| last.end);
        let tail = self.buffer.split_off(end);
        let bytes = std::mem::replace(&mut self.buffer, tail);
        let Self { byte, line, column, .. } = *self;
        let (lines, last) = end_of(&bytes);
        self.byte += bytes.len() as u64;
        self.line += lines;
        self.column = if lines == 0 { column + last } else { last };
        self.scan.shift(end);
        let (name, notes) = (Arc::clone(&self.name), std::mem::take(&mut self.notes));
        let record_size = self.record_size;
        Some(Box::new(Items {
            record_size,
            feed,
            name,
            bytes,
            byte,
            line,
            column,
            ranges,
            notes,
            fault,
        }))
    }
}

impl Reader for Source {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        while !self.done {
            self.scan.run(&self.buffer, CHUNK_ITEMS, CHUNK_BYTES);
            if let Some(problem) = self.head() {
                self.done = true;
                return Ok(Some(Box::new(RejectedChunk(vec![problem]))));
            }
            let is_full = self.scan.ready.len() >= CHUNK_ITEMS
                || self.scan.ready.last().is_some_and(|last| last.end >= CHUNK_BYTES);
            if is_full {
                return Ok(self.give(None));
            }
            if self.ended {
                self.done = true;
                let fault = self.end();
                return Ok(self.give(fault));
            }
            if let Some(problem) = self.too_large() {
                // The items before it are read.
                if !self.scan.ready.is_empty() {
                    return Ok(self.give(None));
                }
                self.done = true;
                return Ok(Some(Box::new(RejectedChunk(vec![problem]))));
            }
            self.fill()?;
        }
        Ok(None)
    }
}
