//! The text of `sourceStyle`: the names of its members that are not pointers, how one is added, and what is left of it for
//! articles whose unknown keys were dropped.
//!
//! It is a JSON object. A member whose name begins with `/` is the pointer of a value, and what the source wrote there.

use crate::decode::json_tree;
use crate::model::article::{Article, Field};
use crate::model::value::{Map, Value};

/// The member that says for each mapped field where it came from.
pub(crate) const MAPPED: &str = "mapped";

/// The member that says the same of declared columns.
pub(crate) const COLUMNS: &str = "columns";

/// The member with the unknown keys as the source had them, if they have another order.
pub(crate) const ORDER: &str = "order";

/// The member with the times that were placed in a zone: for each field the time that it became.
pub(crate) const LOCAL: &str = "local";

/// The member with the form of the front matter.
pub(crate) const FORM: &str = "frontMatter";

/// Returns the text with members added, which are JSON of a name and a value each. A text that is no object is not
/// newsconv's, and is replaced.
pub(crate) fn with(style: Option<&str>, added: impl IntoIterator<Item = String>) -> String {
    let before = style.and_then(|style| style.strip_prefix('{')?.strip_suffix('}'));
    let before = before.filter(|text| !text.is_empty()).map(str::to_owned);
    let members: Vec<String> = before.into_iter().chain(added).collect();
    format!("{{{}}}", members.join(","))
}

/// Returns `text` as a text of JSON.
pub(crate) fn quoted(text: &str) -> String {
    Value::Text(text.into()).to_string()
}

/// Returns the text of `sourceStyle` with what it says of fields alone; `None` where nothing is left.
///
/// The value of a key in another shape than the field's stays only if it holds no keys of its own: in
/// `author: {name, email}` the email address is an unknown key, which became no field.
pub(crate) fn of_fields(style: &str) -> Option<String> {
    // Any text may be in a file of another tool; what is no object means nothing.
    let members = json_tree::object(style).ok()?;
    let kept = members.into_iter().filter_map(|(name, value)| match (&*name, value) {
        (MAPPED | COLUMNS, Value::Map(mapped)) => {
            let mapped: Map<'_> = mapped.into_iter().filter(|(_, from)| is_whole(from)).collect();
            (!mapped.is_empty()).then_some((name, Value::Map(mapped)))
        }
        (LOCAL, value @ Value::Map(_)) | (FORM, value @ Value::Text(_)) => Some((name, value)),
        (pointer, value @ Value::Text(_)) => {
            let steps: Vec<&str> = pointer.strip_prefix('/')?.split('/').collect();
            is_field(Article::FIELDS, &steps).then_some((name, value))
        }
        _ => None,
    });
    let kept: Map<'_> = kept.collect();
    (!kept.is_empty()).then(|| Value::Map(kept).to_string())
}

/// Returns whether the memory of a mapped field holds nothing but the name of a key and what became the field.
fn is_whole(from: &Value<'_>) -> bool {
    let has_keys = |value: &Value<'_>| match value {
        Value::Map(map) => !map.is_empty(),
        Value::List(items) => {
            items.iter().any(|item| matches!(item, Value::Map(_) | Value::List(_)))
        }
        _ => false,
    };
    match from {
        Value::Text(_) => true,
        // The key, and what it had. A list of the key alone says that the key is still there, a third
        // item that only a part of the value became the field.
        Value::List(items) => matches!(&**items, [_, value] if !has_keys(value)),
        _ => false,
    }
}

/// Returns whether a pointer leads to a field of `fields`, or to an item of its list.
fn is_field(fields: &[Field], steps: &[&str]) -> bool {
    let Some((name, rest)) = steps.split_first() else { return false };
    let Some(field) = fields.iter().find(|field| field.name == *name) else { return false };
    let is_number = |step: &&str| step.bytes().all(|byte| byte.is_ascii_digit());
    match rest {
        [] => true,
        [item] if is_number(item) => true,
        [item, rest @ ..] if is_number(item) => is_field(field.kind.fields(), rest),
        rest => is_field(field.kind.fields(), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_fields_stays() {
        for (style, kept) in [
            (r#"{"/title":"'a'","/zip":"01234"}"#, Some(r#"{"/title":"'a'"}"#)),
            (r#"{"/zip":"01234","/x/title":"t"}"#, None),
            (r#"{"/provider/name":"b","/provider/key":"c"}"#, Some(r#"{"/provider/name":"b"}"#)),
            (r#"{"/images/0/url":"u","/images/0/x":"c"}"#, Some(r#"{"/images/0/url":"u"}"#)),
            (r#"{"/tags":"[a]","/tags/1":"'b'"}"#, Some(r#"{"/tags":"[a]","/tags/1":"'b'"}"#)),
            (r#"{"frontMatter":"toml","else":"x"}"#, Some(r#"{"frontMatter":"toml"}"#)),
            (
                r#"{"mapped":{"title":"headline","publishedDateTime":["date","2024-01-23"]}}"#,
                Some(
                    r#"{"mapped":{"title":"headline","publishedDateTime":["date","2024-01-23"]}}"#,
                ),
            ),
            (r#"{"mapped":{"provider.authors":["author",{"name":"A","email":"e"}]}}"#, None),
            (r#"{"mapped":{"provider.authors":["authors",[{"name":"A","email":"e"}]]}}"#, None),
            (r#"{"mapped":{"slug":["meta/slug","meta",{"slug":"s","x":1}]}}"#, None),
            (r#"{"mapped":{"title":["x/title"]}}"#, None),
            (
                r#"{"columns":{"weight":["weight","5"]},"local":{"/a":"b"},"order":["weight","x"]}"#,
                Some(r#"{"columns":{"weight":["weight","5"]},"local":{"/a":"b"}}"#),
            ),
            ("not JSON", None),
        ] {
            assert_eq!(of_fields(style).as_deref(), kept, "{style}");
        }
    }
}
