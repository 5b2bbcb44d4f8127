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

    /// The destination: [`Target`](crate::io::Target) for the writer of a format, which writes to it through
    /// an [`Output`](crate::io::Output).
    type Target;

    /// Creates a writer to `target`.
    ///
    /// # Errors
    /// If the target cannot be opened, or if the options do not fit the format.
    fn create(target: Self::Target, options: &Options) -> Result<Self>;

    /// Returns a new, empty encoder.
    fn encoder(&self) -> Self::Encoder;

    /// Appends the content of `filled`, and empties it for reuse. Adds the problems of its articles to
    /// `issues`, in order, including those found before an error, which are reported before it.
    ///
    /// # Errors
    /// If the output cannot be written, or cannot hold the encoder's content.
    fn write(&mut self, filled: &mut Self::Encoder, issues: &mut Vec<WriteIssue>) -> Result<()>;

    /// Returns whether `write` may reject an article, by an issue that is an error. The default is false. If
    /// true, every raw record is kept until it is written, in case it is rejected under [`Options::rejects`].
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

/// A problem of an article that was found only when it was written, such as a missing path.
#[derive(Clone, Debug)]
pub struct WriteIssue {
    /// The problem. An error means that the article was rejected: it was not written, but the others were.
    pub diagnostic: Diagnostic,
    /// The index of the article in the encoder, from 0; `None` if it is unknown. A rejected article with an
    /// unknown index is counted, but not copied under [`Options::rejects`].
    pub article: Option<usize>,
}

impl WriteIssue {
    /// Returns whether the article was rejected.
    pub(crate) fn is_reject(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }
}
