//! Error messages for names that are not fields.

use super::{EXTRA, split};
use crate::diagnostic::error::Error;
use crate::model::article::{Article, Field};

/// Returns the error for `name`, which is not the name of a field.
pub(super) fn unknown(name: &str) -> Error {
    let mut fields = Article::FIELDS;
    let mut rest = name;
    while let (first, Some(after)) = split(rest)
        && let Some(field) = fields.iter().find(|field| field.name == first)
    {
        if field.kind.fields().is_empty() {
            let whole = &name[..name.len() - after.len() - 1];
            let message = format!("unknown field `{name}`; `{whole}` has no fields of its own");
            return Error::usage(message);
        }
        (fields, rest) = (field.kind.fields(), after);
    }
    let before = &name[..name.len() - rest.len()];
    Error::usage(format!("unknown field `{name}`; {}", advice(fields, before, rest)))
}

/// Returns advice for `name`, which is not one of these fields. `before` is the path in front of their names.
fn advice(fields: &'static [Field], before: &str, name: &str) -> String {
    if let Some(time) = fields.iter().find(|field| field.offset == Some(name)) {
        return format!("select `{before}{}`, which includes it", time.name);
    }
    if split(name).0 == EXTRA {
        return format!(
            "`{before}{EXTRA}` selects all unknown keys; a single one cannot be selected"
        );
    }
    let names = || fields.iter().map(|field| field.name);
    let known = names().map(|name| format!("{before}{name}")).collect::<Vec<_>>().join(", ");
    let known = format!("known ones are {known}, and {before}{EXTRA} for all other keys");
    match nearest(name, names()) {
        Some(meant) => format!("did you mean `{before}{meant}`? The {known}"),
        None => format!("the {known}"),
    }
}

/// Returns the one of `names` of which `name` may be a misspelling.
fn nearest(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let name = name.to_lowercase();
    let slips = names.map(|known| (slips(&name, &known.to_lowercase()), known));
    let (slips, known) = slips.min_by_key(|(slips, _)| *slips)?;
    (slips <= known.len().div_ceil(4)).then_some(known)
}

/// Returns the edit distance between `a` and `b`: the number of letters that were added, omitted or replaced.
fn slips(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (done, x) in a.chars().enumerate() {
        let mut beside = done;
        let mut last = done + 1;
        row[0] = last;
        for (slot, y) in row[1..].iter_mut().zip(b.chars()) {
            let either = 1 + last.min(*slot);
            last = either.min(beside + usize::from(x != y));
            beside = std::mem::replace(slot, last);
        }
    }
    row.last().copied().unwrap_or_default()
}
