//! A conversion with its formats. Its options are in `reading`, `writing` and `running`.

use std::path::PathBuf;

use super::filter::FilterMap;
use crate::diagnostic::error::Result;
use crate::formats::Known;
use crate::io::cancel::RunControl;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::mapping::{self, Mapping};
use crate::pipeline::options::{Options, ReadOptions};

/// The mapping of a conversion whose [`Options`] name none.
#[derive(Clone, Debug, Default)]
pub(super) enum MappedBy {
    /// The profile `common`.
    #[default]
    Common,
    /// None.
    Nothing,
    /// This one.
    Given(Mapping),
}

/// A conversion with its formats and options.
///
/// ```
/// use newsconv::Conversion;
///
/// let folder = tempfile::tempdir()?;
/// let output = folder.path().join("articles.ndjson");
/// let summary = Conversion::new().run("samples/valid/seed/article.md", &output, &mut |problem| {
///     eprintln!("{problem}");
/// })?;
/// assert_eq!(summary.articles, 1);
/// assert!(std::fs::read_to_string(output)?.starts_with(r#"{"path":"article.md""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Its methods before [`run`](Conversion::run) are options, each with the default that it says. A conversion can be
/// run any number of times, and cloned.
#[derive(Clone, Debug, Default)]
pub struct Conversion {
    pub(super) from: Option<&'static FormatSpec>,
    pub(super) to: Option<&'static FormatSpec>,
    pub(super) root: Option<PathBuf>,
    pub(super) known: Known,
    pub(super) options: Options,
    pub(super) mapping: MappedBy,
    pub(super) functions: Vec<FilterMap>,
    pub(super) control: RunControl,
}

impl Conversion {
    /// Returns a conversion that detects the formats and has default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads all inputs as this format. By default the name of an input tells its format, else its content.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format};
    ///
    /// let input = Input::bytes("a.log", b"{\"title\":\"One\"}\n".as_slice());
    /// let articles = Conversion::new().input_format(&format::NDJSON).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles.len(), 1);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn input_format(mut self, format: &'static FormatSpec) -> Self {
        self.from = Some(format);
        self
    }

    /// Writes this format. By default the name of the output tells it.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(summary.written && output.take().starts_with(b"path,"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn output_format(mut self, format: &'static FormatSpec) -> Self {
        self.to = Some(format);
        self
    }

    /// Adds a format of your own, which is recognised by its extensions and its content before the built-in ones. Call it
    /// once for each format.
    ///
    /// `examples/own_format.rs` has a whole format.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format};
    /// use newsconv::format::FormatSpec;
    ///
    /// static LINES: FormatSpec = FormatSpec { name: "lines", extensions: &["lines"], ..format::NDJSON };
    /// let input = Input::bytes("a.lines", b"{}\n".as_slice());
    /// assert_eq!(Conversion::new().format(&LINES).articles(input)?.count(), 1);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn format(mut self, format: &'static FormatSpec) -> Self {
        self.known.add(format);
        self
    }

    /// Sets all options at once, in place of those that were set before, for callers that have them as a value.
    ///
    /// ```
    /// use newsconv::options::Options;
    /// use newsconv::{Conversion, UnknownKeys};
    ///
    /// let options = Options { unknown_keys: UnknownKeys::Drop, ..Options::default() };
    /// let conversion = Conversion::new().options(options);
    /// ```
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Returns the options of reading, with the mapping.
    pub(super) fn read_options(&self) -> Result<ReadOptions> {
        let mut read = self.options.read.clone();
        if read.mapping.is_none() {
            read.mapping = match &self.mapping {
                MappedBy::Common => Some(Mapping::profile(mapping::DEFAULT)?),
                MappedBy::Nothing => None,
                MappedBy::Given(mapping) => Some(mapping.clone()),
            };
        }
        if read.timezone.is_none() {
            read.timezone = read.mapping.as_ref().and_then(Mapping::timezone);
        }
        Ok(read)
    }

    /// Returns the options with the columns that the mapping declares, unless they name some themselves.
    pub(super) fn with_columns(&self) -> Options {
        let mut options = self.options.clone();
        if options.write.columns.is_empty()
            && let (Some(mapping), _) | (None, MappedBy::Given(mapping)) =
                (&options.read.mapping, &self.mapping)
        {
            options.write.columns = mapping.columns();
        }
        options
    }
}
