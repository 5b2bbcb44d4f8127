//! What a feed in JSON says of all its items.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::members;
use super::references::References;
use crate::decode::json_tree;
use crate::formats::json::syntax::REST;
use crate::model::article::Article;
use crate::model::article::Author;
use crate::model::value::{Map, Value, into_owned_map};

/// The members of a feed that [`Defaults`] reads.
const READ: [&str; 7] =
    ["version", "title", "home_page_url", "language", "authors", "author", REST];

/// What holds for an item of a [JSON Feed](https://www.jsonfeed.org/version/1.1/), or for a node of a graph, that does not
/// say it itself.
#[derive(Debug, Default)]
pub(in crate::formats::json) struct Defaults {
    /// The title of the feed.
    name: Option<String>,
    /// The domain of its page.
    domain: Option<String>,
    language: Option<String>,
    authors: Vec<Author<'static>>,
    /// The nodes that the item may refer to, if it is one of a graph.
    references: References,
}

/// Returns what the feed `text`, a part of `source`, says of its items, and the words on its other members.
pub(super) fn read(source: &str, text: &str) -> (Arc<Defaults>, Option<String>) {
    let members = members::of(source, text).unwrap_or_default();
    let get = |name: &str| members.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let text = |name: &str| get(name).and_then(owned_text).filter(|text| !text.trim().is_empty());
    let single = get("author").into_iter();
    let several =
        get("authors").and_then(|list| members::objects(source, list)).unwrap_or_default();
    let authors = several.into_iter().chain(single).filter_map(author).collect();
    let domain = text("home_page_url").and_then(|url| domain(&url).map(str::to_owned));
    let (name, language) = (text("title"), text("language"));
    let references = References::default();
    let defaults = Defaults { name, domain, language, authors, references };
    let others = members.iter().map(|(key, _)| *key);
    let others: Vec<&str> = others.filter(|key| *key != "items" && !READ.contains(key)).collect();
    let rest = (!others.is_empty())
        .then(|| format!("members next to `items` were not read: {}", json_tree::names(&others)));
    (Arc::new(defaults), rest)
}

fn owned_text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn author(raw: &RawValue) -> Option<Author<'static>> {
    let mut author = Author::default();
    let members: Map<'static> = into_owned_map(json_tree::object(raw.get()).ok()?);
    for (key, value) in members {
        match (&*key, value) {
            ("name", Value::Text(text)) => author.name = Some(text),
            ("url", Value::Text(text)) => author.url = Some(text),
            ("name" | "url", _) => {}
            (_, value) => author.extra.push((key, value)),
        }
    }
    (author.name.is_some() || author.url.is_some()).then_some(author)
}

/// Returns the domain in a URL.
fn domain(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

impl Defaults {
    /// Returns those of the articles of a graph: what they refer to.
    pub(super) fn of_graph(references: References) -> Self {
        Self { references, ..Self::default() }
    }

    /// Adds what the item does not say itself, in a field or in a member that becomes one.
    pub(in crate::formats::json) fn complete(&self, article: &mut Article<'_>) {
        self.references.resolve(article);
        let says = |name: &str| {
            article.extra.iter().any(|(key, value)| key == name && *value != Value::Null)
        };
        let (has_language, has_authors) = (says("language"), says("authors") || says("author"));
        if article.locale.is_none() && !has_language {
            article.locale = self.language.clone().map(Into::into);
        }
        if self.name.is_none() && self.domain.is_none() && self.authors.is_empty() {
            return;
        }
        let provider = article.provider.get_or_insert_default();
        if provider.name.is_none() && provider.domain.is_none() {
            provider.name = self.name.clone().map(Into::into);
            provider.domain = self.domain.clone().map(Into::into);
        }
        if provider.authors.is_none() && !has_authors && !self.authors.is_empty() {
            provider.authors = Some(self.authors.clone());
        }
    }
}
