//! Outputs, which appear completely or not at all.
//!
//! An output is written next to its target and moved to its place by [`Output::commit`] or
//! [`Folder::commit`]. If it is dropped instead, nothing is left behind, and the old file is unchanged.

mod background_flush;
pub(crate) mod compress;
mod disk_folder;
mod file;
mod folder;
mod memory;
mod moves;
mod place;
mod stream;
mod taken_paths;
mod target;
mod write_files;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::diagnostic::error::{Error, Result};
use crate::io::compression::Compression;
use crate::io::destination::Object;
use crate::io::temporary::Spool;
use compress::Compressed;
pub use disk_folder::PutOutcome;
use file::NewFile;
pub use folder::Folder;
pub use memory::Memory;
pub(crate) use place::{appear, check_free, lock, staging_for};
use stream::Stream;
pub(crate) use stream::descriptor;
#[cfg(feature = "markdown")]
pub(crate) use taken_paths::TakenPaths;
pub use target::{OpenOptions, Target};

/// An output of one stream of bytes.
#[derive(Debug)]
pub struct Output {
    name: String,
    sink: Compressed<Sink>,
}

#[derive(Debug)]
enum Sink {
    /// A new file, which takes its place when it is complete.
    File(NewFile),
    /// A pipe or device, whose bytes go out as they are written.
    Stream(BufWriter<Stream>),
    /// Bytes that go to a stream when all of them are there: to standard output, or to an open file.
    Late(Spool, Stream),
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
    /// [`Error::Output`] if it cannot be written, or if it is a file that exists and may not be
    /// [replaced](Target::overwrite); [`Error::Usage`] if it is a folder, or if the codec cannot compress a
    /// whole output.
    pub fn create(target: Target) -> Result<Self> {
        Self::open(target, &OpenOptions::default())
    }

    fn open(target: Target, options: &OpenOptions) -> Result<Self> {
        let (name, sink) = match target {
            Target::Configured(target, options) => {
                let output = Self::open(*target, &options)?;
                return match options.compression {
                    Some(compression) => output.compressed(compression),
                    None => Ok(output),
                };
            }
            Target::Path(path) | Target::File(path) => {
                let sink = create_file(&path, options);
                let sink = sink.map_err(|source| Error::output(&path, source))?;
                (path.display().to_string(), sink)
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
            Target::Stdout => {
                let name = "standard output".to_owned();
                match Stream::stdout(&options.control) {
                    Ok(stream) => (name, Sink::Late(Spool::new(), stream)),
                    Err(source) => return Err(Error::Output { name, source }),
                }
            }
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
            Sink::File(file) => file.commit().map_err(fault)?,
            Sink::Stream(mut stream) => unless_closed(stream.flush()).map_err(fault)?,
            Sink::Late(mut spool, mut stream) => {
                let copied = spool.copy_to(&mut stream).and_then(|_| stream.flush());
                unless_closed(copied).map_err(fault)?;
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

/// Opens the file, pipe or device that `path` refers to.
fn create_file(path: &Path, open: &OpenOptions) -> io::Result<Sink> {
    let OpenOptions { overwrite, control, .. } = open;
    if let Some(number) = descriptor(path) {
        return Ok(Sink::stream(Stream::descriptor(number, path, control)?));
    }
    let target = file::behind_links(path)?;
    match fs::metadata(&target) {
        Ok(held) if held.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        // A device or pipe cannot be replaced by a rename; its bytes go out as they are written.
        Ok(held) if !held.is_file() => Ok(Sink::stream(Stream::open(&target, control)?)),
        _ => Ok(Sink::File(NewFile::create(target, *overwrite)?)),
    }
}

/// Returns the result, but success for a pipe that was closed by its reader.
fn unless_closed(done: io::Result<()>) -> io::Result<()> {
    done.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Sink {
    fn stream(stream: Stream) -> Self {
        if stream.is_file() {
            Self::Late(Spool::new(), stream)
        } else {
            Self::Stream(BufWriter::with_capacity(1 << 18, stream))
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(stream) => match stream.write(bytes) {
                // The reader of the pipe has seen enough, as `head` does, which is not a fault of
                // the output.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                written => written,
            },
            Self::Late(spool, _) => spool.write(bytes),
            Self::Custom(object) => object.write(bytes),
            Self::Memory { buffer, .. } => buffer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
            Self::Late(spool, _) => spool.flush(),
            Self::Custom(object) => object.flush(),
            Self::Memory { buffer, .. } => buffer.flush(),
        }
    }
}
