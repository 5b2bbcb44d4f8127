//! Checks that protect the parquet crate from damaged and hostile files.
//!
//! That crate trusts the sizes, counts and levels in a file: a few wrong bytes make it allocate petabytes,
//! which aborts the process. The guards read the footer and the page headers first, and reject impossible
//! values. They may use the columns' `Fault` and the parquet crate, but no reader or writer of newsconv.

pub(super) mod bit_packing;
pub(super) mod checked_pages;
pub(super) mod decoded_size;
pub(super) mod file;
pub(super) mod footer;
pub(super) mod metadata;
pub(super) mod page_headers;
pub(super) mod thrift;
