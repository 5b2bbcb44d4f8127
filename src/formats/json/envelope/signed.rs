//! The records of a value that has a signature.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::defaults::{self, Defaults};
use super::follow::follow;
use super::found::Found;
use super::members;
use super::names::is_telling;
use super::references::{self, References};
use crate::decode::json_tree;
use crate::formats::json::signature::{self, Signature, is_article_type};

/// What an object with a signature is.
pub(super) enum Signed<'a> {
    Record,
    Envelope(Found<'a>),
}

/// Returns what the object `text`, a part of `source`, is by its signature; `None` if it has none.
pub(super) fn signed<'a>(source: &'a str, text: &'a str) -> Option<Signed<'a>> {
    let signature = signature::of(text.as_bytes())?;
    if signature.records.is_empty() {
        return Some(Signed::Record);
    }
    follow_signed(source, text, signature).map(Signed::Envelope)
}

/// Returns the records at the path of the signature in `text`, a part of `source`, without the nodes of a graph that
/// are not articles; `None` if there is nothing at the path.
pub(in crate::formats::json) fn follow_signed<'a>(
    source: &'a str,
    text: &'a str,
    signature: Signature,
) -> Option<Found<'a>> {
    let found = follow(source, text, signature.records).ok()?;
    if signature.profile == signature::JSON_FEED {
        let (defaults, rest) = defaults::read(source, text);
        return Some(Found { defaults: Some(defaults), rest, ..found });
    }
    if signature.profile != signature::SCHEMA_ORG {
        return Some(found);
    }
    Some(articles_of(source, found))
}

/// Returns the records at the path of an API's answers that holds nothing in `text`, a part of `source`; `None` if
/// there is no such path, or it has something.
pub(super) fn empty<'a>(source: &'a str, text: &'a str) -> Option<Found<'a>> {
    let found = signature::deep_paths().map(|path| follow(source, text, path));
    found.flatten().find(|found| found.records.is_empty())
}

/// Returns the articles that are somewhere in a node of schema.org that is not an article, such as a list of items,
/// or in an object with nothing but a graph; `None` if `text`, a part of `source`, is neither. There may be none.
pub(in crate::formats::json) fn graph<'a>(source: &'a str, text: &'a str) -> Option<Found<'a>> {
    let members = members::of(source, text)?;
    let has = |name: &str| members.iter().any(|(key, _)| *key == name);
    let is_graph = has("@graph") && !has("@type");
    if !is_graph && !is_other_node(source, text) {
        return None;
    }
    if let Some(Signed::Envelope(found)) = signed(source, text) {
        return Some(found);
    }
    let found = follow(source, text, "@graph").ok().filter(|_| is_graph)?;
    Some(articles_of(source, found))
}

/// Leaves out the nodes of schema.org that are not articles, and says so.
pub(in crate::formats::json) fn articles_of<'a>(
    source: &'a str,
    mut found: Found<'a>,
) -> Found<'a> {
    let (records, others): (Vec<_>, Vec<_>) =
        found.records.into_iter().partition(|node| !is_other_node(source, node.get()));
    let named = references::named_by(source, &records);
    let is_unread = |node: &&&RawValue| !id_of(source, node).is_some_and(|id| named.contains(&id));
    let unread: Vec<&RawValue> = others.iter().filter(is_unread).copied().collect();
    let mut types: Vec<&str> = unread.iter().filter_map(|node| type_of(source, node)).collect();
    types.sort_unstable();
    types.dedup();
    if !unread.is_empty() {
        let types = if types.is_empty() { String::new() } else { json_tree::names(&types) };
        let (count, nodes) = (unread.len(), if unread.len() == 1 { "node" } else { "nodes" });
        let more = format!("{count} {nodes} of other types were not read: {types}");
        found.rest =
            Some(found.rest.map_or_else(|| more.clone(), |rest| format!("{rest}; {more}")));
    }
    let defaults = Defaults::of_graph(References::of(&others));
    Found { records, defaults: Some(Arc::new(defaults)), ..found }
}

/// Returns whether the object `text`, a part of `source`, is a node of schema.org other than an article, such as a
/// person.
pub(in crate::formats::json) fn is_other_node(source: &str, text: &str) -> bool {
    let Some(members) = members::of(source, text) else { return false };
    // newsconv's own articles may have an unknown key of that name.
    let is_known = members.iter().any(|(key, _)| is_telling(key));
    let other = |value: &RawValue| !is_article_type(value.get());
    !is_known && members.iter().any(|(key, value)| *key == "@type" && other(value))
}

/// Returns the type of a node, where it has one.
fn type_of<'a>(source: &'a str, node: &'a RawValue) -> Option<&'a str> {
    let members = members::cut(source, node)?;
    let (_, value) = members.into_iter().find(|(key, _)| *key == "@type")?;
    Some(value.get().trim_matches('"'))
}

/// Returns the name of a node, where it has one.
fn id_of(source: &str, node: &RawValue) -> Option<String> {
    let members = members::cut(source, node)?;
    let (_, value) = members.into_iter().find(|(key, _)| *key == "@id")?;
    serde_json::from_str(value.get()).ok()
}
