//! Checks that protect the parquet crate from damaged and hostile files.
//!
//! That crate trusts the sizes, counts and levels in a file: a few wrong bytes make it allocate petabytes,
//! which aborts the process. The guards read the footer and the page headers first, and reject impossible
//! values. They may use the columns' `Fault` and the parquet crate, but no reader or writer of newsconv.
//!
//! This is the one door: what is not re-exported here is private to the folder.

mod bit_packing;
mod checked_pages;
mod decoded_size;
mod file;
mod footer;
mod metadata;
mod page_headers;
mod thrift;

pub(super) use checked_pages::Group;
pub(super) use decoded_size::{BATCH_ROWS, Limits, TEXT_BYTES};
pub(super) use file::Positioned;
pub(super) use footer::check as check_footer;
pub(super) use metadata::{
    ENCRYPTED, MAGIC, columns as check_columns, guarded, index as is_index_usable,
    magic as check_magic,
};
pub(super) use page_headers::Pages;
