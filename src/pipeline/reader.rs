//! Traits for reading inputs: chunks are pulled, articles are pushed.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::sink::{ArticleSink, Flow};

/// Maximum number of records in a chunk: each may have a problem, and a message takes more memory than the
/// shortest record.
#[cfg(any(feature = "json", feature = "csv"))]
pub(crate) const CHUNK_RECORDS: usize = 1 << 14;

/// An independent piece of an input, which any thread can read.
pub trait Chunk: Send {
    /// Pushes every record of the chunk, or of its next part, into `sink`, in order. It does not call
    /// [`end_chunk`](ArticleSink::end_chunk); the caller does.
    ///
    /// # Errors
    /// Returns errors of the sink, and [`Error::Input`](crate::Error::Input) if the input cannot be read. A
    /// record that is not an article is passed to [`ArticleSink::reject`].
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow>;

    /// Returns whether `read` stopped before the end of the chunk, because the chunk is larger than it seemed
    /// when it was cut. The next `read` continues there. The default is false.
    ///
    /// A caller that buffers the chunk's articles may free them between parts.
    fn has_more(&self) -> bool {
        false
    }
}

/// Cuts an input into chunks, in input order.
///
/// The positions of the cuts depend only on the input, not on the machine or the number of threads.
pub trait Reader: Send {
    /// Returns the next chunk, or `None` at the end of the input.
    ///
    /// # Errors
    /// If the input cannot be read, or if it is so damaged that its records cannot be separated.
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>>;

    /// Reads all chunks on this thread. Returns [`Flow::Stop`] if the sink asked to stop.
    ///
    /// # Errors
    /// As [`Reader::next_chunk`] and [`Chunk::read`].
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        while let Some(mut chunk) = self.next_chunk()? {
            loop {
                if chunk.read(sink)? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
                sink.end_chunk()?;
                if !chunk.has_more() {
                    break;
                }
            }
        }
        Ok(Flow::Continue)
    }
}

/// Reads one input after the other. Each is opened when the one before it is finished.
///
/// An input that cannot be opened or read to its end counts as one rejected record, and the next input is
/// read. A format's [`FormatSpec::open`](crate::format::FormatSpec::open) uses it to make one reader of many
/// inputs:
///
/// ```
/// # use std::sync::Arc;
/// use newsconv::pipeline::{Chain, Reader};
/// use newsconv::options::ReadOptions;
/// use newsconv::{Input, Result};
///
/// fn open(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
/// #   let _ = options;
/// #   (newsconv::format::require("ndjson")?.open)(vec![input], &ReadOptions::default())
///     // …
/// }
///
/// let inputs = vec![Input::bytes("a", b"{}\n".as_slice()), Input::bytes("b", b"{}\n".as_slice())];
/// let mut articles = Vec::new();
/// Chain::new(inputs, &ReadOptions::default(), open).read(&mut articles)?;
/// assert_eq!(articles.len(), 2);
/// # Ok::<(), newsconv::Error>(())
/// ```
pub struct Chain {
    open: OpenInput,
    options: Arc<ReadOptions>,
    current: Option<Box<dyn Reader>>,
    waiting: std::vec::IntoIter<Input>,
}

/// Opens one input.
pub type OpenInput = fn(Input, Arc<ReadOptions>) -> Result<Box<dyn Reader>>;

impl Chain {
    /// Creates a reader of all `inputs`. `open` is called with each input and the options.
    #[must_use]
    pub fn new(inputs: Vec<Input>, options: &ReadOptions, open: OpenInput) -> Self {
        let options = Arc::new(options.clone());
        Self { open, options, current: None, waiting: inputs.into_iter() }
    }

    fn pull(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        loop {
            if let Some(reader) = &mut self.current
                && let Some(chunk) = reader.next_chunk()?
            {
                return Ok(Some(chunk));
            }
            match self.waiting.next() {
                Some(input) => {
                    self.current = Some((self.open)(input, Arc::clone(&self.options))?);
                }
                None => return Ok(None),
            }
        }
    }
}

impl Reader for Chain {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        self.pull().or_else(|error| {
            let problems = error.into_problems()?;
            self.current = None;
            Ok(Some(Box::new(RejectedChunk(problems))))
        })
    }
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

/// A chunk with one rejected record, in place of a source that cannot be read.
pub(crate) struct RejectedChunk(pub(crate) Vec<Diagnostic>);

impl Chunk for RejectedChunk {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        sink.reject(std::mem::take(&mut self.0), &())
    }
}

/// A reader of existing chunks.
pub(crate) struct ChunkQueue(VecDeque<Box<dyn Chunk>>);

impl ChunkQueue {
    /// Creates a reader of a single chunk.
    #[cfg(feature = "arrow")]
    pub(crate) fn one(chunk: Box<dyn Chunk>) -> Self {
        Self([chunk].into())
    }

    /// Creates a reader of rejected records with these problems.
    pub(crate) fn rejected(records: impl IntoIterator<Item = Vec<Diagnostic>>) -> Self {
        let rejected = |problems| Box::new(RejectedChunk(problems)) as Box<dyn Chunk>;
        Self(records.into_iter().map(rejected).collect())
    }
}

impl Reader for ChunkQueue {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        Ok(self.0.pop_front())
    }
}
