//! [Table Schema](https://specs.frictionlessdata.io/table-schema/) of the CSV and TSV dialect.
//!
//! A struct becomes one column for each of its members. Table Schema does not distinguish an empty cell from
//! `""`, so its readers read empty text as null.

use super::Spec;
use super::columns::{Column, Data, columns};
use super::json::{Json, list, object, print, text};

pub(super) const SPEC: Spec = Spec {
    name: "table-schema",
    title: "Table Schema of CSV and TSV files, version 1",
    url: "https://specs.frictionlessdata.io/table-schema/",
    file_name: "article.table-schema.json",
    print: |declared| {
        let fields = columns(declared).iter().flat_map(spread).collect();
        print(&object([("fields", Json::List(fields)), ("missingValues", list([text("")]))]))
    },
};

/// Returns the fields of one column: one for each member if it is a struct, else the column itself.
fn spread(column: &Column) -> Vec<Json> {
    let Data::Struct(members) = &column.data else {
        return vec![field(column.name.to_string(), column)];
    };
    members.iter().map(|member| field(format!("{}.{}", column.name, member.name), member)).collect()
}

fn field(name: String, column: &Column) -> Json {
    let mut members = vec![("name", text(name)), ("type", text(data_type(&column.data)))];
    if let Data::Instant = column.data {
        members.push(("format", text("%Y-%m-%dT%H:%M:%S.%fZ")));
    }
    members.push(("description", text(column.doc.clone())));
    object(members)
}

fn data_type(data: &Data) -> &'static str {
    match data {
        Data::Text => "string",
        Data::Object | Data::Struct(_) => "object",
        Data::Instant => "datetime",
        Data::Offset | Data::Integer => "integer",
        Data::Float => "number",
        Data::Boolean => "boolean",
        Data::List(_) => "array",
    }
}
