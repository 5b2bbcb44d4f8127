//! What plain scalars mean, and which texts may be written as such.
//!
//! Specification: [YAML 1.2.2, section 10.3](https://yaml.org/spec/1.2.2/#103-core-schema).

use std::borrow::Cow;

use crate::model::timestamp::{TimeError, Timestamp};
use crate::model::value::Value;

/// The value of the plain scalar `text` in the core schema.
pub(super) fn resolve(text: Cow<'_, str>) -> Value<'_> {
    typed(&text).unwrap_or(Value::Text(text))
}

/// The value of the plain scalar `text` in the core schema; none where that is the text itself.
pub(super) fn typed(text: &str) -> Option<Value<'static>> {
    match text.as_bytes().first() {
        None | Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => word(text),
        Some(b'0'..=b'9') => small(text).or_else(|| radix(text)).or_else(|| number(text)),
        Some(b'+' | b'-' | b'.') => number(text),
        Some(_) => None,
    }
}

/// Null, true and false.
fn word(text: &str) -> Option<Value<'static>> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Value::Boolean(false)),
        _ => None,
    }
}

/// Digits that surely fit in 64 bits: what most numbers are, without a detour.
fn small(text: &str) -> Option<Value<'static>> {
    if text.len() > 18 {
        return None;
    }
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let sum = text.bytes().try_fold(0, |sum, byte| Some(sum * 10 + digit(byte)?))?;
    Some(Value::Integer(sum.into()))
}

/// `0o17` and `0x1F`; numbers beyond 127 bits stay text.
fn radix(text: &str) -> Option<Value<'static>> {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'o', ..] => (8, &text[2..]),
        [b'0', b'x', ..] => (16, &text[2..]),
        _ => return None,
    };
    let plain = digits.chars().all(|c| c.is_digit(radix));
    i128::from_str_radix(digits, radix).ok().filter(|_| plain).map(Value::Integer)
}

/// Decimal integers and floats, infinity and not-a-number with them.
fn number(text: &str) -> Option<Value<'static>> {
    let (sign, rest) = match text.as_bytes()[0] {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
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
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let mut json = format!("{sign}{whole}");
    if let Some(fraction) = fraction {
        json = format!("{json}.{}", if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        json = format!("{json}e{exponent}");
    }
    Some(Value::number(json.into()))
}

/// Whether every YAML reader, of 1.1 and of 1.2, takes the plain scalar `text` for the text that it is,
/// in a block on one line, as a value and as a key.
pub(super) fn is_safe(text: &str) -> bool {
    !has_syntax(text)
        && matches!(resolve(Cow::Borrowed(text)), Value::Text(_))
        && !is_typed_in_1_1(text)
}

/// Whether some character has a meaning in a plain scalar, or cannot stand in one.
fn has_syntax(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let second = text.chars().nth(1);
    let indicator = match first {
        '-' | '?' | ':' => second.is_none_or(char::is_whitespace),
        _ => ",[]{}#&*!|>'\"%@`".contains(first),
    };
    indicator
        || text.starts_with("---")
        || text.starts_with("...")
        || text.starts_with(char::is_whitespace)
        || text.ends_with(char::is_whitespace)
        || text.ends_with(':')
        || text.contains(": ")
        || text.contains(" #")
        || text.chars().any(needs_escape)
}

/// Whether a character cannot stand as itself in a scalar of one line.
pub(super) fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether [YAML 1.1](https://yaml.org/type/) sees another type than text, where 1.2 sees text.
fn is_typed_in_1_1(text: &str) -> bool {
    let words = ["y", "yes", "n", "no", "on", "off", "true", "false", "null", "=", "<<"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
        || is_number_in_1_1(text)
        || Timestamp::parse(text) != Err(TimeError::NotATime)
}

/// Numbers with `_`, in base 2, 8, 16 and 60, and any case of `.inf` and `.nan`.
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
            assert_eq!(resolve(text.into()), Value::Text(text.into()));
        }
        for (text, value) in [
            ("014", Value::Integer(14)),
            ("+5", Value::Integer(5)),
            ("-0", Value::Integer(0)),
            ("0o17", Value::Integer(15)),
            ("0x1F", Value::Integer(31)),
            (".5", Value::Float(0.5)),
            ("5.", Value::Float(5.0)),
            ("1e3", Value::Float(1000.0)),
            ("-1.5E-2", Value::Float(-0.015)),
            ("-.INF", Value::Float(f64::NEG_INFINITY)),
            ("~", Value::Null),
            ("True", Value::Boolean(true)),
            ("1e400", Value::Decimal("1e400".into())),
        ] {
            assert_eq!(resolve(text.into()), value, "{text}");
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
