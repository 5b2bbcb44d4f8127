//! Which columns of a file are read: those of the fields that are selected.

#[cfg(feature = "parquet")]
use arrow_schema::DataType;
use arrow_schema::Fields;

use super::names;
use crate::model::article::{Article, Record};
use crate::model::columns::EXTRA;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::selection::{FieldMask, MaskEntry};

/// Returns the indexes of the columns to read; `None` means all.
pub(crate) fn roots(columns: &Fields, options: &ReadOptions) -> Option<Vec<usize>> {
    let mask = options.select.as_ref()?.mask();
    let names = article_names(columns);
    let is_wanted = |&index: &usize| *share(mask, names[index], options) != MaskEntry::None;
    Some((0..columns.len()).filter(is_wanted).collect())
}

/// Returns the indexes of the leaf columns to read, in order; `None` means all.
#[cfg(feature = "parquet")]
pub(crate) fn leaves(columns: &Fields, options: &ReadOptions) -> Option<Vec<bool>> {
    let mask = options.select.as_ref()?.mask();
    let mut leaves = Vec::new();
    add(columns, &article_names(columns), mask, options, &mut leaves);
    Some(leaves)
}

/// Returns the field that each column means, whatever its spelling; the whole provider for one of its parts.
fn article_names(columns: &Fields) -> Vec<&str> {
    let own = || columns.iter().map(|column| column.name().as_str()).collect();
    let mut all = names::meant(columns).unwrap_or_else(own);
    for name in &mut all {
        if let Some((whole, _)) = name.split_once('.').filter(|_| Article::part(name).is_some()) {
            *name = whole;
        }
    }
    all
}

/// Returns how much of the column `name` must be read. If lenient, a wrong value in any column may become an
/// unknown key, so every column is read if unknown keys are selected. What is mapped may become a field that is selected.
fn share<'k>(mask: &'k FieldMask, name: &str, options: &ReadOptions) -> &'k MaskEntry {
    let is_mapped = || {
        options.mapping.as_ref().is_some_and(|mapping| name == EXTRA || mapping.knows(name))
            && (name == EXTRA || Article::index(name).is_none())
    };
    match mask.column(name) {
        MaskEntry::None if options.lenient && mask.has_extra() => &MaskEntry::All,
        MaskEntry::None if is_mapped() => &MaskEntry::All,
        share => share,
    }
}

#[cfg(feature = "parquet")]
fn add(
    columns: &Fields,
    names: &[&str],
    mask: &FieldMask,
    options: &ReadOptions,
    leaves: &mut Vec<bool>,
) {
    for (column, name) in columns.iter().zip(names) {
        let of = column.data_type();
        match share(mask, name, options) {
            MaskEntry::None => fill(of, false, leaves),
            MaskEntry::All => fill(of, true, leaves),
            MaskEntry::Some(part) => add_part(of, part, options, leaves),
        }
    }
}

/// Adds the leaves of a column of records of which `part` is selected.
#[cfg(feature = "parquet")]
fn add_part(of: &DataType, part: &FieldMask, options: &ReadOptions, leaves: &mut Vec<bool>) {
    let before = leaves.len();
    match of {
        DataType::List(item) | DataType::LargeList(item) => {
            add_part(item.data_type(), part, options, leaves);
        }
        DataType::Struct(columns) => {
            let names: Vec<&str> = columns.iter().map(|column| column.name().as_str()).collect();
            add(columns, &names, part, options, leaves);
        }
        // JSON as text, which has no leaves, or a type that cannot be read.
        _ => fill(of, true, leaves),
    }
    // At least one leaf must be read, to know which records are not null.
    if let [first, rest @ ..] = &mut leaves[before..] {
        *first |= !rest.contains(&true);
    }
}

/// Adds all leaves of a column of type `of`.
#[cfg(feature = "parquet")]
fn fill(of: &DataType, wanted: bool, leaves: &mut Vec<bool>) {
    match of {
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => fill(item.data_type(), wanted, leaves),
        DataType::Struct(columns) => {
            columns.iter().for_each(|column| fill(column.data_type(), wanted, leaves));
        }
        _ => leaves.push(wanted),
    }
}
