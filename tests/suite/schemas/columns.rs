//! The columnar schemas say the same, in words that the tools' own parsers take.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, TimeUnit};
use newsconv::Article;
use newsconv::schema::{SCHEMA_VERSION, SchemaKind, schema};
use parquet::arrow::ArrowSchemaConverter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;

fn json(kind: SchemaKind) -> Value {
    serde_json::from_str(&schema(kind)).expect("JSON")
}

/// The Arrow schema, made from its generated JSON.
pub(crate) fn arrow_schema() -> Schema {
    let schema = json(SchemaKind::Arrow);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let entries = schema["metadata"].as_array().expect("a list").iter();
    let metadata: HashMap<_, _> =
        entries.map(|entry| (text(&entry["key"]), text(&entry["value"]))).collect();
    Schema::new_with_metadata(fields(&schema["fields"]), metadata)
}

fn fields(list: &Value) -> Fields {
    list.as_array().expect("a list").iter().map(field).collect()
}

fn field(field: &Value) -> Field {
    let children = fields(&field["children"]);
    let data_type = match field["type"]["name"].as_str().expect("a type") {
        "utf8" => DataType::Utf8,
        "bool" => DataType::Boolean,
        "int" if field["type"]["bitWidth"] == 16 => DataType::Int16,
        "int" if field["type"]["bitWidth"] == 64 => DataType::Int64,
        "timestamp" if field["type"]["unit"] == "MICROSECOND" => DataType::Timestamp(
            TimeUnit::Microsecond,
            field["type"]["timezone"].as_str().map(Arc::from),
        ),
        "list" => DataType::List(Arc::clone(&children[0])),
        "struct" => DataType::Struct(children),
        other => panic!("no such type: {other}"),
    };
    let name = field["name"].as_str().expect("a name");
    Field::new(name, data_type, field["nullable"].as_bool().expect("a boolean"))
}

fn names(list: &Value) -> Vec<&str> {
    let names = list.as_array().expect("a list").iter().map(|field| field["name"].as_str());
    names.collect::<Option<_>>().expect("names")
}

#[test]
fn the_columns_have_the_documented_order() {
    let schema = arrow_schema();
    let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let mut expected = Vec::new();
    for field in Article::FIELDS.iter().filter(|field| field.name != "frontMatter") {
        if field.name == "body" {
            expected.push("extra");
        }
        expected.push(field.name);
        expected.extend(field.offset);
    }
    assert_eq!(names, expected);
    assert_eq!(schema.metadata()["newsconv.schema_version"], SCHEMA_VERSION.to_string());
}

#[test]
fn the_arrow_schema_is_that_of_the_columns_that_are_written() {
    assert_eq!(arrow_schema(), *newsconv::arrow::article_schema());
}

#[test]
fn parquet_is_what_arrow_becomes() {
    let message = parse_message_type(&schema(SchemaKind::Parquet)).expect("a message type");
    let converter = ArrowSchemaConverter::new().schema_root("article");
    let descriptor = converter.convert(&arrow_schema()).expect("a Parquet schema");
    assert_eq!(&message, descriptor.root_schema());
}

#[test]
fn spark_has_the_same_columns() {
    let spark = json(SchemaKind::Spark);
    let arrow = json(SchemaKind::Arrow);
    assert_eq!(names(&spark["fields"]), names(&arrow["fields"]));
}

#[test]
fn the_table_spreads_structs() {
    let arrow = json(SchemaKind::Arrow);
    let mut expected = Vec::new();
    for field in arrow["fields"].as_array().expect("a list") {
        let name = field["name"].as_str().expect("a name");
        if field["type"]["name"] == "struct" {
            expected
                .extend(names(&field["children"]).iter().map(|child| format!("{name}.{child}")));
        } else {
            expected.push(name.to_owned());
        }
    }
    assert_eq!(names(&json(SchemaKind::TableSchema)["fields"]), expected);
}
