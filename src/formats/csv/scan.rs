//! Bytes to cells: where each begins and ends, and how it is quoted.
//!
//! What is a cell and where a record ends is what the `csv` crate says, byte for byte; a test holds
//! the two equal. Beyond it, this scanner borrows, tells `""` from nothing, and knows places. TSV alone
//! has quotes that are text: [`record_of`] tells them from those that enclose a cell.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

use super::dialect::Dialect;
use crate::decode::encoding;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::pipeline::reader::CHUNK_RECORDS;

/// Bytes in which a quote of TSV is looked for that closes a cell.
const LONGEST_OPEN: usize = 64 << 20;

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
    /// Bare, beginning with a quote that is text.
    Literal,
    /// In these quotes, without any inside.
    Quoted(u8),
    /// In these quotes, with doubled ones inside.
    Escaped(u8),
    /// The source ends before the closing quote.
    Unclosed,
    /// There is text after the closing quote, from this byte on.
    Trailing(usize),
}

/// Finds the cells of the record that begins at `from`, and answers where the next one may begin.
pub(super) fn record(bytes: &[u8], from: usize, dialect: Dialect, cells: &mut Vec<Cell>) -> usize {
    cells.clear();
    let mut at = from;
    loop {
        let cell = cell(bytes, at, dialect);
        cells.push(cell);
        at = cell.to + 1;
        if bytes.get(cell.to) != Some(&dialect.delimiter) {
            return at.min(bytes.len());
        }
    }
}

/// As [`record`], where a quote may be text: a cell is quoted if the closing quote stands before a delimiter
/// or line end and the record then has as many cells as there are `columns`.
///
/// Where each of its lines would be such a record too, they are taken for records: text with line ends
/// that happens to be that is rarer than a stray quote.
pub(super) fn record_of(
    columns: Option<usize>,
    bytes: &[u8],
    from: usize,
    dialect: Dialect,
    cells: &mut Vec<Cell>,
) -> Found {
    /// Cells of a record that are tried as text one by one, before all are.
    const TRIES: usize = 8;
    if !dialect.literal_quotes {
        return Found { next: record(bytes, from, dialect, cells), is_open: false };
    }
    let mut text: Vec<usize> = Vec::new();
    let mut first = None;
    let mut is_open = false;
    for _ in 0..TRIES {
        let found = literal(bytes, from, dialect, cells, |at| text.contains(&at));
        let next = found.next;
        is_open |= found.is_open;
        let fits = columns.is_none_or(|columns| columns == cells.len());
        let wide = |cell: &Cell| {
            matches!(cell.form, Form::Quoted(_) | Form::Escaped(_))
                && memchr3(dialect.delimiter, b'\n', b'\r', &bytes[cell.from..cell.to]).is_some()
        };
        let suspect = cells.iter().find(|cell| wide(cell)).map(|cell| cell.from);
        let Some(suspect) = suspect else { return Found { next, is_open } };
        if fits && !columns.is_some_and(|columns| lines_fit(bytes, from, next, dialect, columns)) {
            return Found { next, is_open };
        }
        first.get_or_insert_with(|| (cells.clone(), next));
        text.push(suspect);
    }
    let next = literal(bytes, from, dialect, cells, |_| true).next;
    match first {
        Some((quoted, next)) if columns.is_some_and(|columns| columns != cells.len()) => {
            *cells = quoted;
            Found { next, is_open }
        }
        _ => Found { next, is_open },
    }
}

/// Where a record ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Where the next one may begin.
    pub(super) next: usize,
    /// The end of the bytes was met on the way: with more of them, the record might be another one.
    pub(super) is_open: bool,
}

/// The cells of the record at `from`, those text that begin where `is_text` says, and those whose quotes do
/// not enclose them.
fn literal(
    bytes: &[u8],
    from: usize,
    dialect: Dialect,
    cells: &mut Vec<Cell>,
    is_text: impl Fn(usize) -> bool,
) -> Found {
    cells.clear();
    let (mut at, mut is_open) = (from, false);
    loop {
        let mut found = cell(bytes, at, dialect);
        let is_wrong = matches!(found.form, Form::Unclosed | Form::Trailing(_));
        is_open |= found.form == Form::Unclosed && bytes.len() - at < LONGEST_OPEN;
        if found.form != Form::Bare && (is_wrong || is_text(at)) {
            found =
                Cell { from: at, to: bare_end(bytes, at, dialect.delimiter), form: Form::Literal };
        }
        cells.push(found);
        at = found.to + 1;
        if bytes.get(found.to) != Some(&dialect.delimiter) {
            return Found { next: at.min(bytes.len()), is_open: is_open || at >= bytes.len() };
        }
    }
}

/// Whether `bytes[from..next]` are several lines, each of which has as many cells as there are `columns` when
/// quotes are text.
fn lines_fit(bytes: &[u8], from: usize, next: usize, dialect: Dialect, columns: usize) -> bool {
    let record = bytes[from..next].trim_ascii_end();
    let fits = |line: &[u8]| memchr_iter(dialect.delimiter, line).count() + 1 == columns;
    columns > 1 && memchr(b'\n', record).is_some() && record.split(|byte| *byte == b'\n').all(fits)
}

/// The first byte at or after `from` that is no line end: where a record begins.
pub(super) fn skip_line_ends(bytes: &[u8], from: usize) -> usize {
    let rest = &bytes[from..];
    from + rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len())
}

fn cell(bytes: &[u8], from: usize, Dialect { delimiter, quote, .. }: Dialect) -> Cell {
    let Some(quote) = quote.filter(|quote| bytes.get(from) == Some(quote)) else {
        return Cell { from, to: bare_end(bytes, from, delimiter), form: Form::Bare };
    };
    let mut form = Form::Quoted(quote);
    let mut at = from + 1;
    while let Some(found) = memchr(quote, &bytes[at..]) {
        let after = at + found + 1;
        match bytes.get(after) {
            Some(&byte) if byte == quote => form = Form::Escaped(quote),
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
        let quotes = usize::from(!matches!(self.form, Form::Bare | Form::Literal));
        let from = self.from + quotes;
        let inside = from..self.to - quotes;
        let text = match whole.and_then(|whole| whole.get(inside.clone())) {
            Some(text) => text,
            None => std::str::from_utf8(&bytes[inside])
                .map_err(|error| encoding::not_utf8(bytes, from + error.valid_up_to()))?,
        };
        Ok(Some(match self.form {
            Form::Escaped(quote) => unescaped(text, quote).into(),
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
            Form::Bare | Form::Literal => (self.from + at).min(self.to),
            _ => {
                let quote = bytes.get(self.from);
                let step = |place, _| place + 1 + usize::from(bytes.get(place) == quote);
                (0..at).fold(self.from + 1, step).min(self.to)
            }
        }
    }
}

/// `text` with one quote where there are two.
fn unescaped(text: &str, quote: u8) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(quote) = memchr(quote, &text.as_bytes()[from..]) {
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
    pub(super) fn run(&mut self, bytes: &[u8], dialect: Dialect) {
        while let Some(found) = self.find(&bytes[self.at..], dialect.quote) {
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
                    || bytes[at - 1] == dialect.delimiter;
            }
        }
        self.at = bytes.len();
    }

    fn find(&self, rest: &[u8], quote: Option<u8>) -> Option<usize> {
        match quote {
            Some(quote) if self.in_quotes => memchr(quote, rest),
            Some(quote) => memchr2(quote, b'\n', rest),
            None => memchr(b'\n', rest),
        }
    }

    /// As [`Cut::run`] for a source where a quote may be text, with so many `columns`: records are told apart
    /// one by one where there are quotes. `is_all` when nothing comes after `bytes`.
    pub(super) fn run_literal(
        &mut self,
        bytes: &[u8],
        dialect: Dialect,
        columns: Option<usize>,
        is_all: bool,
    ) {
        let mut cells = Vec::new();
        self.at = self.end;
        while self.lines < CHUNK_RECORDS {
            let rest = &bytes[self.at..];
            let quote = dialect.quote.and_then(|quote| memchr(quote, rest));
            let plain = &rest[..quote.unwrap_or(rest.len())];
            if let Some(last) = memrchr(b'\n', plain) {
                let ends = memchr_iter(b'\n', &plain[..=last]);
                let (lines, last) =
                    ends.take(CHUNK_RECORDS - self.lines).enumerate().last().unwrap_or((0, last));
                self.lines += lines + 1;
                self.at += last + 1;
                self.end = self.at;
                continue;
            }
            if quote.is_none() {
                return;
            }
            let Found { next, is_open } = record_of(columns, bytes, self.at, dialect, &mut cells);
            if is_open && !is_all {
                return;
            }
            self.lines += 1;
            self.at =
                next + usize::from(bytes[next - 1] == b'\r' && bytes.get(next) == Some(&b'\n'));
            self.end = self.at;
            if self.at >= bytes.len() {
                return;
            }
        }
    }

    /// Forgets the bytes before [`Cut::end`].
    pub(super) fn shift(&mut self) {
        self.at -= self.end;
        self.closed = self.closed.saturating_sub(self.end);
        self.end = 0;
        self.lines = 0;
    }
}
