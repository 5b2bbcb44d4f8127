//! Checks whether the columns of a batch are exactly those that would be built from its rows' articles.
//!
//! `None` is always safe: the caller falls back to reading row by row. `Some` promises that every row would
//! be written unchanged and without a diagnostic. Values hidden behind nulls are checked too, except in
//! number columns, where the copy skips them.

use arrow_array::{
    Array, ArrayRef, Int16Array, ListArray, StringArray, StructArray, TimestampMicrosecondArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};

use super::schema::layout;
use crate::decode::json_tree;
use crate::decode::tree::{SpannedKind, into_map};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, Field, Kind};
use crate::model::timestamp::Timestamp;
use crate::model::value::MAX_DEPTH;
use crate::pipeline::invisible_keys;

/// Returns the number of bytes of text in the columns if their rows can be copied unchanged, else `None`. The
/// columns have the types of the schema. `source` says whether there is a column for the front matter's
/// source text.
pub(super) fn text_bytes(columns: &[ArrayRef], source: bool) -> Option<usize> {
    records(Article::FIELDS, source, columns, None)
}

/// Returns the same for the columns of records with these fields. Rows that are null in `nulls` have no
/// record.
fn records(
    fields: &[Field],
    source: bool,
    columns: &[ArrayRef],
    nulls: Option<&NullBuffer>,
) -> Option<usize> {
    let mut columns = columns.iter();
    let mut bytes = 0;
    for place in layout(fields, source) {
        let column = columns.next()?;
        // Where the record is null, its members must be null too, as the builder would write them.
        if !is_null_where(nulls, column) {
            return None;
        }
        bytes += match place.map(|index| fields[index].kind) {
            None => extra(of_type(column)?)?,
            Some(Kind::Text) => text(of_type(column)?)?,
            Some(Kind::Time) => times(of_type(column)?, of_type(columns.next()?)?)?,
            Some(Kind::Integer | Kind::Boolean) => 0,
            Some(kind @ Kind::Provider) => structs(kind, of_type(column)?)?,
            Some(kind) => lists(kind, of_type(column)?)?,
        };
    }
    Some(bytes)
}

/// Returns the column as an array of type `T`, or `None` if it has another type.
pub(super) fn of_type<T: 'static>(column: &ArrayRef) -> Option<&T> {
    column.as_any().downcast_ref()
}

/// Returns the items that belong to a list.
pub(super) fn items(lists: &ListArray) -> ArrayRef {
    let place = |offset: i32| usize::try_from(offset).unwrap_or(0);
    let (from, to) = (place(lists.offsets().first()), place(lists.offsets().last()));
    lists.values().slice(from, to - from)
}

/// Returns whether `column` is null in every row that is null in `nulls`.
fn is_null_where(nulls: Option<&NullBuffer>, column: &ArrayRef) -> bool {
    match nulls.filter(|nulls| nulls.null_count() > 0) {
        None => true,
        Some(nulls) => column.nulls().is_some_and(|own| own.contains(nulls)),
    }
}

/// Returns whether every row that is null in `nulls` has an empty range of items, so that no item is hidden.
fn is_empty_where(nulls: Option<&NullBuffer>, offsets: &OffsetBuffer<i32>) -> bool {
    // The Arrow format allows any range at a null; the builder writes an empty one.
    nulls.is_none_or(|nulls| nulls.iter().zip(offsets.lengths()).all(|(is, has)| is || has == 0))
}

fn text(texts: &StringArray) -> Option<usize> {
    let bytes = || texts.offsets().lengths().sum();
    is_empty_where(texts.nulls(), texts.offsets()).then(bytes)
}

fn extra(texts: &StringArray) -> Option<usize> {
    let bytes = text(texts)?;
    texts.iter().flatten().all(is_spelled_as_written).then_some(bytes)
}

/// Returns whether the JSON object in `text` would be written as exactly this text.
fn is_spelled_as_written(text: &str) -> bool {
    let Some(SpannedKind::Map(entries)) = json_tree::parse(text).ok().map(|node| node.data) else {
        return false;
    };
    // An article without unknown keys has null here, so `{}` would not be written back.
    if entries.is_empty() || entries.iter().any(|entry| entry.node.depth() > MAX_DEPTH) {
        return false;
    }
    let map = into_map(entries);
    let written = serde_json::to_string(&MapRef(&map));
    !invisible_keys::is_warned_of(&map) && written.is_ok_and(|written| written == text)
}

/// Checks that all times are possible, and that an offset has a time.
fn times(times: &TimestampMicrosecondArray, offsets: &Int16Array) -> Option<usize> {
    let possible = |(time, offset): (Option<i64>, Option<i16>)| match time {
        Some(micros) => Timestamp::from_unix_micros(micros, offset).is_ok(),
        None => offset.is_none(),
    };
    times.iter().zip(offsets).all(possible).then_some(0)
}

fn structs(kind: Kind, rows: &StructArray) -> Option<usize> {
    records(kind.fields(), false, rows.columns(), rows.nulls())
}

/// Checks that lists have no null items.
fn lists(kind: Kind, lists: &ListArray) -> Option<usize> {
    let items = items(lists);
    if items.null_count() > 0 || !is_empty_where(lists.nulls(), lists.offsets()) {
        return None;
    }
    match kind {
        Kind::Texts => text(of_type(&items)?),
        _ => structs(kind, of_type(&items)?),
    }
}
