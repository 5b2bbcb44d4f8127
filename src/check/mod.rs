//! An archive read for its faults alone: nothing is written.

mod base64;
mod duplicates;
mod rules;
mod url;

use crate::article::Article;
use crate::convert::{Summary, check_errors};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Result;
use crate::format::Report;
use crate::options::Options;
use crate::ordered;
use crate::reader::{Chunk, Reader};
use crate::sink::{ArticleSink, Flow, Origin};

use duplicates::Seen;

/// Reads all that `reader` gives, on `Options.jobs` threads, and reports all that is wrong with it, in input
/// order.
///
/// # Errors
/// What the reader answers, and [`Error::TooManyErrors`](crate::Error::TooManyErrors) past
/// [`Options::max_errors`].
pub(crate) fn run(
    mut reader: Box<dyn Reader>,
    options: &Options,
    report: Report<'_>,
) -> Result<Summary> {
    let mut summary = Summary::default();
    let mut seen = Seen::default();
    ordered::run(
        options.jobs(),
        || reader.next_chunk(),
        inspect,
        |inspected: Inspector| {
            summary.articles += inspected.articles;
            summary.rejected += inspected.rejected;
            for finding in inspected.findings {
                let problem = match finding {
                    Finding::Problem(problem) => problem,
                    Finding::Claim(claim) => match seen.claim(claim) {
                        Some(problem) => problem,
                        None => continue,
                    },
                };
                // Its record was taken for an article by the worker, which knows no other chunk.
                if problem.code == Code::SamePath {
                    summary.articles -= 1;
                    summary.rejected += 1;
                }
                summary.count(&problem);
                report(problem);
            }
            check_errors(&summary, options, false)?;
            Ok(true)
        },
    )?;
    check_errors(&summary, options, true)?;
    Ok(summary)
}

/// Reads one chunk, on a worker.
fn inspect(chunk: Box<dyn Chunk>) -> Result<Inspector> {
    let mut inspector = Inspector::default();
    chunk.read(&mut inspector)?;
    Ok(inspector)
}

/// What was found in a chunk, in source order.
enum Finding {
    Problem(Diagnostic),
    /// A value that no other article may have; its message is that value.
    Claim(Diagnostic),
}

/// Collects what is wrong with each record.
#[derive(Default)]
struct Inspector {
    findings: Vec<Finding>,
    articles: u64,
    rejected: u64,
}

impl Inspector {
    /// The record is parsed a second time for the places, once for all that is found in it.
    fn inspect(&mut self, article: &Article<'_>, origin: Option<&dyn Origin>) -> Flow {
        self.articles += 1;
        let mut found = rules::problems(article);
        found.extend(duplicates::claims(article));
        if !found.is_empty() {
            let located = match origin {
                Some(origin) => origin.locate(found),
                None => found,
            };
            self.findings.extend(located.into_iter().map(|problem| {
                let is_claim = duplicates::is_claim(&problem);
                if is_claim { Finding::Claim(problem) } else { Finding::Problem(problem) }
            }));
        }
        Flow::Continue
    }
}

impl ArticleSink for Inspector {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        Ok(self.inspect(article, None))
    }

    fn article_from(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        Ok(self.inspect(article, Some(origin)))
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        self.rejected += 1;
        self.findings.extend(problems.into_iter().map(Finding::Problem));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.findings.push(Finding::Problem(problem));
        Ok(())
    }
}
