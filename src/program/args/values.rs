//! The values of options that have a fixed choice of words.

use clap::ValueEnum;
use newsconv::format::{self, FormatSpec};
use newsconv::{FrontMatter, Hive, JsonShape, OnError, UnknownKeys};

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HiveFolders {
    /// In all formats but Markdown, with a warning if the files of a folder have different columns in these
    /// names.
    Auto,
    /// In all formats.
    On,
    /// In no format.
    Off,
}

impl From<HiveFolders> for Hive {
    fn from(hive: HiveFolders) -> Self {
        match hive {
            HiveFolders::Auto => Self::Auto,
            HiveFolders::On => Self::On,
            HiveFolders::Off => Self::Off,
        }
    }
}

/// [`UnknownKeys`] as a command-line value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unknown {
    /// Keep them; `check` reports each as a note.
    Keep,
    /// Keep them, and warn about each.
    Warn,
    /// Reject a record that has one.
    Error,
    /// Drop them, and report how many.
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

/// [`OnError`] as a command-line value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Action {
    /// Read and report everything, and write nothing.
    Fail,
    /// Skip rejected records, and write the others; the exit code is 3.
    Skip,
}

impl From<Action> for OnError {
    fn from(action: Action) -> Self {
        match action {
            Action::Fail => Self::Fail,
            Action::Skip => Self::Skip,
        }
    }
}

/// [`JsonShape`] as a command-line value.
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

/// [`FrontMatter`] as a command-line value.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// YAML between two lines `---`.
    Yaml,
    /// TOML between two lines `+++`. An unknown key that is null is left out, with a warning.
    Toml,
    /// A JSON object.
    Json,
}

impl From<Language> for FrontMatter {
    fn from(language: Language) -> Self {
        match language {
            Language::Yaml => Self::Yaml,
            Language::Toml => Self::Toml,
            Language::Json => Self::Json,
        }
    }
}

/// Returns the format of this name.
pub(crate) fn known_format(name: &str) -> Result<&'static FormatSpec, String> {
    format::require(name).map_err(|error| error.to_string())
}
