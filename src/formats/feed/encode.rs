//! Encodes an article as an entry of a feed.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::decode::Member;
use super::members::{CATEGORIES, CONTENT, LOCALE, MEMBERS, PUBLISHERS};
use crate::model::article::{Article, FieldRef, Provider, Record};
use crate::model::value::{Map, Value};

/// An article that serializes as an entry of a feed.
pub(super) struct FeedEntry<'r, 'a>(pub(super) &'r Article<'a>);

impl Serialize for FeedEntry<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let article = self.0;
        let fields: Vec<_> = article.fields().collect();
        let mut out = serializer.serialize_map(None)?;
        for name in MEMBERS {
            match name {
                CONTENT => out.serialize_entry(name, &content(article))?,
                CATEGORIES => out.serialize_entry(name, &categories(article))?,
                _ => {
                    let value = fields.iter().find(|(field, _)| field.name == name);
                    out.serialize_entry(name, &value.map(|(_, value)| Spelled(name, *value)))?;
                }
            }
        }
        flat(&mut out, &article.extra, |key| Member::named(key) == Member::Unknown)?;
        out.end()
    }
}

/// Returns the body, but empty text for a body with only white space.
fn content<'r>(article: &'r Article<'_>) -> Option<&'r str> {
    let body = article.body.as_deref()?;
    // The feeds of real sites have empty text for such bodies. The sidecar has the exact one.
    Some(if body.trim().is_empty() { "" } else { body })
}

/// Returns the category as a list. If there is no category, returns the list with no or several items that
/// the reader kept as an unknown key.
fn categories<'r>(article: &'r Article<'_>) -> Option<Vec<&'r str>> {
    if let Some(category) = &article.category {
        return Some(vec![category]);
    }
    let Value::List(items) = get(&article.extra, CATEGORIES)? else { return None };
    let texts: Option<Vec<_>> = items.iter().map(Value::as_text).collect();
    // A list of one would be read as the category, which the article does not have.
    texts.filter(|texts| texts.len() != 1)
}

fn get<'r, 'a>(map: &'r Map<'a>, key: &str) -> Option<&'r Value<'a>> {
    map.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Writes the unknown keys whose names do not clash with members of an entry.
fn flat<M: SerializeMap>(
    out: &mut M,
    extra: &Map<'_>,
    may: impl Fn(&str) -> bool,
) -> Result<(), M::Error> {
    for (key, value) in extra {
        if may(key) {
            out.serialize_entry(key, value)?;
        }
    }
    Ok(())
}

/// A field as a feed spells it, with its name.
struct Spelled<'r, 'a>(&'static str, FieldRef<'r, 'a>);

impl Serialize for Spelled<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.0, self.1) {
            ("isCached", FieldRef::Boolean(None)) => serializer.serialize_bool(false),
            ("locale", FieldRef::Text(None)) => serializer.serialize_str(LOCALE),
            (_, FieldRef::Provider(Some(provider))) => Whole(provider).serialize(serializer),
            (_, FieldRef::Images(Some(x))) => serializer.collect_seq(x.iter().map(Whole)),
            (_, FieldRef::Authors(Some(x))) => serializer.collect_seq(x.iter().map(Whole)),
            (_, value) => value.serialize(serializer),
        }
    }
}

/// A nested record with all its members; absent ones are null.
struct Whole<'r, R>(&'r R);

impl<'a, R: Record<'a>> Serialize for Whole<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let publishers = R::NAME == Provider::NAME;
        let mut out = serializer.serialize_map(None)?;
        for (field, value) in record.fields() {
            if publishers && field.name == "authors" {
                out.serialize_entry(PUBLISHERS, &get(record.extra(), PUBLISHERS))?;
            }
            out.serialize_entry(field.name, &Spelled(field.name, value))?;
        }
        let known = |key: &str| R::is_reserved(key) || (publishers && key == PUBLISHERS);
        flat(&mut out, record.extra(), |key| !known(key))?;
        out.end()
    }
}
