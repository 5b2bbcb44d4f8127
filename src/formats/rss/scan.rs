//! Finds the items of a feed in bytes that come one after the other.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use super::names::Kind;
use super::sniff::local;

/// Names of elements next to the items that are kept for a message.
const NAMES: usize = 100;

/// Number of open elements around the items that are distinguished.
const DEEPEST: usize = 100;

/// The state of the search.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Number of bytes that were scanned.
    pub(super) at: usize,
    /// The name of the first element.
    pub(super) root: Option<String>,
    /// The names of the open elements around the items.
    pub(super) open: Vec<String>,
    item: Option<Item>,
    /// The items that were found.
    pub(super) ready: Vec<Range<usize>>,
    /// Where the first item begins.
    pub(super) first: Option<usize>,
    /// The names of the open elements around the first item.
    pub(super) around: Vec<String>,
    /// The names of the elements after the first item that are not items.
    pub(super) others: Vec<String>,
}

/// An item whose end was not found yet.
#[derive(Debug)]
struct Item {
    from: usize,
    name: Vec<u8>,
    /// Number of elements of its name within it that are open.
    within: usize,
}

/// A part of the text between `<` and `>`.
enum Token {
    Start { name: Range<usize>, is_empty: bool },
    End { name: Range<usize> },
    Other,
}

impl Scan {
    /// Scans the rest of `bytes` up to the end of the item that completes `most` items or begins behind `far`.
    pub(super) fn run(&mut self, bytes: &[u8], most: usize, far: usize) {
        while self.ready.len() < most && self.ready.last().is_none_or(|last| last.end < far) {
            let Some(at) = memchr(b'<', &bytes[self.at..]).map(|found| self.at + found) else {
                self.at = bytes.len();
                return;
            };
            self.at = at;
            let Some((token, end)) = token(bytes, at) else { return };
            self.at = end;
            match token {
                Token::Start { name, is_empty } => self.start(bytes, name, is_empty, at..end),
                Token::End { name } => self.end(&bytes[name], end),
                Token::Other => {}
            }
        }
    }

    /// Moves all positions by `count` bytes, which were taken away from the beginning.
    pub(super) fn shift(&mut self, count: usize) {
        self.at -= count;
        if let Some(item) = &mut self.item {
            item.from -= count;
        }
    }

    /// Returns the start of the item that has no end yet.
    pub(super) fn item_start(&self) -> Option<usize> {
        self.item.as_ref().map(|item| item.from)
    }

    fn start(&mut self, bytes: &[u8], name: Range<usize>, is_empty: bool, tag: Range<usize>) {
        let name = &bytes[name];
        if let Some(item) = &mut self.item {
            item.within += usize::from(!is_empty && item.name == name);
            return;
        }
        let shown = String::from_utf8_lossy(name).into_owned();
        let above = self.open.last().map(|name| local(name));
        let is_inside = matches!(above, Some("rss" | "RDF" | "channel" | "feed" | "items"));
        if is_inside && matches!(local(&shown), "item" | "entry") {
            if self.first.is_none() {
                self.first = Some(tag.start);
                self.around.clone_from(&self.open);
            }
            if is_empty {
                self.ready.push(tag);
            } else {
                self.item = Some(Item { from: tag.start, name: name.to_vec(), within: 0 });
            }
            return;
        }
        let is_channel = matches!(local(&shown), "channel" | "items");
        if is_inside
            && !is_channel
            && self.first.is_some()
            && self.others.len() < NAMES
            && !self.others.contains(&shown)
        {
            self.others.push(shown.clone());
        }
        self.root.get_or_insert_with(|| shown.clone());
        if !is_empty && self.open.len() < DEEPEST {
            self.open.push(shown);
        }
    }

    fn end(&mut self, name: &[u8], end: usize) {
        if let Some(item) = &mut self.item {
            if item.name != name {
                return;
            }
            match item.within.checked_sub(1) {
                Some(within) => item.within = within,
                None => {
                    self.ready.push(item.from..end);
                    self.item = None;
                }
            }
            return;
        }
        // An end without its start is passed over: damage in the feed around the items does not
        // matter to them.
        if let Some(index) = self.open.iter().rposition(|open| open.as_bytes() == name) {
            self.open.truncate(index);
        }
    }
}

/// Returns the token at the `<` at byte `at` and its end; `None` if it is cut off.
fn token(bytes: &[u8], at: usize) -> Option<(Token, usize)> {
    let rest = &bytes[at..];
    let until = |end: &[u8]| Some((Token::Other, at + memmem::find(rest, end)? + end.len()));
    if b"<![CDATA[".starts_with(&rest[..rest.len().min(9)]) {
        return if rest.len() < 9 { None } else { until(b"]]>") };
    }
    if b"<!--".starts_with(&rest[..rest.len().min(4)]) {
        return if rest.len() < 4 { None } else { until(b"-->") };
    }
    match rest.get(1)? {
        b'?' => until(b"?>"),
        b'!' => Some((Token::Other, at + end_of_doctype(rest)?)),
        b'/' => {
            let end = memchr(b'>', rest)?;
            let name = rest[2..end].trim_ascii_end();
            Some((Token::End { name: at + 2..at + 2 + name.len() }, at + end + 1))
        }
        first if first.is_ascii_alphabetic() || *first == b'_' || !first.is_ascii() => {
            let end = end_of_tag(rest)?;
            let is_empty = rest[..end].ends_with(b"/");
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
            let name = rest.iter().skip(1).position(is_end)? + 1;
            Some((Token::Start { name: at + 1..at + name, is_empty }, at + end + 1))
        }
        // A `<` of its own.
        _ => Some((Token::Other, at + 1)),
    }
}

/// Returns the byte of the `>` that ends a tag; those within quotes do not.
fn end_of_tag(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr3(b'>', b'"', b'\'', rest.get(at..)?)?;
        if rest[at] == b'>' {
            return Some(at);
        }
        at += 1 + memchr(rest[at], rest.get(at + 1..)?)? + 1;
    }
}

/// Returns the byte after a document type, which may have declarations in brackets.
fn end_of_doctype(rest: &[u8]) -> Option<usize> {
    let close = memchr(b'>', rest)?;
    match memchr(b'[', &rest[..close]) {
        None => Some(close + 1),
        Some(_) => {
            let end = memchr(b']', rest).map(|from| (from, memchr(b'>', &rest[from..])));
            end.and_then(|(from, found)| Some(from + found? + 1))
        }
    }
}

/// Returns the kind of the feed whose first element has this name; `None` if it is no feed.
pub(super) fn kind_of(root: &str) -> Option<Kind> {
    match local(root) {
        "rss" => Some(Kind::Rss),
        "RDF" => Some(Kind::Rdf),
        "feed" => Some(Kind::Atom),
        _ => None,
    }
}
