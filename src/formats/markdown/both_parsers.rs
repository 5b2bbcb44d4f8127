//! Both ways through front matter side by side, for the tests, the fuzz target and the benchmarks that hold
//! them against each other. No part of newsconv's interface: it may change at any time.

use crate::model::article::Article;

use super::{parse, scan};

/// Returns the article of the Markdown file `bytes` by the fast path, or `None` where that declines.
#[must_use]
pub fn fast(bytes: &[u8]) -> Option<Article<'_>> {
    scan::article(std::str::from_utf8(bytes).ok()?)
}

/// Returns the article of the Markdown file `bytes` by the full YAML parser, or `None` where that has
/// anything to say of it, be it an error or a warning.
#[must_use]
pub fn full(bytes: &[u8]) -> Option<Article<'_>> {
    let parsed = parse::parse_fully(std::str::from_utf8(bytes).ok()?, false);
    (parsed.errors.is_empty() && parsed.warnings.is_empty()).then_some(parsed.article)
}
