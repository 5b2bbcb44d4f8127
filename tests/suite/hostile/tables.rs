//! CSV and TSV with records that do not fit.

use super::run::{convert, head, refused, taken};

#[test]
fn ragged_records_are_named_and_the_others_are_read() {
    for (text, expected) in [
        ("title,excerpt\na\n", ":2:2: error[NC0304] "),
        ("title,excerpt\na,b\na,b,c\na,b\n", ":3:5: error[NC0304] "),
        ("title,excerpt\r\na,b\r\na\r\n", ":3:2: error[NC0304] "),
        ("title\na,\n", ":2:3: error[NC0304] "),
    ] {
        refused("a.csv", text.as_bytes(), &[], expected);
        refused("a.tsv", text.replace(',', "\t").as_bytes(), &[], expected);
    }
    let ended = convert("a.csv", b"title,excerpt\na,b\n,,\n", &[]);
    assert!(ended.code == 0 && ended.err.contains("warning[NC0310]"), "{}", head(&ended.err));
    let mut lines = vec!["a,b"; 40_000];
    (lines[0], lines[20_000], lines[39_999]) = ("title,excerpt", "a", "a,b,c");
    let ended = convert("a.csv", lines.join("\n").as_bytes(), &["--on-error", "skip"]);
    assert_eq!(ended.code, 3, "{}", head(&ended.err));
    assert_eq!(ended.err.matches("error[NC0304]").count(), 2, "{}", head(&ended.err));
    let out = ended.out.expect("an output");
    assert_eq!(out.split(|byte| *byte == b'\n').count() - 1, 39_997);
    let wide = format!("title\n{}\n", "a,".repeat(1_000_000));
    refused("a.csv", wide.as_bytes(), &[], ":2:3: error[NC0304] the record has 1000001 cells");
}

/// The rest of the file is one cell, and is told in one message.
#[test]
fn an_unclosed_quote_in_a_large_file_is_found_quickly() {
    let text = format!("title\n{}\"{}", "a\n".repeat(1000), "b\n".repeat(10_000_000));
    refused(
        "a.csv",
        text.as_bytes(),
        &[],
        ":1002:1: error[NC0303] title: this quote is not closed",
    );
    let ended = convert("a.csv", text.as_bytes(), &["--on-error", "skip"]);
    assert_eq!((ended.code, ended.err.matches("error[").count()), (3, 1), "{}", head(&ended.err));
    let first = format!("\"{}", "b,c\n".repeat(5_000_000));
    refused("a.csv", first.as_bytes(), &[], ":1:1: error[NC0303] this quote is not closed");
    refused("a.csv", b"title,excerpt\n\"a\"b,c\n", &[], ":2:4: error[NC0303] title: ");
    assert!(!taken("a.csv", b"title,excerpt\na,b\"c\n", &[]).is_empty(), "a quote within is text");
}

#[test]
fn a_file_of_line_ends_alone_has_no_header() {
    for text in ["\n".repeat(5_000_000), "\r\n".repeat(10), "\r".repeat(10)] {
        let ended = convert("a.csv", text.as_bytes(), &[]);
        assert_eq!(ended.code, 1);
        assert!(ended.err.contains("error[NC0303] the source has no header line"), "{}", ended.err);
    }
}

#[test]
fn another_format_is_not_taken_for_a_table() {
    for (text, expected) in [
        (
            "---\ntitle: a\n---\n",
            ":1:1: error[NC0303] the header has one column, which looks like front",
        ),
        (
            "{\n  \"title\": 1\n}\n",
            ":1:1: error[NC0303] the header has one column, which looks like JSON",
        ),
        ("[1]\n", ":1:1: error[NC0303] the header has one column, which looks like JSON"),
        ("\0t\0i\0t\0l\0e\0\n\0a", ":1:1: error[NC0101] the text is UTF-16; "),
    ] {
        refused("a.csv", text.as_bytes(), &[], expected);
        refused("a.tsv", text.as_bytes(), &[], expected);
    }
}
