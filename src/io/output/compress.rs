//! Compresses outputs with gzip or zstd while they are written.

use std::io::{self, Write};

use super::Sink;
use crate::diagnostic::error::{Error, Result};
use crate::io::compression::Compression;
use crate::io::wrapper::Wrapper;

/// A writer that passes its bytes to `W`, compressed or not.
///
/// The output is the same in every run: the gzip header has no time and no file name.
pub(super) enum Compressed<W: Write> {
    Plain(W),
    #[cfg(feature = "compress")]
    Gzip(flate2::write::GzEncoder<W>),
    #[cfg(feature = "compress")]
    Zstd(zstd::stream::write::Encoder<'static, W>),
}

/// Returns the codec around the whole output and its level, or `None` for no compression.
///
/// # Errors
/// [`Error::Usage`] for a codec that is only used inside columnar formats.
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
    /// Finishes the compressed stream, and returns the inner writer.
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

    /// Bytes that the codec buffers stay there: flushing it would make the output larger.
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
