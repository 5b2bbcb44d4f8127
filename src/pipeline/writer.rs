//! The trait for writing outputs: encoders are filled in parallel, and one writer takes them in order.

use crate::diagnostic::error::Result;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::sink::ArticleSink;

/// Writes an output.
///
/// The caller creates encoders, fills each with the articles of a chunk on any thread, and passes them to
/// [`write`](Writer::write) in input order, on one thread. [`finish`](Writer::finish) makes the output
/// appear. If the writer is dropped instead, the old output is unchanged.
pub trait Writer: Sized {
    /// Turns articles into this format; its `end_chunk` is called before it is written.
    type Encoder: ArticleSink + Send;

    /// What it writes to: [`Target`](crate::io::Target) for the writer of a format, which fills it through an
    /// [`Output`](crate::io::Output).
    type Target;

    /// A writer that fills `target`.
    ///
    /// # Errors
    /// When the target cannot be opened, or the options do not fit the format.
    fn create(target: Self::Target, options: &Options) -> Result<Self>;

    /// Returns a new, empty encoder.
    fn encoder(&self) -> Self::Encoder;

    /// Appends the content of `filled`, and empties it for reuse. Adds to `issues` what is to be said about
    /// its articles, in their order; those before an error as well, for they are reported before it.
    ///
    /// # Errors
    /// If the output cannot be written, or cannot hold the encoder's content.
    fn write(&mut self, filled: &mut Self::Encoder, issues: &mut Vec<WriteIssue>) -> Result<()>;

    /// Whether `write` may ever reject an article, by an issue that is an error. By default it may not. Every
    /// record is copied then, in case it must be kept under [`Options::rejects`].
    fn may_reject(&self) -> bool {
        false
    }

    /// Completes the output.
    ///
    /// # Errors
    /// If the output cannot be written or moved to its place.
    fn finish(self) -> Result<()>;

    /// Returns what the format cannot hold. Articles that violate these constraints are not passed to an
    /// encoder.
    fn constraints(&self) -> Constraints {
        Constraints::default()
    }
}

/// Something to say about an article that showed only when it was written, such as a file name that was made
/// up.
#[derive(Clone, Debug)]
pub struct WriteIssue {
    /// What is to be said. An error says that the article was rejected: it was not written, and the others
    /// were.
    pub diagnostic: Diagnostic,
    /// Which article of the encoder it is about, from 0; `None` if that is unknown. A rejected article of
    /// unknown place is counted, but not kept under [`Options::rejects`].
    pub article: Option<usize>,
}

impl WriteIssue {
    /// Whether the article was rejected.
    pub(crate) fn is_reject(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }
}
