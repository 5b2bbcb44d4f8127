//! A reader over all that was found: one group of inputs after the other.

use super::inputs::Group;
use super::layered::Seen;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::io::input::Input;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::layer;
use crate::pipeline::mapping::{self, Mapping};
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader};
use crate::pipeline::selection::Selection;
use crate::pipeline::timezone;

/// A reader of groups of inputs, each of one format, which are opened when their turn comes.
pub(super) struct Groups {
    pub(super) current: Box<dyn Reader>,
    pub(super) waiting: std::vec::IntoIter<Group>,
    pub(super) options: ReadOptions,
    /// The mapping of all articles. Without one, values that only a mapping reads stay among the unknown keys if the
    /// options have one.
    pub(super) mapping: Option<Mapping>,
    pub(super) seen: Seen,
}

impl Reader for Groups {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        loop {
            if let Some(chunk) = self.current.next_chunk()? {
                return Ok(Some(chunk));
            }
            let Some(group) = self.waiting.next() else { return Ok(None) };
            self.current = self.open(group)?;
        }
    }
}

impl Groups {
    fn open(&self, group: Group) -> Result<Box<dyn Reader>> {
        let columns = match group.columns {
            Ok(None) => {
                let reader = (group.format.open)(group.inputs, &self.options)?;
                return Ok(self.mapped(reader, group.format));
            }
            Ok(Some(columns)) => columns,
            Err(problems) => {
                let named = |input: &Input| {
                    let path = input.name();
                    problems
                        .iter()
                        .map(|problem| Diagnostic { path: path.clone(), ..problem.clone() })
                        .collect()
                };
                return Ok(Box::new(ChunkQueue::rejected(group.inputs.iter().map(named))));
            }
        };
        let mut options = self.options.clone();
        if let Some(select) = &mut options.select
            && columns.need_the_time()
        {
            *select = select.clone().and(&Selection::new(["publishedDateTime"])?);
        }
        let reader = (group.format.open)(group.inputs, &options)?;
        Ok(layer::reader(self.mapped(reader, group.format), columns))
    }

    /// Returns `reader` with its articles mapped, and their times in the zone that is known.
    fn mapped(&self, reader: Box<dyn Reader>, format: &FormatSpec) -> Box<dyn Reader> {
        let is_document = format.one_file_per_article;
        // A selection leaves few fields, which says nothing about the others.
        let reader = if is_document && self.options.select.is_none() {
            self.seen.nothing_known.watching(reader, self.mapping.as_ref())
        } else {
            reader
        };
        let mapped = match &self.mapping {
            Some(mapping) => mapping::reader(reader, mapping, is_document, self.options.lenient),
            None => reader,
        };
        // Columnar formats warn about whole columns.
        let assumed = format.is_text.then(|| self.seen.assumed.clone());
        timezone::reader(mapped, self.options.timezone, assumed)
    }
}
