//! The main entry point: converts inputs of any format to an output of any other.
//!
//! It has [`Conversion`], and everything that resolves arguments to inputs and a target: paths, patterns,
//! folders and their root. It may use all other modules; no other module uses it.

mod articles;
mod builder;
mod column_place;
mod filter;
mod find;
mod folder;
mod folder_columns;
mod generator;
mod groups;
mod inputs;
mod layered;
mod partitions;
mod paths;
mod plan;
mod reading;
mod root;
mod running;
#[cfg(feature = "markdown")]
mod site;
mod suggest;
mod target;
mod walk;
mod write_as;
mod writing;

use std::sync::Arc;

#[cfg(feature = "arrow")]
use arrow_schema::SchemaRef;
use tempfile::TempDir;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::{Error, Result};
#[cfg(feature = "arrow")]
use crate::formats::columns::{self, AddedColumns, Batches, record_batches, reported_batches};
use crate::io::inputs::Inputs as Locations;
use crate::io::output::{self, Target};
use crate::model::article::Article;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::layer;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::{JsonShape, OnError, Options, ReadOptions};
use crate::pipeline::reader::{ChunkQueue, Reader};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};
use crate::pipeline::summary::{Report, Summary};
pub use articles::Articles;
use articles::Given;
pub use builder::Conversion;
use groups::Groups;
use inputs::Inputs;
use layered::Seen;
pub use plan::{Names, Plan, PlannedInputs};

impl Conversion {
    /// Converts `inputs` (files, folders, glob patterns, `-` for standard input) into `output` (a file,
    /// a folder, `-` for standard output), and reports every problem on the way, in input order.
    ///
    /// When a record is rejected, the rest is still read and reported, and no output appears.
    ///
    /// # Errors
    /// [`Error::Usage`] when a format is unknown or the output is one of the inputs; [`Error::Input`]
    /// when one of `inputs` is not there; [`Error::Output`] when something cannot be written;
    /// [`Error::Rejected`] when a record was rejected under [`OnError::Fail`](crate::OnError::Fail);
    /// [`Error::Interrupted`] when it is cancelled. A file that cannot be read counts as a rejected
    /// record.
    pub fn run(
        &self,
        inputs: impl Into<Locations>,
        output: impl Into<Target>,
        report: Report<'_>,
    ) -> Result<Summary> {
        let inputs = &inputs.into();
        let (to, target) = self.target(output.into())?;
        target::check_is_free(inputs, &target)?;
        let (mut found, warned) = self.find_and_count(inputs, report)?;
        let mut options = self.with_columns();
        let prefix = &options.read.path_prefix;
        target::check_output_is_no_input(inputs, &found, to, &target, prefix)?;
        if options.write.json_shape == JsonShape::Auto {
            let single = inputs::is_single_document(inputs.locations(), &found);
            options.write.json_shape = if single { JsonShape::Object } else { JsonShape::Array };
        }
        // Keeps the copies of streams until the run ends.
        let _spooled = self.keep_sources(inputs, &target, &mut found, &mut options)?;
        // Rejected rows are copied with all their columns.
        let whole = options.rejects.is_some();
        let open = |seen: &Seen| self.open(found, whole, seen);
        let (reader, counted) = self.layered(&mut options, open)?;
        let converted = (to.convert)(reader, target, &options, report);
        let mut summary = self.unless_cancelled(converted)?;
        summary.warnings += warned;
        counted.tell(&mut summary, report);
        written(summary)
    }

    /// Reads `inputs` as [`Conversion::run`] does, and reports all problems in input order: those that reject
    /// a record, and those that only a check finds. Nothing is written.
    ///
    /// A record counts as rejected if it has an error. Duplicates are found across all inputs, which takes
    /// about 100 bytes of memory for each path and each `webUrl`. Articles are checked completely, even if
    /// [`ReadOptions::select`] is set.
    ///
    /// ```
    /// use newsconv::{Code, Conversion};
    ///
    /// let mut found = Vec::new();
    /// let sample = "samples/invalid/check-url.md";
    /// let summary = Conversion::new().check(&[sample], &mut |problem| found.push(problem.code))?;
    /// assert_eq!((summary.articles, summary.rejected), (1, 0));
    /// assert!(found.iter().all(|code| *code == Code::BadUrl) && !found.is_empty());
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::run`], without those about the output.
    pub fn check(&self, inputs: impl Into<Locations>, report: Report<'_>) -> Result<Summary> {
        let (found, warned) = self.find_and_count(&inputs.into(), report)?;
        let mapping = self.read_options()?.mapping;
        let seen = Seen::default();
        let reader = self.open(found, true, &seen)?;
        let mut summary = check::run(reader, &self.with_columns(), mapping.as_ref(), report)?;
        seen.tell(&mut summary, report);
        summary.warnings += warned;
        Ok(summary)
    }

    /// Opens `inputs` as one reader, without writing anything.
    ///
    /// # Errors
    /// As [`Conversion::run`].
    pub fn reader(
        &self,
        inputs: impl Into<Locations>,
        report: Report<'_>,
    ) -> Result<Box<dyn Reader>> {
        let reader = self.open(self.find(&inputs.into(), report)?, false, &Seen::default())?;
        Ok(self.narrowed(reader, &self.with_columns(), Arc::default()))
    }

    /// Returns an iterator over the articles of `inputs`, in input order.
    ///
    /// They are read on all workers while the caller works on what came before; some chunks are in memory at a
    /// time. A record that is not an article is an `Err` item with its problems; the records after it are still
    /// read, so a caller who wants all or nothing stops there. Warnings are not passed on. Dropping the iterator ends the reading.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let mut words = 0;
    /// for article in Conversion::new().articles("samples/valid/archive")? {
    ///     words += article?.body.unwrap_or_default().split_whitespace().count();
    /// }
    /// assert!(words > 10);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::run`] when it looks for the inputs; the items as it reads them.
    pub fn articles(&self, inputs: impl Into<Locations>) -> Result<Articles> {
        let reader = self.reader(inputs, &mut |_| {})?;
        Ok(Articles::of(reader, self.options.clone()))
    }

    /// Calls `each` for every article of `inputs`, in input order, on this thread. The article is borrowed from
    /// what was read. Returns how many there were.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let mut titles = Vec::new();
    /// let summary = Conversion::new().for_each("samples/valid/archive", |article| {
    ///     titles.extend(article.title.as_deref().map(str::to_owned));
    /// })?;
    /// assert_eq!(titles.len() as u64, summary.articles);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::articles`]; and [`Error::Invalid`] with the problems of the first record that is
    /// not an article, unless [`OnError::Skip`] skips those.
    pub fn for_each(
        &self,
        inputs: impl Into<Locations>,
        each: impl FnMut(&Article<'_>),
    ) -> Result<Summary> {
        let skips = self.options.on_error == OnError::Skip;
        let mut sink = Each { call: each, skips, summary: Summary::default() };
        self.reader(inputs, &mut |_| {})?.read(&mut sink)?;
        Ok(sink.summary)
    }

    /// Returns the articles of `inputs` as Arrow's record batches, a reader that any tool of Arrow takes: see
    /// [`record_batches`](crate::arrow::record_batches).
    ///
    /// ```
    /// use newsconv::Conversion;
    /// use newsconv::arrow::array::RecordBatchReader as _;
    ///
    /// let mut batches = Conversion::new().batches("samples/valid/archive")?;
    /// assert_eq!(batches.schema(), newsconv::arrow::article_schema());
    /// assert_eq!(batches.next().expect("one")?.num_rows(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::articles`].
    #[cfg(feature = "arrow")]
    pub fn batches(&self, inputs: impl Into<Locations>) -> Result<Batches> {
        let reader = self.reader(inputs, &mut |_| {})?;
        let options = Options { rejects: None, ..self.with_columns() };
        Ok(record_batches(reader, &options))
    }

    /// Returns the same, and passes warnings and notes to `report`, which is called on a worker's thread.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    /// use newsconv::{Code, Conversion, Input};
    ///
    /// let day = Input::bytes("a.md", b"---\npublishedDateTime: 2024-01-23\n---\n".as_slice());
    /// let (told, found) = channel();
    /// let batches = Conversion::new().batches_with(day, move |problem| drop(told.send(problem.code)))?;
    /// assert_eq!(batches.count(), 1);
    /// assert_eq!(found.iter().collect::<Vec<_>>(), [Code::NoOffset]);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::articles`].
    #[cfg(feature = "arrow")]
    pub fn batches_with(
        &self,
        inputs: impl Into<Locations>,
        mut report: impl FnMut(Diagnostic) + Send + 'static,
    ) -> Result<Batches> {
        let found = self.find(&inputs.into(), &mut report)?;
        let mut options = Options { rejects: None, ..self.with_columns() };
        let open = |seen: &Seen| self.open(found, false, seen);
        let (reader, counted) = self.layered(&mut options, open)?;
        let end = move |summary: &mut Summary, report: Report<'_>| counted.tell(summary, report);
        Ok(reported_batches(reader, &options, report, end))
    }

    /// Returns the schema of [`Conversion::batches`], without reading anything.
    ///
    /// ```
    /// let schema = newsconv::Conversion::new().preserve(true).batch_schema();
    /// assert!(schema.field_with_name("frontMatter").is_ok());
    /// ```
    #[cfg(feature = "arrow")]
    #[must_use]
    pub fn batch_schema(&self) -> SchemaRef {
        columns::schema(&AddedColumns::of(&self.with_columns().write))
    }

    /// Writes articles that the caller made.
    ///
    /// ```
    /// use newsconv::{Article, Conversion, io::Memory, format};
    ///
    /// let output = Memory::default();
    /// let ferry = Article { title: Some("Ferry".into()), ..Article::default() };
    /// let csv = Conversion::new().output_format(&format::CSV);
    /// let summary = csv.write([ferry], &output, &mut |problem| eprintln!("{problem}"))?;
    /// assert!(summary.articles == 1 && !output.take().is_empty());
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::run`], without those about inputs.
    pub fn write<I>(
        &self,
        articles: I,
        output: impl Into<Target>,
        report: Report<'_>,
    ) -> Result<Summary>
    where
        I: IntoIterator<Item = Article<'static>>,
        I::IntoIter: Send + 'static,
    {
        let (to, target) = self.target(output.into())?;
        let reader = Box::new(Given(articles.into_iter()));
        let reader = layer::reader(reader, self.control.clone());
        let options = self.with_columns();
        let reader = self.narrowed(reader, &options, Arc::default());
        let converted = (to.convert)(reader, target, &options, report);
        written(self.unless_cancelled(converted)?)
    }

    fn target(&self, output: Target) -> Result<(&'static FormatSpec, Target)> {
        let options = &self.options.write;
        let (format, target) =
            target::target(output, self.to, &self.known, options, &self.control)?;
        write_as::check(format, &target, options)?;
        Ok((format, target))
    }

    /// Returns [`Error::Interrupted`] for an output that failed because the run was cancelled while it waited for a pipe.
    fn unless_cancelled(&self, converted: Result<Summary>) -> Result<Summary> {
        match converted {
            Err(Error::Output { .. }) if self.control.is_cancelled() => Err(Error::Interrupted),
            converted => converted,
        }
    }

    /// Returns the inputs, and the number of warnings about them.
    fn find_and_count(&self, inputs: &Locations, report: Report<'_>) -> Result<(Inputs, u64)> {
        let mut counted = Summary::default();
        let found = self.find(inputs, &mut |problem| {
            counted.count(&problem);
            report(problem);
        })?;
        Ok((found, counted.warnings))
    }

    /// Tells the options where the sources of rejected records are, if those are copied. Returns the folder with the
    /// copies of sources that can be read only once; it is deleted when the value is dropped.
    fn keep_sources(
        &self,
        inputs: &Locations,
        target: &Target,
        found: &mut Inputs,
        options: &mut Options,
    ) -> Result<Option<TempDir>> {
        let Some(rejects) = &options.rejects else { return Ok(None) };
        target::check_rejects(inputs, target, rejects)?;
        // Beside the rejects, which have room for them, while the folder for temporary files may not.
        let fault = |source| Error::output(rejects, source);
        let folder = output::staging_for(rejects).map_err(fault)?;
        let sources = found.sources(folder.path());
        self.control.check()?;
        options.sources = sources?;
        Ok(Some(folder))
    }

    fn find(&self, inputs: &Locations, report: Report<'_>) -> Result<Inputs> {
        let read = &self.options.read;
        let root = self.root.as_deref();
        let jobs = self.options.jobs();
        let found = inputs::inputs(
            inputs.locations(),
            self.from,
            &self.known,
            root,
            read,
            jobs,
            &self.control,
            report,
        );
        self.control.check()?;
        #[cfg(feature = "markdown")]
        let found = self.in_zone_of_site(found?, inputs, report);
        found
    }

    /// Returns the inputs with the zone of the site that they belong to, and reports it, if no other zone is known.
    #[cfg(feature = "markdown")]
    fn in_zone_of_site(
        &self,
        found: Inputs,
        inputs: &Locations,
        report: Report<'_>,
    ) -> Result<Inputs> {
        let ReadOptions { timezone: None, mapping: Some(_), .. } = self.read_options()? else {
            return Ok(found);
        };
        let (timezone, note) = site::timezone(inputs.locations());
        note.into_iter().for_each(report);
        Ok(Inputs { timezone, ..found })
    }

    /// Returns one reader over all that was found, what cannot be read first; each group is opened when its turn
    /// comes. `whole` reads all fields, even if fewer are selected. `seen` gets what is reported at the end.
    fn open(&self, found: Inputs, whole: bool, seen: &Seen) -> Result<Box<dyn Reader>> {
        let mut options = self.read_options()?;
        options.timezone = options.timezone.or(found.timezone);
        options.select = options.select.filter(|_| !whole);
        let mapping = options.mapping.clone();
        Ok(self.open_mapped(found, options, mapping, seen))
    }

    /// Returns the same with these options and this mapping.
    fn open_mapped(
        &self,
        found: Inputs,
        options: ReadOptions,
        mapping: Option<Mapping>,
        seen: &Seen,
    ) -> Box<dyn Reader> {
        let current: Box<dyn Reader> =
            Box::new(ChunkQueue::rejected(found.rejected.into_iter().map(|problem| vec![problem])));
        let waiting = found.groups.into_iter();
        let seen = seen.clone();
        let reader = Groups { current, waiting, options, mapping, seen };
        layer::reader(Box::new(reader), self.control.clone())
    }
}

/// Returns the summary of an output that was written.
///
/// # Errors
/// [`Error::Rejected`] if nothing was written because a record was rejected.
fn written(summary: Summary) -> Result<Summary> {
    if summary.written { Ok(summary) } else { Err(Error::Rejected(summary)) }
}

/// Calls a function for each article.
struct Each<F> {
    call: F,
    /// Whether records that are not articles are skipped.
    skips: bool,
    summary: Summary,
}

impl<F: FnMut(&Article<'_>)> ArticleSink for Each<F> {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.summary.articles += 1;
        (self.call)(article);
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        if !self.skips {
            return Err(Error::Invalid(problems));
        }
        self.summary.rejected += 1;
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.summary.count(&problem);
        Ok(())
    }
}
