//! The model as columns: what all columnar kinds have in common.
//!
//! [`crate::model::columns`] says which there are, and in which order.

use std::borrow::Cow;

use crate::model::article::{Article, Author, Field, Image, Kind, Provider, Record, Related};
use crate::model::columns::{self, ColumnContent, RecordColumn};
use crate::model::declared::{ColumnType, DeclaredColumn};

/// A column, or a member of a struct. All of them can be null.
pub(super) struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) doc: Cow<'static, str>,
    pub(super) data: Data,
}

/// What a [`Column`] holds.
pub(super) enum Data {
    Text,
    /// The text of a JSON object.
    Object,
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant,
    /// Minutes, in 16 bits.
    Offset,
    /// 64 bits.
    Integer,
    /// 64 bits.
    Float,
    Boolean,
    List(Box<Data>),
    Struct(Vec<Column>),
}

/// What a field holds, with the names of kinds resolved.
pub(super) enum Shape {
    Text,
    Time,
    Integer,
    Float,
    Boolean,
    List(Box<Shape>),
    Record { name: &'static str, fields: &'static [Field] },
}

impl From<Kind> for Shape {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text,
            Kind::Time => Self::Time,
            Kind::Integer => Self::Integer,
            Kind::Boolean => Self::Boolean,
            Kind::Texts => Self::List(Box::new(Self::Text)),
            Kind::Provider => Self::record::<Provider<'_>>(),
            Kind::Images => Self::List(Box::new(Self::record::<Image<'_>>())),
            Kind::Authors => Self::List(Box::new(Self::record::<Author<'_>>())),
            Kind::Related => Self::List(Box::new(Self::record::<Related<'_>>())),
        }
    }
}

impl From<ColumnType> for Shape {
    fn from(of: ColumnType) -> Self {
        match of {
            ColumnType::Text => Self::Text,
            ColumnType::Integer => Self::Integer,
            ColumnType::Float => Self::Float,
            ColumnType::Boolean => Self::Boolean,
            ColumnType::Time => Self::Time,
            ColumnType::Texts => Self::List(Box::new(Self::Text)),
        }
    }
}

impl Shape {
    fn record<R: Record<'static>>() -> Self {
        Self::Record { name: R::NAME, fields: R::FIELDS }
    }
}

impl From<Shape> for Data {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Text => Self::Text,
            Shape::Time => Self::Instant,
            Shape::Integer => Self::Integer,
            Shape::Float => Self::Float,
            Shape::Boolean => Self::Boolean,
            Shape::List(item) => Self::List(Box::new(Self::from(*item))),
            Shape::Record { fields, .. } => Self::Struct(record(fields)),
        }
    }
}

/// Returns the columns of every file, in order, and then those that are declared.
pub(super) fn columns(declared: &[DeclaredColumn]) -> Vec<Column> {
    let mut all = record(Article::FIELDS);
    all.extend(declared.iter().map(|column| Column {
        name: column.name.clone().into(),
        doc: DECLARED.into(),
        data: Shape::from(column.column_type).into(),
    }));
    all
}

fn record(fields: &'static [Field]) -> Vec<Column> {
    columns::columns(fields, false).map(|column| described(fields, column)).collect()
}

/// Returns the column with its meaning and its type.
fn described(fields: &'static [Field], column: RecordColumn) -> Column {
    let RecordColumn { name, holds } = column;
    let (doc, data) = match holds {
        ColumnContent::Field(index) => {
            (fields[index].doc.into(), Shape::from(fields[index].kind).into())
        }
        ColumnContent::Offset(index) => {
            let time = fields[index].name;
            let doc = format!(
                "Offset of `{time}` in minutes east of UTC; null where it was written `Z`."
            );
            (doc.into(), Data::Offset)
        }
        ColumnContent::Extra => (EXTRA.into(), Data::Object),
    };
    Column { name: name.into(), doc, data }
}

/// The description of a declared column.
pub(super) const DECLARED: &str = "Declared by a mapping.";

const EXTRA: &str = "Every key that the model does not know, in source order, as the text of a JSON \
    object; null where there is none.";
