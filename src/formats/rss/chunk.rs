//! Reads the items of a piece of a feed.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::feed::Feed;
use super::item::{self, Mapped};
use super::tree;
use crate::decode::encoding;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::reader::Chunk;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Extensions of feeds. Other files have the last one as well.
pub(super) const EXTENSIONS: &[&str] = &["rss", "atom", "rdf", "xml"];

/// Items within a piece of the feed.
pub(super) struct Items {
    pub(super) record_size: RecordSize,
    pub(super) feed: Arc<Feed>,
    pub(super) name: Arc<str>,
    pub(super) bytes: Vec<u8>,
    /// Number of bytes and lines of the source before the piece, and of characters before it in its first line.
    pub(super) byte: u64,
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) ranges: Vec<Range<usize>>,
    /// What should be said before the first item.
    pub(super) notes: Vec<Diagnostic>,
    /// What is wrong after the last item.
    pub(super) fault: Option<Diagnostic>,
}

impl Chunk for Items {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let Self { byte, line, column, .. } = *self;
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        let source =
            SourceText { byte, line, column, ..SourceText::whole(&self.name, &self.bytes) };
        for range in &self.ranges {
            if self.record_size.is_exceeded(range.len()) {
                let problem = source.diagnose(self.record_size.problem(range.start));
                if sink.reject(vec![problem], &())? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                continue;
            }
            let item = Item { source: &source, range: range.clone(), feed: &self.feed };
            if item.push(sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        match self.fault.take() {
            Some(fault) => sink.reject(vec![fault], &()),
            None => Ok(Flow::Continue),
        }
    }
}

/// One item.
struct Item<'r, 's> {
    source: &'r SourceText<'s>,
    range: Range<usize>,
    feed: &'r Feed,
}

impl Item<'_, '_> {
    fn push(&self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let from = self.range.start;
        let shift = |problem: UnlocatedDiagnostic| {
            let at = problem.at + from;
            self.source.diagnose(UnlocatedDiagnostic { at, ..problem })
        };
        match self.read() {
            Ok(Mapped { article, mut warnings, .. }) => {
                warnings.sort_by_key(|warning| warning.at);
                for warning in warnings {
                    sink.warn(shift(warning))?;
                }
                sink.article(&article, self)
            }
            Err(problem) => sink.reject(vec![shift(problem)], self),
        }
    }

    /// Returns the article, or the problem with the item, placed within the item.
    fn read(&self) -> Result<Mapped, UnlocatedDiagnostic> {
        let bytes = &self.source.text[self.range.clone()];
        let text = std::str::from_utf8(bytes)
            .map_err(|error| encoding::not_utf8(bytes, error.valid_up_to()))?;
        let mut nodes = tree::parse(text, &self.feed.scope, false)?;
        match nodes.pop().filter(|_| nodes.is_empty()) {
            Some(node) => Ok(item::article(node, self.feed, text)),
            None => {
                let message = "the XML is not well-formed: the item does not end where it should";
                Err(UnlocatedDiagnostic::new(Code::RecordSyntax, 0, message))
            }
        }
    }
}

impl Origin for Item<'_, '_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        // Read again, since problems are rare.
        let places = self.read().map(|mapped| mapped.places).unwrap_or_default();
        let place = |problem: Diagnostic| {
            let is_of = |(name, _): &&(Cow<'_, str>, usize)| {
                problem
                    .field
                    .strip_prefix(&**name)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            let at = places.iter().find(is_of).map_or(0, |(_, at)| *at);
            (self.range.start + at, problem)
        };
        self.source.place_all(problems.into_iter().map(place).collect())
    }

    fn copy(&self) -> Option<RawRecord> {
        let frame = Framing {
            head: self.feed.head.clone().into(),
            between: "\n",
            tail: |asides| asides.first().cloned().unwrap_or_default(),
        };
        let item = &self.source.text[self.range.clone()];
        Some(RawRecord::framed(self.source.path, EXTENSIONS, frame, item, Some(&self.feed.tail)))
    }
}
