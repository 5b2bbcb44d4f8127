//! Renders articles in the house style, which is that of the real archives.
//!
//! Keys are in canonical order. Texts and URLs are double-quoted; names, topics and other short words are
//! plain if every YAML reader reads them as text. Blocks have an empty line before them. Lists are indented
//! under their key by two spaces. Lines end in LF. A value that the source spelled otherwise is written as it
//! was, as long as it is the same ([`style`]).

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use crate::model::article::{Article, Field, FieldRef, Kind, Record, TextClass};
use crate::model::value::Value;

use super::language::{Form, Language};
use super::style::{self, Styles};
use super::{fences, plain};

/// Length of a key in characters up to which every reader accepts it before its colon.
const LONGEST_KEY: usize = 1000;

/// Appends the whole Markdown file of `article`: in the house style, but for values that the source spelled
/// otherwise and that are still the same.
pub(super) fn file(article: &Article<'_>, out: &mut String) {
    let body = article.body.as_deref();
    let start = out.len();
    out.push_str("---\n");
    Renderer { out, styles: styles(article), at: String::new() }.front_matter(article);
    // An article without fields is written as a bare body, as it was read, unless that body would
    // be taken for front matter.
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

/// Returns what the source spelled otherwise, if it was YAML.
fn styles<'s>(article: &'s Article<'_>) -> Option<Styles<'s>> {
    Styles::of(article).filter(|styles| styles.form == Form::Yaml)
}

/// Appends the lines of one field that is set, in the house style.
pub(super) fn field(field: &Field, value: FieldRef<'_, '_>, out: &mut String) {
    Renderer { out, styles: None, at: String::new() }.entry(field, value, None, 0);
}

/// Appends a value of an unknown key that takes no lines of its own, in the house style.
pub(super) fn scalar(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => word(text, out),
        Value::List(_) => out.push_str("[]"),
        Value::Map(_) => out.push_str("{}"),
        other => {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "{other}");
        }
    }
}

/// Returns whether a file with only `body` is read as exactly this body.
fn is_body_alone(body: &str) -> bool {
    !body.starts_with('\u{feff}')
        && !fences::is_utf16(body.as_bytes())
        && fences::split(body, false).is_ok_and(|parts| parts.front.is_none())
}

/// Returns whether the field has an empty line before it. Such fields come after all others.
fn is_block(field: &Field) -> bool {
    match field.kind {
        Kind::Text => field.class.is_some_and(TextClass::is_block),
        Kind::Time | Kind::Integer | Kind::Boolean => false,
        Kind::Texts | Kind::Provider | Kind::Images | Kind::Authors | Kind::Related => true,
    }
}

/// Returns whether a value needs its own lines.
pub(super) fn is_block_value(value: &Value<'_>) -> bool {
    match value {
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.is_empty(),
        _ => false,
    }
}

fn is_empty<'a, R: Record<'a>>(record: &R) -> bool {
    record.extra().is_empty() && record.fields().all(|(_, value)| value.is_none())
}

/// Writes front matter.
struct Renderer<'o, 's> {
    out: &'o mut String,
    /// How the source spelled values.
    styles: Option<Styles<'s>>,
    /// The JSON pointer to the current value; kept up only where there are styles.
    at: String,
}

impl Renderer<'_, '_> {
    /// Appends the lines between the fences.
    fn front_matter(&mut self, article: &Article<'_>) {
        let start = self.out.len();
        // Two passes over the fields: first those of one line, then those with lines of their own.
        for blocks in [false, true] {
            for (index, (field, value)) in article.fields().enumerate() {
                if is_block(field) != blocks || !Article::is_front_matter(field.name) {
                    continue;
                }
                let token = self.field_token(article, index, field);
                if value.is_none() && token.is_none() {
                    continue;
                }
                if blocks {
                    self.empty_line(start);
                }
                self.entry(field, value, token, 0);
            }
        }
        for (index, (key, value)) in article.extra.iter().enumerate() {
            let token = self.value_token(key, value);
            // Unknown keys are set off as one group, and each of them that has lines of its own.
            if index == 0 || token.is_none() && is_block_value(value) {
                self.empty_line(start);
            }
            self.extra_entry(key, value, token, 0);
        }
    }

    /// Appends an empty line, except at the beginning.
    fn empty_line(&mut self, start: usize) {
        if self.out.len() > start {
            self.out.push('\n');
        }
    }

    /// Does `write` one step further down, at the key or index `step`.
    fn within(&mut self, step: &dyn Display, write: impl FnOnce(&mut Self)) {
        let length = self.at.len();
        if self.styles.is_some() {
            style::push_step(step, &mut self.at);
        }
        write(self);
        self.at.truncate(length);
    }

    /// Returns what the source wrote at the key or index `step` from here.
    fn token(&mut self, step: &dyn Display) -> Option<String> {
        self.styles.as_ref()?.token_below(&mut self.at, step)
    }

    /// Returns what the source wrote as the value of a field, if the field still has it.
    fn field_token<'a, R: Record<'a>>(
        &mut self,
        record: &R,
        index: usize,
        field: &Field,
    ) -> Option<String> {
        self.token(&field.name)
            .filter(|token| style::is_field(Language::Yaml, token, record, index))
    }

    /// Returns what the source wrote as the value of an unknown key, if the key still has it.
    fn value_token(&mut self, key: &str, value: &Value<'_>) -> Option<String> {
        self.token(&key).filter(|token| style::is_value(Language::Yaml, token, value))
    }

    /// Appends one field, as `token` if there is one.
    fn entry(
        &mut self,
        field: &Field,
        value: FieldRef<'_, '_>,
        token: Option<String>,
        indent: usize,
    ) {
        spaces(indent, self.out);
        self.out.push_str(field.name);
        self.out.push(':');
        if let Some(token) = token {
            return self.spelled(&token);
        }
        match value {
            FieldRef::Text(Some(text)) => {
                self.out.push(' ');
                self::text(text, field.class, self.out);
                self.out.push('\n');
            }
            FieldRef::Time(Some(time)) => self.inline(time),
            FieldRef::Integer(Some(number)) => self.inline(number),
            FieldRef::Boolean(Some(flag)) => self.inline(flag),
            FieldRef::Texts(Some(texts)) => self.list(field, texts, indent, Self::text_item),
            FieldRef::Provider(Some(provider)) => self.map(field, provider, indent),
            FieldRef::Images(Some(images)) => self.list(field, images, indent, Self::record_item),
            FieldRef::Authors(Some(authors)) => {
                self.list(field, authors, indent, Self::record_item);
            }
            FieldRef::Related(Some(related)) => {
                self.list(field, related, indent, Self::record_item);
            }
            // Only a field without a value that has a token gets here, and the token was written
            // above. The arm keeps the file valid YAML in any case.
            _ => self.inline(&"null"),
        }
    }

    /// Appends what the source wrote after a colon.
    fn spelled(&mut self, token: &str) {
        if !token.is_empty() {
            self.out.push(' ');
            self.out.push_str(token);
        }
        self.out.push('\n');
    }

    /// Appends what the source wrote after a dash and a blank.
    fn spelled_item(&mut self, token: &str) {
        if token.is_empty() {
            self.out.pop();
        }
        self.out.push_str(token);
    }

    /// Appends a value on its key's line.
    fn inline(&mut self, value: &dyn Display) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.out, " {value}");
    }

    /// Appends a list below its key. `item` appends the text after `- `, with the given indentation for
    /// further lines.
    fn list<T>(
        &mut self,
        field: &Field,
        items: &[T],
        indent: usize,
        item: fn(&mut Self, usize, &T, usize),
    ) {
        if items.is_empty() {
            return self.inline(&"[]");
        }
        self.out.push('\n');
        self.within(&field.name, |renderer| {
            for (index, value) in items.iter().enumerate() {
                spaces(indent + 2, renderer.out);
                renderer.out.push_str("- ");
                item(renderer, index, value, indent + 4);
            }
        });
    }

    /// Appends a map below its key.
    fn map<'a, R: Record<'a>>(&mut self, field: &Field, record: &R, indent: usize) {
        let start = self.out.len();
        self.out.push('\n');
        self.within(&field.name, |renderer| renderer.record(record, indent + 2));
        // A record without any field or unknown key wrote no lines.
        if self.out.len() == start + 1 {
            self.out.truncate(start);
            self.inline(&"{}");
        }
    }

    /// Appends the fields of a nested record, each on one or more lines.
    fn record<'a, R: Record<'a>>(&mut self, record: &R, indent: usize) {
        for (index, (field, value)) in record.fields().enumerate() {
            let token = self.field_token(record, index, field);
            if !value.is_none() || token.is_some() {
                self.entry(field, value, token, indent);
            }
        }
        for (key, value) in record.extra() {
            let token = self.value_token(key, value);
            self.extra_entry(key, value, token, indent);
        }
    }

    /// Appends a record as a list item: its first line follows the dash.
    fn record_item<'a, R: Record<'a>>(&mut self, index: usize, item: &R, indent: usize) {
        if let Some(token) =
            self.token(&index).filter(|token| style::is_record(Language::Yaml, token, item))
        {
            self.out.push_str(&token);
            self.out.push('\n');
            return;
        }
        // With styles an empty record may still have keys that the source set to null.
        if is_empty(item) && self.styles.is_none() {
            self.out.push_str("{}\n");
            return;
        }
        let start = self.out.len();
        self.within(&index, |renderer| renderer.record(item, indent));
        if self.out.len() == start {
            self.out.push_str("{}\n");
        } else {
            self.out.replace_range(start..start + indent, "");
        }
    }

    #[expect(clippy::ptr_arg, reason = "the items of a list are such texts")]
    fn text_item(&mut self, index: usize, text: &Cow<'_, str>, _indent: usize) {
        match self.token(&index).filter(|token| style::is_item(Language::Yaml, token, text)) {
            Some(token) => self.spelled_item(&token),
            None => word(text, self.out),
        }
        self.out.push('\n');
    }

    /// Appends an unknown key with its value, as `token` if there is one.
    fn extra_entry(&mut self, key: &str, value: &Value<'_>, token: Option<String>, indent: usize) {
        spaces(indent, self.out);
        let start = self.out.len();
        word(key, self.out);
        // YAML 1.2.2, section 7.4.2: a key of more than 1024 characters needs the explicit form `?
        // key`.
        if self.out[start..].chars().count() > LONGEST_KEY {
            self.out.insert_str(start, "? ");
            self.out.push('\n');
            spaces(indent, self.out);
        }
        self.out.push(':');
        if let Some(token) = token {
            self.spelled(&token);
        } else if is_block_value(value) {
            self.out.push('\n');
            self.within(&key, |renderer| renderer.block(value, indent + 2));
        } else {
            self.out.push(' ');
            scalar(value, self.out);
            self.out.push('\n');
        }
    }

    /// Appends a list or a map that is not empty.
    fn block(&mut self, value: &Value<'_>, indent: usize) {
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    spaces(indent, self.out);
                    self.out.push_str("- ");
                    self.block_item(index, item, indent + 2);
                }
            }
            Value::Map(map) => {
                for (key, value) in map {
                    let token = self.value_token(key, value);
                    self.extra_entry(key, value, token, indent);
                }
            }
            _ => {}
        }
    }

    /// Appends the text after a dash.
    fn block_item(&mut self, index: usize, item: &Value<'_>, indent: usize) {
        let token =
            self.token(&index).filter(|token| style::is_list_value(Language::Yaml, token, item));
        if let Some(token) = token {
            self.spelled_item(&token);
            self.out.push('\n');
        } else if is_block_value(item) {
            let start = self.out.len();
            self.within(&index, |renderer| renderer.block(item, indent));
            self.out.replace_range(start..start + indent, "");
        } else {
            scalar(item, self.out);
            self.out.push('\n');
        }
    }
}

/// Appends the text of a field of that class.
pub(super) fn text(text: &str, class: Option<TextClass>, out: &mut String) {
    if class.is_some_and(TextClass::is_plain) { word(text, out) } else { quoted(text, out) }
}

/// Appends text, without quotes if every reader reads it as text.
pub(super) fn word(text: &str, out: &mut String) {
    if plain::is_safe(text) { out.push_str(text) } else { quoted(text, out) }
}

/// Appends text in double quotes, with only the necessary escapes.
pub(super) fn quoted(text: &str, out: &mut String) {
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
