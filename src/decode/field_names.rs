//! Matches names of columns and members that are spelled differently from the fields that they mean.
//!
//! In tables and Parquet files, a name matches a field if it differs only in letter case or in white space
//! around it. The members of a JSON object are matched like this if none of them is spelled exactly.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::diagnostic::excerpt::{quote, short};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::{Article, Field, Kind};

/// Known names, found by other spellings of them.
#[derive(Debug)]
pub(crate) struct KnownNames {
    names: Vec<&'static str>,
    /// The known names by their lower-case spelling.
    by_case: HashMap<String, &'static str>,
    /// The known names by their letters and digits only, without separators.
    by_letters: HashMap<String, &'static str>,
}

/// The names of the members of an article in JSON.
pub(crate) static ARTICLE_NAMES: LazyLock<KnownNames> =
    LazyLock::new(|| KnownNames::new(record_names(Article::FIELDS)));

/// Returns the names of fields and offsets, the dotted names of the provider, and `extra`.
pub(crate) fn record_names(fields: &'static [Field]) -> impl Iterator<Item = &'static str> {
    let names = fields.iter().flat_map(|field| {
        let parts: &[&str] = match (field.kind, field.name) {
            (Kind::Provider, "provider") => &PROVIDER_PARTS,
            _ => &[],
        };
        [Some(field.name), field.offset].into_iter().flatten().chain(parts.iter().copied())
    });
    names.chain(["extra"])
}

/// The longest name that is compared with known ones, in bytes.
const LONGEST: usize = 60;

/// The dotted names of the parts of `provider` in tables.
const PROVIDER_PARTS: [&str; 5] =
    ["provider.name", "provider.domain", "provider.images", "provider.authors", "provider.extra"];

impl KnownNames {
    /// Creates the lookup tables for these names.
    pub(crate) fn new(names: impl Iterator<Item = &'static str>) -> Self {
        let names: Vec<_> = names.collect();
        Self {
            by_case: names.iter().map(|name| (folded(name), *name)).collect(),
            by_letters: names.iter().map(|name| (letters(name), *name)).collect(),
            names,
        }
    }

    /// Returns the known name that each of `names` means. `None` means that the name is known itself, has no
    /// meaning, or has the same meaning as another one.
    pub(crate) fn bind<'n>(
        &self,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<Option<&'static str>> {
        let meant = |name: &str| self.by_case.get(&folded(name)).copied();
        let mut count: HashMap<&str, usize> = HashMap::new();
        for name in names.clone() {
            if let Some(known) = meant(name) {
                // An exact spelling has priority over all others.
                *count.entry(known).or_default() += if known == name { 2 } else { 1 };
            }
        }
        // Two names that mean the same field leave open which of them counts, so neither does. An
        // exact spelling counts two: it is known itself, and rules the others out.
        let alone = |known: &&'static str| count.get(*known) == Some(&1);
        names.map(|name| meant(name).filter(alone)).collect()
    }

    /// Returns whether `name` has the letters of a known name.
    #[cfg(feature = "json")]
    pub(crate) fn is_meant(&self, name: &str) -> bool {
        self.by_letters.contains_key(&letters(name))
    }

    /// Returns the known name that `name` may be meant as: one with the same letters, such as for `published_date_time`, or
    /// else one with a slip of the hand. Such a name is only suggested, not matched.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        // Nobody mistypes a name into one that is so much longer.
        if name.len() > LONGEST {
            return None;
        }
        let spelled = self.by_letters.get(&letters(name)).copied();
        let found = spelled.or_else(|| nearest(name, self.names.iter().copied()));
        found.filter(|known| *known != name)
    }

    /// Returns advice for a source whose `names` are all unknown: the right spelling of the first few that
    /// are similar to known ones. Returns `None` if none is similar.
    pub(crate) fn near_misses<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<String> {
        let near = names.filter_map(|name| {
            let known = self.nearest(name)?;
            Some(format!("{} may be meant as `{known}`", quote(name)))
        });
        let near: Vec<_> = near.take(3).collect();
        (!near.is_empty()).then(|| near.join(", "))
    }
}

/// Returns the note that the `what` with the name `name` was read as the field `known`.
pub(crate) fn taken_for(what: &str, name: &str, known: &str, at: usize) -> UnlocatedDiagnostic {
    let name = quote(name);
    let message = format!("the {what} {name} was read as `{}`", short(known));
    UnlocatedDiagnostic::new(Code::OtherSpelling, at, message).in_field(known)
}

/// Returns `name` in lower case, without white space and invisible marks around it.
fn folded(name: &str) -> String {
    name.trim_matches(is_blank).to_lowercase()
}

/// Returns the letters and digits of `name`, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns whether the character is invisible: white space, or a mark without width.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Provider;

    #[test]
    fn names_are_bound_without_regard_to_case_and_blanks() {
        let names =
            [" Title", "EXCERPT\u{200b}", "publisheddatetime", "Provider.Name", "x", "BODY"];
        let bound = ARTICLE_NAMES.bind(names.into_iter());
        let wanted = ["title", "excerpt", "publishedDateTime", "provider.name", "", "body"];
        assert_eq!(bound.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn an_exact_name_wins_and_two_other_spellings_are_ambiguous() {
        let bound = |names: &[&'static str]| ARTICLE_NAMES.bind(names.iter().copied());
        assert_eq!(bound(&["Title", "title"]), [None, None]);
        assert_eq!(bound(&["Title", "TITLE", "Tags"]), [None, None, Some("tags")]);
    }

    #[test]
    fn near_misses_are_named() {
        let found = ARTICLE_NAMES.near_misses(["a", "published_date_time", "web url"].into_iter());
        let wanted = "\"published_date_time\" may be meant as `publishedDateTime`, \"web url\" may be meant as `webUrl`";
        assert_eq!(found.as_deref(), Some(wanted));
        let found = ARTICLE_NAMES.near_misses(["Titel", "Text", "publishdDateTime"].into_iter());
        let wanted = "\"Titel\" may be meant as `title`, \"publishdDateTime\" may be meant as `publishedDateTime`";
        assert_eq!(found.as_deref(), Some(wanted));
        let long = "title".repeat(1000);
        assert_eq!(ARTICLE_NAMES.near_misses(["Text", "x", &long].into_iter()), None);
    }

    #[test]
    fn the_parts_of_a_provider_are_its_fields() {
        let names = Provider::FIELDS.iter().map(|field| field.name).chain(["extra"]);
        let dotted: Vec<String> = names.map(|name| format!("provider.{name}")).collect();
        assert_eq!(dotted, PROVIDER_PARTS);
    }
}
