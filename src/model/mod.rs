//! The canonical article, its times and its values: the one model between all readers and writers.
//!
//! It may use nothing but diagnostics.

pub(crate) mod article;
pub(crate) mod columns;
pub(crate) mod timestamp;
pub(crate) mod value;
