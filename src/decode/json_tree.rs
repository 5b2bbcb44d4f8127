//! Parses JSON text to trees in which every value has its position. `serde_json` splits the objects and
//! arrays.
//!
//! Specification: [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259). Numbers keep every digit; a duplicate
//! member, and nesting beyond [`MAX_DEPTH`], are errors.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::decode::json_words;
use crate::decode::tree::KNOWN_DEPTH;
use crate::decode::tree::{Entry, Seen, Spanned, SpannedKind, into_map, place_of};
use crate::diagnostic::advice::Advice;
#[cfg(feature = "json")]
use crate::diagnostic::excerpt::short;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::value::{MAX_DEPTH, Map, Value};

/// Parses `text`, which must be a single JSON value, to a tree.
pub(crate) fn parse(text: &str) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    let raw = cut::<&RawValue>(text, text)?;
    parse_within(text, raw)
}

/// Parses `text`, which must be a JSON object, to a map without positions.
pub(crate) fn object(text: &str) -> Result<Map<'_>, UnlocatedDiagnostic> {
    let raw = cut::<&RawValue>(text, text)?;
    match (Parser { source: text, limit: MAX_DEPTH }).root(raw)?.data {
        SpannedKind::Map(entries) => Ok(into_map(entries)),
        _ => Err(UnlocatedDiagnostic::new(Code::JsonSyntax, 0, "the JSON value is not an object")),
    }
}

/// Parses `raw`, which must be borrowed from `source`, to a tree. Positions count from the start of `source`.
pub(crate) fn parse_within<'a>(
    source: &'a str,
    raw: &'a RawValue,
) -> Result<Spanned<'a>, UnlocatedDiagnostic> {
    Parser { source, limit: MAX_DEPTH + KNOWN_DEPTH }.root(raw)
}

/// Parses a cell of a list of text: a JSON list, or a single text.
#[cfg(feature = "csv")]
pub(crate) fn texts_cell(text: &str) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    let plain = || Spanned::scalar(0, Value::Text(text.into()));
    // People and spreadsheets write a single tag without brackets or quotes. A cell that begins
    // like JSON was meant as JSON, so its syntax error is reported.
    match parse(text) {
        Ok(Spanned { data: SpannedKind::Scalar(Value::Text(_) | Value::Null), .. }) => parse(text),
        Err(problem) if text.trim_start().starts_with(['[', '{', '"']) => Err(problem),
        Ok(Spanned { data: SpannedKind::Scalar(_), .. }) | Err(_) => Ok(plain()),
        list => list,
    }
}

/// Returns the names of members for a message: the first ten in order, and the number of further ones.
#[cfg(feature = "json")]
pub(crate) fn names(all: &[&str]) -> String {
    let (first, rest) = all.split_at(all.len().min(10));
    let first: Vec<String> = first.iter().map(|name| format!("`{}`", short(name))).collect();
    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
    first.join(", ") + &more
}

/// Returns the byte of `source` at which `raw`, which is borrowed from it, begins.
pub(crate) fn place_within(source: &str, raw: &str) -> usize {
    // `serde_json` lends parts of the source, so the distance of the pointers is the position. No
    // memory is read through them.
    (raw.as_ptr() as usize).saturating_sub(source.as_ptr() as usize)
}

/// Reads `text`, a part of `source`, as `T`.
pub(crate) fn cut<'a, T: Deserialize<'a>>(
    source: &str,
    text: &'a str,
) -> Result<T, UnlocatedDiagnostic> {
    serde_json::from_str(text).map_err(|error| problem(source, text, &error))
}

/// Reads the JSON value that `text` begins with; more may follow it.
#[cfg(feature = "markdown")]
pub(crate) fn first(text: &str) -> Result<&RawValue, UnlocatedDiagnostic> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter();
    let message = "there is no JSON value";
    let none = || UnlocatedDiagnostic::new(Code::JsonSyntax, 0, message);
    values.next().ok_or_else(none)?.map_err(|error| problem(text, text, &error))
}

/// Returns the problem that `error` is in `text`, a part of `source`.
fn problem(source: &str, text: &str, error: &serde_json::Error) -> UnlocatedDiagnostic {
    let at = byte_of(text, error.line(), error.column());
    let said = error.to_string();
    // `serde_json` appends the position within its own part of the text, which means nothing to
    // the user.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&place).unwrap_or(&said);
    let (message, help) = json_words::sentence(said, text, at);
    let at = place_within(source, text) + at;
    let problem = UnlocatedDiagnostic::new(Code::JsonSyntax, at, message);
    UnlocatedDiagnostic { help: help.map(Advice::from), ..problem }
}

/// Returns the byte offset of a `serde_json` position: line from 1, column in bytes from 1 (0 for a line
/// end).
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    // Line `n` begins after the line end with index `n - 2`.
    let start = match line.checked_sub(2) {
        Some(nth) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(nth).map_or(0, |at| at + 1),
        None => 0,
    };
    (start + column.saturating_sub(1)).min(text.len())
}

struct Parser<'a> {
    source: &'a str,
    /// The maximum number of nesting levels.
    limit: usize,
}

impl<'a> Parser<'a> {
    /// Parses the whole tree. Each level is scanned again, so the depth is checked before the first level is
    /// parsed.
    fn root(&self, raw: &'a RawValue) -> Result<Spanned<'a>, UnlocatedDiagnostic> {
        match too_deep(raw.get(), self.limit) {
            Some(at) => Err(too_deep_problem(place_within(self.source, raw.get()) + at)),
            None => self.node(raw, 0),
        }
    }

    fn node(&self, raw: &'a RawValue, depth: usize) -> Result<Spanned<'a>, UnlocatedDiagnostic> {
        let text = raw.get();
        let at = place_within(self.source, text);
        if depth > self.limit {
            return Err(too_deep_problem(at));
        }
        let value = match text.as_bytes().first() {
            Some(b'{') => return self.map(at, text, depth),
            Some(b'[') => return self.list(at, text, depth),
            Some(b'"') => Value::Text(self.text(text)?),
            Some(b't') => Value::Boolean(true),
            Some(b'f') => Value::Boolean(false),
            Some(b'n') => Value::Null,
            // `serde_json` has checked the grammar, so whatever is left is a number (RFC 8259,
            // section 3).
            _ => Value::number(Cow::Borrowed(text)),
        };
        Ok(Spanned::scalar(at, value))
    }

    fn text(&self, text: &'a str) -> Result<Cow<'a, str>, UnlocatedDiagnostic> {
        // The text is a checked JSON string, so it has a quote at both ends.
        let inside = &text[1..text.len() - 1];
        if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
            return Ok(Cow::Borrowed(inside));
        }
        // Splitting a text does not decode its escapes, so a lone surrogate is found only here.
        cut::<String>(self.source, text).map(Cow::Owned).map_err(|problem| {
            match lone_surrogate(inside) {
                Some(at) => lone_surrogate_problem(self.source, &inside[at..]),
                None => problem,
            }
        })
    }

    fn list(
        &self,
        at: usize,
        text: &'a str,
        depth: usize,
    ) -> Result<Spanned<'a>, UnlocatedDiagnostic> {
        let items: Vec<&RawValue> = cut(self.source, text)?;
        let nodes = items.into_iter().map(|item| self.node(item, depth + 1));
        Ok(Spanned { at, data: SpannedKind::List(nodes.collect::<Result<_, _>>()?) })
    }

    fn map(
        &self,
        at: usize,
        text: &'a str,
        depth: usize,
    ) -> Result<Spanned<'a>, UnlocatedDiagnostic> {
        let members: Members<'a> = cut(self.source, text)?;
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(members.0.len());
        let mut seen = Seen::default();
        for (raw_key, raw) in members.0 {
            let key = self.text(raw_key.get())?;
            let key_at = place_within(self.source, raw_key.get());
            if !seen.insert(&entries, key.clone()) {
                let first = place_of(&entries, &key);
                return Err(UnlocatedDiagnostic::twice("member", &key, key_at, first));
            }
            entries.push(Entry { key, at: key_at, node: self.node(raw, depth + 1)? });
        }
        Ok(Spanned { at, data: SpannedKind::Map(entries) })
    }
}

fn too_deep_problem(at: usize) -> UnlocatedDiagnostic {
    let message = format!("values are nested more than {MAX_DEPTH} levels deep");
    UnlocatedDiagnostic::new(Code::TooDeep, at, message)
}

/// Returns the byte of the first list or map in `text` that is nested in more than `limit` others.
fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            // A bracket within a string is none; strings are skipped below.
            b'{' | b'[' if depth > limit => return Some(at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => at = end_of_string(bytes, at + 1)?,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Returns the byte of the closing quote of a string whose content begins at `at`.
fn end_of_string(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        // A backslash and the byte after it, which may be an escaped quote.
        at += 2;
    }
}

/// Returns the byte in a string's content of an escaped half of a surrogate pair, or `None` if there is none.
fn lone_surrogate(inside: &str) -> Option<usize> {
    let unit = |at: usize| match inside.as_bytes().get(at..at + 2)? {
        b"\\u" => u16::from_str_radix(inside.get(at + 2..at + 6)?, 16).ok(),
        _ => None,
    };
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'\\', &inside.as_bytes()[at..]) {
        at += next;
        at += match (unit(at), unit(at + 6)) {
            // RFC 8259, section 7: a character beyond U+FFFF is a pair of escapes, the high half
            // first.
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => return Some(at),
            (Some(_), _) => 6,
            (None, _) => 2.min(inside.len() - at),
        };
    }
    None
}

fn lone_surrogate_problem(source: &str, escape: &str) -> UnlocatedDiagnostic {
    let escape = escape.get(..6).unwrap_or(escape);
    let message = format!("`{escape}` is a lone surrogate: half of a pair, not a character");
    UnlocatedDiagnostic::new(Code::JsonSyntax, place_within(source, escape), message)
        .with_help("write the whole character, or both halves")
}

/// The members of one object, as unparsed JSON.
pub(crate) struct Members<'a>(pub(crate) Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let text = r#"{"a": [1, "x\n"], "b": {"é": -0.50}}"#;
        let SpannedKind::Map(entries) = parse(text).expect("valid").data else { panic!("a map") };
        let SpannedKind::List(items) = &entries[0].node.data else { panic!("a list") };
        assert_eq!((entries[1].at, items[1].at), (18, 10));
        assert_eq!(items[1].data, SpannedKind::Scalar(Value::Text("x\n".into())));
        let b = entries[1].node.clone().into_value();
        assert_eq!(b.get("é"), Some(&Value::Decimal("-0.50".into())));
    }

    #[test]
    fn faults_are_placed() {
        for (text, code, at) in [
            ("{\"a\": 1,\n \"b\": }", Code::JsonSyntax, 15),
            (r#"{"a": 1, "a": 2}"#, Code::DuplicateKey, 9),
            (r#"{"a": "\ud800"}"#, Code::JsonSyntax, 7),
            (r#"{"\\": "\ud83d\ude00\\ud800 é\uDC00x"}"#, Code::JsonSyntax, 30),
            (r#"{"a": "\ud800\u0041"}"#, Code::JsonSyntax, 7),
            ("", Code::JsonSyntax, 0),
            ("{} x", Code::JsonSyntax, 3),
        ] {
            let problem = parse(text).expect_err(text);
            assert_eq!((problem.code, problem.at), (code, at), "{text}: {}", problem.message);
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse(&deep).expect_err("too deep").code, Code::TooDeep);
    }
}
