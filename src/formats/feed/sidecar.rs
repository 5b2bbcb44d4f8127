//! Stores what an entry cannot hold in a sidecar, and merges it into the article when reading.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::decode;
use super::encode::FeedEntry;
use super::members::{MEMBERS, REMAINDERS};
use crate::decode::decoder::RecordDecoder;
use crate::decode::tree::{Spanned, SpannedKind};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, FieldRef, Record};

/// The difference between `article` and `entry`, the article that its entry decodes to. It serializes the
/// fields that differ as JSON members; absent ones are null.
pub(super) struct Difference<'r, 'a> {
    pub(super) article: &'r Article<'a>,
    pub(super) entry: &'r Article<'a>,
}

impl<'r, 'a> Difference<'r, 'a> {
    fn fields(&self) -> impl Iterator<Item = (&'static str, FieldRef<'r, 'a>)> {
        let pairs = self.article.fields().zip(self.entry.fields());
        // A field that only the entry has is in the difference too, as null, so that merging
        // removes it.
        pairs.filter(|((_, a), (_, b))| a != b).map(|((field, value), _)| (field.name, value))
    }

    fn has_extra(&self) -> bool {
        self.article.extra != self.entry.extra
    }

    /// Returns whether the entry alone decodes to the article.
    pub(super) fn is_empty(&self) -> bool {
        self.fields().next().is_none() && !self.has_extra()
    }
}

impl Serialize for Difference<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (name, value) in self.fields() {
            out.serialize_entry(name, &value)?;
        }
        if self.has_extra() {
            out.serialize_entry("extra", &MapRef(&self.article.extra))?;
        }
        out.end()
    }
}

/// A sidecar that was read: which fields it has, and their values.
pub(super) struct Remainder<'a> {
    at: usize,
    /// Indexes of its fields in the article.
    fields: Vec<usize>,
    /// Whether it has unknown keys.
    extra: bool,
    stored: Article<'a>,
}

impl<'a> Remainder<'a> {
    /// Decodes the sidecar in `node`. Returns `None` for null.
    pub(super) fn read(node: Spanned<'a>, fields: &mut RecordDecoder) -> Option<Self> {
        let at = node.at;
        if node.data == SpannedKind::Scalar(crate::model::value::Value::Null) {
            return None;
        }
        let SpannedKind::Map(entries) = node.data else {
            let message = format!("expected an object or null, found {}", node.describe());
            fields
                .errors
                .push(UnlocatedDiagnostic::new(Code::WrongType, at, message).in_field(REMAINDERS));
            return None;
        };
        let names = || entries.iter().map(|entry| &*entry.key);
        let places = names().filter_map(Article::index).collect();
        let extra = names().any(|name| name == "extra" || !Article::is_reserved(name));
        Some(Self { at, fields: places, extra, stored: fields.article(entries) })
    }

    /// Merges its fields into `article`, which was decoded from the entry. Fields that were edited in the
    /// entry since are left alone, and named in the returned warning.
    pub(super) fn apply(self, article: &mut Article<'a>) -> Option<UnlocatedDiagnostic> {
        // The proof encodes the article again, so it is made only where the entry can disagree.
        let entry = self.needs_proof(article).then(|| article.clone());
        for &index in &self.fields {
            copy(&self.stored, article, index);
        }
        if self.extra {
            article.extra.clone_from(&self.stored.extra);
        } else {
            // The wrong values that were kept as unknown keys.
            article.extra.extend(self.stored.extra.iter().cloned());
        }
        let stale = self.restore(&entry?, article);
        (!stale.is_empty()).then(|| self.warning(&stale))
    }

    /// Returns whether it has another value for a field that the entry has too.
    fn needs_proof(&self, entry: &Article<'a>) -> bool {
        let spoken = |&index: &usize| {
            let name = Article::FIELDS[index].name;
            let member = MEMBERS.contains(&name) || matches!(name, "body" | "category");
            member || !field(entry, index).is_none_or(FieldRef::is_none)
        };
        self.extra || self.fields.iter().any(spoken)
    }

    /// Restores from `entry` every field whose value in `article` would encode to another entry, and returns
    /// their names.
    fn restore(&self, entry: &Article<'a>, article: &mut Article<'a>) -> Vec<&'static str> {
        let Ok(text) = serde_json::to_string(&FeedEntry(article)) else { return Vec::new() };
        let Ok(again) = decode::read_back(&text) else { return Vec::new() };
        let mut stale = Vec::new();
        for &index in &self.fields {
            // The sidecar's value would have given another entry than the one that is here, so the
            // entry was edited since.
            if field(&again, index) != field(entry, index) {
                copy(entry, article, index);
                stale.push(Article::FIELDS[index].name);
            }
        }
        if self.extra && again.extra != entry.extra {
            article.extra.clone_from(&entry.extra);
            stale.push("extra");
        }
        stale
    }

    fn warning(&self, stale: &[&str]) -> UnlocatedDiagnostic {
        let message = format!("this no longer matches the entry in {}", stale.join(", "));
        let problem =
            UnlocatedDiagnostic::new(Code::Envelope, self.at, message).in_field(REMAINDERS);
        problem.with_help("the value of the entry was used")
    }
}

fn field<'r, 'a>(article: &'r Article<'a>, index: usize) -> Option<FieldRef<'r, 'a>> {
    article.fields().nth(index).map(|(_, value)| value)
}

/// Copies the field at `index`.
fn copy<'a>(from: &Article<'a>, to: &mut Article<'a>, index: usize) {
    if let Some(value) = field(from, index) {
        to.slot(index).assign(value);
    }
}
