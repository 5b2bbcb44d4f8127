//! Bytes that wait in a temporary file. When that fails, the message names the folder, since it is not the input or
//! output that is at fault.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

/// Bytes that are kept in memory before they go to a temporary file.
const MEMORY_BYTES: usize = 16 << 20;

/// Returns a new temporary file, which is gone once its last handle is closed.
///
/// # Errors
/// When the system's folder for temporary files takes none.
pub(crate) fn file() -> io::Result<File> {
    tempfile::tempfile().map_err(|error| fault(&error))
}

/// Copies `from` into a new temporary file.
///
/// # Errors
/// What reading answers, and when the folder for temporary files is missing or full.
pub(crate) fn copy(from: &mut dyn Read) -> io::Result<File> {
    let mut into = Named(file()?);
    io::copy(from, &mut into)?;
    Ok(into.0)
}

/// Bytes that wait in memory or, where there are more than 16 MiB, in a temporary file.
#[derive(Debug)]
pub(crate) struct Spool(Named<SpooledTempFile>);

impl Spool {
    pub(crate) fn new() -> Self {
        Self(Named(SpooledTempFile::new(MEMORY_BYTES)))
    }

    /// Copies all bytes to `into`.
    ///
    /// # Errors
    /// What writing answers, and when the temporary file cannot be read.
    pub(crate) fn copy_to(&mut self, into: &mut impl Write) -> io::Result<u64> {
        self.0.0.seek(SeekFrom::Start(0)).map_err(|error| fault(&error))?;
        io::copy(&mut self.0.0, into)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A temporary file whose errors name the folder that it is in.
#[derive(Debug)]
struct Named<W>(W);

impl<W: Write> Write for Named<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(|error| fault(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(|error| fault(&error))
    }
}

/// Returns the error for a temporary file, without the made-up name that `tempfile` adds.
pub(crate) fn fault(error: &io::Error) -> io::Error {
    let text = error.to_string();
    let reason = text.split_once(" at path ").map_or(&*text, |(reason, _)| reason);
    let folder = std::env::temp_dir();
    let text = format!(
        "a temporary file in {} cannot be written: {reason}; set TMPDIR to a folder that has room",
        folder.display()
    );
    io::Error::new(error.kind(), text)
}
