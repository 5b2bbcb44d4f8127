//! Unknown keys of many articles, folded by key: [`Unknown`].

use std::collections::HashMap;

use crate::decode::field_names::ARTICLE_NAMES;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pipeline::hints;
use crate::pipeline::mapping::Elsewhere;

/// The number of keys that are kept, each once for each record that it may be in.
const MOST_KEYS: usize = 4096;

/// The unknown keys of a part of the input, each at its first place.
#[derive(Debug, Default)]
pub(super) struct Unknown {
    keys: Vec<Key>,
    /// The places of the keys by their fields without the numbers of items.
    index: HashMap<String, usize>,
    /// Number of occurrences of keys that were one too many.
    more: u64,
    /// Number of articles so far.
    articles: u64,
}

#[derive(Debug)]
struct Key {
    field: String,
    /// `None` until its place is known.
    first: Option<Diagnostic>,
    /// Number of articles that have it.
    articles: u64,
    /// The last article that was counted, so that one with the key in several items is counted once.
    last: u64,
}

impl Unknown {
    /// Counts the unknown keys of the next article. Returns those that have not been seen before, to be located.
    pub(super) fn count(&mut self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        self.articles += 1;
        let mut new = Vec::new();
        for problem in found {
            let field = without_numbers(&problem.field);
            match self.index.get(&field) {
                Some(at) => {
                    let key = &mut self.keys[*at];
                    key.articles += u64::from(key.last != self.articles);
                    key.last = self.articles;
                }
                None if self.keys.len() >= MOST_KEYS => self.more += 1,
                None => {
                    self.index.insert(field.clone(), self.keys.len());
                    self.keys.push(Key { field, first: None, articles: 1, last: self.articles });
                    new.push(problem);
                }
            }
        }
        new
    }

    /// Takes the first place of a key.
    pub(super) fn place(&mut self, problem: Diagnostic) {
        let at = self.index.get(&without_numbers(&problem.field));
        if let Some(key) = at.and_then(|at| self.keys.get_mut(*at)) {
            key.first.get_or_insert(problem);
        }
    }

    /// Adds those of a later part.
    pub(super) fn merge(&mut self, later: Self) {
        self.more += later.more;
        for key in later.keys {
            match self.index.get(&key.field) {
                Some(at) => self.keys[*at].articles += key.articles,
                None if self.keys.len() >= MOST_KEYS => self.more += key.articles,
                None => {
                    self.index.insert(key.field.clone(), self.keys.len());
                    self.keys.push(key);
                }
            }
        }
    }

    /// Returns one note for each key, in the order of their first places, with what may be meant. `elsewhere` is not
    /// called without a key, since it takes all profiles.
    pub(super) fn notes(self, elsewhere: impl FnOnce() -> Elsewhere) -> Vec<Diagnostic> {
        if self.keys.is_empty() {
            return Vec::new();
        }
        let elsewhere = elsewhere();
        let more = (self.more > 0).then(|| {
            let message =
                format!("there are more unknown keys; only the first {MOST_KEYS} are listed");
            Diagnostic {
                severity: Severity::Note,
                ..Diagnostic::new(Code::UnknownKey, "", message)
            }
        });
        let folded = self.keys.into_iter().filter_map(|Key { field, first, articles, .. }| {
            let mut problem = first?;
            if articles > 1 && !field.is_empty() {
                problem.message = format!("{}; {articles} articles have it", problem.message);
            }
            if let Some(taker) = elsewhere.taker(&field) {
                problem = problem.with_help(hints::advice(&taker));
            } else if let Some(meant) = ARTICLE_NAMES.nearest(&field) {
                problem = problem.with_help(format!("did you mean `{meant}`?"));
            }
            Some(problem)
        });
        folded.chain(more).collect()
    }
}

/// Returns the field without the numbers of items: `images[].width`.
fn without_numbers(field: &str) -> String {
    let mut parts = field.split('[');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('[');
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        text.push_str(if rest.starts_with(']') { rest } else { part });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(field: &str) -> Diagnostic {
        Diagnostic::new(Code::UnknownKey, "a.md", "no field").in_field(field)
    }

    #[test]
    fn keys_are_counted_once_for_each_article() {
        let mut first = Unknown::default();
        let new =
            first.count(vec![problem("images[0].x"), problem("images[1].x"), problem("a[b]")]);
        assert_eq!(new.len(), 2);
        for problem in new {
            first.place(problem);
        }
        let mut second = Unknown::default();
        let new = second.count(vec![problem("images[7].x"), problem("titel"), problem("pubDate")]);
        for problem in new {
            second.place(problem);
        }
        first.merge(second);
        let said = |problem: Diagnostic| problem.spelled(crate::diagnostic::Speaker::Program);
        let notes: Vec<_> = first.notes(|| Elsewhere::new(None)).into_iter().map(said).collect();
        let expected = [
            "a.md: note[NC0605] images[0].x: no field; 2 articles have it",
            "a.md: note[NC0605] a[b]: no field",
            "a.md: note[NC0605] titel: no field; did you mean `title`?",
            "a.md: note[NC0605] pubDate: no field; --profile common takes it for `publishedDateTime`",
        ];
        assert_eq!(notes, expected);
    }

    #[test]
    fn very_many_keys_take_bounded_memory() {
        let mut all = Unknown::default();
        for at in 0..10_000 {
            let mut part = Unknown::default();
            let new = part.count(vec![problem(&format!("k{at}"))]);
            for problem in new {
                part.place(problem);
            }
            all.merge(part);
        }
        let notes = all.notes(|| Elsewhere::new(None));
        assert_eq!(notes.len(), MOST_KEYS + 1);
        assert!(notes[MOST_KEYS].message.contains("only the first 4096"));
    }
}
