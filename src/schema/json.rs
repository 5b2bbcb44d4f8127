//! JSON text whose members keep the order in which they are listed.

use std::borrow::Cow;

use crate::model::value::Value;

pub(super) type Json = Value<'static>;

pub(super) fn text(text: impl Into<Cow<'static, str>>) -> Json {
    Json::Text(text.into())
}

pub(super) fn list(items: impl IntoIterator<Item = Json>) -> Json {
    Json::List(items.into_iter().collect())
}

pub(super) fn object<K: Into<Cow<'static, str>>>(
    members: impl IntoIterator<Item = (K, Json)>,
) -> Json {
    Json::Map(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// Returns the JSON on several lines, with a final line end.
pub(super) fn print(value: &Json) -> String {
    format!("{value:#}\n")
}
