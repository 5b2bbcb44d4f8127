//! Values that only one article of an archive may have.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use crate::decode::tree::quote;
use crate::diagnostic::{Code, Diagnostic, Position};
use crate::model::article::Article;

/// What of `article` no other may have. The message of each is the value.
pub(super) fn claims(article: &Article<'_>) -> impl Iterator<Item = Diagnostic> {
    let path = article.path.as_deref();
    let claim = move |code, field: &str, value: &str| {
        Diagnostic::new(code, path.unwrap_or_default(), value).in_field(field)
    };
    let web_url = article.web_url.as_deref().filter(|url| !url.is_empty());
    let of_path = path.map(|path| claim(Code::SamePath, "path", path));
    of_path.into_iter().chain(web_url.map(|url| claim(Code::SameUrl, "webUrl", url)))
}

/// Whether `problem` is one of [`claims`].
pub(super) fn is_claim(problem: &Diagnostic) -> bool {
    matches!(problem.code, Code::SamePath | Code::SameUrl)
}

/// The values that were met, and where: 48 bytes for each, and up to as much again for the table that they
/// stand in; besides, the name of each source once.
#[derive(Default)]
pub(super) struct Seen {
    first: HashMap<u128, Place>,
    keys: [RandomState; 2],
    /// The source of the value before.
    last: Option<Arc<str>>,
}

/// Where a value was met first.
struct Place {
    source: Arc<str>,
    line: u64,
    /// 0 where the line is a row.
    column: u32,
}

impl Seen {
    /// Notes the value of a claim; when it was met before, the problem that it is.
    pub(super) fn claim(&mut self, claim: Diagnostic) -> Option<Diagnostic> {
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

    /// 128 bits tell values apart, with keys that no input can know.
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
