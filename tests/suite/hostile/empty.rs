//! Files without anything in them, and files of another format than their name says.

use newsconv::format::FORMATS;

use super::run::{convert, head, refused, taken};
use crate::util::{case, data_formats, extension};

#[test]
fn an_empty_file_of_every_format_is_read_or_rejected() {
    let cases = [
        ("markdown", "a.md", Ok(1)),
        ("json", "a.json", Err(":1:1: error[NC0301] ")),
        ("ndjson", "a.ndjson", Ok(0)),
        ("feed", "a.json", Err(":1:1: error[NC0301] ")),
        ("csv", "a.csv", Err(":1:1: error[NC0303] ")),
        ("tsv", "a.tsv", Err(":1:1: error[NC0303] ")),
        ("arrow", "a.arrow", Err(": error[NC0401] ")),
        ("arrows", "a.arrows", Err(": error[NC0401] ")),
        ("parquet", "a.parquet", Err(": error[NC0401] ")),
    ];
    assert_eq!(cases.len(), FORMATS.len());
    for (format, name, expected) in cases {
        match expected {
            Ok(articles) => {
                let out = taken(name, b"", &["-f", format]);
                assert_eq!(out.split(|byte| *byte == b'\n').count() - 1, articles, "{format}");
            }
            Err(expected) => refused(name, b"", &["-f", format], expected),
        }
    }
}

/// What can be read as another format all the same: any text is a body, with a warning; a line of
/// NDJSON is a JSON document, and a feed an envelope; an object of JSON is front matter.
const READABLE: [(&str, &str); 7] = [
    ("csv", "markdown"),
    ("tsv", "markdown"),
    ("ndjson", "markdown"),
    ("json", "markdown"),
    ("feed", "markdown"),
    ("ndjson", "json"),
    ("feed", "json"),
];

#[test]
fn a_file_of_another_format_is_rejected() {
    let case = case("latin");
    let content = |format: &newsconv::format::FormatSpec| {
        let golden = case.golden(format);
        std::fs::read(if format.name == "markdown" { case.markdown() } else { golden })
    };
    let mut seen = 0;
    for format in FORMATS {
        let bytes = content(format).expect("the sample is there");
        for other in FORMATS.iter().filter(|other| other.name != format.name) {
            let name = format!("a.{}", extension(other));
            let ended = convert(&name, &bytes, &["-f", other.name]);
            let pair = (format.name, other.name);
            let code = i32::from(!READABLE.contains(&pair));
            assert_eq!(ended.code, code, "{pair:?}: {}", head(&ended.err));
            seen += 1;
        }
    }
    assert_eq!(seen, FORMATS.len() * (FORMATS.len() - 1));
    assert_eq!(data_formats().count() + 1, FORMATS.len());
}
