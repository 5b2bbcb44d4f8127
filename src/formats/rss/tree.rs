//! Parses XML to trees of elements.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::names::Scope;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::value::{Map, Value};

/// Levels of elements within an item. As values of unknown keys, each may be a list in a map.
const DEEPEST: usize = 40;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its name with the usual prefix of its namespace.
    pub(super) name: String,
    /// The byte at which it begins.
    pub(super) at: usize,
    pub(super) attributes: Vec<(String, String)>,
    /// The text that is directly in it.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
    /// Its content, as it is in the source.
    pub(super) inner: Range<usize>,
}

/// Parses the elements in `text`. If it is `cut` off, as the head of a feed is, elements without an end are there with
/// what they have.
pub(super) fn parse(
    text: &str,
    scope: &Scope,
    cut: bool,
) -> Result<Vec<Node>, UnlocatedDiagnostic> {
    let mut scope = scope.clone();
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut stack = vec![(Node::default(), 0)];
    loop {
        let at = place(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(_) if cut => break,
            Err(error) => {
                let at = place(reader.error_position()).min(text.len());
                return Err(UnlocatedDiagnostic::new(Code::RecordSyntax, at, sentence(&error)));
            }
        };
        let after = place(reader.buffer_position());
        match event {
            Event::Start(start) => {
                let depth = scope.enter(&start);
                let node = open(&start, &scope, at, after);
                if stack.len() > DEEPEST {
                    let message = format!("elements are nested more than {DEEPEST} levels deep");
                    return Err(UnlocatedDiagnostic::new(Code::TooDeep, at, message));
                }
                stack.push((node, depth));
            }
            Event::Empty(start) => {
                let depth = scope.enter(&start);
                let node = open(&start, &scope, at, after);
                scope.leave(depth);
                if let Some((parent, _)) = stack.last_mut() {
                    parent.children.push(node);
                }
            }
            Event::End(_) => {
                let Some((mut node, depth)) = stack.pop() else { break };
                scope.leave(depth);
                node.inner.end = at;
                match stack.last_mut() {
                    Some((parent, _)) => parent.children.push(node),
                    None => break,
                }
            }
            Event::Eof => break,
            other => {
                if let Some((node, _)) = stack.last_mut() {
                    add_text(&mut node.text, other);
                }
            }
        }
    }
    if stack.len() > 1 && !cut {
        let message = "an element is not closed";
        return Err(UnlocatedDiagnostic::new(Code::RecordSyntax, text.len(), message));
    }
    while stack.len() > 1 {
        let (Some((mut node, _)), Some((parent, _))) = (stack.pop(), stack.last_mut()) else {
            break;
        };
        node.inner.end = text.len();
        parent.children.push(node);
    }
    Ok(stack.pop().map(|(root, _)| root.children).unwrap_or_default())
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Returns the parser's words as a sentence of a message.
fn sentence(error: &quick_xml::Error) -> String {
    let words = error.to_string();
    let words = words.strip_prefix("ill-formed document: ").unwrap_or(&words);
    let words = words.strip_prefix("syntax error: ").unwrap_or(words);
    format!("the XML is not well-formed: {}", short(words))
}

fn open(start: &BytesStart<'_>, scope: &Scope, at: usize, after: usize) -> Node {
    let mut all = start.attributes();
    let attributes = all.with_checks(false).flatten().filter(|attribute| {
        let key = attribute.key.as_ref();
        key != "xmlns" && !key.starts_with("xmlns:")
    });
    let attributes = attributes.map(|attribute| {
        let value = unescape_with(&attribute.value, resolve_html5_entity);
        // What is no entity stays as it is.
        let value = value.unwrap_or(Cow::Borrowed(&attribute.value)).into_owned();
        (scope.name(attribute.key.as_ref()), value)
    });
    let attributes = attributes.collect();
    let name = scope.name(start.name().as_ref());
    Node { name, at, attributes, inner: after..after, ..Node::default() }
}

/// Appends what `event` says to `text`.
fn add_text(text: &mut String, event: Event<'_>) {
    match event {
        Event::Text(part) => text.push_str(&part.xml10_content()),
        Event::CData(part) => text.push_str(&part.xml10_content()),
        Event::GeneralRef(part) => add_reference(text, &part),
        _ => {}
    }
}

fn add_reference(text: &mut String, part: &BytesRef<'_>) {
    if let Ok(Some(letter)) = part.resolve_char_ref() {
        text.push(letter);
        return;
    }
    let name = part.xml10_content();
    // An entity that the document itself defines is never expanded: it stays as it is written.
    match resolve_html5_entity(&name) {
        Some(letters) => text.push_str(letters),
        None => {
            text.push('&');
            text.push_str(&name);
            text.push(';');
        }
    }
}

impl Node {
    /// Returns the attribute `name`, trimmed, if it is not empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns its text, trimmed, if it is not empty.
    pub(super) fn trimmed(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// Returns the text of the first child `name`.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        self.children.iter().find(|child| child.name == name)?.trimmed()
    }

    /// Returns the whole element as the value of an unknown key; `source` is the text that was parsed.
    pub(super) fn into_value(self, source: &str) -> Value<'static> {
        // Text between elements, such as markup, has an order that a map would lose.
        let text = if !self.children.is_empty() && self.trimmed().is_some() {
            return with_attributes(
                self.attributes,
                Some(source[self.inner].to_owned()),
                Vec::new(),
            );
        } else {
            Some(self.text).filter(|text| self.children.is_empty() && !text.trim().is_empty())
        };
        with_attributes(self.attributes, text, grouped(self.children, source))
    }
}

/// Returns a map of attributes, text and members, or the text alone.
fn with_attributes(
    attributes: Vec<(String, String)>,
    text: Option<String>,
    members: Map<'static>,
) -> Value<'static> {
    if attributes.is_empty() && members.is_empty() {
        return Value::Text(text.unwrap_or_default().into());
    }
    let mut map = Members::default();
    for (key, value) in attributes {
        map.add(format!("@{key}"), Value::Text(value.into()));
    }
    let mut map = map.map;
    map.extend(text.map(|text| ("#text".into(), Value::Text(text.into()))));
    map.extend(members);
    Value::Map(map)
}

/// Returns the elements as members of a map; those with the same name as a list.
pub(super) fn grouped(nodes: Vec<Node>, source: &str) -> Map<'static> {
    let mut members = Members::default();
    for node in nodes {
        members.add(node.name.clone(), node.into_value(source));
    }
    members.map
}

/// The members of a map, which are found by their names: an item may have very many.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) map: Map<'static>,
    places: HashMap<String, usize>,
    /// The members that are a list of several.
    lists: HashSet<usize>,
}

impl Members {
    /// Adds a member; a second one of that name makes a list of both.
    pub(super) fn add(&mut self, key: String, value: Value<'static>) {
        let Some(&index) = self.places.get(&key) else {
            self.places.insert(key.clone(), self.map.len());
            self.map.push((key.into(), value));
            return;
        };
        let first = &mut self.map[index].1;
        match first {
            Value::List(items) if self.lists.contains(&index) => items.push(value),
            _ => {
                let before = std::mem::replace(first, Value::Null);
                *first = Value::List(vec![before, value]);
                self.lists.insert(index);
            }
        }
    }

    /// Returns the member `key`.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'static>> {
        self.places.get(key).map(|index| &self.map[*index].1)
    }
}
