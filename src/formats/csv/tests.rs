//! What is written is read back; what is read is what the `csv` crate reads; faults have places.

use super::block::Blocks;
use super::encoder::Encoder;
use super::{BLOCK_BYTES, columns};
use crate::article::{Article, Provider};
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::input::Input;
use crate::reader::Reader;
use crate::sink::{ArticleSink, Flow};

/// All that a reader says.
#[derive(Debug, Default, PartialEq)]
struct Log {
    articles: Vec<Article<'static>>,
    problems: Vec<Diagnostic>,
}

impl ArticleSink for Log {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        self.articles.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        self.problems.extend(problems);
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem);
        Ok(())
    }
}

fn read_by(text: &[u8], delimiter: u8, size: usize) -> Log {
    let mut log = Log::default();
    let input = Input::bytes("t.csv", text);
    let mut blocks = Blocks::open(&input, delimiter, size).expect("bytes open");
    blocks.read(&mut log).expect("nothing fails");
    log
}

fn read(text: impl AsRef<[u8]>) -> Log {
    read_by(text.as_ref(), b',', BLOCK_BYTES)
}

fn write(articles: &[Article<'_>], delimiter: u8) -> Vec<u8> {
    let mut encoder = Encoder::new(delimiter);
    for article in articles {
        encoder.article(article).expect("memory takes it");
    }
    [Encoder::header(delimiter), encoder.text].concat()
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
fn the_header_lists_every_field() {
    let header = String::from_utf8(Encoder::header(b',')).expect("text");
    assert_eq!(
        header,
        "path,category,title,excerpt,publishedDateTime,publishedOffset,updatedDateTime,\
         updatedOffset,originalUrl,webUrl,ampWebUrl,cdnAmpWebUrl,sourceUrl,type,locale,highlight,\
         featuredContent,quality,heat,published,provider.name,provider.domain,provider.images,\
         provider.authors,provider.extra,topics,tags,images,related,secured,extra,body\n"
    );
    assert_eq!(
        columns::written().count(),
        Article::FIELDS.len() - 2 + 2 + Provider::FIELDS.len() + 1 + 1
    );
}
