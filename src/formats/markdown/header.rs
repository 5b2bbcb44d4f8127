//! Lines `Key: value` at the top of a file, without fences, to trees.
//!
//! They are those of [Python-Markdown](https://python-markdown.github.io/extensions/meta_data/), which Pelican uses,
//! and of [MultiMarkdown](https://fletcher.github.io/MultiMarkdown-6/syntax/metadata.html): the first empty line ends
//! them, as does a line that is no such line; a line that begins with a blank goes on with the value above. Values
//! are text, but for the fields that hold a number, or true or false.

use std::borrow::Cow;

use super::document::{Document, Part, place};
use super::plain;
use crate::decode::tree::{Entry, Seen, Spanned, SpannedKind, place_of};
use crate::diagnostic::{UnlocatedDiagnostic, keep};
use crate::model::article::{Article, Kind, Record};
use crate::model::value::Value;

/// Returns where the header lines end that `text` begins with, and where the body begins: after the empty line, if
/// there is one. Returns `None` if there are no such lines.
pub(super) fn split(text: &str) -> Option<(usize, Option<usize>)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let goes_on = at > 0 && content.starts_with([' ', '\t']);
        if at > 0 && content.trim_ascii().is_empty() {
            return Some((at, line.ends_with('\n').then_some(at + line.len())));
        }
        if !goes_on && key(content).is_none() {
            return (at > 0).then_some((at, Some(at)));
        }
        at += line.len();
    }
    (at > 0).then_some((at, None))
}

/// Returns the key of a line and what follows its colon, or `None` if it is no header line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(':')?;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let begins = key.starts_with(char::is_alphanumeric) && key.chars().all(is_word);
    // `https://…` and `a:b` begin a body.
    let is_value = rest.is_empty() || rest.starts_with([' ', '\t']);
    (begins && is_value && !key.ends_with(' ')).then_some((key, rest))
}

/// Parses header lines that begin at byte `base` of their file: all places count from the file's start.
pub(super) fn parse(text: &str, base: usize) -> Document<'_> {
    let mut document = Document::default();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut seen = Seen::default();
    let mut at = base;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let content = line.trim_end_matches(['\n', '\r']);
        let Some((key, rest)) = self::key(content) else { break };
        let start = at;
        at += line.len();
        let value = rest.trim_ascii();
        // The place of a value that is not there is the end of its line.
        let value_at = start + content.len() - rest.trim_ascii_start().len();
        let mut value = Cow::Borrowed(value);
        if !is_long(lines.peek()) {
            document.spans.push((value_at, value_at + value.len()));
        }
        while let Some(more) = lines.next_if(|line| is_long(Some(line))) {
            at += more.len();
            let whole = value.to_mut();
            whole.push('\n');
            whole.push_str(more.trim_ascii());
        }
        if !seen.insert(&entries, key.into()) {
            let first = place_of(&entries, key);
            let problem = UnlocatedDiagnostic::twice("key", key, start, first);
            keep(&mut document.errors, problem.in_field(place(&[Part::Key(key.into())])));
            continue;
        }
        let node = Spanned { at: value_at, data: typed(key, value) };
        entries.push(Entry { key: key.into(), at: start, node });
    }
    document.root = Some(Spanned { at: base, data: SpannedKind::Map(entries) });
    document
}

/// Returns whether the line goes on with the value above it.
fn is_long(line: Option<&&str>) -> bool {
    line.is_some_and(|line| line.starts_with([' ', '\t']) && !line.trim_ascii().is_empty())
}

/// Returns the value as the field `key` needs it, else text.
fn typed<'a>(key: &str, value: Cow<'a, str>) -> SpannedKind<'a> {
    let field = Article::index(key).map(|index| &Article::FIELDS[index]);
    match field.map(|field| field.kind) {
        Some(Kind::Integer | Kind::Boolean) => plain::node(value),
        // An empty text is no time and no list.
        Some(kind) if kind != Kind::Text && value.is_empty() => SpannedKind::Scalar(Value::Null),
        _ => SpannedKind::Scalar(Value::Text(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn header_lines_end_at_an_empty_line_or_another_line() {
        for (text, expected) in [
            ("Title: a\nDate: b\n\nbody\n", Some(("Title: a\nDate: b\n", Some("body\n")))),
            ("Title: a\r\n\r\nbody", Some(("Title: a\r\n", Some("body")))),
            (
                "Title: a\nbody: x\nThis one. No: y\nz",
                Some(("Title: a\nbody: x\n", Some("This one. No: y\nz"))),
            ),
            ("Title: a\n    b\n\tc\n\nx", Some(("Title: a\n    b\n\tc\n", Some("x")))),
            ("Title: a\n", Some(("Title: a\n", None))),
            ("Title: a", Some(("Title: a", None))),
            ("Title: a\n\n", Some(("Title: a\n", Some("")))),
            ("Empty:\nBase Level: 2\n\n", Some(("Empty:\nBase Level: 2\n", Some("")))),
            ("https://example.org\n", None),
            ("A body.\nTitle: no\n", None),
            (" Title: a\n", None),
            ("a:b\n", None),
            ("", None),
        ] {
            let parts = split(text).map(|(end, body)| (&text[..end], body.map(|at| &text[at..])));
            assert_eq!(parts, expected, "{text:?}");
        }
    }

    #[test]
    fn values_are_text_but_for_numbers_of_fields() {
        let text = "title: 1984\nquality: 80\nx: 5\nlong: a\n    b\nnothing:\nx: 6\n";
        let document = parse(text, 3);
        let root = document.root.expect("a map").into_value();
        assert_eq!(
            root.to_string(),
            r#"{"title":"1984","quality":80,"x":"5","long":"a\nb","nothing":""}"#
        );
        let codes: Vec<_> = document.errors.iter().map(|error| (error.code, error.at)).collect();
        assert_eq!(codes, [(Code::DuplicateKey, 3 + text.find("x: 6").expect("there"))]);
    }
}
