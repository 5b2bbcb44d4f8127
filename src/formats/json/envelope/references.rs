//! References of articles to other nodes of their graph: `"author": {"@id": "#ada"}`.

use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use super::members;
use crate::decode::json_tree;
use crate::model::article::Article;
use crate::model::value::{Map, Value, into_owned_map};

/// The members that a reference is followed from: those that become fields.
const FOLLOWED: [&str; 4] = ["author", "creator", "publisher", "image"];

/// The nodes of a graph that are not articles, by their names.
#[derive(Debug, Default)]
pub(super) struct References(HashMap<String, Map<'static>>);

impl References {
    /// Returns those of these nodes that have a name.
    pub(super) fn of(nodes: &[&RawValue]) -> Self {
        let named = nodes.iter().filter_map(|node| {
            let map = into_owned_map(json_tree::object(node.get()).ok()?);
            Some((name(&map)?.to_owned(), map))
        });
        // The first one of a name wins.
        let mut nodes = HashMap::new();
        for (name, map) in named {
            nodes.entry(name).or_insert(map);
        }
        Self(nodes)
    }

    /// Puts what the article refers to in the place of the references. What a reference says itself wins, and one to
    /// nothing stays. References within nodes are not followed, so a circle cannot keep it busy.
    pub(super) fn resolve(&self, article: &mut Article<'_>) {
        if self.0.is_empty() {
            return;
        }
        for (key, value) in &mut article.extra {
            if FOLLOWED.contains(&&**key) {
                match value {
                    Value::List(items) => items.iter_mut().for_each(|item| self.complete(item)),
                    one => self.complete(one),
                }
            }
        }
    }

    fn complete(&self, value: &mut Value<'_>) {
        let Value::Map(map) = value else { return };
        let Some(node) = name(map).and_then(|name| self.0.get(name)) else { return };
        for (key, value) in node {
            if !map.iter().any(|(known, _)| known == key) {
                map.push((key.clone(), value.clone()));
            }
        }
    }
}

/// Returns the name of a node, or of what is referred to.
fn name<'m>(map: &'m Map<'_>) -> Option<&'m str> {
    map.iter().find(|(key, _)| key == "@id").and_then(|(_, value)| value.as_text())
}

/// Returns the names that these articles refer to.
pub(super) fn named_by(source: &str, articles: &[&RawValue]) -> HashSet<String> {
    let mut names = HashSet::new();
    for article in articles {
        let followed = members::cut(source, article).unwrap_or_default().into_iter();
        for (_, value) in followed.filter(|(key, _)| FOLLOWED.contains(key)) {
            let Ok(value) = json_tree::parse(value.get()) else { continue };
            let items = match value.into_value() {
                Value::List(items) => items,
                one => vec![one],
            };
            let maps = items.iter().filter_map(|item| match item {
                Value::Map(map) => name(map),
                _ => None,
            });
            names.extend(maps.map(str::to_owned));
        }
    }
    names
}
