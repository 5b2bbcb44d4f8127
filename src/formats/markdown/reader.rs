//! Files to articles.

use std::borrow::Cow;
use std::collections::VecDeque;

use crate::article::Article;
use crate::diagnostic::{Code, Located, Problem};
use crate::error::Result;
use crate::fields::{Dialect, Fields};
use crate::input::Input;
use crate::options::ReadOptions;
use crate::reader::{Chunk, Reader};
use crate::sink::{ArticleSink, Flow};
use crate::tree::{Data, Node};
use crate::value::Value;

use super::{fences, render, yaml};

/// Files of one chunk, at most.
const CHUNK_FILES: usize = 256;
/// Bytes of files after which a chunk is full.
const CHUNK_BYTES: u64 = 4 << 20;

/// Markdown files, one article each.
pub(super) struct Files {
    waiting: VecDeque<Input>,
    options: ReadOptions,
}

impl Files {
    pub(super) fn new(inputs: Vec<Input>, options: &ReadOptions) -> Self {
        Self { waiting: inputs.into(), options: options.clone() }
    }
}

impl Reader for Files {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let mut bytes = 0;
        let mut files = Vec::new();
        while files.len() < CHUNK_FILES && bytes < CHUNK_BYTES {
            let Some(input) = self.waiting.pop_front() else { break };
            bytes += input.size();
            files.push(input);
        }
        if files.is_empty() {
            return Ok(None);
        }
        Ok(Some(Box::new(Run { files, options: self.options.clone() })))
    }
}

/// A run of files.
struct Run {
    files: Vec<Input>,
    options: ReadOptions,
}

impl Chunk for Run {
    fn read(self: Box<Self>, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let mut bytes = Vec::new();
        for input in &self.files {
            bytes.clear();
            input.read_to_end(&mut bytes)?;
            let path = input.path()?.map(|path| format!("{}{path}", self.options.path_prefix));
            let flow = push(&input.name(), path, self.options.preserve, &bytes, sink)?;
            if flow == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}

/// Pushes the article of the file `bytes`, called `name` in messages, into `sink`; where asked to
/// `preserve`, with the source text of front matter that would not come back by itself.
fn push(
    name: &str,
    path: Option<String>,
    preserve: bool,
    bytes: &[u8],
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let source = Located::whole(name, bytes);
    let parsed = parse(bytes);
    if !parsed.errors.is_empty() {
        let all = parsed.errors.into_iter().chain(parsed.warnings).collect();
        return sink.reject(source.diagnose_all(all));
    }
    for warning in source.diagnose_all(parsed.warnings) {
        sink.warn(warning)?;
    }
    let mut article = parsed.article;
    if preserve && !render::gives(&article, bytes) {
        article.front_matter = Some(source_text(&article, bytes));
    }
    article.path = path.map(Into::into);
    sink.article(&article)
}

/// What stands before the body of the file `bytes`.
fn source_text<'a>(article: &Article<'_>, bytes: &'a [u8]) -> Cow<'a, str> {
    let body = article.body.as_deref().map_or(0, str::len);
    String::from_utf8_lossy(&bytes[..bytes.len() - body])
}

/// What a file holds.
#[derive(Default)]
pub(super) struct Parsed<'a> {
    /// Worth nothing once there are errors.
    pub(super) article: Article<'a>,
    pub(super) errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Parsed<'_> {
    fn fault(problem: Problem) -> Self {
        Self { errors: vec![problem], ..Self::default() }
    }
}

/// The article of the Markdown file `bytes`, without a path.
pub(super) fn parse(bytes: &[u8]) -> Parsed<'_> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Parsed::fault(not_utf8(bytes, error.valid_up_to())),
    };
    let parts = match fences::split(bytes) {
        Ok(parts) => parts,
        Err(problem) => return Parsed::fault(problem),
    };
    let mut parsed = match parts.yaml {
        Some(range) => front_matter(&text[range.clone()], range.start),
        None => {
            let message = "the file has no front matter; all of it was taken for the body";
            let warning = Problem::new(Code::NoFrontMatter, 0, message);
            Parsed { warnings: vec![warning], ..Parsed::default() }
        }
    };
    parsed.article.body = parts.body.map(|at| text[at..].into());
    parsed
}

fn not_utf8(bytes: &[u8], at: usize) -> Problem {
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let message = if utf16 { "the file is UTF-16" } else { "this byte is not UTF-8" };
    Problem::new(Code::NotUtf8, at, message).with_help("save the file as UTF-8")
}

/// The article of the front matter `yaml`, which begins at byte `base` of its file.
fn front_matter(yaml: &str, base: usize) -> Parsed<'_> {
    let yaml::Document { root, mut errors, mut warnings } = yaml::parse(yaml, base);
    let entries = match root {
        None | Some(Node { data: Data::Scalar(Value::Null), .. }) => Vec::new(),
        Some(Node { data: Data::Map(entries), .. }) => entries,
        Some(other) => {
            let message =
                format!("front matter must be a map of keys, and this is {}", other.describe());
            errors.push(Problem::new(Code::NotAMapping, other.at, message));
            Vec::new()
        }
    };
    let mut fields = Fields::new(Dialect::Yaml);
    let article = fields.article(entries);
    errors.extend(fields.errors);
    warnings.extend(fields.warnings);
    Parsed { article, errors, warnings }
}

#[cfg(test)]
mod tests;
