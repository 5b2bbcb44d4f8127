//! Batches that are handed on as they are: the output, what is said and what is counted are as if an article
//! had been made of each row.

mod odd;

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::RecordBatch;
use newsconv::format::FormatSpec;
use newsconv::io::{Memory, Target};
use newsconv::options::Options;
use newsconv::pipeline::{ArticleSink, Chunk, Flow, Origin, Reader};
use newsconv::{
    Article, Conversion, Diagnostic, Error, Input, OnError, Result, Summary, UnknownKeys, Value,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::property::{article, share};
use crate::util::{BINARY, articles, by_name, cases, preserving, written};

/// A reader, a chunk or a sink that offers batches, or keeps from the sink that there are any.
struct Way<T> {
    inner: T,
    whole: bool,
    /// Rows that were taken at once.
    taken: Arc<AtomicU64>,
}

impl<T> Way<T> {
    fn of<U>(&self, inner: U) -> Way<U> {
        Way { inner, whole: self.whole, taken: Arc::clone(&self.taken) }
    }
}

impl Reader for Way<Box<dyn Reader>> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        let chunk = self.inner.next_chunk()?;
        Ok(chunk.map(|chunk| Box::new(self.of(chunk)) as Box<dyn Chunk>))
    }
}

impl Chunk for Way<Box<dyn Chunk>> {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let mut sink = self.of(sink);
        self.inner.read(&mut sink)
    }

    fn has_more(&self) -> bool {
        self.inner.has_more()
    }
}

impl ArticleSink for Way<&mut dyn ArticleSink> {
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        self.inner.article(article, origin)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.inner.reject(problems, origin)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.inner.warn(problem)
    }

    fn batch(&mut self, rows: &RecordBatch) -> Result<Option<Flow>> {
        let answer = if self.whole { self.inner.batch(rows)? } else { None };
        self.taken.fetch_add(answer.map_or(0, |_| rows.num_rows() as u64), Ordering::Relaxed);
        Ok(answer)
    }
}

/// All that a run leaves behind.
#[derive(Debug, PartialEq)]
struct Outcome {
    bytes: Vec<u8>,
    reported: Vec<String>,
    summary: Summary,
    /// The files of refused records.
    rejects: Vec<(String, Vec<u8>)>,
}

/// `bytes` from one format to the other, and how many rows were taken at once.
fn run(
    (bytes, from): (&[u8], &FormatSpec),
    to: &FormatSpec,
    options: &Options,
    whole: bool,
) -> (Outcome, u64) {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut options = options.clone();
    let rejects = temporary.path().join("rejects");
    options.rejects = (options.on_error == OnError::Skip).then(|| rejects.clone());
    let input = Input::bytes(format!("in.{}", from.name), bytes);
    let inner = (from.open)(vec![input], &options.read).expect("it opens");
    let (taken, memory) = (Arc::default(), Memory::default());
    let reader = Box::new(Way { inner, whole, taken: Arc::clone(&taken) });
    let mut reported = Vec::new();
    let report = &mut |problem: Diagnostic| reported.push(format!("{problem:?}"));
    let done = (to.convert)(reader, Target::Memory(memory.clone()), &options, report);
    let summary = done.expect("it ends");
    let rejects = if rejects.is_dir() { files(&rejects) } else { Vec::new() };
    (Outcome { bytes: memory.take(), reported, summary, rejects }, taken.load(Ordering::Relaxed))
}

/// The files of a folder without folders, sorted by their names.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let paths = crate::util::entries(folder).into_iter();
    let file = |path: &Path| (crate::util::file_name(path), fs::read(path).expect("a file"));
    let mut files: Vec<_> = paths.map(|path| file(&path)).collect();
    files.sort();
    files
}

fn jobs(options: &Options, jobs: usize) -> Options {
    let mut options = options.clone();
    options.jobs = NonZero::new(jobs);
    options
}

/// Compares both ways, the one with these many workers, and says what became of it, and how many rows were
/// taken at once.
fn same_both_ways(
    source: (&[u8], &FormatSpec),
    to: &str,
    options: &Options,
    workers: &[usize],
) -> (Summary, u64) {
    let to = by_name(to);
    let (by_rows, mut most) = run(source, to, &jobs(options, 1), false);
    assert_eq!(most, 0);
    for &n in workers {
        let (whole, taken) = run(source, to, &jobs(options, n), true);
        let what = || format!("{} to {} with {n} jobs", source.1.name, to.name);
        assert_eq!(whole.reported, by_rows.reported, "{}", what());
        assert_eq!(whole.summary, by_rows.summary, "{}", what());
        assert!(whole.bytes == by_rows.bytes, "{}: the bytes differ", what());
        assert!(whole.rejects == by_rows.rejects, "{}: the rejects differ", what());
        most = taken;
    }
    (by_rows.summary, most)
}

/// As [`same_both_ways`], where every row is taken at once; says how many there are.
fn all_at_once(
    source: (&[u8], &FormatSpec),
    to: &str,
    options: &Options,
    workers: &[usize],
) -> u64 {
    let (summary, taken) = same_both_ways(source, to, options, workers);
    assert_eq!((summary.rejected, summary.articles), (0, taken), "{} to {to}", source.1.name);
    taken
}

#[test]
fn every_sample_is_handed_on() {
    let (mut seen, mut rows) = (0, 0);
    for case in cases() {
        for from in BINARY.map(by_name) {
            let bytes = fs::read(case.golden(from)).expect("a golden");
            for to in BINARY {
                rows += all_at_once((&bytes, from), to, &Options::default(), &[4]);
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 37 * BINARY.len() * BINARY.len());
    assert!(rows >= seen as u64, "{rows}");
}

#[test]
fn the_source_text_is_handed_on_where_the_output_has_a_place_for_it() {
    let mut given = articles(&cases()[0].markdown(), by_name("markdown"));
    given[0].front_matter = Some("---\n".into());
    let (plain, count) = (Options::default(), given.len() as u64);
    for (from, to) in [("arrow", "parquet"), ("parquet", "arrows")] {
        let from = by_name(from);
        let kept = written(&given, from, &preserving());
        assert_eq!(all_at_once((&kept, from), to, &preserving(), &[2]), count);
        let (summary, taken) = same_both_ways((&kept, from), to, &plain, &[2]);
        assert_eq!((summary.warnings, taken), (1, 0), "it is left out with a warning");
        let without = written(&given, from, &plain);
        let (_, taken) = same_both_ways((&without, from), to, &preserving(), &[2]);
        assert_eq!(taken, 0, "a column comes to them");
    }
}

/// So many articles of all samples, each with a path and a body of its own.
fn many(count: usize) -> Vec<Article<'static>> {
    let samples = cases();
    let samples = samples.iter().flat_map(|case| articles(&case.markdown(), by_name("markdown")));
    let samples: Vec<_> = samples.collect();
    let numbered = samples.iter().cycle().take(count).enumerate().map(|(index, article)| {
        let body = format!("{index}\n").repeat(1 + index % 7);
        let path = format!("news/{index:06}.md");
        Article { path: Some(path.into()), body: Some(body.into()), ..article.clone() }
    });
    numbered.collect()
}

#[test]
fn many_rows_are_cut_at_the_same_places() {
    let given = many(9000);
    let mut options = Options::default();
    for (from, to) in [("arrows", "parquet"), ("parquet", "arrow")] {
        let from = by_name(from);
        let bytes = written(&given, from, &options);
        assert_eq!(all_at_once((&bytes, from), to, &options, &[1, 4]), 9000);
    }
    let parquet = by_name("parquet");
    options.write.row_group_rows = NonZero::new(2999);
    let bytes = written(&given, parquet, &options);
    options.write.row_group_rows = NonZero::new(4001);
    assert_eq!(all_at_once((&bytes, parquet), "parquet", &options, &[4]), 9000);
}

proptest! {
    #![proptest_config(share(8))]

    #[test]
    fn any_articles_are_handed_on(articles in vec(article(), 1..20)) {
        for (from, to) in [("arrow", "parquet"), ("parquet", "arrow")] {
            let from = by_name(from);
            let bytes = written(&articles, from, &Options::default());
            let (summary, taken) = same_both_ways((&bytes, from), to, &Options::default(), &[1]);
            // Rows with a key that is warned of, here one with characters that cannot be seen, are read
            // one by one.
            prop_assert!(taken == articles.len() as u64 || summary.warnings > 0, "{}", taken);
        }
    }
}

#[test]
fn layers_that_examine_articles_get_each_row() {
    let temporary = tempfile::tempdir().expect("a folder");
    let (from, to) = (temporary.path().join("a.arrow"), temporary.path().join("b.parquet"));
    let mut given = many(40);
    for article in &mut given {
        article.extra = vec![("a".into(), Value::Boolean(true))];
    }
    fs::write(&from, written(&given, by_name("arrow"), &Options::default())).expect("written");
    for (keys, articles, dropped) in [
        (UnknownKeys::Keep, 40, 0),
        (UnknownKeys::Warn, 40, 0),
        (UnknownKeys::Error, 0, 0),
        (UnknownKeys::Drop, 40, 40),
    ] {
        let mut options = Options { unknown_keys: keys, ..Options::default() };
        options.write.overwrite = true;
        let records = Arc::new(AtomicU64::new(0));
        let conversion = Conversion::new().options(options).progress(Arc::clone(&records));
        let summary = match conversion.run([&from], &to, &mut |_| {}) {
            Ok(summary) | Err(Error::Rejected(summary)) => summary,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(summary.articles, articles, "{keys:?}");
        assert!(summary.dropped_keys >= dropped, "{keys:?}");
        assert_eq!(records.load(Ordering::Relaxed), 40, "{keys:?}");
    }
}
