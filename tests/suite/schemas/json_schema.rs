//! The JSON Schema takes what newsconv writes, and nothing that it would refuse.

use jsonschema::{Validator, draft202012};
use newsconv::schema::{Field, Kind, SCHEMA_VERSION, SchemaKind, schema};
use newsconv::{Article, Author, Image, Provider, Related};
use serde_json::{Value, json};

use crate::util;

/// A validator that takes `format` for a rule.
pub(crate) fn validator() -> Validator {
    validator_of(&schema_json(), true)
}

fn schema_json() -> Value {
    serde_json::from_str(&schema(SchemaKind::JsonSchema)).expect("JSON")
}

fn validator_of(schema: &Value, formats: bool) -> Validator {
    let options = draft202012::options().should_validate_formats(formats);
    options.build(schema).expect("a schema")
}

/// The JSON that newsconv writes for the article that `json` holds.
fn written(json: &Value) -> Value {
    let text = json.to_string();
    let article: Article<'_> = serde_json::from_str(&text).expect("an article");
    serde_json::to_value(&article).expect("JSON")
}

/// A value of the kind.
fn right(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!(""),
        Kind::Time => json!("0001-01-01T00:00:00.123456789012345678-23:59"),
        Kind::Integer => json!(i64::MIN),
        Kind::Boolean => json!(false),
        Kind::Texts => json!(["", "中国日报网"]),
        Kind::Provider => full(Provider::FIELDS),
        Kind::Images => json!([{}, full(Image::FIELDS)]),
        Kind::Authors => json!([{}, full(Author::FIELDS)]),
        Kind::Related => json!([{}, full(Related::FIELDS)]),
        other => panic!("no value of the kind {other:?}"),
    }
}

/// Values that are not of the kind, by type or by range.
fn wrong(kind: Kind) -> Vec<Value> {
    let values = match kind {
        Kind::Text => json!([5, true, [], {}]),
        Kind::Time => json!([1_706_011_200, "yesterday", "2024-13-01T00:00:00Z", {}]),
        Kind::Integer => json!(["5", 1.5, true, 9_223_372_036_854_775_808_u64, []]),
        Kind::Boolean => json!(["true", 1, []]),
        Kind::Texts => json!(["a", {}, [1], ["a", null]]),
        Kind::Provider => json!(["a", [], 1]),
        Kind::Images | Kind::Authors | Kind::Related => json!([{}, "a", [1], ["a"], [null]]),
        other => panic!("no values for the kind {other:?}"),
    };
    let Value::Array(values) = values else { unreachable!("all of them are lists") };
    values
}

/// A record with every field, and an unknown one.
fn full(fields: &[Field]) -> Value {
    let known = fields.iter().map(|field| (field.name.to_owned(), right(field.kind)));
    known.chain([("unknown".to_owned(), json!([null, {"a": 1}]))]).collect()
}

/// Every record of the model, with what makes an article of one member of such a record.
#[expect(clippy::type_complexity, reason = "a table that is read in one place")]
fn records() -> [(&'static [Field], fn(Value) -> Value); 5] {
    [
        (Article::FIELDS, |record| record),
        (Provider::FIELDS, |record| json!({ "provider": record })),
        (Author::FIELDS, |record| json!({ "provider": { "authors": [record] } })),
        (Image::FIELDS, |record| json!({ "images": [{}, record] })),
        (Related::FIELDS, |record| json!({ "related": [record] })),
    ]
}

#[test]
fn the_schema_is_a_valid_json_schema() {
    let schema = schema_json();
    draft202012::meta::validate(&schema).expect("valid against the meta-schema");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["$id"], format!("urn:newsconv:article:{SCHEMA_VERSION}"));
}

#[test]
fn members_are_in_canonical_order_with_their_meaning() {
    let text = schema(SchemaKind::JsonSchema);
    let mut rest = text.as_str();
    for field in Article::FIELDS {
        let member = format!("\n    \"{}\": {{\n      \"description\": ", field.name);
        let description = serde_json::to_string(field.doc).expect("JSON");
        rest = rest.split_once(&member).expect(field.name).1;
        assert!(rest.starts_with(&description), "{}", field.name);
    }
}

#[test]
fn an_article_with_everything_is_valid() {
    let article = written(&full(Article::FIELDS));
    assert_eq!(article, full(Article::FIELDS));
    validator().validate(&article).expect("valid");
}

#[test]
fn an_article_with_nothing_is_valid() {
    validator().validate(&written(&json!({}))).expect("valid");
}

#[test]
fn unknown_keys_that_clash_are_valid() {
    let article = written(&json!({ "extra": { "body": 1, "extra": [], "title": null } }));
    assert!(article["extra"].is_object());
    validator().validate(&article).expect("valid");
    let nested = written(&json!({ "images": [{ "extra": { "width": "wide", "extra": 1 } }] }));
    validator().validate(&nested).expect("valid");
}

/// The reader refuses them too, so the schema is as strict as it, field by field.
#[test]
fn wrong_types_are_rejected_in_every_field() {
    let validator = validator();
    let mut seen = 0;
    for (fields, wrap) in records() {
        for field in fields {
            for value in wrong(field.kind) {
                let article = wrap(json!({ field.name: value }));
                assert!(!validator.is_valid(&article), "{article}");
                assert!(serde_json::from_str::<Article<'_>>(&article.to_string()).is_err());
            }
            seen += 1;
        }
    }
    assert_eq!(seen, records().map(|(fields, _)| fields.len()).iter().sum::<usize>());
}

#[test]
fn right_types_are_taken_in_every_field() {
    let validator = validator();
    for (fields, wrap) in records() {
        for field in fields {
            let article = wrap(json!({ field.name: right(field.kind) }));
            assert_eq!(written(&article), article);
            validator.validate(&article).expect("valid");
        }
    }
}

#[test]
fn an_extra_that_is_no_object_is_rejected() {
    for (_, wrap) in records() {
        assert!(!validator().is_valid(&wrap(json!({ "extra": 5 }))));
    }
}

#[test]
fn a_time_without_an_offset_is_invalid_even_if_formats_are_not_checked() {
    let lax = validator_of(&schema_json(), false);
    for time in ["2024-01-23", "2024-01-23T12:00:00", "2024-01-23 12:00:00Z", "yesterday"] {
        let article = json!({ "publishedDateTime": time });
        assert!(!lax.is_valid(&article), "{time}");
        if time != "yesterday" {
            lax.validate(&written(&article)).expect("newsconv writes it as RFC 3339");
        }
    }
}

/// The front matter of samples, through the independent YAML library.
#[test]
fn samples_are_valid() {
    let validator = validator();
    let cases = ["emoji", "empty-values", "every-field", "related", "seed", "times-offset"];
    for case in cases {
        let path = format!("{}/samples/valid/{case}/article.md", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the sample is there");
        let front_matter = text.split("---\n").nth(1).expect("front matter");
        let article: Article<'_> = serde_yaml::from_str(front_matter).expect("an article");
        let article = serde_json::to_value(&article).expect("JSON");
        assert!(article.as_object().is_some_and(|members| members.len() > 3), "{case}");
        validator.validate(&article).expect(case);
    }
}

/// The articles of a JSON golden: one object, or an array.
#[test]
fn written_json_is_valid() {
    let validator = validator();
    let mut seen = 0;
    for case in util::cases() {
        let text = std::fs::read_to_string(case.golden(util::by_name("json"))).expect("a golden");
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let articles = json.as_array().cloned().unwrap_or_else(|| vec![json]);
        for article in articles {
            let errors: Vec<_> = validator.iter_errors(&article).map(|e| e.to_string()).collect();
            assert_eq!(errors, [""; 0], "{}", case.name);
            seen += 1;
        }
    }
    assert!(seen > 37, "{seen} articles");
}
