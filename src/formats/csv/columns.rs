//! Which columns a table has, and what each of them holds.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::decode::field_names::KnownNames;
use crate::model::article::{Article, Kind, Provider};
use crate::model::columns::{ColumnContent, columns, is_on_request};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) holds: Holds,
}

impl Column {
    /// Whether its cells hold neither lists nor maps.
    pub(super) fn is_scalar(&self) -> bool {
        let kind = match self.holds {
            Holds::Field(index) => Article::FIELDS[index].kind,
            Holds::Part(_, part) => Provider::FIELDS[part].kind,
            Holds::Offset(_) | Holds::Unknown => return true,
            Holds::PartExtra(_) | Holds::Extra => return false,
        };
        matches!(kind, Kind::Text | Kind::Time | Kind::Integer | Kind::Boolean)
    }

    /// The key that it holds, within its record.
    pub(super) fn key(&self) -> &str {
        match self.holds {
            Holds::Part(_, part) => Provider::FIELDS[part].name,
            Holds::PartExtra(_) => "extra",
            _ => &self.name,
        }
    }

    /// Whether its cells hold nothing but text.
    pub(super) fn is_text(&self) -> bool {
        match self.holds {
            Holds::Field(index) => Article::FIELDS[index].kind == Kind::Text,
            Holds::Part(_, part) => Provider::FIELDS[part].kind == Kind::Text,
            Holds::Unknown => true,
            Holds::Offset(_) | Holds::PartExtra(_) | Holds::Extra => false,
        }
    }
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A field: its index in [`Article::FIELDS`].
    Field(usize),
    /// The offset of a time: the index of that field.
    Offset(usize),
    /// A part of a field that is a provider: the indices of the field and of the part.
    Part(usize, usize),
    /// The unknown keys of a field that is a provider.
    PartExtra(usize),
    /// The unknown keys of the article.
    Extra,
    /// One unknown key, named as the column.
    Unknown,
}

/// All columns that have a meaning, in canonical order.
static KNOWN: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let mut known = Vec::new();
    for column in columns(Article::FIELDS, true) {
        let holds = match column.holds {
            ColumnContent::Field(index) => Holds::Field(index),
            ColumnContent::Offset(index) => Holds::Offset(index),
            ColumnContent::Extra => Holds::Extra,
        };
        known.push(Column { name: column.name.into(), holds });
        if let Holds::Field(index) = holds
            && Article::FIELDS[index].kind == Kind::Provider
        {
            known.extend(parts(column.name, index));
        }
    }
    known
});

/// The names of those columns.
pub(super) static NAMES: LazyLock<KnownNames> =
    LazyLock::new(|| KnownNames::new(KNOWN.iter().map(|column| &*column.name)));

/// The columns that the provider `name`, the field `index`, is spread over.
fn parts(name: &str, index: usize) -> impl Iterator<Item = Column> {
    columns(Provider::FIELDS, false).filter_map(move |column| {
        let holds = match column.holds {
            ColumnContent::Field(part) => Holds::Part(index, part),
            ColumnContent::Extra => Holds::PartExtra(index),
            // A provider has no times.
            ColumnContent::Offset(_) => return None,
        };
        Some(Column { name: format!("{name}.{}", column.name).into(), holds })
    })
}

/// The columns of a table that is written, in their order; `preserve` adds the source text.
pub(super) fn written(preserve: bool) -> impl Iterator<Item = &'static Column> {
    KNOWN.iter().filter(move |column| match column.holds {
        // The parts stand for the provider; the source text is no part of the article.
        Holds::Field(index) => {
            Article::FIELDS[index].kind != Kind::Provider
                && (preserve || !is_on_request(&column.name))
        }
        _ => true,
    })
}

/// What a column called `name` holds.
pub(super) fn meaning(name: &str) -> Holds {
    KNOWN.iter().find(|column| column.name == name).map_or(Holds::Unknown, |column| column.holds)
}
