//! Both front matter parsers, for the tests, the fuzz target and the benchmarks that compare them. This is
//! not part of newsconv's public interface and may change at any time.

use crate::model::article::Article;

use super::parse::{self, Mode};
use super::scan;

/// Parses the Markdown file `bytes` with the fast path. Returns `None` if it declines.
#[must_use]
pub fn fast(bytes: &[u8]) -> Option<Article<'_>> {
    scan::article(std::str::from_utf8(bytes).ok()?)
}

/// Parses the Markdown file `bytes` with the full parser. Returns `None` if it reports an error or a
/// warning.
#[must_use]
pub fn full(bytes: &[u8]) -> Option<Article<'_>> {
    let parsed = parse::parse_fully(std::str::from_utf8(bytes).ok()?, Mode::default());
    (parsed.errors.is_empty() && parsed.warnings.is_empty()).then_some(parsed.article)
}
