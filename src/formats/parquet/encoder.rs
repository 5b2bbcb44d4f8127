//! The encoder is that of all columnar formats: articles to batches.

pub(super) use crate::formats::columns::Encoder;
