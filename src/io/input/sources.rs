//! The sources that newsconv brings along: files, bytes in memory, standard input and pipes, readers.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::io::cancel::RunControl;
use crate::io::input::interruptible::InterruptibleReader;
use crate::io::source::{ReadAt, Source};

/// A file, and the number of bytes of its path that are the input root with its separator.
#[derive(Clone)]
pub(super) struct DiskFile {
    pub(super) file: PathBuf,
    root: usize,
}

impl DiskFile {
    /// Returns the input for a file whose path in the archive is relative to `root`, or the whole path where it is
    /// not below that.
    pub(super) fn below(file: PathBuf, root: &Path) -> Self {
        let root = length_of(root, &file);
        Self { file, root }
    }

    /// Its path below the root as the system has it.
    pub(super) fn below_root(&self) -> &[u8] {
        &self.file.as_os_str().as_encoded_bytes()[self.root..]
    }

    /// Its path below the root; none where it is not Unicode.
    pub(super) fn unicode(&self) -> Option<&str> {
        Some(&self.file.to_str()?[self.root..])
    }
}

impl Source for DiskFile {
    fn name(&self) -> Cow<'_, str> {
        self.file.to_string_lossy()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        let below = self.unicode()?;
        Some(match MAIN_SEPARATOR {
            // Paths in archives use `/` on every system, so that an archive is the same wherever it
            // is made.
            '/' => below.into(),
            separator => below.replace(separator, "/").into(),
        })
    }

    fn length(&self) -> Option<u64> {
        self.file.metadata().ok().map(|metadata| metadata.len())
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(&self.file)?))
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        // A device or a pipe cannot be read at any place.
        if !self.file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Ok(None);
        }
        Ok(Some(Arc::new(OpenFile::new(File::open(&self.file)?)?)))
    }
}

/// Returns the number of bytes of `file` that are the folder `root` with its separator, or 0 if it is not
/// below `root`.
fn length_of(root: &Path, file: &Path) -> usize {
    let [root_bytes, bytes] = [root, file].map(|path| path.as_os_str().as_encoded_bytes());
    match bytes.strip_prefix(root_bytes) {
        // The common case.
        Some([separator, ..]) if char::from(*separator) == MAIN_SEPARATOR => root_bytes.len() + 1,
        _ => file.strip_prefix(root).map_or(0, |rest| bytes.len() - rest.as_os_str().len()),
    }
}

/// An open file that many threads read at once.
pub(super) struct OpenFile {
    file: File,
    length: u64,
}

impl OpenFile {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

impl ReadAt for OpenFile {
    fn length(&self) -> u64 {
        self.length
    }

    #[cfg(unix)]
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, into, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, into, offset)
    }
}

/// Bytes in memory.
#[derive(Clone)]
pub(super) struct Bytes {
    pub(super) name: String,
    pub(super) bytes: Arc<[u8]>,
}

impl Source for Bytes {
    fn name(&self) -> Cow<'_, str> {
        (&*self.name).into()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        Some((&*self.name).into())
    }

    fn length(&self) -> Option<u64> {
        Some(self.bytes.len() as u64)
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.bytes))))
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        Ok(Some(Arc::new(Arc::clone(&self.bytes))))
    }
}

/// Standard input, a pipe or a device.
#[derive(Clone)]
pub(super) struct Stream {
    pub(super) name: String,
    /// The pipe or device; none for standard input.
    pub(super) pipe: Option<Arc<File>>,
    /// Cancels waiting for the stream.
    pub(super) control: RunControl,
}

impl Source for Stream {
    fn name(&self) -> Cow<'_, str> {
        (&*self.name).into()
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let control = self.control.clone();
        Ok(match &self.pipe {
            Some(pipe) => Box::new(InterruptibleReader(Arc::clone(pipe), control)),
            None => Box::new(InterruptibleReader(io::stdin(), control)),
        })
    }
}

/// Any reader, which is read once.
pub(super) struct Once<R> {
    pub(super) name: String,
    pub(super) reader: Arc<Mutex<R>>,
}

impl<R: Read + Send + 'static> Source for Once<R> {
    fn name(&self) -> Cow<'_, str> {
        (&*self.name).into()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        Some((&*self.name).into())
    }

    fn is_stream(&self) -> bool {
        true
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Shared(Arc::clone(&self.reader))))
    }
}

/// A reader that goes on where the last one of it stopped.
struct Shared<R>(Arc<Mutex<R>>);

impl<R: Read> Read for Shared<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // A panic of an earlier read does not make the reader unusable for this one.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(into)
    }
}

/// The copy of another source in a file.
pub(super) struct Copy {
    pub(super) name: String,
    pub(super) path: Option<String>,
    pub(super) file: PathBuf,
}

impl Source for Copy {
    fn name(&self) -> Cow<'_, str> {
        (&*self.name).into()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        self.path.as_deref().map(Into::into)
    }

    fn length(&self) -> Option<u64> {
        self.file.metadata().ok().map(|metadata| metadata.len())
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(&self.file)?))
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        Ok(Some(Arc::new(OpenFile::new(File::open(&self.file)?)?)))
    }
}
