//! How each column is written.

use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression as Codec, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr,
    WriterVersion,
};
use parquet::schema::types::{ColumnPath, SchemaDescriptor};

use crate::compression::Compression;
use crate::formats::columns::VERSION_KEY;
use crate::schema::SCHEMA_VERSION;

/// What wrote the file, in the form that readers look for: `application version number`.
const CREATED_BY: &str = concat!("newsconv version ", env!("CARGO_PKG_VERSION"));

/// Rows that are encoded before the size of a page is looked at.
const WRITE_ROWS: usize = 128;

/// Text of which hardly any value occurs twice, so that a dictionary would only cost.
const UNIQUE: [&str; 14] = [
    "path",
    "title",
    "excerpt",
    "originalUrl",
    "webUrl",
    "ampWebUrl",
    "cdnAmpWebUrl",
    "sourceUrl",
    "url",
    "highlight",
    "featuredContent",
    "secured",
    "extra",
    "body",
];

/// Text that nobody compares, so that its least and greatest value tell nothing.
const OPAQUE: [&str; 4] = ["secured", "extra", "body", "frontMatter"];

/// The properties of a file with these columns.
pub(super) fn properties(
    schema: &SchemaDescriptor,
    compression: Option<Compression>,
) -> Result<WriterPropertiesPtr, ParquetError> {
    let version = KeyValue::new(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_string());
    let mut properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_created_by(CREATED_BY.to_owned())
        .set_key_value_metadata(Some(vec![version]))
        .set_write_batch_size(WRITE_ROWS)
        .set_compression(codec(compression.unwrap_or(Compression::Zstd(3)))?);
    for column in schema.columns() {
        properties = leaf(properties, column.path());
    }
    Ok(Arc::new(properties.build()))
}

/// The same with what the leaf `path` needs.
fn leaf(properties: WriterPropertiesBuilder, path: &ColumnPath) -> WriterPropertiesBuilder {
    let name = path.parts().last().map_or("", String::as_str);
    let mut properties = properties;
    if OPAQUE.contains(&name) {
        properties =
            properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
    }
    if is_unique(path) {
        properties = properties.set_column_dictionary_enabled(path.clone(), false);
    }
    properties
}

/// Whether hardly any value of the leaf `path` occurs twice. Within a provider, all do: many articles
/// have the same.
fn is_unique(path: &ColumnPath) -> bool {
    let parts = path.parts();
    let unique = parts.last().is_some_and(|name| UNIQUE.contains(&name.as_str()));
    unique && !parts.iter().any(|part| part == "provider")
}

fn codec(compression: Compression) -> Result<Codec, ParquetError> {
    Ok(match compression {
        Compression::Zstd(level) => Codec::ZSTD(ZstdLevel::try_new(level.into())?),
        Compression::Gzip(level) => Codec::GZIP(GzipLevel::try_new(level.into())?),
        Compression::Brotli(level) => Codec::BROTLI(BrotliLevel::try_new(level.into())?),
        Compression::Snappy => Codec::SNAPPY,
        Compression::Lz4 => Codec::LZ4_RAW,
        Compression::None => Codec::UNCOMPRESSED,
    })
}
