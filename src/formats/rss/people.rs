//! Authors.

use super::tree::{Members, Node};
use crate::model::article::Author;
use crate::model::value::Value;

/// Returns the person in an element: a text, or Atom's `name`, `uri` and `email`; `None` if it is empty.
pub(super) fn person(node: &Node) -> Option<Author<'static>> {
    let (name, mail) = match node.child_text("name") {
        Some(name) => (Some(name), node.child_text("email")),
        None if node.children.is_empty() => in_text(node.trimmed()?),
        None => (node.child_text("email"), None),
    };
    let url = node.child_text("uri").or_else(|| node.child_text("url"));
    let mut author = Author {
        name: name.map(|name| name.to_owned().into()),
        url: url.map(|url| url.to_owned().into()),
        ..Author::default()
    };
    let mut extra = Members::default();
    let known = mail.map(|mail| ("email", mail)).into_iter();
    let others = node.children.iter().filter_map(|child| {
        let is_known = matches!(child.name.as_str(), "name" | "uri" | "url" | "email");
        child.trimmed().filter(|_| !is_known).map(|text| (child.name.as_str(), text))
    });
    for (key, text) in known.chain(others) {
        extra.add(key.to_owned(), Value::Text(text.to_owned().into()));
    }
    author.extra = extra.map;
    (author.name.is_some() || author.url.is_some()).then_some(author)
}

/// Returns the name and the mail in `mail@example.com (Name)`; the whole text as the name if it is anything else.
fn in_text(text: &str) -> (Option<&str>, Option<&str>) {
    let parts = text.strip_suffix(')').and_then(|text| text.split_once('('));
    match parts.map(|(mail, name)| (mail.trim(), name.trim())) {
        Some((mail, name)) if mail.contains('@') && !mail.contains(' ') && !name.is_empty() => {
            (Some(name), Some(mail))
        }
        _ => (Some(text), None),
    }
}
