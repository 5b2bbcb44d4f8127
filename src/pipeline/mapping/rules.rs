//! The content of a mapping: the sources of each field.

use std::collections::HashMap;

use crate::decode::shapes::{Split, fold};
use crate::model::article::Article;
use crate::model::declared::DeclaredColumn;
use crate::pipeline::timezone::TimeZone;

use super::source::{From, Source};
use super::target::Target;
use super::writing::Writing;

/// The content of a mapping.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub(super) struct Rules {
    /// The name of the profile.
    pub(super) name: String,
    pub(super) fields: Vec<Rule>,
    /// What was added to the profile, in this order.
    pub(super) added: Vec<(Target, Vec<Source>)>,
    /// The sources that are the profile's own words, not those that many have in common: these are written.
    pub(super) words: Vec<(Target, Vec<Source>)>,
    /// What articles are written to with these keys.
    pub(super) output: Output,
    pub(super) writing: Writing,
    pub(super) split: Split,
    /// Where in a JSON document the records are.
    pub(super) records: Option<String>,
    /// The zone of times that the source writes without one.
    pub(super) timezone: Option<TimeZone>,
    /// The sources whose times are in UTC where they have no zone.
    pub(super) utc: Vec<Source>,
    /// Whether wrong values of fields are unknown keys, with a warning.
    pub(super) lenient: bool,
    /// Whether the profile of a source's signature joins this mapping.
    pub(super) joins: bool,
    /// Whether files without a fence begin with header lines.
    pub(super) header_lines: bool,
    /// The folded first key of each source, with the places of the sources that begin so: rule and rank.
    pub(super) index: HashMap<String, Vec<(usize, usize)>>,
    /// The rules with a source that is a place.
    pub(super) places: Vec<usize>,
    /// Whether a place says something about articles that are no files of their own.
    pub(super) has_domain: bool,
    /// The declared columns, in order.
    pub(super) columns: Vec<ColumnRule>,
    /// The folded first key of each source of a column, with its column and its place among the sources; `None` for the
    /// column's own name.
    pub(super) column_index: HashMap<String, Vec<(usize, Option<usize>)>>,
}

/// What a profile is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Output {
    /// Markdown.
    #[default]
    Markdown,
    /// A JSON Feed.
    JsonFeed,
    /// JSON-LD with the types of schema.org.
    SchemaOrg,
    /// Nothing: it is only read.
    Nothing,
}

/// The sources of one field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rule {
    pub(super) target: Target,
    pub(super) sources: Vec<Source>,
}

/// A declared column, and where its values come from if there is no key with its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ColumnRule {
    pub(super) column: DeclaredColumn,
    pub(super) sources: Vec<Source>,
}

impl Rules {
    /// Puts these sources before all others of the field. No other field has them any more.
    pub(super) fn put_first(&mut self, target: Target, sources: Vec<Source>) {
        for rule in &mut self.fields {
            // The place of an article may say something about several fields, a key is one field.
            let is_kept = |x: &Source| x.first().is_none() && rule.target != target;
            rule.sources.retain(|source| is_kept(source) || !source.is_in(&sources));
        }
        self.put_words_first(target, &sources);
        match self.fields.iter_mut().find(|rule| rule.target == target) {
            Some(rule) => {
                rule.sources.splice(0..0, sources);
            }
            None => self.fields.push(Rule { target, sources }),
        }
        self.fields.retain(|rule| !rule.sources.is_empty());
    }

    fn put_words_first(&mut self, target: Target, sources: &[Source]) {
        for (other, words) in &mut self.words {
            let is_kept = |word: &Source| word.first().is_none() && *other != target;
            words.retain(|word| is_kept(word) || !word.is_in(sources));
        }
        match self.words.iter_mut().find(|(other, _)| *other == target) {
            Some((_, words)) => {
                words.splice(0..0, sources.iter().cloned());
            }
            None => self.words.push((target, sources.to_vec())),
        }
    }

    /// Forgets the words of a profile that others add to, if it is only read: they are not those of the others.
    pub(super) fn forget_words(&mut self) {
        if self.output != Output::Markdown {
            self.words.clear();
        }
    }

    /// Adds a declared column. No field has its keys any more.
    pub(super) fn add_column(&mut self, rule: ColumnRule) {
        let own = Source::parse(&rule.column.name);
        for field in &mut self.fields {
            let is_own = |source: &Source| source.is_in(own.as_slice());
            field.sources.retain(|source| !is_own(source) && !source.is_in(&rule.sources));
        }
        self.columns.push(rule);
    }

    /// Adds sources whose times are in UTC where they have no zone.
    pub(super) fn add_utc(&mut self, sources: &[Source]) {
        for source in sources {
            if !source.is_in(&self.utc) {
                self.utc.push(source.clone());
            }
        }
    }

    fn index_columns(&mut self) {
        self.column_index.clear();
        for (at, ColumnRule { column, sources }) in self.columns.iter().enumerate() {
            self.column_index.entry(fold(&column.name)).or_default().push((at, None));
            for (rank, source) in sources.iter().enumerate() {
                if let Some(key) = source.first() {
                    let places = self.column_index.entry(key.to_owned()).or_default();
                    places.push((at, Some(rank)));
                }
            }
        }
    }

    pub(super) fn index(&mut self) {
        // Every field has a rule, since its own name is its first source.
        for target in Target::all() {
            if matches!(target, Target::Field(_)) && !self.fields.iter().any(|x| x.target == target)
            {
                self.fields.push(Rule { target, sources: Vec::new() });
            }
        }
        self.fields.sort_by_key(|rule| rule.target);
        self.index_columns();
        self.index.clear();
        for (at, rule) in self.fields.iter().enumerate() {
            let mut own = None;
            if let Target::Field(field) = rule.target {
                let name = fold(Article::FIELDS[field].name);
                self.index.entry(name.clone()).or_default().push((at, OWN));
                own = Some(name);
            }
            for (rank, source) in rule.sources.iter().enumerate() {
                // A profile may name it to say that it is the first word.
                let is_own = source.only_key().is_some_and(|key| own.as_deref() == Some(key));
                if let Some(key) = source.first().filter(|_| !is_own) {
                    self.index.entry(key.to_owned()).or_default().push((at, rank + 1));
                }
            }
        }
        let has_place = |rule: &Rule| rule.sources.iter().any(|source| source.first().is_none());
        let is_of_any = |rule: &Rule| {
            rule.sources.iter().any(
                |source| matches!(source.from, From::Place(place) if place.is_of_any(rule.target)),
            )
        };
        self.has_domain = self.fields.iter().any(is_of_any);
        self.places = (0..self.fields.len()).filter(|at| has_place(&self.fields[*at])).collect();
    }
}

/// The rank of a field's own name among its sources, which have the ranks from one on.
pub(super) const OWN: usize = 0;
