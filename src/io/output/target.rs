//! Where an output is to go, before it is opened.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::memory::Memory;
use crate::io::cancel::RunControl;
use crate::io::compression::Compression;
use crate::io::destination::{Destination, Object};
use crate::io::temporary::Spool;

/// The destination of an output, before it is opened. A path, a `String` or a [`Memory`] can be converted
/// into it.
#[derive(Debug)]
#[non_exhaustive]
pub enum Target {
    /// A path as on the command line: a file, a folder (an existing one, or a name that ends in `/`),
    /// or `-` for standard output. A [`Conversion`](crate::Conversion) decides it by the format.
    Path(PathBuf),
    /// A file, which appears in one step.
    File(PathBuf),
    /// A folder of files.
    Folder(PathBuf),
    /// Standard output, written in one go when the output is complete.
    Stdout,
    /// Bytes in memory.
    Memory(Memory),
    /// A place of your own.
    Custom(Box<dyn Destination>),
    /// Any of these but a folder, and how it is opened. A [`Conversion`](crate::Conversion) passes what its options say
    /// in this way.
    Configured(Box<Target>, OpenOptions),
}

/// How an output is opened: whether it may replace a file, whether it is compressed as a whole, and what cancels it.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    pub(crate) overwrite: bool,
    pub(crate) compression: Option<Compression>,
    pub(crate) control: RunControl,
}

impl Target {
    /// Returns the same target, which may replace a file that exists. By default that is an error. The files of a folder
    /// are replaced with [`Conversion::overwrite`](crate::Conversion::overwrite).
    ///
    /// ```
    /// use std::io::Write as _;
    /// use newsconv::io::{Output, Target};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("news.csv");
    /// std::fs::write(&path, "old")?;
    /// assert!(Output::create(Target::from(&path)).is_err());
    /// let mut output = Output::create(Target::from(&path).overwrite())?;
    /// output.put(b"new")?;
    /// output.commit()?;
    /// assert_eq!(std::fs::read(&path)?, b"new");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn overwrite(self) -> Self {
        match self {
            Self::Configured(target, options) => {
                Self::Configured(target, OpenOptions { overwrite: true, ..options })
            }
            target => Self::Configured(
                Box::new(target),
                OpenOptions { overwrite: true, ..OpenOptions::default() },
            ),
        }
    }

    /// Returns a target of your own, such as an object in a bucket.
    pub fn custom(destination: impl Destination + 'static) -> Self {
        Self::Custom(Box::new(destination))
    }

    /// Returns a target that passes everything to a writer, which gets all bytes when the output is complete, and is
    /// flushed then. If nothing is written, it gets none.
    ///
    /// ```
    /// use newsconv::io::Target;
    /// use newsconv::{Conversion, Input, format};
    ///
    /// let file = tempfile::tempfile()?;
    /// let input = Input::bytes("a.ndjson", *b"{\"title\":\"Ferry\"}\n");
    /// let conversion = Conversion::new().output_format(&format::CSV);
    /// conversion.run(input, Target::writer(file.try_clone()?), &mut |_| {})?;
    /// assert!(file.metadata()?.len() > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn writer(writer: impl Write + Send + 'static) -> Self {
        Self::custom(Whole { writer, spool: Spool::new() })
    }
}

/// A writer, and what it is to get in the end.
struct Whole<W> {
    writer: W,
    spool: Spool,
}

impl<W: Write + Send + 'static> Destination for Whole<W> {
    fn name(&self) -> String {
        "the writer".to_owned()
    }

    fn create(self: Box<Self>) -> io::Result<Box<dyn Object>> {
        Ok(self)
    }
}

impl<W: Write + Send> Object for Whole<W> {
    fn commit(mut self: Box<Self>) -> io::Result<()> {
        self.spool.copy_to(&mut self.writer)?;
        self.writer.flush()
    }
}

impl<W> Write for Whole<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.spool.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.spool.flush()
    }
}

/// What is taken for a path.
macro_rules! from_paths {
    ($($path:ty),*) => {
        $(impl From<$path> for Target {
            fn from(path: $path) -> Self {
                Self::Path(path.into())
            }
        })*
    };
}

from_paths!(&str, String, &String, &Path, PathBuf, &PathBuf);

impl From<Memory> for Target {
    fn from(memory: Memory) -> Self {
        Self::Memory(memory)
    }
}

impl From<&Memory> for Target {
    fn from(memory: &Memory) -> Self {
        Self::Memory(memory.clone())
    }
}
