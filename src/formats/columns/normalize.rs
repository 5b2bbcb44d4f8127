//! The plain types: what every way of storing the same values is cast to before it is read.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use arrow::error::ArrowError;

use crate::model::value::MAX_DEPTH;

/// The plain type for columns of type `of`: text as `Utf8`, lists as `List`, no dictionaries, no views.
/// None when it has no place in the model, such as binary data, durations and times of day.
pub(super) fn plain(of: &DataType) -> Option<DataType> {
    plain_within(of, 0)
}

fn plain_within(of: &DataType, depth: usize) -> Option<DataType> {
    if depth > MAX_DEPTH {
        return None;
    }
    let inner = |field: &FieldRef| plain_field(field, depth);
    Some(match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Float16 => DataType::Float32,
        DataType::Dictionary(keys, values) if keys.is_dictionary_key_type() => {
            plain_within(values, depth + 1)?
        }
        DataType::RunEndEncoded(ends, values) if ends.data_type().is_run_ends_type() => {
            plain_within(values.data_type(), depth + 1)?
        }
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, 0..) => DataType::List(inner(item)?),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(inner).collect::<Option<Fields>>()?)
        }
        DataType::Map(entries, sorted) => {
            let entries = inner(entries)?;
            let text_keys = matches!(entries.data_type(), DataType::Struct(fields)
                if fields.len() == 2 && *fields[0].data_type() == DataType::Utf8);
            return text_keys.then_some(DataType::Map(entries, *sorted));
        }
        other if is_plain_scalar(other) => other.clone(),
        _ => return None,
    })
}

fn plain_field(field: &FieldRef, depth: usize) -> Option<FieldRef> {
    let data_type = plain_within(field.data_type(), depth + 1)?;
    Some(Arc::new(Field::new(field.name(), data_type, field.is_nullable())))
}

fn is_plain_scalar(of: &DataType) -> bool {
    of.is_integer()
        || of.is_decimal()
        || matches!(of, DataType::Null | DataType::Boolean | DataType::Float32 | DataType::Float64)
        || matches!(of, DataType::Timestamp(..) | DataType::Date32 | DataType::Date64)
}

/// The same values as the plain type for them.
///
/// # Errors
/// When the type has none, or the values do not fit, such as text of 2 GiB and more.
pub(super) fn to_plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let Some(wanted) = plain(array.data_type()) else {
        let message = format!("{} has no place in an article", array.data_type());
        return Err(ArrowError::NotYetImplemented(message));
    };
    to_type(array, &wanted)
}

/// The same values as another type; an error where one of them does not fit.
pub(super) fn to_type(array: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == wanted {
        return Ok(Arc::clone(array));
    }
    cast_with_options(array, wanted, &CastOptions { safe: false, ..CastOptions::default() })
}
