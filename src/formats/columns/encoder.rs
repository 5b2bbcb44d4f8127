//! Encodes articles to batches.

use arrow_array::RecordBatch;

use super::added::AddedColumns;
use super::builder::ArticleColumns;
use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The batches of a chunk's articles, cut by rows and bytes.
pub(crate) struct Encoder {
    columns: ArticleColumns,
    batches: Vec<RecordBatch>,
}

impl Encoder {
    pub(crate) fn new(added: &AddedColumns) -> Self {
        Self { columns: ArticleColumns::new(added), batches: Vec::new() }
    }

    /// Takes the complete batches out of the encoder.
    pub(crate) fn take(&mut self) -> Vec<RecordBatch> {
        std::mem::take(&mut self.batches)
    }

    fn cut(&mut self) -> Result<()> {
        self.batches.extend(self.columns.finish()?);
        Ok(())
    }

    fn cut_if_full(&mut self) -> Result<Flow> {
        if self.columns.is_full() {
            self.cut()?;
        }
        Ok(Flow::Continue)
    }
}

impl ArticleSink for Encoder {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.columns.append(article)?;
        self.cut_if_full()
    }

    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        if self.columns.append_batch(rows)? { self.cut_if_full().map(Some) } else { Ok(None) }
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.cut()
    }
}
