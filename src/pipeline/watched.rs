//! Readers under watch: they count their records, and end when the run is called off.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::io::cancel::RunControl;
use crate::model::article::Article;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// `reader`, under watch.
pub(crate) fn reader(reader: Box<dyn Reader>, control: &RunControl) -> Box<dyn Reader> {
    Box::new(Watched { inner: reader, control: control.clone() })
}

/// A reader, a chunk or a sink that heeds the watch.
struct Watched<T> {
    inner: T,
    control: RunControl,
}

impl Reader for Watched<Box<dyn Reader>> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let chunk = self.inner.next_chunk();
        // What was to be waited for has not come when the run is called off, which is no fault of it.
        self.control.check()?;
        let watched =
            |inner| Box::new(Watched { inner, control: self.control.clone() }) as Box<dyn Chunk>;
        Ok(chunk?.map(watched))
    }
}

impl Chunk for Watched<Box<dyn Chunk>> {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        self.inner.read(&mut Watched { inner: sink, control: self.control.clone() })
    }

    fn has_more(&self) -> bool {
        self.inner.has_more()
    }
}

impl ArticleSink for Watched<&mut dyn ArticleSink> {
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        self.control.record()?;
        self.inner.article(article, origin)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.control.record()?;
        self.inner.reject(problems, origin)
    }

    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        self.control.check()?;
        let answer = self.inner.batch(rows)?;
        self.control.count(answer.map_or(0, |_| rows.num_rows()));
        Ok(answer)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.inner.warn(problem)
    }

    fn slow(&mut self) {
        self.inner.slow();
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.inner.end_chunk()
    }
}
