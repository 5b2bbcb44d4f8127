//! The keys that a mapping leaves, with what is known about their values: [`Keys`].

use std::collections::BTreeMap;

use crate::decode::shapes::{fold, is_field_name};
use crate::diagnostic::excerpt::short;
use crate::model::article::Article;
use crate::model::value::{Map, Value};
use crate::pipeline::mapping::{Guess, Guesses, as_source};

use super::types::Tally;

/// The number of keys that are kept in memory.
const MOST_KEYS: usize = 4096;

/// The longest key that is kept, with all its steps, in bytes.
const KEY_BYTES: usize = 200;

/// The deepest key: `a.b` has two steps.
const MOST_STEPS: usize = 8;

/// What a mapping knows of a key that it leaves: its value did not fit, or the field had another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Nothing,
    /// It is the name of a field.
    Field,
    /// It is a source of a field.
    Source,
}

/// What is known about one key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    /// The key and the keys within it, as they were first spelled.
    pub(super) steps: Vec<String>,
    /// The same, as a source of a mapping.
    pub(super) source: String,
    pub(super) tally: Tally,
    /// The field that it may mean, and how many articles lack that field while the value here is one.
    pub(super) guess: Option<(Guess, u64)>,
    /// What the mapping knows of it already.
    pub(super) known: Known,
    /// The first value, for people.
    pub(super) example: String,
}

/// The keys that a mapping leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// By their folded steps.
    pub(super) kept: BTreeMap<Vec<String>, Key>,
    /// How many values the sources of the mapping have in all.
    known: BTreeMap<Vec<String>, u64>,
    /// Whether a value of a field's own key does not fit the field.
    pub(super) has_misfits: bool,
    /// Number of values whose keys no source can name.
    pub(super) unnamed: u64,
    /// Number of values whose keys were one too many.
    pub(super) left_out: u64,
}

impl Keys {
    /// Adds the keys of an article that its mapping has left in `mapped`.
    pub(super) fn add(&mut self, article: &Article<'_>, mapped: &Article<'_>, guesses: &Guesses) {
        walk(&article.extra, &mut Vec::new(), &mut |way, _| {
            let folded = folded(way);
            if guesses.knows(&folded) {
                *self.known.entry(folded).or_default() += 1;
            }
        });
        walk(&mapped.extra, &mut Vec::new(), &mut |way, value| {
            self.value(mapped, way, value, guesses);
        });
    }

    fn value(
        &mut self,
        article: &Article<'_>,
        way: &[String],
        value: &Value<'_>,
        guesses: &Guesses,
    ) {
        if way.iter().map(String::len).sum::<usize>() > KEY_BYTES {
            self.unnamed += 1;
            return;
        }
        let folded = folded(way);
        if !self.kept.contains_key(&folded) {
            let Some(source) = as_source(way) else {
                self.unnamed += 1;
                return;
            };
            if self.kept.len() >= MOST_KEYS {
                self.left_out += 1;
                return;
            }
            let guess = match &folded[..] {
                [key] => guesses.of(key).map(|guess| (guess, 0)),
                _ => None,
            };
            let known = match &folded[..] {
                [key] if is_field_name(key) => Known::Field,
                way if guesses.knows(way) => Known::Source,
                _ => Known::Nothing,
            };
            let (steps, tally, example) = (way.to_vec(), Tally::default(), example(value));
            let key = Key { steps, source, tally, guess, known, example };
            self.kept.insert(folded.clone(), key);
        }
        if let Some(key) = self.kept.get_mut(&folded) {
            key.tally.add(value);
            if let Some((guess, free)) = &mut key.guess {
                *free += u64::from(guess.fits(article, value));
            }
        }
    }

    /// Returns whether the mapping never took a value of this source.
    pub(super) fn is_unused(&self, key: &Key) -> bool {
        let values = self.known.get(&folded(&key.steps));
        key.known == Known::Source && values == Some(&key.tally.values)
    }

    /// Adds what a later part of the data has.
    pub(super) fn merge(&mut self, other: Self) {
        self.has_misfits |= other.has_misfits;
        self.unnamed += other.unnamed;
        self.left_out += other.left_out;
        for (way, values) in other.known {
            *self.known.entry(way).or_default() += values;
        }
        for (folded, key) in other.kept {
            if let Some(kept) = self.kept.get_mut(&folded) {
                kept.tally.merge(&key.tally);
                if let (Some((_, free)), Some((_, more))) = (&mut kept.guess, key.guess) {
                    *free += more;
                }
            } else if self.kept.len() < MOST_KEYS {
                self.kept.insert(folded, key);
            } else {
                self.left_out += key.tally.values;
            }
        }
    }
}

/// Calls `each` for every value in a map, with the keys that lead to it. What is deeper than the deepest key is one value.
fn walk(map: &Map<'_>, way: &mut Vec<String>, each: &mut dyn FnMut(&[String], &Value<'_>)) {
    for (name, value) in map {
        way.push(name.to_string());
        match value {
            Value::Null => {}
            Value::Map(inner) if !inner.is_empty() && way.len() < MOST_STEPS => {
                walk(inner, way, each);
            }
            _ => each(way, value),
        }
        way.pop();
    }
}

fn folded(way: &[String]) -> Vec<String> {
    way.iter().map(|step| fold(step)).collect()
}

/// Returns a value in a few words on one line.
fn example(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) => {
            // Only the beginning is wanted, and the text may be long.
            let head: String = text.chars().take(61).collect();
            let line: String = head.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            format!("\"{}\"", short(&line))
        }
        Value::List(items) => match items.first() {
            Some(first @ (Value::Text(_) | Value::Integer(_) | Value::Boolean(_))) => {
                format!("a list that begins with {}", example(first))
            }
            Some(_) => "a list".to_owned(),
            None => "an empty list".to_owned(),
        },
        Value::Map(_) => "a map".to_owned(),
        other => short(&other.to_string()).into_owned(),
    }
}
