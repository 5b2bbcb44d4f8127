//! The subcommands and their options.

use std::num::NonZero;
use std::path::PathBuf;

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use newsconv::Code;
use newsconv::format::FormatSpec;
use newsconv::schema::SchemaKind;

use super::reading::Reading;
use super::values::known_format;
use crate::program::mapped;

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report problems in archives, and write nothing.
    ///
    /// Reports every problem that a conversion would report, and checks more: that each article has a title,
    /// complete URLs, a well-formed `secured`, a `path` and a `webUrl` that no other article has, and no
    /// unknown keys. The exit code is 1 if there is an error, else 0.
    Check {
        /// Files, folders, patterns, or `-` for standard input.
        #[arg(value_name = "INPUT", required = true)]
        inputs: Vec<PathBuf>,
        #[command(flatten)]
        reading: Reading,
        /// Treat warnings as errors, but not notes.
        #[arg(long)]
        strict: bool,
        /// Number of worker threads; the messages are the same for any number [default: one per core].
        #[arg(short, long, value_name = "N")]
        jobs: Option<NonZero<usize>>,
        /// Print errors only.
        #[arg(short, long)]
        quiet: bool,
    },
    /// Compare two archives of any formats, article by article.
    ///
    /// Prints each difference as `article: field: left != right`, then the counts. The exit code is 0 if both hold
    /// the same articles, 1 if they differ or cannot be read.
    Verify {
        /// The first archive: a file or a folder.
        left: PathBuf,
        /// The second archive.
        right: PathBuf,
        #[command(flatten)]
        reading: Reading,
        /// Format of the second archive [default: the same as `--from`].
        #[arg(long, value_name = "FORMAT", value_parser = known_format)]
        right_from: Option<&'static FormatSpec>,
        /// Compare only these fields; without `path`, articles are paired by their order [default: all].
        #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
        select: Vec<String>,
        /// Compare spellings too: `1.10` and `1.1` as the numbers of an unknown key differ then, and so do a
        /// plain text and a quoted one in Markdown.
        #[arg(long)]
        spelling: bool,
        /// Print each difference, and at the end the counts, as a JSON object on one line.
        #[arg(long)]
        json: bool,
        /// Print neither differences nor counts; the exit code says whether the archives are equal.
        #[arg(short, long)]
        quiet: bool,
    },
    /// Print the schema of all outputs.
    Schema {
        /// The schema language.
        #[arg(long = "as", value_name = "LANGUAGE", default_value = "arrow", value_parser = schema_kind())]
        kind: SchemaKind,
        /// Add the columns that this profile declares: a file of your own that ends in `.toml`.
        #[arg(long, value_name = "NAME|FILE", default_value = "none", value_parser = mapped::profile)]
        profile: mapped::Profile,
    },
    /// List the profiles, which say where fields come from; with a name, print that profile as a file in TOML.
    ///
    /// `newsconv profile suggest INPUT...` drafts a file of your own from the keys of an archive.
    #[command(args_conflicts_with_subcommands = true)]
    Profile {
        #[command(subcommand)]
        command: Option<ProfileCommand>,
        /// A profile, such as jekyll.
        name: Option<String>,
    },
    /// Explain the code of a message and what to do about it; without a code, list all codes.
    Explain {
        /// A code, such as NC0203.
        code: Option<Code>,
    },
}

/// What to do with profiles.
#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// Draft a profile from the keys of an archive, as a file in TOML with comments.
    ///
    /// The draft extends the profile of the site generator whose configuration (`_config.yml`, `hugo.toml` and
    /// others) is in a folder above the inputs, else the profile that knows most of the keys; `--profile` names
    /// another one. It maps keys that clearly mean a field, and declares a typed column for each other key.
    Suggest {
        /// Files, folders, patterns, or `-` for standard input.
        #[arg(value_name = "INPUT", required = true)]
        inputs: Vec<PathBuf>,
        #[command(flatten)]
        reading: Box<Reading>,
        /// Number of worker threads; the draft is the same for any number [default: one per core].
        #[arg(short, long, value_name = "N")]
        jobs: Option<NonZero<usize>>,
        /// Print errors only.
        #[arg(short, long)]
        quiet: bool,
    },
}

fn schema_kind() -> impl clap::builder::TypedValueParser<Value = SchemaKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    let names = SchemaKind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names).try_map(|name| name.parse::<SchemaKind>())
}
