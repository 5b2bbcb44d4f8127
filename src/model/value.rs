//! Values of unknown keys, as in [`extra`](crate::Article::extra).

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The deepest nesting of lists and maps that any reader accepts, in levels.
///
/// Deeper input is rejected with a diagnostic, so that no input can exhaust the stack.
pub const MAX_DEPTH: usize = 100;

/// Keys with their values, in source order. No key occurs twice.
pub type Map<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// A value of any type of JSON or of the YAML 1.2 core schema, borrowed from its source if possible.
///
/// Numbers keep their spelling. Two values are equal if they have the same type and content: `1`, `1.0` and
/// `1.00` differ, `-0.0` and `0.0` differ, not-a-number equals itself, and the order of a map's keys counts.
///
/// ```
/// use newsconv::Value;
///
/// let value: Value = serde_json::from_str(r#"{"rank": 1, "score": 4.5}"#)?;
/// assert_eq!(value.get("rank"), Some(&Value::Integer(1)));
/// assert_eq!(value.get("score"), Some(&Value::Float(4.5)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// `null`, `~` or no value.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number within 128 bits.
    Integer(i128),
    /// A floating point number, spelled as `serde_json` spells it.
    Float(f64),
    /// Any other finite number in the spelling of its source, which is one of JSON: `1.10`, `1E400`, `-0`.
    Decimal(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Value<'a>>),
    /// A map, in source order.
    Map(Map<'a>),
}

/// Sorts the keys of a map, and those of all maps in it.
#[cfg(feature = "markdown")]
pub(crate) fn sort_keys(map: &mut Map<'_>) {
    fn sort(value: &mut Value<'_>) {
        match value {
            Value::Map(map) => sort_keys(map),
            Value::List(items) => items.iter_mut().for_each(sort),
            _ => {}
        }
    }
    for (_, value) in &mut *map {
        sort(value);
    }
    map.sort_by(|(a, _), (b, _)| a.cmp(b));
}

impl<'a> Value<'a> {
    /// Returns the value of `key`, if this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(map) => map.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Returns the text, if this is a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the same value, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Boolean(value),
            Self::Integer(value) => Value::Integer(value),
            Self::Float(value) => Value::Float(value),
            Self::Decimal(text) => Value::Decimal(Cow::Owned(text.into_owned())),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Value::List(items.into_iter().map(Self::into_owned).collect()),
            Self::Map(map) => Value::Map(into_owned_map(map)),
        }
    }

    /// Returns the number that `text` spells in JSON's grammar, which comes back in that spelling: where a 64-bit
    /// float or a 128-bit integer would be spelled otherwise, it is a [`Value::Decimal`].
    pub(crate) fn number(text: Cow<'a, str>) -> Self {
        if !text.contains(['.', 'e', 'E']) {
            return match text.parse() {
                // An integer has no negative zero, so `-0` would lose its sign.
                Ok(value) if text != "-0" => Self::Integer(value),
                _ => Self::Decimal(text),
            };
        }
        // The spelling is the test: 1.10, 1E3 and numbers with more digits than a float has would
        // be written otherwise, so they keep their text.
        let is_written_so =
            |value: &f64| serde_json::to_string(value).is_ok_and(|written| written == text);
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() && is_written_so(&value) => Self::Float(value),
            _ => Self::Decimal(text),
        }
    }

    /// Returns the first number in this value that JSON cannot express (`.inf`, `.nan`), and its path, which
    /// begins with `.` or `[`, or is empty if it is this value itself.
    pub(crate) fn non_finite(&self) -> Option<(String, &Self)> {
        fn below<'v, 'a>(step: String, item: &'v Value<'a>) -> Option<(String, &'v Value<'a>)> {
            let (rest, number) = item.non_finite()?;
            Some((step + &rest, number))
        }
        match self {
            Self::Float(value) if !value.is_finite() => Some((String::new(), self)),
            Self::List(items) => {
                items.iter().enumerate().find_map(|(i, item)| below(format!("[{i}]"), item))
            }
            Self::Map(map) => map.iter().find_map(|(key, item)| below(format!(".{key}"), item)),
            _ => None,
        }
    }
}

/// Returns the same map, borrowing nothing.
pub(crate) fn into_owned_map(map: Map<'_>) -> Map<'static> {
    map.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect()
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => {
                // By bits, so that `-0.0` and `0.0` differ. NaN has many bit patterns that mean the
                // same.
                a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
            }
            (Self::Decimal(a), Self::Decimal(b)) | (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Map(a), Self::Map(b)) => a == b,
            _ => false,
        }
    }
}

/// Prints the JSON text of the value, on several lines with `{:#}`. `.inf`, `-.inf` and `.nan` are printed as
/// in YAML.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(value) if value.is_nan() => f.write_str(".nan"),
            Self::Float(value) if value.is_infinite() => {
                f.write_str(if *value > 0.0 { ".inf" } else { "-.inf" })
            }
            other if f.alternate() => {
                f.write_str(&serde_json::to_string_pretty(other).map_err(|_| fmt::Error)?)
            }
            other => f.write_str(&serde_json::to_string(other).map_err(|_| fmt::Error)?),
        }
    }
}

/// Serializes JSON's types. Only `serde_json` keeps the digits of a [`Value::Decimal`].
impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serialize_integer(*value, serializer),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Decimal(text) => {
                // The only way to give `serde_json` a number digit for digit.
                serde_json::value::RawValue::from_string(text.clone().into_owned())
                    .map_err(serde::ser::Error::custom)?
                    .serialize(serializer)
            }
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (key, value) in map {
                    out.serialize_entry(key, value)?;
                }
                out.end()
            }
        }
    }
}

/// Serializes the narrowest type that can hold the value: most serde formats support only 64 bits.
fn serialize_integer<S: Serializer>(value: i128, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = i64::try_from(value) {
        serializer.serialize_i64(value)
    } else if let Ok(value) = u64::try_from(value) {
        serializer.serialize_u64(value)
    } else {
        serializer.serialize_i128(value)
    }
}

/// Deserializes a value of any self-describing format. Numbers are what that format's parser returns, so a
/// float that it rounded stays rounded. newsconv's own readers keep every digit.
impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Self::Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Self::Value, E> {
        Ok(i128::try_from(value)
            .map_or_else(|_| Value::Decimal(value.to_string().into()), Value::Integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = Map::new();
        while let Some((key, value)) = entries.next_entry::<String, _>()? {
            map.push((Cow::Owned(key), value));
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let number = |text: &'static str| Value::number(text.into());
        assert_eq!(number("18446744073709551615"), Value::Integer(18_446_744_073_709_551_615));
        assert_eq!(number("1.5"), Value::Float(1.5));
        assert_eq!(number("-0.0"), Value::Float(-0.0));
        assert_ne!(number("-0.0"), Value::Float(0.0));
        // Both are the same float, and as short; the first is how it is written.
        assert_eq!(number("87753219342529.12"), Value::Float(87_753_219_342_529.13));
        let other = "87753219342529.13";
        let digits = "9".repeat(60);
        for exact in
            ["0.12345678901234567890123", "1e400", "1E400", other, &digits, "-0", "1.50", "1E3"]
        {
            let value = Value::number(exact.to_owned().into());
            assert_eq!(value, Value::Decimal(exact.to_owned().into()));
            assert_eq!(serde_json::to_string(&value).expect("a number"), exact);
        }
    }

    /// What a float is written as is read as that float.
    #[test]
    fn floats_have_one_spelling() {
        for float in [1e300, 1e-300, 5e-324, 1e16, 123_456_789_012_345_680.0, 1e-5, -2.5e22, 0.1] {
            let text = Value::Float(float).to_string();
            assert_eq!(Value::number(text.clone().into()), Value::Float(float), "{text}");
        }
    }

    #[test]
    fn non_finite_numbers_are_found_with_their_path() {
        let deep = Value::Map(vec![(
            "a".into(),
            Value::List(vec![Value::Integer(1), Value::Float(f64::NAN)]),
        )]);
        assert_eq!(deep.non_finite(), Some((".a[1]".to_owned(), &Value::Float(f64::NAN))));
        assert_eq!(Value::Float(1.0).non_finite(), None);
    }
}
