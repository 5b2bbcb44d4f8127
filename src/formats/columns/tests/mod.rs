//! Articles to columns and back.

use std::sync::Arc;

mod cells;
mod foreign;
mod normalize;
mod types;

use arrow_array::*;
use arrow_buffer::OffsetBuffer;
use arrow_schema::*;

use super::builder::ArticleColumns;
use super::testing::{RICH, jobs, lines};
use super::{
    AddedColumns, BATCH_ROWS, Join, Rows, Source, article_schema, batch_bytes, record_batches,
    schema,
};
use crate::model::article::Article;
use crate::model::columns::columns;
use crate::pipeline::reader::Chunk;

fn rich() -> Article<'static> {
    let mut article: Article<'_> = serde_json::from_str(RICH).expect("an article");
    // The parser of serde_json rounds what newsconv's own keeps.
    article.extra.retain(|(key, _)| key != "deep");
    article.into_owned()
}

#[test]
fn every_field_comes_back() {
    let mut whole = rich();
    let mut columns = ArticleColumns::new(&AddedColumns::only(true));
    whole.front_matter = Some("---\n".into());
    let empty = Article::default();
    for article in [&whole, &empty, &whole] {
        columns.append(article).expect("room");
    }
    let batch = columns.finish().expect("columns").expect("rows");
    assert_eq!(batch.schema(), schema(&AddedColumns::only(true)));
    assert_eq!(columns.finish().expect("columns"), None);
    let mut back: Vec<Article<'static>> = Vec::new();
    let source = Source::new("f".to_owned(), Arc::default());
    assert_eq!(source.check(&batch.schema()), Ok(Vec::new()));
    let mut rows = Rows { source, batches: vec![batch], before: 0, notes: Vec::new() };
    rows.read(&mut back).expect("read");
    assert_eq!(back, [whole.clone(), empty, whole]);
}

#[test]
fn the_schema_has_every_column_in_order() {
    for source in [false, true] {
        let schema = super::schema(&AddedColumns::only(source));
        let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let expected: Vec<_> = columns(Article::FIELDS, source).map(|column| column.name).collect();
        assert_eq!(names, expected);
        assert!(schema.fields().iter().all(|field| field.is_nullable()));
        assert_eq!(names.last() == Some(&"frontMatter"), source);
    }
    assert_eq!(article_schema(), super::schema(&AddedColumns::only(false)));
}

#[test]
fn a_batch_is_cut_by_rows_and_bytes() {
    let mut columns = ArticleColumns::new(&AddedColumns::only(false));
    let mut article = Article { body: Some("x".repeat(33 << 20).into()), ..Article::default() };
    columns.append(&article).expect("room");
    assert!(!columns.is_full());
    columns.append(&article).expect("room");
    assert!(columns.is_full());
    columns.finish().expect("columns");
    article.body = None;
    for row in 0..BATCH_ROWS {
        assert!(!columns.is_full(), "{row}");
        columns.append(&article).expect("room");
    }
    assert!(columns.is_full());
}

#[test]
fn rows_and_batches_make_one_batch() {
    let (whole, empty) = (rich(), Article::default());
    let by_rows = |articles: &[&Article<'_>]| {
        let mut columns = ArticleColumns::new(&AddedColumns::only(false));
        for article in articles {
            columns.append(article).expect("room");
        }
        columns.finish().expect("columns").expect("rows")
    };
    let batch = by_rows(&[&whole, &empty, &whole]);
    let mut columns = ArticleColumns::new(&AddedColumns::only(false));
    columns.append(&empty).expect("room");
    assert!(columns.append_batch(&batch.slice(1, 2)).expect("room"));
    columns.append(&whole).expect("room");
    assert!(columns.append_batch(&batch).expect("room"));
    let expected = by_rows(&[&empty, &empty, &whole, &whole, &whole, &empty, &whole]);
    assert_eq!(columns.finish().expect("columns"), Some(expected));
    let mut source = ArticleColumns::new(&AddedColumns::only(true));
    assert!(!source.append_batch(&batch).expect("nothing is added"), "it has a column more");
}

#[test]
fn a_batch_is_not_taken_across_a_cut() {
    let long = Article { body: Some("x".repeat(33 << 20).into()), ..Article::default() };
    let mut columns = ArticleColumns::new(&AddedColumns::only(false));
    columns.append(&long).expect("room");
    let batch = columns.finish().expect("columns").expect("a row");
    assert!(columns.append_batch(&batch).expect("room"));
    assert!(!columns.append_batch(&batch).expect("room"));
    columns.append(&long).expect("room");
    assert!(columns.is_full());
    columns.finish().expect("columns");
    for _ in 0..BATCH_ROWS - 1 {
        columns.append(&Article::default()).expect("room");
    }
    let many = columns.finish().expect("columns").expect("rows");
    assert!(columns.append_batch(&many).expect("room"));
    assert!(!columns.append_batch(&many.slice(0, 2)).expect("room"));
    assert!(columns.append_batch(&many.slice(0, 1)).expect("room"));
    assert!(columns.is_full());
}

#[test]
fn small_batches_are_joined() {
    let batch = |rows| {
        let ints = Int32Array::from_iter_values(0..rows);
        RecordBatch::try_from_iter([("a", Arc::new(ints) as ArrayRef)]).expect("a batch")
    };
    let mut join = Join::new(batch(0).schema(), BATCH_ROWS);
    let rows = |batches: Vec<RecordBatch>| -> Vec<usize> {
        batches.iter().map(RecordBatch::num_rows).collect()
    };
    assert_eq!(rows(join.push(&batch(5000)).expect("joins")), [0; 0]);
    assert_eq!(rows(join.push(&batch(3193)).expect("joins")), [8192]);
    assert_eq!(rows(join.push(&batch(16_384)).expect("joins")), [8192, 8192]);
    assert_eq!(join.finish().expect("joins").map(|batch| batch.num_rows()), Some(1));
    assert_eq!(join.finish().expect("joins"), None);
    assert_eq!(batch_bytes(&batch(8).slice(0, 2)), 8);
}

#[test]
fn a_reader_is_a_stream_of_batches() {
    let text = lines(20_000);
    for n in [1, 3] {
        let reader = super::testing::open("ndjson", text.as_bytes()).expect("opens");
        let batches = record_batches(reader, &jobs(n));
        assert_eq!(batches.schema(), article_schema());
        let rows: Vec<_> = batches.map(|batch| batch.expect("a batch").num_rows()).collect();
        assert_eq!(rows.iter().sum::<usize>(), 20_000);
        assert!(rows.iter().all(|&rows| rows <= BATCH_ROWS), "{rows:?}");
    }
    let faulty = "{}\n{\"quality\":\"x\"}\n{}\n";
    let reader = super::testing::open("ndjson", faulty.as_bytes()).expect("opens");
    let items: Vec<_> = record_batches(reader, &jobs(2)).collect();
    assert!(items[0].as_ref().is_err_and(|e| e.to_string().contains("quality")));
    assert_eq!(items[1].as_ref().map(RecordBatch::num_rows).ok(), Some(2));
    let reader = super::testing::open("ndjson", text.as_bytes()).expect("opens");
    drop(record_batches(reader, &jobs(2)));
}

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

fn list(items: ArrayRef) -> ArrayRef {
    let field = Arc::new(Field::new("item", items.data_type().clone(), true));
    let offsets = OffsetBuffer::from_lengths([items.len()]);
    Arc::new(ListArray::new(field, offsets, items, None))
}

fn structs(fields: Vec<(&str, ArrayRef)>) -> ArrayRef {
    let fields = fields
        .into_iter()
        .map(|(name, array)| (Arc::new(Field::new(name, array.data_type().clone(), true)), array));
    Arc::new(StructArray::from(fields.collect::<Vec<_>>()))
}

fn null() -> ArrayRef {
    Arc::new(NullArray::new(1))
}
