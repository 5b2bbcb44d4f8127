//! Rewrites the errors of the TOML parser as sentences with advice.

use toml_parser::{Expected, ParseError};

use crate::diagnostic::advice::Advice;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::value::MAX_DEPTH;

/// Returns the problem that the parser found in `toml`, which begins at byte `base` of its file.
pub(super) fn problem(error: &ParseError, toml: &str, base: usize) -> UnlocatedDiagnostic {
    let span = error.unexpected().or(error.context()).unwrap_or_default();
    // The parser means the place after the last character by a span that begins there.
    let at = base + span.start().min(toml.len());
    let said = error.description();
    if said.starts_with("cannot recurse") {
        let message = format!("values are nested more than {MAX_DEPTH} levels deep");
        return UnlocatedDiagnostic::new(Code::TooDeep, at, message);
    }
    let (message, help) = sentence(said);
    let problem = UnlocatedDiagnostic::new(Code::TomlSyntax, at, message);
    let help = match help {
        "" => expected(error.expected().unwrap_or_default()),
        help => Some(help.to_owned()),
    };
    UnlocatedDiagnostic { help: help.map(Advice::from), ..problem }
}

/// Returns what is wrong, and what to do; no advice where what was expected says it.
fn sentence(said: &str) -> (String, &'static str) {
    let (message, help) = match said {
        "key with no value" | "missing value for key" => ("a key has no value", PAIR),
        "missing value" | "invalid value" => ("there is no value where one should be", PAIR),
        "string values must be quoted" => ("a text is not in quotes", "put it in double quotes"),
        "missing opening quote" => ("a text has no opening quote", "put it in double quotes"),
        "unexpected content" => ("more text follows the value", "write each key on its own line"),
        "extra `=`" | "extra assignment between key-value pairs" => {
            ("a line has a second `=`", "write each key on its own line")
        }
        "unexpected key or value" => ("a key or value is where none should be", PAIR),
        "unclosed array" => ("the array has no closing bracket", "close it with `]`"),
        "unclosed inline table" => ("the inline table has no closing brace", "close it with `}`"),
        "unclosed table" => ("the header of a table has no closing bracket", "close it with `]`"),
        "unclosed array table" => {
            ("the header of a table has no closing brackets", "close it with `]]`")
        }
        "invalid unquoted key" | "unquoted keys cannot be empty" => {
            ("a key without quotes holds letters, digits, `-` and `_` only", "put it in quotes")
        }
        "unexpected leading zero" => {
            ("a number begins with a zero", "leave it out, or put the value in quotes")
        }
        "carriage return must be followed by newline" => {
            ("there is a carriage return without a line feed", "end lines in LF or CRLF")
        }
        "invalid basic string" | "invalid multi-line basic string" => (
            "a text in double quotes is not closed, or has a character that must be escaped",
            ESCAPE,
        ),
        "invalid literal string" | "invalid multi-line literal string" => {
            ("a text in single quotes is not closed, or has a control character", ESCAPE)
        }
        other => return (format!("it is not TOML: {other}"), ""),
    };
    (message.to_owned(), help)
}

const PAIR: &str = "write a key with its value like `key = \"value\"`";
const ESCAPE: &str = r"in double quotes write a line break as `\n`, a backslash as `\\`";

/// Returns what the parser would have taken instead.
fn expected(all: &[Expected]) -> Option<String> {
    let words = all.iter().filter_map(|one| match one {
        Expected::Literal("\n") => Some("the end of the line".to_owned()),
        Expected::Literal(text) => Some(format!("`{text}`")),
        Expected::Description(text) => Some((*text).to_owned()),
        _ => None,
    });
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| format!("expected {}", words.join(" or ")))
}
