//! Why a run ended, by whose fault.

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use crate::diagnostic::{Code, Diagnostic};

/// What the functions of this crate return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run ended without a result.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request cannot be carried out, whatever the input holds; the reason in words.
    Usage(String),
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
    /// The input holds something that is no article, or that the output format cannot hold: all the
    /// problems of that record.
    Invalid(Vec<Diagnostic>),
    /// More records were refused than [`Options::max_errors`](crate::Options::max_errors) bears. Nothing
    /// was written.
    TooManyErrors {
        /// What is borne.
        most: MaxErrors,
        /// Records that were refused.
        rejected: u64,
        /// Records that were read, those included.
        records: u64,
    },
    /// The run was called off by [`Conversion::cancel`](crate::Conversion::cancel). Nothing was written.
    Interrupted,
}

impl Error {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(message.into())
    }

    /// The input `name` could not be read: what the system said, or what is wrong with its compression.
    pub(crate) fn input(name: impl Into<String>, source: io::Error) -> Self {
        let name = name.into();
        match source.downcast::<CorruptInput>() {
            Ok(broken) => broken.diagnose(&name).into(),
            Err(source) => Self::Input { name, source },
        }
    }

    /// What is wrong with an input that cannot be read, as problems of that input.
    ///
    /// # Errors
    /// Any other error.
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Input { name, source } => write!(f, "cannot read {name}: {source}"),
            Self::Output { name, source } => write!(f, "cannot write {name}: {source}"),
            Self::TooManyErrors { most, rejected, records } => write!(
                f,
                "stopped: {rejected} of {records} records were rejected, more than --max-errors {most} \
                 allows; nothing was written"
            ),
            Self::Interrupted => f.write_str("interrupted; nothing was written"),
            Self::Invalid(problems) => {
                for (index, problem) in problems.iter().enumerate() {
                    if index > 0 {
                        f.write_str("\n")?;
                    }
                    write!(f, "{problem}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Input { source, .. } | Self::Output { source, .. } => Some(source),
            Self::Usage(_) | Self::Invalid(_) | Self::TooManyErrors { .. } | Self::Interrupted => {
                None
            }
        }
    }
}

/// Why a wrapped source cannot be read to its end; travels as an [`io::Error`].
#[derive(Debug)]
pub(crate) struct CorruptInput {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

impl CorruptInput {
    /// The problem of the source called `name`.
    pub(crate) fn diagnose(self, name: &str) -> Diagnostic {
        Diagnostic::new(self.code, name, self.message).with_help(self.help)
    }

    pub(crate) fn damaged(message: String) -> io::Error {
        let help = "create or download the file again";
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

/// How many refused records are borne.
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
    /// As many records.
    Count(u64),
    /// As many in a hundred records. It is looked at from the 1,000th record on, and at the end.
    Percent(u8),
}

/// Records before which a share of them says nothing.
const ENOUGH_RECORDS: u64 = 1000;

impl MaxErrors {
    /// Whether `rejected` of `records` records are more than are borne; `ended` when there are no more.
    pub(crate) fn is_exceeded(self, rejected: u64, records: u64, ended: bool) -> bool {
        match self {
            Self::Count(most) => rejected > most,
            Self::Percent(most) => {
                (ended || records >= ENOUGH_RECORDS) && rejected * 100 > u64::from(most) * records
            }
        }
    }
}

/// A number, or a whole percentage: `10`, `5%`.
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
