//! What was kept of the source is never written once the article says something else: each field is
//! changed, and removed, between `--preserve` there and back.

use std::collections::BTreeSet;

use newsconv::schema::{Field, Kind};
use newsconv::{Article, Author, Image, Provider, Related};
use serde_json::{Map, Value, json};

use crate::util::{articles_of, by_name, nested, preserving, through, written};

/// A record with a value for each field, no text twice, and an unknown key.
fn filled(fields: &[Field], count: &mut i64) -> Value {
    let mut map = Map::new();
    for field in fields {
        map.insert(field.name.to_owned(), value(field.kind, count));
    }
    *count += 1;
    map.insert(
        "unknown".to_owned(),
        json!({"deep": [format!("old {count}x"), *count, true, null]}),
    );
    Value::Object(map)
}

fn value(kind: Kind, count: &mut i64) -> Value {
    *count += 1;
    let text = format!("old {count}x");
    match kind {
        Kind::Time => json!(format!("2024-01-23T12:00:00.{count:06}+05:30")),
        Kind::Integer => json!(*count),
        Kind::Boolean => json!(true),
        Kind::Texts => json!([text, format!("old {count}y")]),
        Kind::Provider => filled(Provider::FIELDS, count),
        Kind::Images => json!([filled(Image::FIELDS, count), filled(Image::FIELDS, count)]),
        Kind::Authors => json!([filled(Author::FIELDS, count)]),
        Kind::Related => json!([filled(Related::FIELDS, count)]),
        _ => json!(text),
    }
}

/// A Markdown file in flow style, with a comment and a value for each field.
fn source() -> String {
    let Value::Object(mut map) = filled(Article::FIELDS, &mut 0) else { unreachable!("a map") };
    let apart = ["path", "body", "sourceStyle", "frontMatter"];
    map.retain(|key, _| !apart.contains(&key.as_str()));
    let yaml = serde_json::to_string_pretty(&Value::Object(map)).expect("JSON");
    format!("---\n# kept\n{yaml}\n---\nold body\n")
}

/// The places of all values within `value`, as JSON pointers, with what makes another value of each.
fn places(value: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            let shorter = items[..items.len() - 1].to_vec();
            found.push((at.to_owned(), Value::Array(shorter)));
            let numbered = items.iter().enumerate();
            numbered.for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        Value::String(_) if at.ends_with("DateTime") => {
            found.push((at.to_owned(), json!("1999-12-31T23:59:59-03:30")));
        }
        Value::String(_) => found.push((at.to_owned(), json!(format!("new {at}")))),
        Value::Number(number) => {
            found.push((at.to_owned(), json!(number.as_i64().expect("an integer") + 1_000_000)));
        }
        Value::Bool(flag) => found.push((at.to_owned(), json!(!flag))),
        Value::Null => found.push((at.to_owned(), json!(1))),
    }
}

/// The article with another value at the pointer, or without the member there.
fn edited(article: &Value, at: &str, new: Option<&Value>) -> Option<Article<'static>> {
    let mut object = article.clone();
    if let Some(new) = new {
        *object.pointer_mut(at).expect("a place") = new.clone();
    } else {
        let (parent, key) = at.rsplit_once('/').expect("a parent");
        object.pointer_mut(parent)?.as_object_mut()?.remove(key).expect("a member");
    }
    let text = object.to_string();
    Some(serde_json::from_str::<Article<'_>>(&text).expect("an article").into_owned())
}

/// What Markdown becomes of the edited article, after it went through the format with all it kept.
fn restored(article: &Article<'static>, format: &str) -> String {
    let back = through(std::slice::from_ref(article), by_name(format), &preserving());
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].front_matter, article.front_matter, "it is kept on the way");
    let bytes = written(&back, by_name("markdown"), &preserving());
    String::from_utf8(bytes).expect("text")
}

fn canonical(article: &Article<'static>) -> String {
    let plain = Article { front_matter: None, ..article.clone() };
    let bytes = written(&[plain], by_name("markdown"), &preserving());
    String::from_utf8(bytes).expect("text")
}

/// What `through` a format keeps of the source.
fn kept(source: &str, format: &str) -> Article<'static> {
    let mut read = articles_with_source(source);
    read = through(&read, by_name(format), &preserving());
    read.remove(0)
}

fn articles_with_source(source: &str) -> Vec<Article<'static>> {
    let mut article = articles_of("a.md", source.as_bytes(), by_name("markdown")).expect("valid");
    let end = source.len() - article[0].body.as_deref().map_or(0, str::len);
    article[0].front_matter = Some(source[..end].to_owned().into());
    article
}

#[test]
fn an_edited_article_is_never_written_with_stale_text() {
    let source = source();
    let mut names = BTreeSet::new();
    let mut edits = 0;
    for format in ["parquet", "ndjson", "csv"] {
        let article = kept(&source, format);
        assert_eq!(restored(&article, format), source, "unedited, it comes back to the byte");
        let object = serde_json::to_value(&article).expect("JSON");
        let mut found = Vec::new();
        places(&object, "", &mut found);
        found.retain(|(at, _)| !["/path", "/sourceStyle", "/frontMatter"].contains(&&**at));
        for (at, new) in &found {
            for new in [Some(new), None] {
                let Some(changed) = edited(&object, at, new) else { continue };
                let text = restored(&changed, format);
                if at == "/body" && new.is_some() {
                    // The front matter is what it was, and what was kept of it is still right.
                    assert_eq!(text, source.replace("old body\n", "new /body"), "{format}");
                } else {
                    assert_eq!(text, canonical(&changed), "{format}, {at}: {new:?}");
                    assert!(!text.contains("# kept"), "{format}, {at}");
                }
                check(&text, &object, at, new);
                edits += 1;
            }
            let parts = at.split('/').filter(|part| part.parse::<usize>().is_err());
            names.insert(parts.collect::<Vec<_>>().join("."));
        }
    }
    let fields = all_fields();
    let missing: Vec<_> = fields.iter().filter(|field| !is_walked(field, &names)).collect();
    assert_eq!(missing, [""; 0]);
    assert_eq!(fields.len(), count(Article::FIELDS) - 3, "all but what is about the file");
    println!("{edits} edits of {} fields", fields.len());
    assert!(edits > 3 * 2 * fields.len(), "{edits} edits");
}

/// The new value is there, and the old one, which was there once, is not.
fn check(text: &str, object: &Value, at: &str, new: Option<&Value>) {
    if let Some(Value::String(old)) = object.pointer(at).filter(|_| !at.ends_with("DateTime")) {
        assert!(!text.contains(old.trim_end()), "{at}: {old} is still there");
    }
    if let Some(Value::String(new)) = new {
        assert!(text.contains(new), "{at}: {new} is not there");
    }
}

/// Whether the field, or something in it, was changed.
fn is_walked(field: &str, names: &BTreeSet<String>) -> bool {
    let below = format!("{field}.");
    names.iter().any(|name| name == field || name.starts_with(&below))
}

/// The paths of all fields of the front matter and of the records in it, with the unknown key of each,
/// and the body.
fn all_fields() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    walk(Article::FIELDS, "", &mut all);
    all.remove(".path");
    all.remove(".sourceStyle");
    all.remove(".frontMatter");
    all
}

/// How many fields and unknown keys an article has, with all that nest in it.
fn count(fields: &[Field]) -> usize {
    let nested = fields.iter().filter_map(|field| nested(field.kind));
    fields.len() + 1 + nested.map(count).sum::<usize>()
}

fn walk(fields: &[Field], at: &str, all: &mut BTreeSet<String>) {
    for field in fields {
        let at = format!("{at}.{}", field.name);
        if let Some(fields) = nested(field.kind) {
            walk(fields, &at, all);
        }
        all.insert(at);
    }
    all.insert(format!("{at}.unknown"));
}

/// Another path is another file name, and nothing that the source says.
#[test]
fn another_path_keeps_the_source() {
    let source = source();
    let article = Article { path: Some("b/other.md".into()), ..kept(&source, "parquet") };
    assert_eq!(restored(&article, "parquet"), source);
}

/// Kept text that is no front matter, or says something else, is not written.
#[test]
fn text_that_was_kept_wrongly_is_not_written() {
    let article = kept(&source(), "parquet");
    for text in ["", "---\n", "---\ntitle: old\n---\n", "+++\n+++\n", "---\n{\n---\n", "\0", "old"]
    {
        let wrong = Article { front_matter: Some(text.into()), ..article.clone() };
        assert_eq!(restored(&wrong, "ndjson"), canonical(&wrong), "{text:?}");
    }
}
