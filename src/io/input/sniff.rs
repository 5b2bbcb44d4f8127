//! Detects gzip and zstd, and decompresses while reading, up to a limit.

use std::io::{self, Read};

use crate::diagnostic::Code;
use crate::diagnostic::error::CorruptInput;
use crate::io::wrapper::{self, MAGIC_BYTES, Wrapper};

#[cfg(feature = "compress")]
use super::decompress::decoder;

/// Returns a reader of `raw` that decompresses it if it is compressed. If the name has the extension of a
/// codec, the content must be compressed.
pub(super) fn unwrap(
    mut raw: Box<dyn Read + Send>,
    named: Option<Wrapper>,
    limit: Option<u64>,
) -> io::Result<Box<dyn Read + Send>> {
    let mut head = Vec::with_capacity(MAGIC_BYTES);
    raw.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut head)?;
    let found = wrapper(&head, named)?;
    let whole = Box::new(io::Cursor::new(head).chain(raw));
    Ok(match found {
        None => whole,
        Some(wrapper) => decoder(wrapper, whole, limit)?,
    })
}

/// Returns the codec of a source with these first bytes, or `None` if it is not compressed.
pub(super) fn wrapper(head: &[u8], named: Option<Wrapper>) -> io::Result<Option<Wrapper>> {
    match (Wrapper::of_head(head), named) {
        (None, Some(named)) if head.is_empty() => {
            Err(CorruptInput::damaged(wrapper::too_early(named, 0, 0)))
        }
        (None, Some(named)) => {
            let name = named.name();
            let message = format!("its name says {name}, but its content is neither gzip nor zstd");
            let help = "remove the extension if the file is not compressed";
            Err(CorruptInput { code: Code::Compressed, message, help: help.into() }.into())
        }
        (found, _) => Ok(found),
    }
}

#[cfg(not(feature = "compress"))]
fn decoder(
    wrapper: Wrapper,
    _: Box<dyn Read + Send>,
    _: Option<u64>,
) -> io::Result<Box<dyn Read + Send>> {
    Err(io::Error::new(io::ErrorKind::Unsupported, wrapper.missing()))
}
