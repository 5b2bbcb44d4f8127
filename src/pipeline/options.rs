//! How a run is to be done.

use std::collections::HashMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::error::MaxErrors;
use crate::io::compression::Compression;
use crate::io::encoding::Encoding;
use crate::pipeline::selection::Selection;

/// How inputs are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Put before the path of every article that is a file of its own, such as `_news/`.
    pub path_prefix: String,
    /// Keep a field's value that is of another type, or no time that there is, as an unknown key of the record
    /// that it stands in, with a warning, instead of refusing the article.
    pub lenient: bool,
    /// Keep the source text of front matter under [`frontMatter`](crate::Article::front_matter) wherever
    /// the canonical rendering of the article would differ from it by a byte.
    pub preserve: bool,
    /// Bytes that the content of an input may have that is compressed with gzip or zstd; none means 64 MiB
    /// and 250 bytes for each compressed one. In Parquet, bytes that the text of a row may have in one column
    /// where it repeats itself; `None` means 256 MiB. A [`Conversion`](crate::Conversion) tells its inputs; who
    /// opens an [`Input`](crate::Input) says it there.
    pub max_decompressed: Option<u64>,
    /// Take away what [`WriteOptions::csv_safe`] put before texts in CSV and TSV.
    pub csv_safe: bool,
    /// The encoding of the text of all inputs that are text; `None` means UTF-8. A
    /// [`Conversion`](crate::Conversion) tells its inputs; who opens an [`Input`](crate::io::Input) says it there.
    pub encoding: Option<Encoding>,
    /// Where in a JSON document, or in each line of NDJSON, the records are: the names of members with dots between,
    /// such as `response.results`, that lead to a list or a map of records; `.` is the value itself. `None` means that
    /// the list is looked for, one level down at the most.
    pub records: Option<String>,
    /// How tables are cut into cells, where they are not as CSV and TSV are by themselves.
    pub csv: CsvOptions,
    /// Keep these fields of each article alone; none means all. [`Conversion`](crate::Conversion) leaves the
    /// others out, whatever the formats. What is wrong in them is an error all the same where text is
    /// read; Parquet and Arrow do not decode their columns, and find no fault there, unless
    /// [`Options::rejects`] asks for whole rows.
    pub select: Option<Selection>,
}

/// How tables are cut into cells, where that differs from CSV with commas and TSV with tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvOptions {
    /// What stands between two cells: one ASCII character; `None` means a comma, in TSV a tab, or what a first
    /// line `sep=;` names.
    pub delimiter: Option<u8>,
    /// What stands around cells that hold delimiters or line ends; `None` means `"`.
    pub quote: Option<CsvQuote>,
    /// Lines before the header, which are passed over.
    pub skip_rows: u64,
    /// The names of the columns of a table that has no header line; `None` means that it has one.
    pub columns: Option<Vec<String>>,
}

/// What stands around the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsvQuote {
    /// This ASCII character.
    Byte(u8),
    /// Nothing: a cell ends at the next delimiter or line end.
    Off,
}

/// The shape of a JSON document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonShape {
    /// One object where the input is a single Markdown file, else an array.
    #[default]
    Auto,
    /// One article, as an object.
    Object,
    /// An array of articles.
    Array,
    /// An object with the array as its member `value`.
    Value,
    /// An object with the array as its member `articles`.
    Articles,
    /// An object with the array as its member `items`.
    Items,
}

/// How outputs are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct WriteOptions {
    /// The shape of a JSON document.
    pub json_shape: JsonShape,
    /// JSON without line breaks and indent.
    pub compact: bool,
    /// Replace files that an output folder holds already.
    pub overwrite: bool,
    /// Give tables and columns a place for [`frontMatter`](crate::Article::front_matter).
    pub preserve: bool,
    /// In CSV and TSV put a `'` before texts that a spreadsheet would take for formulas: those that begin with
    /// `=`, `+`, `-`, `@`, a tab or a line end, or with such a `'`. Without it they stay as they are.
    pub csv_safe: bool,
    /// How the output is compressed: columns within, text as a whole, which takes gzip and zstd. None means
    /// zstd for Parquet, nothing for Arrow, and for text what the name says: `.gz`, `.zst`.
    pub compression: Option<Compression>,
    /// Rows of a Parquet row group, at the most; none means 1,048,576.
    pub row_group_rows: Option<NonZero<usize>>,
}

/// The files that are read, by their names in messages: where they are, and their paths below the root.
pub(crate) type Sources = HashMap<String, (PathBuf, String)>;

/// All options of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// How the inputs are read.
    pub read: ReadOptions,
    /// How the output is written.
    pub write: WriteOptions,
    /// Worker threads; none means one for each core. The output is the same for any number.
    pub jobs: Option<NonZero<usize>>,
    /// What a record that is refused means for the rest.
    pub on_error: OnError,
    /// What becomes of keys that the model does not know; [`Conversion`](crate::Conversion) heeds it, whatever
    /// the formats.
    pub unknown_keys: UnknownKeys,
    /// Refused records after which the run is given up; none means that all inputs are read.
    pub max_errors: Option<MaxErrors>,
    /// The folder that refused records are copied to, unchanged, beside `rejects.ndjson` with all that was
    /// said of them; only under [`OnError::Skip`]. It appears with the output, and must be empty or not be
    /// there; with [`WriteOptions::overwrite`] it may hold the rejects of an earlier run. A source that is
    /// refused as a whole is copied as a whole if it is a file that [`Conversion`](crate::Conversion) opened.
    pub rejects: Option<PathBuf>,
    /// The files that may have to be copied there.
    pub(crate) sources: Arc<Sources>,
}

/// What a record that is refused means for the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnError {
    /// All inputs are read and all problems reported, and no output appears.
    #[default]
    Fail,
    /// The good articles are written.
    Skip,
}

/// What becomes of keys that the model does not know, those of nested records too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownKeys {
    /// They are kept; [`Conversion::check`](crate::Conversion::check) notes each.
    #[default]
    Keep,
    /// They are kept, with a warning about each.
    Warn,
    /// A record that has one is refused.
    Error,
    /// They are left out, and source text of front matter that has them with them;
    /// [`Summary::dropped_keys`](crate::Summary::dropped_keys) says how many. A check passes over them.
    Drop,
}

/// Worker threads that any machine may have.
const MOST_JOBS: usize = 16;

impl Options {
    /// The number of worker threads: those asked for, but at most [`MOST_JOBS`] or four for each core. More would
    /// take memory for their chunks, and no less time.
    pub(crate) fn jobs(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or(cores, NonZero::get).min(MOST_JOBS.max(4 * cores))
    }
}
