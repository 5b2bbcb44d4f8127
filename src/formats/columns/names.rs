//! Names of columns that are spelled otherwise than the fields that they mean.
//!
//! Hive and Athena write all names in lower case, flat tables write `provider.name` for the `name` within `provider`.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{Field as Column, FieldRef, Fields};

use crate::decode::field_names::{ARTICLE_NAMES, taken_for};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::{Article, Record};

/// Columns under the names of their fields.
pub(super) struct Bound {
    pub(super) columns: Fields,
    pub(super) arrays: Vec<ArrayRef>,
    pub(super) notes: Vec<UnlocatedDiagnostic>,
}

/// Returns the name that each column has in an article, or `None` if all of them have it already.
pub(super) fn meant(columns: &Fields) -> Option<Vec<&str>> {
    let names = columns.iter().map(|column| column.name().as_str());
    let bound = ARTICLE_NAMES.bind(names.clone());
    let all: Vec<&str> =
        names.clone().zip(bound).map(|(name, known)| known.unwrap_or(name)).collect();
    let is_other = |(name, meant): (&str, &&str)| name != *meant || part(meant).is_some();
    names.zip(&all).any(is_other).then_some(all)
}

/// Returns the columns of articles under the names of their fields, or `None` if they have them already. The parts
/// of a provider become one column, if there is no such column.
pub(super) fn bound(columns: &Fields, arrays: &[ArrayRef]) -> Option<Bound> {
    let names = meant(columns)?;
    let has_provider = names.contains(&PROVIDER);
    let mut found = Bound { columns: Fields::empty(), arrays: Vec::new(), notes: Vec::new() };
    let (mut fields, mut parts): (Vec<FieldRef>, Vec<(FieldRef, ArrayRef)>) = Default::default();
    for ((column, array), name) in columns.iter().zip(arrays).zip(names) {
        if column.name() != name {
            found.notes.push(taken_for("column", column.name(), name, 0));
        }
        match part(name).filter(|_| !has_provider) {
            Some(part) => {
                let message = format!("the column `{name}` was read as a part of the provider");
                let note = UnlocatedDiagnostic::new(Code::OtherSpelling, 0, message);
                found.notes.push(note.in_field(name));
                let of = array.data_type().clone();
                let field = column.as_ref().clone().with_name(part).with_data_type(of);
                parts.push((Arc::new(field.with_nullable(true)), Arc::clone(array)));
            }
            None => {
                fields.push(Arc::new(column.as_ref().clone().with_name(name)));
                found.arrays.push(Arc::clone(array));
            }
        }
    }
    if let Some(provider) = provider(parts) {
        fields.push(Arc::new(Column::new(PROVIDER, provider.data_type().clone(), true)));
        found.arrays.push(Arc::new(provider));
    }
    found.columns = fields.into();
    Some(found)
}

/// The field that flat tables spread over several columns.
const PROVIDER: &str = "provider";

/// Returns the part of the provider that the column `name` holds.
fn part(name: &str) -> Option<&str> {
    let part = name.strip_prefix(PROVIDER)?.strip_prefix('.')?;
    Article::part(name).map(|_| part)
}

/// Returns the column of providers with these parts: null where all parts are. `None` if there are no parts.
fn provider(parts: Vec<(FieldRef, ArrayRef)>) -> Option<StructArray> {
    let rows = parts.first()?.1.len();
    let nulls: Vec<_> = parts.iter().map(|(_, array)| array.logical_nulls()).collect();
    // A provider of which nothing is known is absent, not empty.
    let is_valid = |row: usize| {
        nulls.iter().any(|nulls| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row)))
    };
    let valid = NullBuffer::from((0..rows).map(is_valid).collect::<Vec<bool>>());
    let (fields, arrays): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    StructArray::try_new(fields.into(), arrays, Some(valid)).ok()
}

/// Returns the warning that no column has the name of a field, or `None` if one has.
pub(super) fn nothing_known(columns: &Fields) -> Option<UnlocatedDiagnostic> {
    let names = || columns.iter().map(|column| column.name().as_str());
    let bound = ARTICLE_NAMES.bind(names());
    let is_known =
        |(name, known): (&str, Option<&str>)| known.is_some() || Article::is_reserved(name);
    if columns.is_empty() || names().zip(bound).any(is_known) {
        return None;
    }
    let message = "no column has the name of a field; all columns become unknown keys";
    let usual = || "fields are called `title`, `webUrl`, `publishedDateTime` and so on".to_owned();
    let help = ARTICLE_NAMES.near_misses(names()).unwrap_or_else(usual);
    Some(UnlocatedDiagnostic::new(Code::NothingKnown, 0, message).with_help(help))
}
