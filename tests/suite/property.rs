//! Any article at all survives every format: text of any characters, unknown keys of any depth and type,
//! numbers and times to their limits, and every way of being empty.

use std::borrow::Cow;

use newsconv::{
    Article, ArticleSink, Author, Chunk, FORMATS, Flow, FormatSpec, Image, Input, Map, Memory,
    Options, Provider, ReadOptions, Reader, Related, Result, Target, Timestamp, Value,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// Articles in memory, as a source.
pub(crate) struct Given(pub(crate) Option<Vec<Article<'static>>>);

impl Reader for Given {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        Ok(self.0.take().map(|articles| Box::new(Run(articles)) as Box<dyn Chunk>))
    }
}

struct Run(Vec<Article<'static>>);

impl Chunk for Run {
    fn read(self: Box<Self>, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for article in &self.0 {
            if sink.article(article)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}

/// The articles after a trip through the format. A Markdown file is read under the article's path.
fn after(articles: &[Article<'static>], spec: &FormatSpec) -> Vec<Article<'static>> {
    let memory = Memory::default();
    let mut reported = Vec::new();
    let report = &mut |problem: newsconv::Diagnostic| reported.push(problem.to_string());
    let (reader, target) = (Given(Some(articles.to_vec())), Target::Memory(memory.clone()));
    let summary = (spec.convert)(Box::new(reader), target, &Options::default(), report);
    assert_eq!(summary.expect("it is written").rejected, 0, "{}: {reported:?}", spec.name);
    let name = articles[0].path.as_deref().unwrap_or("x");
    let input = Input::bytes(name, memory.take());
    let mut back = Vec::new();
    let mut reader = (spec.open)(vec![input], &ReadOptions::default()).expect("it opens");
    reader.read(&mut back).expect("it is read");
    back
}

fn text() -> impl Strategy<Value = Cow<'static, str>> {
    let words = prop::sample::select(vec![
        "",
        " ",
        "yes",
        "null",
        "~",
        "014",
        "1.5",
        "2024-01-01",
        "- a",
        "a: b",
        "#",
        "---",
        "\r\n",
        "\u{feff}",
        "\u{85}\u{2028}",
        "\0",
        "=1+1",
        "NA",
        "\"\"",
        "{}",
        "[]",
        "<<",
        "…",
        "😀",
        "\\",
        "\t",
    ]);
    let any = any::<String>();
    prop_oneof![
        words.prop_map(Cow::from),
        any.prop_map(Cow::from),
        "[a-zA-Z0-9 .,:;'\"-]{0,40}".prop_map(Cow::from),
    ]
}

/// Any instant of the years 0000 to 9999 to the microsecond, with any offset that keeps it there.
fn time() -> impl Strategy<Value = Timestamp> {
    let micros = -62_167_132_800_000_000_i64..=253_402_214_399_999_999;
    (micros, of(-1439_i16..=1439)).prop_map(|(micros, offset)| {
        Timestamp::from_unix_micros(micros, offset).expect("within a day of the limits")
    })
}

/// Text of which all of an archive's tools can make a key: any, and a few that clash.
fn key() -> impl Strategy<Value = Cow<'static, str>> {
    let clashing = ["extra", "body", "path", "frontMatter", "publishedOffset", "value", "items"];
    prop_oneof![4 => text(), 1 => prop::sample::select(clashing.to_vec()).prop_map(Cow::from)]
}

fn map(value: impl Strategy<Value = Value<'static>>) -> impl Strategy<Value = Map<'static>> {
    vec((key(), value), 0..4).prop_map(|mut map: Map<'static>| {
        let mut seen = std::collections::HashSet::new();
        map.retain(|(key, _)| seen.insert(key.clone()));
        map
    })
}

fn value() -> impl Strategy<Value = Value<'static>> {
    let integers = prop_oneof![
        any::<i64>().prop_map(i128::from),
        any::<u64>().prop_map(i128::from),
        any::<i128>(),
    ];
    let floats = prop_oneof![
        any::<f64>().prop_filter("JSON has no spelling for it", |float| float.is_finite()),
        prop::sample::select(vec![0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, 1e16, 0.1]),
    ];
    let digits = "[1-9][0-9]{40,60}".prop_map(|digits| Value::Decimal(digits.into()));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        integers.prop_map(Value::Integer),
        floats.prop_map(Value::Float),
        digits,
        text().prop_map(Value::Text),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            map(inner).prop_map(Value::Map),
        ]
    })
}

/// Unknown keys of a record whose front matter has these fields: none of them has a field's name.
fn extra(fields: &'static [newsconv::Field]) -> impl Strategy<Value = Map<'static>> {
    map(value()).prop_map(move |mut map| {
        map.retain(|(key, _)| {
            !fields.iter().any(|field| {
                field.name == key
                    && field.name != "path"
                    && field.name != "body"
                    && field.name != "frontMatter"
            })
        });
        map
    })
}

fn texts() -> impl Strategy<Value = Option<Vec<Cow<'static, str>>>> {
    of(vec(text(), 0..3))
}

fn image() -> impl Strategy<Value = Image<'static>> {
    let sizes = (of(any::<i64>()), of(any::<i64>()));
    let parts =
        (of(text()), sizes, of(text()), of(text()), of(any::<bool>()), extra(Image::FIELDS));
    parts.prop_map(|(url, (width, height), title, attribution, is_cached, extra)| {
        let mut image = Image::default();
        (image.url, image.width, image.height) = (url, width, height);
        (image.title, image.attribution) = (title, attribution);
        (image.is_cached, image.extra) = (is_cached, extra);
        image
    })
}

fn provider() -> impl Strategy<Value = Provider<'static>> {
    let author = (of(text()), of(text()), extra(Author::FIELDS)).prop_map(|(name, url, extra)| {
        let mut author = Author::default();
        (author.name, author.url, author.extra) = (name, url, extra);
        author
    });
    let lists = (of(vec(image(), 0..2)), of(vec(author, 0..2)));
    (of(text()), of(text()), lists, extra(Provider::FIELDS)).prop_map(
        |(name, domain, (images, authors), extra)| {
            let mut provider = Provider::default();
            (provider.name, provider.domain) = (name, domain);
            (provider.images, provider.authors, provider.extra) = (images, authors, extra);
            provider
        },
    )
}

fn related() -> impl Strategy<Value = Related<'static>> {
    let words = (of(text()), of(text()), of(text()), of(text()), of(text()));
    let rest = (of(time()), of(provider()), of(any::<i64>()), of(vec(image(), 0..2)));
    (words, rest, extra(Related::FIELDS)).prop_map(|(words, rest, extra)| {
        let mut stub = Related::default();
        (stub.title, stub.excerpt, stub.original_url, stub.web_url, stub.r#type) = words;
        (stub.published_date_time, stub.provider, stub.quality, stub.images) = rest;
        stub.extra = extra;
        stub
    })
}

pub(crate) fn article() -> impl Strategy<Value = Article<'static>> {
    let words = vec(of(text()), 15);
    let scalars = (of(time()), of(time()), of(any::<i64>()), of(any::<i64>()), of(any::<bool>()));
    let lists =
        (of(provider()), texts(), texts(), of(vec(image(), 0..3)), of(vec(related(), 0..3)));
    (words, scalars, lists, extra(Article::FIELDS)).prop_map(|(words, scalars, lists, extra)| {
        let mut article = Article { path: Some("a.md".into()), extra, ..Article::default() };
        let mut words = words.into_iter();
        let mut next = || words.next().flatten();
        (article.category, article.title, article.excerpt) = (next(), next(), next());
        (article.original_url, article.web_url, article.amp_web_url) = (next(), next(), next());
        (article.cdn_amp_web_url, article.source_url, article.r#type) = (next(), next(), next());
        (article.locale, article.highlight, article.featured_content) = (next(), next(), next());
        (article.secured, article.body) = (next(), next());
        let (published, updated) = (scalars.0, scalars.1);
        (article.published_date_time, article.updated_date_time) = (published, updated);
        (article.quality, article.heat, article.published) = (scalars.2, scalars.3, scalars.4);
        (article.provider, article.topics, article.tags, article.images, article.related) = lists;
        article
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_article_survives_every_format(article in article()) {
        let articles = [article];
        let mut seen = 0;
        for spec in FORMATS {
            prop_assert_eq!(&after(&articles, spec)[..], &articles[..], "{}", spec.name);
            seen += 1;
        }
        prop_assert_eq!(seen, FORMATS.len());
    }

    #[test]
    fn articles_keep_their_order_and_their_number(articles in vec(article(), 1..4)) {
        for spec in FORMATS.iter().filter(|spec| spec.name != "markdown") {
            prop_assert_eq!(&after(&articles, spec)[..], &articles[..], "{}", spec.name);
        }
    }
}
