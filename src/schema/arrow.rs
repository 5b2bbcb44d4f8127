//! Arrow's schema in the JSON of its
//! [integration tests](https://arrow.apache.org/docs/format/Integration.html#json-test-data-format).

use std::borrow::Cow;

use super::columns::{Column, Data, columns};
use super::json::{Json, list, object, print, text};
use super::{SCHEMA_VERSION, Spec};

pub(super) const SPEC: Spec = Spec {
    name: "arrow",
    title: "Arrow schema, in the JSON of Arrow's integration tests",
    url: "https://arrow.apache.org/docs/format/Integration.html#json-test-data-format",
    file_name: "article.arrow.json",
    print: |declared| {
        let version = object([
            ("key", text("newsconv.schema_version")),
            ("value", text(SCHEMA_VERSION.to_string())),
        ]);
        print(&object([("fields", fields(&columns(declared))), ("metadata", list([version]))]))
    },
};

fn fields(columns: &[Column]) -> Json {
    list(columns.iter().map(|column| field(column.name.clone(), &column.data)))
}

fn field(name: Cow<'static, str>, data: &Data) -> Json {
    let children = match data {
        Data::List(item) => list([field("element".into(), item)]),
        Data::Struct(members) => fields(members),
        _ => list([]),
    };
    object([
        ("name", text(name)),
        ("type", data_type(data)),
        ("nullable", Json::Boolean(true)),
        ("children", children),
    ])
}

fn data_type(data: &Data) -> Json {
    match data {
        Data::Text | Data::Object => object([("name", text("utf8"))]),
        Data::Instant => object([
            ("name", text("timestamp")),
            ("unit", text("MICROSECOND")),
            ("timezone", text("UTC")),
        ]),
        Data::Offset => integer(16),
        Data::Integer => integer(64),
        Data::Float => object([("name", text("floatingpoint")), ("precision", text("DOUBLE"))]),
        Data::Boolean => object([("name", text("bool"))]),
        Data::List(_) => object([("name", text("list"))]),
        Data::Struct(_) => object([("name", text("struct"))]),
    }
}

fn integer(bits: i128) -> Json {
    object([
        ("name", text("int")),
        ("bitWidth", Json::Integer(bits)),
        ("isSigned", Json::Boolean(true)),
    ])
}
