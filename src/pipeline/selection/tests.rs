//! Which names there are, and what is kept under them.

use super::Selection;
use crate::model::article::Article;

/// The article of `json` with nothing but the fields of these names.
fn cut(json: &str, names: &str) -> String {
    let article: Article<'_> = serde_json::from_str(json).expect("an article");
    let selection: Selection = names.parse().expect("names of fields");
    serde_json::to_string(&selection.mask().cut(&article)).expect("JSON")
}

/// What is said of names of which one is wrong.
fn fault(names: &str) -> String {
    names.parse::<Selection>().expect_err("a wrong name").to_string()
}

const ARTICLE: &str = r#"{"path":"a.md","title":"A","publishedDateTime":"2024-01-23T12:00:00+05:30",
"provider":{"name":"P","images":[{"url":"u","width":1,"k":2}],"authors":[{},{"name":"N","z":3}],"rank":4},
"topics":[],"related":[{"title":"R","provider":{"domain":"d"}},{}],"body":"B","zoo":null,"x":{"title":5}}"#;

#[test]
fn each_field_is_kept_by_its_name() {
    let whole: Article<'_> = serde_json::from_str(ARTICLE).expect("one");
    for field in Article::FIELDS {
        let one: Selection = field.name.parse().expect("a name");
        let article = one.mask().cut(&whole);
        let json = serde_json::to_value(&article).expect("JSON");
        let all = serde_json::to_value(&whole).expect("JSON");
        assert_eq!(json.get(field.name), all.get(field.name), "{}", field.name);
        let count = json.as_object().map(serde_json::Map::len);
        assert_eq!(count, Some(usize::from(all.get(field.name).is_some())));
        assert!(one.contains(field.name) && !one.contains("extra"));
    }
    let names = Article::FIELDS.iter().map(|field| field.name).chain(["extra"]);
    let all = Selection::new(names).expect("names");
    assert_eq!(all.mask().cut(&whole), whole);
}

#[test]
fn a_time_keeps_its_offset_and_empty_lists_stay() {
    assert_eq!(
        cut(ARTICLE, "topics,publishedDateTime, tags"),
        r#"{"publishedDateTime":"2024-01-23T12:00:00+05:30","topics":[]}"#
    );
    assert_eq!(cut(ARTICLE, "extra"), r#"{"zoo":null,"x":{"title":5}}"#);
}

#[test]
fn records_are_kept_whole_or_in_part() {
    let mask = [
        ("provider.name", r#"{"provider":{"name":"P"}}"#),
        ("provider.domain", r#"{"provider":{}}"#),
        ("provider.extra", r#"{"provider":{"rank":4}}"#),
        ("provider.images.url", r#"{"provider":{"images":[{"url":"u"}]}}"#),
        ("provider.images.extra", r#"{"provider":{"images":[{"k":2}]}}"#),
        ("provider.authors", r#"{"provider":{"authors":[{},{"name":"N","z":3}]}}"#),
        ("related.provider.name,path", r#"{"path":"a.md","related":[{"provider":{}},{}]}"#),
        ("related.title,related.images", r#"{"related":[{"title":"R"},{}]}"#),
        ("images.url,title", r#"{"title":"A"}"#),
    ];
    for (names, expected) in mask {
        assert_eq!(cut(ARTICLE, names), expected, "{names}");
    }
    let whole = cut(ARTICLE, "provider");
    for names in ["provider,provider.name", "provider.name,provider", "provider,provider"] {
        assert_eq!(cut(ARTICLE, names), whole, "{names}");
    }
}

#[test]
fn two_selections_are_one() {
    for (a, b) in [
        ("title", "path"),
        ("provider", "provider.name"),
        ("provider.name", "provider"),
        ("provider.name", "provider.authors.url,extra"),
        ("extra", "provider.extra"),
    ] {
        let [a, b, both] = [a, b, &format!("{a},{b}")].map(|names| {
            let selection: Selection = names.parse().expect("names");
            selection
        });
        assert_eq!(a.clone().and(&b), both);
        assert_eq!(b.and(&a), both);
    }
}

#[test]
fn what_is_selected_can_be_asked() {
    let some: Selection = "provider.images.url,related,provider.extra".parse().expect("names");
    for name in [
        "provider",
        "provider.extra",
        "provider.images",
        "provider.images.url",
        "related",
        "related.provider.name",
    ] {
        assert!(some.contains(name), "{name}");
    }
    for name in ["title", "extra", "provider.name", "provider.images.width", "no", "extra.k"] {
        assert!(!some.contains(name), "{name}");
    }
}

#[test]
fn a_wrong_name_is_rejected_with_the_right_one() {
    let known = "known ones are path, id, slug, category, title, excerpt,";
    assert!(fault("nonsense").starts_with(&format!("unknown field `nonsense`; the {known}")));
    assert!(
        fault("nonsense").ends_with("body, sourceStyle, frontMatter, and extra for all other keys")
    );
    for (slip, meant) in [
        ("tilte", "title"),
        ("Title", "title"),
        ("titles", "title"),
        ("publisheddatetime", "publishedDateTime"),
        ("frontmatter", "frontMatter"),
        ("topic", "topics"),
        ("image", "images"),
        ("providers", "provider"),
    ] {
        let said = format!("unknown field `{slip}`; did you mean `{meant}`? The {known}");
        assert!(fault(&format!("path,{slip}")).starts_with(&said), "{}", fault(slip));
    }
    for (names, said) in [
        (
            "provider.nam",
            "unknown field `provider.nam`; did you mean `provider.name`? The known ones are \
             provider.name, provider.domain, provider.images, provider.authors, and provider.extra \
             for all other keys",
        ),
        (
            "provider.images.size",
            "unknown field `provider.images.size`; the known ones are provider.images.url, \
             provider.images.width, provider.images.height, provider.images.title, \
             provider.images.attribution, provider.images.isCached, and provider.images.extra for \
             all other keys",
        ),
        ("title.x", "unknown field `title.x`; `title` has no fields of its own"),
        ("related.topics.x", "unknown field `related.topics.x`; the known ones are related.title,"),
        (
            "provider.name.extra",
            "unknown field `provider.name.extra`; `provider.name` has no fields of its own",
        ),
        (
            "publishedOffset",
            "unknown field `publishedOffset`; select `publishedDateTime`, which includes it",
        ),
        (
            "related.publishedOffset",
            "unknown field `related.publishedOffset`; select `related.publishedDateTime`, which includes it",
        ),
        (
            "extra.price",
            "unknown field `extra.price`; `extra` selects all unknown keys; a single one \
             cannot be selected",
        ),
        ("", "unknown field ``; the known ones are path,"),
        ("title,", "unknown field ``; the known ones are path,"),
        ("title,provider.", "unknown field `provider.`; the known ones are provider.name,"),
    ] {
        assert!(fault(names).starts_with(said), "{}", fault(names));
    }
    let none = Selection::new([""; 0]).expect_err("no name").to_string();
    assert_eq!(none, "the selection is empty; name at least one field");
}
