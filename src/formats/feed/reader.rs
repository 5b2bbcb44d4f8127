//! Splits pages into chunks of entries.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::string::FromUtf8Error;
use std::sync::Arc;
use std::vec;

use serde_json::value::RawValue;

use super::decode;
use super::members::{EXTENSIONS, REMAINDERS};
use super::sidecar::Remainder;
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::encoding;
use crate::decode::json_tree::{self, Members};
use crate::decode::locate::{FieldLocation, FieldQuery, spots};
use crate::decode::record_size::RecordSize;
use crate::decode::tree::{Spanned, SpannedKind};
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, SourceText, UnlocatedDiagnostic};
use crate::io::input::Input;
use crate::model::article::Article;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::{Framing, RawRecord};
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Maximum number of entries in a chunk.
const CHUNK_ENTRIES: usize = 256;

/// The expected shape of a page, for messages.
const SHAPE: &str = r#"a feed is an object {"page": 1, "value": [entries], "nextPage": null}"#;

/// Reads the whole page and cuts it into entries.
pub(super) fn open(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let mut bytes = Vec::new();
    let name: Arc<str> = input.name().into();
    // A page has many entries.
    let most = RecordSize::new(options.max_record_size).of_document();
    input.read_at_most(most.bytes(), &mut bytes)?;
    most.check(&SourceText::whole(&name, &bytes))?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Ok(Box::new(Page::faulty(name, options, &error))),
    };
    let source = SourceText::whole(&name, text.as_bytes());
    let (slots, note, fault) = match envelope(&text) {
        Ok((slots, note)) => (slots, note.map(|note| source.diagnose(note)), None),
        Err(fault) => (Vec::new(), None, Some(source.diagnose(fault))),
    };
    let slots = slots.into_iter();
    Ok(Box::new(Page { options, name, text: Arc::new(text), slots, note, fault }))
}

/// A page that is split into entries.
struct Page {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    text: Arc<String>,
    /// The entries that are not in a chunk yet.
    slots: vec::IntoIter<Slot>,
    /// A diagnostic about the envelope.
    note: Option<Diagnostic>,
    /// The reason why the page has no entries.
    fault: Option<Diagnostic>,
}

impl Page {
    /// Creates a page for a source that is not UTF-8.
    fn faulty(name: Arc<str>, options: Arc<ReadOptions>, error: &FromUtf8Error) -> Self {
        let bytes = error.as_bytes();
        let not_utf8 = || encoding::not_utf8(bytes, error.utf8_error().valid_up_to());
        let problem = encoding::utf16(bytes).unwrap_or_else(not_utf8);
        let fault = Some(SourceText::whole(&name, bytes).diagnose(problem));
        Self {
            options,
            name,
            text: Arc::default(),
            slots: Vec::new().into_iter(),
            note: None,
            fault,
        }
    }
}

impl Reader for Page {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let slots: Vec<Slot> = self.slots.by_ref().take(CHUNK_ENTRIES).collect();
        let (note, fault) = (self.note.take(), self.fault.take());
        if slots.is_empty() && note.is_none() && fault.is_none() {
            return Ok(None);
        }
        let (name, text) = (Arc::clone(&self.name), Arc::clone(&self.text));
        let options = Arc::clone(&self.options);
        Ok(Some(Box::new(Entries { options, name, text, slots, note, fault })))
    }
}

/// The position of an entry in the page, and that of its sidecar.
#[derive(Clone, Debug, PartialEq)]
struct Slot {
    entry: Range<usize>,
    remainder: Option<Range<usize>>,
}

/// Returns the entries of the page `text`, and a diagnostic about the rest of it.
fn envelope(text: &str) -> Result<(Vec<Slot>, Option<UnlocatedDiagnostic>), UnlocatedDiagnostic> {
    let from = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let shape = |message: String| {
        UnlocatedDiagnostic::new(Code::NotAnArticle, from, message).with_help(SHAPE)
    };
    if !text[from..].trim_start().starts_with('{') {
        // A syntax error is more useful than a remark about the shape, so it is looked for first.
        json_tree::cut::<&RawValue>(text, &text[from..])?;
        return Err(shape("the document is not an object".to_owned()));
    }
    let (mut value, mut remainders, mut others) = (None, None, Vec::new());
    for (key, raw) in members(text, &text[from..])? {
        match key {
            "value" => value = Some(raw),
            REMAINDERS => remainders = Some(raw).filter(|raw| raw.get() != "null"),
            "page" | "nextPage" => {}
            _ => others.push(key),
        }
    }
    let value = value.ok_or_else(|| shape("the member `value` is missing".to_owned()))?;
    let entries = list(text, value)?.ok_or_else(|| {
        let at = json_tree::place_within(text, value.get());
        UnlocatedDiagnostic { at, ..shape("`value` is not a list of entries".to_owned()) }
    })?;
    let slots = pair(text, entries, remainders)?;
    let note = (!others.is_empty()).then(|| {
        let message = format!(
            "members that a feed does not have were not read: {}",
            json_tree::names(&others)
        );
        UnlocatedDiagnostic::new(Code::Envelope, from, message)
    });
    Ok((slots, note))
}

/// Returns the members of the object `text`, or an error for a duplicate.
fn members<'a>(
    source: &'a str,
    text: &'a str,
) -> Result<Vec<(&'a str, &'a RawValue)>, UnlocatedDiagnostic> {
    let Members(raw) = json_tree::cut(source, text)?;
    let mut members: Vec<(&str, &RawValue)> = Vec::with_capacity(raw.len());
    let mut seen = HashMap::new();
    for (key, value) in raw {
        let name = key.get().trim_matches('"');
        if let Some(first) = seen.insert(name, key.get()) {
            let place = |of| json_tree::place_within(source, of);
            let (at, first) = (place(key.get()), place(first));
            return Err(UnlocatedDiagnostic::twice("member", name, at, Some(first)));
        }
        members.push((name, value));
    }
    Ok(members)
}

/// Returns the positions of the items of the list `raw`, or `None` if it is not a list.
fn list(source: &str, raw: &RawValue) -> Result<Option<Vec<Range<usize>>>, UnlocatedDiagnostic> {
    if !raw.get().starts_with('[') {
        return Ok(None);
    }
    let items: Vec<&RawValue> = json_tree::cut(source, raw.get())?;
    let place = |item: &RawValue| {
        let at = json_tree::place_within(source, item.get());
        at..at + item.get().len()
    };
    Ok(Some(items.into_iter().map(place).collect()))
}

/// Pairs each entry with its sidecar.
fn pair(
    source: &str,
    entries: Vec<Range<usize>>,
    remainders: Option<&RawValue>,
) -> Result<Vec<Slot>, UnlocatedDiagnostic> {
    let Some(raw) = remainders else {
        return Ok(entries.into_iter().map(|entry| Slot { entry, remainder: None }).collect());
    };
    let found = list(source, raw)?.unwrap_or_default();
    // Elements are paired by their place, so a wrong number would pair all of them wrongly.
    if found.len() != entries.len() {
        let count = entries.len();
        let message = format!("expected a list with one element for each of {count} entries");
        let at = json_tree::place_within(source, raw.get());
        let problem = UnlocatedDiagnostic::new(Code::WrongType, at, message).in_field(REMAINDERS);
        return Err(problem
            .with_help("when you add or remove an entry, add or remove its element in this list"));
    }
    let pairs = entries.into_iter().zip(found);
    Ok(pairs.map(|(entry, found)| Slot { entry, remainder: Some(found) }).collect())
}

/// A chunk of entries.
struct Entries {
    options: Arc<ReadOptions>,
    name: Arc<str>,
    text: Arc<String>,
    slots: Vec<Slot>,
    note: Option<Diagnostic>,
    fault: Option<Diagnostic>,
}

impl Chunk for Entries {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        if let Some(fault) = self.fault.take() {
            return sink.reject(vec![fault], &());
        }
        if let Some(note) = self.note.take() {
            sink.warn(note)?;
        }
        let source = SourceText::whole(&self.name, self.text.as_bytes());
        for slot in self.slots.drain(..) {
            let record = Record { source: &source, text: &self.text, slot };
            if record.push(&self.options, sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}

/// Decodes the article at `slot` of `text`.
fn article<'a>(
    text: &'a str,
    slot: Slot,
    fields: &mut RecordDecoder,
) -> Result<Article<'a>, UnlocatedDiagnostic> {
    let entry = node(text, slot.entry)?;
    let SpannedKind::Map(members) = entry.data else {
        let message = format!("expected an object, found {}", entry.describe());
        return Err(
            UnlocatedDiagnostic::new(Code::NotAnArticle, entry.at, message).with_help(SHAPE)
        );
    };
    let mut article = decode::article(members, fields);
    if let Some(range) = slot.remainder
        && let Some(remainder) = Remainder::read(node(text, range)?, fields)
        // A sidecar is merged only into a valid entry: its warnings would be about an article that
        // is rejected anyway.
        && fields.errors.is_empty()
    {
        fields.warnings.extend(remainder.apply(&mut article));
    }
    Ok(article)
}

/// An entry of the page `text`, with its sidecar.
struct Record<'r, 's> {
    source: &'r SourceText<'s>,
    text: &'r str,
    slot: Slot,
}

impl Origin for Record<'_, '_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let Slot { entry, remainder } = &self.slot;
        let in_entry = self.spots(Some(entry), &problems, decode::member_of);
        let in_remainder = self.spots(remainder.as_ref(), &problems, |field| field);
        let place = |(index, problem): (usize, Diagnostic)| {
            // If both have the field, the position in the sidecar is used.
            let both = [in_remainder.get(index), in_entry.get(index)];
            // The place where more of the field's path exists is the better one; of equal ones,
            // `min_by_key` takes the first, which is the sidecar's.
            let best = both.into_iter().flatten().flatten().min_by_key(|spot| spot.left);
            (best.map_or(entry.start, |spot| spot.at), problem)
        };
        self.source.place_all(problems.into_iter().enumerate().map(place).collect())
    }

    fn copy(&self) -> Option<RawRecord> {
        let Slot { entry, remainder } = self.slot.clone();
        let entry = self.text[entry].as_bytes();
        let remainder = remainder.map_or("null", |range| &self.text[range]).as_bytes();
        Some(RawRecord::framed(self.source.path, EXTENSIONS, PAGE, entry, Some(remainder)))
    }
}

/// A page of rejected entries.
const PAGE: Framing = Framing {
    head: Cow::Borrowed(b"{\"page\": 1, \"value\": [\n"),
    between: ",\n",
    tail: |remainders| {
        let end = b"\n], \"nextPage\": null".to_vec();
        if remainders.iter().all(|remainder| remainder == b"null") {
            return [&*end, b"}\n"].concat();
        }
        [&*end, b", \"_newsconv\": [\n", &*remainders.join(&b",\n"[..]), b"\n]}\n"].concat()
    },
};

impl Record<'_, '_> {
    /// Pushes the article of the entry into `sink`, or its problems.
    fn push(&self, options: &ReadOptions, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let mut fields = RecordDecoder::new(Dialect::Json, WrongValues::unmapped(options.lenient));
        let read = article(self.text, self.slot.clone(), &mut fields);
        let article = read.unwrap_or_else(|problem| {
            fields.errors.push(problem);
            Article::default()
        });
        let RecordDecoder { mut errors, warnings, .. } = fields;
        if !errors.is_empty() {
            errors.extend(warnings);
            return sink.reject(self.source.diagnose_all(errors), self);
        }
        for warning in self.source.diagnose_all(warnings) {
            sink.warn(warning)?;
        }
        sink.article(&article, self)
    }

    /// Returns the positions of the problems' fields, under their names there, in the value at `range`.
    fn spots(
        &self,
        range: Option<&Range<usize>>,
        problems: &[Diagnostic],
        name: fn(&str) -> &str,
    ) -> Vec<Option<FieldLocation>> {
        let root = range.and_then(|range| node(self.text, range.clone()).ok());
        let wanted = problems.iter().map(|problem| FieldQuery::by(problem, name(&problem.field)));
        root.map_or_else(Vec::new, |root| spots(&root, wanted))
    }
}

/// Parses the value at `range` of `text` to a tree.
fn node(text: &str, range: Range<usize>) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    let raw = json_tree::cut::<&RawValue>(text, &text[range])?;
    json_tree::parse_within(text, raw)
}
