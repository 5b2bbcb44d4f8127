//! Parquet's message type, as the
//! [format](https://github.com/apache/parquet-format/blob/master/LogicalTypes.md) spells it.

use super::columns::{Column, Data, columns};
use super::{Spec, indent};
use crate::model::article::{Article, Record};

pub(super) const SPEC: Spec = Spec {
    name: "parquet",
    title: "Parquet message type",
    url: "https://github.com/apache/parquet-format/blob/master/LogicalTypes.md",
    file_name: "article.parquet.txt",
    print: |declared| block(&format!("message {}", Article::NAME), &fields(&columns(declared))),
};

fn fields(columns: &[Column]) -> String {
    columns.iter().map(|column| field(&column.name, &column.data)).collect()
}

fn field(name: &str, data: &Data) -> String {
    match data {
        Data::Text | Data::Object => format!("optional binary {name} (STRING);\n"),
        Data::Instant => format!("optional int64 {name} (TIMESTAMP(MICROS,true));\n"),
        Data::Offset => format!("optional int32 {name} (INTEGER(16,true));\n"),
        Data::Integer => format!("optional int64 {name};\n"),
        Data::Float => format!("optional double {name};\n"),
        Data::Boolean => format!("optional boolean {name};\n"),
        Data::List(item) => {
            let items = block("repeated group list", &field("element", item));
            block(&format!("optional group {name} (LIST)"), &items)
        }
        Data::Struct(members) => block(&format!("optional group {name}"), &fields(members)),
    }
}

fn block(head: &str, lines: &str) -> String {
    format!("{head} {{\n{}}}\n", indent(lines))
}
