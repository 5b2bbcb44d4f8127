//! Decodes rows of columns to borrowed articles.

use std::borrow::Cow;
use std::collections::HashMap;

use arrow_array::{Array, ArrayRef, StringArray};
use arrow_buffer::NullBuffer;

use super::binding::{Cells, Columns, Lists, Unknown, has_value};
use super::text_form::bytes;
use super::value::{self, Reading, impossible, utf8};
use crate::decode::decoder::RecordDecoder;
use crate::decode::json_tree;
use crate::decode::tree::{FieldPath, Spanned, SpannedKind, into_map};
use crate::diagnostic::excerpt::quote;
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic, keep};
use crate::model::article::{FieldMut, Record};
use crate::model::columns::EXTRA;
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};

impl Columns {
    /// Decodes the record in row `row`. The result must not be used if `fields` has errors.
    pub(super) fn record<'b, R: Record<'b>>(
        &'b self,
        row: usize,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) -> R {
        let mut record = R::default();
        for (array, problem) in &self.wrong {
            if has_value(array, row) {
                keep(&mut fields.errors, problem.clone());
            }
        }
        let mut wrong = Map::new();
        for (index, name, cells, array) in &self.fields {
            let here = FieldPath::Key(&place, name);
            let before = fields.mark();
            cells.read(row, record.slot(*index), here, fields);
            if fields.downgrade_errors(before, name) {
                record.slot(*index).clear();
                wrong.push((Cow::Borrowed(*name), cells.as_unknown(array, row, here, fields)));
            }
        }
        for (index, name, cells, array) in &self.offsets {
            let here = FieldPath::Key(&place, name);
            let before = fields.mark();
            if let Some(node) = cells.node(row, here, fields) {
                fields.offset(record.slot(*index), node, here);
            }
            if fields.downgrade_errors(before, name) {
                wrong.push((Cow::Borrowed(*name), cells.as_unknown(array, row, here, fields)));
            }
        }
        self.extra(row, record.extra_mut(), place, fields);
        // Wrong values come after the unknown keys, so that those have the order of the source.
        for (key, value) in wrong {
            add(record.extra_mut(), key, value, place, fields);
        }
        record
    }

    /// Adds the unknown keys of row `row`: those of the column `extra`, then the unknown columns.
    fn extra<'b>(
        &'b self,
        row: usize,
        into: &mut Map<'b>,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) {
        if let Some((cells, array)) = &self.extra {
            let here = FieldPath::Key(&place, EXTRA);
            let before = fields.mark();
            match cells.node(row, here, fields).map(|node| node.data) {
                Some(SpannedKind::Map(entries)) => {
                    for entry in &entries {
                        fields.check_depth(&entry.node, here);
                    }
                    into.extend(into_map(entries));
                }
                None | Some(SpannedKind::Scalar(Value::Null)) => {}
                Some(_) => {
                    let problem =
                        UnlocatedDiagnostic::new(Code::BadCell, 0, "this is not a JSON object");
                    keep(&mut fields.errors, problem.in_field(here.to_string()));
                }
            }
            if fields.downgrade_errors(before, EXTRA) {
                let value = cells.as_unknown(array, row, here, fields);
                into.push((EXTRA.into(), value));
            }
        }
        // Columns differ from each other in their names, so that only keys from before can be met again.
        let before: HashMap<Cow<'b, str>, usize> = if self.unknown.is_empty() {
            HashMap::new()
        } else {
            into.iter().enumerate().map(|(index, (key, _))| (key.clone(), index)).collect()
        };
        for Unknown { name, array, is_json } in &self.unknown {
            let here = FieldPath::Key(&place, name);
            let Some(node) = unknown(array, *is_json, row, here, fields) else { continue };
            if node.data == SpannedKind::Scalar(Value::Null) {
                continue;
            }
            fields.check_depth(&node, here);
            let value = node.into_value();
            match before.get(name.as_str()).map(|index| &into[*index].1) {
                None => into.push((Cow::Borrowed(name), value)),
                // Some writers store unknown keys both in `extra` and in columns of their own:
                // equal values are no conflict.
                Some(same) if *same == value => {}
                Some(_) => clash(name, place, fields),
            }
        }
    }
}

/// Adds what a known column of a wrong type holds to the unknown keys.
fn add<'b>(
    into: &mut Map<'b>,
    key: Cow<'b, str>,
    value: Value<'b>,
    place: FieldPath<'_>,
    fields: &mut RecordDecoder,
) {
    if into.iter().any(|(other, _)| *other == key) {
        clash(&key, place, fields);
    } else {
        into.push((key, value));
    }
}

/// Says that a column and a key of `extra` have one name and two values.
fn clash(key: &str, place: FieldPath<'_>, fields: &mut RecordDecoder) {
    let message = format!("`extra` has a key with the name of a column: `{key}`");
    let problem = UnlocatedDiagnostic::new(Code::KeyClash, 0, message);
    fields.errors.push(problem.in_field(FieldPath::Key(&place, key).to_string()));
}

impl Cells {
    /// Sets a field from its column in row `row`. Null leaves it absent.
    fn read<'b>(
        &'b self,
        row: usize,
        slot: FieldMut<'_, 'b>,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) {
        match (self, slot) {
            (Self::Text(array), FieldMut::Text(x)) => *x = text(array, row),
            (Self::Integer(array), FieldMut::Integer(x)) => {
                *x = array.is_valid(row).then(|| array.value(row));
            }
            (Self::Boolean(array), FieldMut::Boolean(x)) => {
                *x = array.is_valid(row).then(|| array.value(row));
            }
            (Self::Bytes(array), FieldMut::Text(x)) => {
                if array.is_valid(row) {
                    *x = noted(utf8(bytes(array, row)), place, fields).map(Cow::Borrowed);
                }
            }
            (Self::Time(array, unit, zone), FieldMut::Time(x)) => {
                if array.is_valid(row) {
                    let time = value::time(array.value(row), *unit);
                    let time = time.and_then(|time| zone.localize(time)).map_err(impossible);
                    *x = noted(time, place, fields);
                }
            }
            (Self::Local(array), FieldMut::Time(x)) => {
                if let Some(node) = any(array, row, place, fields) {
                    fields.field(FieldMut::Time(x), node, place);
                    *x = x.map(Timestamp::local);
                }
            }
            (Self::Texts(lists, array), FieldMut::Texts(x)) => {
                *x = lists.read(row, place, |item, here| match text(array, item) {
                    None => null_item("text", here, fields),
                    text => text,
                });
            }
            (Self::Struct(nulls, columns), FieldMut::Provider(x)) => {
                *x = is_valid(nulls.as_ref(), row).then(|| columns.record(row, place, fields));
            }
            (Self::Structs(lists, nulls, columns), slot) => {
                let structs = Structs { lists, nulls: nulls.as_ref(), columns };
                match slot {
                    FieldMut::Images(x) => *x = structs.read(row, place, fields),
                    FieldMut::Authors(x) => *x = structs.read(row, place, fields),
                    FieldMut::Related(x) => *x = structs.read(row, place, fields),
                    _ => {}
                }
            }
            // Every other pair of column and field goes through a value, which the decoder checks
            // and converts.
            (cells, slot) => {
                if let Some(node) = cells.node(row, place, fields) {
                    fields.field(slot, node, place);
                }
            }
        }
    }

    /// Returns the value in row `row` of `array` as an unknown key's value: parsed JSON if its text is JSON,
    /// and the number of units for a time that is out of range.
    fn as_unknown<'b>(
        &'b self,
        array: &'b ArrayRef,
        row: usize,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) -> Value<'b> {
        let node = match self {
            Self::Json(texts) => text_ref(texts, row).and_then(|text| json(text).ok()),
            Self::Time(counts, ..) => {
                return Value::Integer(counts.value(row).into());
            }
            _ => None,
        };
        let node = node.or_else(|| unknown(array, false, row, place, fields));
        node.map_or(Value::Null, |node| {
            fields.check_depth(&node, place);
            node.into_value()
        })
    }

    /// Returns the value in row `row` for further checks, or `None` after an error.
    fn node<'b>(
        &'b self,
        row: usize,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) -> Option<Spanned<'b>> {
        match self {
            Self::Json(array) => match text_ref(array, row) {
                Some(text) => noted(json(text), place, fields),
                None => Some(Spanned::scalar(0, Value::Null)),
            },
            Self::Integer(array) => any(array, row, place, fields),
            Self::Any(array) => any(array, row, place, fields),
            _ => None,
        }
    }
}

/// A column of lists of structs.
struct Structs<'b, 'n> {
    lists: &'b Lists,
    nulls: Option<&'n NullBuffer>,
    columns: &'b Columns,
}

impl<'b> Structs<'b, '_> {
    fn read<R: Record<'b>>(
        &self,
        row: usize,
        place: FieldPath<'_>,
        fields: &mut RecordDecoder,
    ) -> Option<Vec<R>> {
        self.lists.read(row, place, |item, here| {
            if is_valid(self.nulls, item) {
                Some(self.columns.record(item, here, fields))
            } else {
                null_item("a map", here, fields)
            }
        })
    }
}

impl Lists {
    /// Returns the items of the list in row `row`, or `None` if it is null.
    fn read<T>(
        &self,
        row: usize,
        place: FieldPath<'_>,
        mut item: impl FnMut(usize, FieldPath<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if !is_valid(self.nulls.as_ref(), row) {
            return None;
        }
        let from = usize::try_from(self.offsets[row]).unwrap_or(0);
        let to = usize::try_from(self.offsets[row + 1]).unwrap_or(0);
        let items = (from..to).enumerate();
        Some(items.filter_map(|(i, at)| item(at, FieldPath::Index(&place, i))).collect())
    }
}

fn is_valid(nulls: Option<&NullBuffer>, row: usize) -> bool {
    nulls.is_none_or(|nulls| nulls.is_valid(row))
}

fn text_ref(array: &StringArray, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row))
}

fn text(array: &StringArray, row: usize) -> Option<Cow<'_, str>> {
    text_ref(array, row).map(Cow::Borrowed)
}

/// Returns the value of a known column, for the decoder to check.
fn any<'b>(
    array: &'b dyn Array,
    row: usize,
    place: FieldPath<'_>,
    fields: &mut RecordDecoder,
) -> Option<Spanned<'b>> {
    read(Reading::new(false), array, false, row, place, fields)
}

/// Returns the value of an unknown column.
fn unknown<'b>(
    array: &'b dyn Array,
    is_json: bool,
    row: usize,
    place: FieldPath<'_>,
    fields: &mut RecordDecoder,
) -> Option<Spanned<'b>> {
    read(Reading::new(true), array, is_json, row, place, fields)
}

fn read<'b>(
    mut reading: Reading,
    array: &'b dyn Array,
    is_json: bool,
    row: usize,
    place: FieldPath<'_>,
    fields: &mut RecordDecoder,
) -> Option<Spanned<'b>> {
    let found = reading.node(array, is_json, row);
    let mut say = |code, severity, message: String| {
        let problem = UnlocatedDiagnostic::new(code, 0, message).in_field(place.to_string());
        keep(&mut fields.warnings, UnlocatedDiagnostic { severity, ..problem });
    };
    if reading.has_nan {
        say(Code::NanAsNull, Severity::Note, "NaN is not a number; it was read as null".to_owned());
    }
    if reading.has_infinity {
        say(
            Code::NanAsNull,
            Severity::Warning,
            "JSON has no infinite numbers; this one is kept as text".to_owned(),
        );
    }
    if let Some(error) = reading.impossible {
        say(Code::ImpossibleTime, Severity::Warning, format!("{error}; it is kept as a number"));
    }
    noted(found, place, fields)
}

fn json(text: &str) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    json_tree::parse(text).map_err(|problem| {
        let message = format!("{} is not JSON: {}", quote(text), problem.message);
        UnlocatedDiagnostic::new(Code::BadCell, 0, message)
    })
}

/// Returns the value, or records the problem and returns `None`.
fn noted<T>(
    found: Result<T, UnlocatedDiagnostic>,
    place: FieldPath<'_>,
    fields: &mut RecordDecoder,
) -> Option<T> {
    match found {
        Ok(value) => Some(value),
        Err(problem) => {
            keep(&mut fields.errors, problem.in_field(place.to_string()));
            None
        }
    }
}

fn null_item<T>(wanted: &str, place: FieldPath<'_>, fields: &mut RecordDecoder) -> Option<T> {
    let message = format!("expected {wanted}, found null: a list cannot hold nulls");
    noted(Err(UnlocatedDiagnostic::new(Code::WrongType, 0, message)), place, fields)
}
