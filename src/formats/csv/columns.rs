//! The columns of a table and their meaning.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::decode::field_names::KnownNames;
use crate::model::article::{Article, Kind, Provider};
use crate::model::columns::{ColumnContent, columns, is_on_request};
use crate::model::declared::{ColumnType, DeclaredColumn};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) holds: Holds,
}

impl Column {
    /// Returns whether its cells are neither lists nor maps.
    pub(super) fn is_scalar(&self) -> bool {
        let kind = match self.holds {
            Holds::Field(index) => Article::FIELDS[index].kind,
            Holds::Part(_, part) => Provider::FIELDS[part].kind,
            Holds::Declared(of) => return of != ColumnType::Texts,
            Holds::Offset(_) | Holds::Unknown => return true,
            Holds::PartExtra(_) | Holds::Extra => return false,
        };
        matches!(kind, Kind::Text | Kind::Time | Kind::Integer | Kind::Boolean)
    }

    /// Returns the key of its value within the record.
    pub(super) fn key(&self) -> &str {
        match self.holds {
            Holds::Part(_, part) => Provider::FIELDS[part].name,
            Holds::PartExtra(_) => "extra",
            _ => &self.name,
        }
    }

    /// Returns whether its cells are text.
    pub(super) fn is_text(&self) -> bool {
        match self.holds {
            Holds::Field(index) => Article::FIELDS[index].kind == Kind::Text,
            Holds::Part(_, part) => Provider::FIELDS[part].kind == Kind::Text,
            Holds::Declared(of) => of == ColumnType::Text,
            Holds::Unknown => true,
            Holds::Offset(_) | Holds::PartExtra(_) | Holds::Extra => false,
        }
    }
}

/// The meaning of a column's cells.
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
    /// One unknown key with the name of the column, which is declared with this type.
    Declared(ColumnType),
    /// One unknown key with the name of the column.
    Unknown,
}

/// All known columns, in canonical order.
static KNOWN: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let mut known = Vec::new();
    for column in columns(Article::FIELDS, true) {
        let holds = match column.holds {
            ColumnContent::Field(index) => Holds::Field(index),
            ColumnContent::Offset(index) => Holds::Offset(index),
            ColumnContent::Extra => Holds::Extra,
        };
        known.push(Column { name: column.name.into(), holds });
        // Tables have no nested records, so a provider has a column for each of its parts, and is
        // read as one JSON cell as well.
        if let Holds::Field(index) = holds
            && Article::FIELDS[index].kind == Kind::Provider
        {
            known.extend(parts(column.name, index));
        }
    }
    known
});

/// The names of the known columns.
pub(super) static NAMES: LazyLock<KnownNames> =
    LazyLock::new(|| KnownNames::new(KNOWN.iter().map(|column| &*column.name)));

/// Returns the columns for the parts of the provider `name`, which is the field `index`.
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

/// Returns the columns of a written table, in order: `preserve` adds the source text, and the declared ones come last.
pub(super) fn written(preserve: bool, declared: &[DeclaredColumn]) -> Vec<Column> {
    let known = KNOWN.iter().filter(move |column| match column.holds {
        // The provider is written as its parts; the source text is not part of the article.
        Holds::Field(index) => {
            Article::FIELDS[index].kind != Kind::Provider
                && (preserve || !is_on_request(&column.name))
        }
        _ => true,
    });
    let of = |column: &DeclaredColumn| Column {
        name: column.name.clone().into(),
        holds: Holds::Declared(column.column_type),
    };
    known.cloned().chain(declared.iter().map(of)).collect()
}

/// Returns the meaning of a column with the name `name`.
pub(super) fn meaning(name: &str) -> Holds {
    KNOWN.iter().find(|column| column.name == name).map_or(Holds::Unknown, |column| column.holds)
}
