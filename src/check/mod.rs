//! Checks for `newsconv check`: requirements on articles beyond the types of their fields.
//!
//! The rules are one line each in `rules`; duplicates are found across all inputs. A check reads like a
//! conversion, and writes nothing. It may use the pipeline and everything below it, but no format.

mod base64;
mod duplicates;
mod rules;
mod unknown;
mod url;

use std::sync::Arc;

use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::article::Article;
use crate::model::declared::DeclaredColumn;
use crate::pipeline::invisible_keys;
use crate::pipeline::mapping::{Elsewhere, Mapping};
use crate::pipeline::options::{Options, UnknownKeys};
use crate::pipeline::reader::Reader;
use crate::pipeline::run::{Consumer, drive};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::unknown_keys;

use duplicates::Seen;
use unknown::Unknown;

/// Reads all articles of `reader` on `Options.jobs` threads, and reports all problems in input order. Notes about
/// unknown keys come last, one for each key; `mapping` is the one by which the articles were read.
///
/// # Errors
/// Returns errors of the reader, and [`Error::TooManyErrors`](crate::Error::TooManyErrors) beyond
/// [`Options::max_errors`].
pub(crate) fn run(
    reader: Box<dyn Reader>,
    options: &Options,
    mapping: Option<&Mapping>,
    report: Report<'_>,
) -> Result<Summary> {
    let unknown_keys = match options.unknown_keys {
        UnknownKeys::Keep => Some(Severity::Note),
        UnknownKeys::Warn => Some(Severity::Warning),
        UnknownKeys::Error => Some(Severity::Error),
        UnknownKeys::Drop => None,
    };
    let declared = options.write.columns.clone().into();
    let (seen, unknown) = Default::default();
    let mut inspection = Inspection { unknown_keys, declared, seen, unknown };
    let mut summary = drive(reader, &mut inspection, options, report)?;
    summary.tell(inspection.unknown.notes(|| Elsewhere::new(mapping)), report);
    Ok(summary)
}

/// Collects the findings of all chunks, and writes nothing.
struct Inspection {
    /// The severity of unknown keys; `None` if they are ignored.
    unknown_keys: Option<Severity>,
    declared: Arc<[DeclaredColumn]>,
    seen: Seen,
    unknown: Unknown,
}

impl Consumer for Inspection {
    type Sink = Inspector;

    fn sink(&self) -> Inspector {
        let declared = Arc::clone(&self.declared);
        Inspector { unknown_keys: self.unknown_keys, declared, ..Inspector::default() }
    }

    fn take(
        &mut self,
        filled: &mut Inspector,
        summary: &mut Summary,
        report: Report<'_>,
    ) -> Result<()> {
        summary.articles += std::mem::take(&mut filled.articles);
        summary.rejected += std::mem::take(&mut filled.rejected);
        self.unknown.merge(std::mem::take(&mut filled.unknown));
        for finding in std::mem::take(&mut filled.findings) {
            let problem = match finding {
                Finding::Problem(problem) => problem,
                Finding::Claim { value, is_sound } => {
                    let Some(problem) = self.seen.claim(value) else { continue };
                    // The worker, which does not know other chunks, counted the record as an article.
                    if is_sound && problem.severity == Severity::Error {
                        summary.articles -= 1;
                        summary.rejected += 1;
                    }
                    problem
                }
            };
            summary.tell([problem], report);
        }
        Ok(())
    }
}

/// A finding in a chunk.
enum Finding {
    Problem(Diagnostic),
    Claim {
        /// A value that no other article may have; the message of the diagnostic is that value.
        value: Diagnostic,
        /// Whether the record has no other error.
        is_sound: bool,
    },
}

/// Collects the problems of each record.
#[derive(Default)]
struct Inspector {
    unknown_keys: Option<Severity>,
    declared: Arc<[DeclaredColumn]>,
    findings: Vec<Finding>,
    /// Those that are only notes.
    unknown: Unknown,
    articles: u64,
    rejected: u64,
}

impl ArticleSink for Inspector {
    /// Checks an article. If there are problems, the record is parsed again for their positions, once for all
    /// of them.
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        let mut found = rules::problems(article);
        found.extend(invisible_keys::problems(article));
        if let Some(severity) = self.unknown_keys {
            let keys = unknown_keys::keys(article, severity, &self.declared);
            let is_folded = severity == Severity::Note;
            found.extend(if is_folded { self.unknown.count(keys) } else { keys });
        }
        let is_sound = found.iter().all(|problem| problem.severity != Severity::Error);
        *if is_sound { &mut self.articles } else { &mut self.rejected } += 1;
        // Added after the count, since a claim is a value and not yet a problem. Whether another
        // article has it is known only to the consumer, which sees all chunks.
        found.extend(duplicates::claims(article));
        let located = if found.is_empty() { found } else { origin.locate(found) };
        for problem in located {
            if duplicates::is_claim(&problem) {
                self.findings.push(Finding::Claim { value: problem, is_sound });
            } else if problem.code == Code::UnknownKey && problem.severity == Severity::Note {
                self.unknown.place(problem);
            } else {
                self.findings.push(Finding::Problem(problem));
            }
        }
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.rejected += 1;
        self.findings.extend(problems.into_iter().map(Finding::Problem));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.findings.push(Finding::Problem(problem));
        Ok(())
    }
}
