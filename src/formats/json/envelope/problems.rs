//! What is said of values whose records have to be named.

use crate::decode::json_tree;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// The problem with the value `text`, a part of `source`.
pub(super) fn problem(source: &str, text: &str, message: &str) -> UnlocatedDiagnostic {
    let at = json_tree::place_within(source, text);
    UnlocatedDiagnostic::new(Code::WhichRecords, at, message)
}

/// The problem with the object `text` that may have records at these paths.
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

/// The problem with the object `text` that has nothing of an article, and no records.
pub(super) fn stranger(source: &str, text: &str) -> UnlocatedDiagnostic {
    let message = "the object is not an article: it has no title with a URL, a date or a body";
    let help = Advice::default().setting(OptionName::Records, ".").words(" reads it as one");
    problem(source, text, message).with_help(help)
}

/// The problem with a list whose first `count` items, from `first` on, have nothing of an article. Below the items,
/// records may be at these paths.
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
