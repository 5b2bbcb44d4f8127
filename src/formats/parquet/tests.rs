//! Articles through Parquet, the layout of the file, and what is wrong with damaged ones.

mod raw;
mod same_as_arrow;
mod selection;

use std::collections::HashSet;
use std::num::NonZero;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, NullArray, RecordBatch, StringArray, StringViewArray, StructArray,
};
use arrow_schema::Field;
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Codec, Encoding, PageType};
use parquet::file::metadata::{
    ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData,
};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::formats::columns::testing::{Heard, Work, convert, jobs, lines, open};
use crate::io::compression::Compression;
use crate::pipeline::options::Options;

fn write(text: &str, options: &Options) -> Vec<u8> {
    let (bytes, problems) =
        convert("ndjson", text.as_bytes(), "parquet", options).expect("written");
    assert_eq!(problems, []);
    bytes
}

fn read(bytes: &[u8], options: &Options) -> Vec<u8> {
    let (text, problems) = convert("parquet", bytes, "ndjson", options).expect("read");
    assert_eq!(problems, []);
    text
}

fn metadata(bytes: &[u8]) -> ParquetMetaData {
    ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Required)
        .parse_and_finish(&Bytes::copy_from_slice(bytes))
        .expect("a footer")
}

/// Options with row groups of this many rows.
fn grouped(rows: usize, threads: usize) -> Options {
    let mut options = jobs(threads);
    options.write.row_group_rows = NonZero::new(rows);
    options
}

#[test]
fn every_article_comes_back_whatever_the_jobs() {
    let text = lines(3000);
    let bytes = write(&text, &grouped(1000, 1));
    assert!(bytes == write(&text, &grouped(1000, 4)), "one job and four differ");
    for threads in [1, 4] {
        assert!(read(&bytes, &jobs(threads)) == text.as_bytes(), "{threads}");
    }
}

#[test]
fn no_article_is_a_file_too() {
    let bytes = write("", &jobs(2));
    assert_eq!(metadata(&bytes).num_row_groups(), 0);
    assert_eq!(read(&bytes, &jobs(2)), b"");
}

#[test]
fn row_groups_have_the_rows_asked_for() {
    let found = metadata(&write(&lines(2500), &grouped(1000, 2)));
    let rows: Vec<_> = found.row_groups().iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(rows, [1000, 1000, 500]);
}

#[test]
fn the_layout_is_what_the_table_says() {
    let found = metadata(&write(&lines(2000), &jobs(2)));
    let file = found.file_metadata();
    let versions = file.key_value_metadata().expect("metadata");
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].key, "newsconv.schema_version");
    assert_eq!(
        versions[0].value.as_deref(),
        Some(crate::schema::SCHEMA_VERSION.to_string().as_str())
    );
    assert!(file.created_by().is_some_and(|by| by.starts_with("newsconv version ")));
    let group = found.row_group(0);
    let leaf = |path: &str| {
        let mut leaves = group.columns().iter();
        leaves.find(|leaf| leaf.column_path().string() == path).expect(path)
    };
    for leaf in group.columns() {
        assert!(matches!(leaf.compression(), Codec::ZSTD(_)));
        assert!(leaf.offset_index_offset().is_some());
    }
    for path in ["category", "provider.images.list.element.url", "topics.list.element", "heat"] {
        assert!(leaf(path).dictionary_page_offset().is_some(), "{path}");
        assert!(leaf(path).statistics().is_some(), "{path}");
    }
    for path in ["body", "extra", "secured", "related.list.element.extra"] {
        assert!(leaf(path).dictionary_page_offset().is_none(), "{path}");
        assert!(leaf(path).statistics().is_none(), "{path}");
    }
    assert!(leaf("images.list.element.url").dictionary_page_offset().is_none());
    assert!(!leaf("title").encodings().any(|encoding| encoding == Encoding::RLE_DICTIONARY));
}

/// The types of all pages.
fn page_types(bytes: &[u8]) -> HashSet<PageType> {
    let file = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).expect("a file");
    let groups =
        (0..file.num_row_groups()).map(|group| file.get_row_group(group).expect("a group"));
    let mut types = HashSet::new();
    for group in groups {
        for leaf in 0..group.num_columns() {
            let pages = group.get_column_page_reader(leaf).expect("pages");
            types.extend(pages.map(|page| page.expect("a page").page_type()));
        }
    }
    types
}

#[test]
fn compat_uses_plain_values_and_dictionaries_only() {
    const OLD: [Encoding; 4] =
        [Encoding::PLAIN, Encoding::PLAIN_DICTIONARY, Encoding::RLE, Encoding::RLE_DICTIONARY];
    let text = lines(2000);
    let mut options = jobs(2);
    options.write.compat = true;
    let bytes = write(&text, &options);
    let is_old = |bytes: &[u8]| {
        let found = metadata(bytes);
        let mut leaves = found.row_groups().iter().flat_map(RowGroupMetaData::columns);
        leaves.all(|leaf| leaf.encodings().all(|encoding| OLD.contains(&encoding)))
    };
    assert!(is_old(&bytes));
    assert_eq!(page_types(&bytes), [PageType::DATA_PAGE, PageType::DICTIONARY_PAGE].into());
    assert!(!is_old(&write(&text, &jobs(2))), "the default is smaller");
    let codecs = |bytes: &[u8]| -> Vec<Codec> {
        metadata(bytes)
            .row_group(0)
            .columns()
            .iter()
            .map(ColumnChunkMetaData::compression)
            .collect()
    };
    assert!(codecs(&bytes).iter().all(|codec| *codec == Codec::SNAPPY));
    assert!(read(&bytes, &options) == text.as_bytes());
    options.write.compression = Some(Compression::Gzip(6));
    let bytes = write(&text, &options);
    assert!(is_old(&bytes));
    assert!(codecs(&bytes).iter().all(|codec| matches!(codec, Codec::GZIP(_))));
}

#[test]
fn every_compression_is_written_and_read() {
    let text = lines(40);
    let mut options = jobs(1);
    for name in ["zstd:1", "snappy", "gzip", "lz4", "brotli:1", "none"] {
        options.write.compression = Some(name.parse::<Compression>().expect("known"));
        assert!(read(&write(&text, &options), &options) == text.as_bytes(), "{name}");
    }
}

/// A file without page indexes in row groups of `rows` rows, with 1000 bodies of 40,000 bytes.
fn foreign(rows: usize) -> Vec<u8> {
    let body = "x".repeat(40_000);
    let bodies: ArrayRef = Arc::new(StringViewArray::from_iter_values((0..1000).map(|_| &body)));
    let nulls: ArrayRef = Arc::new(NullArray::new(1000));
    let mut tags = ListBuilder::new(StringBuilder::new());
    (0..1000).for_each(|n| tags.append_value([Some(n.to_string())]));
    let columns: [(&str, ArrayRef, bool); 3] =
        [("body", bodies, true), ("images", nulls, true), ("tags", Arc::new(tags.finish()), true)];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(rows))
        .set_dictionary_enabled(false)
        .set_offset_index_disabled(true)
        .set_statistics_enabled(parquet::file::properties::EnabledStatistics::None);
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))
        .expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

#[test]
fn pages_of_a_few_values_and_with_long_headers_are_read() {
    let mut tags = ListBuilder::new(StringBuilder::new());
    let long = "x".repeat(20_000);
    for n in 0..300 {
        let text = if n % 100 == 0 { long.clone() } else { n.to_string() };
        tags.append_value((0..n % 7).map(|_| Some(text.clone())));
    }
    let column: ArrayRef = Arc::new(tags.finish());
    let batch = RecordBatch::try_from_iter([("tags", column)]).expect("a batch");
    for index in [false, true] {
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_data_page_size_limit(64)
            .set_write_batch_size(2)
            .set_compression(Codec::SNAPPY)
            .set_write_page_header_statistics(true)
            .set_statistics_truncate_length(None)
            .set_offset_index_disabled(!index);
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))
            .expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        let mut heard = Heard::default();
        open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
        assert_eq!(heard.problems, [""; 0], "{index}");
        let counts: Vec<_> =
            heard.articles.iter().map(|a| a.tags.as_ref().map_or(0, Vec::len)).collect();
        assert_eq!(counts, (0..300).map(|n| n % 7).collect::<Vec<_>>());
    }
}

#[test]
fn row_groups_without_an_index_are_read_whole_or_in_batches() {
    for (rows, chunks) in [(1000, 10), (100, 10)] {
        let bytes = foreign(rows);
        let mut reader = open("parquet", bytes).expect("opens");
        let mut heard = Heard::default();
        let mut count = 0;
        while let Some(mut chunk) = reader.next_chunk().expect("read") {
            chunk.read(&mut heard).expect("read");
            count += 1;
        }
        assert_eq!(heard.problems, [""; 0]);
        assert_eq!(heard.articles.len(), 1000);
        assert_eq!(count, chunks);
        let tags: Vec<_> = heard.articles.iter().filter_map(|a| a.tags.clone()?.pop()).collect();
        assert!(tags.iter().enumerate().all(|(n, tag)| *tag == n.to_string()));
    }
}

#[test]
fn small_row_groups_are_read_together() {
    let text = lines(300);
    let bytes = write(&text, &grouped(1, 1));
    assert_eq!(metadata(&bytes).num_row_groups(), 300);
    let work = Work::of("parquet", bytes.clone());
    assert_eq!(work, Work { chunks: 2, batches: 2, rows: 300 });
    assert!(read(&bytes, &jobs(3)) == text.as_bytes());
    assert!(
        convert("parquet", bytes, "parquet", &jobs(2)).expect("read").0 == write(&text, &jobs(1))
    );
}

#[test]
fn wrong_cells_are_named_by_their_row_in_the_file() {
    let lines: Vec<_> = (0..30_000).map(|n| format!("{{\"quality\":{n},\"k\":0.5}}")).collect();
    let bytes = write(&lines.join("\n"), &grouped(9000, 2));
    let mut heard = Heard::default();
    open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
    assert_eq!(heard.articles.len(), 30_000);
    let floats: ArrayRef = Arc::new(arrow_array::Float64Array::from_iter_values(
        (0..5000).map(|n| if n == 4321 { 0.5 } else { f64::from(n) }),
    ));
    let batch = RecordBatch::try_from_iter([("quality", floats)]).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let mut heard = Heard::default();
    open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
    assert_eq!(heard.articles.len(), 4999);
    assert_eq!(
        heard.problems,
        [
            "in.parquet:row 4322: error[NC0201] quality: expected an integer, found the number 0.5; --lenient keeps it as an unknown key"
        ]
    );
}

/// All that is said about `bytes`, on one line.
fn problem_of(bytes: &[u8]) -> String {
    let mut heard = Heard::default();
    open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
    heard.problems.join("; ")
}

#[test]
fn damage_anywhere_is_a_diagnostic() {
    let bytes = write(&lines(9), &jobs(1));
    for cut in (0..bytes.len()).step_by(137) {
        let problem = problem_of(&bytes[..cut]);
        assert!(problem.starts_with("in.parquet: error[NC0401] "), "{cut}: {problem}");
    }
    for at in (0..bytes.len()).step_by(61) {
        let mut damaged = bytes.clone();
        damaged[at] ^= [0x01, 0x80, 0xff][at % 3];
        problem_of(&damaged);
    }
}

#[test]
fn a_false_count_in_a_page_is_found_before_memory_is_taken_for_it() {
    let titles: ArrayRef = Arc::new(StringArray::from_iter_values((0..300).map(|n| n.to_string())));
    let batch = RecordBatch::try_from_iter([("title", titles)]).expect("a batch");
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_encoding(Encoding::DELTA_BYTE_ARRAY);
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))
        .expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    assert_eq!(problem_of(&bytes), "");
    // Blocks of 128 numbers in four parts, of which there are 300: for the prefixes, then the suffixes.
    let header = [0x80, 0x01, 0x04, 0xac, 0x02];
    let found = bytes.windows(5).enumerate().filter(|(_, window)| *window == header);
    let found: Vec<_> = found.map(|(at, _)| at).collect();
    assert_eq!(found.len(), 2);
    for at in found {
        let mut damaged = bytes.clone();
        damaged[at + 4] = 0x7f;
        assert_eq!(problem_of(&damaged), "in.parquet: error[NC0401] a page has an invalid header");
    }
}

#[test]
fn old_times_of_spark_are_right_in_all_years() {
    let bytes = include_bytes!("../../../samples/foreign/int96.parquet").as_slice();
    let mut heard = Heard::default();
    open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
    let json = |article| serde_json::to_string(article).expect("JSON");
    let found: Vec<_> = heard.articles.iter().map(json).collect();
    let expected = ["9999-12-31T23:59:59.999999", "1000-01-01T00:00:00", "2024-01-23T12:00:00"].map(|time| {
        format!(
            r#"{{"publishedDateTime":"{time}Z","related":[{{"publishedDateTime":"{time}Z"}}],"seen":"{time}"}}"#
        )
    });
    assert_eq!(found, expected);
}

#[test]
fn rows_without_bytes_are_read_in_small_chunks() {
    let nulls: ArrayRef = Arc::new(StringArray::new_null(100_000));
    let batch =
        RecordBatch::try_from_iter_with_nullable([("title", nulls, true)]).expect("a batch");
    let mut bytes = Vec::new();
    let properties = WriterProperties::builder().set_offset_index_disabled(true).build();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let work = Work::of("parquet", bytes);
    assert_eq!((work.rows, work.chunks), (100_000, 13));
}

#[test]
fn columns_that_are_too_deep_are_left_out_or_wrong() {
    let deep = |levels: usize| -> ArrayRef {
        let number: ArrayRef = Arc::new(arrow_array::Int32Array::from(vec![1]));
        (0..levels).fold(number, |inner, _| {
            let of = Field::new("a", inner.data_type().clone(), true);
            Arc::new(StructArray::from(vec![(Arc::new(of), inner)]))
        })
    };
    let heard = |name: &str, levels: usize| {
        let title: ArrayRef = Arc::new(StringArray::from(vec!["t"]));
        let columns = [("category", title), (name, deep(levels))];
        let batch = RecordBatch::try_from_iter(columns).expect("a batch");
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        let mut heard = Heard::default();
        open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
        heard
    };
    let as_deep_as_values = heard("x", 100);
    assert_eq!((as_deep_as_values.articles.len(), as_deep_as_values.problems), (1, Vec::new()));
    for levels in [101, 150] {
        let heard = heard("x", levels);
        assert_eq!(heard.articles.len(), 1);
        assert!(heard.articles[0].extra.is_empty());
        let left_out = "in.parquet: warning[NC0405] x: the column is nested more than 100 levels deep; it was left out";
        assert_eq!(heard.problems, [left_out]);
    }
    let wrong = heard("title", 150);
    assert_eq!(wrong.articles.len(), 0);
    assert!(
        wrong.problems[0].starts_with("in.parquet: error[NC0402] title: "),
        "{:?}",
        wrong.problems
    );
}
