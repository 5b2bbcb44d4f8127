//! Rewrites the errors of `serde_json` as sentences with advice.

/// Returns what is wrong with `text` at byte `at`, and what to do. `said` is the parser's message without its
/// position.
pub(crate) fn sentence(said: &str, text: &str, at: usize) -> (String, Option<&'static str>) {
    if text.trim_ascii().is_empty() {
        return ("there is no JSON value".to_owned(), None);
    }
    if let Some(found) = foreign_value(said, text, at) {
        return found;
    }
    let (message, help) = match said {
        "EOF while parsing a list" => ("the text ends within a list", CUT),
        "EOF while parsing an object" => ("the text ends within an object", CUT),
        "EOF while parsing a string" => ("the text ends within a quoted text", CUT),
        "EOF while parsing a value" => ("the text ends where a value should be", CUT),
        "expected `:`" => ("a `:` must follow the name of a member", ""),
        "expected `,` or `]`" => ("expected `,` or `]` after an item of a list", INNER_QUOTE),
        "expected `,` or `}`" => ("expected `,` or `}` after a member", INNER_QUOTE),
        "expected ident" => ("expected `true`, `false` or `null`", QUOTED),
        "expected value" => ("expected a value", QUOTED),
        "invalid escape" => ("the character after a backslash cannot be escaped", BACKSLASH),
        "invalid number" | "number out of range" => {
            ("a number is spelled in another way than JSON spells it", NUMBER)
        }
        "key must be a string" | "expected `\"`" => {
            ("the name of a member must be a text in double quotes", "")
        }
        "trailing characters" => ("more text follows the value", ONE_EACH),
        _ if said.starts_with("control character") => {
            ("a text contains a line break or another control character", CONTROL)
        }
        _ => (said, ""),
    };
    (message.to_owned(), Some(help).filter(|help| !help.is_empty()))
}

const CUT: &str = "its end is missing; fetch or write it anew";
const INNER_QUOTE: &str = r#"a quote within a text is written `\"`"#;
const QUOTED: &str = "a text must be in double quotes";
const BACKSLASH: &str = r"a backslash itself is written `\\`";
const NUMBER: &str = "write it like 5, -0.5 or 1e9, or put it in quotes";
const ONE_EACH: &str = "write each record on a line of its own, or all of them in one list";
const CONTROL: &str = r"write a line break as `\n`, a tab as `\t`";

/// Recognises values that are valid in other languages but not in JSON.
fn foreign_value(said: &str, text: &str, at: usize) -> Option<(String, Option<&'static str>)> {
    const NONE: &str = "write `null` instead";
    const PYTHON: &str = "in Python, json.dumps writes JSON; str and print do not";
    const WORDS: [(&str, &str); 7] = [
        ("NaN", NONE),
        ("Infinity", NONE),
        ("undefined", NONE),
        ("None", PYTHON),
        ("True", PYTHON),
        ("False", PYTHON),
        ("nan", NONE),
    ];
    if !matches!(
        said,
        "expected value" | "expected ident" | "invalid number" | "key must be a string"
    ) {
        return None;
    }
    let from = |at: usize| text.get(at..).unwrap_or_default();
    // The parser reports a number after its sign, and a word after the letters that it accepted.
    let starts = (0..4).filter_map(|back| at.checked_sub(back)).map(from);
    for rest in starts {
        if let Some((word, help)) = WORDS.iter().find(|(word, _)| rest.starts_with(word)) {
            let before = &text[..text.len() - rest.len()];
            let sign = if before.ends_with('-') { "-" } else { "" };
            return Some((format!("JSON has no value `{sign}{word}`"), Some(help)));
        }
    }
    let rest = from(at);
    let before = text.get(..at).unwrap_or_default().trim_ascii_end();
    if rest.starts_with([']', '}']) && before.ends_with(',') {
        let message = "there is a comma before the closing bracket";
        return Some((message.to_owned(), Some("remove the comma")));
    }
    if rest.starts_with(['\'', '“', '”', '‘', '’']) {
        let help = "put texts and names in `\"`; JSON has no other quotes";
        return Some(("a text has other quotes than `\"`".to_owned(), Some(help)));
    }
    if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        return Some(("JSON has no comments".to_owned(), Some("remove the comment")));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::decode::json_tree::parse;

    #[test]
    fn every_fault_has_a_sentence() {
        for (text, message) in [
            (" ", "there is no JSON value"),
            ("[1, ", "the text ends where a value should be"),
            ("[1", "the text ends within a list"),
            (r#"{"a": 1"#, "the text ends within an object"),
            (r#"{"a": "b"#, "the text ends within a quoted text"),
            (r#"{"a" 1}"#, "a `:` must follow the name of a member"),
            (r#"["a" "b"]"#, "expected `,` or `]` after an item of a list"),
            (r#"{"a": "b"c"}"#, "expected `,` or `}` after a member"),
            (r#"{"a": nil}"#, "expected `true`, `false` or `null`"),
            (r#"{"a": hello}"#, "expected a value"),
            (r#"{"a": NaN}"#, "JSON has no value `NaN`"),
            (r#"{"a": -Infinity}"#, "JSON has no value `-Infinity`"),
            (r#"{"a": nan}"#, "JSON has no value `nan`"),
            (r#"{"a": None}"#, "JSON has no value `None`"),
            (r#"{"a": 'b'}"#, "a text has other quotes than `\"`"),
            ("{'a': 1}", "a text has other quotes than `\"`"),
            ("{\"a\": 1, // b\n}", "JSON has no comments"),
            ("{a: 1}", "the name of a member must be a text in double quotes"),
            (r#"{"a": 1,}"#, "there is a comma before the closing bracket"),
            (r#"{"a": "\d"}"#, "the character after a backslash cannot be escaped"),
            (r#"{"a": 01}"#, "a number is spelled in another way than JSON spells it"),
            ("{\"a\": \"b\nc\"}", "a text contains a line break or another control character"),
            ("{} {}", "more text follows the value"),
        ] {
            assert_eq!(parse(text).expect_err(text).message, message, "{text}");
        }
    }
}
