//! The values of TOML that are neither arrays nor tables.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::{ErrorSink, Raw};

use super::super::plain;
use crate::decode::tree::SpannedKind;
use crate::model::value::Value;

/// What is wrong with a date or time.
pub(super) const NO_SUCH_TIME: &str = "is not a date or time that exists";

/// Returns the value of `raw`, which is text in the encoding `encoding`, or none of a text. Returns an error for a
/// date or a time that does not exist.
pub(super) fn of<'a>(
    raw: &'a str,
    encoding: Option<Encoding>,
    span: toml_parser::Span,
    errors: &mut dyn ErrorSink,
) -> Result<SpannedKind<'a>, &'static str> {
    let is_long = matches!(encoding, Some(Encoding::MlBasicString | Encoding::MlLiteralString));
    if is_long && raw.contains("\r\n") {
        // Before escapes are decoded, so that an escaped `\r` is kept.
        let unified = raw.replace("\r\n", "\n");
        let mut text = String::new();
        let _ = Raw::new_unchecked(&unified, encoding, span).decode_scalar(&mut text, errors);
        return Ok(SpannedKind::Scalar(Value::Text(text.into())));
    }
    let mut text = Cow::Borrowed("");
    Ok(match Raw::new_unchecked(raw, encoding, span).decode_scalar(&mut text, errors) {
        ScalarKind::String => SpannedKind::Scalar(Value::Text(text)),
        ScalarKind::Boolean(value) => SpannedKind::Scalar(Value::Boolean(value)),
        ScalarKind::DateTime if is_time(raw) => SpannedKind::Scalar(Value::Text(raw.into())),
        ScalarKind::DateTime => return Err(NO_SUCH_TIME),
        ScalarKind::Float => float(raw, &text),
        ScalarKind::Integer(radix) => integer(raw, &text, radix.value()),
    })
}

fn float<'a>(raw: &'a str, digits: &str) -> SpannedKind<'a> {
    let special = match raw.trim_start_matches(['+', '-']) {
        "inf" if raw.starts_with('-') => f64::NEG_INFINITY,
        "inf" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => return number(raw, digits),
    };
    SpannedKind::Scalar(Value::Float(special))
}

fn integer<'a>(raw: &'a str, digits: &str, radix: u32) -> SpannedKind<'a> {
    if radix == 10 {
        return number(raw, digits);
    }
    match i128::from_str_radix(digits, radix) {
        Ok(value) => SpannedKind::Spelled(raw.into(), Value::Integer(value)),
        // As in YAML, numbers beyond 127 bits are text.
        Err(_) => SpannedKind::Scalar(Value::Text(raw.into())),
    }
}

/// Returns the number `digits`, which has no underscores, in its spelling `raw` where that is JSON's.
fn number<'a>(raw: &'a str, digits: &str) -> SpannedKind<'a> {
    if plain::is_json(raw) {
        return SpannedKind::Scalar(Value::number(raw.into()));
    }
    // What TOML has more than JSON are plus signs and underscores.
    let json = digits.strip_prefix('+').unwrap_or(digits);
    SpannedKind::Spelled(raw.into(), Value::number(json.to_owned().into()))
}

/// Returns whether `text` is a date, a time, or both with or without an offset, that exists.
pub(super) fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.get(2) == Some(&b':') {
        return is_clock(text);
    }
    let Some((date, rest)) = text.split_at_checked(10) else { return false };
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        return is_date(date) && rest.is_empty();
    };
    let (clock, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => rest.split_at(at),
        None => (rest, "Z"),
    };
    is_date(date) && is_clock(clock) && is_offset(offset)
}

/// Returns the number of two digits, or four, at the start of `text`, and the rest.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    let all = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| all).map(|number| (number, rest))
}

fn is_date(text: &str) -> bool {
    let date = || {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
        let year = i32::try_from(year).ok()?;
        rest.is_empty().then(|| chrono::NaiveDate::from_ymd_opt(year, month, day))?
    };
    date().is_some()
}

/// Returns whether `text` is a time of day, to the minute or finer.
fn is_clock(text: &str) -> bool {
    let rest = || {
        let (hour, rest) = digits(text, 2)?;
        let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
        let Some(rest) = rest.strip_prefix(':') else {
            return (hour < 24 && minute < 60).then_some(rest);
        };
        let (second, rest) = digits(rest, 2)?;
        // RFC 3339 has a second 60 for leap seconds.
        let is_possible = hour < 24 && minute < 60 && second <= 60;
        let rest = match rest.strip_prefix('.') {
            Some("") => return None,
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        is_possible.then_some(rest)
    };
    rest() == Some("")
}

fn is_offset(text: &str) -> bool {
    let hours = text.strip_prefix(['+', '-']);
    matches!(text, "Z" | "z") || hours.is_some_and(|hours| hours.len() == 5 && is_clock(hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_exist_are_told_from_others() {
        for text in [
            "2024-02-29",
            "2024-01-08 07:32:00",
            "2024-01-08T07:32:00.999999999",
            "1979-05-27T00:32:00-07:00",
            "1979-05-27t07:32:00z",
            "1979-05-27 07:32Z",
            "07:32:00",
            "07:32",
            "23:59:60",
        ] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "2024-01-08T",
            "2024-01-08T24:00:00",
            "2024-01-08T07:32:00.",
            "2024-01-08T07:32:00+7",
            "2024-01-08T07:32:00+24:00",
            "2024-01-08x",
            "07:60:00",
            "07:3",
            "é2024-01-08",
        ] {
            assert!(!is_time(text), "{text}");
        }
    }
}
