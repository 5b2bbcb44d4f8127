//! Compression codecs and their levels.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::error::{Error, Result};

/// A compression codec, with its level if it has levels.
///
/// ```
/// use newsconv::Compression;
///
/// assert_eq!("zstd:9".parse::<Compression>()?, Compression::Zstd(9));
/// assert_eq!("gzip".parse::<Compression>()?.to_string(), "gzip:6");
/// assert!("zstd:99".parse::<Compression>().is_err());
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// Zstandard, levels 1 to 22; 3 by default.
    Zstd(u8),
    /// Snappy.
    Snappy,
    /// Gzip, levels 0 to 9; 6 by default.
    Gzip(u8),
    /// LZ4: raw blocks in Parquet, frames in Arrow.
    Lz4,
    /// Brotli, levels 0 to 11; 5 by default.
    Brotli(u8),
    /// No compression.
    None,
}

impl Compression {
    /// The names of the codecs, for messages.
    const NAMES: &str = "zstd, snappy, gzip, lz4, brotli, none";

    /// Returns the same codec with another level.
    ///
    /// # Errors
    /// [`Error::Usage`] if the codec has no such level.
    pub fn with_level(self, level: u8) -> Result<Self> {
        let wrong = |levels: &str| {
            Err(Error::usage(format!("{} has {levels}, so not level {level}", self.name())))
        };
        match self {
            Self::Zstd(_) if (1..=22).contains(&level) => Ok(Self::Zstd(level)),
            Self::Gzip(_) if level <= 9 => Ok(Self::Gzip(level)),
            Self::Brotli(_) if level <= 11 => Ok(Self::Brotli(level)),
            Self::Zstd(_) => wrong("levels 1 to 22"),
            Self::Gzip(_) => wrong("levels 0 to 9"),
            Self::Brotli(_) => wrong("levels 0 to 11"),
            Self::Snappy | Self::Lz4 | Self::None => wrong("no levels"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Zstd(_) => "zstd",
            Self::Snappy => "snappy",
            Self::Gzip(_) => "gzip",
            Self::Lz4 => "lz4",
            Self::Brotli(_) => "brotli",
            Self::None => "none",
        }
    }

    fn level(self) -> Option<u8> {
        match self {
            Self::Zstd(level) | Self::Gzip(level) | Self::Brotli(level) => Some(level),
            Self::Snappy | Self::Lz4 | Self::None => None,
        }
    }
}

/// Parses a name, or a name and a level: `zstd`, `zstd:9`.
impl FromStr for Compression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, level) = text.split_once(':').map_or((text, None), |(n, l)| (n, Some(l)));
        let named = match name.to_ascii_lowercase().as_str() {
            "zstd" => Self::Zstd(3),
            "snappy" => Self::Snappy,
            "gzip" => Self::Gzip(6),
            "lz4" => Self::Lz4,
            "brotli" => Self::Brotli(5),
            "none" => Self::None,
            _ => {
                let message =
                    format!("unknown compression `{name}`; the known ones are {}", Self::NAMES);
                return Err(Error::usage(message));
            }
        };
        match level.map(str::parse) {
            None => Ok(named),
            Some(Ok(level)) => named.with_level(level),
            Some(Err(_)) => {
                Err(Error::usage(format!("`{text}`: the level is not a number such as 3")))
            }
        }
    }
}

/// Prints the codec as it is parsed, with its level.
impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        self.level().map_or(Ok(()), |level| write!(f, ":{level}"))
    }
}
