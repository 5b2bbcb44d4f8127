//! The Arrow schema, generated from the model's list of fields.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field as Column, Fields, Schema, SchemaRef, TimeUnit};

use crate::model::article::{Article, Field, Kind};
use crate::model::columns::{self, ColumnContent};
use crate::schema::SCHEMA_VERSION;

/// The key of [`SCHEMA_VERSION`] in the schema metadata and in Parquet's key-value metadata.
pub(crate) const VERSION_KEY: &str = "newsconv.schema_version";

/// The name of a list's item, as in Parquet's three-level lists.
const ITEM: &str = "element";

/// Returns the schema of every Arrow and Parquet file that newsconv writes.
///
/// ```
/// let schema = newsconv::arrow::article_schema();
/// assert_eq!(schema.field(0).name(), "path");
/// let version = newsconv::schema::SCHEMA_VERSION.to_string();
/// assert_eq!(schema.metadata()["newsconv.schema_version"], version);
/// ```
#[must_use]
pub fn article_schema() -> SchemaRef {
    schema(false)
}

/// Returns the schema of articles. `source` adds the column for the front matter's source text.
pub(crate) fn schema(source: bool) -> SchemaRef {
    let metadata = HashMap::from([(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_string())]);
    Arc::new(Schema::new_with_metadata(columns(Article::FIELDS, source), metadata))
}

/// Returns the indexes of the fields that have columns, in the order of the columns; `None` is `extra`.
pub(super) fn layout(fields: &[Field], source: bool) -> Vec<Option<usize>> {
    let place = |holds| match holds {
        ColumnContent::Field(index) => Some(Some(index)),
        ColumnContent::Extra => Some(None),
        // An offset column is built together with its time.
        ColumnContent::Offset(_) => None,
    };
    columns::columns(fields, source).filter_map(|column| place(column.holds)).collect()
}

/// Returns the columns of a record with these fields.
pub(super) fn columns(fields: &[Field], source: bool) -> Fields {
    let data_type = |holds| match holds {
        ColumnContent::Field(index) => data_type(fields[index].kind),
        // Offsets are below 24 hours, so minutes fit in 16 bits.
        ColumnContent::Offset(_) => DataType::Int16,
        ColumnContent::Extra => DataType::Utf8,
    };
    columns::columns(fields, source)
        // Every column may be null: no field of an article is required.
        .map(|column| Column::new(column.name, data_type(column.holds), true))
        .collect()
}

/// The type of a column for fields of this kind.
pub(super) fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        Kind::Integer => DataType::Int64,
        Kind::Boolean => DataType::Boolean,
        Kind::Texts => DataType::List(item(DataType::Utf8)),
        Kind::Provider => structure(kind),
        Kind::Images | Kind::Authors | Kind::Related => DataType::List(item(structure(kind))),
    }
}

/// The item of a list column.
pub(super) fn item(data_type: DataType) -> Arc<Column> {
    Arc::new(Column::new(ITEM, data_type, true))
}

/// The struct of the record that this kind holds, or a list of.
pub(super) fn structure(kind: Kind) -> DataType {
    DataType::Struct(columns(kind.fields(), false))
}
