//! The options of a run.

use std::collections::HashMap;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::error::MaxErrors;
use crate::io::compression::Compression;
use crate::io::encoding::Encoding;
use crate::model::declared::DeclaredColumn;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::selection::Selection;
use crate::pipeline::timezone::TimeZone;

/// How inputs are read. Later versions may have more fields: end a literal in `..ReadOptions::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct ReadOptions {
    /// Text before the path of every article that is a file of its own, such as `_news/`.
    pub path_prefix: String,
    /// If a field has the wrong type or an impossible date, keep the value as an unknown key of the same
    /// record and warn, instead of rejecting the article.
    pub lenient: bool,
    /// Keep the source text of front matter in [`frontMatter`](crate::Article::front_matter) if the canonical
    /// rendering of the article would differ from it.
    pub preserve: bool,
    /// Read lines `Key: value` at the top of a Markdown file that has no fences, up to an empty line, as its front
    /// matter: Pelican and `MultiMarkdown` write it so. The body of a file without front matter may begin in the same
    /// way, so they are not read by default.
    pub header_lines: bool,
    /// Maximum size of an input in gzip or zstd after decompression, in bytes; `None` means 64 MiB plus 250
    /// times the compressed size. In Parquet, the maximum size of the text of a row in one column that
    /// repeats itself; `None` means 256 MiB. A [`Conversion`](crate::Conversion) passes it to its inputs; set
    /// it on an [`Input`](crate::Input) that you open yourself.
    pub max_decompressed: Option<u64>,
    /// Maximum size of one record of a text format in bytes, such as a line of NDJSON; `None` means 256 MiB. A JSON
    /// document that is not a list, and a feed, may be 16 times as large. In Parquet and Arrow it is the maximum size of a
    /// value, and in Parquet of the text of a row in one column that repeats itself.
    pub max_record_size: Option<u64>,
    /// Remove the `'` that [`WriteOptions::csv_safe`] writes before texts in CSV and TSV.
    pub csv_safe: bool,
    /// The encoding of all text inputs; `None` means UTF-8. A [`Conversion`](crate::Conversion) passes it to
    /// its inputs; set it on an [`Input`](crate::io::Input) that you open yourself.
    pub encoding: Option<Encoding>,
    /// Where in a JSON document, or in each line of NDJSON, the records are: the names of members with dots between,
    /// such as `response.results`, that lead to a list or a map of records; `.` is the value itself. `None` means that
    /// the list is looked for, one level down at the most.
    pub records: Option<String>,
    /// The dialect of tables, if it differs from CSV and TSV.
    pub csv: CsvOptions,
    /// Whether the names of folders are read as columns. A [`Conversion`](crate::Conversion) applies it.
    pub hive: Hive,
    /// Where fields come from, if not from keys of their own names. A [`Conversion`](crate::Conversion) applies it; readers
    /// only leave wrong values of fields to it.
    pub mapping: Option<Mapping>,
    /// The zone of times that the source wrote without one, such as `2024-01-23 12:00`; `None` means UTC, with a warning. A
    /// [`Conversion`](crate::Conversion) applies it.
    pub timezone: Option<TimeZone>,
    /// Keep only these fields of each article; `None` means all. A [`Conversion`](crate::Conversion) drops
    /// the others in all formats. In text formats, problems in them are still errors. Parquet and Arrow do
    /// not decode their columns, and report no problems there, unless [`Options::rejects`] needs whole rows.
    pub select: Option<Selection>,
}

impl ReadOptions {
    /// Returns whether Markdown files without a fence may begin with header lines, by themselves or by the mapping.
    #[cfg(feature = "markdown")]
    pub(crate) fn reads_header_lines(&self) -> bool {
        self.header_lines || self.mapping.as_ref().is_some_and(Mapping::has_header_lines)
    }

    /// Returns what becomes of wrong values of fields in a text format.
    #[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
    pub(crate) fn wrong_values(&self) -> WrongValues {
        match &self.mapping {
            Some(mapping) => WrongValues::Defer { splits: mapping.splits(), keeps: self.lenient },
            None => WrongValues::unmapped(self.lenient),
        }
    }
}

/// The dialect of tables, if it differs from CSV with commas and TSV with tabs. Later versions may have more fields:
/// end a literal in `..CsvOptions::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// The delimiter between two cells: one ASCII character. `None` means a comma, in TSV a tab, or the
    /// delimiter in a first line `sep=;`.
    pub delimiter: Option<u8>,
    /// The quote around cells that contain delimiters or line ends; `None` means `"`.
    pub quote: Option<CsvQuote>,
    /// Number of lines before the header, which are skipped.
    pub skip_rows: u64,
    /// The names of the columns of a table without a header line; `None` means that it has one.
    pub columns: Option<Vec<String>>,
}

/// Whether the names of folders such as `category=news` are read as columns of the files below them.
///
/// Hive, Spark, pyarrow, Polars and others write partitioned datasets like this, and leave these columns out of the
/// files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hive {
    /// In all formats but those with one file for each article, such as Markdown, where such a name is hardly a
    /// column. If the files of a folder have different columns in the names of their folders, there is a warning.
    #[default]
    Auto,
    /// In all formats, without that warning.
    On,
    /// In no format.
    Off,
}

/// The quote around the cells of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsvQuote {
    /// An ASCII character.
    Byte(u8),
    /// No quotes: a cell ends at the next delimiter or line end.
    Off,
}

/// The shape of a JSON document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonShape {
    /// One object if the input is a single Markdown file, else an array.
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

/// A language of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrontMatter {
    /// YAML between two lines `---`.
    Yaml,
    /// TOML between two lines `+++`.
    Toml,
    /// A JSON object.
    Json,
}

/// How outputs are written. Later versions may have more fields: end a literal in `..WriteOptions::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct WriteOptions {
    /// The shape of a JSON document.
    pub json_shape: JsonShape,
    /// The language of the front matter of Markdown. `None` means the one that an article came in, and YAML for
    /// articles from other formats.
    pub front_matter: Option<FrontMatter>,
    /// The profile whose keys, shapes and spellings are written: those of a site generator and mappings of your own in
    /// Markdown, `jsonfeed` in JSON, `schema-org` in JSON and NDJSON. `None` means newsconv's own. A
    /// [`Conversion`](crate::Conversion) checks that it fits the format; a writer that is used without one ignores a
    /// profile that does not.
    pub mapping: Option<Mapping>,
    /// Write JSON without line breaks and indentation.
    pub compact: bool,
    /// Replace files that already exist in the output folder.
    pub overwrite: bool,
    /// Add a column for [`frontMatter`](crate::Article::front_matter) to tables and columnar files.
    pub preserve: bool,
    /// In CSV and TSV, write a `'` before texts that a spreadsheet would read as formulas: those that begin
    /// with `=`, `+`, `-`, `@`, a tab or a line end, or with such a `'`. By default texts are not changed.
    pub csv_safe: bool,
    /// The compression of the output: columnar formats compress their data, text formats are compressed as a
    /// whole with gzip or zstd. `None` means zstd for Parquet (Snappy under [`compat`](Self::compat)), nothing for Arrow, and for text the codec of
    /// the name's extension: `.gz`, `.zst`.
    pub compression: Option<Compression>,
    /// Write Parquet with the encodings and the codec that nearly every reader has, old ones and small ones too:
    /// plain values and dictionaries, in Snappy unless [`compression`](Self::compression) says otherwise.
    pub compat: bool,
    /// Typed columns for unknown keys, after those of the model, in tables and columnar files. A
    /// [`Conversion`](crate::Conversion) takes them from its mapping.
    pub columns: Vec<DeclaredColumn>,
    /// Maximum number of rows in a Parquet row group; `None` means 1,048,576.
    pub row_group_rows: Option<NonZero<usize>>,
}

/// The files that are read, by their names in messages, with their location and their path below the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Arc<HashMap<String, (PathBuf, String)>>);

impl Sources {
    /// Returns the sources of a run.
    pub(crate) fn new(files: HashMap<String, (PathBuf, String)>) -> Self {
        Self(Arc::new(files))
    }

    /// Returns the location and the path of the source that messages call `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&(PathBuf, String)> {
        self.0.get(name)
    }
}

/// All options of a run. Later versions may have more fields: end a literal in `..Options::default()`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How the inputs are read.
    pub read: ReadOptions,
    /// How the output is written.
    pub write: WriteOptions,
    /// Number of worker threads; `None` means one per core. The output is the same for any number.
    pub jobs: Option<NonZero<usize>>,
    /// What to do when a record is rejected.
    pub on_error: OnError,
    /// What to do with unknown keys. A [`Conversion`](crate::Conversion) applies it in all formats.
    pub unknown_keys: UnknownKeys,
    /// The number of rejected records after which the run stops; `None` means no limit.
    pub max_errors: Option<MaxErrors>,
    /// The folder to which rejected records are copied unchanged, with all messages about them in
    /// `rejects.ndjson`. Needs [`OnError::Skip`]. The folder is created together with the output, and must be
    /// empty or absent; with [`WriteOptions::overwrite`] it may contain the rejects of an earlier run. A
    /// source that is rejected as a whole is copied as a whole if it is a file that a
    /// [`Conversion`](crate::Conversion) opened.
    pub rejects: Option<PathBuf>,
    /// The files that may be copied there, which a [`Conversion`](crate::Conversion) names. It is no option, and public
    /// only so that a literal of the others can be written.
    #[doc(hidden)]
    pub sources: Sources,
}

/// What to do when a record is rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnError {
    /// Read all inputs, report all problems, and write no output.
    #[default]
    Fail,
    /// Skip rejected records, and write the others.
    Skip,
}

/// What to do with unknown keys, including those of nested records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownKeys {
    /// Keep them; [`Conversion::check`](crate::Conversion::check) reports each as a note.
    #[default]
    Keep,
    /// Keep them, and warn about each.
    Warn,
    /// Reject a record that has one.
    Error,
    /// Drop them, and the source text of front matter that contains them.
    /// [`Summary::dropped_keys`](crate::Summary::dropped_keys) counts them. A check ignores them.
    Drop,
}

/// Number of worker threads that every machine may have.
const MOST_JOBS: usize = 16;

impl Options {
    /// Returns the number of worker threads: the requested number, but at most [`MOST_JOBS`] or four per
    /// core. More threads would need memory for their chunks, and save no time.
    pub(crate) fn jobs(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or(cores, NonZero::get).min(MOST_JOBS.max(4 * cores))
    }
}
