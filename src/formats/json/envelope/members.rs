//! The members of objects and the items of lists, as unparsed JSON.

use serde_json::value::RawValue;

use crate::decode::json_tree::{self, Members};

/// Returns the members of an object; `None` where `value` is something else.
pub(super) fn cut<'a>(
    source: &'a str,
    value: &'a RawValue,
) -> Option<Vec<(&'a str, &'a RawValue)>> {
    value.get().starts_with('{').then(|| of(source, value.get())).flatten()
}

/// Returns the members of the object `text`, a part of `source`; `None` where it is not valid JSON.
pub(in crate::formats::json) fn of<'a>(
    source: &'a str,
    text: &'a str,
) -> Option<Vec<(&'a str, &'a RawValue)>> {
    let Members(members) = json_tree::cut(source, text).ok()?;
    Some(members.into_iter().map(|(key, value)| (name(key), value)).collect())
}

fn name(key: &RawValue) -> &str {
    // The key with its escapes: the names that are compared here have none.
    key.get().trim_matches('"')
}

/// Returns the items of a list that holds nothing but objects; `None` where `value` is something else.
pub(super) fn objects<'a>(source: &'a str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    if !value.get().starts_with('[') {
        return None;
    }
    let items: Vec<&RawValue> = json_tree::cut(source, value.get()).ok()?;
    items.iter().all(|item| item.get().starts_with('{')).then_some(items)
}

/// Returns the words on the members next to `key`; `None` where there are none.
pub(super) fn beside(members: &[(&str, &RawValue)], key: &str) -> Option<String> {
    let rest: Vec<&str> = members.iter().map(|(key, _)| *key).filter(|name| *name != key).collect();
    not_read(key, &rest)
}

/// Returns the words on members next to the records at `path`; `None` where there are none.
pub(super) fn not_read(path: &str, names: &[&str]) -> Option<String> {
    (!names.is_empty())
        .then(|| format!("members next to `{path}` were not read: {}", json_tree::names(names)))
}
