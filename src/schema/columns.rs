//! The model as columns: what all columnar kinds have in common.
//!
//! A time is followed by the offset it was written with. The keys that the model does not know stand
//! in `extra`, after the last known key of a record's front matter.

use std::borrow::Cow;

use crate::model::article::{Article, Author, Field, Image, Kind, Provider, Record, Related};

/// The field that has a column only where the source text is kept.
const ON_REQUEST: &str = "frontMatter";

/// A column, or a member of a struct. All of them can be null.
pub(super) struct Column {
    pub(super) name: &'static str,
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
    Boolean,
    List(Box<Data>),
    Struct(Vec<Column>),
}

/// What a field holds, with the names of kinds resolved.
pub(super) enum Shape {
    Text,
    Time,
    Integer,
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
            Shape::Boolean => Self::Boolean,
            Shape::List(item) => Self::List(Box::new(Self::from(*item))),
            Shape::Record { fields, .. } => Self::Struct(record(fields)),
        }
    }
}

/// The columns of every file, in order.
pub(super) fn columns() -> Vec<Column> {
    record(Article::FIELDS).into_iter().filter(|column| column.name != ON_REQUEST).collect()
}

fn record(fields: &'static [Field]) -> Vec<Column> {
    let last = fields.iter().rposition(|field| Article::is_front_matter(field.name));
    let (front_matter, rest) = fields.split_at(last.map_or(0, |last| last + 1));
    let front_matter = front_matter.iter().flat_map(with_offset);
    front_matter.chain([extra()]).chain(rest.iter().flat_map(with_offset)).collect()
}

/// The field's column and the one of its offset, where it has one.
fn with_offset(field: &Field) -> impl Iterator<Item = Column> + use<> {
    let Field { name, kind, offset, doc } = *field;
    let column = Column { name, doc: doc.into(), data: Shape::from(kind).into() };
    let offset = offset.map(|sibling| Column {
        name: sibling,
        doc: format!("Offset of `{name}` in minutes east of UTC; null where it was written `Z`.")
            .into(),
        data: Data::Offset,
    });
    [column].into_iter().chain(offset)
}

fn extra() -> Column {
    Column {
        name: "extra",
        doc: "Every key that the model does not know, in source order, as the text of a JSON \
              object; null where there is none."
            .into(),
        data: Data::Object,
    }
}
