//! One cell of any plain column to a value, for columns that the model does not know.

use std::borrow::Cow;
use std::collections::HashSet;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, MapArray, StructArray};
use arrow_schema::{DataType, TimeUnit};
use chrono::DateTime;

use crate::decode::tree::{Entry, Spanned, SpannedKind};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::timestamp::{TimeError, Timestamp};
use crate::model::value::Value;

/// The value in row `row` of a column of a plain type; null where it is null.
///
/// # Errors
/// When it is a time beyond the years 0000 to 9999, or a map that has a key twice.
pub(super) fn node(array: &dyn Array, row: usize) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    if array.is_null(row) {
        return Ok(Spanned::scalar(0, Value::Null));
    }
    let data = match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let (from, to) = (list.value_offsets()[row], list.value_offsets()[row + 1]);
            let rows = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
            SpannedKind::List(rows.map(|row| node(list.values(), row)).collect::<Result<_, _>>()?)
        }
        DataType::Struct(_) => structure(array.as_struct(), row)?,
        DataType::Map(..) => map(array.as_map(), row)?,
        _ => SpannedKind::Scalar(scalar(array, row)?),
    };
    Ok(Spanned { at: 0, data })
}

fn structure(array: &StructArray, row: usize) -> Result<SpannedKind<'_>, UnlocatedDiagnostic> {
    let fields = array.fields().iter().zip(array.columns());
    let entries = fields.map(|(field, column)| {
        Ok(Entry { key: Cow::Borrowed(field.name()), at: 0, node: node(column, row)? })
    });
    Ok(SpannedKind::Map(distinct(entries.collect::<Result<_, _>>()?)?))
}

fn map(array: &MapArray, row: usize) -> Result<SpannedKind<'_>, UnlocatedDiagnostic> {
    let (from, to) = (array.value_offsets()[row], array.value_offsets()[row + 1]);
    let rows = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
    let keys = array.keys().as_string::<i32>();
    let entries = rows.map(|row| {
        Ok(Entry { key: Cow::Borrowed(keys.value(row)), at: 0, node: node(array.values(), row)? })
    });
    Ok(SpannedKind::Map(distinct(entries.collect::<Result<_, _>>()?)?))
}

/// The entries, when no key occurs twice.
fn distinct(entries: Vec<Entry<'_>>) -> Result<Vec<Entry<'_>>, UnlocatedDiagnostic> {
    let mut seen = HashSet::new();
    match entries.iter().find(|entry| !seen.insert(&entry.key)) {
        None => Ok(entries),
        Some(twice) => {
            let message = format!("the key `{}` is given twice", twice.key);
            Err(UnlocatedDiagnostic::new(Code::DuplicateKey, 0, message))
        }
    }
}

/// A value of a type that does not nest.
fn scalar(array: &dyn Array, row: usize) -> Result<Value<'_>, UnlocatedDiagnostic> {
    macro_rules! integer {
        ($type:ty) => {
            Value::Integer(array.as_primitive::<$type>().value(row).into())
        };
    }
    macro_rules! decimal {
        ($type:ty) => {
            Value::number(array.as_primitive::<$type>().value_as_string(row).into())
        };
    }
    Ok(match array.data_type() {
        DataType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        DataType::Utf8 => Value::Text(array.as_string::<i32>().value(row).into()),
        DataType::Int8 => integer!(Int8Type),
        DataType::Int16 => integer!(Int16Type),
        DataType::Int32 => integer!(Int32Type),
        DataType::Int64 => integer!(Int64Type),
        DataType::UInt8 => integer!(UInt8Type),
        DataType::UInt16 => integer!(UInt16Type),
        DataType::UInt32 => integer!(UInt32Type),
        DataType::UInt64 => integer!(UInt64Type),
        DataType::Float32 => Value::Float(widen(array.as_primitive::<Float32Type>().value(row))),
        DataType::Float64 => Value::Float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Decimal32(..) => decimal!(Decimal32Type),
        DataType::Decimal64(..) => decimal!(Decimal64Type),
        DataType::Decimal128(..) => decimal!(Decimal128Type),
        DataType::Decimal256(..) => decimal!(Decimal256Type),
        DataType::Timestamp(unit, zone) => {
            let time = time(count(array, *unit, row), *unit).map_err(impossible)?;
            let text = time.to_string();
            let local = || text.trim_end_matches('Z').to_owned();
            Value::Text(if zone.is_some() { text } else { local() }.into())
        }
        DataType::Date32 => date(i64::from(array.as_primitive::<Date32Type>().value(row)))?,
        DataType::Date64 => {
            date(array.as_primitive::<Date64Type>().value(row).div_euclid(86_400_000))?
        }
        // A column of any other plain type holds nothing but nulls.
        _ => Value::Null,
    })
}

/// The shortest decimal that stands for the same 32-bit float: `0.1`, not `0.10000000149011612`.
fn widen(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| value.into())
}

fn date(days: i64) -> Result<Value<'static>, UnlocatedDiagnostic> {
    let seconds = days.saturating_mul(86_400);
    Timestamp::new(seconds, 0, None).map_err(impossible)?;
    let day = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    Ok(Value::Text(day.format("%Y-%m-%d").to_string().into()))
}

/// The units since 1970 in a row of a timestamp column.
fn count(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row),
    }
}

/// The instant `count` units after 1970-01-01T00:00:00Z.
pub(super) fn time(count: i64, unit: TimeUnit) -> Result<Timestamp, TimeError> {
    let in_second: i64 = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    let attos = 10_u64.pow(18) / in_second.unsigned_abs();
    let rest = count.rem_euclid(in_second).unsigned_abs();
    Timestamp::new(count.div_euclid(in_second), rest * attos, None)
}

/// The problem with a number that is no possible time.
pub(super) fn impossible(error: TimeError) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic::new(Code::ImpossibleTime, 0, error.to_string())
}
