//! The built-in formats, one folder each. None of them knows another.

#[cfg(feature = "csv")]
pub(crate) mod csv;
#[cfg(feature = "feed")]
pub(crate) mod feed;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "markdown")]
pub(crate) mod markdown;
