//! Where outputs go: whole or not at all.
//!
//! An output is written beside its target and put in place by [`Output::commit`] or
//! [`Folder::commit`]; dropped instead, it leaves nothing behind and what was there before as it was.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, SpooledTempFile, TempDir};

use crate::error::{Error, Result};

/// Bytes of an output to standard output that are kept in memory before they go to a temporary file.
const SPOOL_BYTES: usize = 16 << 20;

/// What an output is to be, before it is opened.
#[derive(Debug)]
pub enum Target {
    /// A file, replaced in one step.
    File(PathBuf),
    /// A folder of files.
    Folder(PathBuf),
    /// Standard output, written in one go when the output is complete.
    Stdout,
    /// Bytes in memory.
    Memory(Memory),
}

/// A buffer that outlives the output written into it.
///
/// ```
/// use newsconv::{Memory, Output, Target};
/// use std::io::Write;
///
/// let memory = Memory::default();
/// let mut output = Output::create(Target::Memory(memory.clone()))?;
/// output.write_all(b"whole").expect("memory takes it");
/// assert!(memory.take().is_empty());
/// output.commit()?;
/// assert_eq!(memory.take(), b"whole");
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Memory {
    /// The bytes committed so far, leaving none behind.
    #[must_use]
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// One stream of bytes on its way to a target.
#[derive(Debug)]
pub struct Output {
    name: String,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// A temporary file beside the target it will replace.
    Replace {
        file: BufWriter<NamedTempFile>,
        target: PathBuf,
    },
    /// A pipe or device, which cannot be replaced.
    Device(BufWriter<File>),
    Stdout(SpooledTempFile),
    Memory {
        buffer: Vec<u8>,
        memory: Memory,
    },
}

impl Output {
    /// Opens `target`, so that a target that cannot be written fails before any work is done.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, [`Error::Usage`] when it is a folder.
    pub fn create(target: Target) -> Result<Self> {
        let (name, sink) = match target {
            Target::File(path) => (path.display().to_string(), create_file(&path)?),
            Target::Folder(path) => {
                let path = path.display();
                return Err(Error::usage(format!(
                    "{path}: this format cannot be written as a folder"
                )));
            }
            Target::Stdout => ("-".to_owned(), Sink::Stdout(SpooledTempFile::new(SPOOL_BYTES))),
            Target::Memory(memory) => {
                ("memory".to_owned(), Sink::Memory { buffer: Vec::new(), memory })
            }
        };
        Ok(Self { name, sink })
    }

    /// Puts the output in its place. A closed pipe on standard output is no error.
    ///
    /// # Errors
    /// [`Error::Output`] when the last bytes cannot be written or the target cannot be replaced.
    pub fn commit(self) -> Result<()> {
        let name = self.name;
        let fault = |source| Error::Output { name: name.clone(), source };
        match self.sink {
            Sink::Replace { file, target } => {
                let file = file.into_inner().map_err(|error| fault(error.into_error()))?;
                file.persist(target).map_err(|error| fault(error.error))?;
            }
            Sink::Device(mut file) => file.flush().map_err(fault)?,
            Sink::Stdout(mut spool) => match copy_to_stdout(&mut spool) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                done => done.map_err(fault)?,
            },
            Sink::Memory { mut buffer, memory } => memory.lock().append(&mut buffer),
        }
        Ok(())
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The error of this output for what the system said.
    #[must_use]
    pub fn fault(&self, source: io::Error) -> Error {
        Error::Output { name: self.name.clone(), source }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Output`] when they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|source| self.fault(source))
    }
}

fn create_file(path: &Path) -> Result<Sink> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let before = fs::metadata(&target).ok();
    let fault = |source| Error::output(path, source);
    if before.as_ref().is_some_and(fs::Metadata::is_dir) {
        return Err(fault(io::ErrorKind::IsADirectory.into()));
    }
    if before.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        let device = File::options().write(true).open(&target).map_err(fault)?;
        return Ok(Sink::Device(BufWriter::with_capacity(1 << 18, device)));
    }
    if before.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(fault(io::ErrorKind::PermissionDenied.into()));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = temporary().tempfile_in(folder.unwrap_or(Path::new("."))).map_err(fault)?;
    if let Some(before) = before {
        file.as_file().set_permissions(before.permissions()).map_err(fault)?;
    }
    Ok(Sink::Replace { file: BufWriter::with_capacity(1 << 18, file), target })
}

/// Names and rights of temporary files: hidden, and readable as far as the user's mask allows.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".newsconv-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

fn copy_to_stdout(spool: &mut SpooledTempFile) -> io::Result<()> {
    spool.seek(SeekFrom::Start(0))?;
    let mut out = io::stdout().lock();
    io::copy(spool, &mut out)?;
    out.flush()
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Replace { file, .. } => file.write(bytes),
            Sink::Device(file) => file.write(bytes),
            Sink::Stdout(spool) => spool.write(bytes),
            Sink::Memory { buffer, .. } => buffer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Replace { file, .. } => file.flush(),
            Sink::Device(file) => file.flush(),
            Sink::Stdout(spool) => spool.flush(),
            Sink::Memory { buffer, .. } => buffer.flush(),
        }
    }
}

/// Many files on their way to a folder.
///
/// They are written into a hidden folder first. A target that does not exist yet appears in one step;
/// into one that exists the files are moved one by one when all of them are written.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    staging: TempDir,
    exists: bool,
    overwrite: bool,
    made: HashSet<PathBuf>,
    files: Vec<PathBuf>,
}

impl Folder {
    /// Opens the folder `target`. Files that it holds already are replaced only with `overwrite`.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written.
    pub fn create(target: &Path, overwrite: bool) -> Result<Self> {
        let exists = target.is_dir();
        let beside = if exists { Some(target) } else { target.parent() };
        let beside = beside.filter(|folder| !folder.as_os_str().is_empty());
        let fault = |source| Error::output(target, source);
        let beside = beside.unwrap_or(Path::new("."));
        if !exists {
            fs::create_dir_all(beside).map_err(fault)?;
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".newsconv-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        Ok(Self {
            target: target.to_path_buf(),
            staging: builder.tempdir_in(beside).map_err(fault)?,
            exists,
            overwrite,
            made: HashSet::new(),
            files: Vec::new(),
        })
    }

    /// Writes the file `path` (relative, `/`-separated) and says whether it is the first of that name.
    /// A second one is not written.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, or the target holds such a file already.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<bool> {
        let target = self.target.join(path);
        let fault = |source| Error::output(&target, source);
        if self.exists && !self.overwrite && target.symlink_metadata().is_ok() {
            let text = "it exists already; --overwrite replaces it";
            return Err(fault(io::Error::new(io::ErrorKind::AlreadyExists, text)));
        }
        let staged = self.staging.path().join(path);
        if let Some(parent) = staged.parent()
            && !self.made.contains(parent)
        {
            fs::create_dir_all(parent).map_err(fault)?;
            self.made.insert(parent.to_path_buf());
        }
        match File::options().write(true).create_new(true).open(&staged) {
            Ok(mut file) => file.write_all(bytes).map_err(fault)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(fault(error)),
        }
        if self.exists {
            self.files.push(PathBuf::from(path));
        }
        Ok(true)
    }

    /// Puts the files in their places.
    ///
    /// # Errors
    /// [`Error::Output`] when one cannot be moved.
    pub fn commit(self) -> Result<()> {
        if !self.exists {
            let staging = self.staging.keep();
            return fs::rename(&staging, &self.target).map_err(|source| {
                let _ = fs::remove_dir_all(&staging);
                Error::output(&self.target, source)
            });
        }
        for path in &self.files {
            let target = self.target.join(path);
            let fault = |source| Error::output(&target, source);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent).map_err(fault)?;
            }
            fs::rename(self.staging.path().join(path), &target).map_err(fault)?;
        }
        Ok(())
    }
}
