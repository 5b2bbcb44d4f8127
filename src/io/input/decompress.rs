//! Decompresses a source, up to a size limit.

use std::io::{self, BufRead, Read};

use crate::diagnostic::Code;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::CorruptInput;
use crate::diagnostic::option_name::OptionName;
use crate::io::wrapper::{Wrapper, too_early};

/// Size of the buffer for compressed data, in bytes.
const BUFFER_BYTES: usize = 64 << 10;

/// Number of bytes that every source may decompress to.
const ALWAYS_BYTES: u64 = 64 << 20;

/// Number of decompressed bytes allowed for each compressed byte, beyond [`ALWAYS_BYTES`].
///
/// Measured ratios: 3 for real archives; 19 (gzip) and 158 (`zstd -19`) for CSV with no values except the
/// paths; 150 (gzip) for one article repeated under 20,000 paths. Files made to fill the memory reach 1,000
/// with gzip and 30,000 with zstd. So do 64 MiB of copies of one line; users can raise the limit for those.
const RATIO: u64 = 250;

/// Returns a reader of the decompressed content of `raw`.
pub(super) fn decoder(
    wrapper: Wrapper,
    raw: Box<dyn Read + Send>,
    limit: Option<u64>,
) -> io::Result<Box<dyn Read + Send>> {
    let raw = Refilled { raw, buffer: Vec::new(), at: 0, passed: 0 };
    let stream = match wrapper {
        Wrapper::Gzip => Stream::Gzip(Box::new(flate2::bufread::MultiGzDecoder::new(raw))),
        Wrapper::Zstd => Stream::Zstd(zstd::stream::read::Decoder::with_buffer(raw)?),
    };
    Ok(Box::new(Unwrapped { stream, wrapper, limit, given: 0 }))
}

enum Stream {
    Gzip(Box<flate2::bufread::MultiGzDecoder<Refilled>>),
    Zstd(zstd::stream::read::Decoder<'static, Refilled>),
}

/// A reader of decompressed content that fails beyond the limit.
struct Unwrapped {
    stream: Stream,
    wrapper: Wrapper,
    /// The limit in bytes; `None` means [`ALWAYS_BYTES`] plus [`RATIO`] times the compressed bytes read so
    /// far.
    limit: Option<u64>,
    /// Number of decompressed bytes so far.
    given: u64,
}

impl Unwrapped {
    /// Returns the number of compressed bytes that the decoder has consumed.
    fn passed(&self) -> u64 {
        match &self.stream {
            Stream::Gzip(decoder) => decoder.get_ref().passed,
            Stream::Zstd(decoder) => decoder.get_ref().passed,
        }
    }

    /// Converts an error of the decoder to a damaged-input error. Errors of the system are returned
    /// unchanged.
    fn fault(&self, error: io::Error) -> io::Error {
        // Only the system's own errors have a number; a decoder's errors are about the data.
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let (read, given) = (self.passed(), self.given);
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return CorruptInput::damaged(too_early(self.wrapper, read, given));
        }
        let name = self.wrapper.name();
        CorruptInput::damaged(format!(
            "the {name} data is damaged before byte {read}, after {given} bytes of content: {error}"
        ))
    }

    fn check(&self) -> io::Result<()> {
        let read = self.passed();
        let most =
            self.limit.unwrap_or_else(|| ALWAYS_BYTES.saturating_add(read.saturating_mul(RATIO)));
        if self.given <= most {
            return Ok(());
        }
        let name = self.wrapper.name();
        let message = match self.limit {
            Some(most) => format!("it decompresses to more than {most} bytes"),
            None => format!(
                "its first {read} bytes of {name} decompress to more than {most} bytes, like an archive made \
                 to fill the memory"
            ),
        };
        let help = Advice::from("raise the limit with ").option(OptionName::MaxDecompressed);
        Err(CorruptInput { code: Code::TooLarge, message, help }.into())
    }
}

impl Read for Unwrapped {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.stream {
            Stream::Gzip(decoder) => decoder.read(into),
            Stream::Zstd(decoder) => decoder.read(into),
        };
        let read = read.map_err(|error| self.fault(error))?;
        self.given += read as u64;
        // Checked after each read, so that at most one buffer is decompressed beyond the limit.
        self.check()?;
        Ok(read)
    }
}

/// A buffered stream that always fills its buffer, so that the number of bytes consumed by a decoder depends
/// only on the bytes, not on how a pipe delivers them.
struct Refilled {
    raw: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    at: usize,
    /// Number of bytes consumed.
    passed: u64,
}

impl BufRead for Refilled {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            self.raw.by_ref().take(BUFFER_BYTES as u64).read_to_end(&mut self.buffer)?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
        self.passed += count as u64;
    }
}

impl Read for Refilled {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
