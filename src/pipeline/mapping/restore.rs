//! Brings back the keys of the source: the opposite of a mapping.

use std::borrow::Cow;

use crate::decode::shapes::Split;
use crate::model::article::{Article, Kind, Provider};
use crate::model::value::{Map, Value};

use super::memory::{self, Entry, Kept};
use super::source::{self, From, Source};
use super::target::Target;

/// Returns the article with the keys that its source had, as far as its fields still say the same. The article itself,
/// if nothing was mapped.
///
/// A field that was edited since goes back to the source's key if its value has the shape that the source's had; else it
/// stays a field of its own name. So old text never overrules an edit.
pub(crate) fn restored<'r, 'a>(article: &'r Article<'a>) -> Cow<'r, Article<'a>> {
    let Some(style) = article.source_style.as_deref().filter(|style| style.contains("\"mapped\""))
    else {
        return Cow::Borrowed(article);
    };
    let Some((entries, rest)) = memory::read(style) else { return Cow::Borrowed(article) };
    let mut raw = article.clone();
    raw.source_style = rest.map(Cow::Owned);
    let mut wholes: Vec<Target> = entries.iter().map(|entry| entry.target.whole()).collect();
    wholes.sort_unstable();
    wholes.dedup();
    for whole in wholes {
        let of_whole = entries.iter().filter(|entry| entry.target.whole() == whole);
        restore(&mut raw, whole, &of_whole.collect::<Vec<_>>());
    }
    if raw.provider == Some(Provider::default()) && article.provider != raw.provider {
        raw.provider = None;
    }
    Cow::Owned(raw)
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
    source::follow(whole, rest, first.is_list)
}

/// Returns the value of a source that is still there.
fn copied<'a>(article: &Article<'a>, entry: &Entry<'_>) -> Option<Value<'a>> {
    let source = Source::parse(&entry.key)?;
    match &source.from {
        From::Place(place) => place.value(article, entry.target.kind() == Kind::Time),
        From::Keys(steps) => {
            let (first, rest) = steps.split_first()?;
            let named = |key: &str| crate::decode::shapes::fold(key) == first.key;
            let (_, value) = article.extra.iter().find(|(key, _)| named(key))?;
            source::follow(value, rest, first.is_list)
        }
    }
}

/// Whether the values of the source, mapped again, give what the article has.
fn says_the_same<'a>(
    article: &Article<'a>,
    whole: Target,
    entries: &[&Entry<'_>],
    values: &[Value<'a>],
) -> bool {
    // How a text was split is not remembered: it is the way that gives the same list.
    [Split::Never, Split::Commas, Split::Spaces].into_iter().any(|split| {
        let mut again = Article::default();
        let mut both = entries.iter().zip(values);
        let is_set = both.all(|(entry, value)| {
            let value = if entry.is_negated { negated(value) } else { value.clone() };
            entry.target.set(&mut again, &value, split)
        });
        is_set && whole.is_same(&again, article)
    })
}

/// The opposite of a boolean.
fn negated<'a>(value: &Value<'a>) -> Value<'a> {
    match value {
        Value::Boolean(value) => Value::Boolean(!value),
        other => other.clone(),
    }
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
