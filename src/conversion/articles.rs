//! Articles of any inputs as an iterator, and articles from an iterator.

use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::article::Article;
use crate::pipeline::options::Options;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::run::run;
use crate::pipeline::sink::{ArticleSink, Flow};
use crate::pipeline::writer::{WriteIssue, Writer};

/// Chunks that are ready before anyone asks for them.
const READY: usize = 2;

/// Articles of a chunk that were made by the caller.
const CHUNK_ARTICLES: usize = 1024;

/// An iterator over articles; see [`Conversion::articles`](crate::Conversion::articles).
pub struct Articles {
    ready: Option<Receiver<Result<Vec<Article<'static>>>>>,
    work: Option<JoinHandle<()>>,
    /// The rest of a chunk.
    waiting: std::vec::IntoIter<Article<'static>>,
}

impl Articles {
    /// Reads all that `reader` gives on `Options.jobs` threads, while the caller works on what came before.
    pub(super) fn of(reader: Box<dyn Reader>, mut options: Options) -> Self {
        // Nothing is written, so nothing is kept of what is not.
        options.rejects = None;
        let (items, ready) = bounded(READY);
        let work = std::thread::spawn(move || {
            let report = &mut |problem: Diagnostic| {
                if problem.severity == Severity::Error {
                    // Nobody takes it when the iterator is gone; the next chunk ends the run.
                    let _ = items.send(Err(problem.into()));
                }
            };
            if let Err(error) = run::<Sending>(reader, items.clone(), &options, report) {
                let _ = items.send(Err(error));
            }
        });
        Self { ready: Some(ready), work: Some(work), waiting: Vec::new().into_iter() }
    }

    /// Passes on the panic of a worker, if that is why there are no more articles.
    fn end(&mut self) {
        self.ready = None;
        if let Some(Err(panic)) = self.work.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article<'static>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(article) = self.waiting.next() {
                return Some(Ok(article));
            }
            match self.ready.as_ref()?.recv() {
                Ok(Ok(articles)) => self.waiting = articles.into_iter(),
                Ok(Err(error)) => return Some(Err(error)),
                // The sender is gone: the thread has ended, or panicked.
                Err(_) => self.end(),
            }
        }
    }
}

impl std::fmt::Debug for Articles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Articles").finish_non_exhaustive()
    }
}

/// Sends articles to the iterator, as a format's writer would write them.
struct Sending(Sender<Result<Vec<Article<'static>>>>);

impl Writer for Sending {
    type Encoder = Vec<Article<'static>>;
    type Target = Sender<Result<Vec<Article<'static>>>>;

    fn create(target: Self::Target, _: &Options) -> Result<Self> {
        Ok(Self(target))
    }

    fn encoder(&self) -> Self::Encoder {
        Vec::new()
    }

    fn write(&mut self, filled: &mut Self::Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        // The iterator was dropped: nobody sees the error, which ends the reading.
        self.0.send(Ok(std::mem::take(filled))).map_err(|_| Error::Interrupted)
    }

    fn finish(self) -> Result<()> {
        Ok(())
    }
}

/// A reader of articles that the caller made.
pub(super) struct Given<I>(pub(super) I);

impl<I: Iterator<Item = Article<'static>> + Send> Reader for Given<I> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let articles: Vec<_> = self.0.by_ref().take(CHUNK_ARTICLES).collect();
        Ok((!articles.is_empty()).then(|| Box::new(GivenChunk(articles)) as Box<dyn Chunk>))
    }
}

struct GivenChunk(Vec<Article<'static>>);

impl Chunk for GivenChunk {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for article in self.0.drain(..) {
            if sink.article(&article, &())? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}
