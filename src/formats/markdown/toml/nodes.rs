//! The lists and tables of a TOML document while it is put together.

use std::borrow::Cow;
use std::collections::HashMap;
use std::mem;

use crate::decode::tree::{Entry, Spanned, SpannedKind};

/// The index of the outermost table.
pub(super) const ROOT: usize = 0;

pub(super) struct Node<'a> {
    /// The byte of the file where it begins.
    pub(super) at: usize,
    /// The number of lists and maps that it is in.
    pub(super) depth: usize,
    pub(super) kind: Kind<'a>,
}

pub(super) enum Kind<'a> {
    Scalar(SpannedKind<'a>),
    List(Vec<usize>),
    /// The tables of headers `[[a]]`.
    Tables(Vec<usize>),
    Table(Table<'a>),
}

pub(super) struct Table<'a> {
    keys: Vec<(Cow<'a, str>, usize, usize)>,
    /// The places in `keys`, for many keys.
    by_name: HashMap<Cow<'a, str>, usize>,
    pub(super) origin: Origin,
}

/// What made a table.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Origin {
    /// The header of a table in it.
    Implied,
    Header,
    Dotted,
    Inline,
}

impl<'a> Table<'a> {
    pub(super) fn new(origin: Origin) -> Self {
        Self { keys: Vec::new(), by_name: HashMap::new(), origin }
    }

    fn get(&self, key: &str) -> Option<usize> {
        self.by_name.get(key).map(|&index| self.keys[index].2)
    }

    fn add(&mut self, key: Cow<'a, str>, at: usize, node: usize) {
        self.by_name.insert(key.clone(), self.keys.len());
        self.keys.push((key, at, node));
    }
}

/// All values of a document, in the order in which they begin.
pub(super) struct Nodes<'a>(Vec<Node<'a>>);

impl<'a> Nodes<'a> {
    /// Returns an empty document that begins at byte `base` of its file.
    pub(super) fn new(base: usize) -> Self {
        let table = Kind::Table(Table::new(Origin::Header));
        Self(vec![Node { at: base, depth: 0, kind: table }])
    }

    pub(super) fn add(&mut self, node: Node<'a>) -> usize {
        self.0.push(node);
        self.0.len() - 1
    }

    pub(super) fn at(&mut self, node: usize) -> &mut Node<'a> {
        &mut self.0[node]
    }

    /// Adds the value `node` to a table.
    pub(super) fn put(&mut self, table: usize, (key, at): (Cow<'a, str>, usize), node: usize) {
        if let Kind::Table(table) = &mut self.0[table].kind {
            table.add(key, at, node);
        }
    }

    /// Returns the value of a key in a table.
    pub(super) fn get(&self, table: usize, key: &str) -> Option<usize> {
        match &self.0[table].kind {
            Kind::Table(table) => table.get(key),
            _ => None,
        }
    }

    /// Returns the byte where a key of a table begins.
    pub(super) fn place(&self, table: usize, key: &str) -> Option<usize> {
        match &self.0[table].kind {
            Kind::Table(table) => table.by_name.get(key).map(|&index| table.keys[index].1),
            _ => None,
        }
    }

    /// Takes the tree of a node.
    pub(super) fn spanned(&mut self, node: usize) -> Spanned<'a> {
        let Node { at, kind, .. } = &mut self.0[node];
        let (at, kind) = (*at, mem::replace(kind, Kind::List(Vec::new())));
        let data = match kind {
            Kind::Scalar(value) => value,
            Kind::List(items) | Kind::Tables(items) => {
                SpannedKind::List(items.into_iter().map(|item| self.spanned(item)).collect())
            }
            Kind::Table(table) => {
                let entries = table.keys.into_iter();
                SpannedKind::Map(
                    entries
                        .map(|(key, at, node)| Entry { key, at, node: self.spanned(node) })
                        .collect(),
                )
            }
        };
        Spanned { at, data }
    }
}
