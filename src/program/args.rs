//! The command line: options, their help, and their translation to the library's options.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser};
use newsconv::format::FormatSpec;
use newsconv::options::{Options, ReadOptions, WriteOptions};
use newsconv::{Compression, Conversion, Mapping, MaxErrors, Result};

mod commands;
mod reading;
mod values;

use crate::program::mapped;
use crate::program::report::Reporting;
pub(crate) use commands::{Command, ProfileCommand};
use reading::Reading;
use values::{Action, Language, Shape, known_format};

/// Converts news articles between Markdown with front matter, JSON, NDJSON, CSV, TSV, Arrow IPC, Parquet and
/// the site feed, without losing anything. Reads RSS, Atom and RDF feeds too.
///
/// The format is detected from the file name, else from the content. Text may be compressed with gzip or
/// zstd. A folder is read with its sub-folders as one format: Markdown if it has any, else Parquet or
/// Arrow, else the only text format that it has. Hidden files are skipped, links are followed. A file in
/// a folder that cannot be read counts as a rejected record.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    override_usage = "newsconv [OPTIONS] <INPUT>... <OUTPUT>\n       newsconv [OPTIONS] <INPUT>... -o <OUTPUT>\n       newsconv <COMMAND>",
    help_template = HELP_TEMPLATE,
    after_help = AFTER_HELP,
    max_term_width = 100
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// The inputs, then the output unless `-o` names it. They are one list so that options may come before,
    /// between or after.
    #[arg(value_name = "INPUT", hide = true)]
    paths: Vec<PathBuf>,

    /// The output: a file, a folder of Markdown (ends in `/` or exists), or `-` for standard output. All other
    /// paths are then inputs [default: the last path].
    #[arg(short, long, value_name = "OUTPUT")]
    output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: Reading,

    /// Keep only these fields of each article: names as in front matter, separated by commas, such as
    /// `path,title,provider.name`. `extra` means all unknown keys. Tables and columnar files still have all
    /// their columns; those that are not selected are empty [default: all fields].
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(crate) select: Vec<String>,

    /// Format of the output [default: detected from its name].
    #[arg(short, long, value_name = "FORMAT", value_parser = known_format)]
    pub(crate) to: Option<&'static FormatSpec>,

    /// Replace an output file that already exists, or files in an output folder. Without it, they are errors.
    #[arg(long)]
    pub(crate) overwrite: bool,

    /// Print what would be read, by which profile, and what would be written, replaced and deleted, without doing it.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// With `--dry-run`, print that as a JSON object on one line.
    #[arg(long, requires = "dry_run")]
    pub(crate) json: bool,

    /// Keep the source text of front matter that the house style would change, so that Markdown of any style
    /// comes back byte for byte.
    #[arg(long)]
    pub(crate) preserve: bool,

    /// Shape of a JSON document [default: object for a single Markdown file, else array].
    #[arg(long, value_enum, value_name = "SHAPE")]
    pub(crate) json_shape: Option<Shape>,

    /// Language of the front matter of Markdown [default: that of the article's source, else yaml].
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub(crate) front_matter: Option<Language>,

    /// Write the keys, shapes and spellings of a profile, the opposite of `--profile`: in Markdown those of `jekyll`,
    /// `hugo`, `zola`, `astro`, `docusaurus`, `eleventy`, `obsidian`, `pelican` or a file of your own that ends in `.toml`;
    /// in JSON `jsonfeed`; in JSON and NDJSON `schema-org` [default: newsconv's own].
    #[arg(long = "as", value_name = "NAME|FILE", value_parser = mapped::named)]
    pub(crate) write_as: Option<Mapping>,

    /// Write JSON without line breaks and indentation.
    #[arg(long)]
    pub(crate) compact: bool,

    /// Compress the output with zstd, snappy, gzip, lz4, brotli or none, optionally with a level as in
    /// `zstd:9`. Text formats take gzip and zstd [default: zstd:1 for Parquet, none for Arrow; for text it
    /// depends on the name: gzip:6 for `.gz`, zstd:3 for `.zst`].
    #[arg(long, value_name = "CODEC")]
    pub(crate) compression: Option<Compression>,

    /// Write Parquet that nearly every reader can read, such as fastparquet and @dsnp/parquetjs: without delta
    /// encodings, and in snappy unless `--compression` names another codec.
    #[arg(long)]
    pub(crate) compat: bool,

    /// Maximum number of rows in a Parquet row group [default: 1048576].
    #[arg(long, value_name = "ROWS")]
    pub(crate) row_group_rows: Option<NonZero<usize>>,

    /// What to do when a record is rejected.
    #[arg(long, value_enum, value_name = "ACTION", default_value_t = Action::Fail)]
    pub(crate) on_error: Action,

    /// Copy rejected records to this folder, unchanged, with all messages about them in `rejects.ndjson`.
    /// Needs `--on-error skip`. The folder must be empty or absent; with `--overwrite` it may hold the
    /// rejects of an earlier run, which are replaced.
    #[arg(long, value_name = "DIR")]
    pub(crate) rejects: Option<PathBuf>,

    /// Stop once more than N records, or more than P% of all records, were rejected, and write nothing. The
    /// percentage is checked from the 1,000th record on, and at the end [default: no limit].
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_errors: Option<MaxErrors>,

    /// Number of worker threads; the output is the same for any number [default: one per core].
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZero<usize>>,

    /// Print errors only.
    #[arg(short, long)]
    quiet: bool,

    /// Print at the end how many records were read and how long it took, and how many of them needed the
    /// full YAML parser because the fast path does not support their front matter.
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
  1  failed: an input or output cannot be used, or a record was rejected; nothing was written.
     For `check`, there is an error, or a warning under `--strict`; for `verify`, the sides differ
  2  usage error: the command line is invalid
  3  done, but rejected records were skipped under `--on-error skip`
  70  internal error: a bug in newsconv; please report it; nothing was written
  129, 130, 131, 143  ended by SIGHUP, SIGINT (Ctrl-C), SIGQUIT or SIGTERM; nothing was written

Examples:
  newsconv _news/ news.parquet          a folder of Markdown to typed columns
  newsconv news.parquet restored/       and back, one file per article
  newsconv - -t csv - < news.ndjson     from standard input to standard output
  newsconv check _news/                 report problems and write nothing
  newsconv verify _news/ news.parquet   proof that nothing was lost";

impl Args {
    /// Parses the command line, of which the first word is the name of the program.
    ///
    /// # Errors
    /// If it is invalid, or asks for the help or the version.
    pub(crate) fn of(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let args = Self::try_parse_from(arguments)?;
        let message = match (&args.command, args.paths.len(), &args.output) {
            (Some(_), ..) | (None, 1.., Some(_)) | (None, 2.., None) => return Ok(args),
            (None, 0, Some(_)) => "expected at least one INPUT, found none",
            (None, 0, None) => "expected at least one INPUT and one OUTPUT, found no path",
            (None, _, None) => "expected at least one INPUT and one OUTPUT, found only one path",
        };
        Err(Self::command().error(ErrorKind::MissingRequiredArgument, message))
    }

    /// Returns true if only errors should be printed.
    pub(crate) fn is_quiet(&self) -> bool {
        let quiet = match &self.command {
            Some(
                Command::Check { quiet, .. }
                | Command::Verify { quiet, .. }
                | Command::Profile { command: Some(ProfileCommand::Suggest { quiet, .. }), .. },
            ) => *quiet,
            _ => false,
        };
        self.quiet || quiet
    }

    /// Returns true if the command reads articles, which may take long.
    pub(crate) fn reads_articles(&self) -> bool {
        !matches!(
            self.command,
            Some(
                Command::Schema { .. }
                    | Command::Profile { command: None, .. }
                    | Command::Explain { .. }
            )
        )
    }

    /// Returns the inputs and the output, or `None` if the command line does not name them.
    pub(crate) fn paths(&self) -> Option<(&[PathBuf], &Path)> {
        if let Some(output) = &self.output {
            return Some((&self.paths, output));
        }
        let (output, inputs) = self.paths.split_last()?;
        Some((inputs, output))
    }

    /// Returns whether the output is just the last path, so that it may have been forgotten.
    pub(crate) fn is_output_last_path(&self) -> bool {
        self.output.is_none()
    }

    /// Returns the conversion described by the options.
    ///
    /// # Errors
    /// [`Error::Usage`](newsconv::Error::Usage) if a selected field does not exist.
    pub(crate) fn conversion(&self) -> Result<Conversion> {
        let read = ReadOptions {
            preserve: self.preserve,
            select: self.reading.selection(&self.select)?,
            ..ReadOptions::default()
        };
        let write = WriteOptions {
            json_shape: self.json_shape.map(Into::into).unwrap_or_default(),
            front_matter: self.front_matter.map(Into::into),
            mapping: self.write_as.clone(),
            compact: self.compact,
            overwrite: self.overwrite,
            preserve: self.preserve,
            csv_safe: self.reading.csv_safe,
            compression: self.compression,
            compat: self.compat,
            row_group_rows: self.row_group_rows,
            ..WriteOptions::default()
        };
        let options = Options {
            read,
            write,
            jobs: self.jobs,
            on_error: self.on_error.into(),
            max_errors: self.max_errors,
            rejects: self.rejects.clone(),
            ..Options::default()
        };
        let conversion = self.reading.conversion(options, self.reading.from);
        Ok(match self.to {
            Some(to) => conversion.output_format(to),
            None => conversion,
        })
    }
}
