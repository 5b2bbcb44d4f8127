//! Writes front matter in TOML.
//!
//! Keys are in canonical order, each on a line; texts are in double quotes, on one line. Tables come after all other
//! keys of their table, under headers. Unknown keys keep their order: a table that another value follows is written in
//! braces. Times are TOML's own. Null is left out: TOML has none.

use std::fmt::Write as _;

use super::items::{Item, Keys};

/// Appends the lines between the fences.
pub(super) fn lines(keys: &Keys<'_>, out: &mut String) {
    table(keys, &mut String::new(), out.len(), out);
}

/// Returns whether the value is written under a header of its own, where it can be.
pub(super) fn is_table(item: &Item<'_>) -> bool {
    match item {
        Item::Map(keys) => !keys.all.is_empty(),
        Item::List(items) => {
            !items.is_empty() && items.iter().all(|item| matches!(item, Item::Map(_)))
        }
        _ => false,
    }
}

/// Appends the keys of the table whose header has `path`, in front matter that begins at byte `start` of `out`.
fn table(keys: &Keys<'_>, path: &mut String, start: usize, out: &mut String) {
    let (fields, unknown) = keys.all.split_at(keys.fields);
    // After a header all keys belong to its table, so a table that another unknown key follows has none: else
    // that key would come back before it.
    let tail = unknown.iter().rposition(|(_, item)| !is_table(item)).map_or(0, |last| last + 1);
    let (unknown, tables) = unknown.split_at(tail);
    let lines = fields.iter().filter(|(_, item)| !is_table(item)).chain(unknown);
    for (name, item) in lines.filter(|(_, item)| !matches!(item, Item::Null)) {
        key(name, out);
        out.push_str(" = ");
        value(item, out);
        out.push('\n');
    }
    for (name, item) in fields.iter().filter(|(_, item)| is_table(item)).chain(tables) {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        key(name, path);
        match item {
            Item::Map(keys) => {
                header(path, ("[", "]"), start, out);
                table(keys, path, start, out);
            }
            Item::List(items) => {
                for item in items {
                    header(path, ("[[", "]]"), start, out);
                    if let Item::Map(keys) = item {
                        table(keys, path, start, out);
                    }
                }
            }
            _ => {}
        }
        path.truncate(length);
    }
}

fn header(path: &str, (open, close): (&str, &str), start: usize, out: &mut String) {
    if out.len() > start {
        out.push('\n');
    }
    out.extend([open, path, close, "\n"]);
}

fn key(name: &str, out: &mut String) {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(is_bare) {
        out.push_str(name);
    } else {
        text(name, out);
    }
}

/// Appends a value on one line.
pub(super) fn value(item: &Item<'_>, out: &mut String) {
    match item {
        Item::Token(token) | Item::Number(token) => out.push_str(token),
        Item::Null => {}
        Item::Boolean(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Item::Odd(number) if number.is_nan() => out.push_str("nan"),
        Item::Odd(number) => out.push_str(if *number > 0.0 { "inf" } else { "-inf" }),
        Item::Time(time) => {
            let written = time.to_string();
            // Python has no year 0.
            if written.starts_with("0000") { text(&written, out) } else { out.push_str(&written) }
        }
        Item::Text(words) => text(words, out),
        Item::List(items) => list(items.iter(), ("[", "]"), value, out),
        Item::Map(keys) if keys.all.is_empty() => out.push_str("{}"),
        Item::Map(keys) => {
            let all = keys.all.iter().filter(|(_, item)| !matches!(item, Item::Null));
            let pair = |(name, item): &(&str, Item<'_>), out: &mut String| {
                key(name, out);
                out.push_str(" = ");
                value(item, out);
            };
            list(all, ("{ ", " }"), pair, out);
        }
    }
}

fn list<T>(
    items: impl Iterator<Item = T>,
    (open, close): (&str, &str),
    write: impl Fn(T, &mut String),
    out: &mut String,
) {
    out.push_str(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
    out.push_str(close);
}

/// Appends text in double quotes, with only the necessary escapes.
fn text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a `String` cannot fail. Of these characters, TOML forbids those of ASCII; the others
            // are not seen, or end a line for some readers.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
