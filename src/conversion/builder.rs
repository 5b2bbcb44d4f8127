//! A conversion and its options: one builder for all of them.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::filter::FilterMap;
use crate::diagnostic::error::{MaxErrors, Result};
use crate::formats::Known;
use crate::io::cancel::RunControl;
use crate::io::compression::Compression;
use crate::io::encoding::Encoding;
use crate::model::article::Article;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::mapping::{self, Mapping};
use crate::pipeline::options::{
    CsvQuote, FrontMatter, Hive, JsonShape, OnError, Options, ReadOptions, UnknownKeys,
};
use crate::pipeline::selection::Selection;
use crate::pipeline::timezone::TimeZone;

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
    /// Returns a conversion that finds out the formats by itself and has default options.
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

    /// Knows this format of one's own by its extensions and its content, before the built-in ones. It may be called for
    /// many formats.
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

    /// Takes paths of articles relative to this folder. By default that is the deepest folder that all inputs are in.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let mut articles = Conversion::new().root("samples").articles("samples/valid/seed")?;
    /// let article = articles.next().expect("one")?;
    /// assert_eq!(article.path.as_deref(), Some("valid/seed/article.md"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.root = Some(folder.into());
        self
    }

    /// Sets all options at once, in place of those that were set before, for callers that have them as a value.
    ///
    /// ```
    /// use newsconv::Conversion;
    /// use newsconv::options::Options;
    ///
    /// let mut options = Options::default();
    /// options.read.lenient = true;
    /// let conversion = Conversion::new().options(options);
    /// ```
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Puts a text before the path of every article that is a file of its own, such as `_news/`. By default nothing.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.md", b"---\ntitle: One\n---\n".as_slice());
    /// let articles = Conversion::new().path_prefix("_news/").articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].path.as_deref(), Some("_news/a.md"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn path_prefix(mut self, text: impl Into<String>) -> Self {
        self.options.read.path_prefix = text.into();
        self
    }

    /// If a field has the wrong type or an impossible date, keeps the value as an unknown key and warns. By default
    /// (`false`) the article is rejected.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"quality\":\"high\"}\n".as_slice());
    /// let articles = Conversion::new().lenient(true).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].extra[0].0, "quality");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.options.read.lenient = lenient;
        self
    }

    /// Reads lines `Key: value` at the top of a Markdown file that has no fences, up to an empty line, as its front
    /// matter, as Pelican and `MultiMarkdown` write it. By default (`false`) they are part of the body.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.md", b"title: Ferry\n\nIt sails.\n".as_slice());
    /// let articles = Conversion::new().header_lines(true).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].title.as_deref(), Some("Ferry"));
    /// assert_eq!(articles[0].body.as_deref(), Some("It sails.\n"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn header_lines(mut self, header_lines: bool) -> Self {
        self.options.read.header_lines = header_lines;
        self
    }

    /// Takes fields from other keys and shapes than their own as this mapping says. By default it is the profile
    /// `common`, so that `headline` is the `title` of an article that has no `title`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, Mapping};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"rubric\":\"A boat\",\"headline\":\"Ferry\"}\n".as_slice());
    /// let mapping = Mapping::profile("common")?.with("excerpt", ["rubric"])?;
    /// let articles = Conversion::new().mapping(mapping).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].excerpt.as_deref(), Some("A boat"));
    /// assert_eq!(articles[0].title.as_deref(), Some("Ferry"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = MappedBy::Given(mapping);
        self
    }

    /// Reads times that the source wrote without a zone as times in this one. By default they are in the zone that the
    /// mapping names, else in that of the site, if its configuration (`_config.yml`, `hugo.toml` and the like) is in a folder
    /// above the inputs, else in UTC, with a warning.
    ///
    /// Of two instants, when clocks are put back, the first one is meant; a time that clocks skip is taken at the offset
    /// before.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"date\":\"2024-01-23 12:00\"}\n".as_slice());
    /// let conversion = Conversion::new().timezone("Europe/Berlin".parse()?);
    /// let articles = conversion.articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// let time = articles[0].published_date_time.expect("a time");
    /// assert_eq!(time.to_string(), "2024-01-23T12:00:00+01:00");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn timezone(mut self, timezone: TimeZone) -> Self {
        self.options.read.timezone = Some(timezone);
        self
    }

    /// Reads fields from keys of their own names only, and in their own shapes. By default the profile `common` maps
    /// others.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"headline\":\"Ferry\"}\n".as_slice());
    /// let articles = Conversion::new().unmapped().articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!((articles[0].title.as_deref(), &*articles[0].extra[0].0), (None, "headline"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn unmapped(mut self) -> Self {
        self.mapping = MappedBy::Nothing;
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

    /// Keeps the source text of front matter wherever the canonical rendering would differ from it by a byte, and gives
    /// tables and columns a place for it. By default `false`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.md", b"---\ntitle: One # day\n---\n".as_slice());
    /// let articles = Conversion::new().preserve(true).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].front_matter.as_deref(), Some("---\ntitle: One # day\n---\n"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn preserve(mut self, preserve: bool) -> Self {
        self.options.read.preserve = preserve;
        self.options.write.preserve = preserve;
        self
    }

    /// Reads at most so many bytes from an input that is compressed with gzip or zstd. By default (`None`) 64 MiB and 250
    /// bytes for each compressed one. In Parquet, bytes that the text of a row may have in one column where it repeats
    /// itself; `None` means 256 MiB.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let conversion = Conversion::new().max_decompressed(2_u64 << 30);
    /// ```
    #[must_use]
    pub fn max_decompressed(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.options.read.max_decompressed = bytes.into();
        self
    }

    /// Reads records of at most so many bytes: a line of NDJSON, an element of a JSON list, a record of CSV, a Markdown
    /// file. By default (`None`) 256 MiB. A larger one is rejected before more of it is read.
    ///
    /// ```
    /// use newsconv::{Code, Conversion, Error, Input};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"title\":\"The night ferry returns\"}\n".as_slice());
    /// let mut articles = Conversion::new().max_record_size(20).articles(input)?;
    /// let Some(Err(Error::Invalid(problems))) = articles.next() else { panic!("it is rejected") };
    /// assert_eq!(problems[0].code, Code::RecordTooLarge);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn max_record_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.options.read.max_record_size = bytes.into();
        self
    }

    /// In CSV and TSV writes a `'` before texts that a spreadsheet would take for formulas, and takes it away where such a
    /// file is read. By default `false`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"=1+1\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV).csv_safe(true);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(String::from_utf8_lossy(&output.take()).contains("'=1+1") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn csv_safe(mut self, csv_safe: bool) -> Self {
        self.options.read.csv_safe = csv_safe;
        self.options.write.csv_safe = csv_safe;
        self
    }

    /// Reads text in this encoding. By default (`None`) UTF-8.
    ///
    /// ```
    /// use newsconv::{Conversion, Encoding, Input};
    ///
    /// let latin = Input::bytes("a.csv", b"title\nCaf\xe9\n".as_slice());
    /// let conversion = Conversion::new().encoding("windows-1252".parse::<Encoding>()?);
    /// let article = conversion.articles(latin)?.next().expect("one")?;
    /// assert_eq!(article.title.as_deref(), Some("Café"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn encoding(mut self, encoding: impl Into<Option<Encoding>>) -> Self {
        self.options.read.encoding = encoding.into();
        self
    }

    /// Reads the records of JSON at this path: names of members with dots between, which lead to a list or a map of
    /// records; `.` is the document itself. By default newsconv looks for a list of articles one level down.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let answer = folder.path().join("answer.json");
    /// std::fs::write(&answer, r#"{"response": {"results": [{"title": "The night ferry returns"}]}}"#)?;
    /// let conversion = Conversion::new().records("response.results");
    /// let summary = conversion.check(&[answer], &mut |_| {})?;
    /// assert_eq!(summary.articles, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn records(mut self, path: impl Into<String>) -> Self {
        self.options.read.records = Some(path.into());
        self
    }

    /// Reads the cells of CSV and TSV between these ASCII characters. By default commas, in TSV tabs, or what a first
    /// line `sep=;` names.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let table = Input::bytes("a.csv", b"title;quality\nOne;80\n".as_slice());
    /// let article = Conversion::new().delimiter(b';').articles(table)?.next().expect("one")?;
    /// assert_eq!(article.quality, Some(80));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn delimiter(mut self, character: u8) -> Self {
        self.options.read.csv.delimiter = Some(character);
        self
    }

    /// Reads cells of CSV and TSV that contain delimiters or line ends between these ASCII characters; `None` means
    /// that none do, and that quotes are text. By default `"`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let table = Input::bytes("a.csv", b"title\n'One, two'\n".as_slice());
    /// let article = Conversion::new().quote(b'\'').articles(table)?.next().expect("one")?;
    /// assert_eq!(article.title.as_deref(), Some("One, two"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn quote(mut self, character: impl Into<Option<u8>>) -> Self {
        let character = character.into().map_or(CsvQuote::Off, CsvQuote::Byte);
        self.options.read.csv.quote = Some(character);
        self
    }

    /// Skips this many lines before the header of CSV and TSV. By default 0.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let table = Input::bytes("a.csv", b"Exported yesterday\ntitle\nOne\n".as_slice());
    /// let article = Conversion::new().skip_rows(1).articles(table)?.next().expect("one")?;
    /// assert_eq!(article.title.as_deref(), Some("One"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn skip_rows(mut self, lines: u64) -> Self {
        self.options.read.csv.skip_rows = lines;
        self
    }

    /// Reads the first line of CSV and TSV as an article, and takes these names for the columns. By default the first
    /// line is the header.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let table = Input::bytes("a.csv", b"One,80\n".as_slice());
    /// let conversion = Conversion::new().no_header(["title", "quality"]);
    /// let article = conversion.articles(table)?.next().expect("one")?;
    /// assert_eq!((article.title.as_deref(), article.quality), (Some("One"), Some(80)));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn no_header(mut self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.options.read.csv.columns = Some(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Decides whether the names of folders such as `category=news` are read as columns of the files below them, as
    /// partitioned datasets of Hive, Spark, pyarrow, Polars and others have them. By default ([`Hive::Auto`]) they are,
    /// in all formats but Markdown.
    ///
    /// Folders count from the input folder down to the file, and those directly above it with such names. Names and
    /// values are percent-decoded, `__HIVE_DEFAULT_PARTITION__` means null. A known field has its usual type, any other
    /// column is text (`month=01` stays `01`); `year`, `month` and `day` that repeat the UTC day of
    /// `publishedDateTime` are dropped. A record that has another value for such a column is rejected, and so are all
    /// files below a name that its field cannot hold.
    ///
    /// ```
    /// use newsconv::{Conversion, Hive};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let news = folder.path().join("category=local%20news");
    /// std::fs::create_dir(&news)?;
    /// std::fs::write(news.join("part-0.ndjson"), "{\"title\":\"The night ferry returns\"}\n")?;
    /// let category = |hive| -> newsconv::Result<_> {
    ///     let mut articles = Conversion::new().hive(hive).articles(folder.path())?;
    ///     Ok(articles.next().expect("one")?.category)
    /// };
    /// assert_eq!(category(Hive::Auto)?.as_deref(), Some("local news"));
    /// assert_eq!(category(Hive::Off)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn hive(mut self, hive: Hive) -> Self {
        self.options.read.hive = hive;
        self
    }

    /// Keeps these fields of each article alone. By default (`None`) all.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice());
    /// let articles = Conversion::new().select("title".parse::<newsconv::Selection>()?).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert_eq!(articles[0].body, None);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn select(mut self, fields: impl Into<Option<Selection>>) -> Self {
        self.options.read.select = fields.into();
        self
    }

    /// Writes the front matter of Markdown in this language. By default it is written in the language that an article
    /// came in, and in YAML for articles from other formats.
    ///
    /// TOML has no null: an unknown key that is null is left out, with a warning, and null in a list is an error.
    ///
    /// ```
    /// use newsconv::{Conversion, FrontMatter, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::MARKDOWN).front_matter(FrontMatter::Toml);
    /// conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!(output.take(), b"+++\ntitle = \"One\"\n+++");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn front_matter(mut self, language: FrontMatter) -> Self {
        self.options.write.front_matter = Some(language);
        self
    }

    /// Writes the keys, shapes and spellings of a profile: the opposite of [`mapping`](Self::mapping). By default newsconv's
    /// own.
    ///
    /// The profile of a site generator, or a mapping of one's own, is written as Markdown: each field under the first key
    /// of the profile that can say it, times as the generator documents them, front matter in its usual language, and
    /// files without a path under its usual names. What it has no key for keeps its own name, and what came from another
    /// key of the same generator keeps that. `jsonfeed` is written as JSON, `schema-org` as JSON and NDJSON. What is
    /// read back by the same profile is the same article.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, Mapping, format, io::Memory};
    ///
    /// let line = br#"{"title":"Ferry","publishedDateTime":"2024-01-23T12:00:00+01:00","published":false}"#;
    /// let (input, output) = (Input::bytes("a.ndjson", line.as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::MARKDOWN).write_as(Mapping::profile("hugo")?);
    /// conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!(output.take(), b"---\ntitle: \"Ferry\"\n\ndate: 2024-01-23T12:00:00+01:00\ndraft: true\n---");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn write_as(mut self, profile: Mapping) -> Self {
        self.options.write.mapping = Some(profile);
        self
    }

    /// Writes a JSON document of this shape. By default one object for a single Markdown file, else an array.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory, JsonShape};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::JSON).json_shape(JsonShape::Items);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"{\n  \"items\": [") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn json_shape(mut self, shape: JsonShape) -> Self {
        self.options.write.json_shape = shape;
        self
    }

    /// Writes JSON without line breaks and indentation. By default `false`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::JSON).compact(true);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"[{\"title\":") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compact(mut self, compact: bool) -> Self {
        self.options.write.compact = compact;
        self
    }

    /// Replaces files that the output has already. By default (`false`) that is an error.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let conversion = Conversion::new().overwrite(true);
    /// for _ in 0..2 {
    ///     let summary = conversion.run("samples/valid/archive", folder.path(), &mut |_| {})?;
    ///     assert!(summary.written);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.options.write.overwrite = overwrite;
        self
    }

    /// Compresses the output: columns within, text as a whole, which takes gzip and zstd. By default (`None`) zstd for
    /// Parquet, nothing for Arrow, and for text what the name says.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory, Compression};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV).compression(Compression::Gzip(6));
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(&[0x1f, 0x8b]) && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compression(mut self, compression: impl Into<Option<Compression>>) -> Self {
        self.options.write.compression = compression.into();
        self
    }

    /// Writes Parquet that nearly every reader takes, such as fastparquet and `@dsnp/parquetjs`: with plain values and
    /// dictionaries only, in Snappy unless [`compression`](Self::compression) says otherwise. By default (`false`) URLs
    /// and times are written as differences, which makes the file smaller.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::PARQUET).compat(true);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"PAR1") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compat(mut self, compat: bool) -> Self {
        self.options.write.compat = compat;
        self
    }

    /// Writes at most so many rows into a Parquet row group. By default (`None`) 1,048,576.
    ///
    /// ```
    /// use std::num::NonZero;
    /// use newsconv::Conversion;
    ///
    /// let conversion = Conversion::new().row_group_rows(NonZero::new(100_000));
    /// ```
    #[must_use]
    pub fn row_group_rows(mut self, rows: impl Into<Option<NonZero<usize>>>) -> Self {
        self.options.write.row_group_rows = rows.into();
        self
    }

    /// Works on so many threads. By default (`None`) one for each core. The output is the same for any number.
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

    /// Decides what a rejected record means for the rest. By default ([`OnError::Fail`]) all inputs are read, all problems
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

    /// Decides what becomes of keys that the model does not know. By default they are kept.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, UnknownKeys};
    ///
    /// let input = Input::bytes("a.ndjson", b"{\"title\":\"One\",\"tide\":2.5}\n".as_slice());
    /// let articles = Conversion::new().unknown_keys(UnknownKeys::Drop).articles(input)?.collect::<newsconv::Result<Vec<_>>>()?;
    /// assert!(articles[0].extra.is_empty());
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn unknown_keys(mut self, action: UnknownKeys) -> Self {
        self.options.unknown_keys = action;
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

    /// Copies rejected records to this folder, unchanged, beside `rejects.ndjson` with all that was said of them: see
    /// [`Options::rejects`]. It needs [`OnError::Skip`]. By default they are not kept.
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
