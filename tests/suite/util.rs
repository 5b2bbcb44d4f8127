//! What the tests share: the samples, conversions through the front door, and comparisons that tell.

use std::fs;
use std::path::{Path, PathBuf};

use newsconv::compare::{Difference, compare};
use newsconv::format::{FORMATS, FormatSpec};
use newsconv::io::{Memory, Target};
use newsconv::options::{Options, ReadOptions};
use newsconv::pipeline::{ArticleSink, Chunk, Flow, Reader};
use newsconv::schema::{Field, Kind};
use newsconv::{
    Article, Author, Conversion, Diagnostic, Error, Image, Input, Provider, Related, Result,
    Summary, format,
};

/// The formats whose bytes depend on the release of a library; their meaning does not.
pub(crate) const BINARY: [&str; 3] = ["parquet", "arrow", "arrows"];

/// The one sample with instants that columns cut to the microsecond.
pub(crate) const NARROWED: &str = "times-nanoseconds";

/// The fields of the records that a field of this kind holds, if it holds records.
pub(crate) fn nested(kind: Kind) -> Option<&'static [Field]> {
    match kind {
        Kind::Provider => Some(Provider::FIELDS),
        Kind::Images => Some(Image::FIELDS),
        Kind::Authors => Some(Author::FIELDS),
        Kind::Related => Some(Related::FIELDS),
        _ => None,
    }
}

/// Whether files are to be rewritten from what newsconv makes now, not compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("NEWSCONV_BLESS").is_some_and(|value| value == "1")
}

/// The real archives, when they are there.
pub(crate) fn corpus() -> Option<PathBuf> {
    std::env::var_os("NEWSCONV_CORPUS").map(PathBuf::from)
}

/// A folder of `samples/`.
pub(crate) fn samples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name)
}

/// The format of the name.
pub(crate) fn by_name(name: &str) -> &'static FormatSpec {
    format::by_name(name).expect("a built-in format")
}

/// All formats but Markdown.
pub(crate) fn data_formats() -> impl Iterator<Item = &'static FormatSpec> {
    FORMATS.iter().copied().filter(|spec| spec.name != "markdown")
}

/// The extension that tells the format among all others, such as `feed.json`.
pub(crate) fn extension(spec: &FormatSpec) -> String {
    let extension = spec.extensions[0];
    let own = format::by_extension(Path::new(&format!("x.{extension}")));
    if own.is_some_and(|own| own.name == spec.name) {
        extension.to_owned()
    } else {
        format!("{}.{extension}", spec.name)
    }
}

/// A folder of `samples/valid`: one file `article.md`, or an archive.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
}

/// All cases, sorted.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = entries(&samples("valid"))
        .into_iter()
        .map(|folder| Case { name: file_name(&folder), folder })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// The case of that name.
pub(crate) fn case(name: &str) -> Case {
    Case { name: name.to_owned(), folder: samples("valid").join(name) }
}

impl Case {
    /// Whether it is a folder of files.
    pub(crate) fn is_archive(&self) -> bool {
        !self.folder.join("article.md").exists()
    }

    /// The Markdown: the file, or the folder of files.
    pub(crate) fn markdown(&self) -> PathBuf {
        if self.is_archive() { self.folder.clone() } else { self.folder.join("article.md") }
    }

    /// The same articles in another format.
    pub(crate) fn golden(&self, spec: &FormatSpec) -> PathBuf {
        let stem = if self.is_archive() { "articles" } else { "article" };
        self.folder.join(format!("{stem}.{}", extension(spec)))
    }

    /// The Markdown files, sorted by path.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        markdown_files(&self.folder)
    }
}

/// What stands in a folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a Unicode name").to_owned()
}

/// The Markdown files of a folder and its sub-folders, sorted.
pub(crate) fn markdown_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in entries(folder) {
        if path.is_dir() {
            files.extend(markdown_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Converts `input` of one format to `output` of another, and gives what was reported on the way.
pub(crate) fn convert(
    from: (&Path, &'static FormatSpec),
    to: (&Path, &'static FormatSpec),
) -> (Result<Summary>, Vec<Diagnostic>) {
    convert_with(&Options::default(), from, to)
}

/// As [`convert`], with options.
pub(crate) fn convert_with(
    options: &Options,
    (input, from): (&Path, &'static FormatSpec),
    (output, to): (&Path, &'static FormatSpec),
) -> (Result<Summary>, Vec<Diagnostic>) {
    let conversion = Conversion::new().options(options.clone());
    run(&conversion, (input, from), (output, to))
}

/// As [`convert_with`], reading fields from keys of their own names and in their own shapes only.
pub(crate) fn convert_unmapped(
    options: &Options,
    (input, from): (&Path, &'static FormatSpec),
    (output, to): (&Path, &'static FormatSpec),
) -> (Result<Summary>, Vec<Diagnostic>) {
    let conversion = Conversion::new().options(options.clone()).unmapped();
    run(&conversion, (input, from), (output, to))
}

fn run(
    conversion: &Conversion,
    (input, from): (&Path, &'static FormatSpec),
    (output, to): (&Path, &'static FormatSpec),
) -> (Result<Summary>, Vec<Diagnostic>) {
    let mut reported = Vec::new();
    let conversion = conversion.clone().input_format(from).output_format(to).overwrite(true);
    let done = match conversion.run([input], output, &mut |problem| reported.push(problem)) {
        // The counts, also where nothing was written.
        Err(Error::Rejected(summary)) => Ok(summary),
        done => done,
    };
    (done, reported)
}

/// Checks `input`, and gives what was reported.
pub(crate) fn checked(
    input: &Path,
    from: &'static FormatSpec,
) -> (Result<Summary>, Vec<Diagnostic>) {
    let mut reported = Vec::new();
    let conversion = Conversion::new().input_format(from);
    let done = conversion.check([input], &mut |problem| reported.push(problem));
    (done, reported)
}

/// Converts, where nothing can be refused.
pub(crate) fn converted(
    from: (&Path, &'static FormatSpec),
    to: (&Path, &'static FormatSpec),
) -> Vec<Diagnostic> {
    converted_with(&Options::default(), from, to)
}

/// As [`converted`], with options.
pub(crate) fn converted_with(
    options: &Options,
    from: (&Path, &'static FormatSpec),
    to: (&Path, &'static FormatSpec),
) -> Vec<Diagnostic> {
    let (done, reported) = convert_with(options, from, to);
    let what = || format!("{} to {}: {reported:?}", from.0.display(), to.1.name);
    let summary = done.unwrap_or_else(|error| panic!("{}: {error}", what()));
    assert_eq!(summary.rejected, 0, "{}", what());
    reported
}

/// Whether two folders of Markdown hold the same files, byte for byte, and how many.
#[track_caller]
pub(crate) fn same_files(left: &Path, right: &Path) -> usize {
    let files = markdown_files(left);
    for file in &files {
        let other = right.join(file.strip_prefix(left).expect("a file of the folder"));
        let same = fs::read(file).ok() == fs::read(&other).ok();
        assert!(same, "{} and {} differ", file.display(), other.display());
    }
    assert_eq!(markdown_files(right).len(), files.len(), "{}", right.display());
    files.len()
}

/// Where a format's conversion goes in a temporary folder: a file; for Markdown a folder.
pub(crate) fn place(folder: &Path, stem: &str, spec: &FormatSpec) -> PathBuf {
    if spec.name == "markdown" {
        folder.join(format!("{stem}.markdown/"))
    } else {
        folder.join(format!("{stem}.{}", extension(spec)))
    }
}

/// The articles of a file or a folder.
pub(crate) fn articles(input: &Path, from: &'static FormatSpec) -> Vec<Article<'static>> {
    let mut articles = Vec::new();
    let conversion = Conversion::new().input_format(from);
    let reader = conversion.reader([input], &mut |_| {});
    let read = reader.and_then(|mut reader| reader.read(&mut articles));
    read.unwrap_or_else(|error| panic!("{} as {}: {error}", input.display(), from.name));
    articles
}

/// The articles of a file or a folder, from keys of their own names and in their own shapes only.
pub(crate) fn articles_unmapped(input: &Path, from: &'static FormatSpec) -> Vec<Article<'static>> {
    let articles = Conversion::new().unmapped().input_format(from).articles(input);
    articles.expect("it opens").collect::<Result<_>>().expect("articles")
}

/// The differences between the articles of two sources, as text, once all of them are known to be
/// there.
pub(crate) fn differences(
    left: (&Path, &'static FormatSpec),
    right: (&Path, &'static FormatSpec),
) -> Vec<Difference> {
    let open = |(input, from): (&Path, &'static FormatSpec)| {
        Conversion::new().input_format(from).reader([input], &mut |_| {}).expect("it opens")
    };
    let mut found = Vec::new();
    let report = &mut |difference| found.push(difference);
    let result = compare(&mut *open(left), &mut *open(right), report).expect("readable");
    assert!(result.left > 0 && result.left == result.right, "{}: {result:?}", right.0.display());
    assert_eq!(result.is_equal(), found.is_empty(), "{}: {result:?}", right.0.display());
    found
}

/// The articles of bytes in memory; an error where they are none.
pub(crate) fn articles_of(
    name: &str,
    bytes: &[u8],
    from: &FormatSpec,
) -> Result<Vec<Article<'static>>> {
    let mut articles = Vec::new();
    let input = Input::bytes(name, bytes);
    (from.open)(vec![input], &ReadOptions::default())?.read(&mut articles)?;
    Ok(articles)
}

/// Articles in memory, as a source.
pub(crate) struct Given(pub(crate) Option<Vec<Article<'static>>>);

impl Reader for Given {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        Ok(self.0.take().map(|articles| Box::new(Run(articles)) as Box<dyn Chunk>))
    }
}

struct Run(Vec<Article<'static>>);

impl Chunk for Run {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for article in &self.0 {
            if sink.article(article, &())? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}

/// What is said when the articles are refused by a format.
pub(crate) fn refusals(articles: &[Article<'static>], spec: &FormatSpec) -> Vec<Diagnostic> {
    let mut reported = Vec::new();
    let report = &mut |problem: Diagnostic| reported.push(problem);
    let (reader, target) = (Given(Some(articles.to_vec())), Target::Memory(Memory::default()));
    let summary = (spec.convert)(Box::new(reader), target, &Options::default(), report);
    assert_eq!(summary.expect("it ends").rejected, articles.len() as u64, "{}", spec.name);
    reported
}

/// The articles as bytes of the format.
pub(crate) fn written(
    articles: &[Article<'static>],
    spec: &FormatSpec,
    options: &Options,
) -> Vec<u8> {
    let memory = Memory::default();
    let mut reported = Vec::new();
    let report = &mut |problem: Diagnostic| reported.push(problem.to_string());
    let (reader, target) = (Given(Some(articles.to_vec())), Target::Memory(memory.clone()));
    let summary = (spec.convert)(Box::new(reader), target, options, report);
    assert_eq!(summary.expect("it is written").rejected, 0, "{}: {reported:?}", spec.name);
    memory.take()
}

/// The articles after a trip through the format. A Markdown file is read under the first one's path.
pub(crate) fn through(
    articles: &[Article<'static>],
    spec: &FormatSpec,
    options: &Options,
) -> Vec<Article<'static>> {
    let name = articles[0].path.as_deref().unwrap_or("x");
    let input = Input::bytes(name, written(articles, spec, options));
    let mut back = Vec::new();
    let mut reader = (spec.open)(vec![input], &options.read).expect("it opens");
    reader.read(&mut back).expect("it is read");
    back
}

/// Options that keep the source text of front matter.
pub(crate) fn preserving() -> Options {
    let mut options = Options::default();
    (options.read.preserve, options.write.preserve) = (true, true);
    options
}

/// The cells of the rows of the tables in `samples/README.md` that have as many columns as `N`.
pub(crate) fn readme_rows<const N: usize>(heading: &str) -> Vec<[String; N]> {
    let readme = fs::read_to_string(samples("README.md")).expect("the file is there");
    let section = readme.split("\n## ").find(|section| section.starts_with(heading));
    let lines = section.expect("a section").lines().filter(|line| line.starts_with("| `"));
    lines
        .map(|line| {
            let cells = line.trim_matches('|').replace("\\|", "\0");
            let cells =
                cells.split('|').map(|cell| cell.trim().trim_matches('`').replace('\0', "|"));
            let cells: Vec<String> = cells.collect();
            cells.try_into().unwrap_or_else(|_| panic!("{N} columns: {line}"))
        })
        .collect()
}

/// Whether the README says that the case is in house style to the byte.
pub(crate) fn is_canonical(case: &str) -> bool {
    let rows: Vec<[String; 3]> = readme_rows("Valid");
    rows.iter().any(|[name, _, canonical]| name == case && canonical == "yes")
}
