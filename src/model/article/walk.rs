//! Each record of an article in turn: the article itself and all that nests in it.

use std::fmt::Arguments;

use super::record::{FieldRef, Record};

/// Looks at records of any type.
pub(crate) trait Visit {
    /// Looks at `record`, whose fields messages call `at` and their name.
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>);
}

/// Shows `record` and then all records in it to `visit`.
pub(crate) fn walk<'a, R: Record<'a>>(record: &R, visit: &mut impl Visit) {
    walk_from(record, format_args!(""), visit);
}

/// The same where `at` is empty or ends in a dot; it is not put into words before somebody asks.
fn walk_from<'a, R: Record<'a>>(record: &R, at: Arguments<'_>, visit: &mut impl Visit) {
    visit.record(record, at);
    for (field, held) in record.fields() {
        let at = format_args!("{at}{}", field.name);
        match held {
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
