//! The front door: from inputs of any format to an output of any other.
//!
//! [`Conversion`] lives here, with everything that turns the words of a command line into inputs and a target:
//! paths, patterns, folders and their root. It may use every other room, and no room uses it.

mod find;
mod folder;
mod inputs;
mod paths;
mod root;
mod target;
mod walk;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::check;
use crate::diagnostic::error::{Error, Result};
use crate::io::cancel::RunControl;
use crate::io::inputs::Inputs as Locations;
use crate::io::output::{self, Target};
use crate::pipeline::format::FormatSpec;
use crate::pipeline::layer;
use crate::pipeline::options::{JsonShape, Options, ReadOptions};
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader};
use crate::pipeline::selection;
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::unknown_keys;
use inputs::{Group, Inputs};

/// A conversion with its formats and options.
///
/// ```
/// use newsconv::Conversion;
///
/// let folder = tempfile::tempdir()?;
/// let output = folder.path().join("articles.ndjson");
/// let summary = Conversion::new().run(&["samples/valid/seed/article.md"], &output, &mut |problem| {
///     eprintln!("{problem}");
/// })?;
/// assert_eq!((summary.articles, summary.rejected), (1, 0));
/// assert!(std::fs::read_to_string(output)?.starts_with(r#"{"path":"article.md""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Conversion {
    from: Option<&'static FormatSpec>,
    to: Option<&'static FormatSpec>,
    root: Option<PathBuf>,
    options: Options,
    control: RunControl,
}

impl Conversion {
    /// A conversion that finds out the formats by itself and has default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads all inputs as this format.
    #[must_use]
    pub fn input_format(mut self, format: &'static FormatSpec) -> Self {
        self.from = Some(format);
        self
    }

    /// Writes this format.
    #[must_use]
    pub fn output_format(mut self, format: &'static FormatSpec) -> Self {
        self.to = Some(format);
        self
    }

    /// Takes paths of articles relative to this folder instead of the inputs' deepest common one.
    #[must_use]
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.root = Some(folder.into());
        self
    }

    /// Sets all options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Adds one to `records` for each record that is read, as it is read: a number to be shown to
    /// somebody who waits.
    #[must_use]
    pub fn progress(mut self, records: Arc<AtomicU64>) -> Self {
        self.control.records = Some(records);
        self
    }

    /// Ends the run with [`Error::Interrupted`] soon after `flag` is set: before the next record, and
    /// before the output is put in its place. The flag is looked at while a pipe is waited for, too; that
    /// on Unix only.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use newsconv::{Conversion, Error};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let stop = Arc::new(AtomicBool::new(false));
    /// let conversion = Conversion::new().cancel(Arc::clone(&stop));
    /// stop.store(true, Ordering::Relaxed); // by another thread, as a rule
    /// let done = conversion.run(&["samples"], folder.path().join("x.json"), &mut |_| {});
    /// assert!(matches!(done, Err(Error::Interrupted)));
    /// assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn cancel(mut self, flag: Arc<AtomicBool>) -> Self {
        self.control.cancel = Some(flag);
        self
    }

    /// Converts `inputs` (files, folders, glob patterns, `-` for standard input) into `output` (a file,
    /// a folder, `-` for standard output), and reports every problem on the way, in input order.
    ///
    /// When a record is rejected, the rest is still read and reported, and no output appears.
    ///
    /// # Errors
    /// [`Error::Usage`] when a format is unknown or the output is one of the inputs; [`Error::Input`]
    /// when one of `inputs` is not there; [`Error::Output`] when something cannot be written;
    /// [`Error::Rejected`] when a record was rejected under [`OnError::Fail`](crate::OnError::Fail);
    /// [`Error::Interrupted`] when it is called off. A file that cannot be read is a record that is
    /// rejected.
    pub fn run(
        &self,
        inputs: impl Into<Locations>,
        output: impl Into<Target>,
        report: Report<'_>,
    ) -> Result<Summary> {
        let inputs = &inputs.into();
        let (to, target) = target::target(output.into(), self.to, self.options.write.compression)?;
        let mut found_so_far = Summary::default();
        let mut found = self.find(inputs, &mut |problem| {
            found_so_far.count(&problem);
            report(problem);
        })?;
        let mut options = self.options.clone();
        let prefix = &options.read.path_prefix;
        target::check_output_is_no_input(inputs, &found, to, &target, prefix)?;
        if options.write.json_shape == JsonShape::Auto {
            let single = inputs::is_single_document(inputs.locations(), &found);
            options.write.json_shape = if single { JsonShape::Object } else { JsonShape::Array };
        }
        // Holds copies of streams until the run has ended.
        let mut spooled = None;
        if let Some(rejects) = &options.rejects {
            target::check_rejects(inputs, &target, rejects)?;
            // Beside the rejects, which have room for them, while the folder for temporary files may not.
            let fault = |source| Error::output(rejects, source);
            let folder = spooled.insert(output::staging_for(rejects).map_err(fault)?);
            let sources = found.sources(folder.path());
            self.control.check()?;
            options.sources = Arc::new(sources?);
        }
        let dropped = Arc::default();
        // Refused rows are copied with all their columns.
        let whole = options.rejects.is_some();
        let reader = selection::reader(self.open(found, whole), options.read.select.as_ref());
        let reader = unknown_keys::reader(reader, options.unknown_keys, Arc::clone(&dropped));
        let mut summary = (to.convert)(reader, target, &options, report)?;
        summary.warnings += found_so_far.warnings;
        summary.dropped_keys = dropped.load(Ordering::Relaxed);
        if let Some(warning) = unknown_keys::dropped(summary.dropped_keys) {
            summary.count(&warning);
            report(warning);
        }
        if !summary.written {
            return Err(Error::Rejected(summary));
        }
        Ok(summary)
    }

    /// Reads `inputs` as [`Conversion::run`] does and reports all that is wrong with them, in input order:
    /// what makes a record no article, and what an article should be beyond that. Nothing is written.
    ///
    /// A record counts as rejected when there is an error about it. Duplicates are told across all inputs;
    /// for that some 100 bytes are held for each path and each `webUrl`. Articles are checked whole, whatever
    /// [`ReadOptions::select`] names.
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
        let mut found_so_far = Summary::default();
        let found = self.find(&inputs.into(), &mut |problem| {
            found_so_far.count(&problem);
            report(problem);
        })?;
        let mut summary = check::run(self.open(found, true), &self.options, report)?;
        summary.warnings += found_so_far.warnings;
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
        let reader = self.open(self.find(&inputs.into(), report)?, false);
        let reader = selection::reader(reader, self.options.read.select.as_ref());
        Ok(unknown_keys::reader(reader, self.options.unknown_keys, Arc::default()))
    }

    fn find(&self, inputs: &Locations, report: Report<'_>) -> Result<Inputs> {
        let read = &self.options.read;
        let root = self.root.as_deref();
        let jobs = self.options.jobs();
        let found =
            inputs::inputs(inputs.locations(), self.from, root, read, jobs, &self.control, report);
        self.control.check()?;
        found
    }

    /// One reader over all that was found, what cannot be read first; each group is opened when its turn
    /// comes. `whole` when all of it is to be read, though less may be selected.
    fn open(&self, found: Inputs, whole: bool) -> Box<dyn Reader> {
        let mut options = self.options.read.clone();
        options.select = options.select.filter(|_| !whole);
        let current: Box<dyn Reader> = Box::new(ChunkQueue::rejected(found.rejected));
        let reader = Groups { current, waiting: found.groups.into_iter(), options };
        layer::reader(Box::new(reader), self.control.clone())
    }
}

/// A reader of groups of inputs, each of one format, which are opened when their turn comes.
struct Groups {
    current: Box<dyn Reader>,
    waiting: std::vec::IntoIter<Group>,
    options: ReadOptions,
}

impl Reader for Groups {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        loop {
            if let Some(chunk) = self.current.next_chunk()? {
                return Ok(Some(chunk));
            }
            let Some(group) = self.waiting.next() else { return Ok(None) };
            self.current = (group.format.open)(group.inputs, &self.options)?;
        }
    }
}
