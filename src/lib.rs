//! newsconv
#![forbid(unsafe_code)]

mod article;
mod convert;
mod diagnostic;
mod error;
mod fields;
pub mod format;
mod formats;
mod input;
mod json_text;
mod limits;
mod ordered;
mod output;
mod reader;
mod resolve;
mod schema;
mod sink;
mod timestamp;
mod tree;
mod value;
mod verify;
mod writer;

pub use article::{Article, Author, Field, Image, Kind, Provider, Related};
pub use convert::{Conversion, JsonShape, Options, ReadOptions, Summary, WriteOptions, run};
pub use diagnostic::{Code, Diagnostic, Position, Severity};
pub use error::{Error, Result};
pub use format::{FORMATS, FormatSpec, Report};
pub use input::Input;
pub use limits::Limits;
pub use output::{Folder, Memory, Output, Target};
pub use reader::{Chunk, Reader};
pub use schema::{SCHEMA_VERSION, SchemaKind, schema};
pub use sink::{ArticleSink, Flow, ForEach};
pub use timestamp::{TimeError, Timestamp};
pub use value::{MAX_DEPTH, Map, Value};
pub use verify::{Comparison, Difference, compare};
pub use writer::Writer;
