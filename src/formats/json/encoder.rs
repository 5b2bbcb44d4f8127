//! Encodes articles as JSON text.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::envelope::names::{is_record_like, is_telling};
use super::envelope::{self, Shape};
use super::ids::ItemId;
use super::profiled;
use super::shared::Shared;
use super::signature::FIRST_STEPS;
use super::syntax::REST;
use crate::decode::field_names::ARTICLE_NAMES;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, Record};
use crate::model::value::Value;
use crate::pipeline::mapping::Output;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The layout of articles in the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One per line.
    Lines,
    /// Joined by commas, without white space.
    Compact,
    /// Joined by commas, indented by this many levels of two spaces.
    Indented(usize),
}

impl Layout {
    /// Returns the text between two articles.
    pub(super) fn separator(self) -> &'static str {
        match self {
            Self::Lines => "",
            Self::Compact => ",",
            Self::Indented(_) => ",\n",
        }
    }
}

/// The JSON text of a chunk's articles.
pub(super) struct Encoder {
    pub(super) layout: Layout,
    pub(super) text: Vec<u8>,
    pub(super) count: u64,
    /// Whether the article is the whole document.
    alone: bool,
    /// What articles are written as items of.
    output: Option<Output>,
    /// What the articles have in common.
    pub(super) shared: Shared,
    /// The ids of the items of a feed.
    pub(super) ids: Vec<ItemId>,
    scratch: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(layout: Layout, alone: bool) -> Self {
        let (text, scratch) = Default::default();
        let (output, shared, ids) = (None, Shared::default(), Vec::new());
        Self { layout, text, count: 0, alone, output, shared, ids, scratch }
    }

    /// Returns the same, which writes articles as items of this.
    pub(super) fn profiled(self, output: Option<Output>) -> Self {
        Self { output, ..self }
    }

    /// Appends the JSON text of `value`, or writes it to the scratch buffer if it must be indented.
    fn value(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        match self.layout {
            Layout::Indented(_) => serde_json::to_writer_pretty(&mut self.scratch, value),
            Layout::Lines | Layout::Compact => serde_json::to_writer(&mut self.text, value),
        }
    }

    /// Copies the formatted text from the scratch buffer, with each line indented.
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
        let item = self.output.map(|output| profiled::item(article, output)).transpose()?;
        if self.count > 0 {
            self.text.extend_from_slice(self.layout.separator().as_bytes());
        }
        // Unknown keys are written beside the fields if the reader gets the same article from that.
        let done = if let Some(item) = item {
            self.shared.add(Shared::of(article));
            if self.output == Some(Output::JsonFeed) {
                self.ids.extend(ItemId::of(article, self.text.len()));
            }
            self.value(&item)
        } else if is_misread_flat(article, self.alone, self.layout == Layout::Lines) {
            self.value(&Nested(article))
        } else {
            self.value(article)
        };
        // Writing to memory cannot fail, and keys are always text, so there is no other error.
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

/// Returns whether the reader would take the article for something else if its unknown keys were flat: for an
/// envelope, for no article at all, or its keys for fields that are spelled otherwise. `alone` means that it is a
/// document by itself, `line` a line of NDJSON, where any object is an article.
fn is_misread_flat(article: &Article<'_>, alone: bool, line: bool) -> bool {
    // With the name of a field among them, the unknown keys are not flat anyway.
    if article.extra.is_empty() || article.has_reserved_extra() {
        return false;
    }
    let present = || article.fields().filter(|(_, value)| !value.is_none());
    let is_told = present().any(|(field, _)| is_telling(field.name));
    let keys = || article.extra.iter().map(|(key, _)| &**key);
    if !is_told {
        let is_unknown = present().next().is_none();
        let fields = present().map(|(field, _)| field.name);
        let is_bound = || ARTICLE_NAMES.bind(keys()).into_iter().any(|name| name.is_some());
        if (is_unknown && is_bound()) || !(line || is_record_like(keys().chain(fields))) {
            return true;
        }
    }
    if keys().any(|key| key == REST) {
        return true;
    }
    let is_nested = |value: &Value<'_>| matches!(value, Value::List(_) | Value::Map(_));
    let is_step = |key: &str| FIRST_STEPS.contains(&key);
    let mut nested = article.extra.iter().filter(|(_, value)| is_nested(value));
    let is_suspect = if alone || !is_told {
        nested.next().is_some()
    } else {
        // Among others, only a signature makes an envelope of an article.
        nested.any(|(key, _)| is_step(key))
    };
    if !is_suspect {
        return false;
    }
    // The reader itself decides, on the text that would be written.
    let flat = serde_json::to_string(article).unwrap_or_default();
    !matches!(envelope::shape(&flat, &flat), Shape::Record)
}

/// An article with all its unknown keys in a member `extra`.
struct Nested<'r, 'a>(&'r Article<'a>);

impl Serialize for Nested<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(None)?;
        for (field, value) in self.0.fields() {
            if !value.is_none() {
                out.serialize_entry(field.name, &value)?;
            }
        }
        out.serialize_entry("extra", &MapRef(&self.0.extra))?;
        out.end()
    }
}
