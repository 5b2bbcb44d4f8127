//! Articles to JSON text, in an encoder's buffer.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::ENVELOPES;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, Record};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// How articles stand in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One on each line.
    Lines,
    /// Joined by commas, without white space.
    Compact,
    /// Joined by commas, indented by this many levels of two spaces.
    Indented(usize),
}

impl Layout {
    /// What stands between two articles.
    pub(super) fn separator(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Compact => ",",
            Self::Indented(_) => ",\n",
        }
    }
}

/// The JSON text of some articles.
pub(super) struct Encoder {
    pub(super) layout: Layout,
    pub(super) text: Vec<u8>,
    pub(super) count: u64,
    /// The article is a document by itself.
    alone: bool,
    scratch: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(layout: Layout, alone: bool) -> Self {
        Self { layout, text: Vec::new(), count: 0, alone, scratch: Vec::new() }
    }

    /// Appends the JSON text of `value`, or makes it in the scratch buffer where it is to be indented.
    fn value(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        match self.layout {
            Layout::Indented(_) => serde_json::to_writer_pretty(&mut self.scratch, value),
            Layout::Lines | Layout::Compact => serde_json::to_writer(&mut self.text, value),
        }
    }

    /// Copies pretty text from the scratch buffer, each line indented.
    fn indent(&mut self, levels: usize) {
        let indent = "  ".repeat(levels);
        for line in self.scratch.split_inclusive(|&byte| byte == b'\n') {
            self.text.extend_from_slice(indent.as_bytes());
            self.text.extend_from_slice(line);
        }
        self.scratch.clear();
    }
}

impl ArticleSink for Encoder {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        if self.count > 0 {
            self.text.extend_from_slice(self.layout.separator().as_bytes());
        }
        let done = if self.alone && looks_like_envelope(article) {
            self.value(&BTreeMap::from([("extra", MapRef(&article.extra))]))
        } else {
            self.value(article)
        };
        // Memory takes any bytes and articles have text keys only, so there is nothing else to fail.
        if let Err(error) = done {
            let path = article.path.as_deref().unwrap_or_default();
            return Err(Diagnostic::new(Code::NotFinite, path, error.to_string()).into());
        }
        match self.layout {
            Layout::Lines => self.text.push(b'\n'),
            Layout::Indented(levels) => self.indent(levels),
            Layout::Compact => {}
        }
        self.count += 1;
        Ok(Flow::Continue)
    }
}

/// Whether the document of `article` would be taken for an envelope if its unknown keys stood flat.
fn looks_like_envelope(article: &Article<'_>) -> bool {
    article.fields().all(|(_, held)| held.is_none())
        && article.extra.iter().any(|(key, _)| ENVELOPES.contains(&&**key))
}
