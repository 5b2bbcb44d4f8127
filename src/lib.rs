//! newsconv moves news articles between Markdown with YAML front matter and the formats that data people
//! use: JSON, NDJSON, CSV, TSV, Arrow IPC, Parquet. It makes three promises, in this order:
//!
//! 1. **Nothing is lost.** Any format to any format and back is the same article, and Markdown in the
//!    house style comes back byte for byte.
//! 2. **Every fault is named**: file, line, column, field, in words. Bad input writes nothing, unless
//!    [`OnError::Skip`] asks for the rest.
//! 3. **As fast as the disk allows**, in bounded memory, the same bytes out for any number of threads.
//!
//! # From files to files
//!
//! [`Conversion`] is the front door: it finds out the formats, reads on all cores and puts the output in
//! its place in one step.
//!
//! ```
//! # #[cfg(all(feature = "markdown", feature = "json"))] {
//! use newsconv::Conversion;
//!
//! let folder = tempfile::tempdir()?;
//! let ndjson = folder.path().join("news.ndjson");
//! let mut report = |problem| eprintln!("{problem}");
//! // An error if a record was rejected: then nothing was written.
//! let summary = Conversion::new().run("samples/valid/archive", &ndjson, &mut report)?;
//! assert_eq!((summary.articles, summary.rejected), (4, 0));
//!
//! // And back: one Markdown file per article, under the path it came from.
//! let back = folder.path().join("back/");
//! let summary = Conversion::new().run(&ndjson, &back, &mut report)?;
//! assert_eq!(summary.articles, 4);
//! let original = std::fs::read("samples/valid/archive/news-briefs/2024-01-09-in-brief.md")?;
//! assert_eq!(std::fs::read(back.join("news-briefs/2024-01-09-in-brief.md"))?, original);
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # One article, many formats
//!
//! All formats are read to and written from an [`Article`]: every field optional, text borrowed from the source where
//! it can be, unknown keys kept in order under [`Article::extra`]. Its serde implementations speak the
//! JSON dialect of `schemas/article.schema.json`:
//!
//! ```
//! use newsconv::{Article, Value};
//!
//! let json = r#"{"title":"Harbour opens","publishedDateTime":"2024-01-23T12:00:00+01:00","tide":2.5}"#;
//! let article: Article = serde_json::from_str(json)?;
//! assert_eq!(article.published_date_time.and_then(|time| time.offset_minutes()), Some(60));
//! assert_eq!(article.extra, [("tide".into(), Value::Float(2.5))]);
//! assert_eq!(serde_json::to_string(&article)?, json);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # How it works, and how to add a format
//!
//! *Pull chunks, push articles, encode where you decode.* A [`Reader`](pipeline::Reader) cuts its input into [`Chunk`](pipeline::Chunk)s. A
//! worker takes a chunk and pushes each article, still borrowed, into an [`ArticleSink`](pipeline::ArticleSink): the encoder that
//! the output's [`Writer`](pipeline::Writer) made. Only filled encoders travel, in input order, to the one writer. So
//! conversion copies no text it need not copy, runs on all cores, keeps the order and holds no more than
//! two chunks and their encodings for each worker.
//!
//! A format is one [`FormatSpec`](format::FormatSpec): its names, how to tell it by its first bytes, how to open inputs, how to
//! write. [`format::FORMATS`] lists the built-in ones; [`Conversion::input_format`] and
//! [`Conversion::output_format`] take any other.
//! `examples/own_format.rs` is a whole reader and writer.
//!
//! # Features
//!
//! One for each format: `markdown`, `json` (with NDJSON), `feed`, `rss`, `csv` (with TSV), `arrow` (file and
//! stream), `parquet`; `compress` for gzip and zstd around text; and `cli`, which the program alone needs. All are on by default; a library user
//! who wants no command line parser turns the defaults off.
#![forbid(unsafe_code)]

// So that the program is written as its users would write it.
#[cfg(feature = "cli")]
extern crate self as newsconv;

mod check;
pub mod compare;
mod conversion;
mod decode;
pub mod diagnostic;
mod formats;
pub mod io;
mod model;
pub mod pipeline;
pub mod schema;
mod suggest;

/// Articles as Arrow's record batches, and the crates of Arrow that this library is built with, so that a
/// program's batches and the library's are of the same version.
///
/// ```
/// use newsconv::arrow::array::RecordBatch;
///
/// let schema = newsconv::arrow::article_schema();
/// assert_eq!(RecordBatch::new_empty(schema).num_rows(), 0);
/// ```
#[cfg(feature = "arrow")]
pub mod arrow {
    pub use arrow_array as array;
    pub use arrow_buffer as buffer;
    pub use arrow_ipc as ipc;
    pub use arrow_schema as schema;
    pub use arrow_select as select;

    pub use crate::formats::columns::{Batches, article_schema, mapped_schema, record_batches};
}

/// Formats: the built-in ones, and how to find one by its name, extension or content.
pub mod format {
    #[cfg(feature = "feed")]
    pub use crate::formats::FEED;
    #[cfg(feature = "markdown")]
    pub use crate::formats::MARKDOWN;
    #[cfg(feature = "parquet")]
    pub use crate::formats::PARQUET;
    #[cfg(feature = "rss")]
    pub use crate::formats::RSS;
    pub use crate::formats::catch_panic::in_guarded_call;
    #[cfg(feature = "arrow")]
    pub use crate::formats::{ARROW, ARROW_STREAM};
    #[cfg(feature = "csv")]
    pub use crate::formats::{CSV, TSV};
    pub use crate::formats::{
        FORMATS, INPUT_FORMATS, by_content, by_extension, by_name, names, require,
    };
    #[cfg(feature = "json")]
    pub use crate::formats::{JSON, NDJSON};
    pub use crate::pipeline::format::{Convert, FormatSpec, Open};
}

/// Options as values, for readers and writers that are used without a [`Conversion`], such as those of a format of
/// your own.
///
/// A [`Conversion`] has a method for each option. Here they are public fields:
///
/// ```
/// use newsconv::options::{CsvOptions, Options, ReadOptions};
///
/// let csv = CsvOptions { delimiter: Some(b';'), ..CsvOptions::default() };
/// let read = ReadOptions { lenient: true, csv, ..ReadOptions::default() };
/// let options = Options { read, ..Options::default() };
/// let conversion = newsconv::Conversion::new().options(options);
/// ```
pub mod options {
    pub use crate::pipeline::options::{CsvOptions, CsvQuote, Options, ReadOptions, WriteOptions};
    pub use crate::pipeline::timezone::TimeZone;
}

/// The built-in profiles: which keys of other archives mean a field.
pub mod profiles {
    pub use crate::pipeline::mapping::{PROFILES, Profile};
}

/// What a conversion would do, without doing it: [`Conversion::plan`].
pub mod plan {
    pub use crate::conversion::{Names, Plan, PlannedInputs};
}

/// One Markdown text to an article and back. Whole files and folders are what [`Conversion`] is for.
#[cfg(feature = "markdown")]
pub mod markdown {
    pub use crate::formats::markdown::text::{parse, render};
}

/// The program, for `src/main.rs` and the Python package, whose command is the same program: it may change at any time.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod program;

/// For newsconv's own tests, fuzz targets and benchmarks: it may change at any time.
#[doc(hidden)]
pub mod testing {
    #[cfg(feature = "markdown")]
    pub use crate::formats::markdown::both_parsers as front_matter;
}

pub use conversion::{Articles, Conversion};
pub use diagnostic::error::{Error, MaxErrors, Result};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use io::Input;
pub use io::compression::Compression;
pub use io::encoding::Encoding;
pub use model::article::{Article, Author, Image, Provider, Related};
pub use model::timestamp::{TimeError, Timestamp};
pub use model::value::{Map, Value};
pub use pipeline::mapping::Mapping;
pub use pipeline::options::{FrontMatter, Hive, JsonShape, OnError, UnknownKeys};
pub use pipeline::selection::Selection;
pub use pipeline::summary::Summary;
