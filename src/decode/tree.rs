//! Trees of parsed values with their positions, before they are decoded.
//!
//! YAML and JSON are both parsed into [`Spanned`] values, from which the [decoder](crate::decode::decoder)
//! builds articles.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use crate::diagnostic::excerpt::{quote, short};
use crate::model::value::{Map, Value};

/// An upper bound of the levels that the model has above an unknown key's value. Parsers accept this many
/// levels more than [`MAX_DEPTH`](crate::schema::MAX_DEPTH), which is the limit for the value.
pub(crate) const KNOWN_DEPTH: usize = 16;

/// A value and its position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spanned<'a> {
    /// The byte of the parsed text at which the value begins.
    pub(crate) at: usize,
    pub(crate) data: SpannedKind<'a>,
}

/// The content of a [`Spanned`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SpannedKind<'a> {
    /// A value that is neither a list nor a map.
    Scalar(Value<'a>),
    /// A plain scalar of YAML that is a number in a spelling that JSON does not have, such as `014`: its text
    /// and the number. As the value of an unknown key it is that text.
    #[cfg_attr(not(feature = "markdown"), expect(dead_code, reason = "only Markdown has YAML"))]
    Spelled(Cow<'a, str>, Value<'a>),
    List(Vec<Spanned<'a>>),
    /// A map, in which no key occurs twice.
    Map(Vec<Entry<'a>>),
}

/// A key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Cow<'a, str>,
    /// The byte of the parsed text at which the key begins.
    pub(crate) at: usize,
    pub(crate) node: Spanned<'a>,
}

impl<'a> Spanned<'a> {
    pub(crate) fn scalar(at: usize, value: Value<'a>) -> Self {
        Self { at, data: SpannedKind::Scalar(value) }
    }

    /// Returns the number of levels of lists and maps in the value, including itself.
    pub(crate) fn depth(&self) -> usize {
        let deepest = |nodes: &mut dyn Iterator<Item = &Self>| nodes.map(Self::depth).max();
        match &self.data {
            SpannedKind::Scalar(_) | SpannedKind::Spelled(..) => 0,
            SpannedKind::List(items) => 1 + deepest(&mut items.iter()).unwrap_or(0),
            SpannedKind::Map(entries) => {
                1 + deepest(&mut entries.iter().map(|entry| &entry.node)).unwrap_or(0)
            }
        }
    }

    /// Returns the same, borrowing nothing, each place as `place` tells it.
    #[cfg(feature = "markdown")]
    pub(crate) fn into_owned(self, place: &impl Fn(usize) -> usize) -> Spanned<'static> {
        let data = match self.data {
            SpannedKind::Scalar(value) => SpannedKind::Scalar(Value::into_owned(value)),
            SpannedKind::Spelled(text, value) => {
                SpannedKind::Spelled(Cow::Owned(text.into_owned()), Value::into_owned(value))
            }
            SpannedKind::List(items) => {
                SpannedKind::List(items.into_iter().map(|item| item.into_owned(place)).collect())
            }
            SpannedKind::Map(entries) => {
                let owned = |entry: Entry<'a>| Entry {
                    key: Cow::Owned(entry.key.into_owned()),
                    at: place(entry.at),
                    node: entry.node.into_owned(place),
                };
                SpannedKind::Map(entries.into_iter().map(owned).collect())
            }
        };
        Spanned { at: place(self.at), data }
    }

    /// Moves all positions by `bytes`.
    #[cfg(feature = "markdown")]
    pub(crate) fn shift(&mut self, bytes: usize) {
        self.at += bytes;
        match &mut self.data {
            SpannedKind::Scalar(_) | SpannedKind::Spelled(..) => {}
            SpannedKind::List(items) => items.iter_mut().for_each(|item| item.shift(bytes)),
            SpannedKind::Map(entries) => {
                for entry in entries {
                    entry.at += bytes;
                    entry.node.shift(bytes);
                }
            }
        }
    }

    /// Returns the value without positions.
    pub(crate) fn into_value(self) -> Value<'a> {
        match self.data {
            SpannedKind::Scalar(value) => value,
            SpannedKind::Spelled(text, _) => Value::Text(text),
            SpannedKind::List(items) => {
                Value::List(items.into_iter().map(Self::into_value).collect())
            }
            SpannedKind::Map(entries) => Value::Map(into_map(entries)),
        }
    }

    /// Returns a description of the value for messages, such as `the integer 5`.
    pub(crate) fn describe(&self) -> String {
        match &self.data {
            SpannedKind::List(_) => "a list".to_owned(),
            SpannedKind::Map(_) => "a map".to_owned(),
            SpannedKind::Scalar(value) | SpannedKind::Spelled(_, value) => described(value),
        }
    }
}

/// Returns a description of the value for messages, such as `the integer 5`.
pub(crate) fn described(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => format!("the boolean {value}"),
        Value::Integer(value) => format!("the integer {value}"),
        Value::Decimal(digits) => format!("the number {}", short(digits)),
        Value::Float(_) => format!("the number {value}"),
        Value::Text(text) => format!("the text {}", quote(text)),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map".to_owned(),
    }
}

/// Returns the entries without positions.
pub(crate) fn into_map(entries: Vec<Entry<'_>>) -> Map<'_> {
    entries.into_iter().map(|entry| (entry.key, entry.node.into_value())).collect()
}

/// Returns the byte where the entry with this key begins.
pub(crate) fn place_of(entries: &[Entry<'_>], key: &str) -> Option<usize> {
    entries.iter().find(|entry| entry.key == key).map(|entry| entry.at)
}

/// The keys of one map so far, to find duplicates without comparing each key with all others.
#[derive(Debug, Default)]
pub(crate) struct Seen<'a> {
    /// Empty as long as there are few keys.
    keys: HashSet<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    /// The number of keys up to which comparing each with all others is faster.
    const FEW: usize = 16;

    /// Adds the next key after those of `entries`. Returns false if it is one of them.
    pub(crate) fn insert(&mut self, entries: &[Entry<'a>], key: Cow<'a, str>) -> bool {
        if entries.len() < Self::FEW {
            return !entries.iter().any(|entry| entry.key == key);
        }
        if self.keys.is_empty() {
            self.keys = entries.iter().map(|entry| entry.key.clone()).collect();
        }
        self.keys.insert(key)
    }
}

/// The path of a value in a tree, as a list linked to the parents. It prints as `images[2].width`, with very
/// long keys cut.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FieldPath<'p> {
    Root,
    Key(&'p FieldPath<'p>, &'p str),
    Index(&'p FieldPath<'p>, usize),
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Self::Root, key) => f.write_str(&short(key)),
            Self::Key(parent, key) => write!(f, "{parent}.{}", short(key)),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
