//! One JSON object to one article.

use std::borrow::Cow;

use super::syntax::{EXTENSIONS, NDJSON_EXTENSIONS};
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::locate::locate;
use crate::decode::tree::{Spanned, SpannedKind};
use crate::decode::{json_fast, json_tree};
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// A list of refused records.
const LIST: Framing =
    Framing { head: Cow::Borrowed(b"[\n"), between: ",\n", tail: |_| b"\n]\n".to_vec() };

/// What a record stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    /// A line of its own.
    Line,
    /// A list of records.
    List,
    /// Nothing: it is the document.
    Document,
}

/// The record `text[from..to]` of `source`.
#[derive(Clone, Copy)]
pub(super) struct Member<'r, 's> {
    pub(super) source: &'r SourceText<'s>,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) within: Within,
    pub(super) options: &'r ReadOptions,
}

impl Member<'_, '_> {
    /// Pushes the article of the record into `sink`, or what is wrong with it.
    pub(super) fn push(&self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let Self { source, from, to, .. } = *self;
        let text = match std::str::from_utf8(&source.text[from..to]) {
            Ok(text) => text,
            Err(error) => {
                let at = from + error.valid_up_to();
                let problem = UnlocatedDiagnostic::new(Code::NotUtf8, at, "this byte is not UTF-8");
                return sink.reject(vec![source.diagnose(problem)], self);
            }
        };
        if let Some(article) = json_fast::article(text) {
            return sink.article(&article, self);
        }
        match json_tree::parse(text) {
            Ok(node) => push_node(self, node, sink),
            Err(problem) => sink.reject(vec![source.diagnose(shift(problem, from))], self),
        }
    }
}

impl Origin for Member<'_, '_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let bytes = &self.source.text[self.from..self.to];
        let start = self.from + bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let text = std::str::from_utf8(bytes).ok();
        let root = text.and_then(|text| json_tree::parse(text).ok());
        locate(self.source, root.as_ref().map(|root| (root, self.from)), start, problems)
    }

    fn copy(&self) -> Option<RawRecord> {
        let SourceText { path, text, .. } = *self.source;
        let record = &text[self.from..self.to];
        Some(match self.within {
            Within::Line => {
                let end = self.to + usize::from(text.get(self.to) == Some(&b'\n'));
                RawRecord::text(path, NDJSON_EXTENSIONS, &text[self.from..end])
            }
            Within::List => RawRecord::framed(path, EXTENSIONS, LIST, record.trim_ascii(), None),
            Within::Document => RawRecord::text(path, EXTENSIONS, text),
        })
    }
}

/// Pushes the article that `node`, the tree of `origin`, stands for.
fn push_node(
    origin: &Member<'_, '_>,
    node: Spanned<'_>,
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let Member { source, from, options, .. } = *origin;
    let mut fields = RecordDecoder::new(Dialect::Json, options.lenient);
    let SpannedKind::Map(entries) = node.data else {
        let message = format!("expected an object, found {}", node.describe());
        let problem = UnlocatedDiagnostic::new(Code::NotAnArticle, from + node.at, message);
        return sink.reject(vec![source.diagnose(problem)], origin);
    };
    let article = fields.article(entries);
    let RecordDecoder { mut errors, warnings, .. } = fields;
    let diagnose = |problems: Vec<UnlocatedDiagnostic>| {
        source.diagnose_all(problems.into_iter().map(|problem| shift(problem, from)).collect())
    };
    if !errors.is_empty() {
        errors.extend(warnings);
        return sink.reject(diagnose(errors), origin);
    }
    for warning in diagnose(warnings) {
        sink.warn(warning)?;
    }
    sink.article(&article, origin)
}

fn shift(problem: UnlocatedDiagnostic, by: usize) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic { at: problem.at + by, ..problem }
}
