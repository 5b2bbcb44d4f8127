//! The house style: articles as the real archives spell them.
//!
//! Keys stand in canonical order; texts and URLs are double-quoted, names, topics and other short words
//! plain where every YAML reader takes them for text; blocks are set apart by an empty line; lists are
//! indented under their key by two spaces; lines end in LF.

use std::fmt::{Display, Write as _};

use crate::model::article::{Article, Field, FieldRef, Kind, Record, TextClass};
use crate::model::value::{Map, Value};

use super::{fences, plain};

/// Characters of a key up to which every reader takes it before its colon.
const LONGEST_KEY: usize = 1000;

/// Appends the whole Markdown file of `article` in the house style.
pub(super) fn file(article: &Article<'_>, out: &mut String) {
    let body = article.body.as_deref();
    let start = out.len();
    out.push_str("---\n");
    front_matter(article, out);
    let no_fields = out.len() == start + "---\n".len();
    if let Some(body) = body.filter(|body| no_fields && is_body_alone(body)) {
        out.truncate(start);
        out.push_str(body);
        return;
    }
    out.push_str("---");
    if let Some(body) = body {
        out.push('\n');
        out.push_str(body);
    }
}

/// Whether a file that holds `body` alone is read as just that.
fn is_body_alone(body: &str) -> bool {
    !body.starts_with('\u{feff}')
        && fences::split(body.as_bytes()).is_ok_and(|parts| parts.yaml.is_none())
}

/// Appends the lines between the fences.
fn front_matter(article: &Article<'_>, out: &mut String) {
    let start = out.len();
    let set = || {
        article
            .fields()
            .filter(|(field, held)| Article::is_front_matter(field.name) && !held.is_none())
    };
    for (field, held) in set().filter(|(field, _)| !is_block(field)) {
        entry(field, held, 0, out);
    }
    for (field, held) in set().filter(|(field, _)| is_block(field)) {
        empty_line(start, out);
        entry(field, held, 0, out);
    }
    for (index, (key, value)) in article.extra.iter().enumerate() {
        if index == 0 || is_block_value(value) {
            empty_line(start, out);
        }
        extra_entry(key, value, 0, out);
    }
}

/// Whether the field of an article is set apart by an empty line, behind all that are not.
fn is_block(field: &Field) -> bool {
    match field.kind {
        Kind::Text => field.class.is_some_and(TextClass::is_block),
        Kind::Time | Kind::Integer | Kind::Boolean => false,
        Kind::Texts | Kind::Provider | Kind::Images | Kind::Authors | Kind::Related => true,
    }
}

/// Appends an empty line unless nothing stands above it.
fn empty_line(start: usize, out: &mut String) {
    if out.len() > start {
        out.push('\n');
    }
}

/// Appends one known field.
fn entry(field: &Field, held: FieldRef<'_, '_>, indent: usize, out: &mut String) {
    spaces(indent, out);
    out.push_str(field.name);
    out.push(':');
    match held {
        FieldRef::Text(Some(text)) => {
            out.push(' ');
            if field.class.is_some_and(TextClass::is_plain) {
                word(text, out);
            } else {
                quoted(text, out);
            }
            out.push('\n');
        }
        FieldRef::Time(Some(time)) => inline(time, out),
        FieldRef::Integer(Some(number)) => inline(number, out),
        FieldRef::Boolean(Some(flag)) => inline(flag, out),
        FieldRef::Texts(Some(texts)) => list(texts, indent, out, |text, _, out| {
            word(text, out);
            out.push('\n');
        }),
        FieldRef::Provider(Some(provider)) => {
            if is_empty(provider) {
                inline(&"{}", out);
            } else {
                out.push('\n');
                record(provider, indent + 2, out);
            }
        }
        FieldRef::Images(Some(images)) => list(images, indent, out, record_item),
        FieldRef::Authors(Some(authors)) => list(authors, indent, out, record_item),
        FieldRef::Related(Some(related)) => list(related, indent, out, record_item),
        _ => inline(&"null", out),
    }
}

/// Appends a value that stands on its key's line.
fn inline(value: &dyn Display, out: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(out, " {value}");
}

/// Appends a list below its key; `item` appends what follows `- `, indented by the number it is given.
fn list<T>(items: &[T], indent: usize, out: &mut String, item: fn(&T, usize, &mut String)) {
    if items.is_empty() {
        return inline(&"[]", out);
    }
    out.push('\n');
    for value in items {
        spaces(indent + 2, out);
        out.push_str("- ");
        item(value, indent + 4, out);
    }
}

/// Appends the fields of a nested record, one line or more each.
fn record<'a, R: Record<'a>>(record: &R, indent: usize, out: &mut String) {
    for (field, held) in record.fields().filter(|(_, held)| !held.is_none()) {
        entry(field, held, indent, out);
    }
    for (key, value) in record.extra() {
        extra_entry(key, value, indent, out);
    }
}

/// Appends a record as a list item: its first line follows the dash.
fn record_item<'a, R: Record<'a>>(item: &R, indent: usize, out: &mut String) {
    if is_empty(item) {
        out.push_str("{}\n");
        return;
    }
    let start = out.len();
    record(item, indent, out);
    out.replace_range(start..start + indent, "");
}

fn is_empty<'a, R: Record<'a>>(record: &R) -> bool {
    record.extra().is_empty() && record.fields().all(|(_, held)| held.is_none())
}

/// Appends an unknown key with its value.
fn extra_entry(key: &str, value: &Value<'_>, indent: usize, out: &mut String) {
    spaces(indent, out);
    let start = out.len();
    word(key, out);
    if out[start..].chars().count() > LONGEST_KEY {
        out.insert_str(start, "? ");
        out.push('\n');
        spaces(indent, out);
    }
    out.push(':');
    if is_block_value(value) {
        out.push('\n');
        block(value, indent + 2, out);
    } else {
        out.push(' ');
        scalar(value, out);
        out.push('\n');
    }
}

/// Whether a value takes lines of its own.
fn is_block_value(value: &Value<'_>) -> bool {
    match value {
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        _ => false,
    }
}

/// Appends a list or a map that is not empty.
fn block(value: &Value<'_>, indent: usize, out: &mut String) {
    match value {
        Value::List(items) => {
            for item in items {
                spaces(indent, out);
                out.push_str("- ");
                block_item(item, indent + 2, out);
            }
        }
        Value::Map(map) => block_map(map, indent, out),
        _ => {}
    }
}

fn block_map(map: &Map<'_>, indent: usize, out: &mut String) {
    for (key, value) in map {
        extra_entry(key, value, indent, out);
    }
}

/// Appends what follows a dash.
fn block_item(item: &Value<'_>, indent: usize, out: &mut String) {
    if !is_block_value(item) {
        scalar(item, out);
        out.push('\n');
        return;
    }
    let start = out.len();
    block(item, indent, out);
    out.replace_range(start..start + indent, "");
}

/// Appends a value that takes no lines of its own.
fn scalar(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => word(text, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
        Value::Float(number) => out.push_str(&float(*number, value)),
        other => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{other}");
        }
    }
}

/// A float as both YAML 1.1 and 1.2 take it for one: `1.0e+300`.
fn float(number: f64, value: &Value<'_>) -> String {
    let text = value.to_string();
    let Some((significand, exponent)) = text.split_once('e').filter(|_| number.is_finite()) else {
        return text;
    };
    let point = if significand.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{significand}{point}e{sign}{exponent}")
}

/// Appends text, plain where every reader takes it for text.
fn word(text: &str, out: &mut String) {
    if plain::is_safe(text) { out.push_str(text) } else { quoted(text, out) }
}

/// Appends text in double quotes, escaping only what must be.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c| matches!(c, '"' | '\\') || plain::needs_escape(c)) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        if let Some(c) = chars.next() {
            escape(c, out);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// Appends an escape sequence of [YAML 1.2.2, section 5.7](https://yaml.org/spec/1.2.2/#57-escaped-characters).
fn escape(c: char, out: &mut String) {
    let short = match c {
        '"' => '"',
        '\\' => '\\',
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if u32::from(c) <= 0xff => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "\\x{:02X}", u32::from(c));
            return;
        }
        c => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
            return;
        }
    };
    out.push('\\');
    out.push(short);
}

fn spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}
