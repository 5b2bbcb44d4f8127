//! Every spelling of a value that the house style spells otherwise comes back through every format, at every
//! place in front matter; a value that was edited is written in the house style.

use std::fmt::Write as _;

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::options::Options;
use newsconv::{Article, Input, Value};

use crate::util::{by_name, through, written};

/// Plain scalars that are not the house style's spelling of what they say, and some that are.
const SCALARS: [&str; 60] = [
    "01234",
    "+4915100000",
    "1.10",
    "1234e5",
    "12e4567",
    "1E400",
    "0x1F",
    "0o17",
    ".5",
    "5.",
    "-.5",
    "+0",
    "-0",
    "-00",
    "00",
    "1_000",
    "0b1",
    "1e3",
    "1.0e+300",
    "1E-7",
    "0.10",
    "12345678901234567890123456789012345678901",
    "2015-06-11",
    "2015-6-1",
    "2015-06-11 12:30",
    "2015-06-11T12:30:00Z",
    "2015-06-11 1:30:00 -5",
    "12:30",
    "12:30:45",
    "yes",
    "No",
    "ON",
    "off",
    "y",
    "N",
    "true",
    "True",
    "TRUE",
    "false",
    "False",
    "null",
    "Null",
    "NULL",
    "~",
    "",
    "Word",
    "two words",
    "'single'",
    "'it''s'",
    "\"double\"",
    "\"tab\\tstop\"",
    "\"\\x41\"",
    "[a, b]",
    "[ 1, 2.0 ]",
    "{a: 1}",
    "[]",
    "[ ]",
    "{}",
    "-x",
    "1,000",
];

/// Where an unknown key may stand: what comes before its line, and what after its value.
const PLACES: [(&str, &str); 7] = [
    ("\nkey: ", "\n"),
    ("\nmap:\n  inner: ", "\n"),
    ("\nmap:\n  a~b:\n    c/d: ", "\n"),
    ("\nlist:\n  - ", "\n  - end\n"),
    ("\nprovider:\n  name: N\n  rank: ", "\n"),
    ("\nimages:\n  - url: \"u\"\n    rank: ", "\n"),
    ("\nrelated:\n  - title: \"t\"\n    provider:\n      rank:\n        - ", "\n"),
];

/// Values of fields with what the field takes for the same.
const FIELDS: [&str; 24] = [
    "category: yes",
    "category: \"news\"",
    "category: 'news'",
    "category: 12:30",
    "title: The ferry",
    "title: 'The ferry'",
    "title: 12:30",
    "title: yes",
    "title: 2015-06-11",
    "title: ~",
    "title:",
    "excerpt: null",
    "excerpt: \"\\u0041\"",
    "quality: 080",
    "quality: +80",
    "quality: 0x50",
    "quality: 0o120",
    "heat: -0",
    "heat: ~",
    "published: True",
    "published: FALSE",
    "publishedDateTime: \"2015-06-11T12:30:00Z\"",
    "publishedDateTime: 2015-06-11 12:30:00.50 +1",
    "updatedDateTime: 2015-06-11T12:30:00-00:00",
];

/// Fields that stand apart.
const BLOCKS: [&str; 12] = [
    "provider: {name: N}",
    "provider:\n  name: \"N\"",
    "provider:\n  name: ~",
    "topics: [a, b]",
    "topics:\n  - \"a\"\n  - 'b'",
    "tags: one",
    "tags: \"one\"",
    "tags: [ ]",
    "tags: ~",
    "images: [{url: u, width: 010}]",
    "images:\n  - url: u\n    width: +10",
    "images:\n  - {url: u}",
];

fn read(text: &str) -> Vec<Article<'static>> {
    let input = Input::bytes("a.md", text.as_bytes());
    let mut reader =
        (by_name("markdown").open)(vec![input], &Options::default().read).expect("it opens");
    let mut articles = Vec::new();
    reader.read(&mut articles).unwrap_or_else(|error| panic!("{text}: {error}"));
    articles
}

fn markdown(articles: &[Article<'static>]) -> String {
    let bytes = written(articles, by_name("markdown"), &Options::default());
    String::from_utf8(bytes).expect("text")
}

/// All texts of front matter with one odd spelling each.
fn texts() -> Vec<String> {
    let mut texts = Vec::new();
    for (before, after) in PLACES {
        for scalar in SCALARS {
            let line = format!("{before}{scalar}");
            texts.push(format!("---\ntitle: \"T\"\n{}{after}---\nBody\n", line.trim_end()));
        }
    }
    for line in FIELDS {
        texts.push(format!("---\n{line}\n---\nBody\n"));
    }
    for block in BLOCKS {
        texts.push(format!("---\ntitle: \"T\"\n\n{block}\n---\nBody\n"));
    }
    texts
}

#[test]
fn every_spelling_comes_back_through_every_format() {
    let texts = texts();
    let mut seen = 0;
    let mut wrong = String::new();
    for text in &texts {
        // Empty lines before blocks are the house style's own; flow style has none.
        let articles = read(text);
        for spec in FORMATS {
            let back = through(&articles, spec, &Options::default());
            let found = markdown(&back);
            if without_empty_lines(&found) != without_empty_lines(text) {
                writeln!(wrong, "{}: {text}\n{found}", spec.name).expect("a text takes all");
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(seen, (PLACES.len() * SCALARS.len() + FIELDS.len() + BLOCKS.len()) * FORMATS.len());
}

fn without_empty_lines(text: &str) -> String {
    text.replace("\n\n", "\n")
}

/// The house style has no spelling of its own to tell.
#[test]
fn canonical_values_have_no_style() {
    for text in [
        "---\ncategory: news\ntitle: \"T\"\nquality: 80\npublished: true\n\ntopics:\n  - a\n  - \"12:30\"\n\nzip: \"01234\"\nnone: null\nv: 1.10\n---\n",
        "---\ntitle: \"\\\"T\\\" \\\\\"\npublishedDateTime: 2015-06-11T12:30:00.5+01:00\n\nx:\n  z:\n    - []\n    - {}\n    - .nan\n---\n",
    ] {
        let articles = read(text);
        assert_eq!(articles[0].source_style, None, "{text}");
        assert_eq!(markdown(&articles), text);
    }
}

#[test]
fn a_value_that_was_edited_is_never_overruled() {
    let text = "---\ntitle: Old title\nquality: 080\npublished: True\n\nprovider:\n  name: \"N\"\n\ntags: [a, b]\n\nzip: 01234\ndate: 2015-06-11\nnothing: ~\nkeep: yes\n---\n";
    let mut articles = read(text);
    let article = &mut articles[0];
    article.title = Some("New title".into());
    article.quality = Some(81);
    article.published = Some(false);
    article.tags = Some(vec!["a".into(), "c".into()]);
    article.provider = None;
    for (key, value) in &mut article.extra {
        match &**key {
            "zip" => *value = Value::Integer(1234),
            "date" => *value = Value::Text("2015-06-12".into()),
            "nothing" => *value = Value::Text("~".into()),
            _ => {}
        }
    }
    let edited = "---\ntitle: \"New title\"\nquality: 81\npublished: false\n\ntags:\n  - a\n  - c\n\nzip: 1234\ndate: \"2015-06-12\"\nnothing: \"~\"\nkeep: yes\n---\n";
    for spec in FORMATS {
        let back = through(&articles, spec, &Options::default());
        assert_eq!(markdown(&back), edited, "{}", spec.name);
    }
}

/// Whatever stands in `sourceStyle`, the article is what its fields say.
#[test]
fn a_hostile_style_changes_nothing() {
    let article = |style: &str| {
        let article =
            Article { path: Some("a.md".into()), title: Some("T".into()), ..Article::default() };
        let tags = Some(vec!["a".into()]);
        [Article {
            tags,
            source_style: Some(style.to_owned().into()),
            body: Some("b".into()),
            ..article
        }]
    };
    for style in [
        "",
        "[]",
        "{",
        "{\"/title\":5}",
        r#"{"/title":"T\nheat: 5"}"#,
        r#"{"/title":"\"T\"\n---\nx"}"#,
        r#"{"/title":"*a","/tags/0":"b","/tags":"[a, *x]"}"#,
        r#"{"/title":"T\r","/tags/0":"- a"}"#,
        r#"{"/heat":"5","/quality":"","/provider":"{}","/new":"1"}"#,
        r#"{"/title":"T: x"}"#,
        r#"{"/title":"\"T\" #"}"#,
        r#"{"/tags/0":"a: b"}"#,
        r#"{"/title":"|"}"#,
        r#"{"/title":"[T"}"#,
        r#"{"/title":"T\u2028"}"#,
    ] {
        let articles = article(style);
        let text = markdown(&articles);
        let mut back = read(&text);
        back[0].path = Some("a.md".into());
        back[0].source_style.clone_from(&articles[0].source_style);
        assert_eq!(back, articles, "{style}: {text}");
    }
}

/// The formats that were meant: all that are built in.
#[test]
fn every_format_is_among_them() {
    let names: Vec<&str> = FORMATS.iter().map(|spec: &&FormatSpec| spec.name).collect();
    for name in ["parquet", "arrow", "csv", "tsv", "json", "ndjson", "feed", "markdown"] {
        assert!(names.contains(&name), "{name}");
    }
}
