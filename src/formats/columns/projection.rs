//! Which columns of a file are read: those of the fields that are selected.

#[cfg(feature = "parquet")]
use arrow_schema::DataType;
use arrow_schema::Fields;

use crate::pipeline::options::ReadOptions;
use crate::pipeline::selection::{FieldMask, MaskEntry};

/// Returns which of `columns` are to be read, by their places; none means all.
pub(crate) fn roots(columns: &Fields, options: &ReadOptions) -> Option<Vec<usize>> {
    let mask = options.select.as_ref()?.mask();
    let is_wanted =
        |&index: &usize| *share(mask, columns[index].name(), options.lenient) != MaskEntry::None;
    Some((0..columns.len()).filter(is_wanted).collect())
}

/// Returns which of the columns without columns of their own within `columns` are to be read, in order, by
/// their places; none means all.
#[cfg(feature = "parquet")]
pub(crate) fn leaves(columns: &Fields, options: &ReadOptions) -> Option<Vec<bool>> {
    let mask = options.select.as_ref()?.mask();
    let mut leaves = Vec::new();
    add(columns, mask, options.lenient, &mut leaves);
    Some(leaves)
}

/// Returns how much of the column `name` is to be read. In any of them there may be a value that becomes an
/// unknown key when it is read leniently.
fn share<'k>(mask: &'k FieldMask, name: &str, lenient: bool) -> &'k MaskEntry {
    match mask.column(name) {
        MaskEntry::None if lenient && mask.has_extra() => &MaskEntry::All,
        share => share,
    }
}

#[cfg(feature = "parquet")]
fn add(columns: &Fields, mask: &FieldMask, lenient: bool, leaves: &mut Vec<bool>) {
    for column in columns {
        let of = column.data_type();
        match share(mask, column.name(), lenient) {
            MaskEntry::None => fill(of, false, leaves),
            MaskEntry::All => fill(of, true, leaves),
            MaskEntry::Some(part) => add_part(of, part, lenient, leaves),
        }
    }
}

/// Adds the leaves of a column of records of which this is kept.
#[cfg(feature = "parquet")]
fn add_part(of: &DataType, part: &FieldMask, lenient: bool, leaves: &mut Vec<bool>) {
    let before = leaves.len();
    match of {
        DataType::List(item) | DataType::LargeList(item) => {
            add_part(item.data_type(), part, lenient, leaves);
        }
        DataType::Struct(columns) => add(columns, part, lenient, leaves),
        // JSON as text, which has no parts, or nothing that can be read.
        _ => fill(of, true, leaves),
    }
    // That the records are there has to be read from one of them.
    if let [first, rest @ ..] = &mut leaves[before..] {
        *first |= !rest.contains(&true);
    }
}

/// Adds all leaves of a column of this type.
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
