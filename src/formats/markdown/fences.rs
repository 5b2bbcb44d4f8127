//! Where front matter ends and the body begins.

use std::ops::Range;

use memchr::memchr;

use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// The parts of a Markdown file, as bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The YAML between the fences; none in a file without front matter.
    pub(super) yaml: Option<Range<usize>>,
    /// Where the body begins; none when the file ends within the closing fence's line.
    pub(super) body: Option<usize>,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The parts of the file `text`.
pub(super) fn split(text: &[u8]) -> Result<Parts, UnlocatedDiagnostic> {
    let start = start(text);
    let Some(yaml) = opening(text) else {
        return match other_front_matter(line(text, start).0, &text[start..]) {
            Some(problem) => Err(UnlocatedDiagnostic { at: start, ..problem }),
            None => Ok(Parts { yaml: None, body: Some(start) }),
        };
    };
    let mut at = yaml;
    while at < text.len() {
        if let Some(parts) = closed(text, yaml, at) {
            return Ok(parts);
        }
        at = line(text, at).1;
    }
    let problem = UnlocatedDiagnostic::new(
        Code::Unterminated,
        start,
        "the front matter that begins here is not closed",
    );
    Err(problem.with_help("close it with a line `---`"))
}

/// Where the file `text` begins, after a byte order mark.
fn start(text: &[u8]) -> usize {
    if text.starts_with(MARK) { MARK.len() } else { 0 }
}

/// Where the YAML begins, when the first line opens it.
pub(super) fn opening(text: &[u8]) -> Option<usize> {
    let (first, next) = line(text, start(text));
    is_fence(first, b"---").then_some(next)
}

/// The parts of a file whose YAML begins at byte `yaml`, when the line at byte `at` closes it.
pub(super) fn closed(text: &[u8], yaml: usize, at: usize) -> Option<Parts> {
    if !matches!(text.get(at), Some(b'-' | b'.')) {
        return None;
    }
    let (content, next) = line(text, at);
    let closes = is_fence(content, b"---") || is_fence(content, b"...");
    let ended = text[at..next].ends_with(b"\n");
    closes.then(|| Parts { yaml: Some(yaml..at), body: ended.then_some(next) })
}

/// The line at `at` without its line end, and where the next one begins.
fn line(text: &[u8], at: usize) -> (&[u8], usize) {
    let next = memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1);
    let content = text[at..next].strip_suffix(b"\n").unwrap_or(&text[at..next]);
    (content.strip_suffix(b"\r").unwrap_or(content), next)
}

fn is_fence(line: &[u8], fence: &[u8]) -> bool {
    line.strip_prefix(fence).is_some_and(|rest| rest.iter().all(|b| matches!(b, b' ' | b'\t')))
}

/// The problem with front matter in another language.
fn other_front_matter(first: &[u8], text: &[u8]) -> Option<UnlocatedDiagnostic> {
    let json = || {
        let rest = text.strip_prefix(b"{")?.trim_ascii_start();
        matches!(rest.first(), Some(b'"' | b'}')).then_some("JSON")
    };
    let toml = || is_fence(first, b"+++").then_some("TOML");
    let language = toml().or_else(json)?;
    let message = format!("the front matter is {language}; only YAML between `---` lines is read");
    Some(UnlocatedDiagnostic::new(Code::OtherFrontMatter, 0, message))
}

/// Whether `head` opens with a fence that YAML front matter may follow.
pub(super) fn looks_like(head: &[u8]) -> bool {
    opening(head).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, Option<&str>) {
        let parts = split(text.as_bytes()).expect("well formed");
        (parts.yaml.map(|yaml| &text[yaml]), parts.body.map(|body| &text[body..]))
    }

    #[test]
    fn fences_part_yaml_from_body() {
        assert_eq!(parts("---\na: 1\n---\nb\n"), (Some("a: 1\n"), Some("b\n")));
        assert_eq!(
            parts("\u{feff}--- \r\na: 1\r\n...\t\r\n---\r\n"),
            (Some("a: 1\r\n"), Some("---\r\n"))
        );
        assert_eq!(parts("---\n---\n"), (Some(""), Some("")));
        assert_eq!(parts("---\n---"), (Some(""), None));
        assert_eq!(parts("---\na: |\n  ---\n----\n---\n"), (Some("a: |\n  ---\n----\n"), Some("")));
        assert_eq!(parts("body\n---\n"), (None, Some("body\n---\n")));
        assert_eq!(parts(""), (None, Some("")));
        assert_eq!(parts("{% include x %}"), (None, Some("{% include x %}")));
    }

    #[test]
    fn what_is_no_yaml_front_matter_is_named() {
        for (text, code) in [
            ("---\na: 1\n", Code::Unterminated),
            ("---", Code::Unterminated),
            ("+++\na = 1\n+++\n", Code::OtherFrontMatter),
            ("{\n  \"a\": 1\n}\n", Code::OtherFrontMatter),
        ] {
            assert_eq!(split(text.as_bytes()).expect_err(text).code, code);
        }
    }
}
