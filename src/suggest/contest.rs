//! Finds the profile that types most values of the data.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::model::value::{Map, Value};
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::Options;
use crate::pipeline::reader::Reader;
use crate::pipeline::run::{Consumer, drive};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::summary::{Report, Summary};

/// Why a profile is the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Winner {
    /// All records have the signature of this one.
    Signed(&'static str),
    /// The candidate at this place leaves the fewest values; the first one if none is better than it.
    Best(usize),
}

/// Returns the winner of `candidates`. `is_document` says that the path of an article is the place of its own file.
///
/// # Errors
/// Returns errors of the reader.
pub(crate) fn best(
    reader: Box<dyn Reader>,
    candidates: Vec<Mapping>,
    is_document: bool,
    options: &Options,
) -> Result<Winner> {
    let left = vec![0; candidates.len()];
    let mut contest = Contest {
        trial: Trial { candidates: candidates.into(), is_document, left, ..Trial::default() },
    };
    // What is wrong with the data is reported when it is read for the draft.
    let _ = drive(reader, &mut contest, options, &mut |_| {})?;
    let Trial { left, signed, articles, .. } = contest.trial;
    Ok(match signed.iter().next() {
        Some((profile, records)) if *records == articles => Winner::Signed(profile),
        _ => {
            let least = left.iter().enumerate().min_by_key(|(_, left)| **left);
            Winner::Best(least.map_or(0, |(at, _)| at))
        }
    })
}

struct Contest {
    trial: Trial,
}

/// Tries each candidate on each article of a chunk.
#[derive(Clone, Default)]
struct Trial {
    candidates: Arc<[Mapping]>,
    is_document: bool,
    wrong: Vec<Diagnostic>,
    /// The signature of the records from here to the end of the chunk.
    now: Option<&'static str>,
    /// Number of values that each candidate leaves.
    left: Vec<u64>,
    /// Number of articles of each signature.
    signed: BTreeMap<&'static str, u64>,
    articles: u64,
}

impl Consumer for Contest {
    type Sink = Trial;

    fn sink(&self) -> Trial {
        let left = vec![0; self.trial.left.len()];
        let candidates = Arc::clone(&self.trial.candidates);
        Trial { candidates, is_document: self.trial.is_document, left, ..Trial::default() }
    }

    fn take(&mut self, filled: &mut Trial, _: &mut Summary, _: Report<'_>) -> Result<()> {
        let empty = self.sink();
        let filled = std::mem::replace(filled, empty);
        self.trial.articles += filled.articles;
        for (all, more) in self.trial.left.iter_mut().zip(filled.left) {
            *all += more;
        }
        for (profile, records) in filled.signed {
            *self.trial.signed.entry(profile).or_default() += records;
        }
        Ok(())
    }
}

impl ArticleSink for Trial {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles += 1;
        if let Some(profile) = self.now {
            *self.signed.entry(profile).or_default() += 1;
        }
        let wrong = std::mem::take(&mut self.wrong);
        for (candidate, left) in self.candidates.iter().zip(&mut self.left) {
            let mapped = candidate.tried(article, self.is_document, &wrong);
            *left += leaves(mapped.as_ref().map_or(&article.extra, |mapped| &mapped.extra));
        }
        Ok(Flow::Continue)
    }

    fn reject(&mut self, _: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.wrong.clear();
        Ok(Flow::Continue)
    }

    fn signed(&mut self, profile: &'static str) {
        self.now = Some(profile);
    }

    fn wrong_values(&mut self, problems: Vec<Diagnostic>) -> Result<()> {
        self.wrong = problems;
        Ok(())
    }
}

/// Returns the number of values in a map that are not null.
fn leaves(map: &Map<'_>) -> u64 {
    fn within(value: &Value<'_>) -> u64 {
        match value {
            Value::Null => 0,
            Value::List(items) if !items.is_empty() => items.iter().map(within).sum(),
            Value::Map(map) if !map.is_empty() => leaves(map),
            _ => 1,
        }
    }
    map.iter().map(|(_, value)| within(value)).sum()
}
