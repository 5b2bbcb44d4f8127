//! Where articles come from: files, standard input, bytes in memory, places of your own.
//!
//! All readers get their bytes from an [`Input`]. A reader never opens a path itself, and does not see
//! whether the bytes were compressed with gzip or zstd.

pub(crate) mod interruptible;
mod sniff;
mod sources;

#[cfg(feature = "compress")]
mod decompress;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::diagnostic::error::{Error, Result};
use crate::io::blocks::Blocks;
use crate::io::cancel::RunControl;
use crate::io::encoding::{DecodingReader, Encoding};
use crate::io::source::{Cursor, ReadAt, Source};
use crate::io::temporary;
use crate::io::wrapper::{self, MAGIC_BYTES, Wrapper};
use sources::{Bytes, Copy, DiskFile, Once, OpenFile, Stream};

/// Number of compressed bytes that are read ahead for each byte of content: zstd returns nothing before it
/// has a whole block, which may have 128 KiB.
const LOOK_AHEAD: u64 = 4;

/// A source of bytes that is not opened yet.
///
/// Bytes in gzip or zstd, which are recognised by their first bytes, are decompressed while they are read.
///
/// ```
/// use newsconv::options::Options;
/// use newsconv::{Conversion, Input};
///
/// let bytes = Input::bytes("a.ndjson", b"{\"title\":\"One\"}\n".as_slice());
/// let stream = Input::reader("b.ndjson", std::io::Cursor::new("{\"title\":\"Two\"}\n"));
/// let mut articles = Vec::<newsconv::Article<'_>>::new();
/// Conversion::new().reader([bytes, stream], &mut |_| {})?.read(&mut articles)?;
/// assert_eq!(articles.len(), 2);
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone)]
pub struct Input {
    source: Kind,
    /// The bytes of a stream that were read from it already.
    head: Vec<u8>,
    max_decompressed: Option<u64>,
    encoding: Option<Encoding>,
}

/// What an input reads from.
#[derive(Clone)]
enum Kind {
    File(DiskFile),
    Bytes(Bytes),
    Stream(Stream),
    Other(Arc<dyn Source>),
}

impl Kind {
    fn as_source(&self) -> &dyn Source {
        match self {
            Self::File(source) => source,
            Self::Bytes(source) => source,
            Self::Stream(source) => source,
            Self::Other(source) => &**source,
        }
    }
}

impl Input {
    /// Creates an input from the file `file`. Its path in the archive is its file name.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        let file = file.into();
        let root = file.parent().map(Path::to_path_buf).unwrap_or_default();
        Self::file_below(file, &root)
    }

    /// Creates an input from the file `file`. Its path in the archive is relative to the folder `root`.
    ///
    /// If `file` is not below `root`, the whole path is used.
    pub fn file_below(file: impl Into<PathBuf>, root: &Path) -> Self {
        Self::of(Kind::File(DiskFile::below(file.into(), root)))
    }

    /// Creates an input from `bytes`, with the name `name` in messages and in the archive. The extension of
    /// `name` tells the format.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::of(Kind::Bytes(Bytes { name: name.into(), bytes: bytes.into() }))
    }

    /// Returns what `reader` gives, called `name` in messages and in the archive. The extension of `name` tells the
    /// format. It is read once, and streamed where its format is text.
    pub fn reader(name: impl Into<String>, reader: impl Read + Send + 'static) -> Self {
        let reader = Arc::new(Mutex::new(reader));
        Self::source(Once { name: name.into(), reader })
    }

    /// Returns a source of one's own, such as an object in a bucket.
    pub fn source(source: impl Source + 'static) -> Self {
        Self::of(Kind::Other(Arc::new(source)))
    }

    /// Creates an input from standard input, with the name `-`.
    #[must_use]
    pub fn stdin() -> Self {
        Self::of(Kind::Stream(Stream {
            name: "-".to_owned(),
            pipe: None,
            control: RunControl::default(),
        }))
    }

    /// Opens the pipe or device `file` immediately: closing it would lose its data.
    pub(crate) fn stream(file: &Path) -> Result<Self> {
        let name = file.display().to_string();
        let pipe = interruptible::open(file).map_err(|source| Error::input(&*name, source))?;
        let (pipe, control) = (Some(Arc::new(pipe)), RunControl::default());
        Ok(Self::of(Kind::Stream(Stream { name, pipe, control })))
    }

    fn of(source: Kind) -> Self {
        Self { source, head: Vec::new(), max_decompressed: None, encoding: None }
    }

    /// Sets the maximum size after decompression, in bytes. `None` means 64 MiB plus 250 times the compressed
    /// size, which real archives do not reach.
    #[must_use]
    pub fn with_max_decompressed(mut self, bytes: Option<u64>) -> Self {
        self.max_decompressed = bytes;
        self
    }

    /// Returns the same input, whose text is in this encoding and is given as UTF-8; `None` means that its bytes are
    /// given as they are. Places in messages are those of the decoded text.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Option<Encoding>) -> Self {
        self.encoding = encoding;
        self
    }

    /// Returns whether its encoding was named.
    #[cfg(feature = "rss")]
    pub(crate) fn has_encoding(&self) -> bool {
        self.encoding.is_some()
    }

    /// Returns the same input; reads of standard input and pipes fail once the run is cancelled.
    pub(crate) fn watched(mut self, by: &RunControl) -> Self {
        if let Kind::Stream(Stream { control, .. }) = &mut self.source {
            control.clone_from(by);
        }
        self
    }

    /// Returns whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self.source, Kind::Stream(Stream { pipe: None, .. }))
    }

    /// Returns the name for messages.
    #[must_use]
    pub fn name(&self) -> String {
        self.as_named().into_owned()
    }

    /// Returns what messages call it, borrowed where it can be.
    pub(crate) fn as_named(&self) -> Cow<'_, str> {
        self.source.as_source().name()
    }

    /// Its path relative to the input root, `/`-separated, without `.gz` or `.zst` at its end; `None` for
    /// standard input, pipes, devices, and a [`Source`] that has none.
    ///
    /// # Errors
    /// If the path is not Unicode.
    pub fn path(&self) -> Result<Option<String>> {
        let path = self.source.as_source().path();
        if path.is_none() && self.as_file().is_some() {
            return Err(self.fault(io::Error::other("its path is not Unicode")));
        }
        Ok(path.map(|path| wrapper::inner_path(&path).to_owned()))
    }

    /// Returns whether it can be read only once.
    pub(crate) fn is_stream(&self) -> bool {
        self.source.as_source().is_stream()
    }

    /// Copies an input that is not a file into the new file `copy`, and reads it from there.
    pub(crate) fn spool(&mut self, copy: &Path) -> Result<()> {
        let mut raw = self.open_raw()?;
        let copied = File::create_new(copy).and_then(|mut file| io::copy(&mut raw, &mut file));
        copied.map_err(|source| self.fault(source))?;
        let path = self.source.as_source().path().map(Cow::into_owned);
        let copy = Copy { name: self.name(), path, file: copy.to_path_buf() };
        self.source = Kind::Other(Arc::new(copy));
        self.head.clear();
        Ok(())
    }

    /// Returns the file and its path below the input root, if there is a file and its path is Unicode.
    pub(crate) fn file_and_path(&self) -> Option<(PathBuf, String)> {
        match &self.source {
            Kind::File(file) => Some((file.file.clone(), file.unicode()?.to_owned())),
            _ => None,
        }
    }

    /// Returns the path of the file, if there is a file.
    pub(crate) fn as_file(&self) -> Option<&Path> {
        match &self.source {
            Kind::File(file) => Some(&file.file),
            _ => None,
        }
    }

    /// Returns the bytes of its path relative to the input root, for sorting; empty if it has no path.
    pub(crate) fn path_bytes(&self) -> Cow<'_, [u8]> {
        match &self.source {
            Kind::File(file) => file.below_root().into(),
            other => match other.as_source().path() {
                Some(Cow::Borrowed(path)) => path.as_bytes().into(),
                path => path.unwrap_or_default().into_owned().into_bytes().into(),
            },
        }
    }

    /// Returns the size in bytes, or 0 if it is not known without reading.
    #[cfg(feature = "markdown")]
    pub(crate) fn size(&self) -> u64 {
        self.source.as_source().length().unwrap_or(0)
    }

    /// Returns up to `most` of its first bytes. They are not consumed.
    pub(crate) fn peek(&mut self, most: u64) -> Result<Vec<u8>> {
        if self.is_stream() {
            return self.peek_stream(most);
        }
        let mut first = Vec::new();
        // Of a source far away, a block is asked for rather than all.
        let far = matches!(self.source, Kind::Other(_)).then(|| self.plain()).transpose();
        let read = match far.map_err(|source| self.fault(source))?.flatten() {
            Some(bytes) => {
                let raw = Box::new(Cursor::new(bytes, 0));
                self.decoded(raw).take(most).read_to_end(&mut first)
            }
            None => self.open()?.take(most).read_to_end(&mut first),
        };
        read.map_err(|source| self.fault(source))?;
        Ok(first)
    }

    /// Keeps the compressed bytes that it reads ahead. It is not an error if these end in the middle of a
    /// block.
    fn peek_stream(&mut self, most: u64) -> Result<Vec<u8>> {
        let mut raw = Vec::new();
        let read = self.open_raw()?.take(most * LOOK_AHEAD).read_to_end(&mut raw);
        // Fewer bytes than asked for: the stream has ended, so that cut-off compressed data is
        // damage.
        let all = (read.map_err(|source| self.fault(source))? as u64) < most * LOOK_AHEAD;
        // A stream cannot be read twice: `open_raw` gives these bytes again before the rest.
        self.head.clone_from(&raw);
        let mut first = Vec::new();
        let content = sniff::unwrap(Box::new(io::Cursor::new(raw)), None, self.max_decompressed);
        let content = content.map(|content| self.decoded(content));
        match content.and_then(|content| content.take(most).read_to_end(&mut first)) {
            Err(fault) if all || first.is_empty() => Err(self.fault(fault)),
            _ => Ok(first),
        }
    }

    /// Returns a reader of its bytes, decompressed if they are in gzip or zstd.
    ///
    /// # Errors
    /// [`Error::Input`] if it cannot be opened, [`Error::Invalid`] if it is not compressed as its name says.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        let content = sniff::unwrap(self.open_raw()?, self.wrapper(), self.max_decompressed);
        content.map(|content| self.decoded(content)).map_err(|source| self.fault(source))
    }

    /// Returns `content` as UTF-8, where it is in another encoding.
    fn decoded(&self, content: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match self.encoding {
            Some(encoding) => Box::new(DecodingReader::new(content, encoding)),
            None => content,
        }
    }

    /// Returns the codec of its name's extension.
    fn wrapper(&self) -> Option<Wrapper> {
        match &self.source {
            Kind::File(file) => Wrapper::of_name(&file.file),
            Kind::Stream(_) => None,
            other => Wrapper::of_name(Path::new(&*other.as_source().name())),
        }
    }

    fn fault(&self, source: io::Error) -> Error {
        Error::input(self.name(), source)
    }

    /// Returns a reader of its bytes without decompression.
    fn open_raw(&self) -> Result<Box<dyn Read + Send>> {
        let raw = self.source.as_source().open().map_err(|source| self.fault(source))?;
        if self.head.is_empty() {
            return Ok(raw);
        }
        Ok(Box::new(io::Cursor::new(self.head.clone()).chain(raw)))
    }

    /// Appends all its bytes to `into`.
    ///
    /// # Errors
    /// [`Error::Input`] if it cannot be opened or read.
    pub fn read_to_end(&self, into: &mut Vec<u8>) -> Result<()> {
        self.read_at_most(u64::MAX, into)
    }

    /// Appends its bytes to `into`, but at most one more than `most`.
    ///
    /// # Errors
    /// As [`Input::read_to_end`].
    pub(crate) fn read_at_most(&self, most: u64, into: &mut Vec<u8>) -> Result<()> {
        let raw = self.open_raw()?;
        self.append(raw, most.saturating_add(1), into).map_err(|source| self.fault(source))
    }

    /// Reads `raw` completely, and decompresses it afterwards if necessary. Most sources are not compressed.
    ///
    /// For a small file most of the time is spent in system calls. So this does not ask for the file's size:
    /// it needs one read into the free capacity, and one more that finds the end.
    fn append(&self, raw: Box<dyn Read + Send>, most: u64, into: &mut Vec<u8>) -> io::Result<()> {
        let start = into.len();
        // `take` hides the file from the standard library, which would otherwise ask for its size.
        raw.take(most).read_to_end(into)?;
        let head = &into[start..];
        if sniff::wrapper(&head[..head.len().min(MAGIC_BYTES)], self.wrapper())?.is_some() {
            let raw = Box::new(io::Cursor::new(into.split_off(start)));
            sniff::unwrap(raw, None, self.max_decompressed)?.take(most).read_to_end(into)?;
        }
        if self.encoding.is_some() {
            let raw = Box::new(io::Cursor::new(into.split_off(start)));
            self.decoded(raw).take(most).read_to_end(into)?;
        }
        Ok(())
    }

    /// Its bytes for formats that read from any place. What cannot be read so, or is compressed, is first
    /// copied into a temporary file, which is gone once the last handle is closed.
    ///
    /// # Errors
    /// [`Error::Input`] if it cannot be opened, read or copied.
    pub fn open_at(&self) -> Result<Arc<dyn ReadAt>> {
        self.plain()
            .and_then(|plain| plain.map_or_else(|| self.copied(), Ok))
            .map_err(|source| self.fault(source))
    }

    /// Its bytes, where they can be read from any place and are not compressed.
    fn plain(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        if self.is_stream() {
            return Ok(None);
        }
        let Some(mut bytes) = self.source.as_source().open_at()? else { return Ok(None) };
        // The caller's own source may be a remote object, where each small read is a request.
        if matches!(self.source, Kind::Other(_)) {
            bytes = Arc::new(Blocks::new(bytes));
        }
        let mut head = Vec::with_capacity(MAGIC_BYTES);
        Cursor::new(Arc::clone(&bytes), 0).take(MAGIC_BYTES as u64).read_to_end(&mut head)?;
        let found = sniff::wrapper(&head, self.wrapper())?;
        Ok(found.is_none().then_some(bytes))
    }

    /// Its bytes, unwrapped, in a temporary file.
    fn copied(&self) -> io::Result<Arc<dyn ReadAt>> {
        let raw = self.source.as_source().open()?;
        let raw = io::Cursor::new(self.head.clone()).chain(raw);
        let mut stream = sniff::unwrap(Box::new(raw), self.wrapper(), self.max_decompressed)?;
        Ok(Arc::new(OpenFile::new(temporary::copy(&mut stream)?)?))
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Input").field(&self.as_named()).finish()
    }
}
