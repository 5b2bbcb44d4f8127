//! Tables of other tools: headers, quotes and lines as they write them.

use std::fmt::Write as _;

use super::super::dialect::{CSV, Dialect, TSV};
use super::{BLOCK_BYTES, Log, article, read, read_by, read_with};
use crate::diagnostic::Speaker;
use crate::pipeline::options::{CsvOptions, CsvQuote};
use crate::pipeline::reader::CHUNK_RECORDS;

/// What was said, without the source's name.
fn told(log: &Log) -> Vec<String> {
    let all = log.problems.iter();
    all.map(|problem| problem.spelled(Speaker::Program).replacen("t.csv:", "", 1)).collect()
}

/// The codes of what was said, each with its line.
fn codes(log: &Log) -> Vec<(&'static str, u64)> {
    let line = |problem: &crate::diagnostic::Diagnostic| problem.position.map_or(0, |p| p.line);
    log.problems.iter().map(|problem| (problem.code.as_str(), line(problem))).collect()
}

#[test]
fn a_line_sep_names_the_delimiter() {
    let wanted = [article(r#"{"title": "The ferry", "excerpt": "She sails"}"#)];
    for text in [
        "sep=;\ntitle;excerpt\nThe ferry;She sails\n",
        "SEP=,\r\ntitle,excerpt\r\nThe ferry,She sails\r\n",
        "\"sep=|\"\ntitle|excerpt\nThe ferry|She sails\n",
        "\u{feff}sep=\t\ntitle\texcerpt\nThe ferry\tShe sails\n",
    ] {
        for delimiter in [b',', b'\t'] {
            let log = read_by(text.as_bytes(), delimiter, BLOCK_BYTES);
            assert_eq!((&log.articles[..], told(&log)), (&wanted[..], Vec::new()), "{text}");
        }
    }
    let broken = read("sep=;\ntitle;excerpt\na;b;c\n");
    assert_eq!(codes(&broken), [("NC0304", 3)]);
}

#[test]
fn a_header_means_its_fields_in_any_case() {
    let log = read(
        " Title,EXCERPT\u{200b},publisheddatetime,Provider.Name,Rank\na,b,2024-01-01T00:00:00Z,c,1\n",
    );
    let wanted = r#"{"title": "a", "excerpt": "b", "publishedDateTime": "2024-01-01T00:00:00Z",
        "provider": {"name": "c"}, "Rank": "1"}"#;
    assert_eq!(log.articles, [article(wanted)]);
    let all = told(&log);
    assert_eq!(all[0], "1:1: note[NC0308] title: the column \" Title\" was read as `title`");
    assert!(all[1].contains(r#""EXCERPT\u{200b}" was read as `excerpt`"#), "{}", all[1]);
    assert_eq!(all.len(), 4);

    let exact = read("Title,title\na,b\n");
    assert_eq!(exact.articles, [article(r#"{"title": "b", "Title": "a"}"#)]);
    assert_eq!(told(&exact), [""; 0]);
}

#[test]
fn a_table_without_any_field_is_warned_of_once() {
    for (text, help) in [
        ("Titel;Text\na;b\n", "the delimiter may be ';'"),
        ("Titel,Text\na,b\nc,d\n", "\"Titel\" may be meant as `title`"),
        ("Datum,Ressort\na,b\nc,d\n", "fields are called `title`"),
        (
            "published_date_time,x\n1,2\n",
            "\"published_date_time\" may be meant as `publishedDateTime`",
        ),
    ] {
        let log = read(text);
        assert_eq!(codes(&log), [("NC0307", 1)], "{text}");
        assert!(told(&log)[0].contains(help), "{}", told(&log)[0]);
    }
}

#[test]
fn lines_before_the_header_are_named() {
    for (text, problem) in [
        (
            "# exported\ntitle,excerpt\nA,B\n",
            "1:1: error[NC0303] the first line has no name of a field, but line 2 has; --skip-rows 1 skips \
             the lines before the header",
        ),
        (
            "Report\n\nWeek 3\nx,y\n1,2\n",
            "1:1: error[NC0303] the first line has one cell, but line 4 has more; --skip-rows 3 skips \
             the lines before the header",
        ),
    ] {
        assert_eq!(told(&read(text)), [problem]);
    }
    let csv = CsvOptions { skip_rows: 1, ..CsvOptions::default() };
    let log = read_with(b"# exported\r\ntitle,excerpt\r\nA,B,C\r\n", CSV, BLOCK_BYTES, csv);
    assert_eq!(codes(&log), [("NC0304", 3)]);
}

#[test]
fn columns_without_a_name_are_numbered() {
    let log = read("title,excerpt,,\nThe ferry,She sails,,\n");
    assert_eq!(log.articles, [article(r#"{"title": "The ferry", "excerpt": "She sails"}"#)]);
    assert_eq!(codes(&log), [("NC0312", 1)]);
    assert!(told(&log)[0].contains("the columns 3 and 4 have no names"), "{}", told(&log)[0]);

    let log = read(",title,column1\n0,The ferry,x\n");
    let wanted = r#"{"title": "The ferry", "column1_": "0", "column1": "x"}"#;
    assert_eq!(log.articles, [article(wanted)]);
    assert!(told(&log)[0].contains("column 1 has no name"));
}

#[test]
fn rows_of_nothing_are_passed_over() {
    let log = read("title,excerpt\nA,B\n,\n  \n,,,\n\x1a");
    assert_eq!(log.articles, [article(r#"{"title": "A", "excerpt": "B"}"#)]);
    assert_eq!(codes(&log), [("NC0310", 3), ("NC0310", 4), ("NC0310", 5)]);
    // An empty text is something.
    let log = read("title,excerpt\n\"\",\n");
    assert_eq!(log.articles, [article(r#"{"title": ""}"#)]);
}

#[test]
fn joined_tables_are_reported() {
    for (second, line) in
        [("\u{feff}title,excerpt\nC,D\n", 3), ("title,excerpt\r\nC,D\n", 3), ("\u{feff}C,D\n", 3)]
    {
        let log = read(format!("title,excerpt\nA,B\n{second}"));
        let wanted = [r#"{"title": "A", "excerpt": "B"}"#, r#"{"title": "C", "excerpt": "D"}"#];
        assert_eq!(log.articles, wanted.map(article), "{second}");
        assert_eq!(codes(&log), [("NC0311", line)], "{second}");
    }
    let log = read("title\ntitle\n");
    assert_eq!(log.articles, [article(r#"{"title": "title"}"#)]);
}

#[test]
fn a_quote_in_tsv_may_be_text() {
    let text = "title\texcerpt\n\"Ferry returns\tsails\nPier\tsank\nBoat Anna\"\tx\nLast\ty\n";
    for size in [1, 7, BLOCK_BYTES] {
        let log = read_by(text.as_bytes(), b'\t', size);
        let titles: Vec<_> =
            log.articles.iter().map(|a| a.title.as_deref().unwrap_or("")).collect();
        assert_eq!(titles, ["\"Ferry returns", "Pier", "Boat Anna\"", "Last"], "{size}");
        assert_eq!(codes(&log), [("NC0313", 2)]);
    }
    for (line, title) in [
        ("\"Ferry\" returns\tx", "\"Ferry\" returns"),
        ("\"Ferry\tx", "\"Ferry"),
        ("\"Fer\try\"\tx", "Fer\try"),
        ("\"Fer\nry\"\tx", "Fer\nry"),
        ("\"Fer\"\"ry\"\tx", "Fer\"ry"),
        ("x\"y\tx", "x\"y"),
    ] {
        let log = read_by(format!("title\texcerpt\n{line}\nLast\ty\n").as_bytes(), b'\t', 5);
        let titles: Vec<_> = log.articles.iter().filter_map(|a| a.title.as_deref()).collect();
        assert_eq!(titles, [title, "Last"], "{line}");
        assert_eq!(log.problems.is_empty(), !title.starts_with('"'), "{line}");
    }
}

#[test]
fn blocks_of_tsv_give_the_same_wherever_they_are_cut() {
    let mut text = String::from("title\texcerpt\tbody\n");
    for number in 0..200 {
        let body =
            ["plain", "\"quoted\ttab\"", "\"line\nend\"", "\"stray", "\"a\"\"b\""][number % 5];
        writeln!(text, "t{number}\t{}\t{body}", ["x", "\"stray"][number % 2]).expect("memory");
    }
    let whole = read_by(text.as_bytes(), b'\t', BLOCK_BYTES);
    assert_eq!(whole.articles.len(), 200);
    for size in [1, 3, 10, 64, 1000] {
        assert_eq!(read_by(text.as_bytes(), b'\t', size), whole, "{size}");
    }
}

#[test]
fn a_table_may_have_other_signs_and_no_header() {
    let csv = CsvOptions {
        delimiter: Some(b';'),
        quote: Some(CsvQuote::Byte(b'\'')),
        columns: Some(vec!["title".to_owned(), "Excerpt".to_owned()]),
        ..CsvOptions::default()
    };
    let text = b"'a;''b';c\n\"d;e\n";
    let log = read_with(text, CSV, BLOCK_BYTES, csv.clone());
    let wanted = [r#"{"title": "a;'b", "excerpt": "c"}"#, r#"{"title": "\"d", "excerpt": "e"}"#];
    assert_eq!(log.articles, wanted.map(article));
    let off = CsvOptions { quote: Some(CsvQuote::Off), ..csv };
    let log = read_with(b"'a;\"b\n", TSV, BLOCK_BYTES, off);
    assert_eq!(log.articles, [article(r#"{"title": "'a", "excerpt": "\"b"}"#)]);
    let strict = Dialect { delimiter: b'|', ..CSV };
    let log = read_with(b"title|body\na|\"b|c\"\n", strict, BLOCK_BYTES, CsvOptions::default());
    assert_eq!(log.articles, [article(r#"{"title": "a", "body": "b|c"}"#)]);
}

#[test]
fn lists_of_text_and_booleans_as_databases_write_them() {
    let log = read(
        "title,tags,published\na,security,1\nb,\"x, y\",0\nc,2024,1.0\nd,\"[\"\"e\"\"]\",true\n",
    );
    let wanted = [
        r#"{"title": "a", "tags": ["security"], "published": true}"#,
        r#"{"title": "b", "tags": ["x, y"], "published": false}"#,
        r#"{"title": "c", "tags": ["2024"], "published": true}"#,
        r#"{"title": "d", "tags": ["e"], "published": true}"#,
    ];
    assert_eq!(log.articles, wanted.map(article));
    assert_eq!(codes(&log), [("NC0309", 2), ("NC0309", 3), ("NC0309", 4)]);
}

#[test]
fn other_encodings_are_named() {
    let utf16: Vec<u8> =
        "\u{feff}title,excerpt\nA,B\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for text in [&utf16[..], &utf16[2..]] {
        let found = told(&read(text));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("error[NC0101] the text is UTF-16; save it as UTF-8"),
            "{found:?}"
        );
    }
    let found = told(&read(b"title,body\ncaf\xe9,x\n"));
    assert!(found[0].contains("in Windows-1252 it is `\u{e9}`"), "{found:?}");
}

#[test]
fn the_last_record_of_a_table_needs_no_line_end() {
    for (text, delimiter) in
        [("title,excerpt\nA,b\nC,d", b','), ("title\texcerpt\nA\tb\nC\td", b'\t')]
    {
        for size in [1, 2, 16, BLOCK_BYTES] {
            let log = read_by(text.as_bytes(), delimiter, size);
            let titles: Vec<_> = log.articles.iter().map(|it| it.title.as_deref()).collect();
            assert_eq!(titles, [Some("A"), Some("C")], "{text:?} by {size} bytes");
        }
    }
}

#[test]
fn a_quote_of_tsv_that_is_never_closed_loses_no_record() {
    // More records than two chunks have: a quote that is open keeps all of them in one buffer.
    let records = 2 * CHUNK_RECORDS + 1;
    let mut text = "title\texcerpt\n\"A\tb\n".to_owned();
    for number in 1..records {
        let _ = writeln!(text, "T{number}\tx");
    }
    let log = read_by(text.as_bytes(), b'\t', BLOCK_BYTES);
    assert_eq!(log.articles.len(), records);
    assert_eq!(codes(&log), [("NC0313", 2)]);
}
