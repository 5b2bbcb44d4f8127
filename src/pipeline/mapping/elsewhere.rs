//! What the built-in profiles map that a mapping does not: for hints.

use std::collections::HashMap;

use crate::decode::shapes::{Split, folded, is_field_name};
use crate::model::article::Article;
use crate::model::value::Value;

use super::apply::is_meant;
use super::definition::Mapping;
use super::profiles::PROFILES;
use super::source::From;
use super::target::Target;

/// The keys that built-in profiles map and a mapping does not.
#[derive(Debug)]
pub(crate) struct Elsewhere {
    meanings: Vec<Meaning>,
    /// The places of the meanings of each folded key.
    index: HashMap<String, Vec<usize>>,
}

/// A key, a field that it means, and the profiles that say so.
#[derive(Debug)]
struct Meaning {
    key: String,
    target: Target,
    /// The places in [`PROFILES`].
    profiles: Vec<usize>,
}

/// A profile that takes a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taker {
    pub(crate) profile: &'static str,
    pub(crate) key: String,
    pub(crate) field: String,
    /// Number of articles in which it does.
    pub(crate) articles: u64,
}

impl Elsewhere {
    /// Returns what `current` does not map. `None` is no mapping.
    pub(crate) fn new(current: Option<&Mapping>) -> Self {
        let mut elsewhere = Self { meanings: Vec::new(), index: HashMap::new() };
        for (at, profile) in PROFILES.iter().enumerate() {
            let Ok(mapping) = Mapping::profile(profile.name) else { continue };
            for rule in &mapping.rules().fields {
                for source in rule.sources.iter().filter(|source| !source.is_negated) {
                    let From::Keys(steps) = &source.from else { continue };
                    let [step] = &steps[..] else { continue };
                    let is_known = current.is_some_and(|current| current.has_first(&step.key));
                    if !step.is_list && !is_known && !is_field_name(&step.key) {
                        elsewhere.add(&step.key, rule.target, at);
                    }
                }
            }
        }
        elsewhere
    }

    fn add(&mut self, key: &str, target: Target, profile: usize) {
        let Self { meanings, index } = self;
        let places = index.entry(key.to_owned()).or_default();
        match places.iter().find(|place| meanings[**place].target == target) {
            Some(place) => meanings[*place].profiles.push(profile),
            None => {
                places.push(meanings.len());
                let profiles = vec![profile];
                meanings.push(Meaning { key: key.to_owned(), target, profiles });
            }
        }
    }

    /// Returns the number of meanings.
    pub(crate) fn len(&self) -> usize {
        self.meanings.len()
    }

    /// Calls `each` with the place of every meaning of an unknown key that would fill a field of the article.
    pub(crate) fn fitting(&self, article: &Article<'_>, mut each: impl FnMut(usize)) {
        // What a part of a list may need; the rest of the article says nothing about a key.
        let provider = || article.provider.clone();
        let lists = || Article {
            provider: provider(),
            images: article.images.clone(),
            ..Article::default()
        };
        for (key, value) in article.extra.iter().filter(|(_, value)| *value != Value::Null) {
            let Some(places) = self.index.get(&*folded(key)) else { continue };
            for place in places {
                let target = self.meanings[*place].target;
                let fits = is_meant(target, value)
                    && !target.is_set(article)
                    && target.set(&mut lists(), value, Split::Never);
                if fits {
                    each(*place);
                }
            }
        }
    }

    /// Returns the profile that takes most of what was counted for each meaning, with the key that it takes most often.
    pub(crate) fn best(&self, counts: &[u64]) -> Option<Taker> {
        let mut sums = vec![0; PROFILES.len()];
        for (meaning, count) in self.meanings.iter().zip(counts) {
            for profile in &meaning.profiles {
                sums[*profile] += count;
            }
        }
        // The first one of several, which is `common` where it takes as many.
        let (profile, _) = sums.iter().enumerate().rev().max_by_key(|(_, sum)| **sum)?;
        let of_profile = self.meanings.iter().zip(counts);
        let of_profile = of_profile.filter(|(meaning, _)| meaning.profiles.contains(&profile));
        let (meaning, articles) = of_profile.rev().max_by_key(|(_, count)| **count)?;
        let Meaning { key, target, .. } = meaning;
        let profile = PROFILES[profile].name;
        let taker = Taker { profile, key: key.clone(), field: target.name(), articles: *articles };
        (*articles > 0).then_some(taker)
    }

    /// Returns the first profile that takes this key, whatever its value.
    pub(crate) fn taker(&self, key: &str) -> Option<Taker> {
        let places = self.index.get(&*folded(key))?;
        let first = places.iter().min_by_key(|place| self.meanings[**place].profiles.first())?;
        let Meaning { key, target, profiles } = &self.meanings[*first];
        let profile = PROFILES.get(*profiles.first()?)?.name;
        Some(Taker { profile, key: key.clone(), field: target.name(), articles: 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(current: Option<&str>, key: &str) -> Option<(&'static str, String)> {
        let current = current.map(|name| Mapping::profile(name).expect("a profile"));
        let taker = Elsewhere::new(current.as_ref()).taker(key)?;
        Some((taker.profile, taker.field))
    }

    #[test]
    fn the_first_profile_that_knows_a_key_is_named() {
        let common = |field: &str| Some(("common", field.to_owned()));
        assert_eq!(taken(None, "Pub_Date"), common("publishedDateTime"));
        assert_eq!(taken(Some("common"), "pubDate"), None, "it is mapped");
        assert_eq!(taken(Some("jekyll"), "bodyText"), Some(("ninjs", "body".to_owned())));
        assert_eq!(taken(None, "title"), None, "it is a field");
        assert_eq!(taken(None, "weight"), None);
    }

    #[test]
    fn the_profile_that_takes_most_is_the_best() {
        let elsewhere = Elsewhere::new(None);
        let mut counts = vec![0; elsewhere.len()];
        assert_eq!(elsewhere.best(&counts), None);
        let article = |key: &'static str, value: &'static str| Article {
            extra: vec![(key.into(), Value::Text(value.into()))],
            ..Article::default()
        };
        for (key, value) in
            [("date", "2024-01-23"), ("date", "2024-01-24"), ("byline", "Ada"), ("date", "soon")]
        {
            elsewhere.fitting(&article(key, value), |at| counts[at] += 1);
        }
        let best = elsewhere.best(&counts).expect("one");
        assert_eq!(
            (best.profile, &*best.key, &*best.field),
            ("common", "date", "publishedDateTime")
        );
        assert_eq!(best.articles, 2);
    }
}
