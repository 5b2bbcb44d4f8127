//! Resolves plain scalars, and decides which texts may be written as plain scalars.
//!
//! Specification: [YAML 1.2.2, section 10.3](https://yaml.org/spec/1.2.2/#103-core-schema).

use std::borrow::Cow;

use crate::decode::tree::SpannedKind;
use crate::model::timestamp::{TimeError, Timestamp};
use crate::model::value::Value;

/// Returns the plain scalar `text` in the core schema, with its text where that is a number which JSON spells
/// otherwise.
pub(super) fn node(text: Cow<'_, str>) -> SpannedKind<'_> {
    match typed(&text) {
        None => SpannedKind::Scalar(Value::Text(text)),
        Some(value) if is_spelled(&text, &value) => SpannedKind::Spelled(text, value),
        Some(value) => SpannedKind::Scalar(value),
    }
}

/// Returns the plain scalar `text` as the value of an unknown key: a number that JSON spells otherwise is its text.
pub(super) fn unknown(text: &str) -> Value<'_> {
    typed(text).filter(|value| !is_spelled(text, value)).unwrap_or(Value::Text(text.into()))
}

/// Returns whether the number `value` has in `text` a spelling that JSON has not: `014`, `+5`, `.5`, `0x1F`.
fn is_spelled(text: &str, value: &Value<'_>) -> bool {
    match value {
        Value::Float(number) if !number.is_finite() => false,
        Value::Integer(_) | Value::Float(_) | Value::Decimal(_) => !is_json(text),
        _ => false,
    }
}

/// Returns whether JSON's grammar has the number `text`.
pub(super) fn is_json(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = text.strip_prefix('-').unwrap_or(text);
    let (significand, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = significand.split_once('.').unwrap_or((significand, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    // RFC 8259, section 6: no leading zeros, no plus sign, and digits on both sides of the point. A
    // missing exponent or fraction counts as the digit 0 here, which is valid.
    let leads = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && !leads && digits(fraction) && digits(exponent)
}

/// Returns the value of the plain scalar `text` in the core schema, or `None` if it is text.
pub(super) fn typed(text: &str) -> Option<Value<'static>> {
    match text.as_bytes().first() {
        // The first byte decides which of the forms of the core schema is possible. Most texts
        // begin with another letter, and are text after this one comparison.
        None | Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => word(text),
        Some(b'0'..=b'9') => small(text).or_else(|| radix(text)).or_else(|| number(text)),
        Some(b'+' | b'-' | b'.') => number(text),
        Some(_) => None,
    }
}

/// Parses null, true and false.
fn word(text: &str) -> Option<Value<'static>> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Value::Boolean(false)),
        _ => None,
    }
}

/// Parses digits that certainly fit in 64 bits: the fast path for most numbers.
fn small(text: &str) -> Option<Value<'static>> {
    // The largest number of 18 digits is below 2^63, so the sum cannot overflow.
    if text.len() > 18 {
        return None;
    }
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let sum = text.bytes().try_fold(0, |sum, byte| Some(sum * 10 + digit(byte)?))?;
    Some(Value::Integer(sum.into()))
}

/// Parses `0o17` and `0x1F`. Numbers beyond 127 bits stay text.
fn radix(text: &str) -> Option<Value<'static>> {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'o', ..] => (8, &text[2..]),
        [b'0', b'x', ..] => (16, &text[2..]),
        _ => return None,
    };
    // `from_str_radix` also accepts a sign, which YAML does not allow after the prefix.
    let plain = digits.chars().all(|c| c.is_digit(radix));
    i128::from_str_radix(digits, radix).ok().filter(|_| plain).map(Value::Integer)
}

/// Parses decimal integers and floats, infinity and NaN.
fn number(text: &str) -> Option<Value<'static>> {
    let (sign, rest) = match text.as_bytes()[0] {
        b'-' => ("-", &text[1..]),
        // JSON has no plus sign, and `json` below is JSON.
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    // NaN takes no sign in the core schema, infinity does.
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Value::Float(f64::NAN));
    }
    if matches!(rest, ".inf" | ".Inf" | ".INF") {
        let infinity = if sign.is_empty() { f64::INFINITY } else { f64::NEG_INFINITY };
        return Some(Value::Float(infinity));
    }
    let (significand, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    let (whole, fraction) = match significand.find('.') {
        Some(at) => (&significand[..at], Some(&significand[at + 1..])),
        None => (significand, None),
    };
    // Here an empty text passes: `1.` and `.5` are numbers in YAML, and only both sides empty is
    // not.
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let has_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let exponent_digits = exponent.map(|e| e.strip_prefix(['+', '-']).unwrap_or(e));
    let valid = has_digits
        && digits(whole)
        && fraction.is_none_or(digits)
        && exponent_digits.is_none_or(|e| !e.is_empty() && digits(e));
    if !valid {
        return None;
    }
    if is_json(text) {
        return Some(Value::number(text.to_owned().into()));
    }
    // From here on the number is rewritten as JSON with the same value: `007.e3` becomes `7.0e3`.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    // There is one whole zero.
    let sign = if whole == "0" && fraction.is_none() && exponent.is_none() { "" } else { sign };
    let mut json = format!("{sign}{whole}");
    if let Some(fraction) = fraction {
        json = format!("{json}.{}", if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        json = format!("{json}e{exponent}");
    }
    Some(Value::number(json.into()))
}

/// Returns whether every YAML 1.1 and 1.2 reader reads the plain scalar `text` as this text: in a block, on
/// one line, as a value and as a key.
pub(super) fn is_safe(text: &str) -> bool {
    // The quick test allows letters only at the start, so no number or time can pass it; words such
    // as `yes` and `null` can.
    if is_surely_free_of_syntax(text) {
        return !is_word_in_1_1(text);
    }
    !has_syntax(text) && typed(text).is_none() && !is_typed_in_1_1(text)
}

/// Returns whether the text begins with a letter and goes on with letters, digits and such marks as mean nothing:
/// what most names are. No number and no time begins so.
fn is_surely_free_of_syntax(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_free = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b' ' | b'-' | b'.' | b'_' | b'/' | b'\'' | b'&' | b'(' | b')')
    };
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.last() != Some(&b' ')
        && bytes.iter().all(is_free)
}

/// Returns whether a character has a special meaning in a plain scalar, or is not allowed in one.
fn has_syntax(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let second = text.chars().nth(1);
    let indicator = match first {
        // A space after the indicator makes it one; alone it is the whole scalar, which is an empty
        // item or key.
        '-' | '?' | ':' => second.is_none_or(char::is_whitespace),
        _ => ",[]{}#&*!|>'\"%@`".contains(first),
    };
    indicator
        || text.starts_with("---")
        || text.starts_with("...")
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
        // `text:` alone would be a key without a value.
        || text.ends_with(':')
        || text.contains(": ")
        || text.contains(" #")
        || text.chars().any(needs_escape)
}

/// Returns whether a character must be escaped in a scalar on one line.
pub(super) fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns whether a text of YAML 1.2 has another type in [YAML 1.1](https://yaml.org/type/).
fn is_typed_in_1_1(text: &str) -> bool {
    is_word_in_1_1(text)
        || is_number_in_1_1(text)
        || Timestamp::parse(text) != Err(TimeError::NotATime)
}

/// Returns whether YAML 1.1 or 1.2 takes the text for null, true or false, or for a mark of maps.
fn is_word_in_1_1(text: &str) -> bool {
    // `y` and `n` are booleans in the specification of YAML 1.1, though PyYAML takes them for text.
    // `=` and `<<` are its value and merge keys.
    const WORDS: [&str; 11] =
        ["y", "yes", "n", "no", "on", "off", "true", "false", "null", "=", "<<"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Returns whether the text is a number in YAML 1.1: with `_`, in base 2, 8, 16 or 60, or `.inf` and `.nan`
/// in any letter case.
fn is_number_in_1_1(text: &str) -> bool {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |text: &str, of: &dyn Fn(char) -> bool| !text.is_empty() && text.chars().all(of);
    let based = |prefix: &str, base: u32| {
        let digits = rest.strip_prefix(prefix);
        digits.is_some_and(|digits| all(digits, &|c| c.is_digit(base) || c == '_'))
    };
    let decimal = || {
        let starts = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        starts
            && rest.contains(|c: char| c.is_ascii_digit())
            && all(rest, &|c| {
                // More than YAML 1.1 takes for a number, such as `1-2`: quotes that are not needed
                // do no harm, and missing ones would change the type.
                c.is_ascii_digit() || matches!(c, '_' | '.' | ':' | ',' | 'e' | 'E' | '+' | '-')
            })
    };
    let special = || [".inf", ".nan"].iter().any(|word| rest.eq_ignore_ascii_case(word));
    based("0b", 2) || based("0x", 16) || based("0o", 8) || decimal() || special()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_mean_what_the_core_schema_says() {
        for text in [
            "no",
            "on",
            "y",
            "12:30:45",
            "2024-01-01",
            "1_000",
            "0b1",
            "0xg",
            "-",
            "+",
            ".",
            "1e",
            "0o8",
            "-0x1",
            "e3",
            ".e1",
        ] {
            assert_eq!(typed(text), None, "{text}");
            assert_eq!(unknown(text), Value::Text(text.into()));
        }
        for (text, value) in [
            ("014", Value::Integer(14)),
            ("+5", Value::Integer(5)),
            ("-0", Value::Decimal("-0".into())),
            ("0o17", Value::Integer(15)),
            ("0x1F", Value::Integer(31)),
            (".5", Value::Float(0.5)),
            ("5.", Value::Float(5.0)),
            ("1e3", Value::Decimal("1e3".into())),
            ("-1.5E-2", Value::Decimal("-1.5E-2".into())),
            ("-.INF", Value::Float(f64::NEG_INFINITY)),
            ("~", Value::Null),
            ("True", Value::Boolean(true)),
            ("1e400", Value::Decimal("1e400".into())),
        ] {
            assert_eq!(typed(text), Some(value), "{text}");
        }
    }

    #[test]
    fn unknown_keys_keep_the_spelling_of_numbers() {
        for text in
            ["014", "+5", "0o17", "0x1F", ".5", "5.", "-.5", "+1e3", "-01", "00", "007.5", "1.e5"]
        {
            assert_eq!(unknown(text), Value::Text(text.into()), "{text}");
            assert!(matches!(node(text.into()), SpannedKind::Spelled(..)), "{text}");
        }
        for text in ["14", "-0", "1.10", "1234e5", "1E400", "0", "0.0", "-1.5E-2", "1e+3"] {
            let value = unknown(text);
            assert_eq!(value.to_string(), text);
            assert!(!matches!(value, Value::Text(_)), "{text}");
        }
    }

    #[test]
    fn only_safe_texts_stay_plain() {
        for text in [
            "Wired",
            "中国日报网",
            "Broken Arrow, OK",
            "a:b",
            "C#",
            "9to5",
            "24/7 News",
            "-x",
            "it's",
            "2024 Face",
            "a\u{a0}b",
            "v1.2",
        ] {
            assert!(is_safe(text), "{text}");
        }
        for text in [
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "- a",
            "-",
            "@a",
            "`a",
            "#a",
            "yes",
            "No",
            "ON",
            "null",
            "~",
            "1",
            "1.5",
            "014",
            "1_000",
            "12:30:45",
            "2024-01-01",
            "0b1",
            "=",
            "<<",
            "---",
            "...",
            "--- a",
            "a\nb",
            "a\tb",
            "'a",
            "\"a",
            "[a",
            "{a",
            "%a",
            "!a",
            "&a",
            "*a",
            "|",
            ">",
            "? a",
            ".NaN",
            "\u{feff}a",
            "\u{85}",
            "1,000",
            "+1",
        ] {
            assert!(!is_safe(text), "{text:?}");
        }
    }
}
