//! What an input reads from: the traits that a place of your own implements.

use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// A place that bytes come from: a file, an object in a bucket, a row of a database.
///
/// [`Input::source`](crate::Input::source) makes an input of it, which any reader and any
/// [`Conversion`](crate::Conversion) takes. Only [`name`](Source::name) and [`open`](Source::open) must be
/// written. A reader calls `open` once or more often, on any thread; text is streamed from it, and unwrapped
/// where it is compressed with gzip or zstd. Parquet and Arrow files, which are read from their end, ask for
/// [`open_at`](Source::open_at) first: where it answers `None`, or the bytes are compressed, all bytes are
/// copied into a temporary file.
///
/// ```
/// use std::borrow::Cow;
/// use std::io::{self, Read};
/// use newsconv::{Conversion, Input, io::Source};
///
/// /// An object in a store that is a map.
/// struct Object(&'static str, Vec<u8>);
///
/// impl Source for Object {
///     fn name(&self) -> Cow<'_, str> {
///         format!("store://news/{}", self.0).into()
///     }
///     fn path(&self) -> Option<Cow<'_, str>> {
///         Some(self.0.into())
///     }
///     fn open(&self) -> io::Result<Box<dyn Read + Send>> {
///         Ok(Box::new(io::Cursor::new(self.1.clone())))
///     }
/// }
///
/// let object = Object("2024/a.md", b"---\ntitle: Ferry\n---\nIt sails.\n".to_vec());
/// let reader = Conversion::new().reader([Input::source(object)], &mut |_| {})?;
/// # let mut articles = Vec::<newsconv::Article<'_>>::new(); let mut reader = reader; reader.read(&mut articles)?;
/// # assert_eq!(articles[0].path.as_deref(), Some("2024/a.md"));
/// # Ok::<(), newsconv::Error>(())
/// ```
pub trait Source: Send + Sync {
    /// Returns what messages call it, such as a path or a URL.
    fn name(&self) -> Cow<'_, str>;

    /// Its path below the root of the archive, `/`-separated, which becomes the article's path where a file is
    /// one article, and whose extension tells the format. By default `None`: it has no path, and its
    /// [`name`](Source::name) tells the format.
    fn path(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns how many bytes it has, where that is known without reading them. By default `None`.
    fn length(&self) -> Option<u64> {
        None
    }

    /// Returns whether its bytes can be read only once. Then each [`open`](Source::open) goes on where the last one
    /// stopped, and [`open_at`](Source::open_at) is not called. By default they can be read again.
    fn is_stream(&self) -> bool {
        false
    }

    /// Its bytes from the first to the last.
    ///
    /// # Errors
    /// When it cannot be opened; the message names the reason, and need not name the source.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;

    /// Its bytes for readers that need parts of them. By default `None`: it can only be read in order.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        Ok(None)
    }
}

/// Bytes that can be read at any place, on many threads at once.
///
/// newsconv asks for blocks of a mebibyte of a [`Source`] of your own, and keeps the last ones, so that a
/// request may be as expensive as one over a network.
pub trait ReadAt: Send + Sync {
    /// Returns how many bytes there are.
    fn length(&self) -> u64;

    /// Reads bytes from byte `offset` on into `into`, and answers how many. It may be fewer than fit, but 0 only
    /// at the end.
    ///
    /// # Errors
    /// When they cannot be read.
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize>;
}

impl<S: Source + ?Sized> Source for Arc<S> {
    fn name(&self) -> Cow<'_, str> {
        (**self).name()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        (**self).path()
    }

    fn length(&self) -> Option<u64> {
        (**self).length()
    }

    fn is_stream(&self) -> bool {
        (**self).is_stream()
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        (**self).open()
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        (**self).open_at()
    }
}

/// Bytes in memory.
impl ReadAt for Arc<[u8]> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..));
        let rest = rest.unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// A place in bytes that can be read anywhere.
#[derive(Clone)]
pub(crate) struct Cursor {
    bytes: Arc<dyn ReadAt>,
    at: u64,
}

impl Cursor {
    pub(crate) fn new(bytes: Arc<dyn ReadAt>, at: u64) -> Self {
        Self { bytes, at }
    }
}

impl Read for Cursor {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read_at(into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.bytes.length().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
