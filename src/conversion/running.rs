//! The options of a conversion for how it runs: threads, rejected records, functions, progress and cancellation.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::builder::Conversion;
use super::filter::FilterMap;
use crate::diagnostic::error::MaxErrors;
use crate::model::article::Article;
use crate::pipeline::options::OnError;

/// Options for how it runs.
impl Conversion {
    /// Works on this many threads. By default (`None`) one for each core. The output is the same for any number.
    ///
    /// ```
    /// use std::num::NonZero;
    /// use newsconv::Conversion;
    ///
    /// let conversion = Conversion::new().jobs(NonZero::<usize>::MIN);
    /// ```
    #[must_use]
    pub fn jobs(mut self, threads: impl Into<Option<NonZero<usize>>>) -> Self {
        self.options.jobs = threads.into();
        self
    }

    /// Decides what happens when a record is rejected. By default ([`OnError::Fail`]) all inputs are read, all problems
    /// reported, and nothing is written.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory, OnError};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}\n{\"title\":1}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV).on_error(OnError::Skip);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!((summary.articles, summary.rejected), (1, 1));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn on_error(mut self, action: OnError) -> Self {
        self.options.on_error = action;
        self
    }

    /// Gives up once more than this many records were rejected, and writes nothing. By default (`None`) all inputs are
    /// read.
    ///
    /// ```
    /// use newsconv::{Conversion, MaxErrors};
    ///
    /// let conversion = Conversion::new().max_errors(MaxErrors::Percent(5));
    /// ```
    #[must_use]
    pub fn max_errors(mut self, most: impl Into<Option<MaxErrors>>) -> Self {
        self.options.max_errors = most.into();
        self
    }

    /// Copies rejected records to this folder, unchanged, beside `rejects.ndjson` with all messages about them: see
    /// [`Options::rejects`](crate::options::Options::rejects). It needs [`OnError::Skip`]. By default they are not kept.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, OnError, format, io::Memory};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let rejects = folder.path().join("rejects");
    /// let input = Input::bytes("a.ndjson", b"{\"title\":1}\n".as_slice());
    /// let conversion = Conversion::new().output_format(&format::CSV).on_error(OnError::Skip).rejects(&rejects);
    /// assert_eq!(conversion.run(input, Memory::default(), &mut |_| {})?.rejected, 1);
    /// assert_eq!(std::fs::read(rejects.join("a.ndjson"))?, b"{\"title\":1}\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rejects(mut self, folder: impl Into<PathBuf>) -> Self {
        self.options.rejects = Some(folder.into());
        self
    }

    /// Passes each article through a function, on the workers: what it returns goes on, and `None` leaves the article out.
    /// It sees the articles after all other options, and may be called for many functions, which follow each other.
    ///
    /// [`check`](Conversion::check) does not call it.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}\n{\"quality\":1}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV).filter_map(|mut article| {
    ///     article.quality = Some(article.quality.unwrap_or(50));
    ///     article.title.is_some().then_some(article)
    /// });
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!(summary.articles, 1);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn filter_map(
        mut self,
        function: impl for<'a> Fn(Article<'a>) -> Option<Article<'a>> + Send + Sync + 'static,
    ) -> Self {
        self.functions.push(FilterMap::new(function));
        self
    }

    /// Adds one to `records` for each record that is read, as it is read, so that another thread can show progress.
    #[must_use]
    pub fn progress(mut self, records: Arc<AtomicU64>) -> Self {
        self.control.records = Some(records);
        self
    }

    /// Ends the run with [`Error::Interrupted`](crate::Error::Interrupted) soon after `flag` is set: before the next
    /// record, and before the output appears. On Unix, the flag is also checked while the run waits for a pipe.
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
}
