//! The records within a value.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::defaults::Defaults;
use super::members;

/// The records within a value.
#[derive(Debug, Default)]
pub(in crate::formats::json) struct Found<'a> {
    pub(in crate::formats::json) records: Vec<&'a RawValue>,
    /// The path to them.
    pub(in crate::formats::json) path: String,
    /// What should be said about the rest of the value.
    pub(in crate::formats::json) rest: Option<String>,
    /// What the value says of all its records.
    pub(in crate::formats::json) defaults: Option<Arc<Defaults>>,
}

impl<'a> Found<'a> {
    /// Returns the records in the member `key`.
    pub(super) fn at(key: &str, records: Vec<&'a RawValue>, members: &[(&str, &RawValue)]) -> Self {
        Self { records, path: key.to_owned(), rest: members::beside(members, key), defaults: None }
    }
}
