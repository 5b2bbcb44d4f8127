//! Encodes articles as entries and sidecars.

use serde::Serialize;

use super::decode;
use super::encode::FeedEntry;
use super::sidecar::Difference;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic, UnlocatedDiagnostic};
use crate::model::article::Article;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The text of the envelope around its elements.
pub(super) struct Layout {
    /// Up to the entries.
    pub(super) head: &'static str,
    /// Before the first element of a list.
    pub(super) first: &'static str,
    /// Between two elements of a list.
    pub(super) between: &'static str,
    /// After the last element of a list.
    pub(super) last: &'static str,
    /// After the list of entries.
    pub(super) next_page: &'static str,
    /// Up to the remainders.
    pub(super) remainders: &'static str,
    pub(super) tail: &'static str,
}

/// The layout of Python's `json.dumps(indent=2)`.
const INDENTED: Layout = Layout {
    head: "{\n  \"page\": 1,\n  \"value\": [",
    first: "\n",
    between: ",\n",
    last: "\n  ",
    next_page: "],\n  \"nextPage\": null",
    remainders: ",\n  \"_newsconv\": [\n",
    tail: "\n}\n",
};

const COMPACT: Layout = Layout {
    head: "{\"page\":1,\"value\":[",
    first: "",
    between: ",",
    last: "",
    next_page: "],\"nextPage\":null",
    remainders: ",\"_newsconv\":[",
    tail: "}\n",
};

pub(super) fn layout(compact: bool) -> &'static Layout {
    if compact { &COMPACT } else { &INDENTED }
}

/// The entries of a chunk's articles and their sidecars, each as a list without brackets.
pub(super) struct Encoder {
    compact: bool,
    pub(super) entries: String,
    pub(super) remainders: String,
    pub(super) count: u64,
    /// Whether a sidecar is not null.
    pub(super) has_remainders: bool,
}

impl Encoder {
    pub(super) fn new(compact: bool) -> Self {
        let (entries, remainders) = (String::new(), String::new());
        Self { compact, entries, remainders, count: 0, has_remainders: false }
    }

    fn text(&self, value: &impl Serialize) -> serde_json::Result<String> {
        if self.compact {
            serde_json::to_string(value)
        } else {
            serde_json::to_string_pretty(value)
        }
    }

    fn push(&mut self, entry: &str, remainder: &str) {
        for (list, text) in [(&mut self.entries, entry), (&mut self.remainders, remainder)] {
            if self.count > 0 {
                list.push_str(layout(self.compact).between);
            }
            for line in text.split_inclusive('\n') {
                list.push_str(if self.compact { "" } else { "    " });
                list.push_str(line);
            }
        }
        self.count += 1;
    }
}

impl ArticleSink for Encoder {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        // Writing to memory cannot fail, and keys are always text.
        let fault = |error: serde_json::Error| invalid(article, Code::NotFinite, error.to_string());
        let text = self.text(&FeedEntry(article)).map_err(fault)?;
        // Reading the entry back shows exactly what it lost; a list of known losses could miss one.
        let entry = decode::read_back(&text).map_err(|problems| unreadable(article, problems))?;
        let difference = Difference { article, entry: &entry };
        if difference.is_empty() {
            self.push(&text, "null");
        } else {
            let remainder = self.text(&difference).map_err(fault)?;
            self.push(&text, &remainder);
            self.has_remainders = true;
        }
        Ok(Flow::Continue)
    }
}

fn invalid(article: &Article<'_>, code: Code, message: String) -> Error {
    Diagnostic::new(code, article.path.as_deref().unwrap_or_default(), message).into()
}

/// Returns the error for an article whose entry could not be read back, for example because it is nested too
/// deeply.
fn unreadable(article: &Article<'_>, problems: Vec<UnlocatedDiagnostic>) -> Error {
    let path = article.path.as_deref().unwrap_or_default();
    let found = |problem: UnlocatedDiagnostic| {
        Diagnostic::new(problem.code, path, problem.message).in_field(problem.field)
    };
    Error::Invalid(problems.into_iter().map(found).collect())
}
