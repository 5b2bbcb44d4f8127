//! Types that articles store as text: UUIDs, times of day, durations, periods and binary data.
//!
//! | type | text |
//! |---|---|
//! | UUID | `2f1a6b0e-8c1d-4f7a-9a51-0d3c5b7e9f10` |
//! | time of day | `12:30:00`, with as many digits of a second as there are |
//! | duration, interval | ISO 8601: `PT1H30M`, `P1M-2D` |
//! | INT96 of Parquet | a time without a zone, with all its digits; years beyond 9999 have a sign and more digits |
//! | period of pandas | `2024`, `2024Q1`, `2024-01`, `2024-01-31` |
//! | binary data | base64 |

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType,
    Int64Type, IntervalDayTimeType, IntervalMonthDayNanoType, IntervalYearMonthType,
    Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType,
};
use arrow_array::{Array, StringArray};
use arrow_schema::{DataType, Field, IntervalUnit, TimeUnit};
use chrono::{DateTime, Datelike};

/// The keys of a column's metadata that name its extension type and what belongs to it.
pub(crate) const EXTENSION: &str = "ARROW:extension:name";
const EXTENSION_METADATA: &str = "ARROW:extension:metadata";

/// The extension types of UUIDs and of JSON.
pub(crate) const UUID: &str = "arrow.uuid";
pub(crate) const JSON: &str = "arrow.json";

/// The extension type of pandas' periods.
pub(crate) const PERIOD: &str = "pandas.period";

/// The mark of Parquet's `INTERVAL`: months, days and milliseconds, of 32 bits each.
pub(crate) const PARQUET_INTERVAL: &str = "newsconv.parquet_interval";

/// The mark of the same where the parts have signs: arrow-rs writes Arrow's intervals so.
pub(crate) const SIGNED_INTERVAL: &str = "newsconv.signed_interval";

/// The mark of Parquet's old times: nanoseconds of a day, and the number of the day, 2,440,588 for 1970-01-01.
pub(crate) const INT96: &str = "newsconv.int96";

/// How values become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextForm {
    Uuid,
    ParquetInterval,
    SignedInterval,
    Int96,
    Period(Frequency),
    TimeOfDay(TimeUnit),
    Duration(TimeUnit),
    Interval(IntervalUnit),
    Base64,
}

/// What a period of pandas counts from 1970 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frequency {
    Years,
    Quarters,
    Months,
    Days,
}

/// Returns how the values of the type `of`, in a column that is `field`, become text; `None` for types that are text,
/// have a counterpart in JSON, or cannot be stored.
pub(super) fn text_form(field: &Field, of: &DataType) -> Option<TextForm> {
    let extension = field.metadata().get(EXTENSION).map_or("", String::as_str);
    match (of, extension) {
        (DataType::FixedSizeBinary(16), UUID) => Some(TextForm::Uuid),
        (DataType::FixedSizeBinary(12), PARQUET_INTERVAL) => Some(TextForm::ParquetInterval),
        (DataType::FixedSizeBinary(12), SIGNED_INTERVAL) => Some(TextForm::SignedInterval),
        (DataType::FixedSizeBinary(12), INT96) => Some(TextForm::Int96),
        (DataType::Int64, PERIOD) => frequency(field).map(TextForm::Period),
        (DataType::Time32(unit) | DataType::Time64(unit), _) => Some(TextForm::TimeOfDay(*unit)),
        (DataType::Duration(unit), _) => Some(TextForm::Duration(*unit)),
        (DataType::Interval(unit), _) => Some(TextForm::Interval(*unit)),
        // The values decide, whatever their encoding.
        (DataType::Dictionary(_, values), _) => text_form(field, values),
        _ if is_binary(of) => Some(TextForm::Base64),
        _ => None,
    }
}

/// Returns whether values of this type are bytes.
pub(super) fn is_binary(of: &DataType) -> bool {
    match of {
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => true,
        DataType::Dictionary(_, values) => is_binary(values),
        DataType::RunEndEncoded(_, values) => is_binary(values.data_type()),
        _ => false,
    }
}

fn frequency(field: &Field) -> Option<Frequency> {
    let metadata = field.metadata().get(EXTENSION_METADATA)?;
    let metadata: serde_json::Value = serde_json::from_str(metadata).ok()?;
    match metadata.get("freq")?.as_str()? {
        // Years and quarters that end in another month, such as `Q-NOV`, would need other texts.
        "Y" | "A" | "Y-DEC" | "A-DEC" => Some(Frequency::Years),
        "Q" | "Q-DEC" => Some(Frequency::Quarters),
        "M" => Some(Frequency::Months),
        "D" => Some(Frequency::Days),
        _ => None,
    }
}

/// Returns the values of `array`, which has the type that `form` is of, as text.
pub(super) fn to_text(array: &dyn Array, form: TextForm) -> StringArray {
    let text = |row: usize| (!array.is_null(row)).then(|| text_of(array, row, form));
    (0..array.len()).map(text).collect()
}

/// Returns how much text [`to_text`] gives, at the most.
pub(super) fn text_bytes(array: &dyn Array, form: TextForm) -> usize {
    const LONGEST: usize = 64;
    match form {
        TextForm::Base64 => {
            (0..array.len()).map(|row| bytes(array, row).len().div_ceil(3) * 4).sum()
        }
        _ => array.len() * LONGEST,
    }
}

fn text_of(array: &dyn Array, row: usize, form: TextForm) -> String {
    match form {
        TextForm::Uuid => uuid(bytes(array, row)),
        TextForm::ParquetInterval => parquet_interval(bytes(array, row)),
        TextForm::SignedInterval => signed_interval(bytes(array, row)),
        TextForm::Int96 => int96(bytes(array, row)),
        TextForm::Period(frequency) => {
            period(array.as_primitive::<Int64Type>().value(row), frequency)
        }
        TextForm::TimeOfDay(unit) => time_of_day(count_of_time(array, row, unit), unit),
        TextForm::Duration(unit) => {
            let count = count_of_duration(array, row, unit);
            iso_duration(0, 0, i128::from(count) * nanos_in(unit))
        }
        TextForm::Interval(unit) => interval(array, row, unit),
        TextForm::Base64 => base64(bytes(array, row)),
    }
}

/// Returns the bytes in a row of a column of binary data.
pub(super) fn bytes(array: &dyn Array, row: usize) -> &[u8] {
    match array.data_type() {
        DataType::Binary => array.as_binary::<i32>().value(row),
        DataType::LargeBinary => array.as_binary::<i64>().value(row),
        DataType::BinaryView => array.as_binary_view().value(row),
        DataType::FixedSizeBinary(_) => array.as_fixed_size_binary().value(row),
        _ => &[],
    }
}

fn count_of_time(array: &dyn Array, row: usize, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<Time32SecondType>().value(row).into(),
        TimeUnit::Millisecond => array.as_primitive::<Time32MillisecondType>().value(row).into(),
        TimeUnit::Microsecond => array.as_primitive::<Time64MicrosecondType>().value(row),
        TimeUnit::Nanosecond => array.as_primitive::<Time64NanosecondType>().value(row),
    }
}

fn count_of_duration(array: &dyn Array, row: usize, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => array.as_primitive::<DurationSecondType>().value(row),
        TimeUnit::Millisecond => array.as_primitive::<DurationMillisecondType>().value(row),
        TimeUnit::Microsecond => array.as_primitive::<DurationMicrosecondType>().value(row),
        TimeUnit::Nanosecond => array.as_primitive::<DurationNanosecondType>().value(row),
    }
}

fn interval(array: &dyn Array, row: usize, unit: IntervalUnit) -> String {
    match unit {
        IntervalUnit::YearMonth => {
            iso_duration(array.as_primitive::<IntervalYearMonthType>().value(row).into(), 0, 0)
        }
        IntervalUnit::DayTime => {
            let value = array.as_primitive::<IntervalDayTimeType>().value(row);
            iso_duration(0, value.days.into(), i128::from(value.milliseconds) * 1_000_000)
        }
        IntervalUnit::MonthDayNano => {
            let value = array.as_primitive::<IntervalMonthDayNanoType>().value(row);
            iso_duration(value.months.into(), value.days.into(), value.nanoseconds.into())
        }
    }
}

fn nanos_in(unit: TimeUnit) -> i128 {
    match unit {
        TimeUnit::Second => 1_000_000_000,
        TimeUnit::Millisecond => 1_000_000,
        TimeUnit::Microsecond => 1_000,
        TimeUnit::Nanosecond => 1,
    }
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Text takes whatever is written to it.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Returns months, days and milliseconds, which have no signs in Parquet.
fn parquet_interval(bytes: &[u8]) -> String {
    let (parts, _) = bytes.as_chunks::<4>();
    let part = |index: usize| parts.get(index).map_or(0, |part| u32::from_le_bytes(*part));
    iso_duration(part(0).into(), part(1).into(), i128::from(part(2)) * 1_000_000)
}

/// Returns the same parts, with signs.
fn signed_interval(bytes: &[u8]) -> String {
    let (parts, _) = bytes.as_chunks::<4>();
    let part = |index: usize| parts.get(index).map_or(0, |part| i32::from_le_bytes(*part));
    iso_duration(part(0).into(), part(1).into(), i128::from(part(2)) * 1_000_000)
}

/// Returns the time of an INT96, as in `2024-01-31T12:30:00.5`.
fn int96(bytes: &[u8]) -> String {
    const DAY: i128 = 86_400_000_000_000;
    const DAYS_TO_1970: i128 = 2_440_588;
    let (nanos, day) = bytes.split_at_checked(8).unwrap_or_default();
    let nanos = nanos.first_chunk().map_or(0, |nanos| i64::from_le_bytes(*nanos));
    let day = day.first_chunk().map_or(0, |day| i32::from_le_bytes(*day));
    let nanos = (i128::from(day) - DAYS_TO_1970) * DAY + i128::from(nanos);
    let (seconds, rest) = (nanos.rem_euclid(DAY) / 1_000_000_000, nanos.rem_euclid(1_000_000_000));
    format!(
        "{}T{:02}:{:02}:{:02}{}",
        calendar_day(nanos.div_euclid(DAY)),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        fraction(rest)
    )
}

/// Returns the day of the Gregorian calendar so many days after 1970-01-01, in any year.
///
/// The calendar repeats itself after 400 years, in which day counts are those that `chrono` knows.
fn calendar_day(days: i128) -> String {
    const DAYS: i128 = 146_097;
    let in_cycle = i64::try_from(days.rem_euclid(DAYS)).unwrap_or_default();
    let day = DateTime::from_timestamp(in_cycle * 86_400, 0).unwrap_or_default();
    let year = i128::from(day.year()) + 400 * days.div_euclid(DAYS);
    let (sign, width) = match year {
        0..=9999 => ("", 4),
        ..0 => ("-", 6),
        _ => ("+", 6),
    };
    format!("{sign}{:0width$}-{}", year.abs(), day.format("%m-%d"))
}

fn period(count: i64, frequency: Frequency) -> String {
    match frequency {
        Frequency::Years => format!("{:04}", i128::from(count) + 1970),
        Frequency::Quarters => {
            format!("{:04}Q{}", count.div_euclid(4) + 1970, count.rem_euclid(4) + 1)
        }
        Frequency::Months => {
            format!("{:04}-{:02}", count.div_euclid(12) + 1970, count.rem_euclid(12) + 1)
        }
        Frequency::Days => {
            let day =
                count.checked_mul(86_400).and_then(|second| DateTime::from_timestamp(second, 0));
            match day {
                Some(day) if (0..=9999).contains(&day.year()) => day.format("%Y-%m-%d").to_string(),
                _ => count.to_string(),
            }
        }
    }
}

/// Returns the time so long after midnight; the number itself where a day has no such time.
fn time_of_day(count: i64, unit: TimeUnit) -> String {
    let nanos = i128::from(count) * nanos_in(unit);
    // 24:00:00 is a time of day in ISO 8601 and in PostgreSQL.
    if !(0..=86_400_000_000_000).contains(&nanos) {
        return count.to_string();
    }
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{}", seconds % 60, fraction(rest))
}

/// Returns the digits of `nanos` billionths behind a point; nothing where there are none.
fn fraction(nanos: i128) -> String {
    let digits = format!(".{nanos:09}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns a duration in the form of ISO 8601, such as `P1M2DT3H4M5.6S`. If all its parts are negative, it has
/// one sign at the beginning; else each part has its own.
fn iso_duration(months: i64, days: i64, nanos: i128) -> String {
    let is_negative = months <= 0 && days <= 0 && nanos <= 0 && (months, days, nanos) != (0, 0, 0);
    let (sign, months, days, nanos) =
        if is_negative { ("-", -months, -days, -nanos) } else { ("", months, days, nanos) };
    let mut text = format!("{sign}P");
    let part = |value: i128, letter: char| {
        if value == 0 { String::new() } else { format!("{value}{letter}") }
    };
    text += &part((months / 12).into(), 'Y');
    text += &part((months % 12).into(), 'M');
    text += &part(days.into(), 'D');
    // A duration of nothing is `PT0S`: ISO 8601 wants at least one part.
    if nanos != 0 || (months, days) == (0, 0) {
        let seconds = nanos / 1_000_000_000;
        text.push('T');
        text += &part(seconds / 3600, 'H');
        text += &part(seconds / 60 % 60, 'M');
        let rest = fraction((nanos % 1_000_000_000).abs());
        if seconds % 60 != 0 || !rest.is_empty() || seconds == 0 {
            let sign = if nanos < 0 { "-" } else { "" };
            let seconds = (seconds % 60).abs().to_string();
            text.extend([sign, &seconds, &rest, "S"]);
        }
    }
    text
}

/// Returns the digits of base64 for some bytes.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or(0));
        // RFC 4648, section 4: three bytes are four digits of six bits, and `=` takes the place of
        // missing ones.
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * index) & 63) as usize];
            text.push(if index <= three.len() { digit.into() } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_iso_8601() {
        let second = 1_000_000_000;
        for (months, days, nanos, text) in [
            (0, 0, 0, "PT0S"),
            (0, 0, 90 * 60 * second, "PT1H30M"),
            (0, 0, 48 * 3600 * second, "PT48H"),
            (0, 0, 5 * second + 600_000_000, "PT5.6S"),
            (0, 0, 1, "PT0.000000001S"),
            (0, 0, -1, "-PT0.000000001S"),
            (0, 0, -61 * second, "-PT1M1S"),
            (14, 3, 0, "P1Y2M3D"),
            (-1, 2, 0, "P-1M2D"),
            (-1, -2, -3 * second, "-P1M2DT3S"),
            (1, 0, -3 * second, "P1MT-3S"),
            (0, 0, i128::from(i64::MIN) * second, "-PT2562047788015215H30M8S"),
        ] {
            assert_eq!(iso_duration(months, days, nanos), text);
        }
    }

    #[test]
    fn times_of_day_have_the_digits_that_there_are() {
        for (count, unit, text) in [
            (0, TimeUnit::Second, "00:00:00"),
            (45_000, TimeUnit::Second, "12:30:00"),
            (86_400, TimeUnit::Second, "24:00:00"),
            (86_401, TimeUnit::Second, "86401"),
            (-1, TimeUnit::Millisecond, "-1"),
            (1_050, TimeUnit::Millisecond, "00:00:01.05"),
            (1, TimeUnit::Nanosecond, "00:00:00.000000001"),
            (i64::MAX, TimeUnit::Second, "9223372036854775807"),
        ] {
            assert_eq!(time_of_day(count, unit), text);
        }
    }

    #[test]
    fn bytes_are_base64_and_uuids_have_dashes() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        let bytes: Vec<u8> = (0..16).map(|byte| byte * 17).collect();
        assert_eq!(uuid(&bytes), "00112233-4455-6677-8899-aabbccddeeff");
        let interval = [1_u32, 2, 3000].map(u32::to_le_bytes).concat();
        assert_eq!(parquet_interval(&interval), "P1M2DT3S");
    }

    #[test]
    fn old_times_are_right_in_all_years() {
        let text =
            |nanos: i64, day: i32| int96(&[&nanos.to_le_bytes()[..], &day.to_le_bytes()].concat());
        for (nanos, day, expected) in [
            (0, 2_440_588, "1970-01-01T00:00:00"),
            (1, 2_440_588, "1970-01-01T00:00:00.000000001"),
            (-1, 2_440_588, "1969-12-31T23:59:59.999999999"),
            (86_399_999_999_999, 5_373_484, "9999-12-31T23:59:59.999999999"),
            (0, 5_373_485, "+010000-01-01T00:00:00"),
            (0, 1_721_060, "0000-01-01T00:00:00"),
            (0, 1_721_059, "-000001-12-31T00:00:00"),
            (0, i32::MAX, "+5874898-06-03T00:00:00"),
            (i64::MAX, i32::MIN, "-5884031-08-24T23:47:16.854775807"),
        ] {
            assert_eq!(text(nanos, day), expected);
        }
    }

    #[test]
    fn periods_are_parts_of_years() {
        for (count, frequency, text) in [
            (54, Frequency::Years, "2024"),
            (-1, Frequency::Quarters, "1969Q4"),
            (648, Frequency::Months, "2024-01"),
            (19_723, Frequency::Days, "2024-01-01"),
            (i64::MAX, Frequency::Days, "9223372036854775807"),
        ] {
            assert_eq!(period(count, frequency), text);
        }
    }
}
