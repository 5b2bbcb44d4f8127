//! What an output goes to: the traits that a place of your own implements.

use std::fmt;
use std::io::{self, Write};

/// A place that outputs go to: an object in a bucket, a part file of a job, a reply over a network.
///
/// [`Target::custom`](crate::io::Target::custom) makes a target of it, which any
/// [`Conversion`](crate::Conversion) takes. An output appears completely or not at all:
///
/// ```text
/// create, { write }, commit     one object: any format but a folder of Markdown
/// create_many, { put }, commit  many objects: a folder of Markdown, if is_folder
/// ```
///
/// It is created before any input is read, so that a place that cannot be written fails at once. It may be
/// dropped at any time instead of committed: a record was rejected, the run was canceled, something failed.
/// Then nothing may appear, and what was there stays. All calls come from one thread, in this order.
///
/// ```
/// use std::io::{self, Write};
/// use std::sync::mpsc::{Sender, channel};
/// use newsconv::io::{Destination, Object, Target};
/// use newsconv::{Conversion, Input};
///
/// /// Sends a whole object at once.
/// struct Upload(Sender<Vec<u8>>);
/// struct Pending(Sender<Vec<u8>>, Vec<u8>);
///
/// impl Destination for Upload {
///     fn name(&self) -> String {
///         "store://news.csv".to_owned()
///     }
///     fn create(self: Box<Self>) -> io::Result<Box<dyn Object>> {
///         Ok(Box::new(Pending(self.0, Vec::new())))
///     }
/// }
///
/// impl Write for Pending {
///     fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
///         self.1.write(bytes)
///     }
///     fn flush(&mut self) -> io::Result<()> {
///         Ok(())
///     }
/// }
///
/// impl Object for Pending {
///     fn commit(self: Box<Self>) -> io::Result<()> {
///         self.0.send(self.1).map_err(io::Error::other)
///     }
/// }
///
/// let (sender, objects) = channel();
/// let input = Input::bytes("a.ndjson", *b"{\"title\":\"Ferry\"}\n");
/// Conversion::new().run(input, Target::custom(Upload(sender)), &mut |_| {})?;
/// assert!(objects.recv()?.starts_with(b"path,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Destination: Send {
    /// Returns what messages call it, such as a path or a URL. Its extension tells the format if none is asked for.
    fn name(&self) -> String;

    /// Returns whether many objects go there, each under a path of its own. By default one does.
    fn is_folder(&self) -> bool {
        false
    }

    /// Begins the one object.
    ///
    /// # Errors
    /// If it cannot be written. The message need not name the place.
    fn create(self: Box<Self>) -> io::Result<Box<dyn Object>>;

    /// Begins many objects. By default that is an error.
    ///
    /// # Errors
    /// As [`create`](Destination::create).
    fn create_many(self: Box<Self>) -> io::Result<Box<dyn Objects>> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "it takes one object, not many"))
    }
}

/// One object on its way to a [`Destination`]. Bytes are written in order; dropped, it leaves nothing.
pub trait Object: Write + Send {
    /// Makes the object appear, in place of an older one.
    ///
    /// # Errors
    /// If it cannot appear. Then nothing has changed.
    fn commit(self: Box<Self>) -> io::Result<()>;
}

/// Many objects on their way to a [`Destination`]. Dropped, it leaves none of them.
pub trait Objects: Send {
    /// Takes the whole object `path`: relative, `/`-separated, without `.` and `..`. No path comes twice.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()>;

    /// Makes all objects appear.
    ///
    /// # Errors
    /// If they cannot appear. Then nothing has changed, as far as the place allows.
    fn commit(self: Box<Self>) -> io::Result<()>;
}

impl fmt::Debug for dyn Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Destination").field(&self.name()).finish()
    }
}

impl fmt::Debug for dyn Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Object")
    }
}

impl fmt::Debug for dyn Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Objects")
    }
}
