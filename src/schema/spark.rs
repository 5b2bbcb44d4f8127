//! Spark's [`StructType`](https://spark.apache.org/docs/latest/sql-ref-datatypes.html) in the JSON that
//! `StructType.fromJson` reads.

use super::Spec;
use super::columns::{Column, Data, columns};
use super::json::{Json, list, object, print, text};

pub(super) const SPEC: Spec = Spec {
    name: "spark",
    title: "Spark StructType, as JSON",
    url: "https://spark.apache.org/docs/latest/sql-ref-datatypes.html",
    file_name: "article.spark.json",
    print: |declared| print(&structure(&columns(declared))),
};

fn structure(columns: &[Column]) -> Json {
    object([("type", text("struct")), ("fields", list(columns.iter().map(field)))])
}

fn field(column: &Column) -> Json {
    object([
        ("name", text(column.name.clone())),
        ("type", data_type(&column.data)),
        ("nullable", Json::Boolean(true)),
        ("metadata", object([("comment", text(column.doc.clone()))])),
    ])
}

fn data_type(data: &Data) -> Json {
    match data {
        Data::Text | Data::Object => text("string"),
        Data::Instant => text("timestamp"),
        Data::Offset => text("short"),
        Data::Integer => text("long"),
        Data::Float => text("double"),
        Data::Boolean => text("boolean"),
        Data::List(item) => object([
            ("type", text("array")),
            ("elementType", data_type(item)),
            ("containsNull", Json::Boolean(true)),
        ]),
        Data::Struct(columns) => structure(columns),
    }
}
