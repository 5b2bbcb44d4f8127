//! The options of a conversion for how inputs are read.

use std::path::PathBuf;

use super::builder::{Conversion, MappedBy};
use crate::io::encoding::Encoding;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::{CsvQuote, Hive, UnknownKeys};
use crate::pipeline::selection::Selection;
use crate::pipeline::timezone::TimeZone;

/// Options for how inputs are read.
impl Conversion {
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

    /// Reads fields from other keys and in other shapes, as this mapping says. By default it is the profile
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

    /// Reads times that the source wrote without a zone as times in this one. By default they are in the zone that the
    /// mapping names, else in that of the site, if its configuration (`_config.yml`, `hugo.toml` and the like) is in a folder
    /// above the inputs, else in UTC, with a warning.
    ///
    /// A time that occurs twice, when clocks are put back, is the first of the two; a time that clocks skip has the offset
    /// from before the change.
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

    /// Reads at most this many bytes from an input that is compressed with gzip or zstd. By default (`None`) 64 MiB and 250
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

    /// Reads records of at most this many bytes: a line of NDJSON, an element of a JSON list, a record of CSV, a Markdown
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

    /// Keeps only these fields of each article. By default (`None`) all fields.
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

    /// Decides what is done with keys that are not fields of an article. By default they are kept.
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
}
