//! The member `_newsconv` of an item of a feed or of a page: what the feed or the page has no member for.
//!
//! It is an object with fields of the article, in the form of newsconv's own JSON. A field that it has overrules the
//! other members of the item that say something about the field, also if it is null. Its member `extra` has the unknown keys.

use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::json_tree;
use crate::decode::shapes::{self, Split};
use crate::decode::tree::{Entry, SpannedKind};
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::UnlocatedDiagnostic;
use crate::model::article::{Article, Provider, Record as _};
use crate::model::value::{Map, Value};

use super::envelope::members_of;
use super::syntax::REST;

/// The members of feeds and pages that say something about a field, beside those of its own name.
const SAID: [(&str, &[&str]); 14] = [
    ("id", &["@id", "identifier"]),
    ("category", &["articleSection"]),
    ("title", &["headline"]),
    ("excerpt", &["summary", "description"]),
    ("publishedDateTime", &["date_published", "datePublished"]),
    ("updatedDateTime", &["date_modified", "dateModified"]),
    ("originalUrl", &["external_url"]),
    ("webUrl", &["url"]),
    ("type", &["@type"]),
    ("locale", &["language", "inLanguage"]),
    ("provider", &["publisher"]),
    ("tags", &["keywords"]),
    ("images", &["image"]),
    ("body", &["content_html", "content_text", "articleBody"]),
];

/// The members that say who wrote an article.
const AUTHORS: [&str; 2] = ["authors", "author"];

/// What the names of schema.org are from.
pub(super) const SCHEMA_ORG: &str = "https://schema.org";

/// The member that says which vocabulary the others are from.
const CONTEXT: &str = "@context";

/// The types that are written into people, publishers and pictures; to the article they say nothing.
const TYPES: [&str; 2] = ["Person", "Organization"];

/// Applies the member `_newsconv` of the object `text`, from which `article` was read, and returns the warnings about it;
/// `None` if there is no such member. `lenient` keeps wrong values of fields as unknown keys.
///
/// # Errors
/// The problems within the member, with places in `text`.
pub(super) fn apply<'a>(
    text: &'a str,
    article: &mut Article<'a>,
    lenient: bool,
) -> Result<Option<Vec<UnlocatedDiagnostic>>, Vec<UnlocatedDiagnostic>> {
    // Unknown keys that were in a member `extra` are no members of the object.
    let has_it = article.extra.iter().any(|(key, _)| key == REST);
    let Some(raw) = has_it.then(|| members_of(text, text)).flatten().and_then(|members| {
        let found = members.into_iter().find(|(key, _)| *key == REST);
        found.map(|(_, value)| value.get()).filter(|raw| raw.starts_with('{'))
    }) else {
        return Ok(None);
    };
    let at = json_tree::place_within(text, raw);
    let shift = |problem: UnlocatedDiagnostic| problem.moved(|place| place + at);
    let node = json_tree::parse(raw).map_err(|problem| vec![shift(problem)])?;
    let SpannedKind::Map(entries) = node.data else { return Ok(None) };
    article.extra.retain(|(key, _)| key != REST);
    let shifted = |problems: Vec<UnlocatedDiagnostic>| problems.into_iter().map(shift).collect();
    apply_entries(entries, article, lenient).map(|said| Some(shifted(said))).map_err(shifted)
}

/// Takes the members of the member `_newsconv` out of those of an object; `None` if there is no such object.
pub(super) fn take<'a>(entries: &mut Vec<Entry<'a>>) -> Option<Vec<Entry<'a>>> {
    let is_rest =
        |entry: &Entry<'_>| entry.key == REST && matches!(entry.node.data, SpannedKind::Map(_));
    let at = entries.iter().position(is_rest)?;
    match entries.remove(at).node.data {
        SpannedKind::Map(entries) => Some(entries),
        _ => None,
    }
}

/// Applies the members of the member `_newsconv`, and returns the warnings about them.
///
/// # Errors
/// The problems within them.
pub(super) fn apply_entries<'a>(
    entries: Vec<Entry<'a>>,
    article: &mut Article<'a>,
    lenient: bool,
) -> Result<Vec<UnlocatedDiagnostic>, Vec<UnlocatedDiagnostic>> {
    let is_null = |entry: &&Entry<'_>| matches!(entry.node.data, SpannedKind::Scalar(Value::Null));
    let nulls: Vec<String> =
        entries.iter().filter(is_null).map(|entry| entry.key.to_string()).collect();
    let mut decoder = RecordDecoder::new(Dialect::Json, WrongValues::unmapped(lenient));
    let rest = decoder.article(entries);
    let RecordDecoder { errors, warnings, .. } = decoder;
    if !errors.is_empty() {
        return Err(errors);
    }
    merge(article, rest, &nulls);
    Ok(warnings)
}

/// Sets what `rest` says, and then what the members say that it does not overrule.
fn merge<'a>(article: &mut Article<'a>, mut rest: Article<'a>, nulls: &[String]) {
    let has_authors = rest.provider.as_ref().is_some_and(|provider| provider.authors.is_some());
    for (index, field) in Article::FIELDS.iter().enumerate() {
        let value = rest.fields().nth(index).map(|(_, value)| value);
        let is_set = value.is_some_and(|value| !value.is_none());
        if !is_set && !nulls.iter().any(|name| name == field.name) {
            continue;
        }
        match value {
            Some(value) if is_set => article.slot(index).assign(value),
            _ => article.slot(index).clear(),
        }
        article.extra.retain(|(key, _)| !says(field.name, key));
    }
    if has_authors {
        article.extra.retain(|(key, _)| !AUTHORS.contains(&&**key));
    }
    apply_members(article);
    article.extra.retain(|(key, value)| {
        let is_ours = key == CONTEXT && *value == Value::Text(SCHEMA_ORG.into());
        !is_ours && !rest.extra.iter().any(|(other, _)| other == key)
    });
    article.extra.append(&mut rest.extra);
}

/// Moves the members of an item from the unknown keys to the fields of which they say something.
pub(super) fn apply_members(article: &mut Article<'_>) {
    without_types(&mut article.extra);
    for (index, field) in Article::FIELDS.iter().enumerate() {
        let at = article.extra.iter().position(|(key, _)| says(field.name, key));
        if let Some(at) = at {
            let (key, value) = article.extra.remove(at);
            if !shapes::set(article.slot(index), &value, Split::Never) {
                article.extra.insert(at, (key, value));
            }
        }
    }
    let at = article.extra.iter().position(|(key, _)| AUTHORS.contains(&&**key));
    if let (Some(at), Some(authors)) = (at, Provider::index("authors")) {
        let mut provider = article.provider.clone().unwrap_or_default();
        if shapes::set(provider.slot(authors), &article.extra[at].1, Split::Never) {
            article.extra.remove(at);
            article.provider = Some(provider);
        }
    }
}

/// Removes what only says that a person is a person from the members of an item.
fn without_types(members: &mut Map<'_>) {
    let is_type = |key: &str, value: &Value<'_>| {
        key == "@type" && value.as_text().is_some_and(|name| TYPES.contains(&name))
    };
    let is_typed = |key: &str| AUTHORS.contains(&key) || key == "publisher";
    for (_, value) in members.iter_mut().filter(|(key, _)| is_typed(key)) {
        let items = match value {
            Value::List(items) => &mut items[..],
            one => std::slice::from_mut(one),
        };
        for item in items {
            if let Value::Map(map) = item {
                map.retain(|(key, value)| !is_type(key, value));
            }
        }
    }
}

/// Returns whether a member says something about the field.
pub(super) fn says(field: &str, member: &str) -> bool {
    SAID.iter().any(|(name, members)| *name == field && members.contains(&member))
}
