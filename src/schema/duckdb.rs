//! A [DuckDB statement](https://duckdb.org/docs/sql/statements/create_table) that makes a table of the
//! columns.

use super::columns::{Column, Data, columns};
use super::{SCHEMA_VERSION, Spec, indent};
use crate::model::article::{Article, Record};

pub(super) const SPEC: Spec = Spec {
    name: "duckdb",
    title: "DuckDB statement that makes a table",
    url: "https://duckdb.org/docs/sql/statements/create_table",
    file_name: "article.duckdb.sql",
    print: |declared| {
        let columns = indent(&members(&columns(declared)));
        let table = Article::NAME;
        format!(
            "-- newsconv schema version {SCHEMA_VERSION}\nCREATE TABLE {table} (\n{columns}\n);\n"
        )
    },
};

/// Returns one definition for each column, after its comment. The last one has no comma and no line end.
fn members(columns: &[Column]) -> String {
    let definitions = columns.iter().map(|Column { name, doc, data }| {
        let data_type = data_type(data);
        let name = name.replace('"', "\"\"");
        format!("-- {doc}\n\"{name}\" {data_type}")
    });
    definitions.collect::<Vec<_>>().join(",\n")
}

fn data_type(data: &Data) -> String {
    match data {
        Data::Text | Data::Object => "VARCHAR".to_owned(),
        Data::Instant => "TIMESTAMP WITH TIME ZONE".to_owned(),
        Data::Offset => "SMALLINT".to_owned(),
        Data::Integer => "BIGINT".to_owned(),
        Data::Float => "DOUBLE".to_owned(),
        Data::Boolean => "BOOLEAN".to_owned(),
        Data::List(item) => data_type(item) + "[]",
        Data::Struct(columns) => format!("STRUCT(\n{}\n)", indent(&members(columns))),
    }
}
