//! The canonical article's schema, in the words of six tools.
//!
//! Everything here is generated from [`Article::FIELDS`](crate::Article::FIELDS) and the records that
//! nest in it. `schemas/` holds the same text, and a test keeps the two equal. It may use the model and
//! diagnostics.

mod arrow;
mod columns;
mod diagnostic;
mod duckdb;
mod json;
mod json_schema;
mod parquet;
mod spark;
mod table_schema;

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::error::{Error, Result};

pub use crate::model::article::{Field, Kind};
pub use crate::model::declared::{ColumnType, DeclaredColumn};
pub use crate::model::value::MAX_DEPTH;
pub use diagnostic::{DIAGNOSTIC_SCHEMA_FILE, diagnostic_schema};

/// The version of the columns: `newsconv.schema_version` in the metadata of Parquet and Arrow files.
///
/// It grows by one whenever a column or member is added, removed, renamed, moved or given another type.
/// Files of every earlier version are read; what a later version added is absent in them.
pub const SCHEMA_VERSION: u32 = 2;

/// What one kind of schema knows about itself. Each kind's module exports one, called `SPEC`.
struct Spec {
    name: &'static str,
    title: &'static str,
    url: &'static str,
    file_name: &'static str,
    /// The columns that are declared beside those of the model come last.
    print: fn(&[DeclaredColumn]) -> String,
}

/// A language that the article's schema can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SchemaKind {
    /// The columns of Arrow files, as JSON.
    Arrow,
    /// The members of the JSON dialect.
    JsonSchema,
    /// The columns of the CSV dialect.
    TableSchema,
    /// The columns of Parquet files, as a message type.
    Parquet,
    /// The columns of a table, as the statement that makes it.
    DuckDb,
    /// The columns as Spark's `StructType`, as JSON.
    Spark,
}

impl SchemaKind {
    /// All kinds, in the order of their variants.
    pub const ALL: &'static [Self] = &[
        Self::Arrow,
        Self::JsonSchema,
        Self::TableSchema,
        Self::Parquet,
        Self::DuckDb,
        Self::Spark,
    ];

    fn spec(self) -> &'static Spec {
        match self {
            Self::Arrow => &arrow::SPEC,
            Self::JsonSchema => &json_schema::SPEC,
            Self::TableSchema => &table_schema::SPEC,
            Self::Parquet => &parquet::SPEC,
            Self::DuckDb => &duckdb::SPEC,
            Self::Spark => &spark::SPEC,
        }
    }

    /// Returns the name that [`FromStr`] reads, such as `json-schema`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Returns what it is, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.spec().title
    }

    /// Returns where its language is specified.
    #[must_use]
    pub fn url(self) -> &'static str {
        self.spec().url
    }

    /// Returns the name of its file in `schemas/`.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        self.spec().file_name
    }
}

impl fmt::Display for SchemaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The kind of that [`name`](SchemaKind::name); any other text is an [`Error::Usage`] that lists the
/// known ones.
impl FromStr for SchemaKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            let names = names.join(", ");
            Error::usage(format!("unknown schema `{name}`; the known ones are {names}"))
        })
    }
}

/// Returns the article's schema as text that ends in a newline; always the same for a [`SCHEMA_VERSION`].
///
/// ```
/// use newsconv::schema::SchemaKind;
///
/// let message = newsconv::schema::schema(SchemaKind::Parquet);
/// assert!(message.starts_with("message article {\n  optional binary path (STRING);\n"));
/// ```
#[must_use]
pub fn schema(kind: SchemaKind) -> String {
    with_columns(kind, &[])
}

/// Returns the same with declared columns, such as those of [`Mapping::columns`](crate::Mapping::columns), after the
/// others.
///
/// ```
/// use newsconv::schema::{ColumnType, DeclaredColumn, SchemaKind, with_columns};
///
/// let weight = DeclaredColumn::new("weight", ColumnType::Integer);
/// assert!(with_columns(SchemaKind::DuckDb, &[weight]).ends_with("\n  \"weight\" BIGINT\n);\n"));
/// ```
#[must_use]
pub fn with_columns(kind: SchemaKind, columns: &[DeclaredColumn]) -> String {
    (kind.spec().print)(columns)
}

/// Returns the lines of `text`, each two spaces further in.
fn indent(text: &str) -> String {
    text.split_inclusive('\n').flat_map(|line| ["  ", line]).collect()
}
