use super::*;

const STRANGER: &str = "the object is not an article: it has no title with a URL, a date or a body";

/// What `text` is: `record`, the number of records, or the paths.
fn message(text: &str) -> String {
    match shape(text, text) {
        Shape::Record => "record".to_owned(),
        Shape::Envelope(found) => format!("{} records", found.records.len()),
        Shape::Unclear(problem) | Shape::Stranger(problem) => {
            problem.message.rsplit(" at ").next().unwrap_or("").to_owned()
        }
    }
}

#[test]
fn records_are_found_one_level_down() {
    for (text, wanted) in [
        (r#"{"title": "A", "body": "b", "comments": [{"title": "c", "date": "d"}]}"#, "record"),
        (r#"{"title": "A", "related": [{"title": "c", "webUrl": "d"}]}"#, "record"),
        (
            r#"{"headline": "A", "datePublished": "", "author": [{"name": "x", "url": "y"}]}"#,
            "record",
        ),
        (r#"{"author": [{"name": "x", "url": "y"}], "a": 1}"#, "`author`, `.`"),
        (r#"{"version": "1.1", "title": "F", "items": [{"title": "A", "url": "u"}]}"#, "1 records"),
        (r#"{"status": "ok", "articles": [{"title": "A"}, {}]}"#, "2 records"),
        (r#"{"anything": [{"headline": "A", "link": "u"}]}"#, "1 records"),
        (r#"{"count": 0, "results": []}"#, "0 records"),
        (r#"{"a1": {"title": "A", "url": "u"}, "a2": {"title": "B"}}"#, "2 records"),
        (r#"{"count": 1, "results": [{"title": "A"}]}"#, "`results`"),
        (r#"{"a1": {"title": "A"}, "a2": {"title": "B"}}"#, "`.`"),
        (r#"{"response": {"results": [{"webTitle": "A", "webUrl": "u"}]}}"#, "`response.results`"),
        (
            r#"{"posts": [{"title": "A", "url": "u"}], "pages": [{"title": "A", "url": "u"}]}"#,
            "`posts`, `pages`",
        ),
        (r#"{"title": "T", "gallery": [{"title": "A", "url": "u"}]}"#, "`gallery`, `.`"),
        (
            r#"{"data": {"posts": {"edges": [{"node": {"title": "A", "slug": "u"}}]}}}"#,
            "`data.posts.edges.node`",
        ),
        (
            r#"{"columns": ["title"], "index": [0], "data": [["A"]]}"#,
            "the document is a table of pandas with the orient `split`",
        ),
        (r#"{"title": "T", "link": "l", "items": [{"title": "A", "url": "u"}]}"#, "`items`, `.`"),
        (r#"{"extra": {"items": [{"title": "A", "url": "u"}]}}"#, "record"),
        (r#"{"a": 1, "b": {"c": [{"d": 1}]}}"#, STRANGER),
        // What newsconv writes itself, and the same envelopes of others.
        (r#"{"value": [{"type": "a"}]}"#, "1 records"),
        (r#"{"value": [{"type": "a", "size": 1}]}"#, "`value`, `.`"),
        (r#"{"value": [{"extra": {"a": 1}}, {}]}"#, "2 records"),
        (r#"{"items": [{"sku": 5, "price": 1}], "id": "shop"}"#, "`items`, `.`"),
        (r#"{"type": "video"}"#, "record"),
        // An answer with one article in a member.
        (r#"{"ok": true, "post": {"title": "A", "url": "u"}}"#, "`post`"),
        (
            r#"{"data": [{"id": 1, "attributes": {"title": "A", "slug": "u"}}]}"#,
            "`data.attributes`",
        ),
        (
            r#"{"hits": {"hits": [{"_id": "1", "_source": {"headline": "A", "pubDate": "d"}}]}}"#,
            "`hits.hits._source`",
        ),
        (r#"{"feed": [{"title": "A", "time_published": "d"}], "items": "1"}"#, "1 records"),
        (r#"{"docs": [{"webTitle": "A", "seendate": "d"}]}"#, "1 records"),
        ("{}", "record"),
    ] {
        assert_eq!(message(text), wanted, "{text}");
    }
}

#[test]
fn other_documents_are_no_articles() {
    for (text, wanted) in [
        // GeoJSON, package.json, settings, comments, a manifest, translations of a site.
        (
            r#"{"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": null, "properties": {"name": "Pier", "depth": 4}}]}"#,
            "`features`, `.`",
        ),
        (
            r#"{"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": null, "properties": {"title": "Pier", "url": "u"}}]}"#,
            "`features.properties`",
        ),
        (
            r#"{"name": "x", "version": "1.0.0", "license": "MIT", "type": "module",
                "author": {"name": "A", "url": "u"}, "scripts": {"test": "x"}, "keywords": []}"#,
            STRANGER,
        ),
        (
            r#"{"name": "x", "version": "1.0.0", "contributors": [{"name": "A", "url": "u"}]}"#,
            "`contributors`, `.`",
        ),
        (r#"{"server": {"port": 80}, "tags": ["a"], "debug": false}"#, STRANGER),
        (r#"{"site": {"title": "T", "url": "u"}, "server": {"port": 80}}"#, "`site`"),
        (
            r#"{"post": 5, "comments": [{"author": "A", "text": "t", "date": "d"}]}"#,
            "`comments`, `.`",
        ),
        (r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#, STRANGER),
        (r#"{"author": [{"name": "x", "url": "y"}]}"#, "`author`, `.`"),
        (r#"{"nav": {"home": "Home"}, "footer": {"about": "About"}}"#, STRANGER),
    ] {
        assert_eq!(message(text), wanted, "{text}");
    }
}

#[test]
fn a_list_of_other_things_is_no_list_of_articles() {
    let told = |items: &[&str]| {
        let text = format!("[{}]", items.join(","));
        let mut at = 1;
        let parts: Vec<&str> = items
            .iter()
            .map(|item| {
                let part = &text[at..at + item.len()];
                at += item.len() + 1;
                part
            })
            .collect();
        strangers(&text, &parts).map(|problem| problem.message)
    };
    for items in [
        &[][..],
        &["{}"],
        &["5"],
        &[r#"{"a": 1"#],
        &[r#"{"a": 1}"#, r#"{"title": "A"}"#],
        &[r#"{"Title": "A"}"#],
        &[r#"{"published_date_time": 1}"#],
        &[r#"{"headline": "A", "seendate": "d"}"#],
        &[r#"{"extra": {"a": 1}}"#],
        &[
            r#"{"response": {"results": [{"webTitle": "", "webUrl": "", "webPublicationDate": ""}]}}"#,
        ],
    ] {
        assert_eq!(told(items), None, "{items:?}");
    }
    for (items, wanted) in [
        (
            &[
                r#"{"id": 1, "author": "A", "text": "t", "date": "d"}"#,
                r#"{"user": 2, "body": "t"}"#,
            ][..],
            "the items of the list are not articles: no title with a URL, a date or a body",
        ),
        (
            &[r#"{"type": "Feature", "properties": {"name": "x"}}"#],
            "the item of the list is not an article: no title with a URL, a date or a body",
        ),
        (
            &[r#"{"id": 1, "attributes": {"title": "A", "slug": "a"}}"#],
            "the item of the list is not an article: no title with a URL, a date or a body; records \
             may be at `attributes` in each",
        ),
    ] {
        assert_eq!(told(items).as_deref(), Some(wanted), "{items:?}");
    }
}

#[test]
fn a_path_leads_to_records() {
    let records = |text: &str, path: &str| match follow(text, text, path) {
        Ok(found) => found.records.iter().map(|raw| raw.get()).collect::<Vec<_>>().join(" "),
        Err(problem) => problem.message,
    };
    for (text, path, wanted) in [
        (r#"{"r": {"a": [{"x": 1}, {"x": 2}]}}"#, "r.a", r#"{"x": 1} {"x": 2}"#),
        (r#"[{"r": [{"x": 1}]}, {"r": [{"x": 2}]}]"#, "r", r#"{"x": 1} {"x": 2}"#),
        (r#"{"e": [{"node": {"x": {"y": 1}, "z": 1}}]}"#, "e.node", r#"{"x": {"y": 1}, "z": 1}"#),
        (r#"{"k": {"a": {"x": 1}, "b": {"x": 2}}}"#, "k", r#"{"x": 1} {"x": 2}"#),
        (r#"{"a.b": [{"x": 1}]}"#, "a.b", r#"{"x": 1}"#),
        (r#"{"title": "A"}"#, ".", r#"{"title": "A"}"#),
        (r#"{"a": null}"#, "a", ""),
        (
            r#"{"a": 1, "b": 2}"#,
            "c.d",
            "the path of the records names the member `c`, but the object has `a`, `b`",
        ),
        (
            r#"{"a": 1}"#,
            "a",
            "the path of the records names a value that is neither a list nor an object",
        ),
    ] {
        assert_eq!(records(text, path), wanted, "{text} {path}");
    }
}
