//! The answers of news APIs, with no option: one article for each item.

use std::fs;

use newsconv::format::{self, FormatSpec};
use newsconv::io::Memory;
use newsconv::options::{Options, ReadOptions};
use newsconv::{
    Article, Code, Conversion, Diagnostic, Input, JsonShape, Mapping, OnError, Provider,
};

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

/// The articles of `text`, a file with this name, by the mapping, with what was reported.
fn mapped(
    name: &str,
    text: &str,
    conversion: &Conversion,
) -> (Vec<Article<'static>>, Vec<Diagnostic>, Vec<&'static str>) {
    let (mut problems, output) = (Vec::new(), Memory::default());
    let conversion = conversion.clone().output_format(&format::NDJSON).on_error(OnError::Skip);
    let input = Input::bytes(name, text.as_bytes().to_vec());
    let summary = conversion.run(input, output.clone(), &mut |problem| problems.push(problem));
    let signatures = summary.expect(name).signatures().collect();
    let written = Input::bytes("out.ndjson", output.take());
    let articles = Conversion::new().unmapped().articles(written).expect(name);
    (articles.collect::<Result<_, _>>().expect(name), problems, signatures)
}

/// A file that adds to `common` is joined by the profiles of APIs as `common` is.
#[test]
fn a_file_that_adds_to_common_is_joined_by_signatures() {
    let answer = fs::read_to_string(samples("apis/guardian.json")).expect("a sample");
    let plain = mapped("a.json", &answer, &Conversion::new());
    assert_eq!(plain.2, ["guardian"]);
    let file = "based-on = \"common\"\n[fields]\nlayout = \"pillarName\"\n";
    let mapping = Mapping::from_toml("ours.toml", file).expect("a mapping");
    let ours = mapped("a.json", &answer, &Conversion::new().mapping(mapping));
    assert_eq!(ours.2, ["guardian"]);
    for (ours, plain) in ours.0.iter().zip(&plain.0) {
        assert!(ours.layout.is_some() && ours.topics.is_none());
        let same = Article { layout: None, topics: plain.topics.clone(), ..ours.clone() };
        assert_eq!(same, *plain);
    }
    // One that adds to another profile, or to none, is what it is.
    let other = Mapping::from_toml("ours.toml", "based-on = \"hugo\"\n").expect("a mapping");
    assert!(mapped("a.json", &answer, &Conversion::new().mapping(other)).2.is_empty());
}

/// The titles of the articles in `text`, a file with this name, and what was reported.
fn titles(name: &str, text: &str, conversion: &Conversion) -> (String, String) {
    let (articles, problems, _) = mapped(name, text, conversion);
    let titles = articles.iter().map(|article| article.title.as_deref().unwrap_or("?"));
    let told = problems.iter().map(|problem| {
        let line = problem.position.map_or(0, |at| at.line);
        format!("{line} {:?} {}\n", problem.code, problem.message)
    });
    (titles.collect::<Vec<_>>().join(" "), told.collect())
}

/// Lines and elements of schema.org may each be an article, a list of items, or a graph.
#[test]
fn schema_org_is_read_in_every_shape_of_a_line() {
    let article = r#"{"@type":"NewsArticle","headline":"A","url":"https://a.org/1"}"#;
    let list = r#"{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"item":{"@type":"NewsArticle","headline":"B","url":"https://a.org/2"}}]}"#;
    let graph = r#"{"@graph":[{"@type":"NewsArticle","headline":"C","url":"https://a.org/3"},{"@type":"WebPage","name":"x","url":"https://a.org"}]}"#;
    let page = r#"{"@type":"WebPage","name":"P","mainEntity":{"@type":"NewsArticle","headline":"D","url":"https://a.org/4"}}"#;
    let other = r#"{"@graph":[{"@type":"WebPage","name":"x","url":"https://a.org"}]}"#;
    let several = r#"[{"@type":"NewsArticle","headline":"E","url":"https://a.org/5"}]"#;
    let all = [article, list, graph, page, other, several];
    let plain = Conversion::new();
    for turn in 0..all.len() {
        let mut parts = all.to_vec();
        parts.rotate_left(turn);
        // A line that is a list comes first in an array in JSON only.
        let (found, told) = titles("a.ndjson", &(parts.join("\n") + "\n"), &plain);
        let mut sorted: Vec<_> = found.split(' ').collect();
        sorted.sort_unstable();
        if !parts[0].starts_with('[') {
            assert_eq!(sorted, ["A", "B", "C", "D", "E"], "{told}");
        }
        let (found, told) = titles("a.json", &format!("[{}]", parts[..5].join(",")), &plain);
        let missing = ["A", "B", "C", "D"].iter().filter(|title| !found.contains(*title)).count();
        let is_left_out = parts[5] != other && parts[5] != several;
        assert_eq!(missing, usize::from(is_left_out), "{found}: {told}");
        assert!(!found.contains('?'), "{found}: {told}");
    }
    // A person is not an article, nor is a page where the records are named.
    let named = Conversion::new().records("@graph");
    let (found, told) = titles("a.ndjson", &format!("{graph}\n{other}\n"), &named);
    assert_eq!(found, "C", "{told}");
    assert!(told.contains("1 node of other types were not read: `WebPage`"), "{told}");
}

/// An error that a service sent in place of a page is rejected by name.
#[test]
fn an_error_among_pages_is_no_article() {
    let page = r#"{"status":"ok","articles":[{"title":"A","url":"https://a","publishedAt":"2024-01-23T10:00:00Z","source":{"id":null,"name":"S"},"urlToImage":"i"}]}"#;
    let errors = [
        (r#"{"status":"error","code":"apiKeyInvalid","message":"no"}"#, "is an error of a web"),
        (r#"{"errors":[{"detail":"no"}]}"#, "is an error of a web service"),
        (r#"{"message":"API rate limit exceeded"}"#, "has no `articles` as the others have"),
        (r#"{"took":5,"meta":{"page":{"next":2}}}"#, "has no `articles` as the others have"),
    ];
    for (error, said) in errors {
        for lines in [[page, error, page], [error, page, page]] {
            let (found, told) = titles("a.ndjson", &(lines.join("\n") + "\n"), &Conversion::new());
            assert_eq!(found, "A A", "{told}");
            assert!(told.contains(said), "{told}");
        }
    }
    let row =
        r#"{"id":5,"date":"2024-01-23T10:00:00","title":{"rendered":"A"},"link":"https://a.org"}"#;
    let error = r#"{"code":"rest_forbidden","message":"no","data":{"status":401}}"#;
    let (found, told) = titles("a.ndjson", &format!("{row}\n{error}\n"), &Conversion::new());
    assert_eq!(found, "A", "{told}");
    assert!(told.contains("2 WhichRecords the object is an error of a web service"), "{told}");
    // By itself, too: nothing advises to read it as an article.
    let (_, problems, _) = mapped("a.json", errors[0].0, &Conversion::new());
    assert_eq!(problems[0].code, Code::WhichRecords);
    assert!(!problems[0].to_string().contains("records"), "{}", problems[0]);
}

/// An answer without any item has no article, wherever its API has them.
#[test]
fn an_empty_answer_has_no_articles() {
    for text in [
        r#"{"response":{"status":"ok","total":0,"results":[]}}"#,
        r#"{"status":"OK","response":{"docs":[],"metadata":{"hits":0}}}"#,
        r#"{"status":"OK","response":{"docs":null,"meta":{"hits":0}}}"#,
        r#"{"articles":{"results":[],"totalResults":0,"page":1,"count":100,"pages":0}}"#,
        r#"{"data":{"items":[],"meta":5}}"#,
        r#"{"pagination":{"limit":5,"total":0},"data":[]}"#,
        r#"{"status":"success","totalResults":0,"results":[],"nextPage":null}"#,
        r#"{"status":"ok","totalResults":0,"articles":[],"sources":[]}"#,
        r#"{"posts":[],"meta":{"pagination":{"page":1}}}"#,
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[]}"#,
    ] {
        let (articles, problems, _) = mapped("a.json", text, &Conversion::new());
        assert!(articles.is_empty(), "{text}");
        let is_note = |problem: &Diagnostic| problem.code == Code::Envelope;
        assert!(problems.iter().all(is_note), "{text}: {problems:?}");
    }
}

/// What stands next to the records is named at each level of the way to them.
#[test]
fn members_next_to_records_are_named_at_each_level() {
    let answer = r#"{"status":"OK","response":{"meta":{"hits":1},"docs":[{"headline":{"main":"A"},"pub_date":"2024-01-23T12:00:00Z"}]}}"#;
    let (_, told) = titles("a.json", answer, &Conversion::new());
    assert!(
        told.contains("next to `response.docs` were not read: `status`, `response.meta`"),
        "{told}"
    );
    let answer = r#"{"data":[{"id":1,"attributes":{"title":"A"}},{"id":2,"attributes":{"title":"B"}}],"meta":{}}"#;
    let (found, told) = titles("a.json", answer, &Conversion::new().records("data.attributes"));
    assert_eq!(found, "A B");
    assert!(told.contains("next to `data.attributes` were not read: `meta`, `data.id`"), "{told}");
}
