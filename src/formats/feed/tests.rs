//! Feeds read, written, and there and back again.

mod reading;

use serde_json::Value as Json;

use super::SPEC;
use super::members::MEMBERS;
use super::writer::Page;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Speaker};
use crate::io::input::Input;
use crate::io::output::{Memory, Target};
use crate::model::article::Article;
use crate::pipeline::options::{Options, ReadOptions};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::writer::Writer;

/// Articles, one in each line, that entries alone cannot tell apart or cannot hold.
const RICH: &str = r#"
{}
{"path":"a.md","body":"\n"}
{"path":"a.md","body":""}
{"path":"a.md","body":"  \n\u00a0\n"}
{"body":"Text.\r\n---\n\u0000é"}
{"title":"","excerpt":"","category":"","highlight":"","locale":"","featuredContent":"<b>\"x\"</b>"}
{"category":"news","locale":"en-us","type":"article","sourceUrl":"s"}
{"locale":"de-de","tags":[],"topics":[],"images":[]}
{"topics":[""],"tags":["a","b"],"heat":0,"quality":-1,"published":false}
{"images":[{},{"isCached":false},{"isCached":true,"url":"","width":0,"height":-3,"title":"","attribution":"A"}]}
{"images":[{"url":"u"}],"provider":{}}
{"provider":{"name":"N","domain":"","images":[{"url":"u","isCached":false,"alt":null}],"authors":[]}}
{"provider":{"authors":[{"name":"A"},{},{"url":"u","handle":"@a"}],"rank":{"deep":[1,[{"x":null}]]}}}
{"provider":{"publishers":null}}
{"provider":{"publishers":["P"],"name":"N"}}
{"provider":{"zero":0,"publishers":{"a":1}}}
{"provider":{"extra":{"name":"clash","publishers":[],"extra":{"extra":1}}}}
{"images":[{"url":"u","extra":{"url":5,"x":1}},{"y":2}]}
{"publishedDateTime":"2024-01-23T12:00:00.123456789012345678+05:30","updatedDateTime":"0001-01-01T00:00:00+00:00"}
{"related":[{"title":"","publishedDateTime":"2024-01-23T12:00:00-03:30","provider":{"images":[{"isCached":false}]},"z":[]}],"secured":"AA==;AA=="}
{"related":[],"sourceStyle":"{\"/tags\":\"one\"}","frontMatter":"---\ntitle: x\n---\n"}
{"zebra":null,"alpha":{"b":[],"a":{}},"float":1.50,"big":0.12345678901234567890123,"huge":99999999999999999999999}
{"extra":{"content":"c","title":5,"body":"b","extra":{"extra":1},"publishedOffset":60,"quality":"high"}}
{"extra":{"categories":["a","b"],"z":1}}
{"extra":{"z":1,"categories":[]}}
{"extra":{"categories":["only"]}}
{"category":"c","extra":{"categories":["a","b"],"a":1}}
{"extra":{"page":1,"value":[],"nextPage":2,"_newsconv":[null]}}
"#;

fn rich() -> Vec<Article<'static>> {
    let lines = RICH.trim().lines();
    lines.map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The feed of `articles`, which are encoded in runs of `run`.
fn write(articles: &[Article<'_>], run: usize, compact: bool) -> String {
    let memory = Memory::default();
    let mut options = Options::default();
    options.write.compact = compact;
    let page = Page::create(Target::Memory(memory.clone()), &options);
    let mut page = page.expect("memory takes it");
    let mut encoder = page.encoder();
    for articles in articles.chunks(run) {
        for article in articles {
            encoder.article(article, &()).expect("an article that a feed can hold");
        }
        page.write(&mut encoder, &mut Vec::new()).expect("memory takes it");
    }
    page.finish().expect("memory takes it");
    String::from_utf8(memory.take()).expect("UTF-8")
}

/// What a reader gave: articles, and all problems as lines.
#[derive(Default)]
struct Seen {
    articles: Vec<Article<'static>>,
    problems: Vec<String>,
}

impl ArticleSink for Seen {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles.article(article, &())
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.problems.extend(problems.iter().map(|problem| problem.spelled(Speaker::Program)));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem.spelled(Speaker::Program));
        Ok(())
    }
}

fn read(text: impl AsRef<[u8]>) -> Seen {
    let input = Input::bytes("feed.json", text.as_ref());
    let mut reader = (SPEC.open)(vec![input], &ReadOptions::default()).expect("bytes");
    let mut seen = Seen::default();
    reader.read(&mut seen).expect("no sink fails");
    seen
}

/// The articles of a feed that has nothing wrong with it.
fn articles(text: &str) -> Vec<Article<'static>> {
    let seen = read(text);
    assert_eq!(seen.problems, Vec::<String>::new(), "{text}");
    seen.articles
}

#[test]
fn every_article_comes_back() {
    let rich = rich();
    assert_eq!(rich.len(), 28);
    for article in &rich {
        let alone = std::slice::from_ref(article);
        let text = write(alone, 1, false);
        assert_eq!(articles(&text), alone, "{text}");
    }
    for compact in [false, true] {
        let text = write(&rich, 5, compact);
        assert_eq!(text, write(&rich, 100, compact), "the same text for any chunks");
        assert_eq!(articles(&text), rich, "{text}");
    }
}

#[test]
fn more_than_a_chunk_comes_back_in_order() {
    let many: Vec<_> = std::iter::repeat_n(rich(), 20).flatten().collect();
    assert_eq!(articles(&write(&many, 256, true)), many);
}

#[test]
fn entries_have_the_sites_members_and_unknown_keys_only() {
    let page: Json = serde_json::from_str(&write(&rich(), 100, true)).expect("JSON");
    let entries = page["value"].as_array().expect("a list");
    for (entry, article) in entries.iter().zip(rich()) {
        let entry = entry.as_object().expect("an object");
        assert!(MEMBERS.iter().all(|member| entry.contains_key(*member)), "{entry:?}");
        let others = entry.keys().filter(|key| !MEMBERS.contains(&key.as_str()));
        assert!(others.clone().all(|key| article.extra.iter().any(|(k, _)| k == key)), "{entry:?}");
        assert!(others.clone().all(|key| !["title", "quality"].contains(&key.as_str())));
    }
    let counts: Vec<_> =
        entries.iter().map(|entry| entry.as_object().map_or(0, serde_json::Map::len)).collect();
    assert_eq!(counts[20..], [21, 26, 24, 22, 22, 21, 22, 25]);
}

#[test]
fn a_small_feed_is_written_to_the_byte() {
    let article: Article<'_> = serde_json::from_str(
        r#"{"path":"_news/a.md","category":"news","title":"Tide “rises”","published":true,
            "publishedDateTime":"2024-01-23T12:00:00Z","images":[{"url":"u","width":2}],
            "provider":{"name":"N"},"topics":[],"body":"\n","rank":1}"#,
    )
    .expect("an article");
    let entry = r#"    {
      "path": "_news/a.md",
      "title": "Tide “rises”",
      "excerpt": null,
      "sourceUrl": null,
      "webUrl": null,
      "originalUrl": null,
      "featuredContent": null,
      "highlight": null,
      "heat": null,
      "tags": null,
      "images": [
        {
          "url": "u",
          "width": 2,
          "height": null,
          "title": null,
          "attribution": null,
          "isCached": false
        }
      ],
      "content": "",
      "type": null,
      "ampWebUrl": null,
      "cdnAmpWebUrl": null,
      "publishedDateTime": "2024-01-23T12:00:00Z",
      "updatedDateTime": null,
      "provider": {
        "name": "N",
        "domain": null,
        "images": null,
        "publishers": null,
        "authors": null
      },
      "locale": "en-us",
      "categories": [
        "news"
      ],
      "topics": [],
      "rank": 1
    }"#;
    let rest = "    {\n      \"published\": true\n    }";
    let expected = format!(
        "{{\n  \"page\": 1,\n  \"value\": [\n{entry}\n  ],\n  \"nextPage\": null,\n  \"_newsconv\": [\n{rest}\n  ]\n}}\n"
    );
    assert_eq!(write(std::slice::from_ref(&article), 1, false), expected);
    let plain = Article { published: None, ..article };
    let expected = format!(
        "{{\n  \"page\": 1,\n  \"value\": [\n{entry},\n{entry}\n  ],\n  \"nextPage\": null\n}}\n"
    );
    assert_eq!(write(&[plain.clone(), plain], 1, false), expected);
}

#[test]
fn a_feed_without_entries_is_a_feed() {
    assert_eq!(
        write(&[], 1, false),
        "{\n  \"page\": 1,\n  \"value\": [],\n  \"nextPage\": null\n}\n"
    );
    assert_eq!(write(&[], 1, true), "{\"page\":1,\"value\":[],\"nextPage\":null}\n");
    assert_eq!(articles(&write(&[], 1, false)), []);
}

#[test]
fn an_article_nested_too_deeply_is_rejected() {
    let mut deep = crate::model::value::Value::Null;
    for _ in 0..200 {
        deep = crate::model::value::Value::List(vec![deep]);
    }
    let article = Article { extra: vec![("deep".into(), deep)], ..Article::default() };
    let page = Page::create(Target::Memory(Memory::default()), &Options::default());
    let page = page.expect("memory takes it");
    let refused = page.encoder().article(&article, &());
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}
