//! What the fuzz targets share. A panic is a finding; an error or a diagnostic is not.

use newsconv::{
    Article, ArticleSink, Diagnostic, Error, Flow, FormatSpec, Input, Memory, Options, Reader,
    Result, Target, format,
};

/// Reads `bytes` as the format called `name`, to the end.
///
/// Every problem is put into words, so that its place and its text are tried as well.
pub fn read(name: &str, bytes: &[u8]) {
    if let Err(error) = open(known(name), bytes).and_then(|mut reader| reader.read(&mut Nowhere)) {
        say(&error);
    }
}

/// Where the fast path through front matter answers, the full YAML parser gives the same article and has
/// nothing to say of it.
///
/// The bytes are tried as a file, and as lines between fences.
pub fn front_matter(bytes: &[u8]) {
    let fenced = [b"---\n", bytes, b"\n---\n"].concat();
    for file in [bytes, &fenced] {
        if let Some(fast) = newsconv::front_matter::fast(file) {
            assert_eq!(Some(fast), newsconv::front_matter::full(file), "{}", file.escape_ascii());
        }
    }
}

/// Whatever of `bytes` can be read as the format `from` and written as the format `by`, comes back
/// from there: `from` → `by` → `from` → `by` gives the same articles and the same bytes.
pub fn round_trip(from: &str, by: &str, bytes: &[u8]) {
    let (from, by) = (known(from), known(by));
    let Some(first) = convert(from, bytes, by) else { return };
    let back = convert(by, &first, from).expect("what was read can be written again");
    let second = convert(from, &back, by).expect("what was written can be read again");
    assert_eq!(articles(by, &first), articles(by, &second), "by way of {}", back.escape_ascii());
    assert!(first == second, "{}\n{}", first.escape_ascii(), second.escape_ascii());
}

fn known(name: &str) -> &'static FormatSpec {
    format::by_name(name).unwrap_or_else(|| panic!("no format is called {name}"))
}

fn open(format: &FormatSpec, bytes: &[u8]) -> Result<Box<dyn Reader>> {
    (format.open)(vec![Input::bytes("fuzz.md", bytes)], &newsconv::ReadOptions::default())
}

/// `bytes` as another format; none when a record was refused on the way.
fn convert(from: &FormatSpec, bytes: &[u8], to: &FormatSpec) -> Option<Vec<u8>> {
    let memory = Memory::default();
    let mut options = Options::default();
    options.jobs = std::num::NonZero::new(1);
    let target = Target::Memory(memory.clone());
    let mut report = |problem: Diagnostic| say(&problem);
    let done = open(from, bytes)
        .and_then(|reader| (to.convert)(reader, target, &options, &mut report))
        .inspect_err(|error| say(error));
    done.ok().filter(|summary| summary.rejected == 0).map(|_| memory.take())
}

fn articles(format: &FormatSpec, bytes: &[u8]) -> Vec<Article<'static>> {
    let mut articles = Vec::new();
    let read = open(format, bytes).and_then(|mut reader| reader.read(&mut articles));
    read.expect("what newsconv wrote can be read");
    articles
}

/// Puts a problem into words, for nobody.
fn say(problem: &dyn std::fmt::Display) {
    std::hint::black_box(problem.to_string());
}

/// Drops every article and passes over everything that is none.
struct Nowhere;

impl ArticleSink for Nowhere {
    fn article(&mut self, article: &Article<'_>) -> Result<Flow> {
        std::hint::black_box(article);
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>) -> Result<Flow> {
        say(&Error::Invalid(problems));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        say(&problem);
        Ok(())
    }
}
