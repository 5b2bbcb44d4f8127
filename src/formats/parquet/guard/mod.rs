//! What stands between a damaged or hostile file and the parquet crate.

pub(super) mod bit_packing;
pub(super) mod checked_pages;
pub(super) mod decoded_size;
pub(super) mod file;
pub(super) mod footer;
pub(super) mod metadata;
pub(super) mod page_headers;
pub(super) mod thrift;
