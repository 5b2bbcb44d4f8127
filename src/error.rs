//! Why a run ended, by whose fault.

use std::fmt;
use std::io;
use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::input::Broken;
use crate::options::MaxErrors;

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
        match source.downcast::<Broken>() {
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
                "gave up after {rejected} of {records} records were refused, more than --max-errors \
                 {most} bears; nothing was written"
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
