//! Bytes in and out.

pub(crate) mod cancel;
pub(crate) mod compression;
pub(crate) mod input;
pub(crate) mod output;
pub(crate) mod wrapper;
