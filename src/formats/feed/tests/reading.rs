//! Feeds that newsconv did not write, or that were changed since.

use serde_json::Value as Json;

use super::{articles, read, write};
use crate::model::article::Article;

#[test]
fn the_sites_own_feed_gives_articles_without_its_defaults() {
    let text = r#"{"page": 3, "value": [{
        "path": "_news/a.md", "title": "T", "excerpt": null, "heat": 73.0, "tags": null,
        "images": [{"url": "u", "width": 1, "height": null, "title": null, "isCached": false}],
        "content": "", "publishedDateTime": "2024-04-11T08:00:16Z",
        "provider": {"name": "N", "images": [{"url": "l", "isCached": true}], "publishers": null, "authors": null},
        "locale": "en-us", "categories": ["news"], "topics": ["A"]
    }, {
        "content": "Text", "locale": "de-de", "categories": ["a", "b"], "new": [1], "quality": 5, "body": "b"
    }], "nextPage": 4}"#;
    let expected = [
        r#"{"path":"_news/a.md","category":"news","title":"T","publishedDateTime":"2024-04-11T08:00:16Z","heat":73,"provider":{"name":"N","images":[{"url":"l","isCached":true}]},"topics":["A"],"images":[{"url":"u","width":1}],"body":"\n"}"#,
        r#"{"locale":"de-de","quality":5,"body":"Text","extra":{"categories":["a","b"],"new":[1],"body":"b"}}"#,
    ];
    let found = articles(text);
    let written: Vec<_> = found.iter().map(|a| serde_json::to_string(a).expect("JSON")).collect();
    assert_eq!(written, expected);
    let again = write(&found, 9, false);
    assert_eq!(articles(&again), found);
    let page: Json = serde_json::from_str(&again).expect("JSON");
    assert_eq!(page["value"][1]["categories"], serde_json::json!(["a", "b"]));
    assert_eq!(page["_newsconv"], serde_json::json!([null, {"quality": 5}]));
}

#[test]
fn an_edited_entry_is_right() {
    let line = r#"{"title":"Old","quality":1,"published":true,"body":"","images":[{"isCached":false,"title":"old"}]}"#;
    let article: Article<'_> = serde_json::from_str(line).expect("an article");
    let text = write(&[article], 1, true);
    let seen = read(text.replace("Old", "New").replacen("\"old\"", "\"new\"", 1));
    let expected =
        r#"{"title":"New","quality":1,"published":true,"images":[{"title":"new"}],"body":""}"#;
    assert_eq!(serde_json::to_string(&seen.articles[0]).expect("JSON"), expected);
    assert_eq!(seen.problems.len(), 1);
    let words =
        "_newsconv: this no longer matches the entry in images; the value of the entry was used";
    assert!(seen.problems[0].ends_with(words), "{:?}", seen.problems);
}

#[test]
fn faults_are_named_and_placed() {
    let shape = r#"; a feed is an object {"page": 1, "value": [entries], "nextPage": null}"#;
    for (text, problem) in [
        ("", "1:1: error[NC0301] there is no JSON value".to_owned()),
        ("{\"value\": [\n{},]}", "2:4: error[NC0301] there is a comma before the closing bracket; remove the comma".to_owned()),
        ("[1]", format!("1:1: error[NC0302] the document is not an object{shape}")),
        ("{}", format!("1:1: error[NC0302] the member `value` is missing{shape}")),
        (
            "{\"page\": 1,\n \"value\": {}}",
            format!("2:11: error[NC0302] `value` is not a list of entries{shape}"),
        ),
        (
            "{\"value\": [],\n \"value\": []}",
            "2:2: error[NC0107] the member `value` is given twice, first in line 1; keep one of the two".to_owned(),
        ),
        ("{\"value\": [5]}", format!("1:12: error[NC0302] expected an object, found the integer 5{shape}")),
        (
            "{\"value\": [\n  {\"heat\": \"high\"}]}",
            "2:12: error[NC0201] heat: expected an integer, found the text \"high\"; --lenient keeps it as an unknown key".to_owned(),
        ),
        (
            "{\"value\": [{\"categories\": [\"a\", 1]}]}",
            "1:33: error[NC0201] categories[1]: expected text, found the integer 1; put it in quotes; --lenient keeps it as an unknown key".to_owned(),
        ),
        (
            "{\"value\": [{\"content\": []}]}",
            "1:24: error[NC0201] content: expected text, found a list; --lenient keeps it as an unknown key".to_owned(),
        ),
        (
            "{\"value\": [{\"publishedDateTime\": \"soon\"}]}",
            "1:34: error[NC0203] publishedDateTime: \"soon\" is not an RFC 3339 time; write it like 2024-01-23T12:00:00Z".to_owned(),
        ),
        (
            "{\"value\": [{\"a\": 1, \"a\": 2}]}",
            "1:21: error[NC0107] the member `a` is given twice, first in column 13; keep one of the two".to_owned(),
        ),
        (
            "{\"value\": [{}],\n\"_newsconv\": []}",
            "2:14: error[NC0201] _newsconv: expected a list with one element for each of 1 entries; when you add or remove an entry, add or remove its element in this list".to_owned(),
        ),
        (
            "{\"value\": [{}],\n\"_newsconv\": [7]}",
            "2:15: error[NC0201] _newsconv: expected an object or null, found the integer 7".to_owned(),
        ),
        (
            "{\"value\": [{}],\n\"_newsconv\": [{\"quality\": \"x\"}]}",
            "2:27: error[NC0201] quality: expected an integer, found the text \"x\"; --lenient keeps it as an unknown key".to_owned(),
        ),
    ] {
        let seen = read(text);
        assert_eq!(seen.problems, [format!("feed.json:{problem}")], "{text}");
        assert_eq!(seen.articles, [], "{text}");
    }
    let seen = read(b"{\"value\":\n[\xff]}");
    assert_eq!(
        seen.problems,
        [
            "feed.json:2:2: error[NC0101] this byte is not UTF-8; in Windows-1252 it is `ÿ`; save the text as UTF-8, or name its encoding, as in --encoding windows-1252"
        ]
    );
}

#[test]
fn a_bad_entry_leaves_the_others() {
    let seen = read(
        "\u{feff}{\"value\": [{\"title\": 1}, {\"title\": \"b\"}], \"count\": 2, \"_newsconv\": null}",
    );
    assert_eq!(seen.articles.len(), 1);
    assert_eq!(seen.problems.len(), 2);
    assert!(
        seen.problems[0]
            .contains("warning[NC0306] members that a feed does not have were not read: `count`")
    );
}
