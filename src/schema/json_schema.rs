//! [JSON Schema](https://json-schema.org/draft/2020-12) of an article in the JSON dialect.
//!
//! It describes what newsconv writes. newsconv reads more than that: null for an absent field, other
//! spellings of a time, and an offset in a second member as in columns.

use std::borrow::Cow;

use super::columns::{DECLARED, Shape};
use super::json::{Json, list, object, print, text};
use super::{DeclaredColumn, SCHEMA_VERSION, Spec};
use crate::model::article::{Article, Field, Record};

pub(super) const SPEC: Spec = Spec {
    name: "json-schema",
    title: "JSON Schema of one article, draft 2020-12",
    url: "https://json-schema.org/draft/2020-12",
    file_name: "article.schema.json",
    print: |declared| {
        let mut members = vec![
            ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
            ("$id", text(format!("urn:newsconv:article:{SCHEMA_VERSION}"))),
            ("title", text(Article::NAME)),
            ("description", text(DESCRIPTION)),
        ];
        members.extend(record(Article::FIELDS, declared));
        members.push(("$defs", definitions()));
        print(&object(members))
    },
};

const DESCRIPTION: &str = "One news article as newsconv writes it to JSON: a document, an item of \
    an array, a line of NDJSON. No field is required; one that is absent in the source is left out. \
    Keys that the model does not know follow the known ones, in the same object.";

const EXTRA: &str = "The keys that the model does not know, where one of them has the name of a \
    member with a meaning of its own; else they are next to the known ones.";

const TIME: &str = "RFC 3339 in the source's own offset, to as many digits as the source has.";

/// The pattern of an RFC 3339 time, for the many validators that ignore `format`.
const TIME_PATTERN: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?\
    (Z|[+-][0-9]{2}:[0-9]{2})$";

/// Returns the members of a schema of objects with these fields.
fn record(fields: &[Field], declared: &[DeclaredColumn]) -> Vec<(&'static str, Json)> {
    let extra = object([("description", text(EXTRA)), ("type", text("object"))]);
    let known =
        fields.iter().map(|field| (Cow::from(field.name), property(field.doc, &field.kind.into())));
    let declared = declared.iter().map(|column| {
        (Cow::from(column.name.clone()), property(DECLARED, &column.column_type.into()))
    });
    let properties = known.chain([("extra".into(), extra)]).chain(declared);
    vec![
        ("type", text("object")),
        ("properties", object(properties)),
        ("additionalProperties", Json::Boolean(true)),
    ]
}

fn property(doc: &'static str, shape: &Shape) -> Json {
    let mut members = vec![("description", text(doc))];
    members.extend(value(shape));
    object(members)
}

/// Returns the members of a schema of a field's value.
fn value(shape: &Shape) -> Vec<(&'static str, Json)> {
    match shape {
        Shape::Text => vec![("type", text("string"))],
        Shape::Time => vec![("$ref", text("#/$defs/time"))],
        Shape::Integer => vec![
            ("type", text("integer")),
            ("minimum", Json::Integer(i64::MIN.into())),
            ("maximum", Json::Integer(i64::MAX.into())),
        ],
        Shape::Float => vec![("type", text("number"))],
        Shape::Boolean => vec![("type", text("boolean"))],
        Shape::List(item) => vec![("type", text("array")), ("items", object(value(item)))],
        Shape::Record { name, .. } => vec![("$ref", text(format!("#/$defs/{name}")))],
    }
}

fn definitions() -> Json {
    let mut found = Vec::new();
    define(Article::FIELDS, &mut found);
    object(found.into_iter().chain([("time", time())]))
}

/// Adds the records that nest in these fields, each once.
fn define(fields: &[Field], found: &mut Vec<(&'static str, Json)>) {
    for field in fields {
        let shape = match field.kind.into() {
            Shape::List(item) => *item,
            shape => shape,
        };
        if let Shape::Record { name, fields } = shape
            && !found.iter().any(|(known, _)| *known == name)
        {
            let title = ("title", text(name));
            found.push((name, object([title].into_iter().chain(record(fields, &[])))));
            define(fields, found);
        }
    }
}

fn time() -> Json {
    let examples = ["2024-01-23T12:00:00Z", "2024-01-23T17:30:00.25+05:30"];
    object([
        ("$comment", text(TIME)),
        ("type", text("string")),
        ("format", text("date-time")),
        ("pattern", text(TIME_PATTERN)),
        ("examples", list(examples.map(text))),
    ])
}
