//! Looks for what may be records, to name the paths in messages.

use serde_json::value::RawValue;

use super::members;
use super::names::{self, any_is_like, has_title, is_like};
use crate::model::article::{Article, Record as _};

/// Levels of objects and lists that are looked through for records.
const DEEPEST: usize = 4;

/// Returns the paths of what may be records below `members`.
pub(super) fn paths(source: &str, members: &[(&str, &RawValue)]) -> Vec<String> {
    let mut paths = Vec::new();
    search(source, members, "", 0, &mut paths);
    paths
}

/// Returns the paths of all lists of objects in `members`, whatever the objects are.
pub(super) fn lists(source: &str, members: &[(&str, &RawValue)]) -> Vec<String> {
    let is_list =
        |value: &RawValue| members::objects(source, value).is_some_and(|items| !items.is_empty());
    let lists = members.iter().filter(|(key, value)| !Article::is_reserved(key) && is_list(value));
    lists.map(|(key, _)| (*key).to_owned()).collect()
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
        let items = members::objects(source, value).unwrap_or_default();
        let is_usual =
            names::USUAL.contains(key) && items.iter().take(5).any(|item| has_title(source, item));
        if is_usual || any_is_like(source, &items) || is_like(source, value) {
            paths.push(path);
        } else if depth < DEEPEST
            && let Some(inner) =
                items.first().copied().or(Some(*value)).and_then(|v| members::cut(source, v))
        {
            search(source, &inner, &path, depth + 1, paths);
        }
    }
}
