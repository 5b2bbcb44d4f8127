//! Which part of a JSON value are the records.
//!
//! The answers of web services, and the files of some programs, have the records in a member of an object. A list is
//! taken for records only if its objects have a title and a URL, a date or a body; others have to be named.

use serde_json::value::RawValue;

use crate::decode::json_tree::{self, Members};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::{Article, Record};

/// The members that newsconv itself writes an array of articles into.
pub(super) const ENVELOPES: [&str; 3] = ["value", "articles", "items"];

/// Members that others write records into.
const USUAL: [&str; 15] = [
    "value",
    "articles",
    "items",
    "data",
    "results",
    "posts",
    "entries",
    "docs",
    "documents",
    "hits",
    "records",
    "rows",
    "stories",
    "news",
    "nodes",
];

/// Names of members that hold a title, by their letters in lower case.
const TITLES: [&str; 5] = ["title", "headline", "webtitle", "heading", "subject"];

/// Names of members that hold a URL, a date or a body, by their letters in lower case.
const OTHERS: [&str; 42] = [
    "url",
    "link",
    "weburl",
    "originalurl",
    "sourceurl",
    "canonicalurl",
    "externalurl",
    "permalink",
    "href",
    "guid",
    "path",
    "slug",
    "date",
    "datetime",
    "published",
    "publishedat",
    "publisheddatetime",
    "publisheddate",
    "publishdate",
    "pubdate",
    "datepublished",
    "webpublicationdate",
    "publicationdate",
    "created",
    "createdat",
    "datecreated",
    "updated",
    "updatedat",
    "updateddatetime",
    "modified",
    "datemodified",
    "timestamp",
    "body",
    "content",
    "contenthtml",
    "contenttext",
    "text",
    "articlebody",
    "bodytext",
    "html",
    "markdown",
    "fulltext",
];

/// Levels of objects and lists that are looked through for records.
const DEEPEST: usize = 4;

/// What a JSON object is.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// A record.
    Record,
    /// An envelope around records.
    Envelope(Found<'a>),
    /// Not a record, and its records have to be named.
    Unclear(UnlocatedDiagnostic),
}

/// The records within a value.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) records: Vec<&'a RawValue>,
    /// The path to them.
    pub(super) path: String,
    /// What should be said about the rest of the value.
    pub(super) rest: Option<String>,
}

impl<'a> Found<'a> {
    /// The records in the member `key`.
    fn at(key: &str, records: Vec<&'a RawValue>, members: &[(&str, &RawValue)]) -> Self {
        Self { records, path: key.to_owned(), rest: beside(members, key) }
    }
}

/// What the object `text`, a part of `source`, is; a record where it is not valid JSON, which others say.
pub(super) fn shape<'a>(source: &'a str, text: &'a str) -> Shape<'a> {
    let Ok(Members(members)) = json_tree::cut(source, text) else { return Shape::Record };
    let members: Vec<(&str, &RawValue)> =
        members.into_iter().map(|(key, value)| (name(key), value)).collect();
    let is_known = members.iter().any(|(key, _)| Article::is_reserved(key));
    // First newsconv's own envelopes, so that its output can be read back, whatever is in the
    // records.
    if !is_known && let Some((key, records)) = own(source, &members) {
        return Shape::Envelope(Found::at(key, records, &members));
    }
    if is_record_like(&members) {
        return around(source, text, &members);
    }
    let unknown = || members.iter().filter(|(key, _)| !Article::is_reserved(key));
    let lists = unknown().filter_map(|(key, value)| Some((*key, objects(source, value)?)));
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
    if let [(key, items)] = &lists[..]
        && items.is_empty()
        && USUAL.contains(key)
    {
        return Shape::Envelope(Found::at(key, Vec::new(), &members));
    }
    without_list(source, text, &members)
}

/// What an object is that is like a record: one that has no text, and a list of records in a usual place, may be a
/// feed with its title and its link.
fn around<'a>(source: &'a str, text: &'a str, members: &[(&'a str, &'a RawValue)]) -> Shape<'a> {
    const TEXTS: [&str; 7] =
        ["path", "body", "content", "contenthtml", "contenttext", "text", "articlebody"];
    // An object with a text of its own is an article, and its list something that belongs to it.
    if members.iter().any(|(key, _)| TEXTS.contains(&&*letters(key))) {
        return Shape::Record;
    }
    let is_list = |(key, value): &&(&str, &RawValue)| {
        USUAL.contains(key)
            && objects(source, value).is_some_and(|items| any_is_like(source, &items))
    };
    let paths: Vec<String> =
        members.iter().filter(is_list).map(|(key, _)| (*key).to_owned()).collect();
    if paths.is_empty() {
        return Shape::Record;
    }
    Shape::Unclear(unclear(source, text, &[&paths[..], &[".".to_owned()]].concat()))
}

/// What the object is that has no known member and no list of records.
fn without_list<'a>(
    source: &'a str,
    text: &'a str,
    members: &[(&'a str, &'a RawValue)],
) -> Shape<'a> {
    let values: Vec<&RawValue> = members.iter().map(|(_, value)| *value).collect();
    // Some services send an object from the id to the record in place of a list.
    let is_map = !values.is_empty() && values.iter().all(|value| value.get().starts_with('{'));
    if is_map && any_is_like(source, &values) {
        let names: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
        let rest = format!("the keys of the records were not read: {}", json_tree::names(&names));
        let path = ".".to_owned();
        return Shape::Envelope(Found { records: values, path, rest: Some(rest) });
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
    if is_map && values.iter().any(|value| has_title(source, value)) {
        paths.push(".".to_owned());
    }
    search(source, members, "", 0, &mut paths);
    if paths.is_empty() { Shape::Record } else { Shape::Unclear(unclear(source, text, &paths)) }
}

/// Collects the paths of what may be records below `members`, which are at the path `above`.
fn search(
    source: &str,
    members: &[(&str, &RawValue)],
    above: &str,
    depth: usize,
    paths: &mut Vec<String>,
) {
    for (key, value) in members.iter().filter(|(key, _)| !Article::is_reserved(key)) {
        let path = if above.is_empty() { (*key).to_owned() } else { format!("{above}.{key}") };
        let items = objects(source, value).unwrap_or_default();
        let is_usual =
            USUAL.contains(key) && items.iter().take(5).any(|item| has_title(source, item));
        if is_usual || any_is_like(source, &items) {
            paths.push(path);
        } else if depth < DEEPEST
            && let Some(inner) =
                items.first().copied().or(Some(*value)).and_then(|v| cut(source, v))
        {
            // The elements of a list may be objects around a record each.
            if depth > 0 && !items.is_empty() {
                let around = inner.iter().filter(|(_, value)| is_like(source, value));
                paths.extend(around.map(|(key, _)| format!("{path}.{key}")));
            }
            search(source, &inner, &path, depth + 1, paths);
        }
    }
}

/// The records at `path` in the JSON value `text`, a part of `source`.
pub(super) fn follow<'a>(
    source: &'a str,
    text: &'a str,
    path: &str,
) -> Result<Found<'a>, UnlocatedDiagnostic> {
    let raw: &RawValue = json_tree::cut(source, text)?;
    let mut found = Found::default();
    step(source, raw, path.trim_matches('.'), &mut found)?;
    Ok(found)
}

fn step<'a>(
    source: &'a str,
    raw: &'a RawValue,
    path: &str,
    found: &mut Found<'a>,
) -> Result<(), UnlocatedDiagnostic> {
    let text = raw.get();
    if text.starts_with('[') {
        let items: Vec<&RawValue> = json_tree::cut(source, text)?;
        if path.is_empty() {
            found.records.extend(items);
            return Ok(());
        }
        return items.into_iter().try_for_each(|item| step(source, item, path, found));
    }
    if !text.starts_with('{') {
        // Where there is nothing, there are no records.
        if text == "null" {
            return Ok(());
        }
        let message = "the path of the records names a value that is neither a list nor an object";
        return Err(problem(source, text, message));
    }
    let members = cut(source, raw).unwrap_or_default();
    if path.is_empty() {
        let is_map = !members.iter().any(|(key, _)| Article::is_reserved(key))
            && !is_record_like(&members)
            && !members.is_empty()
            && members.iter().all(|(_, value)| value.get().starts_with('{'));
        if is_map {
            found.records.extend(members.iter().map(|(_, value)| *value));
        } else {
            found.records.push(raw);
        }
        return Ok(());
    }
    // A name may have dots itself.
    let whole = members.iter().find(|(key, _)| *key == path).map(|(key, value)| (*key, *value, ""));
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let part =
        || members.iter().find(|(key, _)| *key == first).map(|(key, value)| (*key, *value, rest));
    let Some((key, value, rest)) = whole.or_else(part) else {
        let names: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
        let members =
            if names.is_empty() { "nothing".to_owned() } else { json_tree::names(&names) };
        let message = format!(
            "the path of the records names the member `{first}`, but the object has {members}"
        );
        return Err(problem(source, text, &message));
    };
    // Only the outermost level is reported: further in, each item of a list would repeat it.
    if found.rest.is_none() {
        found.rest = beside(&members, key);
    }
    step(source, value, rest, found)
}

fn problem(source: &str, text: &str, message: &str) -> UnlocatedDiagnostic {
    let at = json_tree::place_within(source, text);
    UnlocatedDiagnostic::new(Code::WhichRecords, at, message)
}

/// The problem with the object `text` that may have records at these paths.
pub(super) fn unclear(source: &str, text: &str, paths: &[String]) -> UnlocatedDiagnostic {
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    let all = json_tree::names(&names);
    let message = format!("the object is not an article, and its records may be at {all}");
    let first = paths.first().cloned().unwrap_or_default();
    let help = Advice::default().setting(OptionName::Records, first).words(" reads them");
    problem(source, text, &message).with_help(help)
}

/// The array that an envelope of newsconv's own has, with the name of its member.
fn own<'a>(
    source: &'a str,
    members: &[(&'a str, &'a RawValue)],
) -> Option<(&'a str, Vec<&'a RawValue>)> {
    let (key, list) = members
        .iter()
        .find(|(key, value)| ENVELOPES.contains(key) && value.get().starts_with('['))?;
    Some((key, objects(source, list)?))
}

/// The words on the members next to `key`; `None` where there are none.
fn beside(members: &[(&str, &RawValue)], key: &str) -> Option<String> {
    let rest: Vec<&str> = members.iter().map(|(key, _)| *key).filter(|name| *name != key).collect();
    (!rest.is_empty())
        .then(|| format!("members next to `{key}` were not read: {}", json_tree::names(&rest)))
}

/// The items of a list that holds nothing but objects; `None` where `value` is something else.
fn objects<'a>(source: &'a str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    if !value.get().starts_with('[') {
        return None;
    }
    let items: Vec<&RawValue> = json_tree::cut(source, value.get()).ok()?;
    items.iter().all(|item| item.get().starts_with('{')).then_some(items)
}

/// The members of an object.
fn cut<'a>(source: &'a str, value: &'a RawValue) -> Option<Vec<(&'a str, &'a RawValue)>> {
    if !value.get().starts_with('{') {
        return None;
    }
    let Members(members) = json_tree::cut(source, value.get()).ok()?;
    Some(members.into_iter().map(|(key, value)| (name(key), value)).collect())
}

fn name(key: &RawValue) -> &str {
    // The key with its escapes: the names that are compared here have none.
    key.get().trim_matches('"')
}

/// Whether one of the first few values is like a record.
fn any_is_like(source: &str, items: &[&RawValue]) -> bool {
    items.iter().take(5).any(|item| is_like(source, item))
}

fn is_like(source: &str, value: &RawValue) -> bool {
    cut(source, value).is_some_and(|members| is_record_like(&members))
}

fn has_title(source: &str, value: &RawValue) -> bool {
    cut(source, value)
        .is_some_and(|members| members.iter().any(|(key, _)| TITLES.contains(&&*letters(key))))
}

/// Whether there is a title, and a URL, a date or a body.
fn is_record_like(members: &[(&str, &RawValue)]) -> bool {
    let any = |wanted: &[&str]| members.iter().any(|(key, _)| wanted.contains(&&*letters(key)));
    any(&TITLES) && any(&OTHERS)
}

/// The letters of a name, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `text` is: `record`, the number of records, or the paths.
    fn message(text: &str) -> String {
        match shape(text, text) {
            Shape::Record => "record".to_owned(),
            Shape::Envelope(found) => format!("{} records", found.records.len()),
            Shape::Unclear(problem) => {
                problem.message.rsplit(" at ").next().unwrap_or("").to_owned()
            }
        }
    }

    #[test]
    fn records_are_found_one_level_down() {
        for (text, wanted) in [
            (r#"{"title": "A", "body": "b", "comments": [{"title": "c", "date": "d"}]}"#, "record"),
            (r#"{"title": "A", "related": [{"title": "c", "webUrl": "d"}]}"#, "record"),
            (
                r#"{"headline": "A", "datePublished": "", "author": [{"name": "x", "url": "y"}]}"#,
                "record",
            ),
            (r#"{"author": [{"name": "x", "url": "y"}], "a": 1}"#, "record"),
            (
                r#"{"version": "1.1", "title": "F", "items": [{"title": "A", "url": "u"}]}"#,
                "1 records",
            ),
            (r#"{"status": "ok", "articles": [{"title": "A"}, {}]}"#, "2 records"),
            (r#"{"anything": [{"headline": "A", "link": "u"}]}"#, "1 records"),
            (r#"{"count": 0, "results": []}"#, "0 records"),
            (r#"{"a1": {"title": "A", "url": "u"}, "a2": {"title": "B"}}"#, "2 records"),
            (r#"{"count": 1, "results": [{"title": "A"}]}"#, "`results`"),
            (r#"{"a1": {"title": "A"}, "a2": {"title": "B"}}"#, "`.`"),
            (
                r#"{"response": {"results": [{"webTitle": "A", "webUrl": "u"}]}}"#,
                "`response.results`",
            ),
            (
                r#"{"posts": [{"title": "A", "url": "u"}], "pages": [{"title": "A", "url": "u"}]}"#,
                "`posts`, `pages`",
            ),
            (r#"{"title": "T", "gallery": [{"title": "A", "url": "u"}]}"#, "`gallery`, `.`"),
            (
                r#"{"data": {"posts": {"edges": [{"node": {"title": "A", "slug": "u"}}]}}}"#,
                "`data.posts.edges.node`",
            ),
            (
                r#"{"columns": ["title"], "index": [0], "data": [["A"]]}"#,
                "the document is a table of pandas with the orient `split`",
            ),
            (
                r#"{"title": "T", "link": "l", "items": [{"title": "A", "url": "u"}]}"#,
                "`items`, `.`",
            ),
            (r#"{"extra": {"items": [{"title": "A", "url": "u"}]}}"#, "record"),
            (r#"{"a": 1, "b": {"c": [{"d": 1}]}}"#, "record"),
            ("{}", "record"),
        ] {
            assert_eq!(message(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_path_leads_to_records() {
        let records = |text: &str, path: &str| match follow(text, text, path) {
            Ok(found) => found.records.iter().map(|raw| raw.get()).collect::<Vec<_>>().join(" "),
            Err(problem) => problem.message,
        };
        for (text, path, wanted) in [
            (r#"{"r": {"a": [{"x": 1}, {"x": 2}]}}"#, "r.a", r#"{"x": 1} {"x": 2}"#),
            (r#"[{"r": [{"x": 1}]}, {"r": [{"x": 2}]}]"#, "r", r#"{"x": 1} {"x": 2}"#),
            (
                r#"{"e": [{"node": {"x": {"y": 1}, "z": 1}}]}"#,
                "e.node",
                r#"{"x": {"y": 1}, "z": 1}"#,
            ),
            (r#"{"k": {"a": {"x": 1}, "b": {"x": 2}}}"#, "k", r#"{"x": 1} {"x": 2}"#),
            (r#"{"a.b": [{"x": 1}]}"#, "a.b", r#"{"x": 1}"#),
            (r#"{"title": "A"}"#, ".", r#"{"title": "A"}"#),
            (r#"{"a": null}"#, "a", ""),
            (
                r#"{"a": 1, "b": 2}"#,
                "c.d",
                "the path of the records names the member `c`, but the object has `a`, `b`",
            ),
            (
                r#"{"a": 1}"#,
                "a",
                "the path of the records names a value that is neither a list nor an object",
            ),
        ] {
            assert_eq!(records(text, path), wanted, "{text} {path}");
        }
    }
}
