//! Functions of the caller that see each article on its way.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// What a function makes of an article; `None` leaves it out.
type Function = dyn for<'a> Fn(Article<'a>) -> Option<Article<'a>> + Send + Sync;

/// A function that each article passes through.
#[derive(Clone)]
pub(super) struct FilterMap(Arc<Function>);

impl FilterMap {
    pub(super) fn new(
        function: impl for<'a> Fn(Article<'a>) -> Option<Article<'a>> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(function))
    }
}

impl Layer for FilterMap {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        // The clone borrows its text as the article does.
        match (self.0)(article.clone()) {
            Some(article) => sink.article(&article, origin),
            None => {
                sink.skip();
                Ok(Flow::Continue)
            }
        }
    }
}

impl fmt::Debug for FilterMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FilterMap")
    }
}

/// Returns `reader`, whose articles pass through all functions in their order.
pub(super) fn reader(reader: Box<dyn Reader>, functions: &[FilterMap]) -> Box<dyn Reader> {
    functions.iter().cloned().fold(reader, layer::reader)
}
