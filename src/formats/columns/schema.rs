//! The Arrow schema, generated from the model's list of fields.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field as Column, Fields, Schema, SchemaRef, TimeUnit};

use super::added::AddedColumns;
use crate::model::article::{Article, Field, Kind};
use crate::model::columns::{self, ColumnContent};
use crate::model::declared::{ColumnType, DeclaredColumn};
use crate::pipeline::mapping::Mapping;
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
    schema(&AddedColumns::default())
}

/// Returns the same with the columns that a mapping declares.
///
/// ```
/// use newsconv::Mapping;
/// use newsconv::schema::{ColumnType, DeclaredColumn};
///
/// let weight = DeclaredColumn::new("weight", ColumnType::Integer);
/// let mapping = Mapping::empty().with_column::<&str>(weight, [])?;
/// let schema = newsconv::arrow::mapped_schema(&mapping);
/// assert_eq!(schema.fields().last().expect("columns").name(), "weight");
/// # Ok::<(), newsconv::Error>(())
/// ```
#[must_use]
pub fn mapped_schema(mapping: &Mapping) -> SchemaRef {
    schema(&AddedColumns { source: false, declared: mapping.columns().into() })
}

/// Returns the schema of articles with these columns added.
pub(crate) fn schema(added: &AddedColumns) -> SchemaRef {
    let metadata = HashMap::from([(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_string())]);
    let own = columns(Article::FIELDS, added.source);
    let declared = added.declared.iter().map(|declared| Arc::new(declared_column(declared)));
    let all: Fields = own.iter().cloned().chain(declared).collect();
    Arc::new(Schema::new_with_metadata(all, metadata))
}

/// Returns the column of a schema for a declared one.
fn declared_column(declared: &DeclaredColumn) -> Column {
    let of = match declared.column_type {
        ColumnType::Text => DataType::Utf8,
        ColumnType::Integer => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Boolean => DataType::Boolean,
        ColumnType::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        ColumnType::Texts => DataType::List(item(DataType::Utf8)),
    };
    Column::new(&declared.name, of, true)
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

/// Returns the type of a column for fields of this kind.
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

/// Returns the item of a list column.
pub(super) fn item(data_type: DataType) -> Arc<Column> {
    Arc::new(Column::new(ITEM, data_type, true))
}

/// Returns the struct of the record that this kind holds, or a list of.
pub(super) fn structure(kind: Kind) -> DataType {
    DataType::Struct(columns(kind.fields(), false))
}
