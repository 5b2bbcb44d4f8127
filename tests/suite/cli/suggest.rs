//! Profiles that are drafted from data.

use super::Place;

const POSTS: [&str; 3] = [
    "---\ntitle: a\nlayout: post\nfeatured-image:\n  dark: a.png\nweight: 3\nstory_byline: Ada\nrating: 4.5\n---\n",
    "---\ntitle: b\nweight: \"4\"\nseries: [x, y]\nreviewed: 2024-01-23\nstory_byline: Bo\nrating: 5\n---\n",
    "---\ntitle: c\nweight: heavy\nseries: x\nfeatured: true\nratings: [1, 2]\nog:\n  path: x\n---\n",
];

const DRAFT: &str = r#"# A draft from the keys of 3 articles. Read it, and change what is not meant.
# It adds to this profile, since `_config.yml` lies with the articles or above them.
based-on = "jekyll"

[fields]
# 2 of 3, such as "Ada"
"provider.authors" = ["story_byline"]

[columns]
# 3 of 3, such as 3
weight = "text"
# 2 of 3, such as 4.5
rating = "float"
# 2 of 3, such as a list that begins with "x"
series = "list of text"
# 1 of 3, such as true
featured = "boolean"
# 1 of 3, such as "a.png"
featured_image_dark = { from = "featured-image.dark", type = "text" }
# 1 of 3, such as "x"
og_path = { from = "og.path", type = "text" }
# 1 of 3, such as "2024-01-23"
reviewed = "time"

# No type takes the values of these keys: "ratings" (1).
"#;

fn site() -> Place {
    let place = Place::new();
    place.write("site/_config.yml", "title: News\n");
    for (at, post) in POSTS.iter().enumerate() {
        place.write(&format!("site/_posts/2024-01-0{at}-a.md"), post);
    }
    place
}

#[test]
fn a_draft_has_a_column_for_each_key_that_means_no_field() {
    let place = site();
    let draft = place.run(&["profile", "suggest", "site/_posts"]).succeeds();
    assert_eq!(draft, DRAFT);
    for jobs in ["1", "4"] {
        let again = place.run(&["profile", "suggest", "site/_posts", "--jobs", jobs]).succeeds();
        assert_eq!(again, draft);
    }
    let other = place.run(&["profile", "suggest", "site/_posts", "--profile", "hugo"]).succeeds();
    assert!(other.contains("based-on = \"hugo\"\n"), "{other}");
}

/// The draft is a profile as it is: nothing is rejected, and every value that it declares is in a column.
#[test]
fn a_draft_is_a_profile() {
    use serde_json::{Value::Null, json};

    let place = site();
    place.write("ours.toml", DRAFT);
    let out = place.run(&["site/_posts", "-", "-t", "ndjson", "--profile", "ours.toml"]).succeeds();
    let articles: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).expect("an article")).collect();
    let of = |key: &str| articles.iter().map(|article| article[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("weight"), [json!("3"), json!("4"), json!("heavy")]);
    assert_eq!(of("series"), [Null, json!(["x", "y"]), json!(["x"])]);
    assert_eq!(of("rating"), [json!(4.5), json!(5.0), Null]);
    assert_eq!(of("featured_image_dark"), [json!("a.png"), Null, Null]);
    assert_eq!(of("og_path"), [Null, Null, json!("x")]);
    place.run(&["site/_posts", "x.parquet", "--profile", "ours.toml"]).succeeds();
    place.run(&["verify", "site/_posts", "x.parquet", "--profile", "ours.toml"]).succeeds();
    place.run(&["x.parquet", "back/", "--profile", "ours.toml"]).succeeds();
    assert_eq!(place.read("back/2024-01-02-a.md").matches("weight: heavy").count(), 1);
}

/// Whatever keys there are, the draft is TOML, and its names differ.
#[test]
fn a_draft_of_hostile_keys_is_toml() {
    let place = Place::new();
    let keys = [
        "",
        " ",
        ".",
        "a.b",
        "a\"b",
        "a'b",
        "a\\b",
        "a\u{0}b",
        "a\u{7f}b",
        "a\u{85}b",
        "a\nb",
        "größe",
        "東京",
        "🚢",
        "!a",
        ":folder",
        "a[]",
        "AB",
        "a_b",
        "A-B",
        "extra",
        "path2",
        "[x]",
        "#",
        "=",
        "2024",
        "-",
        "__proto__",
    ];
    let object: serde_json::Map<_, _> = keys
        .iter()
        .map(|key| ((*key).to_owned(), serde_json::json!({ *key: "x\n\u{7f}" })))
        .collect();
    let line = serde_json::to_string(&serde_json::json!({ "title": "a", "own": object, "w": 1 }))
        .expect("JSON");
    place.write("a.ndjson", format!("{line}\n"));
    let draft = place.run(&["profile", "suggest", "a.ndjson"]).succeeds();
    assert!(draft.contains("values have keys that no source can name"), "{draft}");
    assert!(draft.contains("own_größe_größe"), "{draft}");
    place.write("draft.toml", &draft);
    place.run(&["a.ndjson", "x.ndjson", "--profile", "draft.toml"]).succeeds();
    let again = place.run(&["profile", "suggest", "x.ndjson"]).succeeds();
    assert!(again.contains("based-on"), "{again}");
}

#[test]
fn a_draft_says_what_it_leaves_out() {
    let place = Place::new();
    let line = |at| format!("{{\"title\":\"a\",\"k{at}\":{at},\"weight\":1}}\n");
    let lines = (0..6000).map(line).collect::<Vec<_>>().concat();
    place.write("a.ndjson", &lines);
    let draft = place.run(&["profile", "suggest", "a.ndjson"]).succeeds();
    assert!(draft.contains("weight = \"integer\"\n"), "the most frequent keys come first");
    assert_eq!(draft.lines().filter(|line| line.ends_with("= \"integer\"")).count(), 1000);
    assert!(draft.contains("\n# 3096 rarer keys are left out"), "{}", &draft[draft.len() - 600..]);
    assert!(draft.contains("\n# 1905 values have other keys"), "{}", &draft[draft.len() - 600..]);
    for jobs in ["1", "3"] {
        let again = place.run(&["profile", "suggest", "a.ndjson", "-j", jobs]).succeeds();
        assert_eq!(again, draft);
    }
    let piped = place.feed(&lines, &["profile", "suggest", "-"]).succeeds();
    assert_eq!(piped, draft);
}

#[test]
fn what_cannot_be_read_is_reported() {
    let place = Place::new();
    place.write("a.ndjson", "{\"title\":\"a\",\"weight\":1}\n{\n");
    let out = place.run(&["profile", "suggest", "a.ndjson"]);
    assert!(out.succeeds().contains("from the keys of 1 article."));
    place.write("b.ndjson", "{\n");
    place.run(&["profile", "suggest", "b.ndjson"]).fails_with(2, "no article could be read");
    place.run(&["profile", "suggest"]).fails_with(2, "<INPUT>");
    place.run(&["profile", "suggest", "none"]).fails_with(1, "none");
}

/// A draft as it is rejects nothing, also where values of the fields' own keys do not fit.
#[test]
fn a_draft_rejects_nothing() {
    let place = Place::new();
    place.write("in.ndjson", "{\"title\":\"a\",\"tags\":[1],\"weight\":3}\n{\"title\":\"b\",\"quality\":\"good\",\"weight\":\"x\"}\n");
    let draft = place.run(&["profile", "suggest", "in.ndjson"]).succeeds();
    assert!(draft.contains("\nlenient = true\n"), "{draft}");
    place.write("ours.toml", &draft);
    place.run(&["in.ndjson", "-", "-t", "ndjson", "--profile", "ours.toml"]).succeeds();
    // Where all fit, wrong values that come later stay errors.
    place.write("in.ndjson", "{\"title\":\"a\",\"weight\":3}\n");
    let draft = place.run(&["profile", "suggest", "in.ndjson"]).succeeds();
    assert!(!draft.contains("lenient"), "{draft}");
}
