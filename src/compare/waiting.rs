//! The articles of one side that wait for their counterparts on the other.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::differences::{Sameness, article};
use super::packed::{pack, unpack};
use crate::diagnostic::error::{Error, Result};
use crate::io::shelf::{Place, Shelf};
use crate::model::article::Article;
use crate::model::value::Value;

/// What pairs articles: the path, or the number among those without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'k> {
    Path(&'k str),
    Unnamed(u64),
}

impl Key<'_> {
    fn hashed(self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// An article that is put aside. Its text may be in a temporary file, so that millions can wait.
#[derive(Debug)]
pub(super) struct Entry {
    /// The hash of its key.
    pub(super) key: u64,
    /// Its number on its side, from 1.
    pub(super) number: u64,
    place: Place,
}

/// An article that is looked for on the other side.
pub(super) struct Candidate<'c> {
    value: Value<'c>,
    key: u64,
    number: u64,
    /// The hash of the key and of what the article says.
    hash: u64,
}

impl<'c> Candidate<'c> {
    pub(super) fn new(of: &'c Article<'_>, key: Key<'_>, number: u64, sameness: Sameness) -> Self {
        let value = article(of, sameness);
        let key = key.hashed();
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        value.hash_meaning(&mut hasher);
        Self { value, key, number, hash: hasher.finish() }
    }
}

/// The articles of one side that wait, by the hash of what they say and then by their number.
#[derive(Debug, Default)]
pub(super) struct Waiting(BTreeMap<(u64, u64), (u64, Place)>);

impl Waiting {
    /// Puts `candidate` aside.
    ///
    /// # Errors
    /// When the folder for temporary files is missing or full.
    pub(super) fn add(&mut self, candidate: Candidate<'_>, store: &mut Shelf) -> Result<()> {
        let Candidate { value, key, number, hash } = candidate;
        let mut bytes = Vec::new();
        pack(&value, &mut bytes);
        let place = store.put(bytes).map_err(fault)?;
        self.0.insert((hash, number), (key, place));
        Ok(())
    }

    /// Removes the first article that is equal to `candidate`. Returns whether there was one.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn remove_equal(
        &mut self,
        candidate: &Candidate<'_>,
        sameness: Sameness,
        store: &mut Shelf,
    ) -> Result<bool> {
        let mut bytes = Vec::new();
        let mut found = None;
        let alike = (candidate.hash, 0)..=(candidate.hash, u64::MAX);
        for (at, (key, place)) in self.0.range(alike) {
            // Equal hashes do not make equal articles.
            store.read(place, &mut bytes).map_err(fault)?;
            let value = unpack(&bytes);
            if *key == candidate.key
                && value.is_some_and(|value| sameness.are_same(&value, &candidate.value))
            {
                found = Some(*at);
                break;
            }
        }
        let Some((_, place)) = found.and_then(|at| self.0.remove(&at)) else { return Ok(false) };
        store.remove(place);
        Ok(true)
    }

    /// Returns how many wait.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns what still waits, by key and then by number.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        let entry = |((_, number), (key, place))| Entry { key, number, place };
        let mut entries: Vec<_> = self.0.into_iter().map(entry).collect();
        entries.sort_unstable_by_key(|entry| (entry.key, entry.number));
        entries
    }
}

impl Entry {
    /// Returns what the article says, in `bytes`.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(super) fn load<'b>(&self, store: &mut Shelf, bytes: &'b mut Vec<u8>) -> Result<Value<'b>> {
        store.read(&self.place, bytes).map_err(fault)?;
        unpack(bytes)
            .ok_or_else(|| Error::Internal("an article that waited was changed".to_owned()))
    }
}

fn fault(source: std::io::Error) -> Error {
    Error::Output { name: "the comparison".to_owned(), source }
}
