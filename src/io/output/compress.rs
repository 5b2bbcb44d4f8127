//! Outputs that are wrapped in gzip or zstd as they are written.

use std::io::{self, Write};

use super::Sink;
use crate::diagnostic::error::{Error, Result};
use crate::io::compression::Compression;
use crate::io::wrapper::Wrapper;

/// What the bytes of an output go through on their way to `W`.
///
/// Nothing that changes from run to run is written: gzip gets neither time nor name.
pub(super) enum Compressed<W: Write> {
    Plain(W),
    #[cfg(feature = "compress")]
    Gzip(flate2::write::GzEncoder<W>),
    #[cfg(feature = "compress")]
    Zstd(zstd::stream::write::Encoder<'static, W>),
}

/// The codec that wraps an output, and its level.
///
/// # Errors
/// [`Error::Usage`] for one that only columns are compressed with.
pub(crate) fn wrapper(compression: Compression) -> Result<Option<(Wrapper, u8)>> {
    match compression {
        Compression::None => Ok(None),
        Compression::Gzip(level) => Ok(Some((Wrapper::Gzip, level))),
        Compression::Zstd(level) => Ok(Some((Wrapper::Zstd, level))),
        _ => Err(Error::usage(format!(
            "a text format cannot be compressed with {compression}; use gzip or zstd"
        ))),
    }
}

#[cfg(not(feature = "compress"))]
pub(super) fn wrap<W: Write>(
    _: W,
    name: &str,
    (wrapper, _): (Wrapper, u8),
) -> Result<Compressed<W>> {
    Err(Error::usage(format!("{name}: {}", wrapper.missing())))
}

#[cfg(feature = "compress")]
pub(super) fn wrap<W: Write>(
    into: W,
    name: &str,
    (wrapper, level): (Wrapper, u8),
) -> Result<Compressed<W>> {
    let fault = |source| Error::Output { name: name.to_owned(), source };
    Ok(match wrapper {
        Wrapper::Gzip => {
            let level = flate2::Compression::new(level.into());
            Compressed::Gzip(flate2::GzBuilder::new().write(into, level))
        }
        Wrapper::Zstd => {
            let encoder = zstd::stream::write::Encoder::new(into, level.into());
            let mut encoder = encoder.map_err(fault)?;
            encoder.include_checksum(true).map_err(fault)?;
            Compressed::Zstd(encoder)
        }
    })
}

impl<W: Write> Compressed<W> {
    /// Ends the wrapping and answers what the bytes went to.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(into) => Ok(into),
            #[cfg(feature = "compress")]
            Self::Gzip(encoder) => encoder.finish(),
            #[cfg(feature = "compress")]
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Compressed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(into) => into.write(bytes),
            #[cfg(feature = "compress")]
            Self::Gzip(encoder) => encoder.write(bytes),
            #[cfg(feature = "compress")]
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    /// What a codec holds back stays there: cutting it short would cost bytes.
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(into) => into.flush(),
            #[cfg(feature = "compress")]
            Self::Gzip(encoder) => encoder.get_mut().flush(),
            #[cfg(feature = "compress")]
            Self::Zstd(encoder) => encoder.get_mut().flush(),
        }
    }
}

impl std::fmt::Debug for Compressed<Sink> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packed").finish_non_exhaustive()
    }
}
