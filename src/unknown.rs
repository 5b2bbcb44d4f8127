//! Keys that the model does not know.

use crate::article::{Article, Record, Visit, walk};
use crate::diagnostic::{Code, Diagnostic};

/// A note for each unknown key of `article` and of what nests in it, with the article's path.
pub(crate) fn keys(article: &Article<'_>) -> Vec<Diagnostic> {
    let path = article.path.as_deref().unwrap_or_default();
    let mut found = Found { path, problems: Vec::new() };
    walk(article, "", &mut found);
    found.problems
}

struct Found<'p> {
    path: &'p str,
    problems: Vec<Diagnostic>,
}

impl Visit for Found<'_> {
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: &str) {
        for (key, _) in record.extra() {
            let name = R::NAME;
            let message = format!("this is no field of {} {name}", article_of(name));
            let problem = Diagnostic::new(Code::UnknownKey, self.path, message);
            self.problems.push(problem.in_field(format!("{at}{key}")));
        }
    }
}

/// The article that goes with a noun.
fn article_of(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
