//! Text in other encodings than UTF-8, decoded while it is read.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use encoding_rs::{Decoder, DecoderResult};

use crate::diagnostic::Code;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::CorruptInput;
use crate::diagnostic::option_name::OptionName;

/// An encoding of text, by the name that the [WHATWG Encoding Standard](https://encoding.spec.whatwg.org)
/// gives it: `windows-1252`, `utf-16le`, `shift_jis`, in any case. `latin1` is read as `windows-1252`, as in
/// browsers. A byte order mark at the beginning of a source overrides the name.
///
/// ```
/// use newsconv::Encoding;
///
/// let encoding: Encoding = "Latin1".parse()?;
/// assert_eq!(encoding.to_string(), "windows-1252");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoding({self})")
    }
}

/// The name in lower case.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name().to_lowercase())
    }
}

/// The encoding of that name; the error names some that are known.
impl FromStr for Encoding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        encoding_rs::Encoding::for_label(text.as_bytes()).map(Self).ok_or_else(|| {
            format!(
                "unknown encoding `{text}`; some of the known ones are utf-8, utf-16, windows-1252, \
                 iso-8859-15, windows-1251, gbk, big5, shift_jis and euc-kr"
            )
        })
    }
}

/// Bytes that are decoded at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// The text of `inner` as UTF-8.
pub(super) struct DecodingReader<R> {
    inner: R,
    encoding: Encoding,
    decoder: Decoder,
    /// What has been read of the source, and how much of it is decoded.
    raw: Vec<u8>,
    decoded_raw: usize,
    /// What has been decoded, and how much of it is given away.
    text: Vec<u8>,
    given: usize,
    /// The source has ended.
    ended: bool,
    /// All of it is decoded.
    done: bool,
}

impl<R: Read> DecodingReader<R> {
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = encoding.0.new_decoder();
        let (raw, text) = (Vec::new(), Vec::new());
        Self {
            inner,
            encoding,
            decoder,
            raw,
            decoded_raw: 0,
            text,
            given: 0,
            ended: false,
            done: false,
        }
    }

    /// Decodes some more.
    fn decode(&mut self) -> io::Result<()> {
        if self.decoded_raw == self.raw.len() && !self.ended {
            self.raw.clear();
            self.decoded_raw = 0;
            let most = CHUNK_BYTES as u64;
            // The decoder must know which piece is the last, since only then an incomplete character at
            // its end is an error.
            self.ended = self.inner.by_ref().take(most).read_to_end(&mut self.raw)? == 0;
        }
        self.given = 0;
        // Three bytes of UTF-8 for a byte are the most that an encoding needs.
        self.text.resize(3 * CHUNK_BYTES + 16, 0);
        let rest = &self.raw[self.decoded_raw..];
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(rest, &mut self.text, self.ended);
        self.decoded_raw += read;
        self.text.truncate(written);
        match result {
            DecoderResult::InputEmpty => self.done = self.ended,
            DecoderResult::OutputFull => {}
            // Replacing the bytes by U+FFFD, as browsers do, would lose text silently.
            DecoderResult::Malformed(..) => {
                let message = format!("the text is not in the encoding {}", self.encoding);
                let help = Advice::from(OptionName::Encoding)
                    .words(" names the encoding of the text; without it that is UTF-8");
                return Err(CorruptInput { code: Code::NotUtf8, message, help }.into());
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for DecodingReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.done {
                return Ok(0);
            }
            self.decode()?;
        }
        let count = into.len().min(self.text.len() - self.given);
        into[..count].copy_from_slice(&self.text[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let count = into.len().min(1);
            self.0.read(&mut into[..count])
        }
    }

    fn decode(bytes: &[u8], name: &str) -> io::Result<String> {
        let encoding = name.parse().expect("a known name");
        let (mut fast, mut slow) = (String::new(), String::new());
        let read = DecodingReader::new(bytes, encoding).read_to_string(&mut fast);
        DecodingReader::new(Slow(bytes), encoding).read_to_string(&mut slow).ok();
        assert!(read.is_err() || fast == slow);
        read.map(|_| fast)
    }

    #[test]
    fn text_is_decoded_wherever_it_is_cut() {
        let text = "Ö”€ news 😀\n".repeat(20_000);
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(decode(&utf16, "utf-16be").expect("decoded") == text);
        let marked = [b"\xfe\xff", &utf16[..]].concat();
        assert!(decode(&marked, "utf-16").expect("decoded") == text);
        assert_eq!(decode(b"caf\xe9 \x93x\x94", "Windows-1252").expect("decoded"), "café “x”");
        assert_eq!(decode(b"", "gbk").expect("decoded"), "");
    }

    #[test]
    fn bytes_outside_the_encoding_are_an_error() {
        for (bytes, name) in
            [(&b"a\0\0\xd8b\0"[..], "utf-16le"), (b"a\0b", "utf-16le"), (b"\xff\xff", "gbk")]
        {
            assert!(decode(bytes, name).is_err(), "{name}");
        }
        let unknown = "nothing".parse::<Encoding>().expect_err("unknown");
        assert!(
            unknown.starts_with("unknown encoding `nothing`; some of the known ones are utf-8")
        );
    }
}
