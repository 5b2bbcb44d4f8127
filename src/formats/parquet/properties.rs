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

use crate::compression::Compression;
use crate::formats::columns::VERSION_KEY;
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
const OPAQUE: [&str; 4] = ["secured", "extra", "body", "frontMatter"];

/// Text that looks random: a higher level of compression finds nothing more in it, and takes twice the time.
const RANDOM: &str = "secured";

/// The levels of zstd where nobody asks for another.
const LEVEL: u8 = 3;
const LEVEL_OF_RANDOM: u8 = 1;

/// Bytes of a page of prose: the more text there is to repeat, the smaller it becomes.
const PROSE_PAGE: usize = 2 << 20;

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
        .set_compression(codec(compression.unwrap_or(Compression::Zstd(LEVEL)))?);
    for column in schema.columns() {
        properties = leaf(properties, column);
        if compression.is_none() && column.name() == RANDOM {
            let random = codec(Compression::Zstd(LEVEL_OF_RANDOM))?;
            properties = properties.set_column_compression(column.path().clone(), random);
        }
    }
    Ok(Arc::new(properties.build()))
}

/// The same with what the leaf `column` needs.
fn leaf(properties: WriterPropertiesBuilder, column: &ColumnDescriptor) -> WriterPropertiesBuilder {
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
        properties = properties
            .set_column_encoding(path.clone(), Encoding::PLAIN)
            .set_column_data_page_size_limit(path.clone(), PROSE_PAGE);
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
