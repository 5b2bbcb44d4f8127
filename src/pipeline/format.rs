//! What newsconv knows about a format: one [`FormatSpec`].

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
    /// Converts all that the reader gives into the target: [`run`](crate::pipeline::run) with this
    /// format's [`Writer`](crate::pipeline::Writer).
    pub convert: Convert,
}

impl FormatSpec {
    /// Returns whether `path` has an extension of this format; `.gz` and `.zst` may stand behind it.
    pub(crate) fn has_extension(&self, path: &Path) -> bool {
        wrapper::has_extension(path, self.extensions)
    }
}
