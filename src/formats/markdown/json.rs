//! JSON front matter to trees.

use std::ops::Range;

use super::document::Document;
use crate::decode::json_tree;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// Parses `json`, which begins at byte `base` of its file: all places count from the file's start.
///
/// Braces around it may be missing, as Middleman has it between `;;;`.
pub(super) fn parse(json: &str, base: usize) -> Document<'_> {
    let mut document = Document::default();
    // The quote of the first member's name.
    if json.trim_ascii_start().starts_with('"') {
        let braced = format!("{{{json}}}");
        let place = |at: usize| base + at.saturating_sub(1).min(json.len());
        match json_tree::parse(&braced) {
            Ok(root) => document.root = Some(root.into_owned(&place)),
            Err(problem) => {
                document.errors.push(UnlocatedDiagnostic { at: place(problem.at), ..problem });
            }
        }
    } else if !json.trim_ascii().is_empty() {
        match json_tree::parse(json) {
            Ok(mut root) => {
                root.shift(base);
                document.root = Some(root);
            }
            Err(problem) => {
                document.errors.push(UnlocatedDiagnostic { at: base + problem.at, ..problem });
            }
        }
    }
    if document.root.is_some() {
        document.spans = spans(json, base);
    }
    document
}

/// Returns where the JSON object at the start of `text` ends; the problem counts from there.
pub(super) fn object(text: &str) -> Result<Range<usize>, UnlocatedDiagnostic> {
    let help = "a body that begins with `{` needs two lines `---` before it";
    match json_tree::first(text) {
        Ok(object) => Ok(0..object.get().len()),
        Err(problem) if problem.help.is_none() => Err(problem.with_help(help)),
        Err(problem) => Err(problem),
    }
}

/// Returns the problem with a line that goes on after the closing brace.
pub(super) fn more_text(at: usize) -> UnlocatedDiagnostic {
    let message = "text follows the closing brace of the front matter";
    UnlocatedDiagnostic::new(Code::JsonSyntax, at, message)
        .with_help("begin the body on the next line")
}

/// Returns where the values of valid JSON, and the names of members, begin and end.
fn spans(json: &str, base: usize) -> Vec<(usize, usize)> {
    let bytes = json.as_bytes();
    let (mut found, mut open) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'[' | b'{' => open.push(start),
            b']' | b'}' => found.extend(open.pop().map(|start| (base + start, base + at))),
            b'"' => {
                while let Some(&inner) = bytes.get(at).filter(|&&inner| inner != b'"') {
                    at += if inner == b'\\' { 2 } else { 1 };
                }
                at += 1;
                found.push((base + start, base + at));
            }
            b':' | b',' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => {
                let rest = &bytes[start..];
                let is_end = |byte: &u8| b",]} \t\n\r".contains(byte);
                at = start + rest.iter().position(is_end).unwrap_or(rest.len());
                found.push((base + start, base + at));
            }
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_places_and_ends() {
        let json = r#" {"a": [1, "x\"}", {"é": true}], "b": -1.5}"#;
        let parts: Vec<_> = spans(json, 0).iter().map(|&(start, end)| &json[start..end]).collect();
        assert_eq!(
            parts,
            [
                &json[1..],
                "\"a\"",
                r#"[1, "x\"}", {"é": true}]"#,
                "1",
                r#""x\"}""#,
                "{\"é\": true}",
                "\"é\"",
                "true",
                "\"b\"",
                "-1.5"
            ]
        );
    }

    #[test]
    fn braces_may_be_missing() {
        let document = parse("\"a\": 1,\n\"b\": [2]\n", 4);
        let value = document.root.expect("a map");
        assert_eq!(value.at, 4);
        assert_eq!(value.into_value().to_string(), r#"{"a":1,"b":[2]}"#);
        let fault = parse("\"a\": 1,\n\"b\": x\n", 4).errors.remove(0);
        assert_eq!((fault.code, fault.at), (Code::JsonSyntax, 17));
    }
}
