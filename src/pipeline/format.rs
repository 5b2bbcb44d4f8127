//! The description of a format: [`FormatSpec`].

use std::path::Path;

use crate::diagnostic::error::Result;
use crate::io::input::Input;
use crate::io::output::Target;
use crate::io::wrapper;
use crate::pipeline::options::{Options, ReadOptions};
use crate::pipeline::reader::Reader;
use crate::pipeline::summary::{Report, Summary};

/// Opens inputs of one format as one reader, in their order.
pub type Open = fn(Vec<Input>, &ReadOptions) -> Result<Box<dyn Reader>>;

/// Converts all articles of a reader into a target.
pub type Convert = fn(Box<dyn Reader>, Target, &Options, Report<'_>) -> Result<Summary>;

/// The description of a format. Each format's module exports one as `SPEC`.
#[derive(Clone, Copy, Debug)]
pub struct FormatSpec {
    /// The name that `--from` and `--to` take.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Where it is specified.
    pub url: &'static str,
    /// File name extensions without the dot, in lower case. If two formats share an extension, it belongs to
    /// the first one in the table; the other must be chosen by name.
    pub extensions: &'static [&'static str],
    /// Whether the format is text, which can be compressed as a whole with gzip and zstd. Other formats may
    /// compress their own data.
    pub is_text: bool,
    /// Whether a file holds one article and an archive is a folder of files, as in Markdown. An output folder is
    /// written in the first such format of the table, and an output without an extension is a folder.
    pub one_file_per_article: bool,
    /// Returns whether a source with these first bytes has this format. It may return false for its own
    /// format, if only the name can tell, but must not return true for another format.
    pub looks_like: fn(&[u8]) -> bool,
    /// Opens the inputs, all of this format, as one reader in their order.
    pub open: Open,
    /// Converts all articles of the reader into the target: [`run`](crate::pipeline::run) with this format's
    /// [`Writer`](crate::pipeline::Writer).
    pub convert: Convert,
}

impl FormatSpec {
    /// Returns whether `path` has an extension of this format, which `.gz` or `.zst` may follow.
    pub(crate) fn has_extension(&self, path: &Path) -> bool {
        wrapper::has_extension(path, self.extensions)
    }
}
