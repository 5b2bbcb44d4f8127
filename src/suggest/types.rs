//! Which values the types of declared columns take.

use crate::decode::shapes::{self, Split};
use crate::model::declared::ColumnType;
use crate::model::value::Value;

/// All types: of several that take the same values, the first one says most about them.
const ALL: [ColumnType; 6] = [
    ColumnType::Boolean,
    ColumnType::Integer,
    ColumnType::Float,
    ColumnType::Time,
    ColumnType::Texts,
    ColumnType::Text,
];

/// Returns whether a column of this type should take the value, in its own shape or in another. A conversion takes
/// more: the text of a number, say, where most values are words.
fn takes(of: ColumnType, value: &Value<'_>) -> bool {
    let is_meant = match (of, value) {
        (ColumnType::Time, value) => is_time(value),
        (ColumnType::Float, Value::Text(_)) => false,
        (ColumnType::Texts, Value::List(items)) => {
            items.iter().all(|item| item.as_text().is_some())
        }
        (ColumnType::Text | ColumnType::Texts, value) => matches!(value, Value::Text(_)),
        _ => true,
    };
    is_meant && shapes::declared(of, value, Split::Never).is_some()
}

/// Returns whether the value has the type's own shape.
fn is_own(of: ColumnType, value: &Value<'_>) -> bool {
    match of {
        ColumnType::Boolean => matches!(value, Value::Boolean(_)),
        ColumnType::Integer => matches!(value, Value::Integer(_)),
        ColumnType::Float => matches!(value, Value::Float(_) | Value::Decimal(_)),
        ColumnType::Time => is_time(value),
        ColumnType::Texts => matches!(value, Value::List(_)),
        ColumnType::Text => matches!(value, Value::Text(_)),
    }
}

/// Returns whether a text may be a time: digits alone are seconds only where somebody says so.
fn is_time(value: &Value<'_>) -> bool {
    matches!(value, Value::Text(text) if text.contains(['-', ':', '/']))
}

/// How many values each type takes, and how many have its own shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) values: u64,
    taken: [u64; ALL.len()],
    own: [u64; ALL.len()],
    /// How many a column of text takes, with numbers and booleans as they are spelled, and how many a list of text.
    spelled: [u64; 2],
}

/// The types that take numbers and booleans as they are spelled.
const SPELLED: [ColumnType; 2] = [ColumnType::Text, ColumnType::Texts];

impl Tally {
    pub(super) fn add(&mut self, value: &Value<'_>) {
        self.values += 1;
        for (at, of) in ALL.into_iter().enumerate() {
            let is_taken = takes(of, value);
            self.taken[at] += u64::from(is_taken);
            self.own[at] += u64::from(is_taken && is_own(of, value));
        }
        for (at, of) in SPELLED.into_iter().enumerate() {
            self.spelled[at] += u64::from(shapes::declared(of, value, Split::Never).is_some());
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.values += other.values;
        for at in 0..ALL.len() {
            self.taken[at] += other.taken[at];
            self.own[at] += other.own[at];
        }
        for at in 0..SPELLED.len() {
            self.spelled[at] += other.spelled[at];
        }
    }

    /// Returns the type that takes most values, and how many it takes. `None` if no type takes any. Where it leaves more
    /// than one in ten, text that spells numbers and booleans takes all.
    ///
    /// Only a type of which there are values in its own shape comes into question: text with digits is text.
    pub(super) fn best(&self) -> Option<(ColumnType, u64)> {
        let types = ALL.into_iter().enumerate().filter(|(at, _)| self.own[*at] > 0);
        let taken = types.map(|(at, kind)| (kind, self.taken[at]));
        // The first of several that take the same number.
        let best = taken.rev().max_by_key(|(_, taken)| *taken);
        // A few slips among many values are no reason to have text.
        if best.is_none_or(|(_, taken)| taken * 10 >= self.values * 9) {
            return best;
        }
        let all = SPELLED.into_iter().zip(self.spelled).find(|(_, taken)| *taken == self.values);
        let all = all.map(|(kind, _)| kind);
        all.map(|kind| (kind, self.values)).or(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_that_takes_most_values_is_the_best() {
        let cases = [
            (r#"["a","b"]"#, Some((ColumnType::Text, 2))),
            (r#"["2","3"]"#, Some((ColumnType::Text, 2))),
            ("[1,2]", Some((ColumnType::Integer, 2))),
            (r#"[1,"2"]"#, Some((ColumnType::Integer, 2))),
            (r#"[1,"x","y"]"#, Some((ColumnType::Text, 3))),
            ("[1,2.5]", Some((ColumnType::Float, 2))),
            ("[1.10,2]", Some((ColumnType::Float, 2))),
            ("[true,false]", Some((ColumnType::Boolean, 2))),
            ("[true,1,0]", Some((ColumnType::Text, 3))),
            (r#"[true,"no"]"#, Some((ColumnType::Text, 2))),
            (r#"["2024-01-23","2024-01-23T10:00:00Z"]"#, Some((ColumnType::Time, 2))),
            (r#"["2024-01-23","soon"]"#, Some((ColumnType::Text, 2))),
            (r#"["20240123","1706011200"]"#, Some((ColumnType::Text, 2))),
            (r#"[["a","b"],"c"]"#, Some((ColumnType::Texts, 2))),
            (r#"[["a"],5]"#, Some((ColumnType::Texts, 2))),
            (r#"[["a"],[]]"#, Some((ColumnType::Texts, 2))),
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
