//! Maps an article.

use std::borrow::Cow;

use crate::decode::shapes::{self, folded};
use crate::model::article::{Article, Kind, Provider, Record as _};
use crate::model::value::{Map, Value};

use super::declared::Declared;
use super::memory::{Entry, Kept};
use super::rules::{OWN, Rules};
use super::source::{self, From, Source};
use super::target::{PROVIDER, Target};

/// What a mapping did to an article.
#[derive(Debug, Default)]
pub(super) struct Applied<'a> {
    /// The mapped article.
    pub(super) article: Article<'a>,
    /// What was mapped, in the order in which it was.
    pub(super) entries: Vec<Entry<'a>>,
    /// The keys whose values did not fit, each with its target.
    pub(super) misfits: Vec<(String, Target)>,
    /// What became of the declared columns.
    pub(super) declared: Declared<'a>,
}

/// A source that the article may have, and the unknown key that it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rule: usize,
    rank: usize,
    key: usize,
}

impl Rules {
    /// Returns the mapped article, or `None` if nothing changes. `has_place` says that the path of the article is the
    /// place of its own file. `is_wrong` tells which unknown keys are fields of the article with wrong values.
    pub(super) fn apply<'a>(
        &self,
        article: &Article<'a>,
        has_place: bool,
        is_wrong: &dyn Fn(&str) -> bool,
    ) -> Option<Applied<'a>> {
        // What a person declared comes before what profiles guess.
        let mut article = Cow::Borrowed(article);
        let mut declared = Declared::default();
        if !self.columns.is_empty() && !article.extra.is_empty() {
            declared = self.declare(&mut article.to_mut().extra, has_place);
        }
        let candidates = self.candidates(&article, is_wrong);
        let is_open = |rule: &usize| !self.fields[*rule].target.is_set(&article);
        let needs_place = (has_place || self.has_domain) && self.places.iter().any(is_open);
        // Most articles of an archive in the house style end here.
        if candidates.is_empty() && !needs_place && declared.is_nothing() {
            return None;
        }
        let taken = vec![false; article.extra.len()];
        // The keys of an article are few: cloning them is cheap, since their text is borrowed.
        let article = article.into_owned();
        let had_empty_provider = article.provider == Some(Provider::default());
        let mut run = Run {
            rules: self,
            applied: Applied { article, declared, ..Applied::default() },
            taken,
        };
        for of_rule in candidates.chunk_by(|a, b| a.rule == b.rule) {
            run.rule(of_rule);
        }
        // Last, since a date in the file's name says less than any key, and the address may be mapped.
        self.places.iter().for_each(|rule| run.place(*rule, has_place));
        run.remember_empty_provider(had_empty_provider);
        let Run { mut applied, taken, .. } = run;
        let mut taken = taken.iter();
        applied.article.extra.retain(|_| taken.next() != Some(&true));
        (!applied.is_nothing()).then_some(applied)
    }
}

impl Applied<'_> {
    /// Returns whether the article is unchanged and has no problems.
    fn is_nothing(&self) -> bool {
        self.entries.is_empty() && self.misfits.is_empty() && self.declared.is_nothing()
    }
}

impl Rules {
    /// Returns the sources that the unknown keys of the article may be, by rule and rank.
    fn candidates(&self, article: &Article<'_>, is_wrong: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (key, (name, value)) in article.extra.iter().enumerate() {
            if *value == Value::Null {
                continue;
            }
            let Some(places) = self.index.get(&*folded(name)) else { continue };
            // A key of a field's own name was put among the unknown keys on purpose, unless a reader left it there.
            let is_kept = is_old_field(name) && !is_wrong(name);
            let places = places.iter().filter(|(_, rank)| !(is_kept && *rank == OWN));
            found.extend(places.map(|&(rule, rank)| Candidate { rule, rank, key }));
        }
        found.sort_unstable();
        found
    }
}

/// Returns whether the name is that of a field that files of all versions have. What version 2 added is an unknown
/// key in files of version 1.
fn is_old_field(name: &str) -> bool {
    !Article::is_new_field(name) && Article::index(name).is_some()
}

/// The mapping of one article.
struct Run<'r, 'a> {
    rules: &'r Rules,
    applied: Applied<'a>,
    /// Whether each unknown key was taken.
    taken: Vec<bool>,
}

impl Run<'_, '_> {
    /// Fills the field of one rule from the first of its candidates that fits.
    fn rule(&mut self, candidates: &[Candidate]) {
        let rule = &self.rules.fields[candidates[0].rule];
        let target = rule.target;
        if target.is_set(&self.applied.article) {
            return;
        }
        let mut misfit = None;
        for &Candidate { rank, key, .. } in candidates {
            if self.taken[key] {
                continue;
            }
            let source = (rank != OWN).then(|| &rule.sources[rank - 1]);
            match self.take(target, source, key) {
                Taken::Fits => return,
                Taken::Misfits if misfit.is_none() => misfit = Some(key),
                Taken::Misfits | Taken::Absent => {}
            }
        }
        if let Some(key) = misfit {
            let key = self.applied.article.extra[key].0.to_string();
            self.applied.misfits.push((key, target));
        }
    }

    /// Fills a field from a source that begins with the unknown key at `key`; from the key itself if it is the field's
    /// own name.
    fn take(&mut self, target: Target, source: Option<&Source>, key: usize) -> Taken {
        let steps = match source.map(|source| &source.from) {
            Some(From::Keys(steps)) => &steps[..],
            _ => &[],
        };
        let (name, whole) = &self.applied.article.extra[key];
        let (way, is_list) = match steps.split_first() {
            Some((first, rest)) => (rest, first.is_list),
            None => (&[][..], false),
        };
        let Some(found) = source::follow(whole, way, is_list) else { return Taken::Absent };
        let is_copied = source.is_some_and(Source::is_copied);
        let found = if is_copied { target.first_of(found) } else { found };
        let is_negated = source.is_some_and(|source| source.is_negated);
        let mut value = found;
        let mut raw = None;
        if is_negated {
            let Some(opposite) = shapes::opposite(&value) else { return Taken::Misfits };
            let before = std::mem::replace(&mut value, Value::Boolean(opposite));
            raw = Some(before).filter(|before| !matches!(before, Value::Boolean(_)));
        }
        if !is_meant(target, &value) {
            return Taken::Absent;
        }
        let name = name.clone();
        if !target.set(&mut self.applied.article, &value, self.rules.split) {
            return Taken::Misfits;
        }
        if let Some(source) = source {
            self.rules.place_time(&mut self.applied.article, target, source, &name);
        }
        if (is_copied || !way.is_empty()) && Article::is_reserved(&name) {
            let whole = self.applied.article.extra[key].1.clone();
            self.taken[key] = true;
            let source = source.map_or_else(|| name.to_string(), |x| x.spelled.clone());
            self.applied
                .entries
                .push(Entry { kept: Kept::Part(name, whole), ..Entry::copied(source, target) });
            return Taken::Fits;
        }
        if is_copied {
            let spelled = source.map_or_else(|| name.to_string(), |x| x.spelled.clone());
            self.applied.entries.push(Entry::copied(spelled, target));
            return Taken::Fits;
        }
        // What was the opposite in another shape comes back in that.
        let kept = match raw {
            Some(raw) => Kept::Value(raw),
            None => Kept::of(target, &self.applied.article, value),
        };
        let mut spelled = Vec::new();
        let whole = &mut self.applied.article.extra[key].1;
        self.taken[key] = source::remove(whole, way, &mut spelled);
        self.applied.entries.push(Entry { key: name, way: spelled, target, is_negated, kept });
        Taken::Fits
    }

    /// Remembers that the source had a provider of which nothing was known, if a part of it was mapped since.
    fn remember_empty_provider(&mut self, had_one: bool) {
        let Applied { article, entries, .. } = &mut self.applied;
        if had_one
            && article.provider != Some(Provider::default())
            && let Some(target) = Target::named(PROVIDER)
        {
            let (key, way, kept) =
                (PROVIDER.into(), Vec::new(), Kept::Value(Value::Map(Map::new())));
            entries.push(Entry { key, way, target, is_negated: false, kept });
        }
    }

    /// Fills the field of one rule from the place of the article, if nothing else did.
    fn place(&mut self, rule: usize, has_place: bool) {
        let rule = &self.rules.fields[rule];
        if rule.target.is_set(&self.applied.article) {
            return;
        }
        for source in &rule.sources {
            let From::Place(place) = source.from else { continue };
            if !has_place && !place.is_of_any(rule.target) {
                continue;
            }
            if let Some(value) = place.value(&self.applied.article, rule.target)
                && rule.target.set(&mut self.applied.article, &value, self.rules.split)
            {
                self.applied.entries.push(Entry::copied(source.spelled.clone(), rule.target));
                return;
            }
        }
    }
}

/// Whether a source had what its target needs.
enum Taken {
    Fits,
    Misfits,
    /// There is nothing, or something else that has the same name.
    Absent,
}

/// Returns whether a value can be meant for the target at all: text about a provider that is an address is not its name.
pub(super) fn is_meant(target: Target, value: &Value<'_>) -> bool {
    let is_name = matches!(target.kind(), Kind::Provider | Kind::Authors);
    match value {
        Value::Null => false,
        Value::Text(text) if text.is_empty() => {
            !matches!(target.kind(), Kind::Time | Kind::Integer)
        }
        // A URN identifies something, but does not say where it is.
        Value::Text(text) if target.is_address() => {
            let scheme = text.split(':').next().unwrap_or_default();
            !matches!(&*scheme.to_ascii_lowercase(), "urn" | "tag")
        }
        Value::Text(text) => !is_name || !text.contains("://"),
        // A list of one provider is that provider.
        Value::List(items) if target.kind() == Kind::Provider && items.len() == 1 => {
            is_meant(target, &items[0])
        }
        Value::List(items) => !items.is_empty() || target.kind() == Kind::Texts,
        _ => true,
    }
}
