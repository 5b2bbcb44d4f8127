//! Drafts a mapping file from data: `newsconv profile suggest`.
//!
//! `contest` finds the profile that types most values, `keys` counts what it leaves, `types` finds the type of each key,
//! `names` names the columns, `draft` writes the file. Nothing is ever guessed when data is converted: the draft is a
//! file for a person to read.

mod contest;
mod draft;
mod keys;
mod names;
mod types;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::{Error, Result};
use crate::model::article::Article;
use crate::pipeline::mapping::{Guesses, Mapping};
use crate::pipeline::options::Options;
use crate::pipeline::reader::Reader;
use crate::pipeline::run::{Consumer, drive};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::summary::{Report, Summary};

pub(crate) use contest::{Winner, best};
use keys::Keys;

/// The profile that a draft adds to.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    pub(crate) mapping: Mapping,
    /// Why it is this one, as a sentence.
    pub(crate) reason: String,
}

/// Returns a mapping file for the articles of `reader`, which maps nothing itself, and reports what cannot be read.
/// `is_document` says that the path of an article is the place of its own file.
///
/// # Errors
/// Returns errors of the reader, and [`Error::Usage`] if there is no article.
pub(crate) fn suggest(
    reader: Box<dyn Reader>,
    basis: &Basis,
    is_document: bool,
    options: &Options,
    report: Report<'_>,
) -> Result<String> {
    let guesses = Arc::new(basis.mapping.guesses());
    let (base, wrong, keys) = (basis.mapping.clone(), Vec::new(), Keys::default());
    let mut all = All(Survey {
        base,
        guesses,
        is_document,
        wrong,
        keys,
        articles: 0,
        rejected: 0,
        problems: Vec::new(),
    });
    let summary = drive(reader, &mut all, options, report)?;
    if summary.articles == 0 {
        return Err(Error::usage("no article could be read, so there is nothing to suggest"));
    }
    Ok(draft::draft(basis, summary.articles, &all.0.keys))
}

/// What all chunks have.
struct All(Survey);

/// Collects the keys that the mapping leaves of the articles of a chunk.
struct Survey {
    base: Mapping,
    guesses: Arc<Guesses>,
    is_document: bool,
    /// What is wrong with fields of the next article.
    wrong: Vec<Diagnostic>,
    keys: Keys,
    articles: u64,
    rejected: u64,
    problems: Vec<Diagnostic>,
}

impl Consumer for All {
    type Sink = Survey;

    fn sink(&self) -> Survey {
        self.0.emptied()
    }

    fn take(
        &mut self,
        filled: &mut Survey,
        summary: &mut Summary,
        report: Report<'_>,
    ) -> Result<()> {
        summary.articles += std::mem::take(&mut filled.articles);
        summary.rejected += std::mem::take(&mut filled.rejected);
        summary.tell(std::mem::take(&mut filled.problems), report);
        // In input order, so that the same keys are kept for any number of workers.
        self.0.keys.merge(std::mem::take(&mut filled.keys));
        Ok(())
    }
}

impl Survey {
    /// Returns an empty one like this.
    fn emptied(&self) -> Self {
        Self {
            base: self.base.clone(),
            guesses: Arc::clone(&self.guesses),
            is_document: self.is_document,
            wrong: Vec::new(),
            keys: Keys::default(),
            articles: 0,
            rejected: 0,
            problems: Vec::new(),
        }
    }
}

impl ArticleSink for Survey {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles += 1;
        let mapped = self.base.tried(article, self.is_document, &self.wrong);
        let mapped = mapped.as_ref().unwrap_or(article);
        self.keys.has_misfits |= Mapping::leaves(mapped, &self.wrong);
        self.wrong.clear();
        self.keys.add(article, mapped, &self.guesses);
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.rejected += 1;
        self.wrong.clear();
        self.problems.extend(problems);
        Ok(Flow::Continue)
    }

    fn wrong_values(&mut self, problems: Vec<Diagnostic>) -> Result<()> {
        self.wrong = problems;
        Ok(())
    }
}
