use std::borrow::Cow;

use super::*;
use crate::model::article::Article;
use crate::model::value::{self, Value};

/// An article whose unknown keys are the members of a JSON object.
fn raw(json: &str) -> Article<'static> {
    let map: Value<'_> = serde_json::from_str(json).expect("JSON");
    let Value::Map(extra) = map.into_owned() else { panic!("it is an object") };
    let path = Some("news/2024-01-23-the-ferry.md".into());
    Article { path, extra, ..Article::default() }
}

/// The article mapped by a profile, with the memory of its keys.
fn mapped(profile: &str, article: &Article<'static>) -> Article<'static> {
    let mapping = Mapping::profile(profile).expect("a profile");
    let Some(applied) = mapping.rules().apply(article, true, &|_| true) else {
        return article.clone();
    };
    remembered(applied)
}

/// The article with the memory of its keys.
fn remembered(applied: apply::Applied<'static>) -> Article<'static> {
    let mut mapped = applied.article;
    let declared::Declared { entries: columns, order, .. } = applied.declared;
    let memory = memory::Memory { fields: applied.entries, columns, order };
    if !memory.is_empty() {
        mapped.source_style = Some(Cow::Owned(memory.write(mapped.source_style.as_deref())));
    }
    mapped
}

/// An article as JSON, without what says where it came from.
fn shown(article: &Article<'_>) -> String {
    let article = Article { path: None, source_style: None, ..article.clone() };
    serde_json::to_string(&article).expect("JSON")
}

/// Unknown keys without their order.
fn sorted(mut article: Article<'_>) -> Article<'_> {
    value::sort_keys(&mut article.extra);
    article
}

/// Front matter and what the profile makes of it.
const CASES: &[(&str, &str, &str)] = &[
    (
        "common",
        r#"{"layout":"post","headline":"Ferry","date":"2014-01-23 12:00:00 +0100"}"#,
        r#"{"title":"Ferry","publishedDateTime":"2014-01-23T12:00:00+01:00","layout":"post"}"#,
    ),
    (
        "common",
        r#"{"Date":1706011200,"last_modified_at":"Tue, 23 Jan 2024 14:00:00 GMT"}"#,
        r#"{"publishedDateTime":"2024-01-23T12:00:00Z","updatedDateTime":"2024-01-23T14:00:00Z"}"#,
    ),
    (
        "common",
        r#"{"author":"Ada North","authorURL":"https://example.org/ada"}"#,
        r#"{"publishedDateTime":"2024-01-23T00:00:00Z","provider":{"authors":[{"name":"Ada North","url":"https://example.org/ada"}]}}"#,
    ),
    (
        "common",
        r#"{"date":"2024-01-01","authors":["Ada","Bo"],"tags":"Washington, D.C.","draft":true,"wordpress_id":7}"#,
        r#"{"id":"7","publishedDateTime":"2024-01-01T00:00:00Z","published":false,"provider":{"authors":[{"name":"Ada"},{"name":"Bo"}]},"tags":["Washington, D.C."]}"#,
    ),
    (
        "jekyll",
        r#"{"tags":"ferry harbour","categories":["news"]}"#,
        r#"{"slug":"the-ferry","publishedDateTime":"2024-01-23T00:00:00Z","topics":["news"],"tags":["ferry","harbour"]}"#,
    ),
    (
        "common",
        r#"{"date":"2024-01-01","cover":{"src":"a.png","alt":"A boat","x":1},"image":null}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","images":[{"url":"a.png","title":"A boat","x":1}],"image":null}"#,
    ),
    (
        "astro",
        r#"{"date":"2024-01-01","cover":{"light":"a.png","alt":"A boat","dark":"b.png"}}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","images":[{"url":"a.png","title":"A boat"}],"cover":{"dark":"b.png"}}"#,
    ),
    (
        "guardian",
        r#"{"webTitle":"Ferry","webPublicationDate":"2024-01-23T12:00:00Z","fields":{"trailText":"It sails","wordcount":"7"},"tags":[{"webTitle":"Boats","type":"keyword"}]}"#,
        r#"{"title":"Ferry","excerpt":"It sails","publishedDateTime":"2024-01-23T12:00:00Z","tags":["Boats"],"fields":{"wordcount":"7"}}"#,
    ),
    // What Pelican splits at semicolons may have commas.
    (
        "pelican",
        r#"{"date":"2024-01-01","tags":"ferry; Washington, D.C.","authors":"North, Ada; Bo","keywords":null}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","provider":{"authors":[{"name":"North, Ada"},{"name":"Bo"}]},"tags":["ferry","Washington, D.C."],"keywords":null}"#,
    ),
    // A list of one provider, and the opposite of a text.
    (
        "common",
        r#"{"date":"2024-01-01","publisher":[{"name":"Harbour News","url":"https://a.org"}],"draft":"True"}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","published":false,"provider":{"name":"Harbour News","url":"https://a.org"}}"#,
    ),
    (
        "common",
        r#"{"date":"2024-01-01","publisher":["Harbour News"],"Draft":"false"}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","published":true,"provider":{"name":"Harbour News"}}"#,
    ),
    (
        "common",
        r#"{"date":"2024-01-01","publisher":["A","B"],"draft":"perhaps"}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","publisher":["A","B"],"draft":"perhaps"}"#,
    ),
    // The size of an image in the words of schema.org.
    (
        "schema-org",
        r#"{"datePublished":"2024-01-01","image":{"url":"a.png","width":"1200px","height":{"@type":"QuantitativeValue","value":800}}}"#,
        r#"{"publishedDateTime":"2024-01-01T00:00:00Z","images":[{"url":"a.png","width":1200,"height":800}]}"#,
    ),
    (
        "nyt",
        r#"{"pub_date":"2024-01-23T12:00:00+0000","multimedia":{"caption":"A boat","credit":"Ada","default":{"url":"https://a.org/a.jpg","height":400,"width":600},"thumbnail":{"url":"https://a.org/t.jpg"}}}"#,
        r#"{"publishedDateTime":"2024-01-23T12:00:00+00:00","images":[{"url":"https://a.org/a.jpg","width":600,"height":400,"title":"A boat","attribution":"Ada"}],"multimedia":{"thumbnail":{"url":"https://a.org/t.jpg"}}}"#,
    ),
    // A field of the article's own wins, and what does not fit stays.
    (
        "common",
        r#"{"date":"soon","pubDate":"2024-01-02","link":["a","b"]}"#,
        r#"{"publishedDateTime":"2024-01-02T00:00:00Z","date":"soon","link":["a","b"]}"#,
    ),
];

#[test]
fn keys_and_shapes_are_mapped() {
    for (profile, source, wanted) in CASES {
        assert_eq!(shown(&mapped(profile, &raw(source))), *wanted, "{source}");
    }
}

#[cfg(feature = "markdown")]
#[test]
fn what_was_mapped_comes_back() {
    for (profile, source, _) in CASES {
        let raw = raw(source);
        let mapped = mapped(profile, &raw);
        assert!(mapped.source_style.is_some(), "{source}");
        let back = restored(&mapped).into_owned();
        assert_eq!(sorted(back), sorted(raw), "{:?}", mapped.source_style);
    }
}

#[cfg(feature = "markdown")]
#[test]
fn an_edit_is_never_overruled() {
    let raw = raw(r#"{"headline":"Ferry","date":"2024-01-01","author":"Ada"}"#);
    let mut edited = mapped("common", &raw);
    edited.title = Some("Boat".into());
    edited.published_date_time = Some("2024-02-02T00:00:00Z".parse().expect("a time"));
    let author = edited.provider.as_mut().and_then(|x| x.authors.as_mut()).expect("authors");
    author[0].url = Some("https://example.org".into());
    let wanted = r#"{"publishedDateTime":"2024-02-02T00:00:00Z","provider":{"authors":[{"name":"Ada","url":"https://example.org"}]},"headline":"Boat"}"#;
    assert_eq!(shown(&restored(&edited)), wanted);
}

#[test]
fn an_article_with_nothing_to_map_is_not_copied() {
    let mapping = Mapping::profile("common").expect("a profile");
    let article = Article {
        published_date_time: Some("2024-01-23T00:00:00Z".parse().expect("a time")),
        extra: vec![("price".into(), Value::Integer(3))],
        ..Article::default()
    };
    assert!(mapping.rules().apply(&article, true, &|_| false).is_none());
}

#[test]
fn profiles_are_sound() {
    assert_eq!(PROFILES.len(), 24);
    for profile in PROFILES {
        let mapping = Mapping::profile(profile.name).expect(profile.name);
        assert_eq!(mapping.name(), profile.name);
        assert!(profile.url.starts_with("https://"), "{}", profile.name);
        // One key means one field.
        let sources: Vec<_> =
            mapping.rules().fields.iter().flat_map(|rule| &rule.sources).collect();
        let distinct: std::collections::HashSet<_> = sources.iter().collect();
        let places = sources.iter().filter(|source| source.first().is_none()).count();
        let twice = sources.len() - distinct.len();
        assert!(twice <= places, "{}: {sources:?}", profile.name);
    }
    let error = Mapping::profile("hugoo").expect_err("no profile").to_string();
    assert!(error.starts_with("unknown profile `hugoo`; did you mean `hugo`?"), "{error}");
}

#[test]
fn wrong_fields_and_sources_are_named() {
    let with =
        |field, source| Mapping::empty().with(field, [source]).expect_err("wrong").to_string();
    assert!(with("titel", "headline").contains("did you mean `title`?"));
    assert!(with("related", "also").contains("a mapping cannot fill `related`"));
    assert!(with("title", ":file").contains("`:filename`"));
}
