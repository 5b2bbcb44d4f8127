//! Articles as the items of a [JSON Feed](https://www.jsonfeed.org/version/1.1/), or as the `NewsArticle`s of
//! [schema.org](https://schema.org/NewsArticle).
//!
//! What an item says is read back as the same article: each item is read as a reader would read it, and what does not
//! come of that is put into its member [`_newsconv`](super::rest).

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::item_members::Members;
use super::rest;
use super::syntax::REST;
use crate::decode::shapes::{self, Split};
use crate::diagnostic::error::Result;
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, Author, FieldRef, Provider, Record};
use crate::model::value::Map;
use crate::pipeline::mapping::Output;

/// An article as an item.
pub(super) struct Item<'r, 'a> {
    members: Map<'r>,
    article: &'r Article<'a>,
    /// The fields that the members do not say, by their places.
    rest: Vec<usize>,
    /// What the members do not say of the provider.
    provider: Option<Provider<'a>>,
    has_extra: bool,
}

/// Returns the article as an item of what the profile is written to.
///
/// # Errors
/// The problem of an article that cannot be an item of a feed, since it has no id, no URL and no path.
pub(super) fn item<'r, 'a>(article: &'r Article<'a>, output: Output) -> Result<Item<'r, 'a>> {
    let mut members = Members::default();
    match output {
        Output::JsonFeed => members.feed(article)?,
        _ => members.page(article),
    }
    let members = members.map;
    let read = read_back(&members);
    let mut item = Item { members, article, rest: Vec::new(), provider: None, has_extra: false };
    for (index, (field, value)) in article.fields().enumerate() {
        let is_same = match value {
            // It is not read back, since it is one text in any case.
            FieldRef::Text(body) if field.name == "body" => {
                body.is_some() || !item.members.iter().any(|(key, _)| rest::says("body", key))
            }
            value => read.fields().nth(index).is_some_and(|(_, read)| read == value),
        };
        match field.name {
            _ if is_same => {}
            "provider" => item.provider(&read, index),
            _ => item.rest.push(index),
        }
    }
    item.has_extra = !article.extra.is_empty() && article.extra != read.extra;
    Ok(item)
}

/// Returns what a reader makes of the members, without the body.
fn read_back<'r>(members: &Map<'r>) -> Article<'r> {
    let mut raw = Article::default();
    for (key, value) in members.iter().filter(|(key, _)| !rest::says("body", key)) {
        let is_set = Article::index(key)
            .is_some_and(|index| shapes::set(raw.slot(index), value, Split::Never));
        if !is_set && key != "@context" {
            raw.extra.push((key.clone(), value.clone()));
        }
    }
    rest::apply_members(&mut raw);
    raw
}

impl Item<'_, '_> {
    /// Notes what the members do not say of the provider: without the authors, if they say those.
    fn provider(&mut self, read: &Article<'_>, index: usize) {
        let authors = |provider: &Option<Provider<'_>>| {
            provider
                .as_ref()
                .and_then(|provider| provider.authors.clone())
                .map(|authors| authors.into_iter().map(Author::into_owned).collect::<Vec<_>>())
        };
        let said = authors(&read.provider);
        match &self.article.provider {
            Some(provider) if said.is_some() && said == authors(&self.article.provider) => {
                self.provider = Some(Provider { authors: None, ..provider.clone() });
            }
            _ => self.rest.push(index),
        }
    }
}

impl Serialize for Item<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (key, value) in &self.members {
            out.serialize_entry(key, value)?;
        }
        out.serialize_entry(REST, &Rest(self))?;
        out.end()
    }
}

/// The member `_newsconv`.
struct Rest<'i, 'r, 'a>(&'i Item<'r, 'a>);

impl Serialize for Rest<'_, '_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Item { article, rest, provider, has_extra, .. } = self.0;
        let mut out = serializer.serialize_map(None)?;
        for (index, (field, value)) in article.fields().enumerate() {
            match provider {
                Some(provider) if field.name == "provider" => {
                    out.serialize_entry(field.name, provider)?;
                }
                _ if rest.contains(&index) => out.serialize_entry(field.name, &value)?,
                _ => {}
            }
        }
        if *has_extra {
            out.serialize_entry("extra", &MapRef(&article.extra))?;
        }
        out.end()
    }
}
