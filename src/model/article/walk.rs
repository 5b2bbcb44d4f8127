//! Visits each record of an article: the article itself and the records nested in it.

use std::fmt::Arguments;

use super::record::{FieldRef, Record};

/// A visitor of records of any type.
pub(crate) trait Visit {
    /// Visits `record`. The names of its fields in messages are `at` followed by the field's name.
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>);
}

/// Calls `visit` for `record` and then for all records in it.
pub(crate) fn walk<'a, R: Record<'a>>(record: &R, visit: &mut impl Visit) {
    walk_from(record, format_args!(""), visit);
}

/// Does the same for a record at `at`, which is empty or ends in a dot. It is only formatted when it is
/// needed.
fn walk_from<'a, R: Record<'a>>(record: &R, at: Arguments<'_>, visit: &mut impl Visit) {
    visit.record(record, at);
    for (field, value) in record.fields() {
        // `format_args!` does not format anything yet: the path becomes text only where a problem
        // is reported.
        let at = format_args!("{at}{}", field.name);
        match value {
            FieldRef::Provider(Some(x)) => walk_from(x, format_args!("{at}."), visit),
            FieldRef::Images(Some(x)) => walk_all(x, at, visit),
            FieldRef::Authors(Some(x)) => walk_all(x, at, visit),
            FieldRef::Related(Some(x)) => walk_all(x, at, visit),
            _ => {}
        }
    }
}

fn walk_all<'a, R: Record<'a>>(records: &[R], at: Arguments<'_>, visit: &mut impl Visit) {
    for (index, record) in records.iter().enumerate() {
        walk_from(record, format_args!("{at}[{index}]."), visit);
    }
}
