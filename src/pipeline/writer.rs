//! How outputs are written: encoders are filled in parallel, one writer takes them in order.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::sink::ArticleSink;

/// Owns an output.
///
/// The caller makes encoders, fills each with one chunk's articles on any thread, and gives them back
/// to [`write`](Writer::write) in input order, from one thread. [`finish`](Writer::finish) makes the
/// output appear; a writer that is dropped instead leaves what was there before.
pub trait Writer {
    /// Turns articles into this format; its `end_chunk` is called before it is written.
    type Encoder: ArticleSink + Send;

    /// A new, empty encoder.
    fn encoder(&self) -> Self::Encoder;

    /// Appends what `filled` holds, and empties it for reuse.
    ///
    /// # Errors
    /// When the output cannot be written, or cannot take what the encoder holds.
    fn write(&mut self, filled: &mut Self::Encoder) -> Result<()>;

    /// What should be said about the articles since the last call, such as a name that was made up; an
    /// error, one for each, about those that could not be written beside the others and were left out.
    fn problems(&mut self) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// The articles that the errors of the last [`problems`](Writer::problems) are about, in the same order:
    /// how many articles of the last encoder came before each. It is what lets them be kept under
    /// [`Options::rejects`](crate::Options::rejects).
    fn left_out(&mut self) -> Vec<usize> {
        Vec::new()
    }

    /// Whether there may ever be such articles; by default there may not.
    fn may_leave_out(&self) -> bool {
        false
    }

    /// Completes the output.
    ///
    /// # Errors
    /// When the output cannot be written or put in its place.
    fn finish(self) -> Result<()>;

    /// What the format cannot hold. Articles beyond these limits never reach an encoder.
    fn constraints(&self) -> Constraints {
        Constraints::default()
    }
}
