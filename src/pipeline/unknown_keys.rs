//! The layer that reports or drops unknown keys.

use std::fmt::Arguments;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::error::Result;
use crate::diagnostic::excerpt::LISTED;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::article::{Article, FieldMut, Record, Visit, walk};
use crate::model::declared::DeclaredColumn;
use crate::model::value::{Map, Value};
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::options::UnknownKeys;
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::source_style;

/// Returns a problem of this severity for each unknown key of `article` and its nested records, at most a
/// thousand, with the article's path.
///
/// The values of declared columns are none.
pub(crate) fn keys(
    article: &Article<'_>,
    severity: Severity,
    declared: &[DeclaredColumn],
) -> Vec<Diagnostic> {
    let path = article.path.as_deref().unwrap_or_default();
    let mut found = Found { path, severity, declared, problems: Vec::new() };
    walk(article, &mut found);
    found.problems
}

struct Found<'p> {
    path: &'p str,
    severity: Severity,
    declared: &'p [DeclaredColumn],
    problems: Vec<Diagnostic>,
}

impl Visit for Found<'_> {
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>) {
        for (key, value) in record.extra() {
            if R::NAME == Article::NAME && is_declared(self.declared, key, value) {
                continue;
            }
            // The note about more keys is there already; the walk cannot be stopped, so it does
            // nothing from here on.
            if self.problems.len() > LISTED {
                return;
            }
            if self.problems.len() == LISTED {
                let message =
                    format!("there are more unknown keys; only the first {LISTED} are listed");
                let more = Diagnostic::new(Code::UnknownKey, self.path, message);
                self.problems.push(Diagnostic { severity: self.severity, ..more });
                return;
            }
            let name = R::NAME;
            let message = format!("this is not a field of {} {name}", article_of(name));
            let problem = Diagnostic::new(Code::UnknownKey, self.path, message);
            let problem = problem.in_field(format!("{at}{key}"));
            self.problems.push(Diagnostic { severity: self.severity, ..problem });
        }
    }
}

/// Returns whether a declared column holds this value.
fn is_declared(declared: &[DeclaredColumn], key: &str, value: &Value<'_>) -> bool {
    declared.iter().any(|column| column.takes(key, value))
}

/// Returns the English article for a noun.
fn article_of(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// Removes the unknown keys of `record` and its nested records, and returns their number.
fn drop_from<'a, R: Record<'a>>(record: &mut R) -> u64 {
    // An unknown key counts as one, whatever its value contains.
    let mut dropped = record.extra().len() as u64;
    record.extra_mut().clear();
    for index in 0..R::FIELDS.len() {
        dropped += match record.slot(index) {
            FieldMut::Provider(Some(x)) => drop_from(x),
            FieldMut::Images(Some(x)) => x.iter_mut().map(drop_from).sum(),
            FieldMut::Authors(Some(x)) => x.iter_mut().map(drop_from).sum(),
            FieldMut::Related(Some(x)) => x.iter_mut().map(drop_from).sum(),
            _ => 0,
        };
    }
    dropped
}

/// Returns the warning that this number of keys was dropped, or `None` if it is zero.
pub(crate) fn dropped(keys: u64) -> Option<Diagnostic> {
    let (noun, verb) = if keys == 1 { ("key", "was") } else { ("keys", "were") };
    let message = format!("{keys} unknown {noun} {verb} dropped");
    let problem = Diagnostic::new(Code::UnknownKey, "", message);
    (keys > 0).then_some(Diagnostic { severity: Severity::Warning, ..problem })
}

/// Returns `reader` with unknown keys treated like this. `dropped` counts those that are dropped.
pub(crate) fn reader(
    reader: Box<dyn Reader>,
    keys: UnknownKeys,
    declared: Vec<DeclaredColumn>,
    dropped: Arc<AtomicU64>,
) -> Box<dyn Reader> {
    match keys {
        UnknownKeys::Keep => reader,
        _ => layer::reader(reader, UnknownKeyFilter { keys, declared: declared.into(), dropped }),
    }
}

/// Reports or drops the unknown keys of articles.
#[derive(Clone)]
struct UnknownKeyFilter {
    keys: UnknownKeys,
    declared: Arc<[DeclaredColumn]>,
    dropped: Arc<AtomicU64>,
}

impl Layer for UnknownKeyFilter {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        let severity =
            if self.keys == UnknownKeys::Error { Severity::Error } else { Severity::Warning };
        let found = keys(article, severity, &self.declared);
        let style = article.source_style.as_deref().filter(|_| self.keys == UnknownKeys::Drop);
        let style_kept = style.and_then(source_style::of_fields);
        // A key that was mapped may have had keys of its own, which are there alone.
        if found.is_empty() && style_kept.as_deref() == style {
            return sink.article(article, origin);
        }
        match self.keys {
            UnknownKeys::Error => sink.reject(origin.locate(found), origin),
            UnknownKeys::Drop => {
                let mut rest = article.clone();
                let mut kept: Map<'_> = rest.extra.clone();
                kept.retain(|(key, value)| is_declared(&self.declared, key, value));
                let dropped = drop_from(&mut rest) - kept.len() as u64;
                self.dropped.fetch_add(dropped, Ordering::Relaxed);
                rest.extra = kept;
                // The source text contains the keys and would restore them.
                rest.front_matter = None;
                rest.source_style = style_kept.map(Into::into);
                sink.article(&rest, origin)
            }
            UnknownKeys::Keep | UnknownKeys::Warn => {
                for problem in origin.locate(found) {
                    sink.warn(problem)?;
                }
                sink.article(article, origin)
            }
        }
    }

    /// Treats a column that an article cannot store like any other unknown key.
    fn warn(&self, problem: Diagnostic, sink: &mut dyn ArticleSink) -> Result<()> {
        match (self.keys, problem.code) {
            (UnknownKeys::Drop, Code::ColumnLeftOut) => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            // The warning is about the value of a column that is dropped itself.
            (UnknownKeys::Drop, Code::BinaryAsText) => Ok(()),
            (UnknownKeys::Error, Code::ColumnLeftOut) => {
                // A sink that wants no more says so again at the next record.
                let problem = Diagnostic { severity: Severity::Error, ..problem };
                sink.reject(vec![problem], &()).map(|_| ())
            }
            _ => sink.warn(problem),
        }
    }
}
