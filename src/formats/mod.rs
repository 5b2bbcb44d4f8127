//! The built-in formats, one folder each, and the table that lists them.
//!
//! A folder has everything that newsconv knows about its format: `reader`, `encoder`, `writer`, and the
//! `SPEC` that describes them. No format knows another; Arrow and Parquet share `columns`. A format may use
//! the pipeline's traits, `io`, `decode`, `schema` and the model.

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
#[cfg(feature = "rss")]
pub(crate) mod rss;

use std::path::Path;

use crate::diagnostic::error::{Error, Result};
use crate::io::wrapper;
use crate::pipeline::format::FormatSpec;

/// Apache Parquet: `parquet`.
#[cfg(feature = "parquet")]
pub static PARQUET: FormatSpec = parquet::SPEC;

/// Arrow IPC files: `arrow`.
#[cfg(feature = "arrow")]
pub static ARROW: FormatSpec = arrow::FILE_SPEC;

/// Arrow IPC streams: `arrows`.
#[cfg(feature = "arrow")]
pub static ARROW_STREAM: FormatSpec = arrow::STREAM_SPEC;

/// Markdown with front matter, one file for each article: `markdown`.
#[cfg(feature = "markdown")]
pub static MARKDOWN: FormatSpec = markdown::SPEC;

/// Newline-delimited JSON: `ndjson`.
#[cfg(feature = "json")]
pub static NDJSON: FormatSpec = json::NDJSON_SPEC;

/// JSON documents: `json`.
#[cfg(feature = "json")]
pub static JSON: FormatSpec = json::SPEC;

/// Comma-separated values: `csv`.
#[cfg(feature = "csv")]
pub static CSV: FormatSpec = csv::CSV_SPEC;

/// Tab-separated values: `tsv`.
#[cfg(feature = "csv")]
pub static TSV: FormatSpec = csv::TSV_SPEC;

/// The feed of a news site: `feed`.
#[cfg(feature = "feed")]
pub static FEED: FormatSpec = feed::SPEC;

/// Feeds in XML, which are read and not written: `rss`.
#[cfg(feature = "rss")]
pub static RSS: FormatSpec = rss::SPEC;

/// The built-in formats that are read and not written. Converting into one is a usage error.
pub static INPUT_FORMATS: &[&FormatSpec] = &[
    #[cfg(feature = "rss")]
    &RSS,
];

/// All built-in formats that are read and written, in the order in which content is matched against them.
pub static FORMATS: &[&FormatSpec] = &[
    #[cfg(feature = "parquet")]
    &PARQUET,
    #[cfg(feature = "arrow")]
    &ARROW,
    #[cfg(feature = "arrow")]
    &ARROW_STREAM,
    #[cfg(feature = "markdown")]
    &MARKDOWN,
    #[cfg(feature = "json")]
    &NDJSON,
    #[cfg(feature = "json")]
    &JSON,
    #[cfg(feature = "csv")]
    &CSV,
    #[cfg(feature = "csv")]
    &TSV,
    #[cfg(feature = "feed")]
    &FEED,
];

/// Returns all built-in formats, those that are only read at the end.
fn all() -> impl Iterator<Item = &'static FormatSpec> {
    FORMATS.iter().chain(INPUT_FORMATS).copied()
}

/// Returns whether the format is only read.
pub(crate) fn is_input_only(format: &FormatSpec) -> bool {
    INPUT_FORMATS.iter().any(|spec| spec.name == format.name)
}

/// Returns the built-in format with this name or file extension, in any letter case.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static FormatSpec> {
    let name = name.to_ascii_lowercase();
    let named = all().find(|spec| spec.name == name);
    named.or_else(|| all().find(|spec| spec.extensions.contains(&name.as_str())))
}

/// Returns the built-in format with the extension of `path`, which `.gz` or `.zst` may follow.
#[must_use]
pub fn by_extension(path: &Path) -> Option<&'static FormatSpec> {
    let extension = wrapper::inner_extension(path)?;
    all().find(|spec| wrapper::is_one_of(spec.extensions, extension))
}

/// Returns the built-in format of a source with these first bytes, or `None` if no format recognises them.
#[must_use]
pub fn by_content(head: &[u8]) -> Option<&'static FormatSpec> {
    all().find(|spec| (spec.looks_like)(head))
}

/// Returns the names of all built-in formats, for messages.
#[must_use]
pub fn names() -> String {
    all().map(|spec| spec.name).collect::<Vec<_>>().join(", ")
}

/// Returns the names of all built-in formats that are written, for messages.
pub(crate) fn output_names() -> String {
    FORMATS.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", ")
}

/// Returns the built-in format with this name.
///
/// # Errors
/// [`Error::Usage`] for an unknown name; it lists the known ones.
pub fn require(name: &str) -> Result<&'static FormatSpec> {
    by_name(name).ok_or_else(|| {
        Error::usage(format!("unknown format `{name}`; the known ones are {}", names()))
    })
}

/// The formats that a conversion knows by extension and content: those of the caller, then the built-in ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Vec<&'static FormatSpec>);

impl Known {
    pub(crate) fn add(&mut self, format: &'static FormatSpec) {
        self.0.push(format);
    }

    pub(crate) fn by_extension(&self, path: &Path) -> Option<&'static FormatSpec> {
        let own = self.0.iter().copied().find(|spec| spec.has_extension(path));
        own.or_else(|| by_extension(path))
    }

    pub(crate) fn by_content(&self, head: &[u8]) -> Option<&'static FormatSpec> {
        self.0.iter().copied().find(|spec| (spec.looks_like)(head)).or_else(|| by_content(head))
    }
}
