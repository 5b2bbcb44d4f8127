//! Parquet.
//!
//! Specification: [Apache Parquet file format](https://parquet.apache.org/docs/file-format/). `columns`
//! describes the meaning of the columns.
//!
//! | quirk | rule |
//! |---|---|
//! | compression | zstd level 1 unless asked otherwise; every codec is read |
//! | dictionaries | where values repeat; not for bodies, titles, links and the like, see `properties` |
//! | encodings | differences for URLs and times, else plain values and dictionaries, in pages of version 1; under `compat` no differences, and Snappy, for readers that know no more |
//! | statistics | cut to 32 bytes; none for prose, `secured`, `frontMatter` and `extra`, which nobody compares |
//! | page index | written, so that readers skip pages; used when there is one |
//! | row groups | cut at 1,048,576 rows or 128 MiB before compression, whichever comes first |
//! | lists | three levels, `list.element`; the older layouts are read |
//! | selection | columns that are not selected are neither read nor decoded |
//! | Arrow's schema | is not embedded and not needed; of an embedded one only the zones of times and durations are taken |
//! | checksums | of pages are verified where a file has them; none are written, which the library that writes cannot do |
//! | damage | sizes, counts and levels that no file can have are refused before memory is taken for them |
//! | text that repeats itself | up to 1,024 rows are decoded at once, fewer where their texts in one column would be more than 256 MiB together; a single row that has more is rejected, and `--max-decompressed` raises the limit |
//! | encryption | encrypted files are refused, and so are files with encrypted columns |
//! | memory | chunks of some megabytes of rows are read; a row group is encoded as its rows come, and held, encoded, until it is full |

mod column_pool;
mod encoder;
mod guard;
mod leaf_types;
mod part_chunk;
mod part_rows;
mod properties;
mod raw_schema;
mod reader;
mod reject_rows;
mod split;
mod writer;

#[cfg(test)]
mod tests;

use crate::pipeline::format::FormatSpec;
use crate::pipeline::reader::Chain;
use crate::pipeline::run::run;

/// Parquet.
pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "parquet",
    title: "Apache Parquet",
    url: "https://parquet.apache.org/docs/file-format/",
    extensions: reject_rows::EXTENSIONS,
    is_text: false,
    one_file_per_article: false,
    looks_like: |head| head.starts_with(guard::MAGIC) || head.starts_with(guard::ENCRYPTED),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, reader::open))),
    convert: run::<writer::RowGroups>,
};
