//! Under `--lenient` a wrong value is kept as an unknown key, goes through every format, and comes back.

use std::fs;
use std::path::Path;

use newsconv::format::FormatSpec;
use newsconv::options::Options;
use newsconv::{Code, Diagnostic, Severity, format};
use serde_json::Value;

use crate::util::{by_name, convert_unmapped, data_formats, entries, place, samples};

/// Wrong values on every level, at the places where the house style puts unknown keys.
const ARTICLE: &str = "\
---
title: \"a\"

provider:
  name: b
  images:
    - url: \"/a.png\"
      width: wide
  domain: 5
  authors: c

images:
  - url: \"/b.png\"
    height: 1.5

related:
  - title: \"d\"
    publishedDateTime: \"2024-02-30\"

quality: high
heat: 99999999999999999999
published: maybe
updatedDateTime: soon

topics:
  - e
  - 5
---
Body
";

fn lenient() -> Options {
    let mut options = Options::default();
    options.read.lenient = true;
    options
}

type Side<'s> = (&'s Path, &'static FormatSpec);

/// Converts leniently, where only warnings can be said.
fn bend(from: Side<'_>, to: Side<'_>) -> Vec<Diagnostic> {
    let (done, reported) = convert_unmapped(&lenient(), from, to);
    assert_eq!(done.expect("a summary").rejected, 0, "{}: {reported:#?}", from.1.name);
    assert!(reported.iter().all(|problem| problem.severity == Severity::Warning), "{reported:#?}");
    reported
}

fn fields(problems: &[Diagnostic]) -> Vec<(Code, &str)> {
    problems.iter().map(|problem| (problem.code, &*problem.field)).collect()
}

/// The one article of `text` in this format, read leniently, as JSON, and what was said.
fn read(from: &str, text: &[u8]) -> (Value, Vec<Diagnostic>) {
    let temporary = tempfile::tempdir().expect("a folder");
    let input = temporary.path().join("in");
    fs::write(&input, text).expect("it can be written");
    let output = temporary.path().join("out.ndjson");
    let (done, strict) = convert_unmapped(
        &Options::default(),
        (&input, by_name(from)),
        (&output, by_name("ndjson")),
    );
    assert!(done.expect("a summary").rejected > 0, "without it, it is refused: {strict:?}");
    let problems = bend((&input, by_name(from)), (&output, by_name("ndjson")));
    let text = fs::read_to_string(&output).expect("it is there");
    (serde_json::from_str(&text).expect("one article"), problems)
}

#[test]
fn wrong_values_go_through_every_format_and_no_output_takes_them_for_right_ones() {
    let temporary = tempfile::tempdir().expect("a folder");
    let source = temporary.path().join("a.md");
    fs::write(&source, ARTICLE).expect("it can be written");
    let markdown = by_name("markdown");
    let mut seen = 0;
    for to in data_formats() {
        let held = place(temporary.path(), "held", to);
        let problems = bend((&source, markdown), (&held, to));
        assert_eq!(problems.len(), 10, "{}: {problems:#?}", to.name);
        let back = temporary.path().join(format!("{}.md", to.name));
        let (done, reported) =
            convert_unmapped(&Options::default(), (&held, to), (&back, markdown));
        // Markdown has no place for an unknown key with the name of a field, but in the source text.
        assert_eq!(done.expect("a summary").rejected, 1, "{}: {reported:#?}", to.name);
        assert_eq!(reported.len(), 10, "{}: {reported:#?}", to.name);
        assert!(reported.iter().all(|problem| problem.code == Code::KeyClash), "{}", to.name);
        let mut options = lenient();
        (options.read.preserve, options.write.preserve) = (true, true);
        let odd = ARTICLE.replace("quality: high", "quality:  high");
        fs::write(&source, &odd).expect("it can be written");
        let (done, _) = convert_unmapped(&options, (&source, markdown), (&held, to));
        assert!(done.is_ok_and(|summary| summary.written), "{}", to.name);
        let (done, reported) = convert_unmapped(&options, (&held, to), (&back, markdown));
        assert_eq!(done.expect("a summary").rejected, 0, "{}: {reported:#?}", to.name);
        assert_eq!(fs::read_to_string(&back).expect("it is there"), odd, "{}", to.name);
        fs::write(&source, ARTICLE).expect("it can be written");
        seen += 1;
    }
    assert_eq!(seen, newsconv::format::FORMATS.len() - 1);
}

#[test]
fn yaml_keeps_them_in_their_record_with_a_warning_at_their_place() {
    let (article, problems) = read("markdown", ARTICLE.as_bytes());
    assert_eq!(article["extra"]["quality"], "high");
    assert!(article["extra"]["heat"].is_number());
    assert_eq!(article["extra"]["topics"], serde_json::json!(["e", 5]), "the whole list");
    assert_eq!(article["provider"]["extra"]["domain"], 5);
    assert_eq!(article["provider"]["extra"]["authors"], "c");
    assert_eq!(article["provider"]["images"][0]["extra"]["width"], "wide");
    assert_eq!(article["images"][0]["extra"]["height"], 1.5);
    assert_eq!(article["related"][0]["extra"]["publishedDateTime"], "2024-02-30");
    let expected = [
        (Code::WrongType, "provider.images[0].width"),
        (Code::WrongType, "provider.domain"),
        (Code::WrongType, "provider.authors"),
        (Code::WrongType, "images[0].height"),
        (Code::ImpossibleTime, "related[0].publishedDateTime"),
        (Code::WrongType, "quality"),
        (Code::OutOfRange, "heat"),
        (Code::WrongType, "published"),
        (Code::NotATime, "updatedDateTime"),
        (Code::WrongType, "topics[1]"),
    ];
    assert_eq!(fields(&problems), expected);
    let said = problems[5].to_string();
    let words = ":20:10: warning[NC0201] quality: expected an integer, found the text \"high\"; `quality` is kept as an unknown key";
    assert!(said.ends_with(words), "{said}");
}

#[test]
fn json_keeps_them_beside_the_member_extra() {
    let text =
        br#"{"title":5,"publishedOffset":60,"images":[{"url":[1]},{"width":2}],"extra":{"a":1}}"#;
    for format in ["json", "ndjson"] {
        let (article, problems) = read(format, text);
        let extra = serde_json::json!({"title": 5, "a": 1, "publishedOffset": 60});
        assert_eq!(article["extra"], extra, "{format}");
        assert_eq!(article["images"][0]["extra"]["url"], serde_json::json!([1]));
        assert_eq!(article["images"][1]["width"], 2);
        let found = fields(&problems);
        let expected = [
            (Code::WrongType, "title"),
            (Code::ImpossibleTime, "publishedOffset"),
            (Code::WrongType, "images[0].url"),
        ];
        assert_eq!(found, expected, "{format}");
    }
    // A key may not be there twice.
    let temporary = tempfile::tempdir().expect("a folder");
    let input = temporary.path().join("a.ndjson");
    fs::write(&input, r#"{"quality":"high","extra":{"quality":1}}"#).expect("it can be written");
    let to = (&*temporary.path().join("a.csv"), by_name("csv"));
    let (done, problems) = convert_unmapped(&lenient(), (&input, by_name("ndjson")), to);
    assert_eq!(done.expect("a summary").rejected, 1);
    assert!(problems.iter().any(|problem| problem.code == Code::DuplicateKey), "{problems:?}");
}

#[test]
fn the_feed_keeps_them_in_entries_and_remainders() {
    let text = br#"{"value":[{"content":1,"categories":7,"heat":"hot"}],"_newsconv":[{"quality":"high"}]}"#;
    let (article, problems) = read("feed", text);
    let extra =
        serde_json::json!({"content": 1, "categories": 7, "heat": "hot", "quality": "high"});
    let flat = |key: &str| {
        article.get("extra").and_then(|extra| extra.get(key)).or(article.get(key)).cloned()
    };
    for (key, value) in extra.as_object().expect("a map") {
        assert_eq!(flat(key).as_ref(), Some(value), "{key} of {article}");
    }
    assert_eq!(problems.len(), 4, "{problems:#?}");
}

#[test]
fn tables_keep_the_text_of_cells() {
    let table = "quality,publishedDateTime,published,topics,images,provider.images,provider.extra,extra\n\
        99999999999999999999,2024-02-30,maybe,\"[1]\",[,5,\"{\"\"a\"\":1}\",no\n";
    for (format, table) in [("csv", table.to_owned()), ("tsv", table.replace(',', "\t"))] {
        let (article, problems) = read(format, table.as_bytes());
        let extra = serde_json::json!({
            "quality": "99999999999999999999",
            "publishedDateTime": "2024-02-30",
            "published": "maybe",
            "topics": [1],
            "images": "[",
            "extra": "no",
        });
        assert_eq!(article["extra"], extra, "{format}");
        let provider = &article["provider"]["extra"];
        assert_eq!(*provider, serde_json::json!({"images": 5, "a": 1}), "{format}");
        assert_eq!(problems.len(), 7, "{problems:#?}");
        assert!(problems.iter().all(|problem| problem.position.is_some_and(|at| at.line == 2)));
    }
}

#[test]
fn lenient_does_not_change_valid_articles() {
    let temporary = tempfile::tempdir().expect("a folder");
    let sample = crate::util::case("every-field");
    let from = (&*sample.markdown(), by_name("markdown"));
    for to in data_formats() {
        let (strict, bent) = (temporary.path().join("strict"), temporary.path().join("bent"));
        assert!(
            convert_unmapped(&Options::default(), from, (&strict, to))
                .0
                .expect("a summary")
                .written
        );
        bend(from, (&bent, to));
        assert_eq!(fs::read(strict).ok(), fs::read(bent).ok(), "{}", to.name);
    }
}

/// With the source text kept, a file of any style comes back byte for byte.
#[test]
fn preserved_text_keeps_wrong_values_too() {
    let temporary = tempfile::tempdir().expect("a folder");
    let text = "---\nquality: high # a comment\ntitle: 'a'\n---\nBody\n";
    let source = temporary.path().join("a.md");
    fs::write(&source, text).expect("it can be written");
    let mut options = lenient();
    (options.read.preserve, options.write.preserve) = (true, true);
    let held = temporary.path().join("a.parquet");
    let from = (&*source, by_name("markdown"));
    let (done, _) = convert_unmapped(&options, from, (&held, by_name("parquet")));
    assert!(done.expect("a summary").written);
    let back = temporary.path().join("b.md");
    let (done, _) = convert_unmapped(
        &Options::default(),
        (&held, by_name("parquet")),
        (&back, by_name("markdown")),
    );
    assert!(done.expect("a summary").written);
    assert_eq!(fs::read_to_string(&back).expect("it is there"), text);
}

/// Each in the last article of an invalid sample, by its JSON pointer.
#[test]
fn columns_keep_them_like_unknown_ones() {
    let cases = [
        ("column-type.arrow", "/extra/quality", "[2]"),
        ("column-type.parquet", "/extra/title", "[1,2]"),
        ("column-type.parquet", "/extra/publishedDateTime", "20240123"),
        ("null-item.parquet", "/extra/topics", r#"["b",null]"#),
        ("impossible-time.parquet", "/extra/updatedDateTime", "253402300800000000"),
        ("offset-without-time.arrows", "/extra/publishedOffset", "60"),
        ("fraction.parquet", "/extra/quality", "80.5"),
        ("bad-extra.arrow", "/extra/extra", r#""{\"a\": ""#),
    ];
    let temporary = tempfile::tempdir().expect("a folder");
    for (name, pointer, value) in cases {
        let input = samples("invalid").join(name);
        let from = format::by_extension(&input).expect("a format");
        let (to, output) = (by_name("ndjson"), temporary.path().join("out.ndjson"));
        bend((&input, from), (&output, to));
        let text = fs::read_to_string(&output).expect("it is there");
        let last: Value = serde_json::from_str(text.lines().last().expect("a line")).expect("JSON");
        let found = last.pointer(pointer).map(Value::to_string);
        assert_eq!(found.as_deref(), Some(value), "{name}: {text}");
        // And through columns, where they stand apart, without it.
        let columns = temporary.path().join("out.parquet");
        let back = temporary.path().join("back.ndjson");
        assert!(
            convert_unmapped(&Options::default(), (&output, to), (&columns, by_name("parquet")))
                .0
                .expect("runs")
                .written
        );
        assert!(
            convert_unmapped(&Options::default(), (&columns, by_name("parquet")), (&back, to))
                .0
                .expect("runs")
                .written
        );
        assert_eq!(fs::read_to_string(&back).expect("it is there"), text, "{name}");
    }
}

/// Every sample that is refused for a wrong value alone is read.
#[test]
fn wrong_values_of_all_samples_are_kept() {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut seen = 0;
    for input in entries(&samples("invalid")) {
        let Ok(expected) = fs::read_to_string(format!("{}.expected", input.display())) else {
            continue;
        };
        let kept = ["NC0201", "NC0202", "NC0203", "NC0204", "NC0305"];
        let errors: Vec<&str> = expected.split("error[").skip(1).map(|rest| &rest[..6]).collect();
        if errors.is_empty() || !errors.iter().all(|code| kept.contains(code)) {
            continue;
        }
        let from = format::by_extension(&input).expect("a format");
        let to = by_name("parquet");
        let problems = bend((&input, from), (&temporary.path().join("out.parquet"), to));
        assert!(problems.len() >= errors.len(), "{}: {problems:?}", input.display());
        seen += 1;
    }
    assert!(seen >= 31, "{seen}");
}
