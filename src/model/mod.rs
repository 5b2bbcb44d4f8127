//! The canonical article, its times and its values: the model between all readers and writers.
//!
//! It may use only diagnostics.

pub(crate) mod article;
pub(crate) mod columns;
pub(crate) mod declared;
pub(crate) mod number;
pub(crate) mod timestamp;
pub(crate) mod value;
