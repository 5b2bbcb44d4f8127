//! Reads files to articles.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::decode::locate::locate;
use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::RawRecord;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

use super::parse::{Mode, parse, tree};
use super::paths::EXTENSIONS;
use super::preserve;

/// Maximum number of files in a chunk: the number of rows that Parquet encodes at once, so that batches do
/// not need to be joined.
const CHUNK_FILES: usize = 1024;
/// Number of remaining files below which chunks are a quarter as large, so that all workers stay busy until
/// the end.
const FEW_FILES: usize = 4 * CHUNK_FILES;
/// Size in bytes that few files exceed.
const USUAL_BYTES: usize = 32 << 10;
/// Number of bytes of files after which a chunk is full.
const CHUNK_BYTES: u64 = 4 << 20;

/// Markdown files, one article each.
pub(super) struct Files {
    waiting: VecDeque<Input>,
    options: Arc<ReadOptions>,
}

impl Files {
    pub(super) fn new(inputs: Vec<Input>, options: &ReadOptions) -> Self {
        Self { waiting: inputs.into(), options: Arc::new(options.clone()) }
    }
}

impl Reader for Files {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let most = if self.waiting.len() > FEW_FILES { CHUNK_FILES } else { CHUNK_FILES / 4 };
        let mut bytes = 0;
        let mut files = VecDeque::new();
        // Files have similar sizes, and asking for the size of each takes as long as opening it.
        let mut is_small = false;
        while files.len() < most && bytes < CHUNK_BYTES {
            let Some(input) = self.waiting.pop_front() else { break };
            if !is_small {
                let size = input.size();
                is_small = files.is_empty() && size <= USUAL_BYTES as u64;
                bytes += size;
            }
            files.push_back(input);
        }
        if files.is_empty() {
            return Ok(None);
        }
        Ok(Some(Box::new(Run { files, options: Arc::clone(&self.options) })))
    }
}

/// The files of a chunk that were not read yet.
struct Run {
    files: VecDeque<Input>,
    options: Arc<ReadOptions>,
}

impl Chunk for Run {
    /// Stops early if the files are larger than the first one suggested.
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        let mut sum = 0;
        let size = RecordSize::new(self.options.max_record_size);
        while sum < CHUNK_BYTES
            && let Some(input) = self.files.pop_front()
        {
            bytes.clear();
            let read = input.path().and_then(|path| {
                input.read_at_most(size.bytes(), &mut bytes)?;
                size.check(&SourceText::whole(&input.as_named(), &bytes))?;
                Ok(path)
            });
            sum += bytes.len() as u64;
            // A file that cannot be read is one rejected record; the others are still converted.
            let flow = match read {
                Ok(mut path) => {
                    if let Some(path) = &mut path {
                        path.insert_str(0, &self.options.path_prefix);
                    }
                    push(&input.as_named(), path, &self.options, &bytes, sink)?
                }
                Err(error) => sink.reject(error.into_problems()?, &())?,
            };
            if flow == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }

    fn has_more(&self) -> bool {
        !self.files.is_empty()
    }
}

/// Pushes the article of the file `bytes`, called `name` in messages, into `sink`; where the
/// options ask for it, with the source text of front matter that would not come back by itself.
fn push(
    name: &str,
    path: Option<String>,
    options: &ReadOptions,
    bytes: &[u8],
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let located = SourceText::whole(name, bytes);
    let mode = Mode { wrong: options.wrong_values(), header_lines: options.reads_header_lines() };
    let parsed = parse(bytes, mode);
    if parsed.slow {
        sink.slow();
    }
    if !parsed.errors.is_empty() {
        // The warnings of a rejected article are reported with its errors: the person who mends the
        // file sees all of them at once.
        let all = parsed.errors.into_iter().chain(parsed.deferred).chain(parsed.warnings).collect();
        return sink.reject(located.diagnose_all(all), &File(located, mode));
    }
    // Before the warnings: those of an article that is rejected are sorted with its errors.
    if !parsed.deferred.is_empty() {
        sink.wrong_values(located.diagnose_all(parsed.deferred))?;
    }
    for warning in located.diagnose_all(parsed.warnings) {
        sink.warn(warning)?;
    }
    let mut article = parsed.article;
    if options.preserve {
        // What is mapped comes back in another order than the source had it in.
        let moves = |key: &str| options.mapping.as_ref().is_some_and(|mapping| mapping.knows(key));
        let is_moved = article.extra.iter().any(|(key, _)| moves(key));
        article.front_matter = preserve::of(&article, bytes, is_moved);
    }
    article.path = path.map(Into::into);
    sink.article(&article, &File(located, mode))
}

/// The origin of an article: a whole file.
struct File<'s>(SourceText<'s>, Mode);

impl Origin for File<'_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let root = tree(self.0.text, self.1);
        locate(&self.0, root.as_ref().map(|root| (root, 0)), 0, problems)
    }

    fn copy(&self) -> Option<RawRecord> {
        Some(RawRecord::text(self.0.path, EXTENSIONS, self.0.text))
    }
}

#[cfg(test)]
mod tests;
