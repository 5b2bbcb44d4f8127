//! The options for how inputs are read, which most commands have.

use std::path::PathBuf;

use newsconv::format::FormatSpec;
use newsconv::options::{Options, TimeZone};
use newsconv::{Conversion, Result, Selection};

use super::values::{HiveFolders, Unknown, known_format};
use crate::program::dialect::Dialect;
use crate::program::mapped::Mapped;
use crate::program::size;

/// How inputs are read.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// Format of all inputs [default: detected from name and content].
    #[arg(short, long, value_name = "FORMAT", value_parser = known_format)]
    pub(crate) from: Option<&'static FormatSpec>,

    /// Folder that the paths of articles are relative to [default: the deepest common folder of the inputs].
    #[arg(long, value_name = "FOLDER")]
    pub(crate) root: Option<PathBuf>,

    /// When to read folder names such as `category=news`, which partitioned datasets have, as columns of the
    /// files in them.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = HiveFolders::Auto)]
    pub(crate) hive: HiveFolders,

    /// If a field has the wrong type or an impossible date, keep the value as an unknown key and warn,
    /// instead of rejecting the article.
    #[arg(long)]
    pub(crate) lenient: bool,

    #[command(flatten)]
    pub(crate) mapped: Mapped,

    /// The zone of times that the source wrote without one, such as `Europe/Berlin` [default: that of the profile, else of
    /// the site in `_config.yml` or `hugo.toml` above the input, else UTC with a warning].
    #[arg(long, value_name = "ZONE")]
    timezone: Option<TimeZone>,

    /// What to do with keys that are not fields of an article.
    #[arg(long, value_enum, value_name = "ACTION", default_value_t = Unknown::Keep)]
    pub(crate) unknown: Unknown,

    /// Text to put before the path of each Markdown file that is read, such as `_news/`.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) path_prefix: String,

    /// Maximum size of an input after decompression, such as `512MB` or `2GiB` [default: 64 MiB plus 250
    /// times the compressed size].
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    pub(crate) max_decompressed: Option<u64>,

    /// Maximum size of one record, such as a line of NDJSON or a Markdown file [default: 256MiB].
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    pub(crate) max_record_size: Option<u64>,

    /// In CSV and TSV, write a `'` before each text that a spreadsheet would read as a formula (it begins with
    /// `=`, `+`, `-`, `@`, a tab or a line end), and remove it when reading such a file [default: texts are
    /// not changed].
    #[arg(long)]
    pub(crate) csv_safe: bool,

    #[command(flatten)]
    pub(crate) dialect: Dialect,
}

impl Reading {
    /// Returns the selection of these fields and declared columns; `None` if there are no names.
    ///
    /// # Errors
    /// [`Error::Usage`](newsconv::Error::Usage) if one of them does not exist.
    pub(crate) fn selection(&self, names: &[String]) -> Result<Option<Selection>> {
        self.mapped.check()?;
        let names = names.iter().map(|name| name.trim());
        if names.len() == 0 {
            return Ok(None);
        }
        Selection::of(names, &self.mapped.columns()).map(Some)
    }

    /// Returns a conversion that reads as these options say.
    pub(crate) fn conversion(
        &self,
        mut options: Options,
        from: Option<&'static FormatSpec>,
    ) -> Conversion {
        options.read.path_prefix.clone_from(&self.path_prefix);
        options.unknown_keys = self.unknown.into();
        options.read.lenient = self.lenient;
        options.read.hive = self.hive.into();
        options.read.max_decompressed = self.max_decompressed;
        options.read.max_record_size = self.max_record_size;
        options.read.csv_safe = self.csv_safe;
        options.read.timezone = self.timezone;
        self.dialect.apply(&mut options.read);
        let mut conversion = self.mapped.apply(Conversion::new().options(options));
        if let Some(from) = from {
            conversion = conversion.input_format(from);
        }
        if let Some(root) = &self.root {
            conversion = conversion.root(root);
        }
        conversion
    }
}
