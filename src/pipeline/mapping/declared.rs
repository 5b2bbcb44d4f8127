//! Declared columns: fills the unknown keys with their names, in the form that a column holds.
//!
//! A column takes the key of its own name, else one of its source. What it takes moves behind all other unknown keys,
//! in the order of the columns, as it does where an article comes from columns. `sourceStyle` remembers what was
//! changed.

use std::borrow::Cow;

use crate::decode::shapes::{self, folded};
use crate::model::value::{Map, Value};

use super::memory::{ColumnEntry, Kept};
use super::rules::{ColumnRule, Rules};
use super::source::{self, From, Source, Step};

/// What became of the declared columns of an article.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    /// The values that were changed or come from another key.
    pub(super) entries: Vec<ColumnEntry<'a>>,
    /// The unknown keys in the order that they had, if they have another one now.
    pub(super) order: Option<Vec<Cow<'a, str>>>,
    /// The values of columns' own keys that do not fit: each with the place of its column.
    pub(super) wrong: Vec<(String, usize)>,
    /// The sources whose values do not fit: each with the place of its column.
    pub(super) misfits: Vec<(String, usize)>,
    /// Whether keys of columns that are null were taken out of the unknown keys.
    had_nulls: bool,
}

impl Declared<'_> {
    /// Returns whether the unknown keys are unchanged and have no problems.
    pub(super) fn is_nothing(&self) -> bool {
        let Self { entries, order, wrong, misfits, had_nulls } = self;
        !had_nulls
            && entries.is_empty()
            && order.is_none()
            && wrong.is_empty()
            && misfits.is_empty()
    }
}

/// How well a key is the one of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It has the column's name.
    Exact,
    /// It has the column's name but for case, `-` and `_`.
    Folded,
    /// It is the beginning of the source at this place.
    Source(usize),
}

/// An unknown key that a column may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    column: usize,
    rank: Rank,
    key: usize,
}

impl Rules {
    /// Fills the declared columns from the unknown keys of an article. `is_document` says that it is the only one of its
    /// source, which is remembered as it was.
    pub(super) fn declare<'a>(&self, extra: &mut Map<'a>, is_document: bool) -> Declared<'a> {
        let mut run = Run::new(self, extra.len());
        let candidates = run.candidates(extra);
        let nulls = run.take_nulls(extra);
        if candidates.is_empty() && nulls.is_empty() {
            return Declared::default();
        }
        run.declared.had_nulls = !nulls.is_empty();
        let had = extra.iter().zip(&run.taken).filter(|(_, is_null)| is_document || !**is_null);
        let before: Vec<Cow<'a, str>> = had.map(|((key, _), _)| key.clone()).collect();
        for of_column in candidates.chunk_by(|a, b| a.column == b.column) {
            run.column(of_column, extra);
        }
        if is_document {
            run.remember(nulls);
        }
        let Run { mut declared, taken, moved, .. } = run;
        let mut is_taken = taken.iter();
        extra.retain(|_| is_taken.next() != Some(&true));
        let origins =
            extra.iter().map(|(key, _)| key).chain(moved.iter().filter_map(|x| x.origin.as_ref()));
        if !origins.eq(before.iter()) {
            declared.order = Some(before);
        }
        extra.extend(moved.into_iter().map(|moved| (moved.name.into(), moved.value)));
        declared
    }
}

/// The run over the columns of one article.
struct Run<'r, 'a> {
    rules: &'r Rules,
    /// Whether each unknown key was taken as a whole.
    taken: Vec<bool>,
    moved: Vec<Moved<'a>>,
    declared: Declared<'a>,
}

/// A value on its way to the end of the unknown keys.
struct Moved<'a> {
    name: String,
    value: Value<'a>,
    /// The unknown key that was taken for it, if nothing is left of that.
    origin: Option<Cow<'a, str>>,
}

impl<'r, 'a> Run<'r, 'a> {
    fn new(rules: &'r Rules, keys: usize) -> Self {
        Self { rules, taken: vec![false; keys], moved: Vec::new(), declared: Declared::default() }
    }

    /// Returns the keys that may be values of columns, by column and rank.
    fn candidates(&self, extra: &Map<'a>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (key, (name, value)) in extra.iter().enumerate() {
            if *value == Value::Null {
                continue;
            }
            for &(column, source) in
                self.rules.column_index.get(&*folded(name)).into_iter().flatten()
            {
                let rank = match source {
                    Some(source) => Rank::Source(source),
                    None if *name == self.rules.columns[column].column.name => Rank::Exact,
                    None => Rank::Folded,
                };
                found.push(Candidate { column, rank, key });
            }
        }
        found.sort_unstable();
        found
    }

    /// Takes the keys of columns that are null, which is the same as absent.
    fn take_nulls(&mut self, extra: &Map<'a>) -> Vec<ColumnEntry<'a>> {
        let mut nulls = Vec::new();
        for (key, (name, value)) in extra.iter().enumerate() {
            if *value != Value::Null {
                continue;
            }
            let columns = self.rules.column_index.get(&*folded(name)).into_iter().flatten();
            // A source of a column may be null; it is an unknown key still.
            for (column, _) in columns.filter(|(_, source)| source.is_none()) {
                self.taken[key] = true;
                let column = self.rules.columns[*column].column.name.clone().into();
                let kept = Kept::Value(Value::Null);
                nulls.push(ColumnEntry { column, key: name.clone(), way: Vec::new(), kept });
            }
        }
        nulls
    }

    /// Remembers the keys that were null, each for a column of which nothing else is known.
    fn remember(&mut self, nulls: Vec<ColumnEntry<'a>>) {
        for null in nulls {
            let entries = &mut self.declared.entries;
            if entries.iter().all(|entry| entry.column != null.column)
                && self.moved.iter().all(|moved| *moved.name != *null.column)
            {
                entries.push(null);
            }
        }
    }

    /// Fills one column from the first of its candidates.
    fn column(&mut self, candidates: &[Candidate], extra: &mut Map<'a>) {
        for &Candidate { column, rank, key } in candidates {
            if self.taken[key] {
                continue;
            }
            let rule = &self.rules.columns[column];
            let source = match rank {
                Rank::Source(at) => rule.sources.get(at),
                Rank::Exact | Rank::Folded => None,
            };
            let steps = match source.map(|source| &source.from) {
                Some(From::Keys(steps)) => &steps[..],
                _ => &[],
            };
            let (way, is_list) = match steps.split_first() {
                Some((first, rest)) => (rest, first.is_list),
                None => (&[][..], false),
            };
            let (name, whole) = &extra[key];
            let Some(found) = source::follow(whole, way, is_list) else { continue };
            let column_type = rule.column.column_type;
            if says_nothing(&found) && !column_type.holds(&found) {
                continue;
            }
            let Some(value) = shapes::declared(column_type, &found, self.rules.split) else {
                if let Some(source) = source {
                    self.declared.misfits.push((source.spelled.clone(), column));
                    continue;
                }
                self.declared.wrong.push((name.to_string(), column));
                return;
            };
            self.take(rule, key, (source, way), (found, value), extra);
            return;
        }
    }

    /// Moves a value that fits, and remembers what it was.
    fn take(
        &mut self,
        rule: &ColumnRule,
        key: usize,
        (source, way): (Option<&Source>, &[Step]),
        (found, value): (Value<'a>, Value<'a>),
        extra: &mut Map<'a>,
    ) {
        let column = rule.column.name.clone();
        let name = extra[key].0.clone();
        let mut entry = ColumnEntry {
            column: column.clone().into(),
            key: name.clone(),
            way: Vec::new(),
            kept: Kept::Simplest,
        };
        let copied = source.filter(|source| source.is_copied());
        if let Some(source) = copied {
            (entry.key, entry.kept) = (source.spelled.clone().into(), Kept::Copied);
        } else {
            self.taken[key] = source::remove(&mut extra[key].1, way, &mut entry.way);
            if found != value {
                entry.kept = Kept::Value(found);
            }
        }
        if name != column || !entry.way.is_empty() || entry.kept != Kept::Simplest {
            self.declared.entries.push(entry);
        }
        let origin = self.taken[key].then_some(name);
        self.moved.push(Moved { name: column, value, origin });
    }
}

/// Returns whether a value is no answer: many forms and templates leave `weight: ""`.
fn says_nothing(value: &Value<'_>) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}
