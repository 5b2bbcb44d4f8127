//! What is written is read back, in memory and through conversions.

mod faults;
mod foreign;
mod oracle;
mod safe;

use std::num::NonZero;
use std::sync::Arc;

use super::dialect::{CSV, Dialect, TSV};
use super::encoder::Encoder;
use super::reader::Blocks;
use super::{BLOCK_BYTES, CSV_SPEC, TSV_SPEC, columns, header};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::format;
use crate::io::input::Input;
use crate::io::output::{Memory, Target};
use crate::model::article::{Article, Provider};
use crate::pipeline::options::{CsvOptions, Options, ReadOptions};
use crate::pipeline::reader::{CHUNK_RECORDS, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// All that a reader says.
#[derive(Debug, Default, PartialEq)]
struct Log {
    articles: Vec<Article<'static>>,
    problems: Vec<Diagnostic>,
}

impl ArticleSink for Log {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.problems.extend(problems);
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem);
        Ok(())
    }
}

fn read_by(text: &[u8], delimiter: u8, size: usize) -> Log {
    let dialect = if delimiter == b'\t' { TSV } else { Dialect { delimiter, ..CSV } };
    read_with(text, dialect, size, CsvOptions::default())
}

fn read_with(text: &[u8], dialect: Dialect, size: usize, csv: CsvOptions) -> Log {
    let mut log = Log::default();
    let input = Input::bytes("t.csv", text);
    let options = Arc::new(ReadOptions { csv, ..ReadOptions::default() });
    let mut blocks = Blocks::open(&input, options, dialect, size).expect("bytes open");
    blocks.read(&mut log).expect("nothing fails");
    log
}

fn read(text: impl AsRef<[u8]>) -> Log {
    read_by(text.as_ref(), b',', BLOCK_BYTES)
}

fn write(articles: &[Article<'_>], delimiter: u8) -> Vec<u8> {
    let mut encoder = Encoder::new(delimiter, columns::written(false, &[]).into());
    for article in articles {
        encoder.article(article, &()).expect("memory takes it");
    }
    [header_line(delimiter), encoder.text].concat()
}

fn article(json: &str) -> Article<'static> {
    serde_json::from_str::<Article<'_>>(json).expect("an article").into_owned()
}

/// Articles that differ in all that a table may lose.
fn articles() -> Vec<Article<'static>> {
    let full = r#"{
        "path": "news/a.md", "category": "news", "title": "A \"b\", c", "excerpt": " lead",
        "publishedDateTime": "2024-01-23T17:30:00+05:30",
        "updatedDateTime": "2024-01-23T12:00:00.123456789012345678Z",
        "originalUrl": "https://a.example/?a=1,2", "type": "article", "quality": -69, "heat": 0,
        "published": false,
        "provider": {"name": "日报", "images": [{"url": "x", "width": 1, "extra": 5, "url2": null}],
            "authors": [], "rank": {"a": [1.5, null]}},
        "topics": ["a, b", "", "[]"], "tags": [],
        "images": [{"url": "u", "width": 1280, "isCached": true, "n": 12345678901234567890123}, {}],
        "related": [{"title": "t", "publishedDateTime": "2024-01-23T12:00:00.5-00:30",
            "provider": {}, "images": [], "topics": ["x"]}],
        "secured": "AAAA;BBBB", "body": "line\r\n\r\"tab\t\u0000\nend",
        "z": "text", "a": {"body": [], "f": 1.0, "d": 0.12345678901234567890}, "n": null
    }"#;
    let mut all: Vec<Article<'static>> = [
        full,
        "{}",
        r#"{"title": "", "excerpt": null, "topics": [], "body": ""}"#,
        r#"{"provider": {}}"#,
        r#"{"provider": {"extra": {"name": "clash"}}, "extra": {"title": "clash", "extra": 1}}"#,
        r#"{"provider": {"images": [], "authors": [{}], "name": ""}}"#,
        r#"{"publishedDateTime": "0000-01-01T00:00:00Z", "published": true}"#,
        r#"{"publishedDateTime": "2024-01-01T00:00:00+00:00"}"#,
    ]
    .map(article)
    .into();
    let bodies = [
        " ",
        "\t",
        "x ",
        "\u{feff}x",
        "\"",
        "\"\"",
        ",",
        "\r",
        "\n",
        "\r\n",
        "\0",
        "😀",
        "a\"b",
        "null",
        "NULL",
        "[",
        "---\n",
    ];
    all.extend(bodies.map(|body| Article {
        title: Some(body.into()),
        body: Some(format!("{body}{body}").into()),
        ..Article::default()
    }));
    all
}

#[test]
fn articles_come_back() {
    for delimiter in [b',', b'\t'] {
        let articles = articles();
        let log = read_by(&write(&articles, delimiter), delimiter, BLOCK_BYTES);
        assert_eq!(log.problems, []);
        assert_eq!(log.articles.len(), articles.len());
        for (back, article) in log.articles.iter().zip(&articles) {
            assert_eq!(back, article);
        }
    }
}

#[test]
fn cells_are_quoted_only_where_needed() {
    let cells = ["NA", "null", "", " a", "a\tb", "a,b", "NAN", "a b", "'", "#"];
    let articles = cells.map(|text| Article { title: Some(text.into()), ..Article::default() });
    let written = |delimiter| String::from_utf8(write(&articles, delimiter)).expect("text");
    let titles = |text: &str| -> Vec<String> {
        let lines = text.lines().skip(1);
        lines.map(|line| line.trim_matches([',', '\t']).to_owned()).collect()
    };
    let quoted =
        ["\"NA\"", "\"null\"", "\"\"", "\" a\"", "a\tb", "\"a,b\"", "NAN", "a b", "'", "#"];
    assert_eq!(titles(&written(b',')), quoted);
    assert_eq!(titles(&written(b'\t'))[4..6], ["\"a\tb\"", "a,b"]);
}

#[test]
fn the_header_is_that_of_the_table_schema() {
    let schema = crate::schema::schema(crate::schema::SchemaKind::TableSchema);
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let fields = schema["fields"].as_array().expect("a list");
    let names: Vec<_> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
    let header = String::from_utf8(header_line(b',')).expect("text");
    assert_eq!(header.trim_end().split(',').collect::<Vec<_>>(), names);
    assert_eq!(columns::written(false, &[]).len(), names.len());
    assert_eq!(columns::written(true, &[]).len(), names.len() + 1, "the source text");
}

#[test]
fn a_table_is_known_by_its_header() {
    let csv = |head: &str| (CSV_SPEC.looks_like)(head.as_bytes());
    let tsv = |head: &str| (TSV_SPEC.looks_like)(head.as_bytes());
    assert!(csv("path,title\n") && !tsv("path,title\n"));
    assert!(tsv("path\ttitle\n") && !csv("path\ttitle\n"));
    assert!(csv("\u{feff}x,\"extra\"") && csv("id,publishedOffset\r\n1,2"));
    for other in ["", "path\n", "a,b\n", "{\"path\",title", "[path,title", "---,path", "x,\"path\n"]
    {
        assert!(
            !csv(other)
                && !header::looks_like(other.as_bytes(), Dialect { delimiter: b';', ..CSV }),
            "{other}"
        );
    }
}

#[test]
fn a_cell_may_be_longer_than_a_block() {
    let body = "0123456789 \"quoted\"\n".repeat(500_000);
    let long = Article { body: Some(body.into()), ..Article::default() };
    let articles = [long, article(r#"{"title": "next"}"#)];
    assert!(read(write(&articles, b',')).articles == articles);
}

#[test]
fn cells_of_other_tools_are_taken() {
    let log = read(
        "rank,updatedOffset,updatedDateTime,published,quality,heat,provider,topics,body\r\n\
         \"\",\"\",2024-01-01 12:00:00+01:00,True,80.0,-007,\"{\"\"name\"\":\"\"N\"\"}\",null,a\"b\r\n\
         \r\n\
         ,330,2024-01-01T00:00:00Z,FALSE,\"\",,,[],\"\"",
    );
    assert_eq!(log.problems, []);
    let first = r#"{"updatedDateTime": "2024-01-01T11:00:00Z", "published": true, "quality": 80,
        "heat": -7, "provider": {"name": "N"}, "body": "a\"b", "rank": ""}"#;
    let second = r#"{"updatedDateTime": "2024-01-01T05:30:00+05:30", "published": false,
        "topics": [], "body": ""}"#;
    assert_eq!(log.articles, [article(first), article(second)]);
}

#[test]
fn a_null_in_a_part_of_the_provider_makes_no_provider() {
    let log = read("title,provider.name,provider.images\na,,null\nb,,\" null \"\nc,,[]\n");
    assert_eq!(log.problems, []);
    let wanted =
        [r#"{"title": "a"}"#, r#"{"title": "b"}"#, r#"{"title": "c", "provider": {"images": []}}"#];
    assert_eq!(log.articles, wanted.map(article));
}

#[test]
fn a_time_keeps_its_offset_without_a_column_for_it() {
    let log = read("publishedDateTime,x\n2024-01-01T12:00:00+05:30,1\n2024-01-01,2\n");
    let times: Vec<_> = log.articles.iter().map(|a| a.published_date_time).collect();
    let wanted = ["2024-01-01T12:00:00+05:30", "2024-01-01"].map(|time| time.parse().ok());
    assert_eq!(times, wanted);
    let told: Vec<_> = log.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["t.csv:3:1: warning[NC0205] publishedDateTime: \"2024-01-01\" has no offset; UTC was \
         assumed; end it in `Z` or an offset"]
    );
}

/// `input`, converted from one format into another by this many workers.
fn converted(input: &[u8], from: &str, to: &str, jobs: usize) -> Vec<u8> {
    let (from, to) = (format::require(from).expect("known"), format::require(to).expect("known"));
    let reader = (from.open)(vec![Input::bytes("in", input)], &ReadOptions::default());
    let memory = Memory::default();
    let options = Options { jobs: NonZero::new(jobs), ..Options::default() };
    let mut report = |problem: Diagnostic| panic!("{problem}");
    let _ =
        (to.convert)(reader.expect("open"), Target::Memory(memory.clone()), &options, &mut report)
            .expect("converted");
    memory.take()
}

#[test]
#[cfg(feature = "json")]
fn conversions_give_the_same_for_any_number_of_workers() {
    let mut lines = Vec::new();
    for article in articles().iter().cycle().take(1800) {
        let body = "a \"body\",\nof some length\n".repeat(200);
        let long = Article { body: Some(body.into()), ..article.clone() };
        serde_json::to_writer(&mut lines, &long).expect("memory takes it");
        lines.push(b'\n');
    }
    for format in ["csv", "tsv"] {
        let table = converted(&lines, "ndjson", format, 1);
        assert!(table.len() > 2 * BLOCK_BYTES);
        assert!(table == converted(&lines, "ndjson", format, 4));
        assert!(lines == converted(&table, format, "ndjson", 4));
    }
}

#[test]
fn a_table_without_articles_has_its_header() {
    let header = header_line(b',');
    assert_eq!(converted(&header, "csv", "csv", 1), header);
    assert_eq!(converted(&header, "csv", "tsv", 2), header_line(b'\t'));
}

/// The header line.
fn header_line(delimiter: u8) -> Vec<u8> {
    let mut encoder = Encoder::new(delimiter, columns::written(false, &[]).into());
    encoder.header();
    encoder.text
}

#[test]
fn many_short_records_make_up_more_than_one_chunk() {
    let text = format!("title\n{}", "\"a\nb\"\n".repeat(20_000));
    let input = Input::bytes("t.csv", text.as_bytes());
    for size in [100, BLOCK_BYTES] {
        let mut blocks = Blocks::open(&input, Arc::default(), CSV, size).expect("bytes open");
        let mut counts = Vec::new();
        while let Some(mut chunk) = blocks.next_chunk().expect("nothing fails") {
            let mut log = Log::default();
            chunk.read(&mut log).expect("nothing fails");
            assert_eq!(log.problems, []);
            counts.push(log.articles.len());
        }
        assert_eq!(counts.iter().sum::<usize>(), 20_000);
        let most = counts.into_iter().max().expect("a chunk");
        assert!(most <= CHUNK_RECORDS, "{most} records by {size} bytes");
        // The header is a line as well.
        assert_eq!(most == CHUNK_RECORDS - 1, size == BLOCK_BYTES);
    }
}
