//! Where articles come from: files, standard input, bytes in memory.
//!
//! This is the one seam between readers and the outside: a reader asks an [`Input`] for its bytes and
//! never touches a path.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};

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
    /// Standard input, with the bytes that were read from it already.
    Stdin {
        head: Vec<u8>,
    },
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
        Self { source: Source::Stdin { head: Vec::new() } }
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.source {
            Source::File { file, .. } => file.display().to_string(),
            Source::Bytes { name, .. } => name.clone(),
            Source::Stdin { .. } => "-".to_owned(),
        }
    }

    /// Its path relative to the input root, `/`-separated; none for standard input.
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
            Source::Stdin { .. } => Ok(None),
        }
    }

    /// The file behind it, when there is one.
    pub(crate) fn as_file(&self) -> Option<&Path> {
        match &self.source {
            Source::File { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The bytes of its path relative to the input root, for sorting; empty for standard input.
    pub(crate) fn path_bytes(&self) -> &[u8] {
        match &self.source {
            Source::File { file, root } => &file.as_os_str().as_encoded_bytes()[*root..],
            Source::Bytes { name, .. } => name.as_bytes(),
            Source::Stdin { .. } => &[],
        }
    }

    /// Whether the path is relative to a folder that it is in.
    pub(crate) fn is_below_root(&self) -> bool {
        !matches!(self.source, Source::File { root: 0, .. })
    }

    /// How many bytes it has, as far as that is known without reading it; else 0.
    pub(crate) fn size(&self) -> u64 {
        match &self.source {
            Source::File { file, .. } => file.metadata().map_or(0, |metadata| metadata.len()),
            Source::Bytes { bytes, .. } => bytes.len() as u64,
            Source::Stdin { .. } => 0,
        }
    }

    /// Its first bytes, at most `most`, which are still there for whoever reads it next.
    pub(crate) fn peek(&mut self, most: u64) -> Result<Vec<u8>> {
        let mut first = Vec::new();
        let read = self.open()?.take(most).read_to_end(&mut first);
        read.map_err(|source| Error::input(self.name(), source))?;
        if let Source::Stdin { head } = &mut self.source {
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
            Source::Stdin { head } => {
                Ok(Box::new(io::Cursor::new(head.clone()).chain(io::stdin())))
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

    /// A file with its bytes for formats that seek; standard input and bytes are first copied into a
    /// temporary file, which is gone once the last handle is closed.
    ///
    /// # Errors
    /// [`Error::Input`] when it cannot be opened, read or copied.
    pub fn open_seekable(&self) -> Result<File> {
        if let Source::File { file, .. } = &self.source {
            let opened = self.open_file(file)?;
            if opened.metadata().is_ok_and(|metadata| metadata.is_file()) {
                return Ok(opened);
            }
        }
        let fault = |source| Error::input(self.name(), source);
        let mut copy = tempfile::tempfile().map_err(fault)?;
        io::copy(&mut self.open()?, &mut copy).map_err(fault)?;
        copy.seek(SeekFrom::Start(0)).map_err(fault)?;
        Ok(copy)
    }

    fn open_file(&self, file: &Path) -> Result<File> {
        let opened = File::open(file).map_err(|source| Error::input(self.name(), source))?;
        if opened.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Error::input(self.name(), io::ErrorKind::IsADirectory.into()));
        }
        Ok(opened)
    }
}
