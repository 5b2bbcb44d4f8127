//! Columns that a mapping declares beside those of the model.

use crate::model::timestamp::Timestamp;
#[cfg(any(feature = "arrow", feature = "csv"))]
use crate::model::value::Map;
use crate::model::value::Value;

/// A typed column for one unknown key, after all columns of the model.
///
/// Its values are those of the key with its name; a value of another type stays in `extra`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DeclaredColumn {
    /// The name of the column, and of the key.
    pub name: String,
    /// The type of its values.
    pub column_type: ColumnType,
}

/// The type of a [`DeclaredColumn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// Text. A number or a boolean is text in its own spelling.
    Text,
    /// A whole number within 64 bits, also in text.
    Integer,
    /// A number as a 64-bit float, also in text.
    Float,
    /// True or false.
    Boolean,
    /// A time, as an instant in UTC to the microsecond.
    Time,
    /// A list of text; one text is a list of one.
    Texts,
}

impl ColumnType {
    /// All types, in the order of their variants.
    pub const ALL: &'static [Self] =
        &[Self::Text, Self::Integer, Self::Float, Self::Boolean, Self::Time, Self::Texts];

    /// Returns the name in a mapping file, such as `list of text`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Texts => "list of text",
        }
    }

    /// Returns what a value of this type is, for messages.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "an integer",
            Self::Float => "a number",
            Self::Boolean => "true or false",
            Self::Time => "a time",
            Self::Texts => "a list of text",
        }
    }

    /// Returns the type with this name.
    #[cfg(any(feature = "markdown", test))]
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|x| x.name() == name)
    }

    /// Returns whether a column of this type gives back exactly this value.
    pub(crate) fn holds(self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Self::Text, Value::Text(_)) | (Self::Boolean, Value::Boolean(_)) => true,
            (Self::Integer, Value::Integer(number)) => i64::try_from(*number).is_ok(),
            (Self::Float, Value::Float(number)) => number.is_finite(),
            (Self::Time, Value::Text(text)) => instant(text).is_some(),
            (Self::Texts, Value::List(items)) => {
                items.iter().all(|item| matches!(item, Value::Text(_)))
            }
            _ => false,
        }
    }
}

impl DeclaredColumn {
    /// Returns a column.
    #[must_use]
    pub fn new(name: impl Into<String>, column_type: ColumnType) -> Self {
        Self { name: name.into(), column_type }
    }

    /// Returns the place among unknown keys of the value that this column holds.
    #[cfg(feature = "arrow")]
    pub(crate) fn find(&self, extra: &Map<'_>) -> Option<usize> {
        find(&self.name, self.column_type, extra)
    }

    /// Returns whether this column holds the value of an unknown key.
    pub(crate) fn takes(&self, key: &str, value: &Value<'_>) -> bool {
        key == self.name && self.column_type.holds(value)
    }
}

/// Returns the place among unknown keys of the value that a column of this name and type holds.
#[cfg(any(feature = "arrow", feature = "csv"))]
pub(crate) fn find(name: &str, of: ColumnType, extra: &Map<'_>) -> Option<usize> {
    extra.iter().position(|(key, value)| key == name && of.holds(value))
}

/// Returns the microseconds since 1970 of a time that is spelled as a column of times gives it back.
pub(crate) fn instant(text: &str) -> Option<i64> {
    let (time, _) = Timestamp::parse(text).ok()?;
    (spelled(time) == text).then(|| time.unix_micros())
}

/// Returns the spelling in which a column of times gives this time back: in UTC, cut to the microsecond.
pub(crate) fn spelled(time: Timestamp) -> String {
    Timestamp::from_unix_micros(time.unix_micros(), None).unwrap_or(time).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_holds_what_it_gives_back() {
        let text = |text: &'static str| Value::Text(text.into());
        let cases = [
            (ColumnType::Text, text(""), true),
            (ColumnType::Text, Value::Integer(1), false),
            (ColumnType::Integer, Value::Integer(i64::MIN.into()), true),
            (ColumnType::Integer, Value::Integer(i128::from(i64::MAX) + 1), false),
            (ColumnType::Integer, Value::Float(1.0), false),
            (ColumnType::Float, Value::Float(-0.0), true),
            (ColumnType::Float, Value::Float(f64::NAN), false),
            (ColumnType::Float, Value::Decimal("1.10".into()), false),
            (ColumnType::Boolean, Value::Boolean(false), true),
            (ColumnType::Boolean, Value::Null, false),
            (ColumnType::Time, text("2024-01-23T12:00:00.5Z"), true),
            (ColumnType::Time, text("2024-01-23T12:00:00+01:00"), false),
            (ColumnType::Time, text("2024-01-23"), false),
            (ColumnType::Time, text("2024-01-23T12:00:00.1234567Z"), false),
            (ColumnType::Texts, Value::List(vec![]), true),
            (ColumnType::Texts, Value::List(vec![text("a"), Value::Null]), false),
            (ColumnType::Texts, text("a"), false),
        ];
        for (of, value, holds) in cases {
            assert_eq!(of.holds(&value), holds, "{of:?} {value}");
        }
        for of in ColumnType::ALL {
            assert_eq!(ColumnType::named(of.name()), Some(*of));
        }
    }
}
