//! The layer that counts records, and ends the run when it is cancelled.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::io::cancel::RunControl;
use crate::model::article::Article;
use crate::pipeline::layer::Layer;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

impl Layer for RunControl {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        self.record()?;
        sink.article(article, origin)
    }

    fn reject(
        &self,
        problems: Vec<Diagnostic>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        self.record()?;
        sink.reject(problems, origin)
    }

    #[cfg(feature = "arrow")]
    fn batch(&self, rows: &RecordBatch, sink: &mut dyn ArticleSink) -> Result<Option<Flow>> {
        self.check()?;
        let answer = sink.batch(rows)?;
        self.count(answer.map_or(0, |_| rows.num_rows()));
        Ok(answer)
    }

    /// Returns `Interrupted` if the run was cancelled, so that a read error that comes from that is not reported as one of
    /// the input.
    fn pulled(&self) -> Result<()> {
        self.check()
    }
}
