//! `--as`, through the program.

use serde_json::{Value, json};

use super::Place;

const ARTICLES: &str = r#"{"path":"a.md","id":"7","title":"The ferry","excerpt":"It sails","publishedDateTime":"2024-01-23T12:00:00+01:00","webUrl":"https://h.example/ferry","provider":{"name":"Harbour","domain":"h.example","authors":[{"name":"Ada North","url":"https://h.example/ada"}]},"tags":["ferry"],"images":[{"url":"https://h.example/a.png","width":640}],"locale":"en-gb","heat":5,"body":"<p>It sails.</p>\n","weight":3}
{"path":"b.md","title":"The market","webUrl":"/market","provider":{"name":"Harbour","domain":"h.example","authors":[{"name":"Bo"}]},"summary":"kept","excerpt":"It opens"}
{"originalUrl":"https://h.example/o","type":"video","provider":{"name":"Harbour","domain":"h.example"},"body":"","_newsconv":{"a":1},"@type":"x","author":[]}
{"path":"c.md","id":"","title":"","tags":[],"images":[],"provider":{"name":"Harbour","domain":"h.example","authors":[{"url":"https://h.example/cy"},{}]},"published":false,"extra":{"title":"x","image":null}}
"#;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_json_feed_is_valid_and_comes_back() {
    let place = Place::new();
    place.write("in.ndjson", ARTICLES);
    place.run(&["in.ndjson", "feed.json", "--as", "jsonfeed"]).succeeds();
    let feed = parsed(&place.read("feed.json"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(
        (&feed["title"], &feed["home_page_url"]),
        (&"Harbour".into(), &"https://h.example/".into())
    );
    let items = feed["items"].as_array().expect("items");
    let ids: Vec<_> = items.iter().map(|item| item["id"].as_str().expect("text")).collect();
    assert_eq!(ids, ["7", "/market", "https://h.example/o", "c.md"]);
    let first = json!({
        "id": "7", "url": "https://h.example/ferry", "title": "The ferry", "content_html": "<p>It sails.</p>\n",
        "summary": "It sails", "image": "https://h.example/a.png", "date_published": "2024-01-23T12:00:00+01:00",
        "authors": [{"name": "Ada North", "url": "https://h.example/ada"}], "tags": ["ferry"], "language": "en-gb",
        "_newsconv": {
            "path": "a.md", "heat": 5, "provider": {"name": "Harbour", "domain": "h.example"},
            "images": [{"url": "https://h.example/a.png", "width": 640}], "extra": {"weight": 3},
        },
    });
    assert_eq!(items[0], first);
    for item in items {
        let is_extension = |key: &String| key.starts_with('_');
        let known = [
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "date_published",
            "date_modified",
            "authors",
            "tags",
            "language",
            "attachments",
        ];
        let members = item.as_object().expect("an object");
        assert!(members.keys().all(|key| is_extension(key) || known.contains(&&**key)), "{item}");
        assert!(
            members.contains_key("content_html") || members.contains_key("content_text"),
            "{item}"
        );
    }
    place.run(&["verify", "in.ndjson", "feed.json"]).succeeds();
    for options in [&["--compact"][..], &["--jobs", "1"]] {
        place
            .run(
                &[&["in.ndjson", "other.json", "--as", "jsonfeed", "--overwrite"], options]
                    .concat(),
            )
            .succeeds();
        assert_eq!(parsed(&place.read("other.json")), feed);
        place.run(&["verify", "in.ndjson", "other.json"]).succeeds();
    }
}

/// The title is what the providers share; a feed may be empty.
#[test]
fn a_feed_has_a_title_in_any_case() {
    let place = Place::new();
    for (lines, title) in [
        ("", "News"),
        ("{\"id\":\"1\",\"title\":\"a\"}\n", "News"),
        ("{\"id\":\"1\",\"provider\":{\"domain\":\"h.example\"}}\n", "h.example"),
        (
            "{\"id\":\"1\",\"provider\":{\"name\":\"A\"}}\n{\"id\":\"2\",\"provider\":{\"name\":\"B\"}}\n",
            "News",
        ),
    ] {
        place.write("in.ndjson", lines);
        for words in [&[][..], &["--compact"]] {
            place
                .run(
                    &[&["in.ndjson", "feed.json", "--as", "jsonfeed", "--overwrite"], words]
                        .concat(),
                )
                .succeeds();
            let feed = parsed(&place.read("feed.json"));
            assert_eq!(feed["title"], title, "{lines}");
            assert_eq!(feed["items"].as_array().map(Vec::len), Some(lines.lines().count()));
            place.run(&["verify", "in.ndjson", "feed.json"]).succeeds();
        }
    }
}

#[test]
fn articles_of_schema_org_come_back() {
    let place = Place::new();
    place.write("in.ndjson", ARTICLES);
    for name in ["pages.json", "pages.ndjson"] {
        place.run(&["in.ndjson", name, "--as", "schema-org"]).succeeds();
        place.run(&["verify", "in.ndjson", name]).succeeds();
    }
    let pages = parsed(&place.read("pages.json"));
    let first = json!({
        "@context": "https://schema.org", "@type": "NewsArticle", "identifier": "7", "headline": "The ferry",
        "description": "It sails", "url": "https://h.example/ferry", "image": ["https://h.example/a.png"],
        "datePublished": "2024-01-23T12:00:00+01:00",
        "author": [{"@type": "Person", "name": "Ada North", "url": "https://h.example/ada"}],
        "publisher": {"@type": "Organization", "name": "Harbour", "url": "https://h.example/"},
        "keywords": ["ferry"], "inLanguage": "en-gb", "articleBody": "<p>It sails.</p>\n",
        "_newsconv": {
            "path": "a.md", "type": null, "heat": 5, "provider": {"name": "Harbour", "domain": "h.example"},
            "images": [{"url": "https://h.example/a.png", "width": 640}], "extra": {"weight": 3},
        },
    });
    assert_eq!(pages[0], first);
    let lines = place.read("pages.ndjson");
    assert_eq!(parsed(lines.lines().next().expect("a line")), first);
    place.run(&["in.ndjson", "compact.json", "--as", "schema-org", "--compact"]).succeeds();
    assert_eq!(parsed(&place.read("compact.json")), pages);
    // One Markdown file is one object.
    place.article("one.md", "One");
    let one = place.run(&["one.md", "-", "-t", "json", "--as", "schema-org"]).succeeds();
    assert_eq!(parsed(&one)["headline"], "One");
    place.write("one.json", one);
    place.run(&["verify", "one.md", "one.json"]).succeeds();
}

#[test]
fn a_wrong_member_of_newsconvs_own_is_named() {
    let place = Place::new();
    let item = r#"{"version":"https://jsonfeed.org/version/1.1","title":"a","items":[
{"id":"1","_newsconv":{"heat":"high"}}]}"#;
    place.write("feed.json", item);
    let ran = place.run(&["feed.json", "x.ndjson"]);
    assert!(
        ran.err.contains("feed.json:2:31: error[NC0201] heat: expected an integer"),
        "{}",
        ran.err
    );
    // Values are as deep as in newsconv's own JSON.
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    place.write("deep.ndjson", format!("{{\"id\":\"1\",\"title\":\"a\",\"x\":{deep}}}\n"));
    place.run(&["deep.ndjson", "deep.json", "--as", "jsonfeed"]).succeeds();
    place.run(&["verify", "deep.ndjson", "deep.json"]).succeeds();
    // What is no object is an unknown key.
    place.write("feed.json", item.replace(r#"{"heat":"high"}"#, "5"));
    let out = place.run(&["feed.json", "-", "-t", "ndjson"]).succeeds();
    assert!(out.contains("\"extra\":{\"_newsconv\":5}"), "{out}");
}

#[test]
fn references_of_a_graph_are_followed() {
    let place = Place::new();
    let graph = r##"{"@context":"https://schema.org","@graph":[
{"@type":"NewsArticle","headline":"The ferry","author":{"@id":"#ada"},"publisher":{"@id":"#h"},"image":[{"@id":"#i"},{"@id":"#none"}],"isPartOf":{"@id":"#page"}},
{"@type":"NewsArticle","headline":"The market","author":[{"@id":"#ada","name":"A. North"}],"publisher":{"@id":"#loop"}},
{"@type":"Person","@id":"#ada","name":"Ada North","url":"https://h.example/ada","worksFor":{"@id":"#h"}},
{"@type":"Organization","@id":"#h","name":"Harbour","member":{"@id":"#ada"}},
{"@type":"Organization","@id":"#loop","name":"Loop","parentOrganization":{"@id":"#loop"}},
{"@type":"ImageObject","@id":"#i","url":"https://h.example/a.png","width":640},
{"@type":"WebPage","@id":"#page","name":"Page"}]}"##;
    place.write("graph.json", graph);
    let ran = place.run(&["graph.json", "-", "-t", "ndjson"]);
    assert!(
        ran.err.contains("1 node of other types were not read: `WebPage`")
            || ran.err.contains("1 node of other types"),
        "{}",
        ran.err
    );
    let articles: Vec<Value> = ran.succeeds().lines().map(parsed).collect();
    let first = &articles[0];
    assert_eq!(first["provider"]["name"], "Harbour");
    assert_eq!(first["provider"]["authors"][0]["name"], "Ada North");
    assert_eq!(first["provider"]["authors"][0]["url"], "https://h.example/ada");
    assert_eq!(articles[1]["provider"]["authors"][0]["name"], "A. North");
    assert_eq!(articles[1]["provider"]["name"], "Loop");
    // A reference to nothing stays: the image that is not there has no address, so that all stay a key.
    assert_eq!(first["image"][0]["width"], 640);
    assert_eq!(first["image"][1], json!({"@id": "#none"}));
    // And in lines.
    place.write("graph.ndjson", graph.replace('\n', "") + "\n");
    let lines = place.run(&["graph.ndjson", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(lines.lines().map(parsed).collect::<Vec<_>>(), articles);
}

#[test]
fn markdown_as_a_generator_has_it() {
    let place = Place::new();
    place.write(
        "in.ndjson",
        ARTICLES.lines().next().expect("a line").replace("\"path\":\"a.md\",", ""),
    );
    place.run(&["in.ndjson", "_posts/", "--as", "jekyll"]).succeeds();
    let text = place.read("_posts/2024-01-23-the-ferry.md");
    assert!(
        text.contains("\ndate: 2024-01-23 12:00:00 +0100\n") && text.contains("\nauthor:\n"),
        "{text}"
    );
    place.run(&["in.ndjson", "notes/", "--as", "obsidian"]).succeeds();
    assert!(place.read("notes/The ferry.md").contains("\ndate: 2024-01-23T12:00:00+01:00\n"));
    place.run(&["in.ndjson", "content/", "--as", "zola"]).succeeds();
    assert!(place.read("content/2024-01-23-the-ferry.md").starts_with("+++\n"));
    let one = place.run(&["in.ndjson", "-", "-t", "markdown", "--as", "hugo"]).succeeds();
    assert!(one.contains("\ndate: 2024-01-23T12:00:00+01:00\n"), "{one}");
    let part = place
        .run(&[
            "in.ndjson",
            "-",
            "-t",
            "markdown",
            "--as",
            "hugo",
            "--select",
            "title,publishedDateTime",
        ])
        .succeeds();
    assert_eq!(part, "---\ntitle: \"The ferry\"\n\ndate: 2024-01-23T12:00:00+01:00\n---");
    place.write("ours.toml", "[fields]\ntitle = \"headline\"\n");
    let ours = place
        .run(&["in.ndjson", "-", "-t", "markdown", "--as", "ours.toml", "--select", "title"])
        .succeeds();
    assert_eq!(ours, "---\nheadline: The ferry\n---");
}

#[test]
fn what_does_not_fit_is_a_usage_error() {
    let place = Place::new();
    place.write("in.ndjson", ARTICLES);
    for (words, said) in [
        (&["out/", "--as", "jekyl"][..], "did you mean `jekyll`?"),
        (
            &["x.csv", "--as", "jekyll"],
            "x.csv: the profile `jekyll` cannot be written as csv, whose columns are those of the article; use --to markdown, or leave out --as",
        ),
        (&["x.parquet", "--as", "hugo"], "cannot be written as parquet; use --to markdown"),
        (
            &["x.ndjson", "--as", "jsonfeed"],
            "cannot be written as ndjson, since a feed is one document; use --to json, or leave out --as",
        ),
        (
            &["out/", "--as", "schema-org"],
            "cannot be written as markdown; use --to json or ndjson, or leave out --as",
        ),
        (
            &["x.json", "--as", "guardian"],
            "the profile `guardian` is read and not written; --as takes jekyll, hugo, zola, astro, docusaurus, eleventy, obsidian, pelican, jsonfeed, schema-org, or a mapping of your own",
        ),
        (&["out/", "--as", "common"], "the profile `common` is read and not written"),
        (
            &["x.json", "--as", "jsonfeed", "--json-shape", "array"],
            "has a shape of its own; leave out --json-shape",
        ),
        (&["x.json", "--as", "schema-org", "--json-shape", "items"], "leave out --json-shape"),
        (
            &["out/", "--as", "jekyll", "--front-matter", "toml"],
            "reads front matter in yaml only; leave out --front-matter",
        ),
        (&["out/", "--as", "none.toml"], "none.toml: No such file"),
    ] {
        place.run(&[&["in.ndjson"], words].concat()).fails_with(2, said);
    }
    place.write("in.ndjson", "{\"title\":\"a\"}\n");
    place.run(&["in.ndjson", "x.json", "--as", "jsonfeed"]).fails_with(1, "error[NC0512]");
}
