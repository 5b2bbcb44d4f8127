//! Encodes articles as the text of Markdown files.

use std::ops::Range;

use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::FrontMatter;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

use super::{paths, preserve, profiled};

/// Some Markdown files, one after the other.
#[derive(Default)]
pub(super) struct Encoder {
    pub(super) text: String,
    pub(super) files: Vec<File>,
    /// Whether the files need names.
    pub(super) named: bool,
    /// The language of front matter that was asked for.
    pub(super) language: Option<FrontMatter>,
    /// The profile whose keys are written.
    pub(super) mapping: Option<Mapping>,
}

pub(super) struct File {
    pub(super) path: String,
    /// The path was made up, so another may be taken.
    pub(super) is_made_up: bool,
    pub(super) range: Range<usize>,
}

impl ArticleSink for Encoder {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        let mapping = self.mapping.as_ref();
        let (path, is_made_up) =
            if self.named { paths::of(article, mapping)? } else { ("".into(), false) };
        let start = self.text.len();
        match mapping {
            Some(mapping) => profiled::write(article, mapping, self.language, &mut self.text)?,
            None => preserve::restore(article, self.language, &mut self.text)?,
        }
        let range = start..self.text.len();
        self.files.push(File { path: path.into_owned(), is_made_up, range });
        Ok(Flow::Continue)
    }
}
