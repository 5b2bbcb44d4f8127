//! The types of declared columns, and which values they take: [`Type`].

use crate::decode::shapes::{self, Split};
use crate::model::article::FieldMut;
use crate::model::value::Value;

/// The type of a declared column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Integer,
    Float,
    Time,
    Texts,
    Text,
}

impl Type {
    /// All types: of several that take the same values, the first one says most about them.
    pub(super) const ALL: [Self; 6] =
        [Self::Boolean, Self::Integer, Self::Float, Self::Time, Self::Texts, Self::Text];

    /// How a mapping file spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Time => "time",
            Self::Texts => "list of text",
            Self::Text => "text",
        }
    }

    /// Whether a column of this type takes the value, in its own shape or in another.
    fn takes(self, value: &Value<'_>) -> bool {
        let set =
            |slot: FieldMut<'_, '_>| shapes::set(slot, &value.clone().into_owned(), Split::Never);
        match self {
            Self::Boolean => set(FieldMut::Boolean(&mut None)),
            Self::Integer => set(FieldMut::Integer(&mut None)),
            Self::Float => {
                matches!(value, Value::Float(_) | Value::Decimal(_) | Value::Integer(_))
            }
            Self::Time => is_time(value) && set(FieldMut::Time(&mut None)),
            Self::Texts => set(FieldMut::Texts(&mut None)),
            Self::Text => set(FieldMut::Text(&mut None)),
        }
    }

    /// Whether the value has the type's own shape.
    fn is_own(self, value: &Value<'_>) -> bool {
        match self {
            Self::Boolean => matches!(value, Value::Boolean(_)),
            Self::Integer => matches!(value, Value::Integer(_)),
            Self::Float => matches!(value, Value::Float(_) | Value::Decimal(_)),
            Self::Time => is_time(value),
            Self::Texts => matches!(value, Value::List(_)),
            Self::Text => matches!(value, Value::Text(_)),
        }
    }
}

/// Whether a text may be a time: digits alone are seconds only where somebody says so.
fn is_time(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(text) if text.contains(['-', ':', '/']))
}

/// How many values each type takes, and how many have its own shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) values: u64,
    taken: [u64; Type::ALL.len()],
    own: [u64; Type::ALL.len()],
}

impl Tally {
    pub(super) fn add(&mut self, value: &Value<'_>) {
        self.values += 1;
        for (at, kind) in Type::ALL.into_iter().enumerate() {
            let is_taken = kind.takes(value);
            self.taken[at] += u64::from(is_taken);
            self.own[at] += u64::from(is_taken && kind.is_own(value));
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.values += other.values;
        for at in 0..Type::ALL.len() {
            self.taken[at] += other.taken[at];
            self.own[at] += other.own[at];
        }
    }

    /// Returns the type that takes most values, and how many it takes. `None` if no type takes any.
    ///
    /// Only a type of which there are values in its own shape comes into question: text with digits is text.
    pub(super) fn best(&self) -> Option<(Type, u64)> {
        let types = Type::ALL.into_iter().enumerate().filter(|(at, _)| self.own[*at] > 0);
        let taken = types.map(|(at, kind)| (kind, self.taken[at]));
        // The first of several that take the same number.
        taken.rev().max_by_key(|(_, taken)| *taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_that_takes_most_values_is_the_best() {
        let cases = [
            (r#"["a","b"]"#, Some((Type::Text, 2))),
            (r#"["2","3"]"#, Some((Type::Text, 2))),
            ("[1,2]", Some((Type::Integer, 2))),
            (r#"[1,"2"]"#, Some((Type::Integer, 2))),
            (r#"[1,"x","y"]"#, Some((Type::Text, 2))),
            ("[1,2.5]", Some((Type::Float, 2))),
            ("[1.10,2]", Some((Type::Float, 2))),
            ("[true,false]", Some((Type::Boolean, 2))),
            (r#"[true,"no"]"#, Some((Type::Boolean, 1))),
            (r#"["2024-01-23","2024-01-23T10:00:00Z"]"#, Some((Type::Time, 2))),
            (r#"["2024-01-23","soon"]"#, Some((Type::Text, 2))),
            (r#"["20240123","1706011200"]"#, Some((Type::Text, 2))),
            (r#"[["a","b"],"c"]"#, Some((Type::Texts, 2))),
            (r#"[["a"],[]]"#, Some((Type::Texts, 2))),
            (r#"[[1],[{"a":1}]]"#, None),
        ];
        for (values, best) in cases {
            let values: Value<'_> = serde_json::from_str(values).expect("JSON");
            let Value::List(values) = values else { panic!("a list") };
            let mut tally = Tally::default();
            for value in &values {
                tally.add(value);
            }
            assert_eq!(tally.best(), best, "{values:?}");
        }
    }
}
