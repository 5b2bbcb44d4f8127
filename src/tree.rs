//! A parsed source before it has meaning: values with the places where they stand.
//!
//! YAML and JSON are both parsed into [`Node`]s; [`fields`](crate::fields) makes articles of them.

use std::borrow::Cow;
use std::fmt;

use crate::value::{Map, Value};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node<'a> {
    /// Byte of the parsed text where the value begins.
    pub(crate) at: usize,
    pub(crate) data: Data<'a>,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data<'a> {
    /// Anything that is neither list nor map.
    Scalar(Value<'a>),
    List(Vec<Node<'a>>),
    /// No key occurs twice.
    Map(Vec<Entry<'a>>),
}

/// One key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry<'a> {
    pub(crate) key: Cow<'a, str>,
    /// Byte of the parsed text where the key begins.
    pub(crate) at: usize,
    pub(crate) node: Node<'a>,
}

impl<'a> Node<'a> {
    pub(crate) fn scalar(at: usize, value: Value<'a>) -> Self {
        Self { at, data: Data::Scalar(value) }
    }

    /// The value without the places.
    pub(crate) fn into_value(self) -> Value<'a> {
        match self.data {
            Data::Scalar(value) => value,
            Data::List(items) => Value::List(items.into_iter().map(Self::into_value).collect()),
            Data::Map(entries) => Value::Map(into_map(entries)),
        }
    }

    /// What the value is, in words, for messages: `the integer 5`.
    pub(crate) fn describe(&self) -> String {
        match &self.data {
            Data::List(_) => "a list".to_owned(),
            Data::Map(_) => "a map".to_owned(),
            Data::Scalar(value) => match value {
                Value::Null => "null".to_owned(),
                Value::Boolean(value) => format!("the boolean {value}"),
                Value::Integer(value) => format!("the integer {value}"),
                Value::Float(_) | Value::Decimal(_) => format!("the number {value}"),
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

/// Text for a message: in quotes, on one line, cut after 60 characters.
pub(crate) fn quote(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Where in a tree a value stands, linked upwards; it prints as `images[2].width`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'p> {
    Root,
    Key(&'p Place<'p>, &'p str),
    Index(&'p Place<'p>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Self::Root, key) => f.write_str(key),
            Self::Key(parent, key) => write!(f, "{parent}.{key}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
