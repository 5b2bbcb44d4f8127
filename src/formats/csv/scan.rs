//! Bytes to cells: where each begins and ends, and how it is quoted.
//!
//! What is a cell and where a record ends is what the `csv` crate says, byte for byte; a test holds
//! the two equal. Beyond it, this scanner borrows, tells `""` from nothing, and knows places.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::pipeline::reader::CHUNK_RECORDS;

/// One cell: `bytes[from..to]` with its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) form: Form,
}

/// How a cell is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bare,
    /// In quotes, without any inside.
    Quoted,
    /// In quotes, with doubled ones inside.
    Escaped,
    /// The source ends before the closing quote.
    Unclosed,
    /// There is text after the closing quote, from this byte on.
    Trailing(usize),
}

/// Finds the cells of the record that begins at `from`, and answers where the next one may begin.
pub(super) fn record(bytes: &[u8], from: usize, delimiter: u8, cells: &mut Vec<Cell>) -> usize {
    cells.clear();
    let mut at = from;
    loop {
        let cell = cell(bytes, at, delimiter);
        cells.push(cell);
        at = cell.to + 1;
        if bytes.get(cell.to) != Some(&delimiter) {
            return at.min(bytes.len());
        }
    }
}

/// The first byte at or after `from` that is no line end: where a record begins.
pub(super) fn skip_line_ends(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    from + rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len())
}

fn cell(bytes: &[u8], from: usize, delimiter: u8) -> Cell {
    if bytes.get(from) != Some(&b'"') {
        return Cell { from, to: bare_end(bytes, from, delimiter), form: Form::Bare };
    }
    let mut form = Form::Quoted;
    let mut at = from + 1;
    while let Some(quote) = memchr(b'"', &bytes[at..]) {
        let after = at + quote + 1;
        match bytes.get(after) {
            Some(b'"') => form = Form::Escaped,
            Some(&byte) if byte != delimiter && byte != b'\n' && byte != b'\r' => {
                let to = bare_end(bytes, after, delimiter);
                return Cell { from, to, form: Form::Trailing(after) };
            }
            _ => return Cell { from, to: after, form },
        }
        at = after + 1;
    }
    Cell { from, to: bytes.len(), form: Form::Unclosed }
}

fn bare_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    memchr3(delimiter, b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |end| from + end)
}

impl Cell {
    /// The text of the cell; none when it is bare and empty. `whole` is `bytes` where all of them are UTF-8,
    /// which spares looking at each cell.
    pub(super) fn text<'a>(
        &self,
        bytes: &'a [u8],
        whole: Option<&'a str>,
    ) -> Result<Option<Cow<'a, str>>, UnlocatedDiagnostic> {
        if let Some(problem) = self.fault() {
            return Err(problem);
        }
        if self.from == self.to {
            return Ok(None);
        }
        let quotes = usize::from(self.form != Form::Bare);
        let from = self.from + quotes;
        let inside = from..self.to - quotes;
        let text = match whole.and_then(|whole| whole.get(inside.clone())) {
            Some(text) => text,
            None => std::str::from_utf8(&bytes[inside]).map_err(|error| {
                UnlocatedDiagnostic::new(
                    Code::NotUtf8,
                    from + error.valid_up_to(),
                    "this byte is not UTF-8",
                )
            })?,
        };
        Ok(Some(match self.form {
            Form::Escaped => unescaped(text).into(),
            _ => text.into(),
        }))
    }

    /// What is wrong with the quotes of the cell.
    pub(super) fn fault(&self) -> Option<UnlocatedDiagnostic> {
        match self.form {
            Form::Unclosed => Some(UnlocatedDiagnostic::new(
                Code::CsvSyntax,
                self.from,
                "this quote is not closed",
            )),
            Form::Trailing(at) => {
                let problem =
                    UnlocatedDiagnostic::new(Code::CsvSyntax, at, "text after a closing quote");
                Some(problem.with_help("write a quote inside a quoted cell twice"))
            }
            _ => None,
        }
    }

    /// The byte of the source that byte `at` of the cell's text stands for. The first one stands for
    /// the whole cell, quotes included.
    pub(super) fn place(&self, bytes: &[u8], at: usize) -> usize {
        match self.form {
            _ if at == 0 => self.from,
            Form::Bare => (self.from + at).min(self.to),
            _ => {
                let step = |place, _| place + 1 + usize::from(bytes.get(place) == Some(&b'"'));
                (0..at).fold(self.from + 1, step).min(self.to)
            }
        }
    }
}

/// `text` with one quote where there are two.
fn unescaped(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(quote) = memchr(b'"', &text.as_bytes()[from..]) {
        let behind = from + quote + 1;
        whole.push_str(&text[from..behind]);
        from = (behind + 1).min(text.len());
    }
    whole + &text[from..]
}

/// Finds where the last whole record of a growing buffer ends.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// After the last line end that is not in quotes.
    pub(super) end: usize,
    /// Bytes that have been looked at.
    at: usize,
    in_quotes: bool,
    /// After the last quote that closed a cell or is the first of a doubled one.
    closed: usize,
    /// Lines that end before [`Cut::end`].
    lines: usize,
}

impl Cut {
    /// Looks at the rest of `bytes`, which begin with a record, as far as [`CHUNK_RECORDS`] lines.
    pub(super) fn run(&mut self, bytes: &[u8], delimiter: u8) {
        while let Some(found) = self.find(&bytes[self.at..]) {
            let at = self.at + found;
            self.at = at + 1;
            if bytes[at] == b'\n' {
                self.end = self.at;
                self.lines += 1;
                if self.lines == CHUNK_RECORDS {
                    return;
                }
            } else if self.in_quotes {
                self.in_quotes = false;
                self.closed = self.at;
            } else {
                self.in_quotes = at == 0
                    || at == self.closed
                    || matches!(bytes[at - 1], b'\n' | b'\r')
                    || bytes[at - 1] == delimiter;
            }
        }
        self.at = bytes.len();
    }

    fn find(&self, rest: &[u8]) -> Option<usize> {
        if self.in_quotes { memchr(b'"', rest) } else { memchr2(b'"', b'\n', rest) }
    }

    /// Forgets the bytes before [`Cut::end`].
    pub(super) fn shift(&mut self) {
        self.at -= self.end;
        self.closed = self.closed.saturating_sub(self.end);
        self.end = 0;
        self.lines = 0;
    }
}
