//! One cell of any plain column to a value, for columns that the model does not know.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, MapArray, StructArray};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::DateTime;

use super::text_form::{EXTENSION, JSON, base64};
use super::zone::Zone;
use crate::decode::json_tree;
use crate::decode::tree::{Entry, Spanned, SpannedKind};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::timestamp::{TimeError, Timestamp};
use crate::model::value::Value;

/// How values are read, and what should be said of them.
pub(super) struct Reading {
    /// The column is unknown: nothing in it is an error that can be kept.
    pub(super) is_unknown: bool,
    /// A number is none, and was read as null.
    pub(super) has_nan: bool,
    /// A number is infinite, and was kept as text.
    pub(super) has_infinity: bool,
    /// The time is impossible; its number of units was used instead.
    pub(super) impossible: Option<TimeError>,
}

impl Reading {
    pub(super) fn new(is_unknown: bool) -> Self {
        Self { is_unknown, has_nan: false, has_infinity: false, impossible: None }
    }

    /// Returns the value in row `row` of a column of a plain type; null where it is null. `is_json` says that the
    /// column's text is JSON; text that is not stays text.
    ///
    /// # Errors
    /// When it is a map that has a key twice, or, in a known column, a time beyond the years 0000 to 9999.
    pub(super) fn node<'b>(
        &mut self,
        array: &'b dyn Array,
        is_json: bool,
        row: usize,
    ) -> Result<Spanned<'b>, UnlocatedDiagnostic> {
        if array.is_null(row) {
            return Ok(Spanned::scalar(0, Value::Null));
        }
        let data = match array.data_type() {
            DataType::List(item) => {
                let list = array.as_list::<i32>();
                let items = rows(list.value_offsets(), row);
                let is_json = is_json_text(item);
                let item = |row| self.node(list.values(), is_json, row);
                SpannedKind::List(items.map(item).collect::<Result<_, _>>()?)
            }
            DataType::Struct(_) => self.structure(array.as_struct(), row)?,
            DataType::Map(..) => self.map(array.as_map(), row)?,
            DataType::Utf8 if is_json => {
                let text = array.as_string::<i32>().value(row);
                return Ok(json_tree::parse(text)
                    // The extension type is only a claim of the file; a text that is not JSON is
                    // still a value.
                    .unwrap_or_else(|_| Spanned::scalar(0, Value::Text(text.into()))));
            }
            _ => SpannedKind::Scalar(self.scalar(array, row)?),
        };
        Ok(Spanned { at: 0, data })
    }

    /// Returns the members that are not null: a struct has all keys that any of its rows has.
    fn structure<'b>(
        &mut self,
        array: &'b StructArray,
        row: usize,
    ) -> Result<SpannedKind<'b>, UnlocatedDiagnostic> {
        let mut entries = Vec::new();
        for (field, column) in array.fields().iter().zip(array.columns()) {
            let node = self.node(column, is_json_text(field), row)?;
            // In an article an absent key and null differ, but in a struct they are the same.
            if node.data != SpannedKind::Scalar(Value::Null) {
                entries.push(Entry { key: Cow::Borrowed(field.name()), at: 0, node });
            }
        }
        Ok(SpannedKind::Map(distinct(entries)?))
    }

    fn map<'b>(
        &mut self,
        array: &'b MapArray,
        row: usize,
    ) -> Result<SpannedKind<'b>, UnlocatedDiagnostic> {
        let is_json = match array.entries().fields().get(1) {
            Some(values) => is_json_text(values),
            None => false,
        };
        let mut entries = Vec::new();
        for row in rows(array.value_offsets(), row) {
            let key = self.scalar(array.keys(), row)?;
            let node = self.node(array.values(), is_json, row)?;
            entries.push(Entry { key: key_text(key), at: 0, node });
        }
        Ok(SpannedKind::Map(distinct(entries)?))
    }
}

/// Returns the items of the list in row `row`.
fn rows(offsets: &[i32], row: usize) -> Range<usize> {
    let place = |offset: i32| usize::try_from(offset).unwrap_or(0);
    place(offsets[row])..place(offsets[row + 1])
}

/// Returns the key of a map as text.
fn key_text(key: Value<'_>) -> Cow<'_, str> {
    match key {
        Value::Text(text) => text,
        other => serde_json::to_string(&other).unwrap_or_default().into(),
    }
}

/// Returns whether the text of a column is JSON.
pub(super) fn is_json_text(field: &Field) -> bool {
    has_mark(field, JSON)
}

/// Returns whether a column has this extension type or mark.
pub(super) fn has_mark(field: &Field, mark: &str) -> bool {
    field.metadata().get(EXTENSION).is_some_and(|extension| extension == mark)
}

/// Returns the entries, when no key occurs twice.
fn distinct(entries: Vec<Entry<'_>>) -> Result<Vec<Entry<'_>>, UnlocatedDiagnostic> {
    let mut seen = HashSet::new();
    match entries.iter().find(|entry| !seen.insert(&entry.key)) {
        None => Ok(entries),
        Some(twice) => Err(UnlocatedDiagnostic::twice("key", &twice.key, 0, None)),
    }
}

impl Reading {
    /// Returns a value of a type that does not nest.
    fn scalar<'b>(
        &mut self,
        array: &'b dyn Array,
        row: usize,
    ) -> Result<Value<'b>, UnlocatedDiagnostic> {
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
            DataType::Binary => {
                let bytes = array.as_binary::<i32>().value(row);
                let text = if self.is_unknown { base64(bytes).into() } else { utf8(bytes)?.into() };
                Value::Text(text)
            }
            DataType::Int8 => integer!(Int8Type),
            DataType::Int16 => integer!(Int16Type),
            DataType::Int32 => integer!(Int32Type),
            DataType::Int64 => integer!(Int64Type),
            DataType::UInt8 => integer!(UInt8Type),
            DataType::UInt16 => integer!(UInt16Type),
            DataType::UInt32 => integer!(UInt32Type),
            DataType::UInt64 => integer!(UInt64Type),
            DataType::Float32 => self.float(widen(array.as_primitive::<Float32Type>().value(row))),
            DataType::Float64 => self.float(array.as_primitive::<Float64Type>().value(row)),
            DataType::Decimal32(..) => decimal!(Decimal32Type),
            DataType::Decimal64(..) => decimal!(Decimal64Type),
            DataType::Decimal128(..) => decimal!(Decimal128Type),
            DataType::Decimal256(..) => decimal!(Decimal256Type),
            DataType::Timestamp(unit, zone) => {
                let count = count(array, *unit, row);
                let time =
                    time(count, *unit).and_then(|time| Zone::of(array.data_type()).localize(time));
                // Without a zone the column has local times, so the text must not claim UTC.
                let text = time.map(|time| match zone {
                    Some(_) => time.to_string(),
                    None => time.to_string().trim_end_matches('Z').to_owned(),
                });
                self.possible(text, count)?
            }
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().value(row).into();
                self.possible(date(days), days)?
            }
            DataType::Date64 => {
                let millis = array.as_primitive::<Date64Type>().value(row);
                let days = millis.div_euclid(86_400_000);
                if millis.rem_euclid(86_400_000) == 0 {
                    return self.possible(date(days), days);
                }
                // A date has no time of day; what has one all the same keeps it.
                let text = time(millis, TimeUnit::Millisecond)
                    .map(|time| time.to_string().trim_end_matches('Z').to_owned());
                self.possible(text, millis)?
            }
            // A column of any other plain type holds nothing but nulls.
            _ => Value::Null,
        })
    }

    /// Returns the number, where it is one that JSON has.
    fn float(&mut self, value: f64) -> Value<'static> {
        if value.is_nan() {
            self.has_nan = true;
            return Value::Null;
        }
        // In a field the decoder reports infinity itself.
        if value.is_infinite() && self.is_unknown {
            self.has_infinity = true;
            return Value::Text(if value > 0.0 { "Infinity" } else { "-Infinity" }.into());
        }
        spelled(value)
    }

    /// Returns the text of a time. For an impossible time in an unknown column, returns its number of units.
    fn possible(
        &mut self,
        text: Result<String, TimeError>,
        units: i64,
    ) -> Result<Value<'static>, UnlocatedDiagnostic> {
        match text {
            Ok(text) => Ok(Value::Text(text.into())),
            Err(error) if self.is_unknown => {
                self.impossible = Some(error);
                Ok(Value::Integer(units.into()))
            }
            Err(error) => Err(impossible(error)),
        }
    }
}

/// Returns the text that bytes are.
///
/// # Errors
/// The problem with the first byte that is not UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, UnlocatedDiagnostic> {
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("the bytes are not UTF-8: byte {} is wrong", error.valid_up_to() + 1);
        UnlocatedDiagnostic::new(Code::NotUtf8, 0, message)
    })
}

/// Returns the finite float in a spelling that YAML 1.1 takes for a number too: with a point and a sign, as in
/// `1.0e+300`.
fn spelled(value: f64) -> Value<'static> {
    let float = Value::Float(value);
    let text = float.to_string();
    let Some((significand, exponent)) = text.split_once('e').filter(|_| value.is_finite()) else {
        return float;
    };
    let point = if significand.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    Value::number(format!("{significand}{point}e{sign}{exponent}").into())
}

/// Returns the shortest decimal that rounds to the same 32-bit float: `0.1`, not `0.10000000149011612`.
fn widen(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| value.into())
}

fn date(days: i64) -> Result<String, TimeError> {
    let seconds = days.saturating_mul(86_400);
    Timestamp::new(seconds, 0, None)?;
    let day = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    Ok(day.format("%Y-%m-%d").to_string())
}

/// Returns the units since 1970 in a row of a timestamp column.
fn count(array: &dyn Array, unit: TimeUnit, row: usize) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row),
    }
}

/// Returns the instant `count` units after 1970-01-01T00:00:00Z.
pub(super) fn time(count: i64, unit: TimeUnit) -> Result<Timestamp, TimeError> {
    let in_second: i64 = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    // Attoseconds in one unit: every unit divides 10^18.
    let attos = 10_u64.pow(18) / in_second.unsigned_abs();
    let rest = count.rem_euclid(in_second).unsigned_abs();
    // Euclidean division rounds down, so that the fraction is never negative before 1970.
    Timestamp::new(count.div_euclid(in_second), rest * attos, None)
}

/// Returns the problem with a number that is not a possible time.
pub(super) fn impossible(error: TimeError) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic::new(Code::ImpossibleTime, 0, error.to_string())
}
