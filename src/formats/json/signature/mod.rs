//! Tells by names that cannot be mistaken which API or program a JSON value comes from.
//!
//! [`of`] looks at the beginning of a source. What it knows is in the table of [`table`]: for each API the path of its
//! records and the members that each record has. A signature says where the records are, however deep, and which
//! profile names their members.

mod sketch;
mod table;

use sketch::Sketch;
pub(super) use table::{FIRST_STEPS, JSON_FEED, SCHEMA_ORG, deep_paths, is_article_type};

/// Number of first bytes of a source that are looked at.
const HEAD_BYTES: usize = 1 << 20;

/// What a source is by its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    /// The name of the profile for its records, such as `guardian`.
    pub(crate) profile: &'static str,
    /// The path from each value of the source, or from each element if it is one array, to its records, such as
    /// `response.results`; empty if these values are the records.
    pub(crate) records: &'static str,
}

/// Returns the signature of a JSON document or of lines of JSON that begin with `head`; `None` if it is nothing
/// known. `head` may end anywhere, and need not be valid JSON behind what shows the signature.
pub(crate) fn of(head: &[u8]) -> Option<Signature> {
    let values = sketch::values(&head[..head.len().min(HEAD_BYTES)]);
    let roots: Vec<&Sketch<'_>> = values
        .iter()
        .flat_map(|value| match value {
            Sketch::List(items) => items.iter().collect(),
            other => vec![other],
        })
        .collect();
    table::SIGNS.iter().find_map(|sign| {
        let found = |path: &&&str| roots.iter().any(|root| sign.is_at(root, path));
        let records = sign.paths.iter().find(found)?;
        Some(Signature { profile: sign.profile, records })
    })
}

/// Returns whether the path leads to records in a document or a line that begins with `head`.
pub(super) fn has_records(head: &[u8], path: &str) -> bool {
    sketch::values(&head[..head.len().min(HEAD_BYTES)]).iter().any(|root| root.leads(path))
}

#[cfg(test)]
mod tests;
