//! The layer that sees whether any file has a field of an article.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::decode::field_names::ARTICLE_NAMES;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::{Article, Record};
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::mapping::Mapping;
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Keys of a file that are compared with the names of fields.
const COMPARED: usize = 100;

/// What files of one article each have in common: at least one field, or only unknown keys.
///
/// The readers of other formats look at their columns and records themselves. A file with one article says too little:
/// many have no front matter, and some only keys that are not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct NothingKnown {
    is_known: Arc<AtomicBool>,
    files: Arc<AtomicU64>,
    first: Arc<Mutex<Option<(String, Diagnostic)>>>,
}

impl NothingKnown {
    /// Returns `reader`, whose articles are seen before `mapping` maps them.
    pub(crate) fn watching(
        &self,
        reader: Box<dyn Reader>,
        mapping: Option<&Mapping>,
    ) -> Box<dyn Reader> {
        layer::reader(reader, Watch { seen: self.clone(), mapping: mapping.cloned() })
    }

    /// Returns the warning that no file has a field of an article, with names that are similar to one. Returns `None` if
    /// one file has a field, or none has a key.
    pub(crate) fn warning(&self) -> Option<Diagnostic> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, problem) = first.as_ref().filter(|_| !self.is_known.load(Ordering::Relaxed))?;
        let message = match self.files.load(Ordering::Relaxed) {
            1 => "no key of the file has the name of a field; all become unknown keys".to_owned(),
            files => {
                format!("no key of {files} files has the name of a field; all become unknown keys")
            }
        };
        Some(Diagnostic { message, ..problem.clone() })
    }
}

#[derive(Clone)]
struct Watch {
    seen: NothingKnown,
    mapping: Option<Mapping>,
}

impl Watch {
    /// Returns whether the article has a field or a key that may become one. Its path and body come from the file itself.
    fn is_known(&self, article: &Article<'_>) -> bool {
        let is_mapped = |key: &str| self.mapping.as_ref().is_some_and(|of| of.knows(key));
        let mut fields = article.fields();
        fields.any(|(field, value)| Article::is_front_matter(field.name) && !value.is_none())
            || article.extra.iter().any(|(key, _)| is_mapped(key))
    }

    /// Keeps the file that comes first, whichever thread reads it, and what its keys may mean.
    fn keep(&self, article: &Article<'_>, origin: &dyn Origin) {
        let path = article.path.as_deref().unwrap_or_default();
        let mut first = self.seen.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(before, _)| path < before.as_str()) {
            let names = article.extra.iter().take(COMPARED).map(|(key, _)| &**key);
            let usual = "fields are called `title`, `webUrl`, `publishedDateTime` and so on";
            let help = ARTICLE_NAMES.near_misses(names).unwrap_or_else(|| usual.to_owned());
            let problem = Diagnostic::new(Code::NothingKnown, "", "").with_help(help);
            let located = origin.locate(vec![problem]).pop();
            *first = located.map(|problem| (path.to_owned(), problem));
        }
    }
}

impl Layer for Watch {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        if !self.seen.is_known.load(Ordering::Relaxed) {
            if self.is_known(article) {
                self.seen.is_known.store(true, Ordering::Relaxed);
            } else if !article.extra.is_empty() {
                self.seen.files.fetch_add(1, Ordering::Relaxed);
                self.keep(article, origin);
            }
        }
        sink.article(article, origin)
    }
}
