//! From parsed text to articles. All text formats share this code, so a wrong value has the same message
//! everywhere.
//!
//! Every text format parses into spanned values, which know their positions; the record decoder builds an
//! article from them. JSON has a second, fast path that declines everything it does not fully support. It may
//! use the model and diagnostics.

pub(crate) mod decoder;
#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
pub(crate) mod encoding;
pub(crate) mod field_names;
#[cfg(any(feature = "json", feature = "csv"))]
pub(crate) mod json_fast;
pub(crate) mod json_tree;
mod json_words;
mod lenient;
#[cfg(any(feature = "markdown", feature = "json"))]
pub(crate) mod locate;
#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
pub(crate) mod record_size;
pub(crate) mod shapes;
pub(crate) mod tree;
pub(crate) mod wrong_values;
