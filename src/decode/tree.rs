//! A parsed source before it has meaning: values with the places where they stand.
//!
//! YAML and JSON are both parsed into [`Spanned`]s; [`fields`](crate::decode::decoder) makes articles of them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use crate::model::value::{Map, Value};

/// Levels that the model itself can put above an unknown key's value, generously: parsers go that much
/// deeper than [`MAX_DEPTH`](crate::schema::MAX_DEPTH), which bounds the value.
pub(crate) const KNOWN_DEPTH: usize = 16;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spanned<'a> {
    /// Byte of the parsed text where the value begins.
    pub(crate) at: usize,
    pub(crate) data: SpannedKind<'a>,
}

/// What a [`Spanned`] holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SpannedKind<'a> {
    /// Anything that is neither list nor map.
    Scalar(Value<'a>),
    /// A number that stands plain in YAML in a spelling that JSON has not, such as `014`: its text, and the
    /// number. As the value of an unknown key it is that text.
    Spelled(Cow<'a, str>, Value<'a>),
    List(Vec<Spanned<'a>>),
    /// No key occurs twice.
    Map(Vec<Entry<'a>>),
}

/// One key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Cow<'a, str>,
    /// Byte of the parsed text where the key begins.
    pub(crate) at: usize,
    pub(crate) node: Spanned<'a>,
}

impl<'a> Spanned<'a> {
    pub(crate) fn scalar(at: usize, value: Value<'a>) -> Self {
        Self { at, data: SpannedKind::Scalar(value) }
    }

    /// Levels of lists and maps in the value, itself included.
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

    /// The same, borrowing nothing, each place as `place` tells it.
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

    /// The value without the places.
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

    /// What the value is, in words, for messages: `the integer 5`.
    pub(crate) fn describe(&self) -> String {
        match &self.data {
            SpannedKind::List(_) => "a list".to_owned(),
            SpannedKind::Map(_) => "a map".to_owned(),
            SpannedKind::Scalar(value) | SpannedKind::Spelled(_, value) => match value {
                Value::Null => "null".to_owned(),
                Value::Boolean(value) => format!("the boolean {value}"),
                Value::Integer(value) => format!("the integer {value}"),
                Value::Decimal(digits) => format!("the number {}", short(digits)),
                Value::Float(_) => format!("the number {value}"),
                Value::Text(text) => format!("the text {}", quote(text)),
                Value::List(_) => "a list".to_owned(),
                Value::Map(_) => "a map".to_owned(),
            },
        }
    }
}

/// The entries without the places.
pub(crate) fn into_map(entries: Vec<Entry<'_>>) -> Map<'_> {
    entries.into_iter().map(|entry| (entry.key, entry.node.into_value())).collect()
}

/// Keys of one map so far, told apart without comparing each with each.
#[derive(Debug, Default)]
pub(crate) struct Seen<'a> {
    /// Empty while there are few keys.
    keys: HashSet<Cow<'a, str>>,
}

impl<'a> Seen<'a> {
    /// Keys up to which comparing each with each is faster.
    const FEW: usize = 16;

    /// Adds the key that comes after those of `entries`; false when it is among them.
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

/// Text for a message: in quotes, on one line, cut after 60 characters.
pub(crate) fn quote(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Text for a message, cut after 60 characters.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Where in a tree a value stands, linked upwards; it prints as `images[2].width`, very long keys cut.
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
