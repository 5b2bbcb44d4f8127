//! The engine between readers and writers.
//!
//! It has the traits that formats implement (sink, reader, writer, format), the options of a run, the layers
//! between a reader and a sink, the pool of workers, and the handling of rejected records. It may use `io`,
//! `decode`, `schema` and the model. It does not know the built-in formats: formats are passed to it.

pub(crate) mod constraints;
pub(crate) mod encode;
pub(crate) mod format;
pub(crate) mod hints;
pub(crate) mod invisible_keys;
pub(crate) mod layer;
pub(crate) mod mapping;
pub(crate) mod nothing_known;
pub(crate) mod options;
pub(crate) mod pool;
pub(crate) mod raw_record;
pub(crate) mod reader;
pub(crate) mod rejects;
pub(crate) mod run;
pub(crate) mod selection;
pub(crate) mod sink;
pub(crate) mod source_style;
pub(crate) mod summary;
pub(crate) mod timezone;
pub(crate) mod unknown_keys;
mod watched;
pub(crate) mod writer;

pub use constraints::Constraints;
pub use raw_record::RawRecord;
pub use reader::{Chain, Chunk, OpenInput, Reader};
pub use run::run;
pub use sink::{ArticleSink, Flow, ForEach, Origin};
pub use summary::Report;
pub use writer::{WriteIssue, Writer};
