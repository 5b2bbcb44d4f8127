use std::path::Path;

use super::*;

fn sample(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/apis").join(name);
    std::fs::read(&file).expect(name)
}

fn found(head: &[u8]) -> Option<(&'static str, &'static str)> {
    of(head).map(|Signature { profile, records }| (profile, records))
}

/// The samples with their profiles and the paths of their records.
const SAMPLES: [(&str, &str, &str); 23] = [
    ("ap.json", "ninjs", "data.items.item"),
    ("ccnews.ndjson", "ccnews", ""),
    ("eventregistry.json", "eventregistry", "articles.results"),
    ("gdelt.json", "gdelt", "articles"),
    ("ghost.json", "ghost", "posts"),
    ("guardian-item.json", "guardian", "response.content"),
    ("guardian.json", "guardian", "response.results"),
    ("jsonfeed.json", "jsonfeed", "items"),
    ("mediastack.json", "mediastack", "data"),
    ("newsapi.json", "newsapi", "articles"),
    ("newsdata.json", "newsdata", "results"),
    ("newsplease.json", "newsplease", ""),
    ("newsplease.ndjson", "newsplease", ""),
    ("ninjs-2.json", "ninjs", ""),
    ("ninjs-items.json", "ninjs", "_items"),
    ("ninjs.json", "ninjs", ""),
    ("nyt-top.json", "nyt", "results"),
    ("nyt.json", "nyt", "response.docs"),
    ("schema-org-array.json", "schema-org", ""),
    ("schema-org-graph.json", "schema-org", "@graph"),
    ("schema-org.json", "schema-org", ""),
    ("schema-org.ndjson", "schema-org", ""),
    ("wordpress.json", "wordpress", ""),
];

#[test]
fn every_api_is_known_by_its_answers() {
    for (name, profile, records) in SAMPLES {
        let bytes = sample(name);
        assert_eq!(found(&bytes), Some((profile, records)), "{name}");
        // Without white space, after a byte order mark, and with what comes later cut off.
        if !name.ends_with(".ndjson") {
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect("valid");
            let compact = format!("\u{feff}{value}");
            assert_eq!(found(compact.as_bytes()), Some((profile, records)), "{name}");
        }
        assert_eq!(found(&bytes[..bytes.len() - 5]), Some((profile, records)), "{name}");
    }
}

#[test]
fn any_beginning_is_looked_at_without_harm() {
    for (name, profile, _) in SAMPLES {
        let bytes = sample(name);
        for end in 0..bytes.len() {
            // What is known of a beginning is not another API.
            if let Some((known, _)) = found(&bytes[..end]) {
                assert_eq!(known, profile, "{name}, {end} bytes");
            }
        }
    }
    let deep = "[".repeat(1 << 20);
    assert_eq!(found(deep.as_bytes()), None);
    assert_eq!(found("{\"a\":".repeat(200_000).as_bytes()), None);
    for text in
        ["", "[", "[,", "{\"", "{\"a\"", "{\"a\":", "]", "x", "{]}", "[[[[[[[[[[}", "{\"a\":\"\\"]
    {
        assert_eq!(found(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn other_values_have_no_signature() {
    for text in [
        r#"{"articles": [{"title": "A", "url": "u", "publishedAt": "d"}]}"#,
        r#"{"items": [{"id": "1", "title": "A", "url": "u"}]}"#,
        r#"{"version": "1.1", "items": []}"#,
        r#"{"version": "https://jsonfeed.org/version/1.1"}"#,
        r#"[{"title": "A", "body": "b", "path": "a.md"}]"#,
        r#"{"@type": "Person", "name": "x"}"#,
        r#"{"@graph": [{"@type": "WebSite"}]}"#,
        r#"{"response": {"results": [{"webTitle": "A"}]}}"#,
        r#"{"title": {"main": "A"}}"#,
    ] {
        assert_eq!(found(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn every_spelling_of_a_type_of_article_is_one() {
    for raw in [
        r#""NewsArticle""#,
        r#""schema:NewsArticle""#,
        r#""https://schema.org/BlogPosting""#,
        r#"["WebPage", "ReportageNewsArticle"]"#,
        r#""AdvertiserContentArticle""#,
    ] {
        assert!(is_article_type(raw), "{raw}");
    }
    for raw in [r#""Person""#, r#"["WebPage", "ItemList"]"#, "null", r#""ArticleList""#] {
        assert!(!is_article_type(raw), "{raw}");
    }
}

#[test]
fn the_first_steps_of_all_paths_are_listed() {
    let mut steps: Vec<&str> = table::SIGNS
        .iter()
        .flat_map(|sign| sign.paths.iter())
        .filter_map(|path| path.split('.').next().filter(|first| !first.is_empty()))
        .collect();
    steps.sort_unstable();
    steps.dedup();
    let mut listed = FIRST_STEPS.to_vec();
    listed.sort_unstable();
    assert_eq!(steps, listed);
}
