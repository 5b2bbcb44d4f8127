//! Columns that are not selected are not read.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::properties::WriterProperties;

use super::super::SPEC;
use super::{grouped, jobs, lines, metadata, write};
use crate::conversion::Conversion;
use crate::formats::columns::testing::{Heard, open};
use crate::io::input::Input;
use crate::model::value::Value;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::Reader;
use crate::pipeline::selection::Selection;

fn selection(names: &str) -> Selection {
    names.parse().expect("names of fields")
}

/// A reader of `bytes` where the fields of these names are selected.
fn opened(bytes: &[u8], names: &str, lenient: bool) -> Box<dyn Reader> {
    let select = Some(selection(names));
    let options = ReadOptions { lenient, select, ..ReadOptions::default() };
    (SPEC.open)(vec![Input::bytes("in.parquet", bytes)], &options).expect("opens")
}

/// What is read of `bytes` where the fields of these names are selected.
fn hear(bytes: &[u8], names: &str, lenient: bool) -> Heard {
    let mut heard = Heard::default();
    opened(bytes, names, lenient).read(&mut heard).expect("read");
    heard
}

/// The articles that are read, as JSON, when nothing is wrong.
fn articles(bytes: &[u8], names: &str) -> Vec<String> {
    let Heard { articles, problems } = hear(bytes, names, false);
    assert_eq!(problems, [""; 0], "{names}");
    articles.iter().map(|article| serde_json::to_string(article).expect("JSON")).collect()
}

/// `bytes` with nothing but rubbish in the columns that are `damaged`.
fn damage(bytes: &[u8], damaged: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut rubbish = bytes.to_vec();
    let found = metadata(bytes);
    for column in found.row_groups().iter().flat_map(RowGroupMetaData::columns) {
        if damaged(&column.column_path().string()) {
            let (start, length) = column.byte_range();
            let (start, length) = (start.try_into().expect("a place"), length.try_into());
            let end: usize = start + length.unwrap_or(0_usize);
            rubbish[start..end].fill(0xff);
        }
    }
    rubbish
}

/// A file of these columns in row groups of `rows` rows.
fn file(columns: Vec<(&str, ArrayRef)>, rows: usize) -> Vec<u8> {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

/// What is selected, and the columns that hold it.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("title", &["title"]),
    ("publishedDateTime", &["publishedDateTime", "publishedOffset"]),
    ("provider.name", &["provider.name"]),
    ("provider.images.extra", &["provider.images.list.element.extra"]),
    ("images.url", &["images.list.element.url"]),
    ("related.provider.domain", &["related.list.element.provider.domain"]),
    ("topics,heat", &["topics.list.element", "heat"]),
    ("extra", &["extra"]),
    (
        "path,body,provider.authors",
        &[
            "path",
            "body",
            "provider.authors.list.element.name",
            "provider.authors.list.element.url",
            "provider.authors.list.element.extra",
        ],
    ),
];

#[test]
fn other_columns_may_hold_anything() {
    let bytes = write(&lines(60), &grouped(25, 1));
    let mut whole = Heard::default();
    open("parquet", bytes.clone()).expect("opens").read(&mut whole).expect("read");
    for (names, columns) in COLUMNS {
        let kept = |article| selection(names).mask().cut(article);
        let expected: Vec<_> = whole.articles.iter().map(kept).collect();
        let others = damage(&bytes, |path| !columns.contains(&path));
        let Heard { articles, problems } = hear(&others, names, false);
        assert_eq!(problems, [""; 0], "{names}");
        assert!(articles == expected, "{names}");
        for column in columns {
            let Heard { problems, .. } =
                hear(&damage(&bytes, |path| path == *column), names, false);
            assert!(!problems.is_empty(), "{column} was not read for {names}");
            assert!(problems[0].starts_with("in.parquet: error[NC0401] "), "{problems:?}");
        }
    }
}

#[test]
fn rows_are_counted_without_columns() {
    let numbers = || Arc::new(Int64Array::from_iter_values(0..20_000)) as ArrayRef;
    for rows in [7000, 20_000] {
        let bytes = file(vec![("unknown", numbers()), ("heat", numbers())], rows);
        assert_eq!(articles(&bytes, "title"), vec!["{}"; 20_000]);
        let found = articles(&bytes, "heat,title");
        assert_eq!((found.len(), &*found[12_345]), (20_000, r#"{"heat":12345}"#));
        assert_eq!(articles(&bytes, "extra")[12_345], r#"{"unknown":12345}"#);
        let mut reader = opened(&bytes, "title", false);
        while let Some(mut chunk) = reader.next_chunk().expect("a chunk") {
            let mut heard = Heard::default();
            chunk.read(&mut heard).expect("read");
            assert!((1..=8192).contains(&heard.articles.len()));
        }
    }
}

#[test]
fn columns_of_wrong_types_are_rejected_where_they_are_selected() {
    let titles: ArrayRef = Arc::new(StringArray::from(vec!["a", "b"]));
    let bytes = file(
        vec![
            ("title", Arc::clone(&titles)),
            ("quality", Arc::clone(&titles)),
            ("publishedOffset", titles),
        ],
        9,
    );
    assert_eq!(articles(&bytes, "title"), [r#"{"title":"a"}"#, r#"{"title":"b"}"#]);
    for (names, field) in [
        ("title,quality", "quality: the column is Utf8"),
        ("publishedDateTime", "publishedOffset: the column is Utf8"),
    ] {
        let Heard { articles, problems } = hear(&bytes, names, false);
        assert_eq!((articles.len(), problems.len()), (0, 2), "{names}: {problems:?}");
        assert!(problems.iter().all(|problem| problem.contains(field)), "{problems:?}");
    }
}

#[test]
fn wrong_values_are_unknown_keys_of_a_lenient_selection_too() {
    let titles: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let bytes = file(vec![("title", Arc::clone(&titles)), ("quality", titles)], 9);
    let heard = hear(&bytes, "extra", true);
    assert_eq!(heard.articles[0].extra, [("quality".into(), Value::Text("a".into()))]);
    assert_eq!(hear(&bytes, "title", true).problems, [""; 0]);
}

/// As in text: a provider without a name is a provider.
#[test]
fn a_record_stays_without_the_columns_that_are_selected() {
    let domains: ArrayRef = Arc::new(StringArray::from(vec![Some("d"), None, None]));
    let field = Arc::new(Field::new("domain", DataType::Utf8, true));
    let validity = Some(vec![true, true, false].into());
    let provider = StructArray::new(vec![field].into(), vec![domains], validity);
    let bytes = file(vec![("provider", Arc::new(provider))], 9);
    assert_eq!(articles(&bytes, "provider.domain")[0], r#"{"provider":{"domain":"d"}}"#);
    let found = hear(&bytes, "provider.name", false).articles;
    let cut = |article| selection("provider.name").mask().cut(article);
    let found: Vec<_> = found.iter().map(|article| cut(article).provider.is_some()).collect();
    assert_eq!(found, [true, true, false]);
}

#[test]
fn all_columns_are_written_whatever_is_selected() {
    let folder = tempfile::tempdir().expect("a folder");
    let [from, to] = ["in.parquet", "out.parquet"].map(|name| folder.path().join(name));
    let bytes = write(&lines(9), &jobs(1));
    std::fs::write(&from, &bytes).expect("a file");
    let mut options = jobs(1);
    options.read.select = Some(selection("title,provider.name"));
    let run = Conversion::new().options(options).run(&[from], &to, &mut |_| {});
    assert_eq!(run.expect("it runs").articles, 9);
    let [before, after] = [bytes, std::fs::read(to).expect("a file")];
    let schema = |bytes| metadata(bytes).file_metadata().schema_descr().root_schema().clone();
    assert_eq!(schema(&before), schema(&after));
    assert_eq!(articles(&after, "title"), articles(&before, "title"));
    assert!(articles(&after, "path,body,extra").iter().all(|article| article == "{}"));
}
