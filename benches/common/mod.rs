//! What the benchmarks share: articles from a seed, the same on every machine, and formats as a table.
#![allow(dead_code, reason = "each benchmark uses a part of this")]

mod generate;

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use newsconv::format::FormatSpec;
use newsconv::io::{Memory, Target};
use newsconv::options::{Options, ReadOptions};
use newsconv::pipeline::{ArticleSink, Chunk, Flow, Reader};
use newsconv::{Article, Input, Result, Summary};

/// Articles in a benchmark: about 8 MB as NDJSON.
const COUNT: usize = 2_000;

/// Articles that make up a chunk of [`Parsed`].
const CHUNK: usize = 256;

/// The articles that everything is measured on.
pub(crate) struct Archive {
    articles: Arc<[Article<'static>]>,
    /// Bytes of all articles as NDJSON.
    bytes: u64,
}

impl Archive {
    /// The archive of a fixed seed.
    pub(crate) fn new() -> Self {
        Self::of(generate::articles(COUNT).collect())
    }

    /// The same articles without their bodies, so that front matter is all there is.
    pub(crate) fn without_bodies() -> Self {
        let no_body = |article| Article { body: Some("".into()), ..article };
        Self::of(generate::articles(COUNT).map(no_body).collect())
    }

    fn of(articles: Arc<[Article<'static>]>) -> Self {
        let mut text = Vec::new();
        for article in articles.iter() {
            serde_json::to_writer(&mut text, article).expect("articles are JSON");
            text.push(b'\n');
        }
        Self { articles, bytes: text.len() as u64 }
    }

    /// A group of measurements. Its throughput is in bytes of the articles as NDJSON, whatever the
    /// format, so that formats can be compared with each other.
    pub(crate) fn group<'c>(
        &self,
        criterion: &'c mut Criterion,
        name: &str,
    ) -> BenchmarkGroup<'c, WallTime> {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(self.bytes));
        group.sample_size(10).measurement_time(Duration::from_secs(2));
        group.warm_up_time(Duration::from_millis(500));
        group
    }

    /// A reader that has parsed everything already, so that only writing is measured.
    pub(crate) fn parsed(&self) -> Box<dyn Reader> {
        Box::new(Parsed { articles: Arc::clone(&self.articles), from: 0 })
    }

    /// The articles in this format: as one source, or as one for each where it takes no more.
    pub(crate) fn sources(&self, format: &FormatSpec) -> Vec<Input> {
        let all = encode(format, self.parsed());
        all.map_or_else(
            |_| (0..self.articles.len()).map(|index| self.source(format, index)).collect(),
            |bytes| vec![Input::bytes("articles", bytes)],
        )
    }

    fn source(&self, format: &FormatSpec, index: usize) -> Input {
        let path = self.articles[index].path.clone().expect("every article has a path");
        Input::bytes(path, self.file(format, index))
    }

    /// Each article as a file of the format called `name`.
    pub(crate) fn files(&self, name: &str) -> Vec<Vec<u8>> {
        let format = newsconv::format::by_name(name).expect("a built-in format");
        (0..self.articles.len()).map(|index| self.file(format, index)).collect()
    }

    fn file(&self, format: &FormatSpec, index: usize) -> Vec<u8> {
        let one = self.articles[index..=index].into();
        let bytes = encode(format, Box::new(Parsed { articles: one, from: 0 }));
        bytes.expect("every format takes one article")
    }

    /// Checks that a run wrote every article.
    pub(crate) fn check(&self, summary: Summary) {
        assert_eq!((summary.articles, summary.rejected), (self.articles.len() as u64, 0));
    }

    /// Checks that a reader read every article.
    pub(crate) fn check_count(&self, count: usize) {
        assert_eq!(count, self.articles.len());
    }
}

/// Opens `sources` as one reader.
pub(crate) fn open(format: &FormatSpec, sources: &[Input]) -> Box<dyn Reader> {
    (format.open)(sources.to_vec(), &ReadOptions::default()).expect("the sources can be opened")
}

/// Where a benchmark writes this format: to memory, or to a folder where one source takes one article.
pub(crate) enum Place {
    Memory,
    Folder(tempfile::TempDir),
}

impl Place {
    /// The place that this format can be written to.
    pub(crate) fn of(format: &FormatSpec, archive: &Archive) -> Self {
        match encode(format, archive.parsed()) {
            Ok(_) => Self::Memory,
            Err(_) => Self::Folder(tempfile::tempdir().expect("a folder for temporary files")),
        }
    }

    /// Writes all that `reader` gives.
    pub(crate) fn write(
        &self,
        format: &FormatSpec,
        reader: Box<dyn Reader>,
        jobs: usize,
    ) -> Summary {
        let target = match self {
            Self::Memory => Target::Memory(Memory::default()),
            Self::Folder(folder) => Target::Folder(folder.path().to_path_buf()),
        };
        let mut options = options(jobs);
        options.write.overwrite = true;
        (format.convert)(reader, target, &options, &mut |_| {})
            .expect("every article can be written")
    }
}

/// The numbers of workers worth comparing: one, and one for each core.
pub(crate) fn jobs() -> Vec<usize> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    if cores > 1 { vec![1, cores] } else { vec![1] }
}

fn options(jobs: usize) -> Options {
    Options { jobs: NonZero::new(jobs), ..Options::default() }
}

fn encode(format: &FormatSpec, reader: Box<dyn Reader>) -> Result<Vec<u8>> {
    let memory = Memory::default();
    let summary =
        (format.convert)(reader, Target::Memory(memory.clone()), &options(1), &mut |_| {})?;
    assert!(summary.written);
    Ok(memory.take())
}

struct Parsed {
    articles: Arc<[Article<'static>]>,
    from: usize,
}

impl Reader for Parsed {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let (from, end) = (self.from, self.articles.len().min(self.from + CHUNK));
        self.from = end;
        let articles = Arc::clone(&self.articles);
        Ok((from < end).then(|| Box::new(Run { articles, from, end }) as Box<dyn Chunk>))
    }
}

struct Run {
    articles: Arc<[Article<'static>]>,
    from: usize,
    end: usize,
}

impl Chunk for Run {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for article in &self.articles[self.from..self.end] {
            if sink.article(article, &())? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}
