//! Splits bytes into cells: the start and end of each, and how it is quoted.
//!
//! Cells and records are exactly those of the `csv` crate; a test compares the two. In addition, this scanner
//! borrows, distinguishes `""` from an empty cell, and knows positions. Only TSV has quotes that are text:
//! [`record_of`] distinguishes them from those that enclose a cell.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memrchr};

use super::dialect::Dialect;
use crate::decode::encoding;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::pipeline::reader::CHUNK_RECORDS;

/// Number of bytes in which a closing quote of TSV is searched for.
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
    /// Without quotes, but beginning with a quote that is text.
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

/// Finds the cells of the record at `from`, and returns where the next one may begin.
pub(super) fn record(bytes: &[u8], from: usize, dialect: Dialect, cells: &mut Vec<Cell>) -> usize {
    cells.clear();
    let mut at = from;
    loop {
        let cell = cell(bytes, at, dialect);
        cells.push(cell);
        // `cell.to` is at the delimiter, the line end or the end of the bytes, which is why `at`
        // may be one too far at the end.
        at = cell.to + 1;
        if bytes.get(cell.to) != Some(&dialect.delimiter) {
            return at.min(bytes.len());
        }
    }
}

/// Does the same as [`record`] if a quote may be text: a cell is quoted if its closing quote is followed by a
/// delimiter or line end and the record then has `columns` cells.
///
/// If each of its lines would be such a record too, they are read as records: a stray quote is more frequent
/// than a text whose lines look like records.
pub(super) fn record_of(
    columns: Option<usize>,
    bytes: &[u8],
    from: usize,
    dialect: Dialect,
    cells: &mut Vec<Cell>,
) -> Found {
    /// Number of cells that are tried as text one by one, before all of them are read as text.
    const TRIES: usize = 8;
    if !dialect.literal_quotes {
        return Found { next: record(bytes, from, dialect, cells), is_open: false };
    }
    // IANA's TSV has no quotes at all, but many programs write TSV with those of CSV. So both
    // readings are tried, and the number of columns decides.
    let mut text: Vec<usize> = Vec::new();
    let mut first = None;
    let mut is_open = false;
    for _ in 0..TRIES {
        let found = literal(bytes, from, dialect, cells, |at| text.contains(&at));
        let next = found.next;
        is_open |= found.is_open;
        let fits = columns.is_none_or(|columns| columns == cells.len());
        // Only a cell with a delimiter or a line end inside its quotes makes a difference to the
        // number of cells and lines.
        let wide = |cell: &Cell| {
            matches!(cell.form, Form::Quoted(_) | Form::Escaped(_))
                && memchr3(dialect.delimiter, b'\n', b'\r', &bytes[cell.from..cell.to]).is_some()
        };
        let suspect = cells.iter().find(|cell| wide(cell)).map(|cell| cell.from);
        let Some(suspect) = suspect else { return Found { next, is_open } };
        if fits && !columns.is_some_and(|columns| lines_fit(bytes, from, next, dialect, columns)) {
            return Found { next, is_open };
        }
        // The reading with all quotes, in case no other one fits better.
        first.get_or_insert_with(|| (cells.clone(), next));
        text.push(suspect);
    }
    // Too many suspects: without a limit, a record with many quotes would be scanned once for each
    // of them.
    let next = literal(bytes, from, dialect, cells, |_| true).next;
    match first {
        Some((quoted, next)) if columns.is_some_and(|columns| columns != cells.len()) => {
            *cells = quoted;
            Found { next, is_open }
        }
        _ => Found { next, is_open },
    }
}

/// The end of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The start of the next record.
    pub(super) next: usize,
    /// Whether the scan reached the end of the bytes, so that more bytes could change the record.
    pub(super) is_open: bool,
}

/// Finds the cells of the record at `from`. Cells that begin where `is_text` is true, or whose quotes do not
/// enclose them, are read as text.
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
        // More bytes may close the quote. Beyond the limit it is text, so that a stray quote does
        // not buffer the rest of a large source.
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

/// Returns whether `bytes[from..next]` are several lines, each of which has `columns` cells if quotes are
/// text.
fn lines_fit(bytes: &[u8], from: usize, next: usize, dialect: Dialect, columns: usize) -> bool {
    let record = bytes[from..next].trim_ascii_end();
    let fits = |line: &[u8]| memchr_iter(dialect.delimiter, line).count() + 1 == columns;
    // With one column every line has the right number of cells, which proves nothing.
    columns > 1 && memchr(b'\n', record).is_some() && record.split(|byte| *byte == b'\n').all(fits)
}

/// Returns the first byte at or after `from` that is not a line end, where a record begins.
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
            // RFC 4180, section 2, rule 7: a quote inside quotes is doubled.
            Some(&byte) if byte == quote => form = Form::Escaped(quote),
            Some(&byte) if byte != delimiter && byte != b'\n' && byte != b'\r' => {
                // RFC 4180 does not allow text here. The cell ends where an unquoted one would, and
                // the record is rejected; the records after it are read.
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
    /// Returns the text of the cell, or `None` if it is empty and without quotes. `whole` is `bytes` as text
    /// if all of it is UTF-8, which saves checking each cell.
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
            // Either the block is not all UTF-8, and this cell may be fine, or it holds the fault.
            None => std::str::from_utf8(&bytes[inside])
                .map_err(|error| encoding::not_utf8(bytes, from + error.valid_up_to()))?,
        };
        Ok(Some(match self.form {
            Form::Escaped(quote) => unescaped(text, quote).into(),
            _ => text.into(),
        }))
    }

    /// Returns what is wrong with the quotes of the cell, or `None`.
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

    /// Returns the byte of the source that corresponds to byte `at` of the cell's text. For the first byte it
    /// is the start of the cell, including its quote.
    pub(super) fn place(&self, bytes: &[u8], at: usize) -> usize {
        match self.form {
            _ if at == 0 => self.from,
            Form::Bare | Form::Literal => (self.from + at).min(self.to),
            _ => {
                let quote = bytes.get(self.from);
                // Each byte of the text is one byte of the source, but for a doubled quote, which
                // is two.
                let step = |place, _| place + 1 + usize::from(bytes.get(place) == quote);
                (0..at).fold(self.from + 1, step).min(self.to)
            }
        }
    }
}

/// Returns `text` with each doubled quote replaced by one.
fn unescaped(text: &str, quote: u8) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(quote) = memchr(quote, &text.as_bytes()[from..]) {
        // The text up to the first quote of a pair, with it; the second one is skipped.
        let behind = from + quote + 1;
        whole.push_str(&text[from..behind]);
        from = (behind + 1).min(text.len());
    }
    whole + &text[from..]
}

/// Finds the end of the last whole record in a growing buffer.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// The end of the last line end that is not in quotes.
    pub(super) end: usize,
    /// Number of bytes that were scanned.
    at: usize,
    in_quotes: bool,
    /// The end of the last quote that closed a cell or is the first of a doubled one.
    closed: usize,
    /// Number of lines that end before [`Cut::end`].
    lines: usize,
}

impl Cut {
    /// Scans the rest of `bytes`, which begin with a record, up to [`CHUNK_RECORDS`] lines.
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
                // A quote opens a cell only at its beginning. One right after a closing quote is
                // the second of a doubled one: the cell goes on.
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
            // Line ends inside quotes belong to the cell.
            Some(quote) if self.in_quotes => memchr(quote, rest),
            Some(quote) => memchr2(quote, b'\n', rest),
            None => memchr(b'\n', rest),
        }
    }

    /// Does the same as [`Cut::run`] for a source with `columns` columns in which a quote may be text: if
    /// there are quotes, records are found one by one. `is_all` means that nothing follows `bytes`.
    pub(super) fn run_literal(
        &mut self,
        bytes: &[u8],
        dialect: Dialect,
        columns: Option<usize>,
        is_all: bool,
    ) {
        let mut cells = Vec::new();
        // Whether a record is complete may change with every byte that is added, so it is scanned
        // from its start again.
        self.at = self.end;
        while self.lines < CHUNK_RECORDS {
            let rest = &bytes[self.at..];
            let quote = dialect.quote.and_then(|quote| memchr(quote, rest));
            // Lines before the first quote are whole records: no record can begin in them and go on
            // after the quote but the last, which is cut off here.
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
                // The last record may have no line end (RFC 4180, section 2, rule 2).
                if is_all {
                    self.at = bytes.len();
                    self.end = self.at;
                }
                return;
            }
            let Found { next, is_open } = record_of(columns, bytes, self.at, dialect, &mut cells);
            // The record may go on in bytes that were not read yet.
            if is_open && !is_all {
                return;
            }
            self.lines += 1;
            self.at =
                // The scanner takes CR and LF for a line end each. The next block must begin with a
                // record and not with the LF of a pair.
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
