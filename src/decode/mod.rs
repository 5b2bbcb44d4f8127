//! From parsed text to articles: the one place where a wrong value gets its message.
//!
//! Every text format parses into spanned values, which know their place; the record decoder makes an article of
//! them. JSON has a second, fast way that declines whatever it does not fully know. It may use the model and
//! diagnostics.

pub(crate) mod decoder;
pub(crate) mod encoding;
pub(crate) mod field_names;
pub(crate) mod json_fast;
pub(crate) mod json_tree;
mod json_words;
mod lenient;
pub(crate) mod locate;
pub(crate) mod tree;
