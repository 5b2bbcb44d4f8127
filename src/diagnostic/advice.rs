//! Options that messages advise, and how each caller spells them.

use std::borrow::Cow;
use std::fmt;

/// Who reads a message: options are spelled for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Speaker {
    /// A user of the program: `--lenient`.
    Program,
    /// A caller in Rust: `Conversion::lenient`.
    Rust,
    /// A caller in Python: `lenient`.
    Python,
}

/// Declares the options: one line each, with the flag and the method of [`Conversion`](crate::Conversion).
macro_rules! options {
    ($($name:ident = $flag:literal $method:literal,)*) => {
        /// An option that a message may advise.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum OptionName {
            $(#[doc = concat!("`--", $flag, "`")] $name,)*
        }

        impl OptionName {
            /// All options that messages know.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the flag of the program, such as `--lenient`.
            #[must_use]
            pub fn flag(self) -> &'static str {
                match self { $(Self::$name => concat!("--", $flag)),* }
            }

            /// Returns the method in Rust, such as `Conversion::lenient`.
            #[must_use]
            pub fn method(self) -> &'static str {
                match self { $(Self::$name => concat!("Conversion::", $method)),* }
            }

            /// Returns the name of the argument in Python, such as `lenient`.
            #[must_use]
            pub fn argument(self) -> &'static str {
                match self { $(Self::$name => $method),* }
            }
        }
    };
}

options! {
    Compact = "compact" "compact",
    Compression = "compression" "compression",
    CsvSafe = "csv-safe" "csv_safe",
    Delimiter = "delimiter" "csv",
    Encoding = "encoding" "encoding",
    From = "from" "input_format",
    Jobs = "jobs" "jobs",
    JsonShape = "json-shape" "json_shape",
    Lenient = "lenient" "lenient",
    MaxDecompressed = "max-decompressed" "max_decompressed",
    MaxErrors = "max-errors" "max_errors",
    NoHeader = "no-header" "csv",
    OnError = "on-error" "on_error",
    Overwrite = "overwrite" "overwrite",
    PathPrefix = "path-prefix" "path_prefix",
    Preserve = "preserve" "preserve",
    Quote = "quote" "csv",
    Records = "records" "records",
    Rejects = "rejects" "rejects",
    Root = "root" "root",
    RowGroupRows = "row-group-rows" "row_group_rows",
    Select = "select" "select",
    SkipRows = "skip-rows" "csv",
    To = "to" "output_format",
    Unknown = "unknown" "unknown_keys",
}

impl OptionName {
    /// Returns its name as `speaker` knows it.
    #[must_use]
    pub fn spelled(self, speaker: Speaker) -> &'static str {
        match speaker {
            Speaker::Program => self.flag(),
            Speaker::Rust => self.method(),
            Speaker::Python => self.argument(),
        }
    }
}

/// The flag of the program.
impl fmt::Display for OptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.flag())
    }
}

/// Returns the options that `text` names, in their order.
pub(super) fn named(text: &str) -> Vec<OptionName> {
    flags(text).map(|(_, option)| option).collect()
}

/// Returns `text` with its options as `speaker` knows them.
pub(super) fn spelled(text: &str, speaker: Speaker) -> Cow<'_, str> {
    if speaker == Speaker::Program {
        return text.into();
    }
    let (mut spelled, mut rest) = (String::new(), 0);
    for (at, option) in flags(text) {
        spelled += &text[rest..at];
        spelled += option.spelled(speaker);
        rest = at + option.flag().len();
    }
    if rest == 0 {
        return text.into();
    }
    spelled += &text[rest..];
    spelled.into()
}

/// The flags in `text` with their places. A longer word, such as `--from-nowhere`, is no flag.
fn flags(text: &str) -> impl Iterator<Item = (usize, OptionName)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '-';
    text.match_indices("--").filter_map(move |(at, _)| {
        let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
        let begins = !text[..at].ends_with(is_part);
        let found = OptionName::ALL.iter().find(|option| option.flag() == &text[at..end]);
        found.filter(|_| begins).map(|&option| (at, option))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_spelled_for_who_reads_them() {
        let text = "use --from or --on-error skip; not --from-x, x--to or --";
        assert_eq!(named(text), [OptionName::From, OptionName::OnError]);
        assert_eq!(spelled(text, Speaker::Program), text);
        let rust =
            "use Conversion::input_format or Conversion::on_error skip; not --from-x, x--to or --";
        assert_eq!(spelled(text, Speaker::Rust), rust);
        assert_eq!(spelled("--lenient keeps it", Speaker::Python), "lenient keeps it");
        assert_eq!(spelled("nothing", Speaker::Rust), "nothing");
    }
}
