//! What the tests of columns, Arrow and Parquet share.

use std::num::NonZero;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};

use crate::diagnostic::error::Result;
use crate::diagnostic::{Diagnostic, Speaker};
use crate::format;
use crate::formats::columns::{Rows, Source};
use crate::io::input::Input;
use crate::io::output::{Memory, Target};
use crate::model::article::Article;
use crate::pipeline::options::Options;
use crate::pipeline::reader::{Chunk, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// An article with every field, the empty ones of each kind, and unknown keys at every level.
pub(crate) const RICH: &str = r#"{"path":"news/ä.md","category":"news","title":"","excerpt":"“x”",
"publishedDateTime":"2024-01-23T12:00:00.123456+05:30","updatedDateTime":"1969-12-31T23:59:59Z",
"originalUrl":"https://e.org/?a=%20b","webUrl":"w","ampWebUrl":"a","cdnAmpWebUrl":"c","sourceUrl":"s",
"type":"article","locale":"zh-cn","highlight":"h","featuredContent":"<b>","quality":-9223372036854775808,
"heat":9223372036854775807,"published":false,
"provider":{"name":"中国","domain":"","images":[{"url":"u","x":[null,{"y":1}]}],
"authors":[{"name":"A","url":"","z":1.5},{}],"rank":1},
"topics":["","a: b"],"tags":[],
"images":[{"url":"https://e.org/i.png","width":640,"height":0,"title":"t","attribution":"","isCached":true},{}],
"related":[{"title":"r","excerpt":"","publishedDateTime":"2024-01-23T12:00:00-00:30","originalUrl":"o","webUrl":"",
"type":"video","provider":{"name":"N","images":[],"authors":[]},"quality":0,"images":[{"isCached":false}],
"topics":["deep"]},{"images":[]}],
"secured":"abc;def","body":"a\r\n\u0000\n---\n","sourceStyle":"{\"/tags\":\"one\"}","zoo":null,"deep":{"list":[1,2.5,[],{}],"big":123456789012345678901234567890123456789012},"no":"no"}"#;

/// Articles that differ in everything, one on each line.
pub(crate) fn lines(count: usize) -> String {
    let rich = RICH.replace('\n', "");
    let line = |n: usize| match n % 4 {
        0 => format!("{}\n", rich.replace("news/ä.md", &format!("{n}.md"))),
        1 => "{}\n".to_owned(),
        2 => format!("{{\"path\":\"{n}.md\",\"provider\":{{}},\"related\":[],\"k{n}\":{n}}}\n"),
        _ => format!("{{\"path\":\"{n}.md\",\"body\":\"{}\"}}\n", "text ".repeat(n % 977)),
    };
    (0..count).map(line).collect()
}

/// Returns `bytes`, of the format `from`, in the format `to`, and what was said about them; no bytes when
/// something was rejected.
pub(crate) fn convert(
    from: &str,
    bytes: impl Into<Arc<[u8]>>,
    to: &str,
    options: &Options,
) -> Result<(Vec<u8>, Vec<Diagnostic>)> {
    let memory = Memory::default();
    let mut problems = Vec::new();
    let reader = open(from, bytes)?;
    let target = Target::Memory(memory.clone());
    let convert = format::require(to)?.convert;
    let _ = convert(reader, target, options, &mut |problem| problems.push(problem))?;
    Ok((memory.take(), problems))
}

/// Options with this many jobs.
pub(crate) fn jobs(jobs: usize) -> Options {
    Options { jobs: NonZero::new(jobs), ..Options::default() }
}

/// Returns a reader of `bytes` in this format.
pub(crate) fn open(format: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Box<dyn Reader>> {
    let input = Input::bytes(format!("in.{format}"), bytes);
    (format::require(format)?.open)(vec![input], &crate::options::ReadOptions::default())
}

/// Keeps all that a chunk says.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) articles: Vec<Article<'static>>,
    pub(crate) problems: Vec<String>,
}

impl ArticleSink for Heard {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        self.problems.extend(problems.iter().map(|problem| problem.spelled(Speaker::Program)));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.problems.push(problem.spelled(Speaker::Program));
        Ok(())
    }
}

/// Counts what a reader asks of a sink: the chunks, and the batches that are passed on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) chunks: usize,
    pub(crate) batches: usize,
    pub(crate) rows: usize,
}

impl Work {
    /// Returns the work of reading `bytes` in this format.
    pub(crate) fn of(format: &str, bytes: Vec<u8>) -> Self {
        let mut work = Self::default();
        open(format, bytes).expect("opens").read(&mut work).expect("read");
        work
    }
}

impl ArticleSink for Work {
    fn article(&mut self, _: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.rows += 1;
        Ok(Flow::Continue)
    }

    fn batch(&mut self, _: &RecordBatch) -> Result<Option<Flow>> {
        self.batches += 1;
        Ok(None)
    }

    fn end_chunk(&mut self) -> Result<()> {
        self.chunks += 1;
        Ok(())
    }
}

/// Returns what a batch of these columns says, behind 10 rows of the file `f`.
pub(crate) fn hear(columns: Vec<(&str, ArrayRef)>) -> Heard {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .expect("columns of one length");
    let mut heard = Heard::default();
    let source = Source::new("f".to_owned(), Arc::default());
    match source.check(&batch.schema()) {
        Err(problems) => {
            heard.reject(problems, &()).expect("kept");
        }
        Ok(notes) => {
            let mut rows = Rows { source, batches: vec![batch], before: 10, notes };
            rows.read(&mut heard).expect("read");
        }
    }
    heard
}

/// Returns the one article of [`hear`], as JSON, with nothing else said.
pub(crate) fn article(columns: Vec<(&str, ArrayRef)>) -> String {
    let heard = hear(columns);
    assert_eq!(heard.problems, [""; 0]);
    assert_eq!(heard.articles.len(), 1);
    serde_json::to_string(&heard.articles[0]).expect("JSON")
}
