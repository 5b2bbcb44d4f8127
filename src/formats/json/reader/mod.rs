//! Reads JSON: tells which kind a source is, whatever its name says, and opens the reader for it.

mod document;
mod lines;
mod record;
mod source;

use std::sync::Arc;

use crate::decode::encoding;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, SourceText, UnlocatedDiagnostic};
use crate::formats::json::syntax::first_byte;
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{ChunkQueue, Reader};
use document::Document;
use lines::Lines;
pub(super) use lines::looks_like as looks_like_lines;
use source::Opened;

/// The two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Document,
    Lines,
}

/// Opens a source that should be one JSON document.
pub(super) fn document(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    open(input, options, Kind::Document)
}

/// Opens a source that should be newline-delimited JSON.
pub(super) fn lines(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    open(input, options, Kind::Lines)
}

/// Opens a source that should be of the kind `expected`, and reads it as what it is.
fn open(input: Input, options: Arc<ReadOptions>, expected: Kind) -> Result<Box<dyn Reader>> {
    let (name, stream): (Arc<str>, _) = (input.name().into(), input.open()?);
    let mut opened = Opened { options, name, stream, buffer: Vec::new(), notes: Vec::new() };
    // The first byte that is not white space decides, and a file may begin with much of it.
    while first_byte(&opened.buffer).is_none() && opened.fill()? > 0 {}
    let source = SourceText::whole(&opened.name, &opened.buffer);
    if let Some(problem) = encoding::utf16(&opened.buffer) {
        return Ok(Box::new(ChunkQueue::rejected([vec![source.diagnose(problem)]])));
    }
    let found = match first_byte(&opened.buffer) {
        Some(b'[') if expected == Kind::Lines && !opened.is_list_on_a_line() => Kind::Document,
        // One object is a valid document, so only a second one shows that these are lines.
        Some(b'{') if expected == Kind::Document && opened.has_lines()? => Kind::Lines,
        _ => expected,
    };
    if found != expected {
        let message = match found {
            Kind::Document => {
                "this is one JSON document, not newline-delimited JSON; it was read as that"
            }
            Kind::Lines => {
                "this is newline-delimited JSON, not one JSON document; it was read as that"
            }
        };
        let problem = UnlocatedDiagnostic::new(Code::OtherKind, 0, message);
        let source = SourceText::whole(&opened.name, &opened.buffer);
        let note = source.diagnose(problem);
        opened.notes.push(note);
    }
    opened.take_records_of_profile();
    Ok(match found {
        Kind::Document => Box::new(Document::new(opened)),
        Kind::Lines => Box::new(Lines::new(opened)),
    })
}

impl Opened {
    /// Returns whether the first line is a list by itself and an object comes after it: a wrong line among others.
    fn is_list_on_a_line(&self) -> bool {
        let text = self.buffer.trim_ascii_start();
        let Some(end) = memchr::memchr(b'\n', text) else { return false };
        text[..end].trim_ascii_end().ends_with(b"]") && first_byte(&text[end..]) == Some(b'{')
    }

    /// Returns whether the first object takes one line, and another one comes after it.
    fn has_lines(&mut self) -> Result<bool> {
        let start = memchr::memchr(b'{', &self.buffer).unwrap_or(0);
        let mut object = FirstObject { at: start, ..FirstObject::default() };
        let end = loop {
            if let Some(end) = object.end(&self.buffer) {
                break end;
            }
            if self.fill()? == 0 {
                return Ok(false);
            }
        };
        while first_byte(&self.buffer[end..]).is_none() && self.fill()? > 0 {}
        // An object that takes several lines is not newline-delimited, even if another one follows.
        let is_one_line = memchr::memchr(b'\n', &self.buffer[start..end]).is_none();
        Ok(is_one_line && first_byte(&self.buffer[end..]) == Some(b'{'))
    }
}

/// How far the end of the first object has been looked for.
#[derive(Default)]
struct FirstObject {
    at: usize,
    depth: usize,
    in_string: bool,
}

impl FirstObject {
    /// Returns where the object ends; `None` where it goes on behind `bytes`.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'\\' if self.in_string => {
                    // What is escaped may come with the next bytes.
                    bytes.get(self.at + 1)?;
                    self.at += 1;
                }
                b'"' => self.in_string = !self.in_string,
                b'{' | b'[' if !self.in_string => self.depth += 1,
                b'}' | b']' if !self.in_string => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.at + 1);
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}
