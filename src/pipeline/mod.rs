//! The engine between readers and writers.
//!
//! The traits that formats implement live here (sink, reader, writer, format), the options of a run, the layers
//! that stand between a reader and a sink, the pool of workers, and what becomes of rejected records. It may use
//! `io`, `decode`, `schema` and the model, and knows no format: formats are given to it.

pub(crate) mod constraints;
pub(crate) mod encode;
pub(crate) mod format;
pub(crate) mod options;
pub(crate) mod pool;
pub(crate) mod raw_record;
pub(crate) mod reader;
pub(crate) mod rejects;
pub(crate) mod run;
pub(crate) mod selection;
pub(crate) mod sink;
pub(crate) mod summary;
pub(crate) mod unknown_keys;
pub(crate) mod watched;
pub(crate) mod writer;

pub use constraints::Constraints;
pub use raw_record::RawRecord;
pub use reader::{Chunk, Reader};
pub use run::run;
pub use sink::{ArticleSink, Flow, ForEach, Origin};
pub use summary::Report;
pub use writer::Writer;
