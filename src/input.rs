//! Where articles come from: files, standard input, bytes in memory.
//!
//! This is the one seam between readers and the outside: a reader asks an [`Input`] for its bytes and
//! never touches a path.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::patient::Patient;
use crate::watch::Watch;

/// One source of bytes, not yet opened.
#[derive(Clone, Debug)]
pub struct Input {
    source: Source,
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
        watch: Watch,
    },
}

impl Source {
    /// A stream that nothing was read from yet.
    fn stream(name: String, pipe: Option<Arc<File>>) -> Self {
        Self::Stream { name, head: Vec::new(), pipe, watch: Watch::default() }
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
        let below = file
            .strip_prefix(root)
            .map_or(0, |rest| file.as_os_str().len() - rest.as_os_str().len());
        Self { source: Source::File { file, root: below } }
    }

    /// `bytes`, called `name` in messages and in the archive.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { source: Source::Bytes { name: name.into(), bytes: bytes.into() } }
    }

    /// Standard input, called `-`.
    #[must_use]
    pub fn stdin() -> Self {
        Self { source: Source::stream("-".to_owned(), None) }
    }

    /// The pipe or device `file`, opened at once: it is lost to others when it is closed.
    pub(crate) fn stream(file: &Path) -> Result<Self> {
        let name = file.display().to_string();
        let pipe = File::open(file).map_err(|source| Error::input(&*name, source))?;
        let pipe = Some(Arc::new(pipe));
        Ok(Self { source: Source::stream(name, pipe) })
    }

    /// The same, but a stream is waited for only as long as the run is not called off.
    pub(crate) fn watched(mut self, by: &Watch) -> Self {
        if let Source::Stream { watch, .. } = &mut self.source {
            watch.clone_from(by);
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
        match &self.source {
            Source::File { file, .. } => file.display().to_string(),
            Source::Bytes { name, .. } | Source::Stream { name, .. } => name.clone(),
        }
    }

    /// Its path relative to the input root, `/`-separated; none for standard input, pipes and devices.
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
                let below = &text[*root..];
                Ok(Some(if std::path::MAIN_SEPARATOR == '/' {
                    below.to_owned()
                } else {
                    below.replace(std::path::MAIN_SEPARATOR, "/")
                }))
            }
            Source::Bytes { name, .. } => Ok(Some(name.clone())),
            Source::Stream { .. } => Ok(None),
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
        let mut first = Vec::new();
        let read = self.open()?.take(most).read_to_end(&mut first);
        read.map_err(|source| Error::input(self.name(), source))?;
        if let Source::Stream { head, .. } = &mut self.source {
            head.clone_from(&first);
        }
        Ok(first)
    }

    /// Its bytes, as a stream.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        match &self.source {
            Source::File { file, .. } => Ok(Box::new(self.open_file(file)?)),
            Source::Bytes { bytes, .. } => Ok(Box::new(io::Cursor::new(Arc::clone(bytes)))),
            Source::Stream { head, pipe, watch, .. } => {
                let head = io::Cursor::new(head.clone());
                let watch = watch.clone();
                Ok(match pipe {
                    Some(pipe) => Box::new(head.chain(Patient(Arc::clone(pipe), watch))),
                    None => Box::new(head.chain(Patient(io::stdin(), watch))),
                })
            }
        }
    }

    /// All its bytes, appended to `into`.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened or read.
    pub fn read_to_end(&self, into: &mut Vec<u8>) -> Result<()> {
        self.open()?.read_to_end(into).map_err(|source| Error::input(self.name(), source))?;
        Ok(())
    }

    /// A file with its bytes for formats that seek; anything but a file is first copied into a
    /// temporary file, which is gone once the last handle is closed.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened, read or copied.
    pub fn open_seekable(&self) -> Result<File> {
        let fault = |source| Error::input(self.name(), source);
        let mut stream = match &self.source {
            Source::File { file, .. } => {
                let file = self.open_file(file)?;
                if file.metadata().is_ok_and(|metadata| metadata.is_file()) {
                    return Ok(file);
                }
                Box::new(file)
            }
            _ => self.open()?,
        };
        let mut copy = tempfile::tempfile().map_err(fault)?;
        io::copy(&mut stream, &mut copy).map_err(fault)?;
        copy.seek(SeekFrom::Start(0)).map_err(fault)?;
        Ok(copy)
    }

    fn open_file(&self, file: &Path) -> Result<File> {
        File::open(file).map_err(|source| Error::input(self.name(), source))
    }
}
