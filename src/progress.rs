//! How far a reading is, for whoever shows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::reader::{Chunk, Reader};
use crate::sink::{ArticleSink, Flow, Origin};

/// A reader that counts the records it gives.
pub(crate) struct Counted {
    pub(crate) reader: Box<dyn Reader>,
    pub(crate) count: Arc<AtomicU64>,
}

impl Reader for Counted {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let chunk = self.reader.next_chunk()?;
        let counted = |chunk| CountedChunk { chunk, count: Arc::clone(&self.count) };
        Ok(chunk.map(|chunk| Box::new(counted(chunk)) as Box<dyn Chunk>))
    }
}

struct CountedChunk {
    chunk: Box<dyn Chunk>,
    count: Arc<AtomicU64>,
}

impl Chunk for CountedChunk {
    fn read(self: Box<Self>, sink: &mut dyn ArticleSink) -> Result<Flow> {
        self.chunk.read(&mut CountedSink { sink, count: &self.count })
    }
}

struct CountedSink<'s> {
    sink: &'s mut dyn ArticleSink,
    count: &'s AtomicU64,
}

impl ArticleSink for CountedSink<'_> {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sink.article(article)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sink.reject(problems)
    }

    fn article_from(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sink.article_from(article, origin)
    }

    fn reject_from(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sink.reject_from(problems, origin)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.sink.warn(problem)
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.sink.end_chunk()
    }
}
