//! The built-in formats, one folder each, and the table that lists them.
//!
//! A folder holds all that newsconv knows about its format: `reader`, `encoder`, `writer`, and the `SPEC` that
//! describes them. No format knows another; Arrow and Parquet share `columns`. A format may use the pipeline's
//! traits, `io`, `decode`, `schema` and the model.

#[cfg(feature = "arrow")]
pub(crate) mod arrow;
pub(crate) mod catch_panic;
#[cfg(feature = "arrow")]
pub(crate) mod columns;
#[cfg(feature = "csv")]
pub(crate) mod csv;
#[cfg(feature = "feed")]
pub(crate) mod feed;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "markdown")]
pub(crate) mod markdown;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;

use std::path::Path;

use crate::diagnostic::error::{Error, Result};
use crate::io::wrapper;
use crate::pipeline::format::FormatSpec;

/// All built-in formats, in the order in which content is matched against them.
pub static FORMATS: &[&FormatSpec] = &[
    #[cfg(feature = "parquet")]
    &parquet::SPEC,
    #[cfg(feature = "arrow")]
    &arrow::FILE_SPEC,
    #[cfg(feature = "arrow")]
    &arrow::STREAM_SPEC,
    #[cfg(feature = "markdown")]
    &markdown::SPEC,
    #[cfg(feature = "json")]
    &json::NDJSON_SPEC,
    #[cfg(feature = "json")]
    &json::SPEC,
    #[cfg(feature = "csv")]
    &csv::CSV_SPEC,
    #[cfg(feature = "csv")]
    &csv::TSV_SPEC,
    #[cfg(feature = "feed")]
    &feed::SPEC,
];

/// The built-in format called `name`, in any case; an extension is a name too.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static FormatSpec> {
    let name = name.to_ascii_lowercase();
    let named = FORMATS.iter().copied().find(|spec| spec.name == name);
    named.or_else(|| FORMATS.iter().copied().find(|spec| spec.extensions.contains(&name.as_str())))
}

/// The built-in format that the extension of `path` stands for; `.gz` and `.zst` may stand behind it.
#[must_use]
pub fn by_extension(path: &Path) -> Option<&'static FormatSpec> {
    let extension = wrapper::inner_extension(path)?;
    FORMATS.iter().copied().find(|spec| wrapper::is_one_of(spec.extensions, extension))
}

/// The built-in format that a source with these first bytes has.
#[must_use]
pub fn by_content(head: &[u8]) -> Option<&'static FormatSpec> {
    FORMATS.iter().copied().find(|spec| (spec.looks_like)(head))
}

/// The names of all built-in formats, for messages.
#[must_use]
pub fn names() -> String {
    FORMATS.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", ")
}

/// The built-in format called `name`.
///
/// # Errors
/// [`Error::Usage`], listing the known ones.
pub fn require(name: &str) -> Result<&'static FormatSpec> {
    by_name(name).ok_or_else(|| {
        Error::usage(format!("unknown format `{name}`; the known ones are {}", names()))
    })
}
