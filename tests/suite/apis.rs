//! The answers of news APIs, with no option: one article for each item.

use std::fs;

use newsconv::format::{self, FormatSpec};
use newsconv::options::{Options, ReadOptions};
use newsconv::{Article, Conversion, Input, JsonShape, Provider};

use crate::util::{samples, written};

/// The samples with the number of items that they hold.
const ITEMS: [(&str, usize); 25] = [
    ("ap.json", 2),
    ("ccnews.ndjson", 2),
    ("eventregistry.json", 2),
    ("gdelt.json", 2),
    ("ghost.json", 2),
    ("guardian-item.json", 1),
    ("guardian.json", 2),
    ("jsonfeed-newsconv.json", 2),
    ("jsonfeed.json", 2),
    ("mediastack.json", 2),
    ("newsapi.json", 2),
    ("newsdata.json", 2),
    ("newsplease.json", 1),
    ("newsplease.ndjson", 2),
    ("ninjs-2.json", 1),
    ("ninjs-items.json", 2),
    ("ninjs.json", 1),
    ("nyt-top.json", 2),
    ("nyt.json", 2),
    ("schema-org-array.json", 2),
    ("schema-org-graph.json", 1),
    ("schema-org-references.json", 2),
    ("schema-org.json", 1),
    ("schema-org.ndjson", 2),
    ("wordpress.json", 2),
];

/// The articles of `bytes` in the format, without a mapping; wrong values are kept as unknown keys.
fn read(spec: &FormatSpec, bytes: Vec<u8>) -> Vec<Article<'static>> {
    let options = ReadOptions { lenient: true, ..ReadOptions::default() };
    let mut articles = Vec::new();
    let reader = (spec.open)(vec![Input::bytes("in", bytes)], &options);
    reader.and_then(|mut reader| reader.read(&mut articles)).expect(spec.name);
    articles
}

/// The articles of a sample.
fn sample(name: &str) -> Vec<Article<'static>> {
    let file = samples("apis").join(name);
    read(format::by_extension(&file).expect(name), fs::read(&file).expect(name))
}

#[test]
fn every_item_of_an_answer_is_an_article() {
    for (name, items) in ITEMS {
        let articles = sample(name);
        assert_eq!(articles.len(), items, "{name}");
        for article in &articles {
            // All that the API says of the item is in its article.
            let text = serde_json::to_string(article).expect("JSON");
            assert!(text.contains("Lighthouse lamp") || text.contains("Market hall"), "{text}");
        }
    }
    let is_answer = |name: &str| name != "README.md";
    let files = fs::read_dir(samples("apis")).expect("samples");
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8"));
    assert_eq!(names.filter(|name| is_answer(name)).count(), ITEMS.len());
}

#[test]
fn what_was_read_is_the_same_after_json() {
    for (name, _) in ITEMS {
        let articles = sample(name);
        for spec in [&format::JSON, &format::NDJSON] {
            for json_shape in [JsonShape::Array, JsonShape::Items] {
                let mut options = Options::default();
                options.write.json_shape = json_shape;
                let again = read(spec, written(&articles, spec, &options));
                assert_eq!(again, articles, "{name} {} {json_shape:?}", spec.name);
            }
        }
    }
}

/// With no option, each article has a title, a time, an address, and an author or a publisher.
#[test]
fn every_item_fills_the_columns() {
    let mut missing = Vec::new();
    for (name, items) in ITEMS {
        let articles = Conversion::new().articles(samples("apis").join(name)).expect(name);
        let articles: Vec<_> = articles.collect::<Result<_, _>>().expect(name);
        assert_eq!(articles.len(), items, "{name}");
        for article in articles {
            let addresses = [&article.web_url, &article.original_url, &article.source_url];
            let provider = article.provider.as_ref();
            let has_name = |x: &Provider<'_>| x.name.is_some() || x.domain.is_some();
            let filled = [
                ("title", article.title.is_some()),
                ("time", article.published_date_time.is_some()),
                ("address", addresses.into_iter().any(Option::is_some)),
                ("source", provider.is_some_and(|x| has_name(x) || x.authors.is_some())),
            ];
            let open = filled.into_iter().filter(|(_, is_filled)| !is_filled);
            missing.extend(open.map(|(field, _)| format!("{name} {field}")));
        }
    }
    // These have none in the sample itself.
    let without = [
        "jsonfeed-newsconv.json address",
        "schema-org-references.json address",
        "schema-org-references.json address",
    ];
    assert_eq!(missing, without);
}
