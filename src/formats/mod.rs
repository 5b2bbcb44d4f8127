//! The built-in formats, one folder each. None of them knows another.

#[cfg(feature = "arrow")]
pub(crate) mod arrow;
#[cfg(feature = "arrow")]
pub(crate) mod columns;
#[cfg(feature = "csv")]
pub(crate) mod csv;
#[cfg(feature = "feed")]
pub(crate) mod feed;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "markdown")]
pub(crate) mod markdown;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
