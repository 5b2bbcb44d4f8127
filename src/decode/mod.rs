//! From parsed text to articles.

pub(crate) mod decoder;
pub(crate) mod json_fast;
pub(crate) mod json_tree;
mod lenient;
pub(crate) mod locate;
pub(crate) mod tree;
