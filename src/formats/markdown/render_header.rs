//! Writes front matter as lines `Key: value`.

use super::items::{Item, Keys};

/// Appends the lines. What such lines cannot hold is written in some way: the caller must compare.
pub(super) fn lines(keys: &Keys<'_>, out: &mut String) {
    for (key, item) in &keys.all {
        out.push_str(key);
        out.push(':');
        let start = out.len();
        value(item, out);
        if out.len() > start {
            out.insert(start, ' ');
        }
        out.push('\n');
    }
}

/// Appends a value: of a text, all lines but the first are indented.
pub(super) fn value(item: &Item<'_>, out: &mut String) {
    match item {
        Item::Token(token) | Item::Number(token) => out.push_str(token),
        Item::Boolean(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Item::Time(time) => out.push_str(&time.to_string()),
        Item::Text(text) => out.push_str(&text.replace('\n', "\n    ")),
        // A text is read as a list of one.
        Item::List(items) if matches!(items[..], [Item::Text(_)]) => {
            for item in items {
                value(item, out);
            }
        }
        Item::Null | Item::Odd(_) | Item::List(_) | Item::Map(_) => {}
    }
}
