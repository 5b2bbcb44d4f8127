//! Outputs, which appear completely or not at all.
//!
//! An output is written next to its target and moved to its place by [`Output::commit`] or
//! [`Folder::commit`]. If it is dropped instead, nothing is left behind, and the old file is unchanged.

mod background_flush;
pub(crate) mod compress;
mod disk_folder;
mod folder;
mod memory;
mod moves;
mod place;
mod taken_paths;
mod target;
mod write_files;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostic::error::{Error, Result};
use crate::io::compression::Compression;
use crate::io::destination::Object;
use crate::io::temporary::Spool;
use background_flush::BackgroundFlush;
use compress::Compressed;
pub use disk_folder::PutOutcome;
pub use folder::Folder;
pub use memory::Memory;
pub(crate) use place::{appear, staging_for};
use place::{cannot_create, check_writable, folder_of, take_rights, temporary};
#[cfg(feature = "markdown")]
pub(crate) use taken_paths::TakenPaths;
pub use target::Target;

/// An output of one stream of bytes.
#[derive(Debug)]
pub struct Output {
    name: String,
    sink: Compressed<Sink>,
}

#[derive(Debug)]
enum Sink {
    /// A temporary file next to the target that it will replace.
    Replace {
        file: BufWriter<BackgroundFlush>,
        target: PathBuf,
    },
    /// A pipe or device, which cannot be replaced.
    Device(BufWriter<File>),
    Stdout(Spool),
    Custom(Box<dyn Object>),
    Memory {
        buffer: Vec<u8>,
        memory: Memory,
    },
}

impl Output {
    /// Opens `target`. Opening it first makes a target that cannot be written fail before any work is done.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be written, [`Error::Usage`] if it is a folder, or if the codec cannot
    /// compress a whole output.
    pub fn create(target: Target) -> Result<Self> {
        let (name, sink) = match target {
            Target::Compressed(target, compression) => {
                return Self::create(*target)?.compressed(compression);
            }
            Target::Path(path) | Target::File(path) => {
                (path.display().to_string(), create_file(&path)?)
            }
            Target::Custom(destination) => {
                let name = destination.name();
                let fault = |source| Error::Output { name: name.clone(), source };
                let object = destination.create().map_err(fault)?;
                (name, Sink::Custom(object))
            }
            Target::Folder(path) => {
                let path = path.display();
                return Err(Error::usage(format!(
                    "{path} is a folder, but this format is written as a single file"
                )));
            }
            Target::Stdout => ("standard output".to_owned(), Sink::Stdout(Spool::new())),
            Target::Memory(memory) => {
                ("memory".to_owned(), Sink::Memory { buffer: Vec::new(), memory })
            }
        };
        Ok(Self { name, sink: Compressed::Plain(sink) })
    }

    /// Returns the same output, compressed. Nothing may have been written yet.
    fn compressed(self, compression: Compression) -> Result<Self> {
        let (name, sink) = (self.name, self.sink);
        let sink = match (compress::wrapper(compression)?, sink) {
            (Some(wrapper), Compressed::Plain(sink)) => compress::wrap(sink, &name, wrapper)?,
            (_, sink) => sink,
        };
        Ok(Self { name, sink })
    }

    /// Moves the output to its place. A pipe that was closed by its reader is not an error.
    ///
    /// # Errors
    /// [`Error::Output`] if the last bytes cannot be written or the target cannot be replaced.
    pub fn commit(self) -> Result<()> {
        let name = self.name;
        let fault = |source| Error::Output { name: name.clone(), source };
        match self.sink.finish().map_err(fault)? {
            Sink::Replace { file, target } => {
                let file = file.into_inner().map_err(|error| fault(error.into_error()))?;
                // The rename replaces the old file, so the new bytes must be on the disk first: a power cut
                // in between must not lose both.
                let file = file.finish().map_err(fault)?;
                file.persist(target).map_err(|error| fault(error.error))?;
            }
            Sink::Device(mut file) => unless_closed(file.flush()).map_err(fault)?,
            Sink::Stdout(mut spool) => {
                unless_closed(copy_to_stdout(&mut spool)).map_err(fault)?;
            }
            Sink::Custom(object) => object.commit().map_err(fault)?,
            Sink::Memory { mut buffer, memory } => memory.lock().append(&mut buffer),
        }
        Ok(())
    }

    /// Returns the name of the output for messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the error for a failure of the system to write this output.
    #[must_use]
    pub fn fault(&self, source: io::Error) -> Error {
        Error::Output { name: self.name.clone(), source }
    }

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// [`Error::Output`] if they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|source| self.fault(source))
    }
}

fn create_file(path: &Path) -> Result<Sink> {
    let fault = |source| Error::output(path, source);
    let target = behind_links(path).map_err(fault)?;
    let before = fs::metadata(&target).ok();
    if let Some(before) = &before {
        if before.is_dir() {
            return Err(fault(io::ErrorKind::IsADirectory.into()));
        }
        // A device or pipe cannot be replaced by a rename; its bytes go out as they are written.
        if !before.is_file() {
            let device = File::options().write(true).open(&target).map_err(fault)?;
            return Ok(Sink::Device(BufWriter::with_capacity(1 << 18, device)));
        }
        check_writable(before).map_err(fault)?;
    }
    // Writing next to the target and renaming at the end keeps the old file intact until the new one is
    // complete. The temporary file is in the same folder, since a rename is one step only within a file
    // system.
    let file = temporary_beside(&target).map_err(fault)?;
    if let Some(before) = before {
        take_rights(&before, file.as_file()).map_err(fault)?;
    }
    Ok(Sink::Replace {
        file: BufWriter::with_capacity(1 << 18, BackgroundFlush::new(file)),
        target,
    })
}

/// Returns the file that `path` refers to through links. It may not exist yet.
fn behind_links(path: &Path) -> io::Result<PathBuf> {
    if let Ok(target) = fs::canonicalize(path) {
        return Ok(target);
    }
    if path.is_symlink() {
        // A pipe behind `/dev/stdout` is a link without a path, so it is opened by its own name.
        match fs::metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = path.parent().unwrap_or(Path::new(""));
                return behind_links(&folder.join(fs::read_link(path)?));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(path.to_path_buf())
}

/// Creates a temporary file in the folder of `target`.
fn temporary_beside(target: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(target);
    if !folder.is_dir() {
        let text = format!("the folder {} does not exist", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, text));
    }
    temporary().tempfile_in(folder).map_err(|error| cannot_create(folder, &error))
}

/// Returns the result, but success for a pipe that was closed by its reader.
fn unless_closed(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

fn copy_to_stdout(spool: &mut Spool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    spool.copy_to(&mut out)?;
    out.flush()
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Replace { file, .. } => file.write(bytes),
            Self::Device(file) => match file.write(bytes) {
                // The reader of the pipe has seen enough, as `head` does, which is not a fault of
                // the output.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                written => written,
            },
            Self::Stdout(spool) => spool.write(bytes),
            Self::Custom(object) => object.write(bytes),
            Self::Memory { buffer, .. } => buffer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Replace { file, .. } => file.flush(),
            Self::Device(file) => file.flush(),
            Self::Stdout(spool) => spool.flush(),
            Self::Custom(object) => object.flush(),
            Self::Memory { buffer, .. } => buffer.flush(),
        }
    }
}
