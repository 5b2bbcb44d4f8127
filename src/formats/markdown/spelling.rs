//! What a source spelled otherwise than the house style does, for [`style`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;

use crate::decode::tree::{Entry, Spanned, SpannedKind};
use crate::model::article::{Article, Field, FieldRef, Record};
use crate::model::value::Value;

use super::language::{Form, Language};
use super::style::{self, push_step};
use super::{canonical, plain, render};

/// Returns whether `raw`, found in the source for a text without characters that need an escape, is what the house
/// style writes for it; `is_plain` says whether that is plain where it can be.
pub(super) fn is_canonical_text(raw: &str, text: &str, is_plain: bool) -> bool {
    match raw.as_bytes().first() {
        // Double quotes are canonical where plain text is not possible, or not the style of the
        // field. Without a backslash the text between them is the token itself, so it needs no
        // rendering; only escapes have several spellings, such as `\u00e9` and `é`.
        Some(b'"') => {
            let is_quoted_so = || {
                let mut canonical = String::with_capacity(raw.len());
                render::quoted(text, &mut canonical);
                canonical == raw
            };
            let has_escapes = memchr::memchr(b'\\', raw.as_bytes()).is_some();
            (!is_plain || !plain::is_safe(text)) && (!has_escapes || is_quoted_so())
        }
        // The house style never uses single quotes.
        Some(b'\'') => false,
        _ => is_plain && plain::is_safe(text),
    }
}

/// Returns the text of `sourceStyle` of an article that was read from the map `entries` of the front matter `source`.
pub(super) fn of(
    entries: &[Entry<'_>],
    article: &Article<'_>,
    source: &Source<'_>,
) -> Option<String> {
    let mut recorder =
        Recorder { source, at: String::new(), found: Vec::new(), scratch: String::new() };
    recorder.record(entries, article);
    style::to_json(
        recorder.found.iter().map(|(pointer, token)| (&**pointer, &**token)),
        source.form,
    )
}

/// Front matter with the places of its values.
pub(super) struct Source<'y> {
    pub(super) text: &'y str,
    /// The language of the text, and its fences.
    pub(super) form: Form,
    /// Byte of the file where the text begins.
    pub(super) base: usize,
    /// Where values begin and end, in bytes of the file, ascending.
    pub(super) spans: &'y [(usize, usize)],
}

impl<'y> Source<'y> {
    /// Returns what was written for a value, if that is on one line; `None` for one with a tag or an anchor too.
    fn token(&self, node: &Spanned<'_>) -> Option<&'y str> {
        // Values with a tag or an anchor and block scalars have no span: they cannot be written
        // back as a token on one line.
        let found = self.spans.binary_search_by_key(&node.at, |(start, _)| *start).ok()?;
        let (start, end) = self.spans[found];
        let token = self.text.get(start - self.base..end - self.base)?;
        let is_whole = match node.data {
            // Anchors, aliases and tags within would say something else elsewhere.
            SpannedKind::List(_) if self.form == Form::Yaml => {
                token.starts_with('[') && !token.contains(['&', '*', '!'])
            }
            SpannedKind::Map(_) if self.form == Form::Yaml => {
                token.starts_with('{') && !token.contains(['&', '*', '!'])
            }
            SpannedKind::List(_) => token.starts_with('['),
            SpannedKind::Map(_) => token.starts_with('{'),
            SpannedKind::Scalar(_) | SpannedKind::Spelled(..) => true,
        };
        (is_whole && !token.contains(['\n', '\r'])).then_some(token)
    }
}

/// Collects what a source wrote otherwise than the house style does, in its order.
struct Recorder<'s, 'y> {
    source: &'s Source<'y>,
    /// The JSON pointer to the current value.
    at: String,
    found: Vec<(String, Cow<'y, str>)>,
    scratch: String,
}

impl<'y> Recorder<'_, 'y> {
    fn within(&mut self, step: &dyn Display, look: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        push_step(step, &mut self.at);
        look(self);
        self.at.truncate(length);
    }

    fn record<'a, R: Record<'a>>(&mut self, entries: &[Entry<'_>], record: &R) {
        let extra: HashMap<&str, &Value<'_>> =
            record.extra().iter().map(|(key, value)| (&**key, value)).collect();
        let fields: Vec<_> = record.fields().collect();
        for Entry { key, node, .. } in entries {
            let index = R::index(key).filter(|_| Article::is_front_matter(key));
            // Null in the source and absent in the article is the same, but the house style would
            // leave the key out. So null is recorded although the field has no value.
            let is_null = node.data == SpannedKind::Scalar(Value::Null);
            let value = index.map(|index| fields[index]);
            // A wrong value that was kept is in `extra`.
            match value.filter(|(_, value)| is_null || !value.is_none()) {
                Some((field, value)) => {
                    self.within(key, |recorder| recorder.field(field, value, node));
                }
                None => {
                    if let Some(value) = extra.get(&**key) {
                        self.within(key, |recorder| recorder.value(node, value));
                    }
                }
            }
        }
    }

    fn field(&mut self, field: &Field, value: FieldRef<'_, '_>, node: &Spanned<'_>) {
        // The house style's own token is what rendering gives after `name: `. A value that needs
        // more lines never equals a token of one line.
        if let Some(token) = self.on_one_line(node) {
            self.scratch.clear();
            if !canonical::field(self.source.form, field, value, &mut self.scratch)
                || self.scratch != token
            {
                self.found.push((self.at.clone(), token));
            }
            return;
        }
        match (value, &node.data) {
            (FieldRef::Texts(Some(texts)), SpannedKind::List(items)) => {
                for (index, (text, item)) in texts.iter().zip(items).enumerate() {
                    let value = Value::Text(Cow::Borrowed(text));
                    self.within(&index, |recorder| recorder.value(item, &value));
                }
            }
            (FieldRef::Provider(Some(provider)), SpannedKind::Map(entries)) => {
                self.record(entries, provider);
            }
            (FieldRef::Images(Some(images)), SpannedKind::List(items)) => {
                self.records(items, images);
            }
            (FieldRef::Authors(Some(authors)), SpannedKind::List(items)) => {
                self.records(items, authors);
            }
            (FieldRef::Related(Some(related)), SpannedKind::List(items)) => {
                self.records(items, related);
            }
            _ => {}
        }
    }

    /// Returns what was written for a value, on one line; `None` where there is no such token. In TOML, whose lists
    /// are canonical on one line, a list of scalars on several lines is put on one: so it is written, and what is
    /// read from there must be recorded in the same way.
    fn on_one_line(&self, node: &Spanned<'_>) -> Option<Cow<'y, str>> {
        if let Some(token) = self.source.token(node) {
            return Some(Cow::Borrowed(token));
        }
        let SpannedKind::List(items) = &node.data else { return None };
        if self.source.form.language() != Language::Toml {
            return None;
        }
        let scalar = |item: &Spanned<'_>| {
            let is_scalar = matches!(item.data, SpannedKind::Scalar(_) | SpannedKind::Spelled(..));
            self.source.token(item).filter(|_| is_scalar)
        };
        let tokens: Vec<_> = items.iter().map(scalar).collect::<Option<_>>()?;
        Some(Cow::Owned(format!("[{}]", tokens.join(", "))))
    }

    fn records<'a, R: Record<'a>>(&mut self, items: &[Spanned<'_>], records: &[R]) {
        for (index, (item, record)) in items.iter().zip(records).enumerate() {
            let SpannedKind::Map(entries) = &item.data else { continue };
            self.within(&index, |recorder| match recorder.source.token(item) {
                Some("{}") => {}
                Some(token) => {
                    recorder.found.push((recorder.at.clone(), Cow::Borrowed(token)));
                }
                None => recorder.record(entries, record),
            });
        }
    }

    fn value(&mut self, node: &Spanned<'_>, value: &Value<'_>) {
        if let Some(token) = self.on_one_line(node) {
            self.scratch.clear();
            if !canonical::value(self.source.form, value, &mut self.scratch)
                || self.scratch != token
            {
                self.found.push((self.at.clone(), token));
            }
            return;
        }
        match (&node.data, value) {
            (SpannedKind::List(items), Value::List(values)) => {
                for (index, (item, value)) in items.iter().zip(values).enumerate() {
                    self.within(&index, |recorder| recorder.value(item, value));
                }
            }
            (SpannedKind::Map(entries), Value::Map(map)) => {
                for (entry, (key, value)) in entries.iter().zip(map) {
                    self.within(key, |recorder| recorder.value(&entry.node, value));
                }
            }
            _ => {}
        }
    }
}
