//! Binds the columns of a batch to fields, and decides how their cells are read.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, BinaryArray, BooleanArray, Int64Array, ListArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field as Column, Fields, SchemaRef, TimeUnit};

use super::names;
use super::normalize::{is_too_deep, plain, to_int64, to_milliseconds, to_plain, with_bytes};
use super::schema::data_type;
use super::text_form::{INT96, TextForm, is_binary, text_form};
use super::value::{has_mark, is_json_text};
use super::zone::Zone;
use crate::decode::tree::FieldPath;
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic};
use crate::model::article::{Article, Field, Kind};
use crate::model::columns::EXTRA;
use crate::model::value::MAX_DEPTH;
use crate::pipeline::options::ReadOptions;

/// The problems of columns, independent of their rows.
#[derive(Default)]
pub(super) struct Faults {
    /// Whether a column of a wrong type is read as an unknown column.
    pub(super) lenient: bool,
    /// Whether a mapping follows, which may read values of other types.
    pub(super) maps: bool,
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
}

impl Faults {
    /// Returns a collector without problems, in a source that is read with these options.
    pub(super) fn of(options: &ReadOptions) -> Self {
        let maps = options.mapping.is_some();
        Self { lenient: options.lenient, maps, ..Self::default() }
    }
}

/// The columns of one record type in one batch.
#[derive(Default)]
pub(super) struct Columns {
    /// Fields by their index in [`crate::model::article::Record::FIELDS`].
    pub(super) fields: Vec<(usize, &'static str, Cells, ArrayRef)>,
    /// Offsets by the index of the time that they belong to.
    pub(super) offsets: Vec<(usize, &'static str, Cells, ArrayRef)>,
    pub(super) extra: Option<(Cells, ArrayRef)>,
    pub(super) unknown: Vec<Unknown>,
    /// Columns of a wrong type with the problem of each row that has a value there.
    pub(super) wrong: Vec<(ArrayRef, UnlocatedDiagnostic)>,
    /// What is wrong with columns that were left to a mapping, among the unknown ones, by their places there.
    pub(super) deferred: Vec<(usize, UnlocatedDiagnostic)>,
}

/// A column that the model does not know.
pub(super) struct Unknown {
    pub(super) name: String,
    pub(super) array: ArrayRef,
    /// Its text is JSON.
    pub(super) is_json: bool,
}

/// The cells of one column.
pub(super) enum Cells {
    Text(StringArray),
    /// `Binary` that should be text.
    Bytes(ArrayRef),
    /// Units since 1970-01-01T00:00:00Z.
    Time(Int64Array, TimeUnit, Zone),
    Integer(Int64Array),
    Boolean(BooleanArray),
    Texts(Lists, StringArray),
    Struct(Option<NullBuffer>, Box<Columns>),
    Structs(Lists, Option<NullBuffer>, Box<Columns>),
    /// Lists or structs as JSON text.
    Json(StringArray),
    /// Any other plain type, whose values are checked one by one.
    Any(ArrayRef),
    /// Times as text in UTC, of which the source says no zone.
    Local(ArrayRef),
}

/// The lists of a column, by their ranges of items.
pub(super) struct Lists {
    pub(super) offsets: OffsetBuffer<i32>,
    pub(super) nulls: Option<NullBuffer>,
}

/// Returns what there is to say of the columns of `schema`, found without any row.
pub(super) fn check(schema: &SchemaRef, mut faults: Faults) -> Faults {
    let arrays = schema.fields().iter().map(|field| {
        let is_known = plain(field).is_some();
        // Empty columns of the right types are enough: binding looks at the types, not at the rows.
        arrow_array::new_empty_array(if is_known { field.data_type() } else { &DataType::Null })
    });
    let arrays: Vec<_> = arrays.collect();
    let found =
        Columns::new(Article::FIELDS, schema.fields(), &arrays, FieldPath::Root, &mut faults);
    for column in schema.fields() {
        let here = FieldPath::Key(&FieldPath::Root, column.name());
        if plain(column).is_some() {
            let is_unknown = found.unknown.iter().any(|unknown| unknown.name == *column.name());
            // The bytes of a field are text or an error, never base64; binding says which of its parts
            // are no fields.
            let is_noted = is_unknown || column.name() == EXTRA && !is_bytes(column);
            note_parts(column, column.data_type(), here, is_noted, &mut faults);
        } else if !faults.errors.iter().any(|error| error.field == *column.name()) {
            faults.warnings.push(left_out(column, here));
        }
    }
    faults
}

/// Warns of parts of a column that an article cannot store, and of those that become base64.
/// Only if `bytes`, it warns of the latter.
fn note_parts(
    column: &Column,
    of: &DataType,
    place: FieldPath<'_>,
    bytes: bool,
    faults: &mut Faults,
) {
    match of {
        DataType::Struct(fields) => {
            for field in fields {
                let here = FieldPath::Key(&place, field.name());
                match plain(field) {
                    Some(_) => note_parts(field, field.data_type(), here, bytes, faults),
                    None => faults.warnings.push(left_out(field, here)),
                }
            }
        }
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => note_parts(item, item.data_type(), place, bytes, faults),
        _ if bytes && text_form(column, of) == Some(TextForm::Base64) => {
            let message = "the column is binary data, which is written as base64";
            let problem = UnlocatedDiagnostic::new(Code::BinaryAsText, 0, message);
            faults.warnings.push(problem.in_field(place.to_string()));
        }
        _ => {}
    }
}

/// Returns the warning that an article cannot store a column.
fn left_out(column: &Column, place: FieldPath<'_>) -> UnlocatedDiagnostic {
    let message = if is_too_deep(column.data_type()) {
        format!("the column is nested more than {MAX_DEPTH} levels deep; it was left out")
    } else {
        let found = short(column.data_type());
        format!("the column is {found}, which an article cannot store; it was left out")
    };
    UnlocatedDiagnostic::new(Code::ColumnLeftOut, 0, message).in_field(place.to_string())
}

/// Returns whether data frames call the column of their index so.
fn is_index(name: &str) -> bool {
    let level = name.strip_prefix("__index_level_").and_then(|rest| rest.strip_suffix("__"));
    let is_level =
        |level: &str| !level.is_empty() && level.bytes().all(|digit| digit.is_ascii_digit());
    name == "__null_dask_index__" || level.is_some_and(is_level)
}

impl Columns {
    /// Binds each of `arrays` to a field of a record; `columns` are their names and types.
    pub(super) fn new(
        fields: &'static [Field],
        columns: &Fields,
        arrays: &[ArrayRef],
        place: FieldPath<'_>,
        faults: &mut Faults,
    ) -> Self {
        let is_article = matches!(place, FieldPath::Root);
        // Only the columns of an article may be spelled otherwise; nested records must have the
        // exact names.
        let bound = if is_article { names::bound(columns, arrays) } else { None };
        let (columns, arrays) = match &bound {
            Some(bound) => {
                faults.warnings.extend(bound.notes.iter().cloned());
                (&bound.columns, &bound.arrays[..])
            }
            None => (columns, arrays),
        };
        let mut found = Self::default();
        let mut seen = HashMap::new();
        for (index, (column, array)) in columns.iter().zip(arrays).enumerate() {
            let here = FieldPath::Key(&place, column.name());
            if let Some(first) = seen.insert(column.name(), index) {
                let message =
                    format!("the columns {} and {} have the same name", first + 1, index + 1);
                let problem = UnlocatedDiagnostic::new(Code::DuplicateKey, 0, message);
                let problem = problem.with_help("rename one of them or leave it out");
                faults.errors.push(problem.in_field(here.to_string()));
            // pandas and Dask store the row numbers of a data frame in such a column, which says
            // nothing about the article.
            } else if matches!(place, FieldPath::Root) && is_index(column.name()) {
                let message = "the column is the index of a data frame; it was left out";
                let problem = UnlocatedDiagnostic::new(Code::IndexLeftOut, 0, message);
                faults.warnings.push(problem.in_field(here.to_string()));
            } else if let Err(error) = found.add(fields, column, array, here, faults) {
                let problem = UnlocatedDiagnostic::new(Code::ColumnType, 0, error.to_string());
                faults.errors.push(problem.in_field(here.to_string()));
            }
        }
        found
    }

    fn add(
        &mut self,
        fields: &'static [Field],
        column: &Column,
        array: &ArrayRef,
        place: FieldPath<'_>,
        faults: &mut Faults,
    ) -> Result<(), ArrowError> {
        let offset = |field: &Field| field.offset == Some(column.name().as_str());
        let named = |field: &Field| field.name == column.name();
        let known = fields.iter().position(named);
        let kind = match known {
            Some(index) => Some(fields[index].kind),
            None if fields.iter().any(offset) => Some(Kind::Integer),
            None => (column.name() == EXTRA).then_some(Kind::Text),
        };
        if plain(column).is_none() {
            // Unknown columns are left out, which the check of the schema says.
            if let Some(kind) = kind.filter(|_| !faults.lenient) {
                faults.errors.push(wrong_type(column, kind, place));
            }
            return Ok(());
        }
        let array = match kind {
            // Many writers of Parquet do not set the annotation STRING, so that text arrives as
            // bytes. Such a column is read as text if all of it is UTF-8.
            Some(_) if column.name() != EXTRA || is_bytes(column) => {
                text_if_utf8(with_bytes(array, column)?)
            }
            _ => to_plain(array, column)?,
        };
        if let Some(index) = known {
            let cells = match fields[index].kind {
                // A JSON column holds `"text"` with quotes; parsing it gives the text.
                Kind::Text if is_json_text(column) => text(&array).map(Cells::Json),
                Kind::Text if *array.data_type() == DataType::Binary => {
                    Some(Cells::Bytes(array.clone()))
                }
                Kind::Time if has_mark(column, INT96) => {
                    faults.warnings.push(no_zone(place, "has no time zone"));
                    text(&array).map(|times| Cells::Local(in_utc(&times)))
                }
                kind => cells(kind, &array, place, faults),
            };
            match cells {
                Some(cells) => self.fields.push((index, fields[index].name, cells, array)),
                None => self.reject_column(column, array, fields[index].kind, place, faults),
            }
        } else if let Some(index) = fields.iter().position(offset) {
            match cells(Kind::Integer, &array, place, faults) {
                Some(cells) => {
                    let name = fields[index].offset.unwrap_or_default();
                    self.offsets.push((index, name, cells, array));
                }
                None => self.reject_column(column, array, Kind::Integer, place, faults),
            }
        } else if column.name() == EXTRA {
            match extra(&array) {
                Some(cells) => self.extra = Some((cells, array)),
                None => self.reject_column(column, array, Kind::Text, place, faults),
            }
        } else {
            // What is unknown in an article is noted by the check of its columns.
            if !matches!(place, FieldPath::Key(FieldPath::Root, _)) {
                note_parts(column, column.data_type(), place, true, faults);
            }
            let (name, is_json) = (column.name().clone(), is_json_text(column));
            self.unknown.push(Unknown { name, array, is_json });
        }
        Ok(())
    }
}

impl Columns {
    /// Reports a column that cannot be read as a field of this kind, or if lenient, reads it as an unknown
    /// column. One that has no value is absent, whatever its type.
    fn reject_column(
        &mut self,
        column: &Column,
        array: ArrayRef,
        wanted: Kind,
        place: FieldPath<'_>,
        faults: &mut Faults,
    ) {
        let problem = wrong_type(column, wanted, place);
        let is_article = matches!(place, FieldPath::Key(FieldPath::Root, _));
        if faults.maps && is_article && may_fit(column.name(), wanted, array.data_type()) {
            self.deferred.push((self.unknown.len(), problem));
            self.unknown.push(Unknown { name: column.name().clone(), array, is_json: false });
            return;
        }
        if !faults.lenient {
            // Tools that infer types give a column without values any type, such as a float column
            // of NaN in pandas.
            if has_values(&array) {
                self.wrong.push((array, problem));
            }
            return;
        }
        let name = column.name();
        let message = format!("{}; `{name}` is kept as an unknown key", problem.message);
        faults.warnings.push(UnlocatedDiagnostic {
            severity: Severity::Warning,
            message,
            ..problem
        });
        self.unknown.push(Unknown { name: name.clone(), array, is_json: false });
    }
}

/// Returns whether a mapping can read values of a plain type as the field `name` of this kind.
fn may_fit(name: &str, kind: Kind, of: &DataType) -> bool {
    match (kind, of) {
        (Kind::Text, of) => name == "id" && (of.is_integer() || of.is_decimal()),
        (Kind::Integer | Kind::Boolean, DataType::Utf8)
        | (Kind::Images | Kind::Authors, DataType::Struct(_)) => true,
        (Kind::Time, of) => of.is_integer(),
        (Kind::Images | Kind::Authors, DataType::List(item)) => *item.data_type() == DataType::Utf8,
        _ => false,
    }
}

/// Returns whether the values of a column are bytes that may be text.
fn is_bytes(column: &Column) -> bool {
    let form = text_form(column, column.data_type());
    is_binary(column.data_type()) && form == Some(TextForm::Base64)
}

/// Returns whether something in a plain column is neither null nor NaN.
fn has_values(array: &ArrayRef) -> bool {
    (0..array.len()).any(|row| has_value(array, row))
}

/// Returns whether the cell in a row of a plain column is neither null nor NaN.
pub(super) fn has_value(array: &ArrayRef, row: usize) -> bool {
    match array.data_type() {
        DataType::Null => false,
        _ if array.is_null(row) => false,
        DataType::Float32 => !array.as_primitive::<Float32Type>().value(row).is_nan(),
        DataType::Float64 => !array.as_primitive::<Float64Type>().value(row).is_nan(),
        _ => true,
    }
}

/// Returns a plain column of bytes, or of lists of bytes, as text if all of it is UTF-8; else as it is.
fn text_if_utf8(array: ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Binary => text_of_bytes(array.as_binary()).unwrap_or(array),
        DataType::List(item) if *item.data_type() == DataType::Binary => {
            let lists = array.as_list::<i32>();
            let texts = text_of_bytes(lists.values().as_binary()).and_then(|texts| {
                let item = Arc::new(item.as_ref().clone().with_data_type(DataType::Utf8));
                let (offsets, nulls) = (lists.offsets().clone(), lists.nulls().cloned());
                ListArray::try_new(item, offsets, texts, nulls).ok()
            });
            texts.map_or_else(|| Arc::clone(&array), |texts| Arc::new(texts))
        }
        _ => array,
    }
}

/// Returns the texts that bytes are; `None` where one of them is not UTF-8.
fn text_of_bytes(bytes: &BinaryArray) -> Option<ArrayRef> {
    let texts = StringArray::try_from_binary(bytes.clone()).ok()?;
    Some(Arc::new(texts))
}

/// Returns how the cells of a column are read for fields of this kind, or `None` if they cannot be.
fn cells(kind: Kind, array: &ArrayRef, place: FieldPath<'_>, faults: &mut Faults) -> Option<Cells> {
    let of = array.data_type();
    let any = || Some(Cells::Any(array.clone()));
    match kind {
        _ if *of == DataType::Null => any(),
        Kind::Text => text(array).map(Cells::Text),
        Kind::Time => time(array, place, faults),
        Kind::Integer => match to_int64(array) {
            Some(integers) => Some(Cells::Integer(integers)),
            None => of.is_numeric().then(any).flatten(),
        },
        Kind::Boolean => match array.as_boolean_opt() {
            Some(values) => Some(Cells::Boolean(values.clone())),
            None => of.is_numeric().then(any).flatten(),
        },
        Kind::Provider => match array.as_struct_opt() {
            Some(rows) => {
                let columns =
                    Columns::new(kind.fields(), rows.fields(), rows.columns(), place, faults);
                Some(Cells::Struct(rows.nulls().cloned(), Box::new(columns)))
            }
            // A map has the keys of a struct, but each row has its own.
            None if matches!(of, DataType::Map(..)) => any(),
            None => text(array).map(Cells::Json),
        },
        Kind::Texts | Kind::Images | Kind::Authors | Kind::Related => match array.as_list_opt() {
            // Each item of JSON, and each of bytes that may be text, is looked at by itself.
            Some(_) if has_special_items(of) => any(),
            Some(rows) => {
                let lists = Lists { offsets: rows.offsets().clone(), nulls: rows.nulls().cloned() };
                list(kind, lists, rows.values(), place, faults).or_else(|| {
                    // Without any item the type of the items does not matter.
                    let has_items = rows.offsets().first() < rows.offsets().last();
                    let is_null = *rows.values().data_type() == DataType::Null;
                    (is_null || !has_items).then(any).flatten()
                })
            }
            None => text(array).map(Cells::Json),
        },
    }
}

/// Returns whether the items of a list are JSON text, or bytes.
fn has_special_items(of: &DataType) -> bool {
    matches!(of, DataType::List(item)
        if is_json_text(item) || *item.data_type() == DataType::Binary)
}

/// Returns how lists with these items are read, or `None` if they cannot be.
fn list(
    kind: Kind,
    lists: Lists,
    items: &ArrayRef,
    place: FieldPath<'_>,
    faults: &mut Faults,
) -> Option<Cells> {
    if kind == Kind::Texts {
        return text(items).map(|texts| Cells::Texts(lists, texts));
    }
    let rows = items.as_struct_opt()?;
    let columns = Columns::new(kind.fields(), rows.fields(), rows.columns(), place, faults);
    Some(Cells::Structs(lists, rows.nulls().cloned(), Box::new(columns)))
}

fn text(array: &ArrayRef) -> Option<StringArray> {
    array.as_string_opt::<i32>().cloned()
}

/// Returns how the column of unknown keys is read: as text, or as a type that has keys.
fn extra(array: &ArrayRef) -> Option<Cells> {
    match array.data_type() {
        DataType::Null | DataType::Struct(_) | DataType::Map(..) => Some(Cells::Any(array.clone())),
        _ => text(array).map(Cells::Json),
    }
}

/// Returns times as numbers, or as text in which each has its own offset.
fn time(array: &ArrayRef, place: FieldPath<'_>, faults: &mut Faults) -> Option<Cells> {
    Some(match array.data_type() {
        DataType::Utf8 => Cells::Any(array.clone()),
        DataType::Timestamp(unit, zone) => {
            if zone.is_none() {
                faults.warnings.push(no_zone(place, "has no time zone"));
            }
            Cells::Time(counts(array, *unit), *unit, Zone::of(array.data_type()))
        }
        _ => {
            // A date is midnight in UTC; the time of day is not known.
            let dates = to_milliseconds(array)?;
            faults.warnings.push(no_zone(place, "contains dates without a time"));
            Cells::Time(dates, TimeUnit::Millisecond, Zone::Missing)
        }
    })
}

/// Returns times without a zone as times in UTC.
fn in_utc(times: &StringArray) -> ArrayRef {
    Arc::new(times.iter().map(|time| Some(format!("{}Z", time?))).collect::<StringArray>())
}

/// Returns the values of a timestamp column with this unit.
fn counts(array: &ArrayRef, unit: TimeUnit) -> Int64Array {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().reinterpret_cast(),
        TimeUnit::Millisecond => {
            array.as_primitive::<TimestampMillisecondType>().reinterpret_cast()
        }
        TimeUnit::Microsecond => {
            array.as_primitive::<TimestampMicrosecondType>().reinterpret_cast()
        }
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().reinterpret_cast(),
    }
}

fn no_zone(place: FieldPath<'_>, why: &str) -> UnlocatedDiagnostic {
    let message = format!("the column {why}; UTC was assumed");
    UnlocatedDiagnostic::new(Code::NoOffset, 0, message).in_field(place.to_string())
}

/// Returns the problem with a column that cannot be read as a field of this kind.
fn wrong_type(column: &Column, wanted: Kind, place: FieldPath<'_>) -> UnlocatedDiagnostic {
    let found = short(column.data_type());
    let message = format!("the column is {found}, but the field needs {}", type_in_words(wanted));
    UnlocatedDiagnostic::new(Code::ColumnType, 0, message).in_field(place.to_string())
}

/// Returns the name of a type, without the fields of structs.
fn short(of: &DataType) -> String {
    match of {
        of if is_too_deep(of) => format!("nested more than {MAX_DEPTH} levels deep"),
        DataType::Struct(_) => "a struct".to_owned(),
        DataType::Map(..) => "a map".to_owned(),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => format!("a list of {}", short(item.data_type())),
        other => other.to_string(),
    }
}

fn type_in_words(kind: Kind) -> String {
    match kind {
        Kind::Images | Kind::Authors | Kind::Related => "a list of structs".to_owned(),
        _ => short(&data_type(kind)),
    }
}
