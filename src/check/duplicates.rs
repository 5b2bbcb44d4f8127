//! Finds values that must be unique in an archive but are not.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use crate::diagnostic::excerpt::quote;
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::model::article::Article;

/// Returns the values of `article` that no other article may have. The message of each diagnostic is the
/// value.
pub(super) fn claims(article: &Article<'_>) -> impl Iterator<Item = Diagnostic> {
    let path = article.path.as_deref();
    let claim = move |code, field: &str, value: &str| {
        Diagnostic::new(code, path.unwrap_or_default(), value).in_field(field)
    };
    let web_url = article.web_url.as_deref().filter(|url| !url.is_empty());
    let of_path = path.map(|path| claim(Code::SamePath, "path", path));
    of_path.into_iter().chain(web_url.map(|url| claim(Code::SameUrl, "webUrl", url)))
}

/// Returns whether `problem` is one of [`claims`].
pub(super) fn is_claim(problem: &Diagnostic) -> bool {
    matches!(problem.code, Code::SamePath | Code::SameUrl)
}

/// The values seen so far and their positions. Each takes 48 bytes, and up to as much again in the hash
/// table; the name of each source is stored once.
#[derive(Default)]
pub(super) struct Seen {
    first: HashMap<u128, Place>,
    keys: [RandomState; 2],
    /// The source of the previous value.
    last: Option<Arc<str>>,
}

/// The position where a value was first seen.
struct Place {
    source: Arc<str>,
    line: u64,
    /// 0 if the line is a row.
    column: u32,
}

impl Seen {
    /// Remembers the value of a claim. If it was seen before, returns the problem to report.
    pub(super) fn claim(&mut self, claim: Diagnostic) -> Option<Diagnostic> {
        // Storing the values themselves would take as much memory as all URLs and paths of the
        // archive.
        let hash = self.hash(&claim);
        let source = self.source(&claim.path);
        match self.first.entry(hash) {
            Entry::Vacant(vacant) => {
                let Position { line, column, .. } = claim.position.unwrap_or(Position::row(0));
                let column = u32::try_from(column).unwrap_or(u32::MAX);
                vacant.insert(Place { source, line, column });
                None
            }
            Entry::Occupied(first) => {
                let message =
                    format!("{} is already used at {}", quote(&claim.message), first.get());
                Some(Diagnostic { message, ..claim })
            }
        }
    }

    /// Returns the 128-bit hash that identifies a value. Its keys are random, so that no input can be made to collide.
    fn hash(&self, claim: &Diagnostic) -> u128 {
        let [high, low] =
            self.keys.each_ref().map(|keys| keys.hash_one((claim.code, &*claim.message)));
        u128::from(high) << 64 | u128::from(low)
    }

    fn source(&mut self, path: &str) -> Arc<str> {
        match &self.last {
            Some(last) if **last == *path => Arc::clone(last),
            _ => Arc::clone(self.last.insert(path.into())),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { source, line, column } = self;
        match (line, column) {
            (0, _) => f.write_str(source),
            (_, 0) => write!(f, "{source}:row {line}"),
            _ => write!(f, "{source}:{line}:{column}"),
        }
    }
}
