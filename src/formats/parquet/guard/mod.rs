//! What stands between a damaged or hostile file and the parquet crate.
//!
//! That crate takes the sizes, counts and levels of a file at their word: a few false bytes make it ask for
//! petabytes, which ends the process. The guards read the footer and the page headers first and reject what no file
//! can hold. They may use the columns' `Fault` and the parquet crate, and no reader or writer of ours.

pub(super) mod bit_packing;
pub(super) mod checked_pages;
pub(super) mod decoded_size;
pub(super) mod file;
pub(super) mod footer;
pub(super) mod metadata;
pub(super) mod page_headers;
pub(super) mod thrift;
