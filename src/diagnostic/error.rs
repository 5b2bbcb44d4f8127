//! Errors: why a run ended without a result, grouped by cause.

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use crate::diagnostic::advice::{Advice, AdvisedReason};
use crate::diagnostic::option_name::{OptionName, Speaker};
use crate::diagnostic::summary::Summary;
use crate::diagnostic::{Code, Diagnostic, plain};

/// The result type of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The reason why a run ended without a result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request is invalid, whatever the input contains. The text is the reason.
    Usage(Advice),
    /// An input cannot be read.
    Input {
        /// Which one.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// An output cannot be written.
    Output {
        /// Which one.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A record is not an article, or the output format cannot hold it: all problems of that record.
    Invalid(Vec<Diagnostic>),
    /// More records were rejected than [`Options::max_errors`](crate::options::Options::max_errors) allows. Nothing
    /// was written.
    TooManyErrors {
        /// The limit.
        most: MaxErrors,
        /// Number of rejected records.
        rejected: u64,
        /// Number of records read, including the rejected ones.
        records: u64,
    },
    /// newsconv did what it should never do, whatever the input and the options: a bug. The text says what.
    /// Nothing was written.
    Internal(String),
    /// Records were rejected under [`OnError::Fail`](crate::OnError::Fail): how many, and what else was read.
    /// All inputs were read and all problems reported. Nothing was written.
    Rejected(Summary),
    /// The run was cancelled by [`Conversion::cancel`](crate::Conversion::cancel). Nothing was written.
    Interrupted,
}

impl Error {
    /// Returns the message, in which options are written as `speaker` writes them. `Display` writes them as a caller
    /// in Rust does.
    ///
    /// ```
    /// use newsconv::Conversion;
    /// use newsconv::diagnostic::{OptionName, Speaker};
    ///
    /// let done = Conversion::new().run("samples/valid", "news.unknown", &mut |_| {});
    /// let error = done.expect_err("no format");
    /// assert!(error.to_string().contains("Conversion::output_format"));
    /// assert!(error.spelled(Speaker::Program).contains("--to"));
    /// assert_eq!(error.options(), [OptionName::To]);
    /// ```
    #[must_use]
    pub fn spelled(&self, speaker: Speaker) -> String {
        match self {
            Self::Invalid(problems) => {
                let lines: Vec<_> =
                    problems.iter().map(|problem| problem.spelled(speaker)).collect();
                lines.join("\n")
            }
            other => other.text().spelled(speaker),
        }
    }

    /// Returns the options that the message names.
    #[must_use]
    pub fn options(&self) -> Vec<OptionName> {
        match self {
            Self::Invalid(problems) => problems.iter().flat_map(Diagnostic::options).collect(),
            other => other.text().options(),
        }
    }

    /// Returns the message, for [`Error::Invalid`] without its diagnostics.
    fn text(&self) -> Advice {
        match self {
            Self::Usage(message) => message.clone(),
            Self::Input { name, source } => {
                Advice::from(format!("cannot read {name}: ")).then(AdvisedReason::of(source))
            }
            Self::Output { name, source } => {
                Advice::from(format!("cannot write {name}: ")).then(AdvisedReason::of(source))
            }
            Self::TooManyErrors { most, rejected, records } => Advice::from(format!(
                "stopped: {rejected} of {records} records were rejected, more than "
            ))
            .setting(OptionName::MaxErrors, most.to_string())
            .words(" allows; nothing was written"),
            Self::Internal(message) => {
                format!("internal error: {message}; this is a bug in newsconv, please report it")
                    .into()
            }
            Self::Rejected(Summary { rejected, articles, .. }) => {
                let records = rejected + articles;
                format!("{rejected} of {records} records were rejected; nothing was written").into()
            }
            Self::Interrupted => "interrupted; nothing was written".into(),
            Self::Invalid(_) => Advice::default(),
        }
    }

    pub(crate) fn usage(message: impl Into<Advice>) -> Self {
        Self::Usage(message.into())
    }

    #[cfg(feature = "arrow")]
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal(message.into())
    }

    /// Returns the error for an input `name` that cannot be read. If its compressed data is damaged, that is
    /// an [`Error::Invalid`], else an [`Error::Input`].
    pub(crate) fn input(name: impl Into<String>, source: io::Error) -> Self {
        let name = name.into();
        // `Read` can only return an `io::Error`, so damage of compressed data travels inside one.
        match source.downcast::<CorruptInput>() {
            Ok(broken) => broken.diagnose(&name).into(),
            Err(source) => Self::Input { name, source },
        }
    }

    /// Converts an error about an input into diagnostics of that input.
    ///
    /// # Errors
    /// Returns every other error unchanged.
    pub(crate) fn into_problems(self) -> Result<Vec<Diagnostic>> {
        match self {
            Self::Input { name, source } => Ok(vec![Diagnostic::unreadable(name, &source)]),
            Self::Invalid(problems) => Ok(problems),
            other => Err(other),
        }
    }

    pub(crate) fn output(path: &Path, source: io::Error) -> Self {
        Self::Output { name: path.display().to_string(), source }
    }
}

impl From<Diagnostic> for Error {
    fn from(problem: Diagnostic) -> Self {
        Self::Invalid(vec![problem])
    }
}

/// Writes options as a caller in Rust writes them: see [`Error::spelled`].
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Each diagnostic is a line of its own, and escapes what it quotes.
            Self::Invalid(_) => f.write_str(&self.spelled(Speaker::Rust)),
            other => plain(&other.spelled(Speaker::Rust), f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Input { source, .. } | Self::Output { source, .. } => Some(source),
            Self::Usage(_)
            | Self::Invalid(_)
            | Self::TooManyErrors { .. }
            | Self::Internal(_)
            | Self::Rejected(_)
            | Self::Interrupted => None,
        }
    }
}

/// The reason why a compressed source cannot be decompressed. It is passed through `Read` as an
/// [`io::Error`].
#[derive(Debug)]
pub(crate) struct CorruptInput {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Advice,
}

impl CorruptInput {
    /// Returns the diagnostic for the source `name`.
    pub(crate) fn diagnose(self, name: &str) -> Diagnostic {
        Diagnostic::new(self.code, name, self.message).with_help(self.help)
    }

    pub(crate) fn damaged(message: String) -> io::Error {
        let help = "create or download the file again".into();
        Self { code: Code::Compressed, message, help }.into()
    }
}

impl fmt::Display for CorruptInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CorruptInput {}

impl From<CorruptInput> for io::Error {
    fn from(broken: CorruptInput) -> Self {
        Self::new(io::ErrorKind::InvalidData, broken)
    }
}

/// The number of rejected records that a run allows.
///
/// ```
/// use newsconv::MaxErrors;
///
/// assert_eq!("10".parse(), Ok(MaxErrors::Count(10)));
/// assert_eq!("5%".parse(), Ok(MaxErrors::Percent(5)));
/// assert!("150%".parse::<MaxErrors>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaxErrors {
    /// A number of records.
    Count(u64),
    /// A percentage of all records. It is checked from the 1,000th record on, and at the end.
    Percent(u8),
}

/// The number of records from which a percentage is meaningful.
const ENOUGH_RECORDS: u64 = 1000;

impl MaxErrors {
    /// Returns whether `rejected` of `records` records exceed the limit. `ended` means that all records were
    /// read.
    pub(crate) fn is_exceeded(self, rejected: u64, records: u64, ended: bool) -> bool {
        match self {
            Self::Count(most) => rejected > most,
            Self::Percent(most) => {
                // A percentage of the first few records says little: one bad record at the
                // beginning would be 100 %.
                (ended || records >= ENOUGH_RECORDS) && rejected * 100 > u64::from(most) * records
            }
        }
    }
}

/// Parses a number or a whole percentage: `10`, `5%`.
impl FromStr for MaxErrors {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |_| format!("`{text}` is neither a number nor a percentage such as 5%");
        match text.strip_suffix('%') {
            None => text.parse().map(Self::Count).map_err(wrong),
            Some(percent) => match percent.parse().map_err(wrong)? {
                percent @ 0..=100 => Ok(Self::Percent(percent)),
                _ => Err(format!("`{text}` is more than 100%")),
            },
        }
    }
}

impl fmt::Display for MaxErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(most) => write!(f, "{most}"),
            Self::Percent(most) => write!(f, "{most}%"),
        }
    }
}
