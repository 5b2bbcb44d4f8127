//! Puts the keys and tables of a TOML document together.
//!
//! A table may be opened once by its header, and a header may open tables within tables. What a dotted key or an
//! inline table has made cannot be opened by a header, and dotted keys cannot add to what a header has made.

use std::borrow::Cow;

use toml_parser::parser::{Event, EventKind};
use toml_parser::{ParseError, Source};

use super::super::document::{Document, Part, place};
use super::nodes::{Kind, Node, Nodes, Origin, ROOT, Table};
use super::{LIMIT, scalar, words};
use crate::decode::tree::SpannedKind;
use crate::diagnostic::{Code, UnlocatedDiagnostic, keep};
use crate::model::value::{MAX_DEPTH, Value};

/// Adds the tree of these events, which have no syntax error, to `document`, with the problems of its keys and
/// values. Places count from the start of the file, where `source` begins at byte `base`.
pub(super) fn build<'a>(
    source: Source<'a>,
    events: &[Event],
    base: usize,
    document: &mut Document<'a>,
) {
    let is_blank = |event: &&Event| {
        matches!(event.kind(), EventKind::Whitespace | EventKind::Comment | EventKind::Newline)
    };
    let events: Vec<&Event> = events.iter().filter(|event| !is_blank(event)).collect();
    let nodes = Nodes::new(base);
    let mut builder = Builder { source, events: &events, base, nodes, place: Vec::new(), document };
    let mut current = ROOT;
    // The number of parts of `place` that lead to the current table.
    let mut section = 0;
    while let Some(event) = builder.events.first() {
        let opened = match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                builder.place.clear();
                let opened = builder.header();
                section = builder.place.len();
                opened.map(|table| current = table)
            }
            EventKind::SimpleKey => builder.key_value(current),
            _ => {
                builder.next();
                continue;
            }
        };
        builder.place.truncate(section);
        // Values that are nested too deeply; all other problems leave a tree.
        if opened.is_none() {
            return;
        }
    }
    let root = builder.nodes.spanned(ROOT);
    builder.document.spans.sort_unstable();
    builder.document.root = Some(root);
}

/// A key and the byte of the file where it begins.
type Key<'a> = (Cow<'a, str>, usize);

struct Builder<'a, 'e> {
    source: Source<'a>,
    /// The events that are left.
    events: &'e [&'e Event],
    base: usize,
    nodes: Nodes<'a>,
    /// The keys and indexes on the way to the current value.
    place: Vec<Part<'a>>,
    document: &'e mut Document<'a>,
}

impl<'a, 'e> Builder<'a, 'e> {
    fn next(&mut self) -> Option<&'e Event> {
        let (first, rest) = self.events.split_first()?;
        self.events = rest;
        Some(first)
    }

    fn skip(&mut self, kind: EventKind) -> bool {
        let is_there = self.events.first().is_some_and(|event| event.kind() == kind);
        if is_there {
            self.next();
        }
        is_there
    }

    fn error(&mut self, code: Code, at: usize, message: String) {
        let problem = UnlocatedDiagnostic::new(code, at, message).in_field(place(&self.place));
        keep(&mut self.document.errors, problem);
    }

    /// Adds a node; `None`, with a problem, if it is nested too deeply.
    fn add(&mut self, at: usize, depth: usize, kind: Kind<'a>) -> Option<usize> {
        if depth > LIMIT {
            let message = format!("values are nested more than {MAX_DEPTH} levels deep");
            self.error(Code::TooDeep, at, message);
            return None;
        }
        Some(self.nodes.add(Node { at, depth, kind }))
    }

    /// Adds a table in the table `parent`.
    fn child(&mut self, parent: usize, key: Key<'a>, origin: Origin, at: usize) -> Option<usize> {
        let table = Kind::Table(Table::new(origin));
        let depth = self.nodes.at(parent).depth + 1;
        let node = self.add(at, depth, table)?;
        self.nodes.put(parent, key, node);
        Some(node)
    }

    /// Reads a key: its parts, of which there is at least one.
    fn key(&mut self) -> Vec<Key<'a>> {
        let mut parts = Vec::new();
        while let Some(event) = self.events.first().filter(|e| e.kind() == EventKind::SimpleKey) {
            self.next();
            let mut text = Cow::Borrowed("");
            if let Some(raw) = self.source.get(*event) {
                let (source, base) = (self.source.input(), self.base);
                let errors = &mut self.document.errors;
                raw.decode_key(&mut text, &mut |error: ParseError| {
                    keep(errors, words::problem(&error, source, base));
                });
            }
            parts.push((text, self.base + event.span().start()));
            if !self.skip(EventKind::KeySep) {
                break;
            }
        }
        parts
    }

    /// Reads a header, and returns the table that it opens.
    fn header(&mut self) -> Option<usize> {
        let event = self.next()?;
        let at = self.base + event.span().start();
        let is_array = event.kind() == EventKind::ArrayTableOpen;
        let mut keys = self.key();
        while self.skip(EventKind::StdTableClose) || self.skip(EventKind::ArrayTableClose) {}
        let last = keys.pop()?;
        let mut parent = ROOT;
        for key in keys {
            parent = self.step(parent, key, Origin::Implied, at)?;
        }
        self.place.push(Part::Key(last.0.clone()));
        if is_array { self.open_array(parent, last, at) } else { self.open(parent, last, at) }
    }

    /// Returns the table that the header `[…last]` opens.
    fn open(&mut self, parent: usize, last: Key<'a>, at: usize) -> Option<usize> {
        let Some(found) = self.nodes.get(parent, &last.0) else {
            return self.child(parent, last, Origin::Header, at);
        };
        let node = self.nodes.at(found);
        match &mut node.kind {
            Kind::Table(table) if table.origin == Origin::Implied => {
                table.origin = Origin::Header;
                node.at = at;
                Some(found)
            }
            _ => self.other_table(&last, parent),
        }
    }

    /// Returns the table that the header `[[…last]]` opens.
    fn open_array(&mut self, parent: usize, last: Key<'a>, at: usize) -> Option<usize> {
        let found = self.nodes.get(parent, &last.0);
        let depth = self.nodes.at(parent).depth + 2;
        let item = self.add(at, depth, Kind::Table(Table::new(Origin::Header)))?;
        let index = match found.map(|found| &mut self.nodes.at(found).kind) {
            Some(Kind::Tables(items)) => {
                items.push(item);
                items.len() - 1
            }
            Some(_) => return self.other_table(&last, parent),
            None => {
                let tables = self.add(at, depth - 1, Kind::Tables(vec![item]))?;
                self.nodes.put(parent, last, tables);
                0
            }
        };
        self.place.push(Part::Index(index));
        Some(item)
    }

    /// Says that the key is given twice in the table `parent`.
    fn twice(&mut self, (key, at): &Key<'a>, parent: usize) {
        let first = self.nodes.place(parent, key);
        let problem = UnlocatedDiagnostic::twice("key", key, *at, first);
        keep(&mut self.document.errors, problem.in_field(place(&self.place)));
    }

    /// Reports that the key is given twice, and returns a table outside the tree, which takes what follows.
    fn other_table(&mut self, key: &Key<'a>, parent: usize) -> Option<usize> {
        self.twice(key, parent);
        let depth = self.nodes.at(parent).depth + 1;
        self.add(key.1, depth, Kind::Table(Table::new(Origin::Header)))
    }

    /// Returns the table of the key in the table `parent`, made by `origin` if there is none.
    fn step(&mut self, parent: usize, key: Key<'a>, origin: Origin, at: usize) -> Option<usize> {
        self.place.push(Part::Key(key.0.clone()));
        let Some(found) = self.nodes.get(parent, &key.0) else {
            return self.child(parent, key, origin, at);
        };
        let is_dotted = origin == Origin::Dotted;
        match &mut self.nodes.at(found).kind {
            Kind::Table(table) if is_dotted => match table.origin {
                Origin::Dotted | Origin::Implied => {
                    table.origin = Origin::Dotted;
                    Some(found)
                }
                Origin::Header | Origin::Inline => self.other_table(&key, parent),
            },
            Kind::Table(table) if table.origin != Origin::Inline => Some(found),
            Kind::Tables(items) if !is_dotted => {
                self.place.push(Part::Index(items.len().saturating_sub(1)));
                items.last().copied()
            }
            _ => self.other_table(&key, parent),
        }
    }

    /// Reads a key and its value into the table.
    fn key_value(&mut self, table: usize) -> Option<()> {
        let before = self.place.len();
        let mut keys = self.key();
        let last = keys.pop()?;
        let mut parent = table;
        for key in keys {
            let at = key.1;
            parent = self.step(parent, key, Origin::Dotted, at)?;
        }
        self.place.push(Part::Key(last.0.clone()));
        self.skip(EventKind::KeyValSep);
        let is_new = self.nodes.get(parent, &last.0).is_none();
        if !is_new {
            self.twice(&last, parent);
        }
        let depth = self.nodes.at(parent).depth + 1;
        let value = self.value(depth)?;
        if is_new {
            self.nodes.put(parent, last, value);
        }
        self.place.truncate(before);
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<usize> {
        let event = self.next()?;
        let start = self.base + event.span().start();
        let (node, end) = match event.kind() {
            EventKind::ArrayOpen => self.array(start, depth)?,
            EventKind::InlineTableOpen => self.inline_table(start, depth)?,
            _ => (self.scalar(event, depth)?, event.span().end()),
        };
        self.document.spans.push((start, self.base + end));
        Some(node)
    }

    /// Returns an array, and the byte of the TOML where it ends.
    fn array(&mut self, at: usize, depth: usize) -> Option<(usize, usize)> {
        let list = self.add(at, depth, Kind::List(Vec::new()))?;
        let mut items = Vec::new();
        loop {
            let event = *self.events.first()?;
            match event.kind() {
                EventKind::ArrayClose => {
                    self.next();
                    self.nodes.at(list).kind = Kind::List(items);
                    return Some((list, event.span().end()));
                }
                EventKind::ValueSep => {
                    self.next();
                }
                _ => {
                    self.place.push(Part::Index(items.len()));
                    items.push(self.value(depth + 1)?);
                    self.place.pop();
                }
            }
        }
    }

    /// Returns a table in braces, and the byte of the TOML where it ends.
    fn inline_table(&mut self, at: usize, depth: usize) -> Option<(usize, usize)> {
        let table = self.add(at, depth, Kind::Table(Table::new(Origin::Inline)))?;
        loop {
            let event = *self.events.first()?;
            match event.kind() {
                EventKind::SimpleKey => self.key_value(table)?,
                EventKind::InlineTableClose => {
                    self.next();
                    return Some((table, event.span().end()));
                }
                _ => {
                    self.next();
                }
            }
        }
    }

    fn scalar(&mut self, event: &Event, depth: usize) -> Option<usize> {
        let at = self.base + event.span().start();
        let raw = self.source.get(event)?.as_str();
        let (source, base) = (self.source.input(), self.base);
        let (errors, place) = (&mut self.document.errors, &self.place);
        let mut report = |error: ParseError| {
            let problem = words::problem(&error, source, base);
            keep(errors, problem.in_field(self::place(place)));
        };
        let value = match scalar::of(raw, event.encoding(), event.span(), &mut report) {
            Ok(value) => value,
            Err(message) => {
                self.error(Code::TomlSyntax, at, format!("`{raw}` {message}"));
                SpannedKind::Scalar(Value::Null)
            }
        };
        self.add(at, depth, Kind::Scalar(value))
    }
}
