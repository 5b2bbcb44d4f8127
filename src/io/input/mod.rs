//! Where articles come from: files, standard input, bytes in memory.
//!
//! This is the one seam between readers and the outside: a reader asks an [`Input`] for its bytes and
//! never touches a path, nor sees whether its bytes are compressed with gzip or zstd.

pub(crate) mod interruptible;
mod sniff;

#[cfg(feature = "compress")]
mod decompress;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::error::{Error, Result};
use crate::io::cancel::RunControl;
use crate::io::encoding::{DecodingReader, Encoding};
use crate::io::input::interruptible::InterruptibleReader;
use crate::io::wrapper::{self, MAGIC_BYTES, Wrapper};

/// Compressed bytes of a stream that are looked at for each byte of its content that is wanted: zstd gives
/// nothing before it has a block, which may hold 128 KiB.
const LOOK_AHEAD: u64 = 4;

/// One source of bytes, not yet opened.
///
/// Bytes that are wrapped in gzip or zstd, which their beginning tells, are unwrapped as they are read.
#[derive(Clone, Debug)]
pub struct Input {
    source: Source,
    max_decompressed: Option<u64>,
    encoding: Option<Encoding>,
}

#[derive(Clone, Debug)]
enum Source {
    /// A file, and how many bytes of its path are the input root with its separator.
    File {
        file: PathBuf,
        root: usize,
    },
    Bytes {
        name: String,
        bytes: Arc<[u8]>,
    },
    /// What can be read once, with the bytes that were read from it already.
    Stream {
        name: String,
        head: Vec<u8>,
        /// A pipe or device; none for standard input.
        pipe: Option<Arc<File>>,
        /// What can end the waiting for it.
        control: RunControl,
    },
}

impl Source {
    /// A stream that nothing was read from yet.
    fn stream(name: String, pipe: Option<Arc<File>>) -> Self {
        Self::Stream { name, head: Vec::new(), pipe, control: RunControl::default() }
    }
}

impl Input {
    /// The file `file`, whose path in the archive is its name alone.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        let file = file.into();
        let root = file.parent().map(Path::to_path_buf).unwrap_or_default();
        Self::file_below(file, &root)
    }

    /// The file `file`, whose path in the archive is relative to the folder `root`.
    ///
    /// Where `root` is no beginning of `file`, the whole path is taken.
    pub fn file_below(file: impl Into<PathBuf>, root: &Path) -> Self {
        let file = file.into();
        let below = length_of(root, &file);
        Self::of(Source::File { file, root: below })
    }

    fn of(source: Source) -> Self {
        Self { source, max_decompressed: None, encoding: None }
    }

    /// The same input, whose content may have as many bytes when it is compressed; none means 64 MiB and
    /// 250 bytes for each compressed one, which no honest archive reaches.
    #[must_use]
    pub fn with_max_decompressed(mut self, bytes: Option<u64>) -> Self {
        self.max_decompressed = bytes;
        self
    }

    /// The same input, whose text is in this encoding and is given as UTF-8; `None` means that its bytes are given
    /// as they are. Places in messages are those of the decoded text.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Option<Encoding>) -> Self {
        self.encoding = encoding;
        self
    }

    /// `bytes`, called `name` in messages and in the archive.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::of(Source::Bytes { name: name.into(), bytes: bytes.into() })
    }

    /// Standard input, called `-`.
    #[must_use]
    pub fn stdin() -> Self {
        Self::of(Source::stream("-".to_owned(), None))
    }

    /// The pipe or device `file`, opened at once: it is lost to others when it is closed.
    pub(crate) fn stream(file: &Path) -> Result<Self> {
        let name = file.display().to_string();
        let pipe = interruptible::open(file).map_err(|source| Error::input(&*name, source))?;
        let pipe = Some(Arc::new(pipe));
        Ok(Self::of(Source::stream(name, pipe)))
    }

    /// The same, but a stream is waited for only as long as the run is not called off.
    pub(crate) fn watched(mut self, by: &RunControl) -> Self {
        if let Source::Stream { control, .. } = &mut self.source {
            control.clone_from(by);
        }
        self
    }

    /// Whether it is standard input.
    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self.source, Source::Stream { pipe: None, .. })
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        self.as_named().into_owned()
    }

    /// What messages call it, borrowed where it is Unicode.
    pub(crate) fn as_named(&self) -> Cow<'_, str> {
        match &self.source {
            Source::File { file, .. } => file.to_string_lossy(),
            Source::Bytes { name, .. } | Source::Stream { name, .. } => name.into(),
        }
    }

    /// Its path relative to the input root, `/`-separated, without `.gz` or `.zst` at its end; none for
    /// standard input, pipes and devices.
    ///
    /// # Errors
    /// When the path is not Unicode.
    pub fn path(&self) -> Result<Option<String>> {
        match &self.source {
            Source::File { file, root } => {
                let text = file.to_str().ok_or_else(|| {
                    let name = file.display().to_string();
                    Error::input(name, io::Error::other("its path is not Unicode"))
                })?;
                let below = wrapper::inner_path(&text[*root..]);
                Ok(Some(if MAIN_SEPARATOR == '/' {
                    below.to_owned()
                } else {
                    below.replace(MAIN_SEPARATOR, "/")
                }))
            }
            Source::Bytes { name, .. } => Ok(Some(wrapper::inner_path(name).to_owned())),
            Source::Stream { .. } => Ok(None),
        }
    }

    /// Whether it can be read only once.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.source, Source::Stream { .. })
    }

    /// Copies a stream into the new file `copy`, and reads it from there.
    pub(crate) fn spool(&mut self, copy: &Path) -> Result<()> {
        let mut raw = self.open_raw()?;
        let copied = File::create_new(copy)
            .and_then(|mut file| io::copy(&mut raw, &mut file))
            .and_then(|_| File::open(copy))
            .map_err(|source| self.fault(source))?;
        if let Source::Stream { head, pipe, .. } = &mut self.source {
            head.clear();
            *pipe = Some(Arc::new(copied));
        }
        Ok(())
    }

    /// The file behind it and its path below the input root as it is called there, when there is one and
    /// its path is Unicode.
    pub(crate) fn file_and_path(&self) -> Option<(PathBuf, String)> {
        match &self.source {
            Source::File { file, root } => Some((file.clone(), file.to_str()?[*root..].to_owned())),
            _ => None,
        }
    }

    /// The file behind it, when there is one.
    pub(crate) fn as_file(&self) -> Option<&Path> {
        match &self.source {
            Source::File { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The bytes of its path relative to the input root, for sorting; empty where it has none.
    pub(crate) fn path_bytes(&self) -> &[u8] {
        match &self.source {
            Source::File { file, root } => &file.as_os_str().as_encoded_bytes()[*root..],
            Source::Bytes { name, .. } => name.as_bytes(),
            Source::Stream { .. } => &[],
        }
    }

    /// How many bytes it has, as far as that is known without reading it; else 0.
    pub(crate) fn size(&self) -> u64 {
        match &self.source {
            Source::File { file, .. } => file.metadata().map_or(0, |metadata| metadata.len()),
            Source::Bytes { bytes, .. } => bytes.len() as u64,
            Source::Stream { .. } => 0,
        }
    }

    /// Its first bytes, at most `most`, which are still there for whoever reads it next.
    pub(crate) fn peek(&mut self, most: u64) -> Result<Vec<u8>> {
        if matches!(self.source, Source::Stream { .. }) {
            return self.peek_stream(most);
        }
        let mut first = Vec::new();
        let read = self.open()?.take(most).read_to_end(&mut first);
        read.map_err(|source| self.fault(source))?;
        Ok(first)
    }

    /// Keeps the compressed bytes that it looks at. That they break off is no fault as long as there are more.
    fn peek_stream(&mut self, most: u64) -> Result<Vec<u8>> {
        let mut raw = Vec::new();
        let read = self.open_raw()?.take(most * LOOK_AHEAD).read_to_end(&mut raw);
        let all = (read.map_err(|source| self.fault(source))? as u64) < most * LOOK_AHEAD;
        if let Source::Stream { head, .. } = &mut self.source {
            head.clone_from(&raw);
        }
        let mut first = Vec::new();
        let content = sniff::unwrap(Box::new(io::Cursor::new(raw)), None, self.max_decompressed);
        let content = content.map(|content| self.decoded(content));
        match content.and_then(|content| content.take(most).read_to_end(&mut first)) {
            Err(fault) if all || first.is_empty() => Err(self.fault(fault)),
            _ => Ok(first),
        }
    }

    /// Its bytes, as a stream: unwrapped where they are wrapped in gzip or zstd.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened, [`Error::Invalid`] when it is not compressed as its name
    /// says.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        let content = sniff::unwrap(self.open_raw()?, self.wrapper(), self.max_decompressed);
        content.map(|content| self.decoded(content)).map_err(|source| self.fault(source))
    }

    /// `content` as UTF-8, where it is in another encoding.
    fn decoded(&self, content: Box<dyn Read + Send>) -> Box<dyn Read + Send> {
        match self.encoding {
            Some(encoding) => Box::new(DecodingReader::new(content, encoding)),
            None => content,
        }
    }

    /// The codec that its name stands for.
    fn wrapper(&self) -> Option<Wrapper> {
        match &self.source {
            Source::File { file, .. } => Wrapper::of_name(file),
            Source::Bytes { name, .. } => Wrapper::of_name(Path::new(name)),
            Source::Stream { .. } => None,
        }
    }

    fn fault(&self, source: io::Error) -> Error {
        Error::input(self.name(), source)
    }

    /// Its bytes as they are, as a stream.
    fn open_raw(&self) -> Result<Box<dyn Read + Send>> {
        match &self.source {
            Source::File { file, .. } => Ok(Box::new(self.open_file(file)?)),
            Source::Bytes { bytes, .. } => Ok(Box::new(io::Cursor::new(Arc::clone(bytes)))),
            Source::Stream { head, pipe, control, .. } => {
                let head = io::Cursor::new(head.clone());
                let control = control.clone();
                Ok(match pipe {
                    Some(pipe) => {
                        Box::new(head.chain(InterruptibleReader(Arc::clone(pipe), control)))
                    }
                    None => Box::new(head.chain(InterruptibleReader(io::stdin(), control))),
                })
            }
        }
    }

    /// All its bytes, appended to `into`.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened or read.
    pub fn read_to_end(&self, into: &mut Vec<u8>) -> Result<()> {
        let raw = self.open_raw()?;
        self.append(raw, into).map_err(|source| self.fault(source))
    }

    /// Reads `raw` in one go, which is all that most sources need, and unwraps it only then.
    ///
    /// Of a small file most of the time goes into system calls, so it is not asked for its size: a read
    /// into the room that there is, and one more that finds its end.
    fn append(&self, raw: Box<dyn Read + Send>, into: &mut Vec<u8>) -> io::Result<()> {
        let start = into.len();
        raw.take(u64::MAX).read_to_end(into)?;
        let head = &into[start..];
        if sniff::wrapper(&head[..head.len().min(MAGIC_BYTES)], self.wrapper())?.is_some() {
            let raw = Box::new(io::Cursor::new(into.split_off(start)));
            sniff::unwrap(raw, None, self.max_decompressed)?.read_to_end(into)?;
        }
        if self.encoding.is_some() {
            let raw = Box::new(io::Cursor::new(into.split_off(start)));
            self.decoded(raw).read_to_end(into)?;
        }
        Ok(())
    }

    /// A file with its bytes for formats that seek; anything but a plain file is first copied into a
    /// temporary file, which is gone once the last handle is closed.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened, read or copied.
    pub fn open_seekable(&self) -> Result<File> {
        let fault = |source| self.fault(source);
        if let Some(file) = self.plain_file()? {
            return Ok(file);
        }
        let mut stream = self.open()?;
        let mut copy = tempfile::tempfile().map_err(fault)?;
        io::copy(&mut stream, &mut copy).map_err(fault)?;
        copy.seek(SeekFrom::Start(0)).map_err(fault)?;
        Ok(copy)
    }

    /// The file behind it, when there is one that is not compressed.
    fn plain_file(&self) -> Result<Option<File>> {
        let Source::File { file, .. } = &self.source else { return Ok(None) };
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Ok(None);
        }
        let mut file = self.open_file(file)?;
        let mut head = Vec::with_capacity(MAGIC_BYTES);
        let read = file.by_ref().take(MAGIC_BYTES as u64).read_to_end(&mut head);
        read.map_err(|source| self.fault(source))?;
        let found = sniff::wrapper(&head, self.wrapper()).map_err(|source| self.fault(source))?;
        file.seek(SeekFrom::Start(0)).map_err(|source| self.fault(source))?;
        Ok(found.is_none().then_some(file))
    }

    fn open_file(&self, file: &Path) -> Result<File> {
        File::open(file).map_err(|source| self.fault(source))
    }
}

/// Bytes of `file` that are the folder `root` with its separator; none where it is not below that.
fn length_of(root: &Path, file: &Path) -> usize {
    let [root_bytes, bytes] = [root, file].map(|path| path.as_os_str().as_encoded_bytes());
    match bytes.strip_prefix(root_bytes) {
        // As nearly all are spelled.
        Some([separator, ..]) if char::from(*separator) == MAIN_SEPARATOR => root_bytes.len() + 1,
        _ => file.strip_prefix(root).map_or(0, |rest| bytes.len() - rest.as_os_str().len()),
    }
}
