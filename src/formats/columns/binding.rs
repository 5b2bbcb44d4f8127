//! Binds the columns of a batch to fields, and decides how their cells are read.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field as Column, Fields, SchemaRef, TimeUnit};

use super::names;
use super::normalize::{plain, to_int64, to_milliseconds, to_plain};
use super::schema::data_type;
use crate::decode::tree::FieldPath;
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic};
use crate::model::article::{Article, Field, Kind};
use crate::model::columns::EXTRA;

/// The problems of columns, independent of their rows.
#[derive(Default)]
pub(super) struct Faults {
    /// Whether a column of a wrong type is read as an unknown column.
    pub(super) lenient: bool,
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
}

/// The columns of one record type in one batch.
#[derive(Default)]
pub(super) struct Columns {
    /// Fields by their index in [`crate::model::article::Record::FIELDS`].
    pub(super) fields: Vec<(usize, &'static str, Cells, ArrayRef)>,
    /// Offsets by the index of the time that they belong to.
    pub(super) offsets: Vec<(usize, &'static str, Cells, ArrayRef)>,
    pub(super) extra: Option<(Cells, ArrayRef)>,
    pub(super) unknown: Vec<(String, ArrayRef)>,
}

/// The cells of one column.
pub(super) enum Cells {
    Text(StringArray),
    /// Units since 1970-01-01T00:00:00Z.
    Time(Int64Array, TimeUnit),
    Integer(Int64Array),
    Boolean(BooleanArray),
    Texts(Lists, StringArray),
    Struct(Option<NullBuffer>, Box<Columns>),
    Structs(Lists, Option<NullBuffer>, Box<Columns>),
    /// Lists or structs as JSON text.
    Json(StringArray),
    /// Any other plain type, whose values are checked one by one.
    Any(ArrayRef),
}

/// The lists of a column, by their ranges of items.
pub(super) struct Lists {
    pub(super) offsets: OffsetBuffer<i32>,
    pub(super) nulls: Option<NullBuffer>,
}

/// Returns the problems of the columns of `schema`, without reading rows.
pub(super) fn check(schema: &SchemaRef, lenient: bool) -> Faults {
    let mut faults = Faults { lenient, ..Faults::default() };
    let arrays = schema.fields().iter().map(|field| {
        let known = plain(field.data_type()).is_some();
        arrow_array::new_empty_array(if known { field.data_type() } else { &DataType::Null })
    });
    let arrays: Vec<_> = arrays.collect();
    for field in schema.fields().iter().filter(|field| plain(field.data_type()).is_none()) {
        faults.errors.push(no_place(field, FieldPath::Key(&FieldPath::Root, field.name())));
    }
    Columns::new(Article::FIELDS, schema.fields(), &arrays, FieldPath::Root, &mut faults);
    faults
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
        let bound = if is_article { names::bound(columns, arrays) } else { None };
        let (columns, arrays) = match &bound {
            Some(bound) => {
                faults.warnings.extend(bound.notes.iter().cloned());
                (&bound.columns, &bound.arrays[..])
            }
            None => (columns, arrays),
        };
        let mut found = Self::default();
        for (index, (column, array)) in columns.iter().zip(arrays).enumerate() {
            let here = FieldPath::Key(&place, column.name());
            if columns[..index].iter().any(|other| other.name() == column.name()) {
                let message = "there are two columns with this name";
                let problem = UnlocatedDiagnostic::new(Code::DuplicateKey, 0, message);
                faults.errors.push(problem.in_field(here.to_string()));
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
        let array = to_plain(array)?;
        let offset = |field: &Field| field.offset == Some(column.name().as_str());
        if let Some(index) = fields.iter().position(|field| field.name == column.name()) {
            match cells(fields[index].kind, &array, place, faults) {
                Some(cells) => self.fields.push((index, fields[index].name, cells, array)),
                None => self.refuse(column, array, fields[index].kind, place, faults),
            }
        } else if let Some(index) = fields.iter().position(offset) {
            match cells(Kind::Integer, &array, place, faults) {
                Some(cells) => {
                    let name = fields[index].offset.unwrap_or_default();
                    self.offsets.push((index, name, cells, array));
                }
                None => self.refuse(column, array, Kind::Integer, place, faults),
            }
        } else if column.name() == EXTRA {
            match extra(&array) {
                Some(cells) => self.extra = Some((cells, array)),
                None => self.refuse(column, array, Kind::Text, place, faults),
            }
        } else {
            self.unknown.push((column.name().clone(), array));
        }
        Ok(())
    }
}

impl Columns {
    /// Reports a column that cannot be read as a field of this kind, or if lenient, reads it as an unknown
    /// column.
    fn refuse(
        &mut self,
        column: &Column,
        array: ArrayRef,
        wanted: Kind,
        place: FieldPath<'_>,
        faults: &mut Faults,
    ) {
        let problem = wrong_type(column, wanted, place);
        if !faults.lenient {
            return faults.errors.push(problem);
        }
        let name = column.name();
        let message = format!("{}; `{name}` is kept as an unknown key", problem.message);
        faults.warnings.push(UnlocatedDiagnostic {
            severity: Severity::Warning,
            message,
            ..problem
        });
        self.unknown.push((name.clone(), array));
    }
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
        Kind::Boolean => array.as_boolean_opt().cloned().map(Cells::Boolean),
        Kind::Provider => match array.as_struct_opt() {
            Some(rows) => {
                let columns =
                    Columns::new(kind.fields(), rows.fields(), rows.columns(), place, faults);
                Some(Cells::Struct(rows.nulls().cloned(), Box::new(columns)))
            }
            None if matches!(of, DataType::Map(..)) => any(),
            None => text(array).map(Cells::Json),
        },
        Kind::Texts | Kind::Images | Kind::Authors | Kind::Related => match array.as_list_opt() {
            Some(rows) => {
                let lists = Lists { offsets: rows.offsets().clone(), nulls: rows.nulls().cloned() };
                list(kind, lists, rows.values(), place, faults).or_else(|| {
                    let empty = [DataType::Null].contains(rows.values().data_type());
                    empty.then(any).flatten()
                })
            }
            None => text(array).map(Cells::Json),
        },
    }
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
            Cells::Time(counts(array, *unit), *unit)
        }
        _ => {
            let dates = to_milliseconds(array)?;
            faults.warnings.push(no_zone(place, "contains dates without a time"));
            Cells::Time(dates, TimeUnit::Millisecond)
        }
    })
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

/// Returns the problem with a column of a type that an article cannot store, itself or nested.
fn no_place(column: &Column, place: FieldPath<'_>) -> UnlocatedDiagnostic {
    let inner = match column.data_type() {
        DataType::Struct(fields) => fields.iter().find(|f| plain(f.data_type()).is_none()),
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item)
        | DataType::FixedSizeList(item, _) => Some(item),
        _ => None,
    };
    match (inner, column.data_type()) {
        (Some(field), DataType::Struct(_)) => no_place(field, FieldPath::Key(&place, field.name())),
        (Some(item), _) => no_place(item, place),
        (None, of) => {
            let message = format!("the column is {}, which an article cannot store", short(of));
            UnlocatedDiagnostic::new(Code::ColumnType, 0, message).in_field(place.to_string())
        }
    }
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
