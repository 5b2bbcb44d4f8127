//! Which part of a JSON value are the records.
//!
//! The answers of web services, and the files of some programs, have the records in a member of an object. A list is
//! taken for records only if its objects have a title and a URL, a date or a body; others have to be named. More than
//! one level down, records are looked for only where a [signature](super::signature) says what the value is.

mod defaults;
mod follow;
mod found;
mod members;
pub(super) mod names;
mod problems;
mod references;
mod search;
mod signed;
#[cfg(test)]
mod tests;

use serde_json::value::RawValue;

use crate::decode::json_tree;
use crate::diagnostic::UnlocatedDiagnostic;
use crate::model::article::{Article, Record};
pub(super) use defaults::Defaults;
pub(super) use follow::follow;
pub(super) use found::Found;
pub(super) use members::of as members_of;
pub(super) use names::is_record_like;
use names::{OWN, USUAL, any_is_article, any_is_like, has_title, is_telling};
use problems::problem;
pub(super) use problems::{other_page, unclear};
use signed::{Signed, signed};
pub(super) use signed::{articles_of, follow_signed, graph, is_other_node};

/// What a JSON object is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// A record.
    Record,
    /// An envelope around records.
    Envelope(Found<'a>),
    /// Not a record, and its records have to be named.
    Unclear(UnlocatedDiagnostic),
    /// Neither a record nor an envelope around any, as far as the names of its members tell.
    Stranger(UnlocatedDiagnostic),
}

/// Returns what the object `text`, a part of `source`, is; a record where it is not valid JSON, which others say.
pub(super) fn shape<'a>(source: &'a str, text: &'a str) -> Shape<'a> {
    let Some(members) = members::of(source, text) else { return Shape::Record };
    match signed(source, text) {
        Some(Signed::Record) => return Shape::Record,
        Some(Signed::Envelope(found)) => return Shape::Envelope(found),
        None => {}
    }
    let is_known = members.iter().any(|(key, _)| is_telling(key));
    // First newsconv's own envelopes, so that its output can be read back: there each record has a
    // field that tells it, or its unknown keys in a member `extra`.
    if !is_known && let Some((key, records)) = own(source, &members) {
        return Shape::Envelope(Found::at(key, records, &members));
    }
    if names::is_record_like(members.iter().map(|(key, _)| *key)) {
        return around(source, text, &members);
    }
    let unknown = || members.iter().filter(|(key, _)| !Article::is_reserved(key));
    let lists = unknown().filter_map(|(key, value)| Some((*key, members::objects(source, value)?)));
    let lists: Vec<_> = lists.collect();
    let like: Vec<_> = lists.iter().filter(|(_, items)| any_is_like(source, items)).collect();
    match &like[..] {
        // Exactly one list of records. Beside known fields only a usual name counts, since an
        // article may have a list of others, such as links.
        [(key, items)] if !is_known || USUAL.contains(key) => {
            return Shape::Envelope(Found::at(key, items.clone(), &members));
        }
        [] => {}
        // Reading one of several lists would drop the others, so the user has to say which one is
        // meant.
        several => {
            let mut paths: Vec<String> = several.iter().map(|(key, _)| (*key).to_owned()).collect();
            if is_known {
                paths.push(".".to_owned());
            }
            return Shape::Unclear(unclear(source, text, &paths));
        }
    }
    if is_known {
        return Shape::Record;
    }
    let is_empty = lists.iter().all(|(_, items)| items.is_empty());
    if let Some((key, _)) = lists.iter().find(|(key, _)| is_empty && USUAL.contains(key)) {
        return Shape::Envelope(Found::at(key, Vec::new(), &members));
    }
    if let Some(found) = signed::empty(source, text) {
        return Shape::Envelope(found);
    }
    without_list(source, text, &members)
}

/// Returns the problem with the first `items` of a list if none of them has anything of an article.
pub(super) fn strangers(source: &str, items: &[&str]) -> Option<UnlocatedDiagnostic> {
    let first = items.first()?;
    let mut paths = Vec::new();
    for item in items {
        // What is no object, or is not valid JSON, is reported as such.
        let members = item.starts_with('{').then(|| members::of(source, item)).flatten()?;
        if names::is_article(&members) || signed(source, item).is_some() {
            return None;
        }
        if paths.is_empty() {
            paths = search::paths(source, &members);
        }
    }
    Some(problems::strangers(source, first, items.len(), &paths))
}

/// Returns what an object is that is like a record: one that has no text, and a list of records in a usual place, may
/// be a feed with its title and its link.
fn around<'a>(source: &'a str, text: &'a str, members: &[(&'a str, &'a RawValue)]) -> Shape<'a> {
    // An object with a text of its own is an article, and its list something that belongs to it.
    if members.iter().any(|(key, _)| names::is_own_text(key)) {
        return Shape::Record;
    }
    let is_list = |(key, value): &&(&str, &RawValue)| {
        USUAL.contains(key)
            && members::objects(source, value).is_some_and(|items| any_is_like(source, &items))
    };
    let paths: Vec<String> =
        members.iter().filter(is_list).map(|(key, _)| (*key).to_owned()).collect();
    if paths.is_empty() {
        return Shape::Record;
    }
    Shape::Unclear(unclear(source, text, &[&paths[..], &[".".to_owned()]].concat()))
}

/// Returns what the object is that has no member that tells an article, and no list of records.
fn without_list<'a>(
    source: &'a str,
    text: &'a str,
    members: &[(&'a str, &'a RawValue)],
) -> Shape<'a> {
    let values: Vec<&RawValue> = members.iter().map(|(_, value)| *value).collect();
    // Some services send an object from the id to the record in place of a list.
    let is_map = !values.is_empty() && values.iter().all(|value| has_title(source, value));
    if is_map && any_is_like(source, &values) {
        let names: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
        let rest = format!("the keys of the records were not read: {}", json_tree::names(&names));
        let path = ".".to_owned();
        return Shape::Envelope(Found { records: values, path, rest: Some(rest), defaults: None });
    }
    let has = |wanted: &str| {
        members.iter().any(|(key, value)| *key == wanted && value.get().starts_with('['))
    };
    if has("columns") && has("data") {
        let message = "the document is a table of pandas with the orient `split`";
        let problem = problem(source, text, message);
        let help = r#"write it with orient="records", as CSV or as Parquet"#;
        return Shape::Unclear(problem.with_help(help));
    }
    let mut paths = Vec::new();
    if is_map {
        paths.push(".".to_owned());
    }
    paths.extend(search::paths(source, members));
    if !paths.is_empty() {
        return Shape::Unclear(unclear(source, text, &paths));
    }
    // An article with one field that other objects have as well, and nothing else, is one.
    if members.iter().all(|(key, _)| Article::is_reserved(key)) {
        return Shape::Record;
    }
    let lists = search::lists(source, members);
    if lists.is_empty() {
        let is_error = problems::is_error(members);
        return Shape::Stranger(problems::stranger(source, text, is_error));
    }
    if problems::is_error(members) {
        return Shape::Stranger(problems::stranger(source, text, true));
    }
    Shape::Stranger(unclear(source, text, &[&lists[..], &[".".to_owned()]].concat()))
}

/// Returns the array that an envelope of newsconv's own has, with the name of its member.
fn own<'a>(
    source: &'a str,
    members: &[(&'a str, &'a RawValue)],
) -> Option<(&'a str, Vec<&'a RawValue>)> {
    let (key, list) =
        members.iter().find(|(key, value)| OWN.contains(key) && value.get().starts_with('['))?;
    let items = members::objects(source, list)?;
    (items.is_empty() || any_is_article(source, &items)).then_some((*key, items))
}
