//! What is said of values whose records have to be named.

use serde_json::value::RawValue;

use super::members;
use crate::decode::json_tree;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// Returns the problem with the value `text`, a part of `source`.
pub(super) fn problem(source: &str, text: &str, message: &str) -> UnlocatedDiagnostic {
    let at = json_tree::place_within(source, text);
    UnlocatedDiagnostic::new(Code::WhichRecords, at, message)
}

/// Returns the problem with the object `text` that may have records at these paths.
pub(in crate::formats::json) fn unclear(
    source: &str,
    text: &str,
    paths: &[String],
) -> UnlocatedDiagnostic {
    let names: Vec<&str> = paths.iter().map(String::as_str).collect();
    let all = json_tree::names(&names);
    let message = format!("the object is not an article, and its records may be at {all}");
    let first = paths.first().cloned().unwrap_or_default();
    let help = Advice::default().setting(OptionName::Records, first).words(" reads them");
    problem(source, text, &message).with_help(help)
}

/// Returns the problem with the object `text` that has nothing of an article, and no records.
/// `is_error` says that it tells an error of a web service.
pub(super) fn stranger(source: &str, text: &str, is_error: bool) -> UnlocatedDiagnostic {
    if is_error {
        let help = "ask the service again, or leave this answer out";
        return problem(source, text, ERROR).with_help(help);
    }
    let message = "the object is not an article: it has no title with a URL, a date or a body";
    let help = Advice::default().setting(OptionName::Records, ".").words(" reads it as one");
    problem(source, text, message).with_help(help)
}

/// The message about an error in place of an answer.
const ERROR: &str = "the object is an error of a web service, not its articles";

/// Returns whether an object that is not an article tells an error of a web service, as far as the names of its
/// members and its state say.
pub(super) fn is_error(members: &[(&str, &RawValue)]) -> bool {
    let has = |wanted: &str| members.iter().any(|(key, _)| key.eq_ignore_ascii_case(wanted));
    let is_state = |(key, value): &(&str, &RawValue)| {
        key.eq_ignore_ascii_case("status") && value.get().eq_ignore_ascii_case("\"error\"")
    };
    ["error", "errors", "fault"].into_iter().any(has)
        || members.iter().any(is_state)
        || has("code") && has("message")
}

/// Returns the problem with an object among the pages of an API that have their records at `path`; itself it is
/// neither a page nor an article. It is at `at`.
pub(in crate::formats::json) fn other_page(
    text: &str,
    at: usize,
    path: &str,
) -> UnlocatedDiagnostic {
    let members = members::of(text, text).unwrap_or_default();
    let names: Vec<&str> = members.iter().map(|(key, _)| *key).collect();
    let found = if names.is_empty() { "nothing".to_owned() } else { json_tree::names(&names) };
    let message = match (is_error(&members), path) {
        (true, _) => format!("{ERROR}; it has {found}"),
        (false, "") => format!("the object is not an article as the others are; it has {found}"),
        (false, path) => format!(
            "the object is not an article, and has no `{path}` as the others have; it has {found}"
        ),
    };
    UnlocatedDiagnostic::new(Code::WhichRecords, at, message)
}

/// Returns the problem with a list whose first `count` items, from `first` on, have nothing of an article. Below the
/// items, records may be at these paths.
pub(super) fn strangers(
    source: &str,
    first: &str,
    count: usize,
    paths: &[String],
) -> UnlocatedDiagnostic {
    let items = if count == 1 {
        "item of the list is not an article"
    } else {
        "items of the list are not articles"
    };
    let lack = "no title with a URL, a date or a body";
    if let Some(path) = paths.first() {
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        let all = json_tree::names(&names);
        let message = format!("the {items}: {lack}; records may be at {all} in each");
        let help = Advice::default().setting(OptionName::Records, path.clone());
        return problem(source, first, &message).with_help(help.words(" reads them"));
    }
    let message = format!("the {items}: {lack}");
    let help = Advice::default().setting(OptionName::Records, ".").words(" reads each as one");
    problem(source, first, &message).with_help(help)
}
