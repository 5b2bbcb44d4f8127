//! Layers between a reader and a sink, which see each record on its way.

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Sees each record on its way from a reader to a sink, on the worker that reads it.
///
/// Each chunk has its own clone: state that outlives the chunk, such as a count, must be shared in an `Arc`.
pub(crate) trait Layer: Clone + Send + 'static {
    /// Does exactly one of these: passes `article`, or another one in its place, to `sink`; rejects it with
    /// [`ArticleSink::reject`]; or skips it with [`ArticleSink::skip`].
    ///
    /// # Errors
    /// Returns errors of the sink, and any error that ends the run.
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow>;

    /// Handles a record that is not an article. By default it is passed on.
    ///
    /// # Errors
    /// As [`Layer::article`].
    fn reject(
        &self,
        problems: Vec<Diagnostic>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        sink.reject(problems, origin)
    }

    /// Passes on a warning; that is what it does by default.
    ///
    /// # Errors
    /// As [`Layer::article`].
    fn warn(&self, problem: Diagnostic, sink: &mut dyn ArticleSink) -> Result<()> {
        sink.warn(problem)
    }

    /// Passes on whose keys the next records have; that is what it does by default.
    fn signed(&self, profile: &'static str, sink: &mut dyn ArticleSink) {
        sink.signed(profile);
    }

    /// Passes on what is wrong with fields of the next article; that is what it does by default.
    ///
    /// # Errors
    /// As [`Layer::article`].
    fn wrong_values(&self, problems: Vec<Diagnostic>, sink: &mut dyn ArticleSink) -> Result<()> {
        sink.wrong_values(problems)
    }

    /// Passes on all rows of a batch at once, or returns `None` if each must be passed as an article. By
    /// default it returns `None`, since a layer that examines articles would not see them.
    ///
    /// # Errors
    /// As [`Layer::article`].
    #[cfg(feature = "arrow")]
    fn batch(&self, rows: &RecordBatch, sink: &mut dyn ArticleSink) -> Result<Option<Flow>> {
        let _ = (rows, sink);
        Ok(None)
    }

    /// Is called after each pull of a chunk, also if the pull failed. By default it does nothing.
    ///
    /// # Errors
    /// Returns an error that ends the run, in place of the chunk or of its error.
    fn pulled(&self) -> Result<()> {
        Ok(())
    }
}

/// Returns `reader` with its records passing through `layer`.
pub(crate) fn reader(reader: Box<dyn Reader>, layer: impl Layer) -> Box<dyn Reader> {
    Box::new(Layered { inner: reader, layer })
}

/// A reader, a chunk or a sink behind a layer.
struct Layered<T, L> {
    inner: T,
    layer: L,
}

impl<L: Layer> Reader for Layered<Box<dyn Reader>, L> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        // The result is examined only after `pulled`: if the run was cancelled, its own error is
        // more useful than one that follows from it.
        let chunk = self.inner.next_chunk();
        self.layer.pulled()?;
        let Some(inner) = chunk? else { return Ok(None) };
        Ok(Some(Box::new(Layered { inner, layer: self.layer.clone() })))
    }
}

impl<L: Layer> Chunk for Layered<Box<dyn Chunk>, L> {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        self.inner.read(&mut Layered { inner: sink, layer: self.layer.clone() })
    }

    fn has_more(&self) -> bool {
        self.inner.has_more()
    }
}

impl<L: Layer> ArticleSink for Layered<&mut dyn ArticleSink, L> {
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        self.layer.article(article, origin, self.inner)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.layer.reject(problems, origin, self.inner)
    }

    fn skip(&mut self) {
        self.inner.skip();
    }

    #[cfg(feature = "arrow")]
    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        self.layer.batch(rows, self.inner)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.layer.warn(problem, self.inner)
    }

    fn signed(&mut self, profile: &'static str) {
        self.layer.signed(profile, self.inner);
    }

    fn wrong_values(&mut self, problems: Vec<Diagnostic>) -> Result<()> {
        self.layer.wrong_values(problems, self.inner)
    }

    fn slow(&mut self) {
        self.inner.slow();
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.inner.end_chunk()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::pipeline::constraints::Constraints;
    use crate::pipeline::encode::{CaptureRaw, ChunkEncoder};
    use crate::pipeline::reader::ChunkQueue;

    /// Articles of these titles, each with a warning before it.
    struct Titles(&'static [&'static str]);

    fn problem(message: &str) -> Diagnostic {
        Diagnostic::new(Code::NoPath, "", message)
    }

    impl Chunk for Titles {
        fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
            for &title in self.0 {
                sink.warn(problem(title))?;
                let article = Article { title: Some(title.into()), ..Article::default() };
                sink.article(&article, &())?;
            }
            Ok(Flow::Continue)
        }
    }

    /// Does to an article what its title says.
    #[derive(Clone)]
    struct AsTold;

    impl Layer for AsTold {
        fn article(
            &self,
            article: &Article<'_>,
            origin: &dyn Origin,
            sink: &mut dyn ArticleSink,
        ) -> Result<Flow> {
            match article.title.as_deref() {
                Some("skip") => {
                    sink.skip();
                    Ok(Flow::Continue)
                }
                Some("change") => {
                    let changed = Article { title: Some("changed".into()), ..article.clone() };
                    sink.article(&changed, origin)
                }
                Some("reject") => sink.reject(vec![problem("rejected")], origin),
                _ => sink.article(article, origin),
            }
        }
    }

    #[test]
    fn a_layer_passes_on_changes_rejects_or_skips() {
        let titles = Titles(&["pass", "skip", "reject", "change", "skip"]);
        let mut reader = reader(Box::new(ChunkQueue::one(Box::new(titles))), AsTold);
        let constraints = Constraints::default();
        let mut sink = ChunkEncoder::new(Vec::new(), constraints, CaptureRaw::Rejected);
        reader.read(&mut sink).expect("it is read");
        let titles = sink.encoder.iter().map(|article| article.title.as_deref());
        assert_eq!(titles.collect::<Vec<_>>(), [Some("pass"), Some("changed")]);
        assert_eq!((sink.records.articles, sink.records.rejected), (2, 1));
        // Warnings about the skipped record must not be reported with the next one.
        let [rejected] = &*sink.records.rejects else { panic!("one record is rejected") };
        let said: Vec<_> = rejected.problems.iter().map(|problem| &*problem.message).collect();
        assert_eq!(said, ["reject", "rejected"]);
    }
}
