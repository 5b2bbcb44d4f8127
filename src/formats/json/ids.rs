//! The ids of the items of a feed, of which no two may be the same
//! (<https://www.jsonfeed.org/version/1.1/#items-a-name-items-a>).

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::item_members::feed_id;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::article::Article;
use crate::model::value::Value;
use crate::pipeline::writer::WriteIssue;

/// The id of an item.
#[derive(Debug)]
pub(super) struct ItemId {
    text: String,
    /// Where the item begins in the text of its chunk.
    at: usize,
    /// Whether it is the article's own, and not its URL or its path.
    is_own: bool,
    path: Option<String>,
}

impl ItemId {
    /// Returns the id of the article whose item begins at `at`.
    pub(super) fn of(article: &Article<'_>, at: usize) -> Option<Self> {
        let text = feed_id(article)?.to_owned();
        let is_own = article.id.as_deref() == Some(&text);
        Some(Self { text, at, is_own, path: article.path.as_deref().map(str::to_owned) })
    }
}

/// The ids that a feed has. They are kept as hashes: of two that are the same by chance, one gets a number for nothing.
#[derive(Debug, Default)]
pub(super) struct Ids(HashSet<u64>);

impl Ids {
    fn add(&mut self, id: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        self.0.insert(hasher.finish())
    }

    /// Gives each item of `text` whose id the feed has already, and which is an address or a path, that id with a number:
    /// `https://example.org/a#2`. Warns of ids that are the articles' own.
    pub(super) fn make_unique(
        &mut self,
        text: &mut Vec<u8>,
        ids: Vec<ItemId>,
        issues: &mut Vec<WriteIssue>,
    ) {
        let mut grown = 0;
        for (index, ItemId { text: id, at, is_own, path }) in ids.into_iter().enumerate() {
            if self.add(&id) {
                continue;
            }
            if is_own {
                let message = format!("another item of the feed has the id `{}` too", short(&id));
                let problem = Diagnostic::new(Code::NoId, path.unwrap_or_default(), message);
                let problem = problem.with_help("readers of feeds take both for the same item");
                let diagnostic = Diagnostic { severity: Severity::Warning, ..problem };
                issues.push(WriteIssue { diagnostic, article: Some(index) });
                continue;
            }
            let other = (2_u64..).map(|number| format!("{id}#{number}"));
            let Some(other) = other.into_iter().find(|other| self.add(other)) else { continue };
            // The id is the first member of the item.
            let (old, new) = [id, other].map(|id| Value::Text(id.into()).to_string()).into();
            let from = at + grown;
            let place = memchr::memmem::find(&text[from..], old.as_bytes());
            if let Some(place) = place.map(|place| from + place) {
                text.splice(place..place + old.len(), new.bytes());
                grown += new.len() - old.len();
            }
        }
    }
}
