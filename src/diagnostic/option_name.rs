//! The options that messages advise, and how each caller spells them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Who reads a message: options are spelled for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Speaker {
    /// A user of the program: `--encoding utf-16`, `--lenient`.
    Program,
    /// A caller in Rust: `Conversion::encoding("utf-16".parse()?)`, `Conversion::lenient`.
    Rust,
    /// A caller in Python: `encoding="utf-16"`, `lenient=True`.
    Python,
}

/// The value that an option takes.
#[derive(Clone, Copy)]
enum Takes {
    /// None: the option is on or off.
    Nothing,
    Text,
    /// A text that Rust parses.
    Parsed,
    Number,
    Character,
    /// The name of a variant of this enum in Rust.
    Variant(&'static str),
    /// The name of a format.
    Format,
    /// The name of a profile.
    Profile,
}

/// Declares the options, one line each: the flag of the program, the method of
/// [`Conversion`](crate::Conversion), and the value.
macro_rules! options {
    ($($name:ident = $flag:literal $method:literal $takes:expr,)*) => {
        /// An option that a message may advise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OptionName {
            $(#[doc = concat!("`--", $flag, "`, [`", $method, "`](crate::Conversion::", $method, ")")] $name,)*
        }

        impl OptionName {
            /// All options that messages may advise.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the name, such as `on-error`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $flag),* }
            }

            /// Returns the flag of the program, such as `--on-error`.
            #[must_use]
            pub fn flag(self) -> &'static str {
                match self { $(Self::$name => concat!("--", $flag)),* }
            }

            /// Returns the method in Rust, such as `Conversion::on_error`.
            #[must_use]
            pub fn method(self) -> &'static str {
                match self { $(Self::$name => concat!("Conversion::", $method)),* }
            }

            fn takes(self) -> Takes {
                match self { $(Self::$name => $takes),* }
            }
        }
    };
}

options! {
    As = "as" "write_as" Takes::Profile,
    Compact = "compact" "compact" Takes::Nothing,
    Compression = "compression" "compression" Takes::Parsed,
    CsvSafe = "csv-safe" "csv_safe" Takes::Nothing,
    Delimiter = "delimiter" "delimiter" Takes::Character,
    Encoding = "encoding" "encoding" Takes::Parsed,
    From = "from" "input_format" Takes::Format,
    FrontMatter = "front-matter" "front_matter" Takes::Variant("FrontMatter"),
    Hive = "hive" "hive" Takes::Variant("Hive"),
    Jobs = "jobs" "jobs" Takes::Number,
    JsonShape = "json-shape" "json_shape" Takes::Variant("JsonShape"),
    Lenient = "lenient" "lenient" Takes::Nothing,
    MaxDecompressed = "max-decompressed" "max_decompressed" Takes::Number,
    MaxErrors = "max-errors" "max_errors" Takes::Parsed,
    MaxRecordSize = "max-record-size" "max_record_size" Takes::Number,
    NoHeader = "no-header" "no_header" Takes::Text,
    OnError = "on-error" "on_error" Takes::Variant("OnError"),
    Overwrite = "overwrite" "overwrite" Takes::Nothing,
    PathPrefix = "path-prefix" "path_prefix" Takes::Text,
    Preserve = "preserve" "preserve" Takes::Nothing,
    Profile = "profile" "mapping" Takes::Profile,
    Quote = "quote" "quote" Takes::Character,
    Records = "records" "records" Takes::Text,
    Rejects = "rejects" "rejects" Takes::Text,
    Root = "root" "root" Takes::Text,
    RowGroupRows = "row-group-rows" "row_group_rows" Takes::Number,
    Select = "select" "select" Takes::Parsed,
    SkipRows = "skip-rows" "skip_rows" Takes::Number,
    Timezone = "timezone" "timezone" Takes::Parsed,
    To = "to" "output_format" Takes::Format,
    Unknown = "unknown" "unknown_keys" Takes::Variant("UnknownKeys"),
}

impl OptionName {
    /// Returns the name of the argument in Python: the program's with `_`, such as `on_error`, and one more where Python
    /// has a keyword of that name, as in `from_`.
    #[must_use]
    pub fn argument(self) -> String {
        let name = self.as_str().replace('-', "_");
        if matches!(self, Self::As | Self::From) { name + "_" } else { name }
    }

    /// Returns the option with `value`, if it has one, as `speaker` writes it.
    pub(super) fn spelled(self, value: Option<&str>, speaker: Speaker) -> Cow<'static, str> {
        match (speaker, value) {
            (Speaker::Program, None) => self.flag().into(),
            (Speaker::Rust, None) => self.method().into(),
            (Speaker::Python, None) if matches!(self.takes(), Takes::Nothing) => {
                format!("{}=True", self.argument()).into()
            }
            (Speaker::Python, None) => self.argument().into(),
            (Speaker::Program, Some(value)) => {
                format!("{} {}", self.flag(), word(self.takes(), value)).into()
            }
            (Speaker::Rust, Some(value)) => {
                format!("{}({})", self.method(), expression(self.takes(), value)).into()
            }
            (Speaker::Python, Some(value)) => match self.takes() {
                Takes::Number => format!("{}={value}", self.argument()).into(),
                _ => format!("{}={value:?}", self.argument()).into(),
            },
        }
    }
}

/// Returns `value` as a word of a command line: in quotes if a shell would read it otherwise.
fn word(takes: Takes, value: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "_./%:+=@-".contains(c);
    match (takes, value) {
        (Takes::Character, "\t") => "tab".into(),
        _ if !value.is_empty() && value.chars().all(is_plain) => value.into(),
        _ => format!("'{}'", value.replace('\'', r"'\''")).into(),
    }
}

/// Returns `value` as the argument of the method.
fn expression(takes: Takes, value: &str) -> String {
    match takes {
        Takes::Nothing | Takes::Number => value.to_owned(),
        Takes::Text => format!("{value:?}"),
        Takes::Parsed => format!("{value:?}.parse()?"),
        Takes::Character => value.chars().fold("b".to_owned(), |mut text, character| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{character:?}");
            text
        }),
        Takes::Variant(of) => {
            let (first, rest) = value.split_at(value.chars().next().map_or(0, char::len_utf8));
            format!("{of}::{}{rest}", first.to_uppercase())
        }
        Takes::Profile => format!("Mapping::profile({value:?})?"),
        Takes::Format => match value {
            "arrows" => "&format::ARROW_STREAM".to_owned(),
            _ => format!("&format::{}", value.to_uppercase()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spelled_for_the_one_who_reads_them() {
        for (option, value, program, rust, python) in [
            (OptionName::Lenient, None, "--lenient", "lenient", "lenient=True"),
            (OptionName::From, None, "--from", "input_format", "from_"),
            (
                OptionName::Encoding,
                Some("utf-16"),
                "--encoding utf-16",
                "encoding(\"utf-16\".parse()?)",
                "encoding=\"utf-16\"",
            ),
            (
                OptionName::Delimiter,
                Some("\t"),
                "--delimiter tab",
                r"delimiter(b'\t')",
                "delimiter=\"\\t\"",
            ),
            (
                OptionName::Delimiter,
                Some(";"),
                "--delimiter ';'",
                "delimiter(b';')",
                "delimiter=\";\"",
            ),
            (OptionName::Quote, Some("'"), r"--quote ''\'''", r"quote(b'\'')", "quote=\"'\""),
            (OptionName::SkipRows, Some("3"), "--skip-rows 3", "skip_rows(3)", "skip_rows=3"),
            (
                OptionName::Records,
                Some("a b"),
                "--records 'a b'",
                "records(\"a b\")",
                "records=\"a b\"",
            ),
            (
                OptionName::As,
                Some("jekyll"),
                "--as jekyll",
                "write_as(Mapping::profile(\"jekyll\")?)",
                "as_=\"jekyll\"",
            ),
            (
                OptionName::OnError,
                Some("skip"),
                "--on-error skip",
                "on_error(OnError::Skip)",
                "on_error=\"skip\"",
            ),
            (
                OptionName::Profile,
                Some("hugo"),
                "--profile hugo",
                "mapping(Mapping::profile(\"hugo\")?)",
                "profile=\"hugo\"",
            ),
            (
                OptionName::From,
                Some("arrows"),
                "--from arrows",
                "input_format(&format::ARROW_STREAM)",
                "from_=\"arrows\"",
            ),
        ] {
            assert_eq!(option.spelled(value, Speaker::Program), program);
            assert_eq!(option.spelled(value, Speaker::Rust), format!("Conversion::{rust}"));
            assert_eq!(option.spelled(value, Speaker::Python), python);
        }
    }
}
