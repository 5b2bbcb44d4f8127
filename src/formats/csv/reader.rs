//! Splits a source into blocks of whole records, and pushes the records into a sink.

use std::cell::Cell as Shared;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr_iter, memrchr};

use super::decode;
use super::dialect::{Dialect, SEP_BYTES, next_line, sep_line};
use super::header::{self, Finder, Header};
use super::scan::{self, Cell, Cut, Form};
use crate::decode::encoding;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::reader::{Chunk, Reader, RejectedChunk};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The UTF-8 byte order mark, which may precede the header.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Splits a source into blocks at the ends of records.
pub(super) struct Blocks {
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    dialect: Dialect,
    /// Number of bytes that are read at a time.
    size: usize,
    /// Bytes that were read but are not in a block yet. They begin with a record.
    buffer: Vec<u8>,
    cut: Cut,
    /// Number of bytes and lines of the source before the buffer.
    byte: u64,
    line: u64,
    /// The text before the header, which copies of rejected records need.
    preamble: Vec<u8>,
    header: Option<Arc<Header>>,
    options: Arc<ReadOptions>,
    ended: bool,
}

impl Blocks {
    /// Opens `input` for reading `size` bytes at a time.
    pub(super) fn open(
        input: &Input,
        options: Arc<ReadOptions>,
        dialect: Dialect,
        size: usize,
    ) -> Result<Self> {
        let mut blocks = Self {
            name: input.name().into(),
            stream: input.open()?,
            dialect: dialect.with(&options.csv),
            size,
            buffer: Vec::new(),
            cut: Cut::default(),
            byte: 0,
            line: 0,
            preamble: Vec::new(),
            header: None,
            options,
            ended: false,
        };
        // Only as many bytes as each check needs, since a stream may have no more for a while.
        blocks.fill(BYTE_ORDER_MARK.len())?;
        if blocks.buffer == BYTE_ORDER_MARK {
            blocks.pass(BYTE_ORDER_MARK.len());
        }
        for _ in 0..blocks.options.csv.skip_rows {
            blocks.skip_line()?;
        }
        blocks.fill(SEP_BYTES)?;
        // Excel's own convention: a line `sep=;` before the header names the delimiter.
        // `--delimiter` still wins.
        if let Some((delimiter, next)) = sep_line(&blocks.buffer) {
            blocks.dialect.delimiter = blocks.options.csv.delimiter.unwrap_or(delimiter);
            blocks.preamble = blocks.pass(next);
        }
        Ok(blocks)
    }

    /// Takes the first `count` bytes, which are whole lines, out of the buffer.
    fn pass(&mut self, count: usize) -> Vec<u8> {
        let tail = self.buffer.split_off(count);
        let passed = std::mem::replace(&mut self.buffer, tail);
        self.byte += passed.len() as u64;
        self.line += memchr_iter(b'\n', &passed).count() as u64;
        passed
    }

    /// Skips a line before the header.
    fn skip_line(&mut self) -> Result<()> {
        let mut is_all = false;
        loop {
            if let Some(next) = next_line(&self.buffer, is_all) {
                self.pass(next);
                return Ok(());
            }
            if is_all {
                self.pass(self.buffer.len());
                return Ok(());
            }
            // Only the last byte of a skipped line is kept, since it may be half of its line end.
            self.pass(self.buffer.len().saturating_sub(1));
            is_all = self.fill(self.size)? == 0;
        }
    }

    /// Reads up to `most` more bytes, and returns their number.
    fn fill(&mut self, most: usize) -> Result<usize> {
        self.buffer.reserve(most);
        let read = self.stream.by_ref().take(most as u64).read_to_end(&mut self.buffer);
        read.map_err(|source| Error::input(&*self.name, source))
    }

    /// Returns the next whole records, or the rest of the source at its end.
    fn next_block(&mut self) -> Result<Block> {
        if self.header.is_none() {
            // A few bytes were already read, but the header check needs the records after it.
            self.fill(self.size)?;
        }
        self.cut();
        while self.cut.end == 0 && !self.ended {
            let begun = SourceText {
                byte: self.byte,
                line: self.line,
                ..SourceText::whole(&self.name, &self.buffer)
            };
            RecordSize::new(self.options.max_record_size).check(&begun)?;
            // Reading as much as is buffered doubles the buffer, so no byte is scanned more than twice.
            let most = if self.dialect.literal_quotes { self.buffer.len() } else { 0 };
            self.ended = self.fill(self.size.max(most))? == 0;
            self.cut();
        }
        // At the end the rest is the last record, even without a line end (RFC 4180, section 2,
        // rule 2). `run_literal` has done the same itself.
        if self.ended && !self.dialect.literal_quotes {
            self.cut.end = self.buffer.len();
        }
        let tail = self.buffer.split_off(self.cut.end);
        let bytes = std::mem::replace(&mut self.buffer, tail);
        self.cut.shift();
        let (byte, line) = (self.byte, self.line);
        self.byte += bytes.len() as u64;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Ok(Block { name: Arc::clone(&self.name), bytes, byte, line })
    }

    /// Finds the end of the last whole record in the buffer.
    fn cut(&mut self) {
        if self.dialect.literal_quotes {
            let columns = self.header.as_ref().map(|header| header.columns.len());
            self.cut.run_literal(&self.buffer, self.dialect, columns, self.ended);
        } else {
            self.cut.run(&self.buffer, self.dialect);
        }
    }

    /// Parses the header at the beginning of `block`, and returns the start of the records, or `None` if
    /// there is no header yet.
    fn header(&mut self, block: &Block) -> Result<Option<usize>, Vec<Diagnostic>> {
        // Empty lines before the header are skipped, as the `csv` crate does.
        let from = scan::skip_line_ends(&block.bytes, 0);
        if self.header.is_some() {
            return Ok(Some(from));
        }
        let located = block.located(0);
        let diagnose = |problem| vec![located.diagnose(problem)];
        // Checked before the header is parsed, which would report strange names instead.
        if let Some(problem) = encoding::utf16(&block.bytes) {
            return Err(diagnose(problem));
        }
        if let Some(names) = &self.options.csv.columns {
            let names = names.iter().map(|name| (name.into(), from)).collect();
            let header = Header::of(names, self.dialect, self.options.mapping.as_ref());
            let header = header.map_err(|problems| located.diagnose_all(problems))?;
            self.header = Some(self.with_options(header));
            return Ok(Some(from));
        }
        if from == block.bytes.len() {
            let message = "the source has no header line with the names of the columns";
            let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, from, message);
            // So far there were only line ends, and the header may still come.
            return if self.ended { Err(diagnose(problem)) } else { Ok(None) };
        }
        let mut cells = Vec::new();
        let next = scan::record_of(None, &block.bytes, from, self.dialect, &mut cells).next;
        let header =
            Header::parse(&block.bytes, &cells, self.dialect, self.options.mapping.as_ref());
        let header = header.map_err(|problems| located.diagnose_all(problems))?;
        if header.is_unknown()
            // Spreadsheets often have a title above the header. Reading it as the header would make
            // every cell an unknown key.
            && let Some(problem) = self.not_first(block, from, next, header.columns.len())
        {
            return Err(diagnose(problem));
        }
        let line = &block.bytes[from..line_end(&block.bytes, next)];
        let names = line.trim_ascii_end().to_vec();
        // Copies of rejected records begin with these lines, so that they can be read again in the
        // same way.
        let line = [&self.preamble, line].concat();
        self.header = Some(self.with_options(Header { line, names, ..header }));
        Ok(Some(next))
    }

    /// Returns the problem with a first line that has no known names, if a later line has some.
    fn not_first(
        &self,
        block: &Block,
        from: usize,
        next: usize,
        columns: usize,
    ) -> Option<UnlocatedDiagnostic> {
        let (at, known) = header::further_down(&block.bytes, next, self.dialect, columns)?;
        let lines = memchr_iter(b'\n', &block.bytes[..at]).count() as u64;
        let there = block.line + lines + 1;
        let message = if known > 0 {
            format!("the first line has no name of a field, but line {there} has")
        } else {
            format!("the first line has one cell, but line {there} has more")
        };
        let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, from, message);
        let help = Advice::default().setting(OptionName::SkipRows, (there - 1).to_string());
        Some(problem.with_help(help.words(" skips the lines before the header")))
    }

    /// Returns the header with the options for cells applied.
    fn with_options(&self, header: Header) -> Arc<Header> {
        Arc::new(Header { options: Arc::clone(&self.options), ..header })
    }
}

impl Reader for Blocks {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        // At the end, one block may not take all that is left: it has a limited number of records.
        while !self.ended || !self.buffer.is_empty() {
            let block = self.next_block()?;
            let is_first = self.header.is_none();
            match self.header(&block) {
                Ok(Some(from)) => {
                    let Some(header) = self.header.clone() else { continue };
                    return Ok(Some(Box::new(Records { header, block, from, is_first })));
                }
                Ok(None) => {}
                Err(problems) => {
                    // Without a header nothing else can be read.
                    self.ended = true;
                    self.buffer.clear();
                    return Ok(Some(Box::new(RejectedChunk(problems))));
                }
            }
        }
        Ok(None)
    }
}

/// A block of the source.
struct Block {
    name: Arc<str>,
    bytes: Vec<u8>,
    /// Number of bytes and lines of the source before it.
    byte: u64,
    line: u64,
}

impl Block {
    /// Returns the block from `start` on, for locating problems. A line begins at `start`.
    fn located(&self, start: usize) -> SourceText<'_> {
        SourceText {
            byte: self.byte + start as u64,
            line: self.line,
            ..SourceText::whole(&self.name, &self.bytes[start..])
        }
    }
}

/// The records of a block.
struct Records {
    header: Arc<Header>,
    block: Block,
    /// Where the first one begins.
    from: usize,
    /// Whether they are the first records of the source.
    is_first: bool,
}

impl Chunk for Records {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let Self { header, block, from, is_first } = self;
        let lines = Lines {
            block,
            whole: std::str::from_utf8(&block.bytes).ok(),
            counted: Shared::new((0, block.line)),
        };
        if *is_first {
            for note in block.located(0).diagnose_all(header.notes.clone()) {
                sink.warn(note)?;
            }
        }
        let columns = Some(header.columns.len());
        let most = RecordSize::new(header.options.max_record_size);
        let mut cells = Vec::new();
        let mut at = scan::skip_line_ends(&block.bytes, *from);
        while at < block.bytes.len() {
            let found = scan::record_of(columns, &block.bytes, at, header.dialect, &mut cells);
            let next = found.next;
            let passed = Passed::of(header, &block.bytes, at..next, &cells);
            if let Some(passed) = passed {
                if let Some((problem, from)) = passed.problem(at) {
                    let (start, located) = lines.before(at);
                    sink.warn(located.diagnose(UnlocatedDiagnostic { at: at - start, ..problem }))?;
                    // The warning is about no record.
                    sink.skip();
                    at = from.unwrap_or_else(|| scan::skip_line_ends(&block.bytes, next));
                } else {
                    at = scan::skip_line_ends(&block.bytes, next);
                }
                continue;
            }
            if most.is_exceeded(next - at) {
                let (start, located) = lines.before(at);
                let problem = located.diagnose(most.problem(at - start));
                if sink.reject(vec![problem], &())? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                at = scan::skip_line_ends(&block.bytes, next);
                continue;
            }
            let record = Record { header, lines: &lines, from: at, to: next, cells: &cells };
            if record.push(sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            at = scan::skip_line_ends(&block.bytes, next);
        }
        Ok(Flow::Continue)
    }
}

/// A part of a table that is not a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Passed {
    /// All cells are empty.
    Nothing,
    /// A repeated header line, with or without a byte order mark.
    Header { marked: bool },
    /// A byte order mark before a record.
    Mark,
    /// The end-of-file character of DOS.
    EndOfFile,
}

impl Passed {
    /// Returns what the bytes of `range`, with these cells, are if they are not a record.
    fn of(header: &Header, bytes: &[u8], range: Range<usize>, cells: &[Cell]) -> Option<Self> {
        let record = &bytes[range];
        match record.first() {
            Some(0xef) if record.starts_with(BYTE_ORDER_MARK) => {
                // `cat` of files with byte order marks leaves them in the middle of a table.
                let rest = record[BYTE_ORDER_MARK.len()..].trim_ascii_end();
                let is_header = !rest.is_empty() && rest == header.names;
                Some(if is_header { Self::Header { marked: true } } else { Self::Mark })
            }
            Some(0x1a) if record.trim_ascii_end() == b"\x1a" => Some(Self::EndOfFile),
            _ if is_nothing(header, bytes, cells) => Some(Self::Nothing),
            // A table with one column may have the column's name as a value.
            _ if cells.len() > 1 && record.trim_ascii_end() == header.names => {
                Some(Self::Header { marked: false })
            }
            _ => None,
        }
    }

    /// Returns the warning about it, and the start of the next record if that is within it.
    fn problem(self, at: usize) -> Option<(UnlocatedDiagnostic, Option<usize>)> {
        let (code, message, help) = match self {
            Self::Nothing => (
                Code::EmptyRow,
                "the row is empty and was skipped",
                "an article without any field has `{}` in its column `extra`",
            ),
            Self::Header { marked: true } => (
                Code::Joined,
                "a byte order mark and the header line are repeated here; both were skipped",
                JOIN,
            ),
            Self::Header { marked: false } => {
                (Code::Joined, "the header line is repeated here and was skipped", JOIN)
            }
            Self::Mark => {
                (Code::Joined, "there is a byte order mark here, which was skipped", JOIN)
            }
            Self::EndOfFile => return None,
        };
        let problem = UnlocatedDiagnostic::new(code, at, message).with_help(help);
        Some((problem, (self == Self::Mark).then_some(at + BYTE_ORDER_MARK.len())))
    }
}

/// The advice for tables that were joined with `cat`.
const JOIN: &str = "pass the files as separate inputs instead of joining them";

/// Returns whether all cells are null; an empty text is not null.
fn is_nothing(header: &Header, bytes: &[u8], cells: &[Cell]) -> bool {
    let is_table = header.columns.len() > 1 || cells.len() > 1;
    let is_bare = |cell: &Cell| cell.form == Form::Bare;
    match cells {
        // In a table with one column, a blank cell is a value. With more columns, a line of blanks
        // is what editors leave behind.
        [one] => is_table && is_bare(one) && bytes[one.from..one.to].trim_ascii().is_empty(),
        // `""` is an empty text and has two bytes, so it does not count as empty here.
        all => all.iter().all(|cell| cell.from == cell.to),
    }
}

/// Returns the end of the last line of the record before `next`, including an LF after a CR.
fn line_end(bytes: &[u8], next: usize) -> usize {
    let is_pair = next > 0 && bytes[next - 1] == b'\r' && bytes.get(next) == Some(&b'\n');
    next + usize::from(is_pair)
}

/// One record, the bytes `from..to` of the block.
struct Record<'r> {
    header: &'r Header,
    lines: &'r Lines<'r>,
    from: usize,
    to: usize,
    cells: &'r [Cell],
}

impl Record<'_> {
    /// Pushes the article of the record, or what is wrong with it.
    fn push(&self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let bytes = &self.lines.block.bytes;
        let texts = match decode::texts(self.header, bytes, self.lines.whole, self.cells) {
            Ok(texts) => texts,
            Err(problems) => return sink.reject(self.diagnose(problems), self),
        };
        let (article, mut fields) = decode::article(self.header, bytes, self.cells, &texts);
        if !fields.errors.is_empty() {
            // The warnings of a rejected record are reported with its errors, so that all can be
            // mended at once.
            fields.errors.append(&mut fields.deferred);
            fields.errors.append(&mut fields.warnings);
            return sink.reject(self.diagnose(fields.errors), self);
        }
        if self.header.dialect.literal_quotes {
            fields.warnings.extend(decode::literal_quotes(self.header, self.cells));
        }
        if !fields.deferred.is_empty() {
            sink.wrong_values(self.diagnose(fields.deferred))?;
        }
        if !fields.warnings.is_empty() {
            for problem in self.diagnose(fields.warnings) {
                sink.warn(problem)?;
            }
        }
        sink.article(&article, self)
    }

    /// Returns the problems of the record with their lines and columns.
    fn diagnose(&self, problems: Vec<UnlocatedDiagnostic>) -> Vec<Diagnostic> {
        let (start, located) = self.lines.before(self.from);
        let moved = problems.into_iter().map(|problem| problem.moved(|at| at - start));
        located.diagnose_all(moved.collect())
    }
}

impl Origin for Record<'_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let finder = Finder::new(self.header);
        let (start, located) = self.lines.before(self.from);
        let at = |problem: Diagnostic| {
            let column = finder.column(&problem.field, problem.code.is_about_key());
            let cell = column.and_then(|column| self.cells.get(column));
            let from = cell.map_or(self.from, |cell| cell.from);
            (from - start, problem)
        };
        located.place_all(problems.into_iter().map(at).collect())
    }

    fn copy(&self) -> Option<RawRecord> {
        let Block { name, bytes, .. } = self.lines.block;
        let extensions = self.header.dialect.extensions;
        let frame = Framing { head: self.header.line.clone().into(), ..Framing::default() };
        let record = &bytes[self.from..line_end(bytes, self.to)];
        Some(RawRecord::framed(name, extensions, frame, record, None))
    }
}

/// Counts the lines of a block only as far as problems need them.
struct Lines<'b> {
    block: &'b Block,
    /// The block as text, if all of it is UTF-8.
    whole: Option<&'b str>,
    /// The start of a line, and the number of lines of the source before it.
    counted: Shared<(usize, u64)>,
}

impl<'b> Lines<'b> {
    /// Returns the start of the line with the record at `from`, and the text from there on for locating
    /// problems.
    fn before(&self, from: usize) -> (usize, SourceText<'b>) {
        let (start, line) = self.counted.get();
        let passed = &self.block.bytes[start..from];
        // Counting goes on from the last problem: a block with many problems is counted once, and
        // one without problems not at all.
        let line = line + memchr_iter(b'\n', passed).count() as u64;
        let start = start + memrchr(b'\n', passed).map_or(0, |newline| newline + 1);
        self.counted.set((start, line));
        (start, SourceText { line, ..self.block.located(start) })
    }
}
