//! Writes entries into the envelope, and their sidecars after them.

use std::io::{self, Write as _};

use serde::Serialize;

use super::decode;
use super::encode::FeedEntry;
use super::sidecar::Difference;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic, UnlocatedDiagnostic};
use crate::io::output::{Output, Target};
use crate::io::temporary::Spool;
use crate::model::article::Article;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::writer::{WriteIssue, Writer};

/// The text of the envelope around its elements.
struct Layout {
    /// Up to the entries.
    head: &'static str,
    /// Before the first element of a list.
    first: &'static str,
    /// Between two elements of a list.
    between: &'static str,
    /// After the last element of a list.
    last: &'static str,
    /// After the list of entries.
    next_page: &'static str,
    /// Up to the remainders.
    remainders: &'static str,
    tail: &'static str,
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

fn layout(compact: bool) -> &'static Layout {
    if compact { &COMPACT } else { &INDENTED }
}

/// The entries of a chunk's articles and their sidecars, each as a list without brackets.
pub(super) struct Encoder {
    compact: bool,
    entries: String,
    remainders: String,
    count: u64,
    /// Whether a sidecar is not null.
    kept: bool,
}

impl Encoder {
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
        let fault = |error: serde_json::Error| refuse(article, Code::NotFinite, error.to_string());
        let text = self.text(&FeedEntry(article)).map_err(fault)?;
        let entry = decode::read_back(&text).map_err(|problems| unreadable(article, problems))?;
        let difference = Difference { article, entry: &entry };
        if difference.is_empty() {
            self.push(&text, "null");
        } else {
            let remainder = self.text(&difference).map_err(fault)?;
            self.push(&text, &remainder);
            self.kept = true;
        }
        Ok(Flow::Continue)
    }
}

fn refuse(article: &Article<'_>, code: Code, message: String) -> Error {
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

/// One page of a feed.
pub(super) struct Page {
    output: Output,
    compact: bool,
    count: u64,
    remainders: Spool,
    /// Whether a sidecar is not null.
    kept: bool,
}

impl Page {
    fn keep(&mut self, text: &str) -> Result<()> {
        self.remainders.write_all(text.as_bytes()).map_err(|source| self.output.fault(source))
    }

    /// Copies the sidecars to the output.
    fn put_remainders(&mut self) -> io::Result<u64> {
        self.remainders.copy_to(&mut self.output)
    }
}

impl Writer for Page {
    type Encoder = Encoder;
    type Target = Target;

    /// Begins the page.
    fn create(target: Target, options: &Options) -> Result<Self> {
        let compact = options.write.compact;
        let mut output = Output::create(target)?;
        output.put(layout(compact).head.as_bytes())?;
        let remainders = Spool::new();
        Ok(Self { output, compact, count: 0, remainders, kept: false })
    }

    fn encoder(&self) -> Encoder {
        let (entries, remainders) = (String::new(), String::new());
        Encoder { compact: self.compact, entries, remainders, count: 0, kept: false }
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        if filled.count == 0 {
            return Ok(());
        }
        let layout = layout(self.compact);
        if self.count == 0 {
            self.output.put(layout.first.as_bytes())?;
        } else {
            self.output.put(layout.between.as_bytes())?;
            self.keep(layout.between)?;
        }
        self.output.put(filled.entries.as_bytes())?;
        self.keep(&filled.remainders)?;
        self.count += filled.count;
        self.kept |= filled.kept;
        filled.entries.clear();
        filled.remainders.clear();
        (filled.count, filled.kept) = (0, false);
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let layout = layout(self.compact);
        if self.count > 0 {
            self.output.put(layout.last.as_bytes())?;
        }
        self.output.put(layout.next_page.as_bytes())?;
        if self.kept {
            self.output.put(layout.remainders.as_bytes())?;
            self.put_remainders().map_err(|source| self.output.fault(source))?;
            self.output.put(layout.last.as_bytes())?;
            self.output.put(b"]")?;
        }
        self.output.put(layout.tail.as_bytes())?;
        self.output.commit()
    }

    fn constraints(&self) -> Constraints {
        Constraints { finite: true, ..Constraints::NONE }
    }
}
