//! The Arrow types that columns are decoded to, where the decoder's own choice would lose something.
//!
//! | in the file | type |
//! |---|---|
//! | INT96, INTERVAL | text of their bytes: no type of Arrow has all their values, see `raw_schema` |
//! | ENUM | text |
//! | times and durations that the embedded Arrow schema knows more of | that schema's, in the file's unit |
//! | plain integers that the embedded Arrow schema calls times, dates or periods | that schema's |
//! | INTERVAL that the embedded Arrow schema calls an interval | the same, with signs |
//! | JSON, UUID | the decoder's, marked in the column's metadata |

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Fields};
use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::schema::types::ColumnDescriptor;

use crate::formats::columns::text_form::{
    EXTENSION, INT96, JSON, PARQUET_INTERVAL, PERIOD, SIGNED_INTERVAL, UUID,
};

/// A column without columns of its own, and what it is in the Arrow schema that the file has embedded.
pub(super) type Leaf<'c> = (&'c ColumnDescriptor, Option<FieldRef>);

/// Returns all the columns in `fields` that have no columns of their own, in order.
pub(super) fn leaf_fields(fields: &Fields) -> Vec<FieldRef> {
    let mut leaves = Vec::new();
    fields.iter().for_each(|field| add_leaves(field, field.data_type(), &mut leaves));
    leaves
}

fn add_leaves(field: &FieldRef, of: &DataType, leaves: &mut Vec<FieldRef>) {
    match of {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => add_leaves(item, item.data_type(), leaves),
        DataType::Struct(fields) => {
            fields.iter().for_each(|field| add_leaves(field, field.data_type(), leaves));
        }
        // Parquet has the values alone, whatever encoding they had in memory.
        DataType::Dictionary(_, values) => add_leaves(field, values, leaves),
        DataType::RunEndEncoded(_, values) => add_leaves(values, values.data_type(), leaves),
        of => leaves.push(Arc::new(field.as_ref().clone().with_data_type(of.clone()))),
    }
}

/// Returns `fields` with the types that their columns are decoded to; `leaves` are all the columns in them
/// that have no columns of their own, in order.
pub(super) fn decoded(fields: &Fields, leaves: &mut dyn Iterator<Item = Leaf<'_>>) -> Fields {
    fields.iter().map(|field| decoded_field(field, leaves)).collect()
}

fn decoded_field(field: &FieldRef, leaves: &mut dyn Iterator<Item = Leaf<'_>>) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::List(item) => DataType::List(decoded_field(item, leaves)),
        DataType::LargeList(item) => DataType::LargeList(decoded_field(item, leaves)),
        DataType::FixedSizeList(item, length) => {
            DataType::FixedSizeList(decoded_field(item, leaves), *length)
        }
        DataType::Map(entries, sorted) => DataType::Map(decoded_field(entries, leaves), *sorted),
        DataType::Struct(fields) => DataType::Struct(decoded(fields, leaves)),
        of => {
            let Some(leaf) = leaves.next() else { return Arc::clone(field) };
            return decoded_leaf(field, of, leaf);
        }
    };
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}

/// Returns `fields` with text in place of the bytes that no type of Arrow describes, or `None` if there are none.
pub(super) fn as_text(fields: &Fields) -> Option<Fields> {
    let texts: Fields = fields.iter().map(field_as_text).collect();
    (texts != *fields).then_some(texts)
}

fn field_as_text(field: &FieldRef) -> FieldRef {
    let data_type = match field.data_type() {
        DataType::List(item) => DataType::List(field_as_text(item)),
        DataType::Map(entries, sorted) => DataType::Map(field_as_text(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field_as_text).collect()),
        DataType::FixedSizeBinary(12) if is_bytes_of_parquet(field) => DataType::Utf8,
        _ => return Arc::clone(field),
    };
    Arc::new(field.as_ref().clone().with_data_type(data_type))
}

fn is_bytes_of_parquet(field: &Field) -> bool {
    let mark = field.metadata().get(EXTENSION).map(String::as_str);
    matches!(mark, Some(INT96 | PARQUET_INTERVAL | SIGNED_INTERVAL))
}

fn decoded_leaf(field: &FieldRef, of: &DataType, (leaf, embedded): Leaf<'_>) -> FieldRef {
    let (logical, converted) = (leaf.logical_type_ref(), leaf.converted_type());
    let is = |wanted: LogicalType, old: ConvertedType| {
        // Old writers set only the converted type; where both are set, the logical type counts
        // (parquet.thrift).
        logical == Some(&wanted) || (logical.is_none() && converted == old)
    };
    let marked = |mark: &str| {
        let mut metadata = field.metadata().clone();
        metadata.insert(EXTENSION.to_owned(), mark.to_owned());
        Arc::new(field.as_ref().clone().with_metadata(metadata))
    };
    let typed = |of: DataType| Arc::new(field.as_ref().clone().with_data_type(of));
    let known = embedded.as_ref().map(|field| field.data_type());
    match (of, known) {
        (DataType::FixedSizeBinary(12), _) if leaf.physical_type() == Type::INT96 => marked(INT96),
        // The file itself says no more than that a time is in UTC. Its unit may be another than in
        // memory.
        (DataType::Timestamp(unit, Some(_)), Some(DataType::Timestamp(_, zone @ Some(_)))) => {
            typed(DataType::Timestamp(*unit, zone.clone()))
        }
        // Parquet has no type for these, so that the file itself has plain integers.
        (
            DataType::Int64,
            Some(of @ (DataType::Duration(_) | DataType::Timestamp(..) | DataType::Date64)),
        )
        | (DataType::Int32, Some(of @ DataType::Time32(_))) => typed(of.clone()),
        (DataType::Binary, _) if is(LogicalType::Enum, ConvertedType::ENUM) => {
            typed(DataType::Utf8)
        }
        (DataType::Utf8, _) if is(LogicalType::Json, ConvertedType::JSON) => marked(JSON),
        (DataType::FixedSizeBinary(16), _) if logical == Some(&LogicalType::Uuid) => marked(UUID),
        (DataType::FixedSizeBinary(12), known) if converted == ConvertedType::INTERVAL => {
            let is_signed = matches!(known, Some(DataType::Interval(_)));
            marked(if is_signed { SIGNED_INTERVAL } else { PARQUET_INTERVAL })
        }
        _ => match embedded {
            Some(embedded) if is_marked(of, &embedded) => {
                Arc::new(field.as_ref().clone().with_metadata(embedded.metadata().clone()))
            }
            _ => Arc::clone(field),
        },
    }
}

/// Returns whether the embedded schema says of a column of the type `of` what the file itself does not.
fn is_marked(of: &DataType, embedded: &Field) -> bool {
    let mark = embedded.metadata().get(EXTENSION).map(String::as_str);
    matches!(
        (of, mark),
        (DataType::Utf8, Some(JSON))
            | (DataType::FixedSizeBinary(16), Some(UUID))
            | (DataType::Int64, Some(PERIOD))
    )
}
