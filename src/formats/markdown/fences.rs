//! Finds the fences of front matter, and the start of the body.

use std::ops::Range;

use memchr::memchr;

use super::language::Form;
use super::{header, json};
use crate::diagnostic::excerpt::quote;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// The parts of a Markdown file, as byte positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The text between the fences; `None` if the file has no front matter.
    pub(super) front: Option<Range<usize>>,
    /// The language of the front matter, and its fences.
    pub(super) form: Form,
    /// The start of the body; `None` if the file ends within the closing fence's line.
    pub(super) body: Option<usize>,
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The first bytes of a UTF-16 file without a byte order mark.
const UTF16_FENCES: [&[u8]; 2] = [b"-\0-\0-\0", b"\0-\0-\0-"];

/// Words after `---` that name a language which is not read.
const OTHER_LANGUAGES: [(&str, &str); 6] = [
    ("js", "JavaScript"),
    ("javascript", "JavaScript"),
    ("coffee", "CoffeeScript"),
    ("cson", "CSON"),
    ("ini", "INI"),
    ("xml", "XML"),
];

/// Returns the parts of the file `text`. `header_lines` allows front matter of lines `Key: value` without fences.
pub(super) fn split(text: &str, header_lines: bool) -> Result<Parts, UnlocatedDiagnostic> {
    let bytes = text.as_bytes();
    let start = start(bytes);
    // A file without a fence is an article without front matter, unless it looks as if front matter
    // was meant: reading that as body text would lose all fields without an error.
    let Some(front) = opening(bytes) else {
        return other_form(text, start, header_lines);
    };
    let mut at = front;
    while at < bytes.len() {
        if let Some(parts) = closed(bytes, front, at) {
            return Ok(parts);
        }
        at = line(bytes, at).1;
    }
    Err(unclosed(start, Form::Yaml))
}

fn unclosed(at: usize, form: Form) -> UnlocatedDiagnostic {
    let message = "the front matter that begins here is not closed";
    let problem = UnlocatedDiagnostic::new(Code::Unterminated, at, message);
    problem.with_help(format!("close it with a line `{}`", form.fences().1))
}

/// Returns the parts of a file that begins with no line `---`, after the byte `start`.
fn other_form(text: &str, start: usize, header_lines: bool) -> Result<Parts, UnlocatedDiagnostic> {
    let bytes = text.as_bytes();
    let (first, next) = line(bytes, start);
    if let Some(form) = form_of(first) {
        match fenced(bytes, next, form) {
            Some(parts) => return Ok(parts),
            // A row of semicolons alone may begin any text.
            None if form == Form::SemicolonJson => {}
            None => return Err(unclosed(start, form)),
        }
    }
    if begins_object(&bytes[start..]) {
        return object(text, start);
    }
    if let Some((end, body)) = header::split(&text[start..]).filter(|_| header_lines) {
        let front = Some(start..start + end);
        return Ok(Parts { front, form: Form::Header, body: body.map(|at| start + at) });
    }
    match near_fence(first, &bytes[start..]) {
        Some(problem) => Err(UnlocatedDiagnostic { at: start, ..problem }),
        None => Ok(Parts { front: None, form: Form::Yaml, body: Some(start) }),
    }
}

/// Returns the form that a first line opens, other than YAML.
fn form_of(first: &[u8]) -> Option<Form> {
    let word = |name: &str| {
        let rest = first.strip_prefix(b"---").unwrap_or_default().trim_ascii();
        rest.eq_ignore_ascii_case(name.as_bytes())
    };
    match first.first()? {
        b'+' => is_fence(first, b"+++").then_some(Form::Toml),
        b';' => is_fence(first, b";;;").then_some(Form::SemicolonJson),
        b'-' if word("toml") => Some(Form::FencedToml),
        b'-' if word("json") => Some(Form::FencedJson),
        _ => None,
    }
}

/// Returns the parts of a file whose front matter begins at byte `front`, or `None` if no line closes it.
fn fenced(text: &[u8], front: usize, form: Form) -> Option<Parts> {
    let fence = form.fences().1.as_bytes();
    let mut at = front;
    while at < text.len() {
        let (content, next) = line(text, at);
        if is_fence(content, fence) {
            let ended = text[at..next].ends_with(b"\n");
            return Some(Parts { front: Some(front..at), form, body: ended.then_some(next) });
        }
        at = next;
    }
    None
}

/// Returns whether a text begins with a JSON object.
fn begins_object(text: &[u8]) -> bool {
    // A Markdown body may begin with `{`, such as a template tag `{% … %}`. Only an object with a
    // quoted key, or an empty one, is JSON front matter (as Hugo writes it).
    let rest = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    rest.is_some_and(|rest| matches!(rest.first(), Some(b'"' | b'}')))
}

/// Returns the parts of a file that has a JSON object at byte `start`.
fn object(text: &str, start: usize) -> Result<Parts, UnlocatedDiagnostic> {
    let shifted =
        |problem: UnlocatedDiagnostic| UnlocatedDiagnostic { at: start + problem.at, ..problem };
    let end = start + json::object(&text[start..]).map_err(shifted)?.end;
    let (rest, next) = line(text.as_bytes(), end);
    if let Some(more) = rest.iter().position(|byte| !is_blank(*byte)) {
        return Err(json::more_text(end + more));
    }
    let ended = text[end..next].ends_with('\n');
    let front = Some(start..end);
    Ok(Parts { front, form: Form::Json, body: ended.then_some(next) })
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
    closes.then(|| Parts { front: Some(yaml..at), form: Form::Yaml, body: ended.then_some(next) })
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
            if let Some(problem) = other_language(&word) {
                return Some(problem);
            }
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

/// Returns the problem with front matter in the language that `word` after `---` names, if that is not read.
fn other_language(word: &str) -> Option<UnlocatedDiagnostic> {
    let is_named = |(name, _): &&(&str, &str)| word.eq_ignore_ascii_case(name);
    let (_, language) = OTHER_LANGUAGES.iter().find(is_named)?;
    let message = format!("the front matter is {language}; YAML, TOML and JSON are read");
    Some(UnlocatedDiagnostic::new(Code::OtherFrontMatter, 0, message))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Returns whether a line closes front matter.
fn is_closing(line: &[u8]) -> bool {
    is_fence(line, b"---") || is_fence(line, b"...")
}

/// Returns whether the file `text` begins with a fence in UTF-16: ASCII in UTF-16 is UTF-8 as well, full of NUL.
pub(super) fn is_utf16(text: &[u8]) -> bool {
    UTF16_FENCES.iter().any(|fence| text.starts_with(fence))
}

/// Returns whether `head` begins with a fence that front matter may follow.
pub(super) fn looks_like(head: &[u8]) -> bool {
    // Tables may begin with semicolons, and other formats with an object.
    let form = || form_of(line(head, start(head)).0);
    opening(head).is_some() || form().is_some_and(|form| form != Form::SemicolonJson)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, Option<&str>) {
        let parts = split(text, false).expect("well formed");
        (parts.front.map(|front| &text[front]), parts.body.map(|body| &text[body..]))
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
        for text in [
            "{% include x %}",
            "----\na\n----\n---\n",
            "--- a\nb\n",
            "---\ra\rb",
            ";;;\na",
            "++++\n",
        ] {
            assert_eq!(parts(text), (None, Some(text)));
        }
    }

    #[test]
    fn other_languages_have_fences_of_their_own() {
        for (text, form, front, body) in [
            ("+++\na = 1\n+++\nb", Form::Toml, "a = 1\n", Some("b")),
            ("\u{feff}+++ \r\na = 1\r\n+++\t\r\n---\n", Form::Toml, "a = 1\r\n", Some("---\n")),
            ("+++\n+++", Form::Toml, "", None),
            ("+++\na = 1\n---\n+++\n", Form::Toml, "a = 1\n---\n", Some("")),
            ("---toml\na = 1\n---\nb", Form::FencedToml, "a = 1\n", Some("b")),
            ("--- TOML \na = 1\n---\nb", Form::FencedToml, "a = 1\n", Some("b")),
            ("---json\n{}\n---\n+++\n", Form::FencedJson, "{}\n", Some("+++\n")),
            (";;;\n\"a\": 1\n;;;\nb", Form::SemicolonJson, "\"a\": 1\n", Some("b")),
            ("{\"a\": \"}\\\"\"} \r\nb\n", Form::Json, "{\"a\": \"}\\\"\"}", Some("b\n")),
            ("{\n}", Form::Json, "{\n}", None),
            ("{}\n", Form::Json, "{}", Some("")),
        ] {
            let parts = split(text, false).expect(text);
            let found =
                (parts.form, &text[parts.front.expect(text)], parts.body.map(|at| &text[at..]));
            assert_eq!(found, (form, front, body), "{text}");
        }
    }

    #[test]
    fn header_lines_are_read_only_where_they_are_meant() {
        let text = "Title: a\n\nb";
        assert_eq!(parts(text), (None, Some(text)));
        let found = split(text, true).expect("well formed");
        assert_eq!((found.front, found.form, found.body), (Some(0..9), Form::Header, Some(10)));
        assert_eq!(split("---\na: 1\n---\n", true).expect("well formed").form, Form::Yaml);
    }

    #[test]
    fn front_matter_that_is_not_closed_is_reported() {
        for (text, code) in [
            ("---\na: 1\n", Code::Unterminated),
            ("---", Code::Unterminated),
            ("+++\na = 1\n---\n", Code::Unterminated),
            ("+++", Code::Unterminated),
            ("---toml\na = 1\n+++\n", Code::Unterminated),
            ("---json\n{}\n", Code::Unterminated),
            ("{\n  \"a\": 1\n", Code::JsonSyntax),
            ("{\"a\": 1} b\n", Code::JsonSyntax),
            ("---js\n{}\n---\n", Code::OtherFrontMatter),
            ("---yaml\na: 1\n---\n", Code::NearFence),
            ("\u{feff}--- # draft\r\na: 1\r\n...\r\nb", Code::NearFence),
            ("--- !map\na: 1\n---", Code::NearFence),
            ("---\ra: 1\r---\rb\r", Code::NearFence),
            ("--- \ra: 1\r---\rb\nc\n", Code::NearFence),
        ] {
            assert_eq!(split(text, false).expect_err(text).code, code, "{text}");
        }
    }
}
