//! How each column is written.

use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression as Codec, Encoding, GzipLevel, Type, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr,
    WriterVersion,
};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use crate::formats::columns::VERSION_KEY;
use crate::io::compression::Compression;
use crate::schema::SCHEMA_VERSION;

/// What wrote the file, in the form that readers look for: `application version number`.
const CREATED_BY: &str = concat!("newsconv version ", env!("CARGO_PKG_VERSION"));

/// Text of which hardly any value occurs twice, so that a dictionary would only cost: long, so that
/// nothing is gained from what it shares with the value before.
const PROSE: [&str; 8] =
    ["title", "excerpt", "highlight", "featuredContent", "secured", "extra", "body", "frontMatter"];

/// Values of which hardly any occurs twice, but which often begin as the one before does: articles are
/// sorted by path. What is different is written only.
const SERIES: [&str; 9] = [
    "path",
    "publishedDateTime",
    "updatedDateTime",
    "originalUrl",
    "webUrl",
    "ampWebUrl",
    "cdnAmpWebUrl",
    "sourceUrl",
    "url",
];

/// Text that nobody compares, so that its least and greatest value tell nothing.
const OPAQUE: [&str; 7] =
    ["excerpt", "highlight", "featuredContent", "secured", "extra", "body", "frontMatter"];

/// Bytes of a least and a greatest value that are told.
const BOUND: usize = 32;

/// The level of zstd where nobody asks for another: real articles become 2 % larger than at 3, and a quarter
/// of the processor's time is saved.
const LEVEL: u8 = 1;

/// Bytes of a page of prose where its file is to be small: the more text there is to repeat, the smaller it
/// becomes. It takes more memory and time than pages of the usual size.
const LARGE_PAGE: usize = 4 << 20;

/// The level of zstd from which on a file is to be small.
const SMALL_FILE: u8 = 3;

/// Rows of a page, at the most.
const PAGE_ROWS: usize = 16 << 10;

/// The properties of a file with these columns.
pub(super) fn properties(
    schema: &SchemaDescriptor,
    compression: Option<Compression>,
) -> Result<WriterPropertiesPtr, ParquetError> {
    let version = KeyValue::new(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_string());
    let mut properties = WriterProperties::builder()
        // Pages of the second version leave the levels uncompressed: a tenth of the file where articles
        // have few pictures.
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(CREATED_BY.to_owned())
        .set_key_value_metadata(Some(vec![version]))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_statistics_truncate_length(Some(BOUND))
        .set_column_index_truncate_length(Some(BOUND))
        .set_compression(codec(compression.unwrap_or(Compression::Zstd(LEVEL)))?);
    let small = matches!(compression, Some(Compression::Zstd(level)) if level >= SMALL_FILE);
    for column in schema.columns() {
        properties = leaf(properties, column, small);
    }
    Ok(Arc::new(properties.build()))
}

/// The same with what the leaf `column` needs in a file that is to be `small`, or not.
fn leaf(
    properties: WriterPropertiesBuilder,
    column: &ColumnDescriptor,
    small: bool,
) -> WriterPropertiesBuilder {
    let path = column.path();
    let parts = path.parts();
    let name = parts.last().map_or("", String::as_str);
    // Many articles have the same provider, whatever its fields hold.
    let repeats = parts.iter().any(|part| part == "provider");
    let prose = !repeats && PROSE.contains(&name);
    let mut properties = properties;
    if OPAQUE.contains(&name) {
        properties =
            properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
    }
    if prose {
        properties = properties.set_column_encoding(path.clone(), Encoding::PLAIN);
        if small {
            properties = properties.set_column_data_page_size_limit(path.clone(), LARGE_PAGE);
        }
    }
    let series = !repeats && SERIES.contains(&name);
    if series {
        let differences = match column.physical_type() {
            Type::BYTE_ARRAY => Encoding::DELTA_BYTE_ARRAY,
            _ => Encoding::DELTA_BINARY_PACKED,
        };
        properties = properties.set_column_encoding(path.clone(), differences);
    }
    if prose || series {
        properties = properties.set_column_dictionary_enabled(path.clone(), false);
    }
    properties
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::columns::schema;

    #[test]
    fn every_name_is_that_of_a_leaf() {
        let columns = parquet::arrow::ArrowSchemaConverter::new().convert(&schema(true));
        let columns = columns.expect("columns");
        for name in PROSE.iter().chain(&SERIES).chain(&OPAQUE) {
            assert!(columns.columns().iter().any(|leaf| leaf.name() == *name), "{name}");
        }
    }
}
