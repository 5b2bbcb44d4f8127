//! The traits between readers and writers, and the engine.

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
