//! Reads JSON documents: arrays as a stream of elements, objects as a whole.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::record::{Member, Tally, Within};
use super::source::Opened;
use crate::decode::json_tree;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic, end_of};
use crate::formats::json::envelope::{self, Defaults, Shape};
use crate::formats::json::signature::Signature;
use crate::formats::json::syntax::{CHUNK_BYTES, first_byte};
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{CHUNK_RECORDS, Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow};

/// Elements of an array that show whether it holds articles.
const FIRST_ELEMENTS: usize = 5;

/// A document whose first bytes may have been read.
pub(super) struct Document {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    /// Bytes that were read but are not in a chunk yet.
    buffer: Vec<u8>,
    /// Number of bytes and lines of the source before the buffer, and of characters before it in its first
    /// line.
    byte: u64,
    line: u64,
    column: u64,
    state: State,
    /// What should be said before the first record.
    notes: Vec<Diagnostic>,
    signature: Option<Signature>,
    /// The profile whose keys the articles have.
    profile: Option<&'static str>,
    /// No chunk has been given yet.
    is_first: bool,
}

/// What a document that is not an array has.
#[derive(Default)]
struct Whole {
    elements: Vec<Range<usize>>,
    /// What should be said about the rest of it.
    notes: Vec<Diagnostic>,
    /// The problem that keeps it from being read.
    fault: Option<Diagnostic>,
    /// What it says of all its articles.
    defaults: Option<Arc<Defaults>>,
}

enum State {
    /// Nothing was scanned yet.
    Start,
    /// Within an array, with the state of the scan.
    Array(Scan),
    /// All chunks were returned.
    End,
}

/// The state of the search for an array's elements.
#[derive(Default)]
struct Scan {
    /// Number of bytes of the buffer that were scanned.
    at: usize,
    /// The start of the current element.
    from: usize,
    depth: usize,
    string: InString,
    /// Whether a comma of the array itself was passed.
    comma: bool,
    /// Whether the closing bracket was passed.
    closed: bool,
    ready: Vec<Range<usize>>,
}

/// Whether the scan is inside a string.
#[derive(Clone, Copy, Default)]
enum InString {
    #[default]
    No,
    Yes,
    /// After a backslash.
    Escaped,
}

impl Scan {
    /// Scans the rest of `bytes`, and collects the elements that end in it.
    fn run(&mut self, bytes: &[u8]) {
        // Only as much of JSON is looked at as is needed to find commas: brackets inside strings do
        // not count. Whether an element is valid is found when it is parsed, on a worker.
        while self.at < bytes.len() && !self.closed && !self.is_full() {
            let byte = bytes[self.at];
            match (self.string, byte) {
                // Whatever follows a backslash is one character of the string.
                (InString::Escaped, _) | (InString::No, b'"') => self.string = InString::Yes,
                (InString::Yes, b'\\') => self.string = InString::Escaped,
                (InString::Yes, b'"') => self.string = InString::No,
                (InString::No, b'{' | b'[') => self.depth += 1,
                (InString::No, b',') if self.depth == 0 => self.element(bytes, true),
                (InString::No, b']') if self.depth == 0 => self.element(bytes, false),
                (InString::No, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Returns whether there are enough elements for a chunk.
    fn is_full(&self) -> bool {
        self.from >= CHUNK_BYTES || self.ready.len() >= CHUNK_RECORDS
    }

    /// Ends an element at a comma or at the closing bracket.
    fn element(&mut self, bytes: &[u8], comma: bool) {
        // `[]` has no element, but `[1,]` has an empty one, which is a syntax error to report.
        let empty = bytes[self.from..self.at].trim_ascii().is_empty();
        if comma || self.comma || !empty {
            self.ready.push(self.from..self.at);
        }
        self.comma = comma;
        self.closed = !comma;
        self.from = self.at + 1;
    }
}

impl Document {
    pub(super) fn new(opened: Opened) -> Self {
        let (signature, profile) = opened.signed();
        let Opened { options, name, stream, buffer, notes } = opened;
        let state = State::Start;
        Self {
            options,
            name,
            stream,
            buffer,
            byte: 0,
            line: 0,
            column: 0,
            state,
            notes,
            signature,
            profile,
            is_first: true,
        }
    }

    /// Reads more bytes, and returns their number.
    fn fill(&mut self) -> Result<usize> {
        let most = CHUNK_BYTES as u64;
        let read = self.stream.by_ref().take(most).read_to_end(&mut self.buffer);
        read.map_err(|source| Error::input(&*self.name, source))
    }

    /// Moves the first `end` bytes of the buffer to a chunk.
    fn give(&mut self, end: usize, ranges: Vec<Range<usize>>, more: Vec<Diagnostic>) -> Elements {
        let tail = self.buffer.split_off(end);
        let bytes = std::mem::replace(&mut self.buffer, tail);
        let Self { byte, line, column, signature, profile, .. } = *self;
        let (lines, last) = end_of(&bytes);
        self.byte += bytes.len() as u64;
        self.line += lines;
        self.column = if lines == 0 { column + last } else { last };
        let name = Arc::clone(&self.name);
        let within = Within::List;
        let options = Arc::clone(&self.options);
        let mut notes = std::mem::take(&mut self.notes);
        notes.extend(more);
        let is_first = std::mem::take(&mut self.is_first);
        let fault = None;
        Elements {
            options,
            name,
            bytes,
            byte,
            line,
            column,
            ranges,
            within,
            notes,
            fault,
            profile,
            signature,
            defaults: None,
            is_first,
        }
    }

    fn located(&self) -> SourceText<'_> {
        let Self { byte, line, column, .. } = *self;
        SourceText { byte, line, column, ..SourceText::whole(&self.name, &self.buffer) }
    }

    /// Decides by the first bytes: an array is streamed, anything else is read as a whole.
    fn start(&mut self) -> Result<Option<Elements>> {
        let mark = if self.buffer.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        if first_byte(&self.buffer) == Some(b'[') {
            let at = memchr::memchr(b'[', &self.buffer).unwrap_or(0) + 1;
            self.state = State::Array(Scan { at, from: at, ..Scan::default() });
            return self.array();
        }
        self.state = State::End;
        let one = RecordSize::new(self.options.max_record_size);
        // Only an object may have many records.
        let is_object = first_byte(&self.buffer) == Some(b'{');
        let most = if is_object { one.of_document() } else { one };
        while self.fill()? > 0 {
            most.check(&self.located())?;
        }
        let end = self.buffer.len();
        let Whole { elements, notes, fault, defaults } = self.whole(mark);
        // A rejected record that is the whole document is copied as it is; one of several is copied
        // into a list.
        let alone = elements.len() == 1 && elements[0] == (mark..end);
        let within = if alone { Within::Document } else { Within::List };
        // What the signature says of the records has been done.
        let signature = None;
        let given = self.give(end, elements, notes);
        Ok(Some(Elements { within, fault, signature, defaults, ..given }))
    }

    /// Returns the articles of a document that is not an array.
    fn whole(&self, from: usize) -> Whole {
        let all = from..self.buffer.len();
        let one = || Whole { elements: std::iter::once(all.clone()).collect(), ..Whole::default() };
        // Where the records are named, they are looked for in the document as in any record.
        if self.options.records.is_some() {
            return one();
        }
        let Ok(text) = std::str::from_utf8(&self.buffer) else { return one() };
        match envelope::shape(text, &text[from..]) {
            Shape::Record => one(),
            Shape::Unclear(problem) | Shape::Stranger(problem) => {
                Whole { fault: Some(self.located().diagnose(problem)), ..Whole::default() }
            }
            Shape::Envelope(found) => {
                let note = |rest| UnlocatedDiagnostic::new(Code::Envelope, from, rest);
                let notes = found.rest.map(|rest| self.located().diagnose(note(rest)));
                let place = |item: &RawValue| {
                    let at = json_tree::place_within(text, item.get());
                    at..at + item.get().len()
                };
                Whole {
                    elements: found.records.into_iter().map(place).collect(),
                    notes: notes.into_iter().collect(),
                    fault: None,
                    defaults: found.defaults,
                }
            }
        }
    }

    /// Returns the next elements of the array.
    fn array(&mut self) -> Result<Option<Elements>> {
        loop {
            let State::Array(scan) = &mut self.state else { return Ok(None) };
            scan.run(&self.buffer);
            if scan.closed || scan.is_full() {
                break;
            }
            let from = scan.from;
            let most = RecordSize::new(self.options.max_record_size);
            if most.is_exceeded(self.buffer.len() - from) {
                let problem = self.located().diagnose(most.problem(from));
                return Err(Error::Invalid(vec![problem]));
            }
            if self.fill()? == 0 {
                return Ok(Some(self.unclosed()));
            }
        }
        let State::Array(scan) = &mut self.state else { return Ok(None) };
        let elements = std::mem::take(&mut scan.ready);
        let (end, closed) = (scan.from, scan.closed);
        if let Some(problem) = self.strangers(&elements) {
            self.state = State::End;
            let fault = self.located().diagnose(problem);
            return Ok(Some(Elements {
                fault: Some(fault),
                ..self.give(end, Vec::new(), Vec::new())
            }));
        }
        let State::Array(scan) = &mut self.state else { return Ok(None) };
        // The bytes up to `end` leave the buffer, so positions in it move.
        scan.at -= end;
        scan.from = 0;
        let mut given = self.give(end, elements, Vec::new());
        if closed {
            self.state = State::End;
            // Blanks are all that may come, and only what else there is is needed.
            let most = RecordSize::new(self.options.max_record_size).of_document();
            while self.buffer.trim_ascii().is_empty() && self.fill()? > 0 {
                most.check(&self.located())?;
            }
            let rest = self.buffer.iter().position(|byte| !byte.is_ascii_whitespace());
            given.fault = rest.map(|at| {
                let problem = UnlocatedDiagnostic::new(
                    Code::JsonSyntax,
                    at,
                    "text after the end of the array",
                );
                self.located().diagnose(problem)
            });
        }
        Ok(Some(given))
    }

    /// Returns the problem if the first elements of the array are no articles.
    fn strangers(&self, elements: &[Range<usize>]) -> Option<UnlocatedDiagnostic> {
        if !self.is_first || self.options.records.is_some() || elements.is_empty() {
            return None;
        }
        let first = &elements[..elements.len().min(FIRST_ELEMENTS)];
        let text = std::str::from_utf8(&self.buffer[..first.last()?.end]).ok()?;
        let items: Vec<&str> = first.iter().map(|range| text[range.clone()].trim()).collect();
        envelope::strangers(text, &items)
    }

    /// Returns the last elements of an array that is not closed.
    fn unclosed(&mut self) -> Elements {
        let mut elements = Vec::new();
        if let State::Array(scan) = &mut self.state {
            elements.append(&mut scan.ready);
        }
        self.state = State::End;
        let end = self.buffer.len();
        let problem = UnlocatedDiagnostic::new(Code::JsonSyntax, end, "the array is not closed");
        let fault = self.located().diagnose(problem);
        Elements { fault: Some(fault), ..self.give(end, elements, Vec::new()) }
    }
}

impl Reader for Document {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let elements = match self.state {
            State::Start => self.start()?,
            State::Array(_) => self.array()?,
            State::End => None,
        };
        Ok(elements.map(|elements| Box::new(elements) as Box<dyn Chunk>))
    }
}

/// Articles within a piece of the document.
struct Elements {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    bytes: Vec<u8>,
    byte: u64,
    line: u64,
    column: u64,
    ranges: Vec<Range<usize>>,
    within: Within,
    notes: Vec<Diagnostic>,
    /// The problem after the last element.
    fault: Option<Diagnostic>,
    /// Where the records are looked for in an element.
    signature: Option<Signature>,
    /// The profile whose keys the articles have.
    profile: Option<&'static str>,
    /// What the document says of all its articles.
    defaults: Option<Arc<Defaults>>,
    /// Whether they are the first records of the source.
    is_first: bool,
}

impl Chunk for Elements {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let Self { byte, line, column, within, signature, is_first, .. } = *self;
        if let Some(profile) = self.profile {
            sink.signed(profile);
        }
        let source =
            SourceText { byte, line, column, ..SourceText::whole(&self.name, &self.bytes) };
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        let mut tally = Tally::new(is_first);
        for element in &self.ranges {
            let (from, to) = (element.start, element.end);
            let options = &*self.options;
            let most = RecordSize::new(options.max_record_size);
            // Where records are looked for in the document, it may have many.
            let is_whole = options.records.is_none() && signature.is_none();
            let is_record = within == Within::List || is_whole;
            if is_record && most.is_exceeded(to - from) {
                if sink.reject(vec![source.diagnose(most.problem(from))], &())? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                continue;
            }
            let (source, is_found) = (&source, false);
            let defaults = self.defaults.as_deref();
            let member =
                Member { source, from, to, within, options, signature, defaults, is_found };
            if member.push(sink, &mut tally)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        tally.end(&source, sink)?;
        match self.fault.take() {
            Some(fault) => sink.reject(vec![fault], &()),
            None => Ok(Flow::Continue),
        }
    }
}
