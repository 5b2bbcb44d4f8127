//! Brings back the keys of the source: the opposite of a mapping.

use std::borrow::Cow;

use crate::decode::shapes::{self, Split};
use crate::model::article::{Article, Kind, Provider};
use crate::model::declared::ColumnType;
use crate::model::value::{Map, Value};

use super::apply::is_meant;
use super::memory::{self, ColumnEntry, Entry, Kept, Memory};
use super::source::{self, From, Source};
use super::target::Target;

/// Returns the article with the keys that its source had, as far as its fields still say the same. The article itself,
/// if nothing was mapped.
///
/// A field that was edited since goes back to the source's key if its value has the shape that the source's had; else it
/// stays a field of its own name. So old text never overrules an edit.
pub(crate) fn restored<'r, 'a>(article: &'r Article<'a>) -> Cow<'r, Article<'a>> {
    let Some(style) = article.source_style.as_deref().filter(|style| memory::may_have(style))
    else {
        return Cow::Borrowed(article);
    };
    let Some((memory, rest)) = memory::read(style) else { return Cow::Borrowed(article) };
    let Memory { fields: mut entries, columns, order } = memory;
    let had_empty_provider = entries.iter().any(is_empty_provider);
    entries.retain(|entry| !is_empty_provider(entry));
    let mut raw = article.clone();
    raw.source_style = rest.map(Cow::Owned);
    let mut wholes: Vec<Target> = entries.iter().map(|entry| entry.target.whole()).collect();
    // The parts of the provider before it: what they leave is what the provider's own key had.
    wholes.sort_unstable_by_key(|whole| (whole.kind() == Kind::Provider, *whole));
    wholes.dedup();
    for whole in wholes {
        let of_whole = entries.iter().filter(|entry| entry.target.whole() == whole);
        restore(&mut raw, whole, &of_whole.collect::<Vec<_>>());
    }
    let is_emptied = raw.provider == Some(Provider::default()) && article.provider != raw.provider;
    if is_emptied && !had_empty_provider {
        raw.provider = None;
    }
    for entry in &columns {
        restore_column(&mut raw.extra, entry);
    }
    if let Some(order) = order {
        let place = |key: &str| order.iter().position(|other| other == key);
        // Keys that were added since stay behind the others.
        raw.extra.sort_by_key(|(key, _)| place(key).unwrap_or(order.len()));
    }
    Cow::Owned(raw)
}

/// Returns whether the source had a provider of which nothing was known.
fn is_empty_provider(entry: &Entry<'_>) -> bool {
    let is_empty = matches!(&entry.kept, Kept::Value(Value::Map(map)) if map.is_empty());
    is_empty && entry.target.kind() == Kind::Provider
}

/// Moves the value of a declared column back to the key that it came from, if that says what it says.
fn restore_column(extra: &mut Map<'_>, entry: &ColumnEntry<'_>) {
    let Some(at) = extra.iter().position(|(key, _)| *key == entry.column) else {
        if entry.kept == Kept::Value(Value::Null) {
            put(extra, Cow::Owned(entry.key.to_string()), &entry.way, Value::Null);
        }
        return;
    };
    let value = match &entry.kept {
        Kept::Simplest => Some(extra[at].1.clone()),
        Kept::Value(value) => Some(value.clone().into_owned()),
        Kept::Copied => source_of(extra, &entry.key),
        Kept::Part(..) => None,
    };
    let Some(value) = value.filter(|value| reads_as(value, &extra[at].1)) else { return };
    extra.remove(at);
    if entry.kept != Kept::Copied {
        put(extra, Cow::Owned(entry.key.to_string()), &entry.way, value);
    }
}

/// Returns whether a declared column of some type reads `value` as `column`.
fn reads_as(value: &Value<'_>, column: &Value<'_>) -> bool {
    let splits = Split::ALL;
    ColumnType::ALL.iter().any(|of| {
        let read = |split| shapes::declared(*of, value, split);
        splits.into_iter().filter_map(read).any(|read| read.is_same(column))
    })
}

/// Moves one field, with its parts, back to the keys that it came from, if these say what it says.
pub(super) fn restore(article: &mut Article<'_>, whole: Target, entries: &[&Entry<'_>]) {
    let Some(values) = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| value(article, entry, &entries[at + 1..]))
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    if !says_the_same(article, whole, entries, &values) {
        return;
    }
    whole.clear(article);
    for (entry, value) in entries.iter().zip(values) {
        let extra = &mut article.extra;
        match &entry.kept {
            Kept::Copied => {}
            Kept::Part(key, whole) => {
                put(extra, Cow::Owned(key.to_string()), &[], whole.clone().into_owned());
            }
            Kept::Simplest | Kept::Value(_) => {
                put(extra, Cow::Owned(entry.key.to_string()), &entry.way, value);
            }
        }
    }
}

/// Returns the value that the source had for an entry; `later` fill other parts of the same field.
fn value<'a>(article: &Article<'a>, entry: &Entry<'_>, later: &[&Entry<'_>]) -> Option<Value<'a>> {
    match &entry.kept {
        Kept::Value(value) => Some(value.clone().into_owned()),
        Kept::Copied => copied(article, entry),
        Kept::Part(_, whole) => part(entry, &whole.clone().into_owned()),
        Kept::Simplest => {
            let mut before = article.clone();
            for entry in later {
                entry.target.clear(&mut before);
            }
            let value = entry.target.simplest(&before)?;
            Some(if entry.is_negated { negated(&value) } else { value })
        }
    }
}

/// Returns the part of a value that became the field.
fn part<'a>(entry: &Entry<'_>, whole: &Value<'a>) -> Option<Value<'a>> {
    let From::Keys(steps) = Source::parse(&entry.key)?.from else { return None };
    let (first, rest) = steps.split_first()?;
    let found = source::follow(whole, rest, first.is_list)?;
    Some(if Source::parse(&entry.key)?.is_copied() { entry.target.first_of(found) } else { found })
}

/// Returns the value of a source that is still there.
fn copied<'a>(article: &Article<'a>, entry: &Entry<'_>) -> Option<Value<'a>> {
    match Source::parse(&entry.key)?.from {
        From::Place(place) => place.value(article, entry.target),
        From::Keys(_) => {
            source_of(&article.extra, &entry.key).map(|found| entry.target.first_of(found))
        }
    }
}

/// Returns what the source `spelled` finds in unknown keys.
fn source_of<'a>(extra: &Map<'a>, spelled: &str) -> Option<Value<'a>> {
    let From::Keys(steps) = Source::parse(spelled)?.from else { return None };
    let (first, rest) = steps.split_first()?;
    let (_, value) = extra.iter().find(|(key, _)| shapes::fold(key) == first.key)?;
    source::follow(value, rest, first.is_list)
}

/// Returns whether the values of the source, mapped again, give what the article has.
fn says_the_same<'a>(
    article: &Article<'a>,
    whole: Target,
    entries: &[&Entry<'_>],
    values: &[Value<'a>],
) -> bool {
    // How a text was split is not remembered: it is the way that gives the same list.
    Split::ALL.into_iter().any(|split| {
        let mut again = Article::default();
        let mut both = entries.iter().zip(values);
        let is_set = both.all(|(entry, value)| {
            let value = if entry.is_negated { negated(value) } else { value.clone() };
            is_meant(entry.target, &value) && entry.target.set(&mut again, &value, split)
        });
        is_set && whole.is_same(&again, article)
    })
}

/// Returns the opposite of a boolean.
fn negated<'a>(value: &Value<'a>) -> Value<'a> {
    shapes::opposite(value).map_or_else(|| value.clone(), Value::Boolean)
}

/// Puts a value into the unknown keys, at the end of a way into nested maps.
pub(super) fn put<'a>(map: &mut Map<'a>, key: Cow<'a, str>, way: &[String], value: Value<'a>) {
    let at = map.iter().position(|(other, _)| *other == key);
    let Some((step, rest)) = way.split_first() else {
        if at.is_none() {
            map.push((key, value));
        }
        return;
    };
    let at = at.unwrap_or_else(|| {
        map.push((key, Value::Map(Map::new())));
        map.len() - 1
    });
    if let Value::Map(inner) = &mut map[at].1 {
        put(inner, Cow::Owned(step.clone()), rest, value);
    }
}
