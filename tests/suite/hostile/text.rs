//! Characters that are none, or that stand where none may.

use super::run::{refused, taken};

/// The text formats: name and arguments, an article with the title `Eins`, and the place of its first
/// letter.
const FORMATS: [(&str, &str, &str, (usize, usize)); 6] = [
    ("a.md", "markdown", "---\ntitle: \"Eins\"\n---\nb\n", (2, 9)),
    ("a.json", "json", "{\"title\":\"Eins\"}", (1, 11)),
    ("a.ndjson", "ndjson", "{\"title\":\"Zwei\"}\n{\"title\":\"Eins\"}\n", (2, 11)),
    ("a.csv", "csv", "title,excerpt\nZwei,x\nEins,y\n", (3, 1)),
    ("a.tsv", "tsv", "title\texcerpt\nZwei\tx\nEins\ty\n", (3, 1)),
    ("a.json", "feed", "{\"page\":1,\"value\":[{\"title\":\"Eins\"}]}", (1, 30)),
];

/// The file with `inside` in the middle of the title.
fn with(text: &str, inside: &[u8]) -> Vec<u8> {
    let at = text.find("Eins").expect("a title") + 2;
    [&text.as_bytes()[..at], inside, &text.as_bytes()[at..]].concat()
}

#[test]
fn bytes_that_are_not_utf8_are_placed_in_every_text_format() {
    let mut seen = 0;
    for (name, format, text, (line, column)) in FORMATS {
        // A lone byte, a lone surrogate, an overlong slash, a cut character, beyond Unicode.
        for bytes in
            ["\u{ff}", "\u{ed}\u{a0}\u{80}", "\u{c0}\u{af}", "\u{e6}\u{b5}", "\u{f5}\u{80}"]
        {
            let bytes: Vec<u8> = bytes.chars().map(|c| u8::try_from(c).expect("a byte")).collect();
            let expected = format!(":{line}:{}: error[NC0101] ", column + 2);
            refused(name, &with(text, &bytes), &["-f", format], &expected);
            seen += 1;
        }
    }
    assert_eq!(seen, 30);
}

#[test]
fn lone_surrogates_in_escapes_are_rejected() {
    for (name, format, text, (line, _)) in FORMATS {
        for escape in ["\\ud800", "\\udc00", "\\ud800\\u0041", "\\udfff\\ud800"] {
            let content = with(text, escape.as_bytes());
            match format {
                // There are no escapes in a table.
                "csv" | "tsv" => drop(taken(name, &content, &["-f", format])),
                "markdown" => refused(name, &content, &[], ":2:8: error[NC0106] title: "),
                _ => refused(name, &content, &["-f", format], &format!(":{line}:")),
            }
        }
    }
}

#[test]
fn nul_is_text_where_a_format_has_it_and_else_rejected() {
    for (name, format, text, (line, column)) in FORMATS {
        let content = with(text, b"\0");
        let code = match format {
            "csv" | "tsv" => {
                let out = taken(name, &content, &["-f", format]);
                assert!(out.ends_with(b"{\"title\":\"Ei\\u0000ns\",\"excerpt\":\"y\"}\n"));
                continue;
            }
            "markdown" => ("NC0106", column + 2),
            _ => ("NC0301", column + 1),
        };
        let expected = format!(":{line}:{}: error[{}] ", code.1, code.0);
        refused(name, &content, &["-f", format], &expected);
    }
    let body = taken("a.md", b"---\ntitle: a\n---\nnul \0 and all\n", &[]);
    let body = String::from_utf8(body).expect("JSON");
    assert!(body.contains("\"body\":\"nul \\u0000 and all\\n\""), "a body is any text: {body}");
}

/// In either byte order, with a byte order mark and without.
#[test]
fn utf16_is_rejected_in_every_text_format() {
    let mut seen = 0;
    for (name, format, text, _) in FORMATS {
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for (mark, bytes) in [("\u{feff}", &little), ("", &little), ("\u{feff}", &big), ("", &big)]
        {
            let mark = mark.encode_utf16();
            let is_little = bytes[0] != 0;
            let mark: Vec<u8> = mark
                .flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            let content = [&*mark, bytes].concat();
            let code = match (mark.is_empty(), format) {
                (true, "feed") if is_little => ":1:2: error[NC0301] ",
                (true, "feed") => ":1:1: error[NC0301] ",
                _ => ":1:1: error[NC0101] ",
            };
            refused(name, &content, &["-f", format], code);
            seen += 1;
        }
    }
    assert_eq!(seen, 24);
}

#[test]
fn tabs_are_text_or_named() {
    for (name, text, expected) in [
        ("a.md", "---\nprovider:\n\tname: x\n---\n", ":3:1: error[NC0106] provider: "),
        ("a.json", "{\"title\":\"Ei\tns\"}", ":1:12: error[NC0301] "),
        ("a.ndjson", "{}\n{\"title\":\"Ei\tns\"}", ":2:12: error[NC0301] "),
        ("a.tsv", "title\texcerpt\nEi\tns\ty\n", ":2:7: error[NC0304] "),
    ] {
        refused(name, text.as_bytes(), &[], expected);
    }
    for (name, text) in [
        ("a.md", "---\ntitle:\t\"Ei\tns\"\n---\n"),
        ("a.json", "{\t\"title\"\t:\t\"Ei\\tns\"\t}"),
        ("a.csv", "title,excerpt\nEi\tns,y\n"),
        ("a.tsv", "title\texcerpt\n\"Ei\tns\"\ty\n"),
    ] {
        let out = String::from_utf8(taken(name, text.as_bytes(), &[])).expect("text");
        assert!(out.contains(r#""title":"Ei\tns""#), "{name}: {out}");
    }
}

#[test]
fn front_matter_without_an_end_is_rejected() {
    let long = format!("---\n{}", "key: value\n".repeat(500_000));
    for text in ["---", "---\n", "---\ntitle: a\n", "---\r\ntitle: a\r\n--\r\n", &long] {
        refused("a.md", text.as_bytes(), &[], ":1:1: error[NC0102] ");
    }
    refused("a.md", "\u{feff}---\n----\n".as_bytes(), &[], ":1:2: error[NC0102] ");
}
