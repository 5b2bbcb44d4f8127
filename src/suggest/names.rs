//! The names of declared columns: [`Names`].

use std::collections::HashSet;

use crate::decode::shapes::fold;
use crate::model::article::Article;
use crate::model::columns::columns;
use crate::pipeline::mapping::Mapping;

use crate::model::declared::ColumnType;

/// The longest name, in characters.
const LONGEST: usize = 60;

/// The names that are taken, folded: no two columns have names that differ in case or in `_` only.
pub(super) struct Names<'m> {
    base: &'m Mapping,
    taken: HashSet<String>,
    /// The first keys of the data, folded: a column with such a name would take the key, or reject its value.
    keys: HashSet<String>,
}

impl<'m> Names<'m> {
    /// Returns a list of taken names, which begins with those of the columns that all articles have.
    pub(super) fn new(base: &'m Mapping, keys: HashSet<String>) -> Self {
        let names = columns(Article::FIELDS, true).map(|column| fold(column.name));
        Self { base, taken: names.collect(), keys }
    }

    /// Returns a name for a column from these keys, which no other has and which means nothing to the mapping. A wrong value
    /// under the column's own name is an error: a column that does not take all values of its key has its type in its name.
    pub(super) fn next(&mut self, steps: &[String], kind: ColumnType, takes_all: bool) -> String {
        let mut plain = plain(&steps.join("_"));
        if !takes_all {
            plain = format!("{plain}_{}", kind.name().replace(' ', "_"));
        }
        let is_own = |name: &str| takes_all && matches!(steps, [key] if fold(key) == fold(name));
        for number in 1_u32.. {
            let name = if number == 1 { plain.clone() } else { format!("{plain}_{number}") };
            let folded = fold(&name);
            let is_key = self.base.has_first(&folded) || self.keys.contains(&folded);
            let is_meant = is_key && !is_own(&name);
            if !is_meant && self.taken.insert(folded) {
                return name;
            }
        }
        plain
    }
}

/// Returns the text as a name: letters, digits and single `_`, that begins with a letter.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        if name.chars().count() >= LONGEST {
            break;
        }
    }
    let name = name.trim_end_matches('_');
    match name.chars().next() {
        Some(first) if first.is_alphabetic() => name.to_owned(),
        Some(_) => format!("key_{name}"),
        None => "key".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ() {
        let base = Mapping::profile("common").expect("a profile");
        let keys = ["own", "big"].map(str::to_owned);
        let mut names = Names::new(&base, keys.into());
        let mut next = |keys: &[&str]| {
            let keys: Vec<_> = keys.iter().map(|key| (*key).to_owned()).collect();
            names.next(&keys, ColumnType::Text, keys != ["big"])
        };
        let cases: &[(&[&str], &str)] = &[
            (&["weight"], "weight"),
            (&["featured-image-dark", "url"], "featured_image_dark_url"),
            (&["a", "b"], "a_b"),
            (&["a_b", "c"], "a_b_c"),
            (&["AB"], "AB_2"),
            // The canonical column, the column of unknown keys, and a key that means a field.
            (&["seo", "path"], "seo_path"),
            (&["og", "extra"], "og_extra"),
            (&["cover", "image"], "cover_image_2"),
            (&["override:tags"], "override_tags"),
            (&["2024"], "key_2024"),
            (&["…"], "key"),
            (&["\u{0}"], "key_2"),
            (&["größe"], "größe"),
            // The names of other keys, and a key with values that do not fit.
            (&["own", "#"], "own_2"),
            (&["big"], "big_text"),
        ];
        for (keys, name) in cases {
            assert_eq!(next(keys), *name, "{keys:?}");
        }
        assert!(next(&[&"x".repeat(300)]).len() <= LONGEST);
    }
}
