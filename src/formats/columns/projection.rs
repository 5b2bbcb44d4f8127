//! Which columns of a file are read: those of the fields that are selected.

#[cfg(feature = "parquet")]
use arrow::datatypes::DataType;
use arrow::datatypes::Fields;

use crate::pipeline::options::ReadOptions;
use crate::pipeline::selection::{Kept, Share};

/// Which of `columns` are to be read, by their places; none means all.
pub(crate) fn roots(columns: &Fields, options: &ReadOptions) -> Option<Vec<usize>> {
    let kept = options.select.as_ref()?.kept();
    let is_wanted =
        |&index: &usize| *share(kept, columns[index].name(), options.lenient) != Share::Nothing;
    Some((0..columns.len()).filter(is_wanted).collect())
}

/// Which of the columns without columns of their own within `columns` are to be read, in order, by
/// their places; none means all.
#[cfg(feature = "parquet")]
pub(crate) fn leaves(columns: &Fields, options: &ReadOptions) -> Option<Vec<bool>> {
    let kept = options.select.as_ref()?.kept();
    let mut leaves = Vec::new();
    add(columns, kept, options.lenient, &mut leaves);
    Some(leaves)
}

/// How much of the column `name` is to be read. In any of them there may be a value that becomes an
/// unknown key when it is read leniently.
fn share<'k>(kept: &'k Kept, name: &str, lenient: bool) -> &'k Share {
    match kept.column(name) {
        Share::Nothing if lenient && kept.has_extra() => &Share::All,
        share => share,
    }
}

#[cfg(feature = "parquet")]
fn add(columns: &Fields, kept: &Kept, lenient: bool, leaves: &mut Vec<bool>) {
    for column in columns {
        let of = column.data_type();
        match share(kept, column.name(), lenient) {
            Share::Nothing => fill(of, false, leaves),
            Share::All => fill(of, true, leaves),
            Share::Part(part) => add_part(of, part, lenient, leaves),
        }
    }
}

/// Adds the leaves of a column of records of which this is kept.
#[cfg(feature = "parquet")]
fn add_part(of: &DataType, part: &Kept, lenient: bool, leaves: &mut Vec<bool>) {
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
