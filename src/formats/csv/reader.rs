//! A source cut into blocks of whole records, and their way into a sink.

use std::cell::Cell as Shared;
use std::io::Read;
use std::sync::Arc;

use memchr::{memchr_iter, memrchr};

use super::decode;
use super::dialect::{CSV_EXTENSIONS, TSV_EXTENSIONS};
use super::header::{Finder, Header};
use super::scan::{self, Cell, Cut};
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::io::input::Input;
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::reader::{Chunk, Reader, RejectedChunk};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// What may stand before the header.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts a source into blocks at record ends.
pub(super) struct Blocks {
    name: Arc<str>,
    stream: Box<dyn Read + Send>,
    delimiter: u8,
    /// Bytes that are read at a time.
    size: usize,
    /// What has been read and not given away; it begins with a record.
    buffer: Vec<u8>,
    cut: Cut,
    /// Bytes and lines of the source before the buffer.
    byte: u64,
    line: u64,
    header: Option<Arc<Header>>,
    /// Guards of texts are taken away.
    safe: bool,
    /// Wrong values are kept as unknown keys.
    lenient: bool,
    ended: bool,
}

impl Blocks {
    /// Opens `input` to be read `size` bytes at a time.
    pub(super) fn open(input: &Input, delimiter: u8, size: usize) -> Result<Self> {
        let mut blocks = Self {
            name: input.name().into(),
            stream: input.open()?,
            delimiter,
            size,
            buffer: Vec::new(),
            cut: Cut::default(),
            byte: 0,
            line: 0,
            header: None,
            safe: false,
            lenient: false,
            ended: false,
        };
        blocks.fill(BYTE_ORDER_MARK.len())?;
        if blocks.buffer == BYTE_ORDER_MARK {
            blocks.byte = blocks.buffer.len() as u64;
            blocks.buffer.clear();
        }
        Ok(blocks)
    }

    /// The same, taking away the guards of texts if the source was written `safe`, and keeping wrong values if
    /// it is to be `lenient`.
    pub(super) fn with(self, safe: bool, lenient: bool) -> Self {
        Self { safe, lenient, ..self }
    }

    /// Reads at most `most` bytes more, and says how many came.
    fn fill(&mut self, most: usize) -> Result<usize> {
        self.buffer.reserve(most);
        let read = self.stream.by_ref().take(most as u64).read_to_end(&mut self.buffer);
        read.map_err(|source| Error::input(&*self.name, source))
    }

    /// The next whole records; the rest of the source once it has ended.
    fn next_block(&mut self) -> Result<Block> {
        self.cut.run(&self.buffer, self.delimiter);
        while self.cut.end == 0 && !self.ended {
            self.ended = self.fill(self.size)? == 0;
            self.cut.run(&self.buffer, self.delimiter);
        }
        if self.ended {
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

    /// Takes the header from the beginning of `block` and answers where the records begin; nothing
    /// where there is no header yet.
    fn header(&mut self, block: &Block) -> Result<Option<usize>, Vec<Diagnostic>> {
        let from = scan::skip_line_ends(&block.bytes, 0);
        if self.header.is_some() {
            return Ok(Some(from));
        }
        let located = block.located(0);
        if from == block.bytes.len() {
            let message = "the source has no header line with the names of the columns";
            let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, from, message);
            return if self.ended { Err(vec![located.diagnose(problem)]) } else { Ok(None) };
        }
        let mut cells = Vec::new();
        let next = scan::record(&block.bytes, from, self.delimiter, &mut cells);
        let header = Header::parse(&block.bytes, &cells, self.delimiter);
        let header = header.map_err(|problems| located.diagnose_all(problems))?;
        let line = block.bytes[from..line_end(&block.bytes, next)].to_vec();
        self.header =
            Some(Arc::new(Header { safe: self.safe, lenient: self.lenient, line, ..header }));
        Ok(Some(next))
    }
}

impl Reader for Blocks {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        while !self.ended {
            let block = self.next_block()?;
            match self.header(&block) {
                Ok(Some(from)) => {
                    let Some(header) = self.header.clone() else { continue };
                    return Ok(Some(Box::new(Records { header, block, from })));
                }
                Ok(None) => {}
                Err(problems) => {
                    self.ended = true;
                    return Ok(Some(Box::new(RejectedChunk(problems))));
                }
            }
        }
        Ok(None)
    }
}

/// A piece of the source.
struct Block {
    name: Arc<str>,
    bytes: Vec<u8>,
    /// Bytes and lines of the source before it.
    byte: u64,
    line: u64,
}

impl Block {
    /// The block from `start` on, which begins a line, as what problems are located in.
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
}

impl Chunk for Records {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let Self { header, block, from } = self;
        let lines = Lines {
            block,
            whole: std::str::from_utf8(&block.bytes).ok(),
            counted: Shared::new((0, block.line)),
        };
        let mut cells = Vec::new();
        let mut at = scan::skip_line_ends(&block.bytes, *from);
        while at < block.bytes.len() {
            let next = scan::record(&block.bytes, at, header.delimiter, &mut cells);
            let record = Record { header, lines: &lines, from: at, to: next, cells: &cells };
            if record.push(sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            at = scan::skip_line_ends(&block.bytes, next);
        }
        Ok(Flow::Continue)
    }
}

/// Where the line ends that the record before `next` is the last of: LF may come behind the CR there.
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
            Err(problems) => return sink.reject_from(self.diagnose(problems), self),
        };
        let (article, mut fields) = decode::article(self.header, bytes, self.cells, &texts);
        if !fields.errors.is_empty() {
            fields.errors.append(&mut fields.warnings);
            return sink.reject_from(self.diagnose(fields.errors), self);
        }
        if !fields.warnings.is_empty() {
            for problem in self.diagnose(fields.warnings) {
                sink.warn(problem)?;
            }
        }
        sink.article_from(&article, self)
    }

    /// The problems of the record with their lines and columns.
    fn diagnose(&self, mut problems: Vec<UnlocatedDiagnostic>) -> Vec<Diagnostic> {
        let (start, located) = self.lines.before(self.from);
        for problem in &mut problems {
            problem.at -= start;
        }
        located.diagnose_all(problems)
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
        let is_tsv = self.header.delimiter == b'\t';
        let extensions = if is_tsv { TSV_EXTENSIONS } else { CSV_EXTENSIONS };
        let frame = Framing { head: self.header.line.clone().into(), ..Framing::default() };
        let record = &bytes[self.from..line_end(bytes, self.to)];
        Some(RawRecord::framed(name, extensions, frame, record, None))
    }
}

/// Counts the lines of a block as far as problems need them.
struct Lines<'b> {
    block: &'b Block,
    /// The block, where all of it is UTF-8.
    whole: Option<&'b str>,
    /// A place where a line begins, and the lines of the source before it.
    counted: Shared<(usize, u64)>,
}

impl<'b> Lines<'b> {
    /// Where the line of the record at `from` begins, and all from there as what problems are located in.
    fn before(&self, from: usize) -> (usize, SourceText<'b>) {
        let (start, line) = self.counted.get();
        let passed = &self.block.bytes[start..from];
        let line = line + memchr_iter(b'\n', passed).count() as u64;
        let start = start + memrchr(b'\n', passed).map_or(0, |newline| newline + 1);
        self.counted.set((start, line));
        (start, SourceText { line, ..self.block.located(start) })
    }
}
