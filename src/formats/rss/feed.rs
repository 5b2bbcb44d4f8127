//! What the head of a feed says of all its items.

use super::links;
use super::names::{Kind, Scope};
use super::people;
use super::tree::{self, Node};
use crate::decode::json_tree;
use crate::model::article::Author;

/// Names of elements that are kept for a message.
const NAMES: usize = 100;

/// What holds for every item of a feed.
#[derive(Debug)]
pub(super) struct Feed {
    pub(super) scope: Scope,
    /// The title of the feed.
    pub(super) name: Option<String>,
    /// The domain of its page.
    pub(super) domain: Option<String>,
    pub(super) locale: Option<String>,
    /// The authors of items without any, in Atom.
    pub(super) authors: Vec<Author<'static>>,
    /// The source up to the first item.
    pub(super) head: Vec<u8>,
    /// The ends of the elements around the items.
    pub(super) tail: Vec<u8>,
}

impl Feed {
    /// Returns what the `head` of a feed says, the source up to its first item, and the words on what was not read.
    /// `open` are the names of the elements around the items.
    pub(super) fn read(kind: Kind, head: &[u8], open: &[String]) -> (Self, Option<String>) {
        let text = String::from_utf8_lossy(head);
        let mut scope = Scope::new(kind);
        let nodes = tree::parse(&text, &scope, true).unwrap_or_default();
        declare(&text, &mut scope);
        let ends: Vec<String> = open.iter().rev().map(|name| format!("</{name}>")).collect();
        let mut feed = Self {
            scope,
            name: None,
            domain: None,
            locale: None,
            authors: Vec::new(),
            head: head.to_vec(),
            tail: format!("\n{}\n", ends.concat()).into_bytes(),
        };
        let mut others: Vec<String> = Vec::new();
        for root in nodes {
            feed.locale = root.attribute("xml:lang").map(str::to_owned);
            for node in root.children {
                if node.name == "channel" {
                    for node in node.children {
                        feed.take(node, &mut others);
                    }
                } else {
                    feed.take(node, &mut others);
                }
            }
        }
        let names: Vec<&str> = others.iter().map(String::as_str).collect();
        let rest = (!names.is_empty())
            .then(|| format!("elements of the feed were not read: {}", json_tree::names(&names)));
        (feed, rest)
    }

    /// Takes an element of the feed, or notes its name.
    fn take(&mut self, node: Node, others: &mut Vec<String>) {
        let is_page = |node: &Node| node.attribute("rel").is_none_or(|rel| rel == "alternate");
        match node.name.as_str() {
            "title" if self.name.is_none() => self.name = node.trimmed().map(str::to_owned),
            "link" | "atom:link" if self.domain.is_none() && is_page(&node) => {
                let url = node.attribute("href").or(node.trimmed());
                self.domain = url.and_then(links::domain);
            }
            "language" | "dc:language" => {
                self.locale = node.trimmed().map(str::to_owned).or(self.locale.take());
            }
            "author" if self.scope.kind() == Kind::Atom => {
                self.authors.extend(people::person(&node));
            }
            // The table of contents of RSS 1.0.
            "items" => {}
            _ if others.len() >= NAMES || others.contains(&node.name) => {}
            _ => others.push(node.name),
        }
    }
}

/// Adds the prefixes that the elements around the items declare.
fn declare(text: &str, scope: &mut Scope) {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut tags = 0;
    while let Ok(event) = reader.read_event() {
        match event {
            quick_xml::events::Event::Start(start) => {
                // Only the root and the channel are around all items.
                if tags == 0 || super::sniff::local(start.name().as_ref()) == "channel" {
                    scope.enter(&start);
                }
                tags += 1;
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
}
