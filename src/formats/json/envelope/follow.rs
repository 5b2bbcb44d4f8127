//! The records at a path that the user or a signature names.

use serde_json::value::RawValue;

use super::found::Found;
use super::members;
use super::names::is_record_like;
use super::problems::problem;
use crate::decode::json_tree;
use crate::diagnostic::UnlocatedDiagnostic;
use crate::model::article::{Article, Record as _};

/// Returns the records at `path` in the JSON value `text`, a part of `source`.
pub(in crate::formats::json) fn follow<'a>(
    source: &'a str,
    text: &'a str,
    path: &str,
) -> Result<Found<'a>, UnlocatedDiagnostic> {
    let raw: &RawValue = json_tree::cut(source, text)?;
    let mut found = Found { path: path.to_owned(), ..Found::default() };
    let path = path.trim_matches('.');
    let mut beside = Beside::default();
    step(source, raw, path, &mut found, &mut beside)?;
    found.rest = beside.told();
    Ok(found)
}

/// The members next to the way to the records, at each level.
#[derive(Default)]
struct Beside {
    /// The way so far, with a dot behind each step.
    way: String,
    /// The longest way.
    path: String,
    names: Vec<String>,
}

/// Members that are named at most.
const NAMED: usize = 100;

impl Beside {
    /// Notes the other members of an object on the way, and goes on to `key`.
    fn enter(&mut self, members: &[(&str, &RawValue)], key: &str) {
        for (name, _) in members.iter().filter(|(name, _)| *name != key) {
            // Further in, each item of a list has the same ones.
            let name = format!("{}{name}", self.way);
            if self.names.len() < NAMED && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        self.way = format!("{}{key}.", self.way);
        if self.way.len() > self.path.len() {
            self.path.clone_from(&self.way);
        }
    }

    /// Returns the words on them; `None` where there are none.
    fn told(&self) -> Option<String> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let path = self.path.trim_end_matches('.');
        members::not_read(path, &names)
    }
}

fn step<'a>(
    source: &'a str,
    raw: &'a RawValue,
    path: &str,
    found: &mut Found<'a>,
    beside: &mut Beside,
) -> Result<(), UnlocatedDiagnostic> {
    let text = raw.get();
    if text.starts_with('[') {
        let items: Vec<&RawValue> = json_tree::cut(source, text)?;
        if path.is_empty() {
            found.records.extend(items);
            return Ok(());
        }
        return items.into_iter().try_for_each(|item| step(source, item, path, found, beside));
    }
    if !text.starts_with('{') {
        // Where there is nothing, there are no records.
        if text == "null" {
            return Ok(());
        }
        let message = "the path of the records names a value that is neither a list nor an object";
        return Err(problem(source, text, message));
    }
    let members = members::cut(source, raw).unwrap_or_default();
    if path.is_empty() {
        let is_map = !members.iter().any(|(key, _)| Article::is_reserved(key))
            && !is_record_like(members.iter().map(|(name, _)| *name))
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
    let above = beside.way.len();
    beside.enter(&members, key);
    let walked = step(source, value, rest, found, beside);
    beside.way.truncate(above);
    walked
}
