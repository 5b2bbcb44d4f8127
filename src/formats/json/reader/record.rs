//! Decodes a JSON object to an article.

use std::borrow::Cow;

use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::encoding;
use crate::decode::field_names::ARTICLE_NAMES;
use crate::decode::locate::locate;
use crate::decode::tree::{Entry, Spanned, SpannedKind};
use crate::decode::{json_fast, json_tree};
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::formats::json::envelope::{self, Defaults, Found, Shape};
use crate::formats::json::rest;
use crate::formats::json::signature::{SCHEMA_ORG, Signature};
use crate::formats::json::syntax::{EXTENSIONS, NDJSON_EXTENSIONS};
use crate::model::article::{Article, Record as _};
use crate::model::value::Value;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// A JSON list of rejected records.
const LIST: Framing =
    Framing { head: Cow::Borrowed(b"[\n"), between: ",\n", tail: |_| b"\n]\n".to_vec() };

/// The context of a record.
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
    /// The signature of the source.
    pub(super) signature: Option<Signature>,
    /// What holds for it if it does not say it itself.
    pub(super) defaults: Option<&'r Defaults>,
    /// It was found by the path of [`ReadOptions::records`] or of the signature, so that the path is not followed
    /// again.
    pub(super) is_found: bool,
}

impl Member<'_, '_> {
    /// Pushes the article of the record into `sink`, or its problems.
    pub(super) fn push(&self, sink: &mut dyn ArticleSink, tally: &mut Tally) -> Result<Flow> {
        let Self { source, from, to, .. } = *self;
        let text = match std::str::from_utf8(&source.text[from..to]) {
            Ok(text) => text,
            Err(error) => {
                let problem = encoding::not_utf8(source.text, from + error.valid_up_to());
                return sink.reject(vec![source.diagnose(problem)], self);
            }
        };
        if let Some(path) = self.options.records.as_deref().filter(|_| !self.is_found) {
            return self.push_at(text, path, sink, tally);
        }
        if let Some(signature) = self.signature.filter(|_| !self.is_found) {
            if !signature.records.is_empty()
                && let Some(found) = envelope::follow_signed(text, text, signature)
            {
                return self.push_all(text, found, sink, tally);
            }
            if self.within == Within::Line && text.trim_start().starts_with('[') {
                return self.push_list(text, sink, tally);
            }
            let is_schema_org = signature.profile == SCHEMA_ORG;
            if is_schema_org && let Some(found) = envelope::graph(text, text) {
                return self.push_all(text, found, sink, tally);
            }
            if is_schema_org && envelope::is_other_node(text, text) {
                let message = "a node of schema.org that is not an article was not read";
                let note = UnlocatedDiagnostic::new(Code::Envelope, self.start(), message);
                sink.warn(source.diagnose(note))?;
                sink.skip();
                return Ok(Flow::Continue);
            }
        }
        // The fast path has nothing to report, so the tree is parsed only for other records.
        if let Some(mut article) = json_fast::article(text) {
            match self.complete(text, None, &mut article) {
                Ok(warnings) => {
                    warnings.into_iter().try_for_each(|warning| sink.warn(warning))?;
                }
                Err(problems) => return sink.reject(problems, self),
            }
            if let Some(problem) = self.other_page(text, &article) {
                return sink.reject(vec![source.diagnose(problem)], self);
            }
            tally.add(&article, from, self.options.mapping.as_ref());
            return sink.article(&article, self);
        }
        match json_tree::parse(text) {
            Ok(node) => push_node(self, (text, node), sink, tally),
            Err(problem) => sink.reject(self.located(vec![problem]), self),
        }
    }
}

impl Member<'_, '_> {
    /// Returns problems within the text of the record with their lines and columns in the source.
    fn located(&self, problems: Vec<UnlocatedDiagnostic>) -> Vec<Diagnostic> {
        let moved = problems.into_iter().map(|problem| problem.moved(|at| at + self.from));
        self.source.diagnose_all(moved.collect())
    }

    /// Pushes the articles of the records at `path` in the value `text`.
    fn push_at(
        &self,
        text: &str,
        path: &str,
        sink: &mut dyn ArticleSink,
        tally: &mut Tally,
    ) -> Result<Flow> {
        // A graph has nodes of all types.
        let is_graph = path.rsplit('.').next() == Some("@graph");
        match envelope::follow(text, text, path) {
            Ok(found) if is_graph => {
                self.push_all(text, envelope::articles_of(text, found), sink, tally)
            }
            Ok(found) => self.push_all(text, found, sink, tally),
            Err(problem) => sink.reject(self.located(vec![problem]), self),
        }
    }

    /// Pushes the articles of a line that is a list: a page of an API, or of schema.org.
    fn push_list(&self, text: &str, sink: &mut dyn ArticleSink, tally: &mut Tally) -> Result<Flow> {
        let found = match envelope::follow(text, text, "") {
            Ok(found) => found,
            Err(problem) => return sink.reject(self.located(vec![problem]), self),
        };
        for record in found.records {
            let at = self.from + json_tree::place_within(text, record.get());
            let to = at + record.get().len();
            let record = Member { from: at, to, within: Within::List, ..*self };
            if record.push(sink, tally)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    /// Returns the problem with an object among the answers of an API that has nothing of them and nothing of an article,
    /// such as an error.
    fn other_page(&self, text: &str, article: &Article<'_>) -> Option<UnlocatedDiagnostic> {
        let signature = self.signature.filter(|_| !self.is_found)?;
        let has_field = article.fields().any(|(_, value)| !value.is_none());
        if has_field || envelope::is_record_like(article.extra.iter().map(|(key, _)| &**key)) {
            return None;
        }
        let is_other = matches!(envelope::shape(text, text), Shape::Stranger(_));
        is_other.then(|| envelope::other_page(text, self.start(), signature.records))
    }

    /// Pushes the articles of the records that were found in the value `text`.
    fn push_all(
        &self,
        text: &str,
        found: Found<'_>,
        sink: &mut dyn ArticleSink,
        tally: &mut Tally,
    ) -> Result<Flow> {
        let Self { source, from, .. } = *self;
        // In newline-delimited JSON every line may have the same members beside its records: one
        // warning is enough.
        if let Some(rest) = found.rest.filter(|_| tally.tells_rest()) {
            let note = UnlocatedDiagnostic::new(Code::Envelope, self.start(), rest);
            sink.warn(source.diagnose(note))?;
        }
        for record in found.records {
            let at = from + json_tree::place_within(text, record.get());
            let to = at + record.get().len();
            let defaults = found.defaults.as_deref();
            let within = Within::List;
            let record = Member { from: at, to, within, is_found: true, defaults, ..*self };
            if record.push(sink, tally)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    /// Adds to the article of the record `text` what its member `_newsconv` says, whose members are `rest` if they were
    /// taken out, or else what the source says of all. Returns the warnings about that.
    ///
    /// # Errors
    /// The problems within that member.
    fn complete<'a>(
        &self,
        text: &'a str,
        rest: Option<Vec<Entry<'a>>>,
        article: &mut Article<'a>,
    ) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let diagnose = |problems| self.located(problems);
        let lenient = self.options.lenient;
        let applied = match rest {
            Some(entries) => rest::apply_entries(entries, article, lenient).map(Some),
            None => rest::apply(text, article, lenient),
        };
        match applied {
            Ok(Some(warnings)) => return Ok(diagnose(warnings)),
            Ok(None) => {}
            Err(problems) => return Err(diagnose(problems)),
        }
        if let Some(defaults) = self.defaults {
            defaults.complete(article);
        }
        Ok(Vec::new())
    }

    /// Returns where the record begins, behind white space.
    fn start(&self) -> usize {
        let bytes = &self.source.text[self.from..self.to];
        self.from + bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
    }

    /// Returns the problem with an object that is not an article but has records in it. A whole document was looked
    /// at before.
    fn around_records(&self, text: &str, article: &Article<'_>) -> Option<UnlocatedDiagnostic> {
        let is_nested = |value: &Value<'_>| matches!(value, Value::List(_) | Value::Map(_));
        // An object without any field but with nested values may be an envelope, whose records
        // would all be lost in one unknown key.
        let is_suspect = self.within != Within::Document
            && !self.is_found
            && article.fields().all(|(_, value)| value.is_none())
            && article.extra.iter().any(|(_, value)| is_nested(value));
        if !is_suspect {
            return None;
        }
        match envelope::shape(text, text) {
            // Whether it is an article, its names do not tell; all articles of a source without a field
            // are reported at once.
            Shape::Record | Shape::Stranger(_) => None,
            Shape::Unclear(problem) => Some(problem),
            Shape::Envelope(found) => Some(envelope::unclear(text, text, &[found.path])),
        }
    }
}

/// What the records of a chunk have in common.
pub(super) struct Tally {
    /// Whether an article has a field, or that does not matter.
    is_known: bool,
    /// The place of the first article without a field, and the names of its members.
    unknown: Option<(usize, Vec<String>)>,
    /// Number of articles, as long as none has a field.
    count: u64,
    /// Whether the members next to the records were reported.
    rest_told: bool,
}

impl Tally {
    /// Returns an empty tally; only that of a source's first chunk reports anything.
    pub(super) fn new(is_first: bool) -> Self {
        Self { is_known: !is_first, unknown: None, count: 0, rest_told: !is_first }
    }

    /// Notes that `article` was found at `at`.
    fn add(&mut self, article: &Article<'_>, at: usize, mapping: Option<&Mapping>) {
        if self.is_known {
            return;
        }
        let is_mapped = |key: &str| mapping.is_some_and(|mapping| mapping.knows(key));
        self.is_known = article.fields().any(|(_, value)| !value.is_none())
            || article.extra.iter().any(|(key, _)| is_mapped(key));
        self.count += 1;
        if !self.is_known && self.unknown.is_none() && !article.extra.is_empty() {
            let names = article.extra.iter().map(|(key, _)| key.to_string());
            self.unknown = Some((at, names.take(100).collect()));
        }
    }

    /// Returns whether the members next to the records are still to be reported.
    fn tells_rest(&mut self) -> bool {
        !std::mem::replace(&mut self.rest_told, true)
    }

    /// Warns if no article of the source has a field, as far as its first chunk tells.
    pub(super) fn end(&self, source: &SourceText<'_>, sink: &mut dyn ArticleSink) -> Result<()> {
        let Some((at, names)) = self.unknown.as_ref().filter(|_| !self.is_known) else {
            return Ok(());
        };
        let message = match self.count {
            1 => "the record has no member with the name of a field; all become unknown keys"
                .to_owned(),
            count => format!(
                "none of the first {count} records has a member with the name of a field; all become unknown keys"
            ),
        };
        let near = ARTICLE_NAMES.near_misses(names.iter().map(String::as_str));
        let usual =
            || "fields are called `title`, `webUrl`, `publishedDateTime` and so on".to_owned();
        let start = source.text[*at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let problem = UnlocatedDiagnostic::new(Code::NothingKnown, at + start, message);
        sink.warn(source.diagnose(problem.with_help(near.unwrap_or_else(usual))))
    }
}

impl Origin for Member<'_, '_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let text = std::str::from_utf8(&self.source.text[self.from..self.to]).ok();
        // Parsed again, since the fast path keeps no positions. Problems are rare.
        let root = text.and_then(|text| json_tree::parse(text).ok());
        locate(self.source, root.as_ref().map(|root| (root, self.from)), self.start(), problems)
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

/// Pushes the article in `node`, the tree of `origin`.
fn push_node<'a>(
    origin: &Member<'_, '_>,
    (text, node): (&'a str, Spanned<'a>),
    sink: &mut dyn ArticleSink,
    tally: &mut Tally,
) -> Result<Flow> {
    let Member { source, from, options, .. } = *origin;
    let mut fields = RecordDecoder::new(Dialect::Json, options.wrong_values());
    let SpannedKind::Map(mut entries) = node.data else {
        let message = format!("expected an object, found {}", node.describe());
        let problem = UnlocatedDiagnostic::new(Code::NotAnArticle, from + node.at, message);
        return sink.reject(vec![source.diagnose(problem)], origin);
    };
    let rest = rest::take(&mut entries);
    let mut article = fields.article(entries);
    let RecordDecoder { mut errors, warnings, deferred, .. } = fields;
    let diagnose = |problems| origin.located(problems);
    if !errors.is_empty() {
        errors.extend(deferred.into_iter().chain(warnings));
        return sink.reject(diagnose(errors), origin);
    }
    if let Some(problem) = origin.around_records(text, &article) {
        return sink.reject(diagnose(vec![problem]), origin);
    }
    if let Some(problem) = origin.other_page(text, &article) {
        return sink.reject(vec![source.diagnose(problem)], origin);
    }
    let of_rest = match origin.complete(text, rest, &mut article) {
        Ok(warnings) => warnings,
        Err(problems) => return sink.reject(problems, origin),
    };
    if !deferred.is_empty() {
        sink.wrong_values(diagnose(deferred))?;
    }
    for warning in diagnose(warnings).into_iter().chain(of_rest) {
        sink.warn(warning)?;
    }
    tally.add(&article, from, options.mapping.as_ref());
    sink.article(&article, origin)
}
