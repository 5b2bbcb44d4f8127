//! The encoding of each column.

use std::sync::Arc;

use parquet::basic::{BrotliLevel, Compression as Codec, Encoding, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterPropertiesPtr,
    WriterVersion,
};
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use crate::formats::columns::VERSION_KEY;
use crate::io::compression::Compression;
use crate::model::article::{Article, Kind, TextClass};
use crate::model::columns::EXTRA;
use crate::pipeline::options::WriteOptions;
use crate::schema::SCHEMA_VERSION;

/// The writer of the file, in the form that readers expect: `application version number`.
const CREATED_BY: &str = concat!("newsconv version ", env!("CARGO_PKG_VERSION"));

/// Maximum number of bytes of a minimum or maximum value in the statistics.
const BOUND: usize = 32;

/// The default level of zstd. Real articles become 2 % larger than at level 3, but a quarter of the CPU time
/// is saved.
const LEVEL: u8 = 1;

/// Size of a page of prose in bytes if the file should be small: larger pages compress better, but take more
/// memory and time.
const LARGE_PAGE: usize = 4 << 20;

/// The level of zstd from which a file should be small.
const SMALL_FILE: u8 = 3;

/// Maximum number of rows of a page.
const PAGE_ROWS: usize = 16 << 10;

/// Returns the properties of a file with these columns. `about` is more of its key-value metadata.
pub(super) fn properties(
    schema: &SchemaDescriptor,
    options: &WriteOptions,
    about: Vec<(&'static str, String)>,
) -> Result<WriterPropertiesPtr, ParquetError> {
    let compression = options.compression;
    let default = if options.compat { Compression::Snappy } else { Compression::Zstd(LEVEL) };
    let version = KeyValue::new(VERSION_KEY.to_owned(), SCHEMA_VERSION.to_string());
    let about = about.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let metadata = std::iter::once(version).chain(about).collect();
    let mut properties = WriterProperties::builder()
        // Pages of version 2 leave the levels uncompressed, which is a tenth of the file if articles have few
        // pictures.
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(CREATED_BY.to_owned())
        .set_key_value_metadata(Some(metadata))
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_statistics_truncate_length(Some(BOUND))
        .set_column_index_truncate_length(Some(BOUND))
        .set_compression(codec(compression.unwrap_or(default))?);
    let small = matches!(compression, Some(Compression::Zstd(level)) if level >= SMALL_FILE);
    for column in schema.columns() {
        properties = leaf(properties, column, small, options.compat);
    }
    Ok(Arc::new(properties.build()))
}

/// Adds what the leaf `column` needs; `small` asks for a small file. If every reader has to accept the file
/// (`compat`), values are plain or in dictionaries, since simple readers support no other encodings.
fn leaf(
    properties: WriterPropertiesBuilder,
    column: &ColumnDescriptor,
    small: bool,
    compat: bool,
) -> WriterPropertiesBuilder {
    let path = column.path();
    let Leaf { holds, repeats } = Leaf::at(path.parts());
    let class = if let Content::Text(class) = holds { Some(class) } else { None };
    let unique = !repeats && class.is_some_and(TextClass::is_unique);
    let differences = match holds {
        _ if compat => None,
        Content::Text(TextClass::Address) if !repeats => Some(Encoding::DELTA_BYTE_ARRAY),
        Content::Time if !repeats => Some(Encoding::DELTA_BINARY_PACKED),
        _ => None,
    };
    let mut properties = properties;
    // Bounds of prose select no rows, but would take room in the file.
    if class.is_some_and(TextClass::is_never_compared) {
        properties =
            properties.set_column_statistics_enabled(path.clone(), EnabledStatistics::None);
    }
    if unique && small {
        properties = properties.set_column_data_page_size_limit(path.clone(), LARGE_PAGE);
    }
    if let Some(encoding) = differences.or(unique.then_some(Encoding::PLAIN)) {
        properties = properties.set_column_encoding(path.clone(), encoding);
        // With a dictionary, the encoding of the column would be used only after the dictionary is
        // full.
        properties = properties.set_column_dictionary_enabled(path.clone(), false);
    }
    properties
}

/// A column without columns of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leaf {
    holds: Content,
    /// Whether many articles share the same values.
    repeats: bool,
}

/// What a [`Leaf`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Text(TextClass),
    Time,
    Other,
}

impl Leaf {
    /// Returns the leaf of an article at the path of these parts.
    fn at(parts: &[String]) -> Self {
        let mut parts = parts.iter();
        let mut fields = Article::FIELDS;
        let mut leaf = Self { holds: Content::Other, repeats: false };
        while let Some(part) = parts.next() {
            leaf.holds = Content::Other;
            let Some(field) = fields.iter().find(|field| field.name == part) else {
                if part == EXTRA {
                    leaf.holds = Content::Text(TextClass::Prose);
                }
                break;
            };
            fields = field.kind.fields();
            match field.kind {
                Kind::Text => leaf.holds = field.class.map_or(Content::Other, Content::Text),
                Kind::Time => leaf.holds = Content::Time,
                Kind::Provider => leaf.repeats = true,
                Kind::Texts | Kind::Images | Kind::Authors | Kind::Related => {
                    // Parquet has two levels between a list and its items: `list` and `element`.
                    parts.nth(1);
                }
                Kind::Integer | Kind::Boolean => {}
            }
        }
        leaf
    }
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

    #[test]
    fn a_leaf_is_treated_as_its_field_says() {
        for (path, holds, repeats) in [
            ("path", Content::Text(TextClass::Address), false),
            ("category", Content::Text(TextClass::Word), false),
            ("publishedDateTime", Content::Time, false),
            ("publishedOffset", Content::Other, false),
            ("quality", Content::Other, false),
            ("extra", Content::Text(TextClass::Prose), false),
            ("topics.list.element", Content::Other, false),
            ("images.list.element.title", Content::Text(TextClass::Headline), false),
            ("images.list.element.extra", Content::Text(TextClass::Prose), false),
            ("provider.name", Content::Text(TextClass::Word), true),
            ("provider.authors.list.element.url", Content::Text(TextClass::Address), true),
            ("related.list.element.publishedDateTime", Content::Time, false),
            ("related.list.element.provider.extra", Content::Text(TextClass::Prose), true),
            ("related.list.element.body", Content::Other, false),
        ] {
            let parts: Vec<_> = path.split('.').map(str::to_owned).collect();
            assert_eq!(Leaf::at(&parts), Leaf { holds, repeats }, "{path}");
        }
    }
}
