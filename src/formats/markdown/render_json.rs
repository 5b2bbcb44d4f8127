//! Writes front matter in JSON: an object with each value on a line of its own, indented by two spaces.

use super::items::{Item, Keys};
use crate::model::value::Value;

/// Appends the object.
pub(super) fn object(keys: &Keys<'_>, indent: usize, out: &mut String) {
    let pairs = keys.all.iter();
    block(pairs, ('{', '}'), indent, out, |(key, item), out| {
        text(key, out);
        out.push_str(": ");
        value(item, indent + 2, out);
    });
}

/// Returns whether the value takes no lines of its own.
pub(super) fn is_one_line(item: &Item<'_>) -> bool {
    match item {
        Item::List(items) => items.is_empty(),
        Item::Map(keys) => keys.all.is_empty(),
        _ => true,
    }
}

/// Appends a value, whose further lines are indented by `indent`.
pub(super) fn value(item: &Item<'_>, indent: usize, out: &mut String) {
    match item {
        Item::Token(token) | Item::Number(token) => out.push_str(token),
        // The constraints reject infinity and NaN, which JSON has not.
        Item::Null | Item::Odd(_) => out.push_str("null"),
        Item::Boolean(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Item::Time(time) => text(&time.to_string(), out),
        Item::Text(words) => text(words, out),
        Item::List(items) => {
            block(items.iter(), ('[', ']'), indent, out, |item, out| value(item, indent + 2, out));
        }
        Item::Map(keys) => object(keys, indent, out),
    }
}

fn block<T>(
    items: impl ExactSizeIterator<Item = T>,
    (open, close): (char, char),
    indent: usize,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
    out.push(open);
    let is_empty = items.len() == 0;
    for (index, item) in items.enumerate() {
        out.push_str(if index > 0 { ",\n" } else { "\n" });
        out.extend(std::iter::repeat_n(' ', indent + 2));
        write(item, out);
    }
    if !is_empty {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
    out.push(close);
}

fn text(text: &str, out: &mut String) {
    out.push_str(&Value::Text(text.into()).to_string());
}
