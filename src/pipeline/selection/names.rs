//! Error messages for names that are not fields.

use super::{EXTRA, split};
use crate::diagnostic::error::Error;
use crate::diagnostic::nearest::nearest;
use crate::model::article::{Article, Field};
use crate::model::declared::DeclaredColumn;

/// Returns the error for `name`, which is not the name of a field.
pub(super) fn unknown(name: &str, columns: &[DeclaredColumn]) -> Error {
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
    Error::usage(format!("unknown field `{name}`; {}", advice(fields, before, rest, columns)))
}

/// Returns advice for `name`, which is not one of these fields. `before` is the path in front of their names.
fn advice(
    fields: &'static [Field],
    before: &str,
    name: &str,
    columns: &[DeclaredColumn],
) -> String {
    if let Some(time) = fields.iter().find(|field| field.offset == Some(name)) {
        return format!("select `{before}{}`, which includes it", time.name);
    }
    if split(name).0 == EXTRA {
        return format!(
            "`{before}{EXTRA}` selects all unknown keys; a single one cannot be selected, unless a mapping declares it \
             as a column"
        );
    }
    let columns = if before.is_empty() { columns } else { &[] };
    let declared = || columns.iter().map(|column| column.name.as_str());
    let names = || fields.iter().map(|field| field.name).chain(declared());
    let known = names().map(|name| format!("{before}{name}")).collect::<Vec<_>>().join(", ");
    let known = format!("known ones are {known}, and {before}{EXTRA} for all other keys");
    match nearest(name, names()) {
        Some(meant) => format!("did you mean `{before}{meant}`? The {known}"),
        None => format!("the {known}"),
    }
}
