//! The places in which two articles differ.

use std::borrow::Cow;

use crate::diagnostic::excerpt::quote;
use crate::model::article::{Article, FieldRef, Record};
use crate::model::value::{Map, Value};

/// Characters of a text that are shown.
const SHOWN: usize = 60;
/// Characters that are shown before the place where two texts part.
const BEFORE: usize = 24;

/// When two values are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sameness {
    /// When they say the same: numbers are compared by what they are.
    Meaning,
    /// When they are spelled the same too.
    Spelling,
}

/// What is given each difference: its field, and what the left and the right hold.
type Found<'f> = &'f mut dyn FnMut(String, String, String);

/// Returns whether two articles are the same.
pub(super) fn are_same(left: &Article<'_>, right: &Article<'_>, sameness: Sameness) -> bool {
    // The usual case needs no values to be built.
    left == right || sameness.are_same(&article(left, sameness), &article(right, sameness))
}

/// Calls `found` for every field in which two articles differ, with both values.
pub(super) fn differences(
    left: &Value<'_>,
    right: &Value<'_>,
    sameness: Sameness,
    found: Found<'_>,
) {
    sameness.values(Some(left), Some(right), "", found);
}

impl Sameness {
    pub(super) fn are_same(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        match self {
            Self::Meaning => left.is_same(right),
            Self::Spelling => left == right,
        }
    }

    /// Calls `found` for every path at which two values differ.
    fn values(
        self,
        left: Option<&Value<'_>>,
        right: Option<&Value<'_>>,
        at: &str,
        found: Found<'_>,
    ) {
        match (left, right) {
            (Some(left), Some(right)) if self.are_same(left, right) => {}
            (Some(Value::Map(left)), Some(Value::Map(right))) => self.maps(left, right, at, found),
            (Some(Value::List(left)), Some(Value::List(right))) => {
                for index in 0..left.len().max(right.len()) {
                    self.values(
                        left.get(index),
                        right.get(index),
                        &format!("{at}[{index}]"),
                        found,
                    );
                }
            }
            (Some(Value::Text(left)), Some(Value::Text(right))) => {
                let from = parting(left, right);
                found(at.to_owned(), excerpt(left, from), excerpt(right, from));
            }
            _ => found(at.to_owned(), in_short(left), in_short(right)),
        }
    }

    fn maps(self, left: &Map<'_>, right: &Map<'_>, at: &str, found: Found<'_>) {
        let value = |map: &Map<'_>, key: &str| map.iter().position(|(k, _)| k == key);
        let dot = if at.is_empty() { "" } else { "." };
        let more = right.iter().map(|(key, _)| key).filter(|key| value(left, key).is_none());
        let mut differ = false;
        for key in left.iter().map(|(key, _)| key).chain(more) {
            let left = value(left, key).map(|index| &left[index].1);
            let right = value(right, key).map(|index| &right[index].1);
            differ |= match (left, right) {
                (Some(left), Some(right)) => !self.are_same(left, right),
                _ => true,
            };
            let name = if key.is_empty() { "\"\"" } else { key };
            self.values(left, right, &format!("{at}{dot}{name}"), found);
        }
        // The maps differ, but no member does: then it is the order, which counts.
        if !differ {
            let keys =
                |map: &Map<'_>| map.iter().map(|(key, _)| &**key).collect::<Vec<_>>().join(", ");
            let order = |map| format!("the order {}", keys(map));
            let at = if at.is_empty() { "extra".to_owned() } else { at.to_owned() };
            found(at, order(left), order(right));
        }
    }
}

/// Returns the byte from which two texts are shown, so that the place where they part is seen.
fn parting(left: &str, right: &str) -> usize {
    let common = left.char_indices().zip(right.chars()).take_while(|((_, a), b)| a == b);
    let (characters, at) =
        common.fold((0, 0), |(count, _), ((at, c), _)| (count + 1, at + c.len_utf8()));
    if characters < SHOWN - BEFORE {
        return 0;
    }
    left[..at].char_indices().rev().take(BEFORE).last().map_or(at, |(start, _)| start)
}

/// Returns the text from byte `from` on, in quotes, cut after 60 characters.
fn excerpt(text: &str, from: usize) -> String {
    let cut = if from > 0 { "…" } else { "" };
    format!("{cut}{}", quote(text.get(from..).unwrap_or_default()))
}

/// Returns the value of one side, shortened.
fn in_short(value: Option<&Value<'_>>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(Value::Text(text)) => quote(text),
        Some(value) => {
            let text = value.to_string();
            match text.char_indices().nth(SHOWN) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

/// Returns an article as a map of what it holds, without the source text of its front matter: that is how it was
/// spelled, and not what it says.
pub(super) fn article<'r>(article: &'r Article<'_>, sameness: Sameness) -> Value<'r> {
    let is_compared = |name: &str| {
        name != "frontMatter" && (name != "sourceStyle" || sameness == Sameness::Spelling)
    };
    match record(article) {
        Value::Map(map) => {
            Value::Map(map.into_iter().filter(|(key, _)| is_compared(key)).collect())
        }
        other => other,
    }
}

/// Returns a record as a map of what it holds, unknown keys after the fields; those that have the name of a field, or
/// of another member with a meaning of its own, as `extra.title`.
fn record<'r, 'a: 'r, R: Record<'a>>(record: &'r R) -> Value<'r> {
    let known = record.fields().filter(|(_, value)| !value.is_none());
    let known = known.map(|(field, value)| (field.name.into(), field_value(value)));
    let extra = record.extra().iter().map(|(key, value)| {
        let clashes = R::is_reserved(key);
        let key = if clashes { format!("extra.{key}").into() } else { Cow::Borrowed(&**key) };
        (key, value.clone())
    });
    Value::Map(known.chain(extra).collect())
}

fn field_value<'r>(field: FieldRef<'r, '_>) -> Value<'r> {
    let text = |text: &'r str| Value::Text(text.into());
    match field {
        FieldRef::Text(Some(value)) => text(value),
        FieldRef::Time(Some(value)) => Value::Text(value.to_string().into()),
        FieldRef::Integer(Some(value)) => Value::Integer((*value).into()),
        FieldRef::Boolean(Some(value)) => Value::Boolean(*value),
        FieldRef::Texts(Some(value)) => {
            Value::List(value.iter().map(|value| text(value)).collect())
        }
        FieldRef::Provider(Some(value)) => record(value),
        FieldRef::Images(Some(value)) => Value::List(value.iter().map(record).collect()),
        FieldRef::Authors(Some(value)) => Value::List(value.iter().map(record).collect()),
        FieldRef::Related(Some(value)) => Value::List(value.iter().map(record).collect()),
        _ => Value::Null,
    }
}
