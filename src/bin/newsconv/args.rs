//! What the command line may say. Nothing is done here.

use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use newsconv::format::FormatSpec;
use newsconv::schema::SchemaKind;
use newsconv::{
    Code, Compression, Conversion, JsonShape, MaxErrors, OnError, Options, Selection, UnknownKeys,
    format,
};

use crate::report::Reporting;
use crate::size;

/// Moves news articles between Markdown with YAML front matter and JSON, NDJSON, CSV, TSV, Arrow IPC,
/// Parquet and the site feed, losing nothing.
///
/// Formats are told by file name, else by content. Text may be compressed with gzip or zstd. A folder is
/// read with its sub-folders: the Markdown files in it, else the files of any known format; hidden ones
/// are passed over, links are followed. A file in it that cannot be read is a record that is refused.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    override_usage = "newsconv [OPTIONS] <INPUT>... <OUTPUT>\n       newsconv <COMMAND>",
    help_template = HELP_TEMPLATE,
    after_help = AFTER_HELP,
    max_term_width = 100
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The inputs and, as the last, the output: one list, so that options may stand anywhere.
    #[arg(value_name = "INPUT", hide = true)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Keep these fields of each article alone: names as in front matter with commas between, such as
    /// `path,title,provider.name`; `extra` is all keys that newsconv does not know. Tables and columns keep a
    /// place for the others, which stays empty [default: all].
    #[arg(long, value_name = "FIELDS")]
    pub(crate) select: Vec<Selection>,

    /// Format of the output, where its name does not tell.
    #[arg(short, long, value_name = "FORMAT", value_parser = known_format)]
    pub(crate) to: Option<&'static FormatSpec>,

    /// Replace files that an output folder holds already.
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Keep the source text of front matter wherever the house style would differ from it by a byte, so
    /// that Markdown of any style comes back byte for byte.
    #[arg(long)]
    pub(crate) preserve: bool,

    /// Shape of a JSON document [default: object for one Markdown file, else array].
    #[arg(long, value_enum, value_name = "SHAPE")]
    pub(crate) json_shape: Option<Shape>,

    /// JSON without line breaks and indent.
    #[arg(long)]
    pub(crate) compact: bool,

    /// How the output is compressed: zstd, snappy, gzip, lz4, brotli or none, with a level as in `zstd:9`;
    /// text takes gzip and zstd [default: zstd:1 for Parquet, none for Arrow, and for text what the name
    /// says: gzip:6 for `.gz`, zstd:3 for `.zst`].
    #[arg(long, value_name = "CODEC")]
    pub(crate) compression: Option<Compression>,

    /// Rows of a Parquet row group, at the most [default: 1048576].
    #[arg(long, value_name = "ROWS")]
    pub(crate) row_group_rows: Option<NonZero<usize>>,

    /// What a record that is refused means for the rest.
    #[arg(long, value_enum, value_name = "ACTION", default_value_t = Action::Fail)]
    pub(crate) on_error: Action,

    /// Copy refused records to this folder, unchanged, beside a `rejects.ndjson` of all that is said of them;
    /// needs `--on-error skip`. It must be empty or not be there, or hold the rejects of an earlier run under
    /// `--overwrite`.
    #[arg(long, value_name = "DIR")]
    pub(crate) rejects: Option<PathBuf>,

    /// Give up once more than N records, or more than P% of them, were refused, and write nothing. The
    /// percentage is looked at from the 1,000th record on, and at the end [default: read everything].
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_errors: Option<MaxErrors>,

    /// Worker threads; the output is the same for any number [default: one for each core].
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZero<usize>>,

    /// Say nothing but errors.
    #[arg(short, long)]
    quiet: bool,

    /// Say at the end how many records were read in what time, and how many of them by the full YAML
    /// parser, because their front matter is more than the fast path knows.
    #[arg(long)]
    pub(crate) stats: bool,

    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

const HELP_TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

Arguments:
  <INPUT>...  Files, folders, patterns such as `news/**/2024-*.md`, or `-` for standard input
  <OUTPUT>    A file, a folder of Markdown (ends in `/` or exists), or `-` for standard output

{all-args}{after-help}";

const AFTER_HELP: &str = "\
Exit codes:
  0  done; for `check`, there is no error; for `verify`, both sides are equal
  1  failed: an input or output cannot be used, or a record is no article; nothing was written.
     For `check`, there is an error, or a warning under `--strict`; for `verify`, the sides differ
  2  usage: the command line cannot be carried out
  3  done, but records were skipped under `--on-error skip`
  129, 130, 131, 143  ended by SIGHUP, SIGINT (Ctrl-C), SIGQUIT or SIGTERM; nothing was written

Examples:
  newsconv _news/ news.parquet          a folder of Markdown to typed columns
  newsconv news.parquet restored/       and back, one file per article
  newsconv - -t csv - < news.ndjson     from standard input to standard output
  newsconv check _news/                 what is wrong with them, and nothing written
  newsconv verify _news/ news.parquet   proof that nothing was lost";

/// How inputs are read.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// Format of all inputs, where neither name nor content tells.
    #[arg(short, long, value_name = "FORMAT", value_parser = known_format)]
    pub(crate) from: Option<&'static FormatSpec>,

    /// Folder that the paths of articles are relative to [default: the inputs' deepest common one].
    #[arg(long, value_name = "FOLDER")]
    pub(crate) root: Option<PathBuf>,

    /// Keep a field's value that is of another type, or no time that there is, as an unknown key, with a
    /// warning, instead of refusing the article.
    #[arg(long)]
    pub(crate) lenient: bool,

    /// What becomes of keys that newsconv does not know.
    #[arg(long, value_enum, value_name = "ACTION", default_value_t = Unknown::Keep)]
    pub(crate) unknown: Unknown,

    /// Put before the path of each Markdown file that is read, such as `_news/`.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) path_prefix: String,

    /// Bytes that the content of an input in gzip or zstd may have, such as `512MB` or `2GiB` [default: 64
    /// MiB and 250 bytes for each compressed one].
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    pub(crate) max_decompressed: Option<u64>,

    /// In CSV and TSV put a `'` before texts that a spreadsheet would take for formulas (they begin with `=`,
    /// `+`, `-`, `@`, a tab or a line end), and take it away where such a file is read [default: texts stay
    /// as they are].
    #[arg(long)]
    pub(crate) csv_safe: bool,
}

/// What else can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with archives, and write nothing.
    ///
    /// Reports all that a conversion would, and what an article should be beyond that: a title, whole URLs, a
    /// well-formed `secured`, a `path` and a `webUrl` of its own, no unknown keys. Exit code 0 when there is no
    /// error, 1 when there is one.
    Check {
        /// Files, folders, patterns, or `-` for standard input.
        #[arg(value_name = "INPUT", required = true)]
        inputs: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// Take warnings for errors; notes never are.
        #[arg(long)]
        strict: bool,
        /// Worker threads; the messages are the same for any number [default: one for each core].
        #[arg(short, long, value_name = "N")]
        jobs: Option<NonZero<usize>>,
        /// Say nothing but errors.
        #[arg(short, long)]
        quiet: bool,
    },
    /// Compare two archives of any formats, article by article.
    ///
    /// Prints each difference as `article: field: left != right`, and counts. Exit code 0 when both hold
    /// the same articles, 1 when they differ or cannot be read.
    Verify {
        /// One archive: a file or a folder.
        left: PathBuf,
        /// The other archive.
        right: PathBuf,
        #[command(flatten)]
        reading: Reading,
        /// Format of the other archive, where it differs from `--from`.
        #[arg(long, value_name = "FORMAT", value_parser = known_format)]
        right_from: Option<&'static FormatSpec>,
        /// Compare these fields alone; without `path`, articles are paired by their order [default: all].
        #[arg(long, value_name = "FIELDS")]
        select: Vec<Selection>,
    },
    /// Print the one schema that all outputs have.
    Schema {
        /// In which language.
        #[arg(long = "as", value_name = "LANGUAGE", default_value = "arrow", value_parser = schema_kind())]
        kind: SchemaKind,
    },
    /// Say what the code of a message means and what to do; without one, list all codes.
    Explain {
        /// A code, such as NC0203.
        code: Option<Code>,
    },
}

/// [`UnknownKeys`] as a word.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unknown {
    /// Keep them; `check` notes each.
    Keep,
    /// Keep them, with a warning about each.
    Warn,
    /// Refuse a record that has one.
    Error,
    /// Leave them out, and say how many.
    Drop,
}

impl From<Unknown> for UnknownKeys {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Keep => Self::Keep,
            Unknown::Warn => Self::Warn,
            Unknown::Error => Self::Error,
            Unknown::Drop => Self::Drop,
        }
    }
}

/// [`OnError`] as a word.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Action {
    /// Read and report everything, and write nothing.
    Fail,
    /// Write the good articles; the exit code is 3.
    Skip,
}

/// [`JsonShape`] as a word.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Shape {
    /// One article as an object.
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

impl From<Shape> for JsonShape {
    fn from(shape: Shape) -> Self {
        match shape {
            Shape::Object => Self::Object,
            Shape::Array => Self::Array,
            Shape::Value => Self::Value,
            Shape::Articles => Self::Articles,
            Shape::Items => Self::Items,
        }
    }
}

/// All that is selected, if something is.
pub(crate) fn selected(selections: &[Selection]) -> Option<Selection> {
    selections.iter().cloned().reduce(|all, more| all.and(&more))
}

fn known_format(name: &str) -> Result<&'static FormatSpec, String> {
    format::require(name).map_err(|error| error.to_string())
}

fn schema_kind() -> impl clap::builder::TypedValueParser<Value = SchemaKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    let names = SchemaKind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<SchemaKind>())
}

impl Args {
    /// What the command line says; where it cannot be carried out, that is said and the program ends.
    pub(crate) fn from_command_line() -> Self {
        let args = Self::parse();
        if args.command.is_none() && args.paths.len() < 2 {
            let found = if args.paths.is_empty() { "neither" } else { "only one" };
            let message = format!("INPUT and OUTPUT are needed, and {found} was given");
            Self::command().error(ErrorKind::MissingRequiredArgument, message).exit();
        }
        args
    }

    /// Whether nothing but errors is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet || matches!(self.command, Some(Command::Check { quiet: true, .. }))
    }

    /// Whether articles are read, which may take long.
    pub(crate) fn reads_articles(&self) -> bool {
        !matches!(self.command, Some(Command::Schema { .. } | Command::Explain { .. }))
    }

    /// The inputs and the output.
    pub(crate) fn paths(&self) -> Option<(&[PathBuf], &Path)> {
        let (output, inputs) = self.paths.split_last()?;
        Some((inputs, output))
    }

    /// The conversion that the options ask for.
    pub(crate) fn conversion(&self) -> Conversion {
        let mut options = Options::default();
        options.write.overwrite = self.overwrite;
        options.write.preserve = self.preserve;
        options.read.preserve = self.preserve;
        options.read.select = selected(&self.select);
        options.write.compact = self.compact;
        options.write.csv_safe = self.reading.csv_safe;
        options.write.compression = self.compression;
        options.write.row_group_rows = self.row_group_rows;
        options.write.json_shape = self.json_shape.map(Into::into).unwrap_or_default();
        options.jobs = self.jobs;
        options.max_errors = self.max_errors;
        options.rejects.clone_from(&self.rejects);
        options.on_error = match self.on_error {
            Action::Fail => OnError::Fail,
            Action::Skip => OnError::Skip,
        };
        let conversion = self.reading.conversion(options, self.reading.from);
        match self.to {
            Some(to) => conversion.output_format(to),
            None => conversion,
        }
    }
}

impl Reading {
    /// A conversion that reads as these options ask for.
    pub(crate) fn conversion(
        &self,
        mut options: Options,
        from: Option<&'static FormatSpec>,
    ) -> Conversion {
        options.read.path_prefix.clone_from(&self.path_prefix);
        options.unknown_keys = self.unknown.into();
        options.read.lenient = self.lenient;
        options.read.max_decompressed = self.max_decompressed;
        options.read.csv_safe = self.csv_safe;
        let mut conversion = Conversion::new().options(options);
        if let Some(from) = from {
            conversion = conversion.input_format(from);
        }
        if let Some(root) = &self.root {
            conversion = conversion.root(root);
        }
        conversion
    }
}
