//! Finds the fences of front matter, and the start of the body.

use std::ops::Range;

use memchr::memchr;

use crate::diagnostic::excerpt::quote;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// The parts of a Markdown file, as byte positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The YAML between the fences; `None` if the file has no front matter.
    pub(super) yaml: Option<Range<usize>>,
    /// The start of the body; `None` if the file ends within the closing fence's line.
    pub(super) body: Option<usize>,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The first bytes of a UTF-16 file without a byte order mark.
const UTF16_FENCES: [&[u8]; 2] = [b"-\0-\0-\0", b"\0-\0-\0-"];

/// Returns the parts of the file `text`.
pub(super) fn split(text: &[u8]) -> Result<Parts, UnlocatedDiagnostic> {
    let start = start(text);
    // A file without a fence is an article without front matter, unless it looks as if front matter
    // was meant: reading that as body text would lose all fields without an error.
    let Some(yaml) = opening(text) else {
        let first = line(text, start).0;
        let problem = other_front_matter(first, &text[start..]);
        return match problem.or_else(|| near_fence(first, &text[start..])) {
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

/// Returns the start of the text, after a byte order mark.
fn start(text: &[u8]) -> usize {
    if text.starts_with(MARK) { MARK.len() } else { 0 }
}

/// Returns the start of the YAML, or `None` if the first line is not a fence.
pub(super) fn opening(text: &[u8]) -> Option<usize> {
    let (first, next) = line(text, start(text));
    is_fence(first, b"---").then_some(next)
}

/// Returns the parts of a file whose YAML begins at byte `yaml`, or `None` if the line at byte `at` does not
/// close it.
pub(super) fn closed(text: &[u8], yaml: usize, at: usize) -> Option<Parts> {
    // Spares the search for the line's end on nearly every line.
    if !matches!(text.get(at), Some(b'-' | b'.')) {
        return None;
    }
    let (content, next) = line(text, at);
    let closes = is_closing(content);
    // `---` without a line end has no body, `---` with one has an empty body. The writer makes the
    // same difference, so that files come back byte for byte.
    let ended = text[at..next].ends_with(b"\n");
    closes.then(|| Parts { yaml: Some(yaml..at), body: ended.then_some(next) })
}

/// Returns the line at `at` without its line end, and the start of the next one.
fn line(text: &[u8], at: usize) -> (&[u8], usize) {
    let next = memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1);
    let content = text[at..next].strip_suffix(b"\n").unwrap_or(&text[at..next]);
    (content.strip_suffix(b"\r").unwrap_or(content), next)
}

fn is_fence(line: &[u8], fence: &[u8]) -> bool {
    line.strip_prefix(fence).is_some_and(|rest| rest.iter().copied().all(is_blank))
}

/// Returns the problem with front matter in another language.
fn other_front_matter(first: &[u8], text: &[u8]) -> Option<UnlocatedDiagnostic> {
    // A Markdown body may begin with `{`, such as a template tag `{% … %}`. Only an object with a
    // quoted key, or an empty one, is JSON front matter (as Hugo writes it).
    let json = || {
        let rest = text.strip_prefix(b"{")?.trim_ascii_start();
        matches!(rest.first(), Some(b'"' | b'}')).then_some("JSON")
    };
    let toml = || is_fence(first, b"+++").then_some("TOML");
    let language = toml().or_else(json)?;
    let message = format!("the front matter is {language}; only YAML between `---` lines is read");
    Some(UnlocatedDiagnostic::new(Code::OtherFrontMatter, 0, message))
}

/// Returns the problem with a first line that would be a fence without the text after it, if a later line
/// would close it.
fn near_fence(first: &[u8], text: &[u8]) -> Option<UnlocatedDiagnostic> {
    let rest = first.strip_prefix(b"---")?;
    // In a file with line ends of the old Mac OS, all of the file is one line to `line`, and begins
    // with `---` and a carriage return.
    let is_return = |byte: &u8| *byte == b'\r';
    if rest.iter().find(|byte| !is_blank(**byte)).is_some_and(is_return) {
        let mut lines = text.split(is_return).skip(1);
        lines.find(|line| is_closing(line.trim_ascii_start()))?;
        let message = "the lines of the front matter end in a carriage return alone";
        let problem = UnlocatedDiagnostic::new(Code::NearFence, 0, message);
        return Some(problem.with_help("save the file with line ends LF or CRLF"));
    }
    let word = String::from_utf8_lossy(rest.trim_ascii());
    // A longer row of dashes is a rule in Markdown, not a fence.
    if word.is_empty() || word.starts_with('-') {
        return None;
    }
    // Without a line that would close it, `--- text` is an ordinary first line of a body.
    let mut at = line(text, 0).1;
    while at < text.len() {
        let (content, next) = line(text, at);
        if is_closing(content) {
            let message = format!(
                "the first line opens front matter but for what follows `---`: {}",
                quote(&word)
            );
            let problem = UnlocatedDiagnostic::new(Code::NearFence, 0, message);
            let help = "write `---` alone on the first line; a body that is to begin like this needs two lines \
                        `---` before it";
            return Some(problem.with_help(help));
        }
        at = next;
    }
    None
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Whether a line closes front matter.
fn is_closing(line: &[u8]) -> bool {
    is_fence(line, b"---") || is_fence(line, b"...")
}

/// Whether the file `text` begins with a fence in UTF-16: ASCII in UTF-16 is UTF-8 as well, full of NUL.
pub(super) fn is_utf16(text: &[u8]) -> bool {
    UTF16_FENCES.iter().any(|fence| text.starts_with(fence))
}

/// Returns whether `head` begins with a fence that YAML front matter may follow.
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
        for text in ["{% include x %}", "----\na\n----\n---\n", "--- a\nb\n", "---\ra\rb"] {
            assert_eq!(parts(text), (None, Some(text)));
        }
    }

    #[test]
    fn other_front_matter_is_named() {
        for (text, code) in [
            ("---\na: 1\n", Code::Unterminated),
            ("---", Code::Unterminated),
            ("+++\na = 1\n+++\n", Code::OtherFrontMatter),
            ("{\n  \"a\": 1\n}\n", Code::OtherFrontMatter),
            ("---yaml\na: 1\n---\n", Code::NearFence),
            ("\u{feff}--- # draft\r\na: 1\r\n...\r\nb", Code::NearFence),
            ("--- !map\na: 1\n---", Code::NearFence),
            ("---\ra: 1\r---\rb\r", Code::NearFence),
            ("--- \ra: 1\r---\rb\nc\n", Code::NearFence),
        ] {
            assert_eq!(split(text.as_bytes()).expect_err(text).code, code);
        }
    }
}
