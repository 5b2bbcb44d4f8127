//! The layer that counts what another profile would map.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

#[cfg(feature = "arrow")]
use arrow_array::RecordBatch;

use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::Article;
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::mapping::{Elsewhere, Mapping, Taker};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// A key is worth a hint if one article in so many has it.
const ONE_IN: u64 = 10;

/// Counts the articles that have keys which another profile would map.
#[derive(Clone, Debug)]
pub(crate) struct Hints {
    current: Option<Mapping>,
    /// What others map, with a count for each meaning; made at the first unknown key, since it takes all profiles.
    counted: Arc<OnceLock<Counted>>,
    articles: Arc<AtomicU64>,
}

#[derive(Debug)]
struct Counted {
    elsewhere: Elsewhere,
    counts: Vec<AtomicU64>,
}

impl Counted {
    fn new(current: Option<&Mapping>) -> Self {
        let elsewhere = Elsewhere::new(current);
        let counts = (0..elsewhere.len()).map(|_| AtomicU64::new(0)).collect();
        Self { elsewhere, counts }
    }
}

impl Hints {
    /// Returns counts for what `current` does not map.
    pub(crate) fn new(current: Option<&Mapping>) -> Self {
        Self { current: current.cloned(), counted: Arc::default(), articles: Arc::default() }
    }

    /// Returns `reader`, whose articles are counted.
    pub(crate) fn counting(&self, reader: Box<dyn Reader>) -> Box<dyn Reader> {
        layer::reader(reader, self.clone())
    }

    /// Returns the one hint that helps most, or `None` if no other profile would map the key of many articles.
    pub(crate) fn hint(&self) -> Option<Diagnostic> {
        let Counted { elsewhere, counts } = self.counted.get()?;
        let counts: Vec<u64> = counts.iter().map(|x| x.load(Ordering::Relaxed)).collect();
        let all = self.articles.load(Ordering::Relaxed);
        let best = elsewhere.best(&counts).filter(|best| best.articles * ONE_IN >= all)?;
        let has = if best.articles == 1 { "has" } else { "have" };
        let message = format!(
            "{} of {all} articles {has} this key, which means no field by the profile that was chosen",
            best.articles
        );
        let problem = Diagnostic::new(Code::UnknownKey, "", message);
        Some(problem.in_field(best.key.clone()).with_help(advice(&best)))
    }
}

/// Returns the advice to use the profile that takes a key.
pub(crate) fn advice(taker: &Taker) -> Advice {
    let words = format!(" takes it for `{}`", taker.field);
    Advice::default().setting(OptionName::Profile, taker.profile).words(words)
}

impl Layer for Hints {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        self.articles.fetch_add(1, Ordering::Relaxed);
        if !article.extra.is_empty() {
            let new = || Counted::new(self.current.as_ref());
            let Counted { elsewhere, counts } = self.counted.get_or_init(new);
            elsewhere.fitting(article, |at| {
                counts[at].fetch_add(1, Ordering::Relaxed);
            });
        }
        sink.article(article, origin)
    }

    /// Rows that are written as they are need no look at each: a hint is not worth their time.
    #[cfg(feature = "arrow")]
    fn batch(&self, rows: &RecordBatch, sink: &mut dyn ArticleSink) -> Result<Option<Flow>> {
        let answer = sink.batch(rows)?;
        if answer.is_some() {
            self.articles.fetch_add(rows.num_rows() as u64, Ordering::Relaxed);
        }
        Ok(answer)
    }
}
