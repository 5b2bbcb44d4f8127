//! What newsconv knows about formats: one [`FormatSpec`] each, in one table.

use std::path::Path;

use crate::codec;
use crate::convert::Summary;
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::input::Input;
use crate::options::{Options, ReadOptions};
use crate::output::Target;
use crate::reader::Reader;

/// Receives every diagnostic of a run, in input order.
pub type Report<'r> = &'r mut dyn FnMut(Diagnostic);

/// Opens inputs of one format as one reader, in their order.
pub type Open = fn(Vec<Input>, &ReadOptions) -> Result<Box<dyn Reader>>;

/// Converts all that a reader gives into a target.
pub type Convert = fn(Box<dyn Reader>, Target, &Options, Report<'_>) -> Result<Summary>;

/// Everything newsconv knows about a format. Each format's module exports one, called `SPEC`.
#[derive(Clone, Copy, Debug)]
pub struct FormatSpec {
    /// The name that `--from` and `--to` take.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Where it is specified.
    pub url: &'static str,
    /// File name extensions without the dot, in lower case. Where two formats share one, the first in
    /// the table has it; the other is asked for by name.
    pub extensions: &'static [&'static str],
    /// Whether it is text, which gzip and zstd may stand around. Any other format is written as it is, and
    /// may compress within.
    pub is_text: bool,
    /// Whether these first bytes of a source are of this format. It may say no to its own format, where
    /// only a name can tell, but never yes to another's.
    pub looks_like: fn(&[u8]) -> bool,
    /// Opens the inputs, all of this format, as one reader in their order.
    pub open: Open,
    /// Converts all that the reader gives into the target: [`convert::run`](crate::run) with this
    /// format's [`Writer`](crate::Writer).
    pub convert: Convert,
}

/// All built-in formats, in the order in which content is matched against them.
pub static FORMATS: &[&FormatSpec] = &[
    #[cfg(feature = "parquet")]
    &crate::formats::parquet::SPEC,
    #[cfg(feature = "arrow")]
    &crate::formats::arrow::FILE_SPEC,
    #[cfg(feature = "arrow")]
    &crate::formats::arrow::STREAM_SPEC,
    #[cfg(feature = "markdown")]
    &crate::formats::markdown::SPEC,
    #[cfg(feature = "json")]
    &crate::formats::json::NDJSON_SPEC,
    #[cfg(feature = "json")]
    &crate::formats::json::SPEC,
    #[cfg(feature = "csv")]
    &crate::formats::csv::CSV_SPEC,
    #[cfg(feature = "csv")]
    &crate::formats::csv::TSV_SPEC,
    #[cfg(feature = "feed")]
    &crate::formats::feed::SPEC,
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
    let extension = codec::inner_extension(path)?;
    FORMATS.iter().copied().find(|spec| is_named(spec, extension))
}

/// Whether `path` has an extension of this format; `.gz` and `.zst` may stand behind it.
pub(crate) fn has_extension(spec: &FormatSpec, path: &Path) -> bool {
    codec::inner_extension(path).is_some_and(|extension| is_named(spec, extension))
}

fn is_named(spec: &FormatSpec, extension: &[u8]) -> bool {
    spec.extensions.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(extension))
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
