//! The article.

pub(crate) mod article;
pub(crate) mod timestamp;
pub(crate) mod value;
