//! What a mapping leaves of an article, and which field a key may mean that it does not know: for drafts of mappings.

use std::collections::{HashMap, HashSet};

use crate::decode::shapes::{Split, fold};
use crate::diagnostic::Diagnostic;
use crate::model::article::{Article, Kind};
use crate::model::value::Value;

use super::apply::is_meant;
use super::definition::Mapping;
use super::layer::concerns;
use super::source::{From, Source};
use super::target::Target;

/// The fields that a key may mean whose name only contains a known one. Others would be too daring: `page_type` is
/// hardly the type of the article.
const GUESSED: [&str; 10] = [
    "title",
    "excerpt",
    "publishedDateTime",
    "updatedDateTime",
    "provider.authors",
    "images",
    "tags",
    "topics",
    "locale",
    "license",
];

/// What may come before a known key and says nothing.
const BEFORE: [&str; 12] = [
    "article", "blog", "blogpost", "content", "document", "entry", "item", "meta", "news", "page",
    "post", "story",
];

/// What may come after a known key and says nothing.
const AFTER: [&str; 5] = ["string", "text", "utc", "iso", "value"];

/// The longest text that is taken for the name of an author, in bytes.
const NAME_BYTES: usize = 100;

impl Mapping {
    /// Returns the mapped article, or `None` if nothing changes. `wrong` is what is wrong with fields of it, whose values
    /// are among its unknown keys.
    pub(crate) fn tried<'a>(
        &self,
        article: &Article<'a>,
        has_place: bool,
        wrong: &[Diagnostic],
    ) -> Option<Article<'a>> {
        let is_wrong = |key: &str| wrong.iter().any(|problem| concerns(problem, key));
        Some(self.rules().apply(article, has_place, &is_wrong)?.article)
    }

    /// Returns whether the article still has one of the wrong values of fields among its unknown keys, so that it is
    /// rejected unless wrong values are kept.
    pub(crate) fn leaves(article: &Article<'_>, wrong: &[Diagnostic]) -> bool {
        let is_left =
            |problem: &Diagnostic| article.extra.iter().any(|(key, _)| concerns(problem, key));
        wrong.iter().any(is_left)
    }

    /// Returns whether a source begins with this key, folded.
    pub(crate) fn has_first(&self, key: &str) -> bool {
        self.rules().index.contains_key(key)
    }

    /// Returns what the keys mean that this mapping does not know, by the names of those that it knows.
    pub(crate) fn guesses(&self) -> Guesses {
        let mut words = HashMap::new();
        for name in GUESSED {
            let Some(target) = Target::named(name) else { continue };
            let own = name.rsplit('.').next().unwrap_or(name);
            words.insert(fold(own), target);
            let rules = self.rules().fields.iter().filter(|rule| rule.target == target);
            for source in rules.flat_map(|rule| &rule.sources).filter(|x| !x.is_negated) {
                if let From::Keys(steps) = &source.from
                    && let [step] = &steps[..]
                {
                    words.insert(step.key.clone(), target);
                }
            }
        }
        let sources = self.rules().fields.iter().flat_map(|rule| &rule.sources);
        let ways = sources.filter_map(|source| match &source.from {
            From::Keys(steps) if steps.iter().all(|step| !step.is_list) => {
                Some(steps.iter().map(|step| step.key.clone()).collect())
            }
            _ => None,
        });
        Guesses { words, ways: ways.collect() }
    }
}

/// The keys that are known, with their fields.
#[derive(Clone, Debug)]
pub(crate) struct Guesses {
    words: HashMap<String, Target>,
    /// The sources, as folded keys.
    ways: HashSet<Vec<String>>,
}

impl Guesses {
    /// Returns whether these folded keys are a source of a field.
    pub(crate) fn knows(&self, way: &[String]) -> bool {
        self.ways.contains(way)
    }

    /// Returns the field that a folded key may mean: a known key with a word around it that says nothing.
    pub(crate) fn of(&self, key: &str) -> Option<Guess> {
        let known = |word: &str| self.words.get(word).copied();
        let before = BEFORE.iter().filter_map(|word| known(key.strip_prefix(word)?));
        let after = AFTER.iter().filter_map(|word| known(key.strip_suffix(word)?));
        let name = key.strip_suffix("names").or_else(|| key.strip_suffix("name"));
        let author = name.and_then(known).filter(|target| target.kind() == Kind::Authors);
        before.chain(after).chain(author).next().map(Guess)
    }
}

/// A field that a key may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Guess(Target);

impl Guess {
    /// Returns the name of the field.
    pub(crate) fn name(self) -> String {
        self.0.name()
    }

    /// Returns whether the article has no such field, and the value is one.
    pub(crate) fn fits(self, article: &Article<'_>, value: &Value<'_>) -> bool {
        let is_like = match (self.0.kind(), value) {
            (Kind::Authors, Value::Text(text)) => text.len() <= NAME_BYTES && !text.contains('\n'),
            (Kind::Images, Value::Text(text)) => text.contains(['/', '.']),
            (Kind::Text, Value::Text(text)) => !text.is_empty(),
            (Kind::Time, Value::Text(_)) | (Kind::Texts, _) => true,
            _ => false,
        };
        is_like
            && is_meant(self.0, value)
            && !self.0.is_set(article)
            && self.0.set(&mut article.clone(), value, Split::Never)
    }
}

/// Returns these keys as a source of a mapping, or `None` if no source can name them: a key with a dot in it.
pub(crate) fn as_source(keys: &[String]) -> Option<String> {
    let spelled = keys.join(".");
    let source = Source::parse(&spelled)?;
    let From::Keys(steps) = &source.from else { return None };
    let is_same = steps.len() == keys.len()
        && steps.iter().zip(keys).all(|(step, key)| !step.is_list && step.key == fold(key));
    (is_same && !source.is_negated && source.spelled == spelled).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_around_a_known_one_means_the_same() {
        let guesses = Mapping::profile("common").expect("a profile").guesses();
        let named = |key: &str| guesses.of(key).map(Guess::name);
        let cases = [
            ("articleheadline", Some("title")),
            ("storybyline", Some("provider.authors")),
            ("authorname", Some("provider.authors")),
            ("datestring", Some("publishedDateTime")),
            ("authortwitter", None),
            ("authortitle", None),
            ("authorimageurl", None),
            ("pagetype", None),
            ("subtitle", None),
            ("sourcename", None),
            ("post", None),
        ];
        for (key, field) in cases {
            assert_eq!(named(key).as_deref(), field, "{key}");
        }
    }

    #[test]
    fn keys_that_a_source_cannot_name_are_none() {
        let source =
            |keys: &[&str]| as_source(&keys.iter().map(|x| (*x).to_owned()).collect::<Vec<_>>());
        assert_eq!(source(&["cover", "image"]).as_deref(), Some("cover.image"));
        for keys in
            [&["a.b"][..], &[""], &["a", ""], &["!a"], &[":folder"], &["a[]"], &["--"], &[" a"]]
        {
            assert_eq!(source(keys), None, "{keys:?}");
        }
    }
}
