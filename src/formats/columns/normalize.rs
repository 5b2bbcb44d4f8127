//! Converts the many Arrow types that store the same values to one plain type each, before they are read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Float16Type, Float32Type, Int8Type, Int16Type,
    Int32Type, Int64Type, RunEndIndexType, UInt8Type, UInt16Type, UInt32Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, FixedSizeListArray, GenericListArray, GenericListViewArray,
    Int64Array, LargeStringArray, ListArray, MapArray, NullArray, OffsetSizeTrait, RunArray,
    StringArray, StringViewArray, StructArray, UInt64Array,
};
#[cfg(feature = "parquet")]
use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_buffer::{ArrowNativeType, NullBuffer, OffsetBuffer, OverflowError};
#[cfg(feature = "parquet")]
use arrow_schema::SchemaRef;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};
use arrow_select::take::take;

use super::text_form::{
    EXTENSION, INT96, JSON, TextForm, bytes, is_binary, text_bytes, text_form, to_text,
};
use crate::model::value::MAX_DEPTH;

/// What is said where 32-bit offsets cannot count.
const TOO_LARGE: &str = "a column of a batch has more than 2 GiB of text, or more items than that";

/// Returns the plain type for a column: text as `Utf8`, and as text what JSON has no type for; lists as `List`, no
/// dictionaries, no views. A member of a struct that an article cannot store is `Null`. Returns `None` if an
/// article cannot store the column.
pub(super) fn plain(field: &Field) -> Option<DataType> {
    if is_too_deep(field.data_type()) {
        return None;
    }
    plain_within(field, field.data_type(), Bytes::Base64, 0)
}

/// Returns whether values of this type may be nested deeper than values can be. It calls itself no more than once for
/// each of these levels.
pub(crate) fn is_too_deep(of: &DataType) -> bool {
    is_deeper_than(of, MAX_DEPTH)
}

fn is_deeper_than(of: &DataType, most: usize) -> bool {
    let inner = |field: &Field| match most.checked_sub(1) {
        Some(most) => is_deeper_than(field.data_type(), most),
        None => true,
    };
    match of {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => inner(item),
        DataType::Struct(fields) => fields.iter().any(|field| inner(field)),
        // The entries of a map are structs, but a level of the value only together with it.
        DataType::Map(entries, _) => match entries.data_type() {
            DataType::Struct(fields) => fields.iter().any(|field| inner(field)),
            _ => inner(entries),
        },
        _ => false,
    }
}

/// What becomes of binary data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bytes {
    Base64,
    /// It is `Binary`, since it may be text.
    Kept,
}

/// Returns the plain type for the type `of`, which the values in the column `field` have.
fn plain_within(field: &Field, of: &DataType, bytes: Bytes, depth: usize) -> Option<DataType> {
    // The schema comes from the file, and this function calls itself once for each level.
    if depth > MAX_DEPTH {
        return None;
    }
    if let Some(form) = text_form(field, of) {
        let is_kept = form == TextForm::Base64 && bytes == Bytes::Kept;
        return Some(if is_kept { DataType::Binary } else { DataType::Utf8 });
    }
    let inner = |field: &FieldRef| plain_field(field, bytes, depth);
    Some(match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Float16 => DataType::Float32,
        DataType::Dictionary(keys, values) if keys.is_dictionary_key_type() => {
            plain_within(field, values, bytes, depth + 1)?
        }
        DataType::RunEndEncoded(ends, values) if ends.data_type().is_run_ends_type() => {
            plain_within(values, values.data_type(), bytes, depth + 1)?
        }
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        // A hostile schema may have a negative length.
        | DataType::FixedSizeList(item, 0..) => DataType::List(inner(item)?),
        DataType::Struct(fields) => {
            let nothing =
                |field: &FieldRef| Arc::new(Field::new(field.name(), DataType::Null, true));
            let member = |field| inner(field).unwrap_or_else(|| nothing(field));
            DataType::Struct(fields.iter().map(member).collect())
        }
        DataType::Map(entries, sorted) => {
            let entries = inner(entries)?;
            let has_keys = matches!(entries.data_type(), DataType::Struct(fields)
                if fields.len() == 2 && is_key(fields[0].data_type()));
            return has_keys.then_some(DataType::Map(entries, *sorted));
        }
        other if is_plain_scalar(other) => other.clone(),
        _ => return None,
    })
}

/// Returns the plain column. Of its metadata it keeps that its text is JSON or an old time.
fn plain_field(field: &FieldRef, bytes: Bytes, depth: usize) -> Option<FieldRef> {
    let data_type = plain_within(field, field.data_type(), bytes, depth + 1)?;
    let plain = Field::new(field.name(), data_type, field.is_nullable());
    let mark =
        field.metadata().get(EXTENSION).filter(|mark| [JSON, INT96].contains(&mark.as_str()));
    let metadata = mark.map(|mark| (EXTENSION.to_owned(), mark.clone()));
    Some(Arc::new(plain.with_metadata(metadata.into_iter().collect::<HashMap<_, _>>())))
}

/// Returns whether the keys of a map may have this plain type: text, or what is written as one.
fn is_key(of: &DataType) -> bool {
    *of == DataType::Utf8 || (is_plain_scalar(of) && *of != DataType::Null)
}

fn is_plain_scalar(of: &DataType) -> bool {
    of.is_integer()
        || of.is_decimal()
        || matches!(of, DataType::Null | DataType::Boolean | DataType::Float32 | DataType::Float64)
        || matches!(of, DataType::Timestamp(..) | DataType::Date32 | DataType::Date64)
}

/// Converts `array`, the column `field`, to the plain type for it.
///
/// # Errors
/// If there is no plain type, or if the values do not fit, such as 2 GiB of text or more.
pub(super) fn to_plain(array: &ArrayRef, field: &Field) -> Result<ArrayRef, ArrowError> {
    to_type(array, field, plain(field))
}

/// Converts `array`, the column `field`, to the plain type for it, in which binary data stays `Binary`: in a field it
/// is text or an error.
///
/// # Errors
/// As [`to_plain`].
pub(super) fn with_bytes(array: &ArrayRef, field: &Field) -> Result<ArrayRef, ArrowError> {
    let wanted = plain(field).and_then(|_| plain_within(field, field.data_type(), Bytes::Kept, 0));
    to_type(array, field, wanted)
}

fn to_type(
    array: &ArrayRef,
    field: &Field,
    wanted: Option<DataType>,
) -> Result<ArrayRef, ArrowError> {
    match wanted {
        Some(wanted) => convert(array, field, &wanted),
        None => Err(cast_error(format!("an article cannot store {}", array.data_type()))),
    }
}

/// Converts the columns of `batch` to the types in `wanted`, which are the same or the plain ones for them.
///
/// # Errors
/// As [`to_plain`].
#[cfg(feature = "parquet")]
pub(crate) fn converted(
    batch: &RecordBatch,
    wanted: &SchemaRef,
) -> Result<RecordBatch, ArrowError> {
    let schema = batch.schema();
    let columns = batch.columns().iter().zip(schema.fields()).zip(wanted.fields());
    let columns = columns.map(|((column, from), field)| convert(column, from, field.data_type()));
    let columns = columns.collect::<Result<_, _>>()?;
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(wanted), columns, &rows)
}

/// Converts `array`, a column that is `field`, to `wanted`, the plain type for its type. Each type that [`plain`]
/// changes has an arm here.
fn convert(array: &ArrayRef, field: &Field, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    Ok(match (array.data_type(), wanted) {
        (from, _) if from == wanted => Arc::clone(array),
        (_, DataType::Null) => Arc::new(NullArray::new(array.len())),
        (DataType::LargeUtf8, _) => Arc::new(text_of_large(array.as_string())?),
        (DataType::Utf8View, _) => Arc::new(text_of_views(array.as_string_view())?),
        (DataType::Float16, _) => {
            let halves = array.as_primitive::<Float16Type>();
            Arc::new(halves.unary::<_, Float32Type>(f32::from))
        }
        (DataType::Dictionary(..), _) => {
            let codes = array.as_any_dictionary();
            // The distinct values are converted first, and then repeated: they are fewer than the
            // rows.
            take(&convert(codes.values(), field, wanted)?, codes.keys(), None)?
        }
        (DataType::RunEndEncoded(ends, values), _) => match ends.data_type() {
            DataType::Int16 => {
                expand_runs::<Int16Type>(array.as_any().downcast_ref(), values, wanted)?
            }
            DataType::Int32 => {
                expand_runs::<Int32Type>(array.as_any().downcast_ref(), values, wanted)?
            }
            _ => expand_runs::<Int64Type>(array.as_any().downcast_ref(), values, wanted)?,
        },
        (DataType::List(from), DataType::List(item)) => list(array.as_list::<i32>(), from, item)?,
        (DataType::LargeList(from), DataType::List(item)) => {
            list(array.as_list::<i64>(), from, item)?
        }
        (DataType::ListView(from), DataType::List(item)) => {
            list_of_views(array.as_list_view::<i32>(), from, item)?
        }
        (DataType::LargeListView(from), DataType::List(item)) => {
            list_of_views(array.as_list_view::<i64>(), from, item)?
        }
        (DataType::FixedSizeList(from, _), DataType::List(item)) => {
            list_of_equal_lengths(array.as_fixed_size_list(), from, item)?
        }
        (DataType::Struct(_), DataType::Struct(fields)) => {
            Arc::new(structure(array.as_struct(), fields)?)
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => {
            map(array.as_map(), entries, *sorted)?
        }
        (from, DataType::Binary) if is_binary(from) => Arc::new(binary(array)?),
        (from, _) => match text_form(field, from) {
            Some(form) if i32::try_from(text_bytes(array, form)).is_err() => {
                return Err(cast_error(TOO_LARGE.to_owned()));
            }
            Some(form) => Arc::new(to_text(array, form)),
            None => return Err(cast_error(format!("{from} cannot be read as {wanted}"))),
        },
    })
}

fn binary(array: &ArrayRef) -> Result<BinaryArray, ArrowError> {
    let values = || (0..array.len()).map(|row| array.is_valid(row).then(|| bytes(array, row)));
    let length: usize = values().flatten().map(<[u8]>::len).sum();
    // The 32-bit offsets of a `BinaryArray` end at 2 GiB; its constructor would panic beyond.
    i32::try_from(length).map_err(|_| cast_error(TOO_LARGE.to_owned()))?;
    Ok(values().collect())
}

fn text_of_large(texts: &LargeStringArray) -> Result<StringArray, ArrowError> {
    let (offsets, bytes) = short_offsets(texts.offsets())?;
    let bytes = texts.values().slice_with_length(bytes.start, bytes.len());
    StringArray::try_new(offsets, bytes, texts.nulls().cloned())
}

fn text_of_views(texts: &StringViewArray) -> Result<StringArray, ArrowError> {
    let lengths = texts.iter().map(|text| text.map_or(0, str::len));
    // Check the offsets first: the builder would panic if they do not fit.
    let offsets = OffsetBuffer::<i32>::try_from_lengths(lengths).map_err(too_large)?;
    let mut builder = StringBuilder::with_capacity(texts.len(), offsets.last().as_usize());
    builder.extend(texts);
    Ok(builder.finish())
}

/// Returns an array with the value of its run for each row.
fn expand_runs<E: RunEndIndexType>(
    runs: Option<&RunArray<E>>,
    field: &Field,
    wanted: &DataType,
) -> Result<ArrayRef, ArrowError> {
    let runs = runs.ok_or_else(|| cast_error("the runs are not of their type".to_owned()))?;
    // Run ends are cumulative: the run before `end` fills the rows from the previous end up to it.
    let mut run_of_row = Vec::with_capacity(runs.len());
    for (run, end) in (runs.get_start_physical_index()..).zip(runs.run_ends().sliced_values()) {
        run_of_row.resize(end.as_usize(), run as u64);
    }
    take(&convert(runs.values(), field, wanted)?, &UInt64Array::from(run_of_row), None)
}

fn list<O: OffsetSizeTrait>(
    lists: &GenericListArray<O>,
    from: &Field,
    item: &FieldRef,
) -> Result<ArrayRef, ArrowError> {
    // A slice of a batch shares the items of all of it. Only those that its lists refer to are
    // converted.
    let (offsets, items) = short_offsets(lists.offsets())?;
    let items = lists.values().slice(items.start, items.len());
    let items = convert(&items, from, item.data_type())?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, items, lists.nulls().cloned())?))
}

/// Converts list views, whose items may be in any order and shared between lists.
fn list_of_views<O: OffsetSizeTrait>(
    lists: &GenericListViewArray<O>,
    from: &Field,
    item: &FieldRef,
) -> Result<ArrayRef, ArrowError> {
    let view = |row: usize| {
        let from = lists.value_offset(row).as_usize();
        from..from + lists.value_size(row).as_usize()
    };
    let items = convert(lists.values(), from, item.data_type())?;
    gather(view, &items, lists.nulls(), lists.len(), item)
}

fn list_of_equal_lengths(
    lists: &FixedSizeListArray,
    from: &Field,
    item: &FieldRef,
) -> Result<ArrayRef, ArrowError> {
    let length = usize::try_from(lists.value_length()).unwrap_or(0);
    let items = convert(lists.values(), from, item.data_type())?;
    if lists.null_count() > 0 {
        // The items below a null list do not count. They must be dropped, since they may be null although
        // items must not be null.
        return gather(
            |row| row * length..(row + 1) * length,
            &items,
            lists.nulls(),
            lists.len(),
            item,
        );
    }
    let offsets = OffsetBuffer::try_from_repeated_length(length, lists.len()).map_err(too_large)?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, items, None)?))
}

/// Returns lists with the `items` in `range` for each row, stored one after the other. Null lists are empty.
fn gather(
    range: impl Fn(usize) -> Range<usize>,
    items: &ArrayRef,
    nulls: Option<&NullBuffer>,
    rows: usize,
    item: &FieldRef,
) -> Result<ArrayRef, ArrowError> {
    let is_null = |row| nulls.is_some_and(|nulls| nulls.is_null(row));
    let ranges = || (0..rows).map(|row| if is_null(row) { 0..0 } else { range(row) });
    let lengths = ranges().map(|range| range.len());
    // Check the size before allocating: a few bytes can describe lists of terabytes.
    let offsets = OffsetBuffer::try_from_lengths(lengths).map_err(too_large)?;
    let indices: UInt64Array = ranges().flatten().map(|index| index as u64).collect();
    let items = take(items, &indices, None)?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, items, nulls.cloned())?))
}

fn structure(rows: &StructArray, fields: &Fields) -> Result<StructArray, ArrowError> {
    let columns = rows.columns().iter().zip(rows.fields()).zip(fields);
    let columns = columns.map(|((column, from), field)| convert(column, from, field.data_type()));
    let columns = columns.collect::<Result<_, _>>()?;
    let nulls = rows.nulls().cloned();
    StructArray::try_new_with_length(fields.clone(), columns, nulls, rows.len())
}

fn map(maps: &MapArray, entries: &FieldRef, sorted: bool) -> Result<ArrayRef, ArrowError> {
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(cast_error("the entries of a map are not structs".to_owned()));
    };
    let (offsets, range) = short_offsets(maps.offsets())?;
    let rows = structure(&maps.entries().slice(range.start, range.len()), fields)?;
    let nulls = maps.nulls().cloned();
    Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, rows, nulls, sorted)?))
}

/// Returns 32-bit offsets that begin with zero, and the range of items that they refer to.
fn short_offsets<O: OffsetSizeTrait>(
    offsets: &OffsetBuffer<O>,
) -> Result<(OffsetBuffer<i32>, Range<usize>), ArrowError> {
    let short = OffsetBuffer::try_from_lengths(offsets.lengths()).map_err(too_large)?;
    Ok((short, offsets.first().as_usize()..offsets.last().as_usize()))
}

/// Returns the values of an integer column, or `None` for other types and for `UInt64`, whose values may not
/// fit.
pub(super) fn to_int64(array: &dyn Array) -> Option<Int64Array> {
    fn widen<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array) -> Int64Array {
        array.as_primitive::<T>().unary(Into::into)
    }
    Some(match array.data_type() {
        DataType::Int8 => widen::<Int8Type>(array),
        DataType::Int16 => widen::<Int16Type>(array),
        DataType::Int32 => widen::<Int32Type>(array),
        DataType::Int64 => array.as_primitive::<Int64Type>().clone(),
        DataType::UInt8 => widen::<UInt8Type>(array),
        DataType::UInt16 => widen::<UInt16Type>(array),
        DataType::UInt32 => widen::<UInt32Type>(array),
        _ => return None,
    })
}

/// Returns the values of a date column in milliseconds since 1970, or `None` for other types.
pub(super) fn to_milliseconds(array: &dyn Array) -> Option<Int64Array> {
    Some(match array.data_type() {
        DataType::Date32 => {
            array.as_primitive::<Date32Type>().unary(|days| i64::from(days) * 86_400_000)
        }
        DataType::Date64 => array.as_primitive::<Date64Type>().reinterpret_cast(),
        _ => return None,
    })
}

fn cast_error(message: String) -> ArrowError {
    ArrowError::CastError(message)
}

fn too_large(_: OverflowError) -> ArrowError {
    cast_error(TOO_LARGE.to_owned())
}
