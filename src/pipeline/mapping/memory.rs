//! What a mapping remembers of the source, in `sourceStyle`.
//!
//! `sourceStyle` is a JSON object. Its member `mapped` says for each field that was mapped where it came from:
//!
//! ```json
//! {"mapped":{"title":"headline","publishedDateTime":["date","2024-01-23"],"slug":[":filename"]}}
//! ```
//!
//! The value is the key of the source, if what it had there is the field's value in its simplest shape; a list of the
//! key and what it had, if that is another shape; a list of the source alone, if the field was copied from what is still
//! there; a list of the source, the key and what it had, if only a part of that became the field. A way into nested maps
//! has its steps joined by `/`, as in a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)). `!` before the
//! name of the field means that it has the opposite value.
//!
//! Its member `columns` says the same of declared columns, and its member `order` has the unknown keys in the order of
//! the source, if declared columns changed it.

use std::borrow::Cow;

use crate::decode::json_tree;
use crate::model::article::Article;
use crate::model::value::{Map, Value};
use crate::pipeline::source_style::{self, COLUMNS, MAPPED, ORDER, quoted};

use super::target::Target;

/// What is remembered of an article.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Memory<'a> {
    pub(super) fields: Vec<Entry<'a>>,
    pub(super) columns: Vec<ColumnEntry<'a>>,
    /// The unknown keys as the source had them, if they have another order.
    pub(super) order: Option<Vec<Cow<'a, str>>>,
}

/// One declared column whose value came from another key, or had another shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ColumnEntry<'a> {
    /// The name of the column.
    pub(super) column: Cow<'a, str>,
    /// The key of the article, as it was spelled; the source as it was written, if the value was copied.
    pub(super) key: Cow<'a, str>,
    /// The steps from there into nested maps.
    pub(super) way: Vec<String>,
    pub(super) kept: Kept<'a>,
}

/// One key of the source that was mapped.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    /// The key of the article, as it was spelled; the source as it was written, if the value was copied.
    pub(super) key: Cow<'a, str>,
    /// The steps from there into nested maps.
    pub(super) way: Vec<String>,
    pub(super) target: Target,
    /// Whether the field has the opposite value.
    pub(super) is_negated: bool,
    pub(super) kept: Kept<'a>,
}

/// How the value of the source is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept<'a> {
    /// It is the field's value in its simplest shape.
    Simplest,
    /// It is this.
    Value(Value<'a>),
    /// It is still there.
    Copied,
    /// It is a part of this value of the key, whose name is that of a field, so that it cannot stay an unknown key.
    Part(Cow<'a, str>, Value<'a>),
}

impl<'a> Kept<'a> {
    /// Returns how to keep `value`, from which `target` was set.
    pub(super) fn of(target: Target, article: &Article<'a>, value: Value<'a>) -> Self {
        // Columns cut a time to the microsecond, of which the text of the source says more.
        if target.simplest(article).as_ref() == Some(&value) && !target.is_fine_time(article) {
            Self::Simplest
        } else {
            Self::Value(value)
        }
    }
}

impl Entry<'_> {
    /// Returns the memory of a field that was copied from `source`, which is still there.
    pub(super) fn copied(source: String, target: Target) -> Self {
        Self { key: source.into(), way: Vec::new(), target, is_negated: false, kept: Kept::Copied }
    }
}

impl Memory<'_> {
    /// Returns whether nothing is remembered.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.columns.is_empty() && self.order.is_none()
    }

    /// Returns the text of `sourceStyle` with this added. What it remembers already of other fields and columns stays.
    pub(super) fn write(&self, style: Option<&str>) -> String {
        let before = style.filter(|style| may_have(style));
        let mut before = before.and_then(|style| json_tree::object(style).ok()).unwrap_or_default();
        let had_one = !before.is_empty();
        let mut taken = |name: &str| {
            let at = before.iter().position(|(key, _)| key == name)?;
            Some(before.remove(at).1)
        };
        let [mut fields, mut columns] =
            [MAPPED, COLUMNS].map(|name| entries(taken(name)).unwrap_or_default());
        let order = taken(ORDER);
        for entry in &self.fields {
            let name = entry.target.name();
            // What was remembered of a field that was empty is of no use.
            fields.retain(|(other, _)| other.strip_prefix('!').unwrap_or(other) != name);
        }
        // A column that was edited has its own name now; the key that it came from is known.
        let is_new = |entry: &&ColumnEntry<'_>| {
            entry.key != entry.column || columns.iter().all(|(other, _)| *other != entry.column)
        };
        let new_columns: Vec<_> = self.columns.iter().filter(is_new).collect();
        columns.retain(|(other, _)| new_columns.iter().all(|entry| entry.column != *other));

        let old = |entries: Map<'_>| -> Vec<String> {
            entries.into_iter().map(|(name, kept)| format!("{}:{kept}", quoted(&name))).collect()
        };
        let (mut fields, mut columns) = (old(fields), old(columns));
        fields.extend(self.fields.iter().map(|entry| {
            let not = if entry.is_negated { "!" } else { "" };
            let name = format!("{not}{}", entry.target.name());
            member(&name, &entry.key, &entry.way, &entry.kept)
        }));
        columns.extend(
            new_columns
                .iter()
                .map(|entry| member(&entry.column, &entry.key, &entry.way, &entry.kept)),
        );
        let mut members = Vec::new();
        for (name, entries) in [(MAPPED, fields), (COLUMNS, columns)] {
            if !entries.is_empty() {
                members.push(format!("{}:{{{}}}", quoted(name), entries.join(",")));
            }
        }
        let keys = |order: &Vec<Cow<'_, str>>| {
            let keys: Vec<_> = order.iter().map(|key| quoted(key)).collect();
            format!("[{}]", keys.join(","))
        };
        let order = order.map(|order| order.to_string()).or_else(|| self.order.as_ref().map(keys));
        members.extend(order.map(|order| format!("{}:{order}", quoted(ORDER))));
        if had_one {
            let rest = (!before.is_empty()).then(|| Value::Map(before).to_string());
            return source_style::with(rest.as_deref(), members);
        }
        source_style::with(style, members)
    }
}

/// Returns what is remembered of one field or column, as the member of an object.
fn member(name: &str, key: &str, way: &[String], kept: &Kept<'_>) -> String {
    let mut source = escaped(key);
    for step in way {
        source.push('/');
        source.push_str(&escaped(step));
    }
    let (name, source) = (quoted(name), quoted(&source));
    match kept {
        Kept::Simplest => format!("{name}:{source}"),
        Kept::Value(value) => format!("{name}:[{source},{value}]"),
        Kept::Copied => format!("{name}:[{source}]"),
        Kept::Part(key, value) => format!("{name}:[{source},{},{value}]", quoted(key)),
    }
}

fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Returns what the text of `sourceStyle` remembers, and that text without it. `None` if it remembers nothing, or was not
/// written by [`Memory::write`].
#[cfg(feature = "markdown")]
pub(super) fn read(style: &str) -> Option<(Memory<'_>, Option<String>)> {
    let mut members = json_tree::object(style).ok()?;
    let mut taken = |name: &str| {
        let at = members.iter().position(|(key, _)| key == name)?;
        Some(members.remove(at).1)
    };
    let mut memory = Memory::default();
    for (target, value) in entries(taken(MAPPED))? {
        let (key, way, kept) = source(value)?;
        let name = target.strip_prefix('!');
        let is_negated = name.is_some();
        let target = Target::named(name.unwrap_or(&target))?;
        memory.fields.push(Entry { key, way, target, is_negated, kept });
    }
    for (column, value) in entries(taken(COLUMNS))? {
        let (key, way, kept) = source(value)?;
        memory.columns.push(ColumnEntry { column, key, way, kept });
    }
    if let Some(order) = taken(ORDER) {
        let Value::List(keys) = order else { return None };
        let text = |key| if let Value::Text(key) = key { Some(key) } else { None };
        memory.order = Some(keys.into_iter().map(text).collect::<Option<_>>()?);
    }
    let rest = (!members.is_empty()).then(|| Value::Map(members).to_string());
    (!memory.is_empty()).then_some((memory, rest))
}

/// Returns whether the text of `sourceStyle` may remember something.
pub(super) fn may_have(style: &str) -> bool {
    [MAPPED, COLUMNS, ORDER].iter().any(|name| style.contains(&quoted(name)))
}

/// Returns the members of an object; `None` if the value is something else.
fn entries(member: Option<Value<'_>>) -> Option<Map<'_>> {
    match member {
        None => Some(Map::new()),
        Some(Value::Map(map)) => Some(map),
        Some(_) => None,
    }
}

/// Returns the key, the steps from there, and what was kept.
#[cfg(feature = "markdown")]
fn source(value: Value<'_>) -> Option<(Cow<'_, str>, Vec<String>, Kept<'_>)> {
    let (source, kept) = match value {
        Value::Text(source) => (source, Kept::Simplest),
        Value::List(items) => {
            let mut items = items.into_iter();
            let Some(Value::Text(source)) = items.next() else { return None };
            let kept = match (items.next(), items.next()) {
                (None, _) => Kept::Copied,
                (Some(value), None) => Kept::Value(value),
                (Some(Value::Text(key)), Some(value)) => Kept::Part(key, value),
                _ => return None,
            };
            (source, kept)
        }
        _ => return None,
    };
    let mut steps = source.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    Some((steps.next()?.into(), steps.collect(), kept))
}
