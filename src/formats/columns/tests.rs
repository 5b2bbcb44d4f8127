//! Articles to columns and back, and columns that others wrote.

use std::sync::Arc;

use arrow::array::*;
use arrow::buffer::OffsetBuffer;
use arrow::compute::cast;
use arrow::datatypes::*;

use super::builder::ArticleColumns;
use super::testing::{RICH, article, convert, hear, jobs, lines};
use super::{BATCH_ROWS, Join, Rows, Source, article_schema, batch_bytes, record_batches, schema};
use crate::article::Article;
use crate::reader::Chunk;

fn rich() -> Article<'static> {
    let mut article: Article<'_> = serde_json::from_str(RICH).expect("an article");
    // The parser of serde_json rounds what newsconv's own keeps.
    article.extra.retain(|(key, _)| key != "deep");
    article.into_owned()
}

#[test]
fn every_field_comes_back() {
    let mut whole = rich();
    let mut columns = ArticleColumns::new(true);
    whole.front_matter = Some("---\n".into());
    let empty = Article::default();
    for article in [&whole, &empty, &whole] {
        columns.append(article).expect("room");
    }
    let batch = columns.finish().expect("columns").expect("rows");
    assert_eq!(batch.schema(), schema(true));
    assert_eq!(columns.finish().expect("columns"), None);
    let mut back: Vec<Article<'static>> = Vec::new();
    let source = Source::new("f".to_owned());
    assert_eq!(source.check(&batch.schema()), Ok(Vec::new()));
    let rows = Rows { source, batch, before: 0, notes: Vec::new() };
    Box::new(rows).read(&mut back).expect("read");
    assert_eq!(back, [whole.clone(), empty, whole]);
}

#[test]
fn the_schema_has_every_column_in_order() {
    let schema = article_schema();
    let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names.len(), 28);
    assert_eq!(
        names[4..8],
        ["publishedDateTime", "publishedOffset", "updatedDateTime", "updatedOffset"]
    );
    assert_eq!(names[24..], ["related", "secured", "extra", "body"]);
    assert!(schema.fields().iter().all(|field| field.is_nullable()));
    assert_eq!(super::schema(true).fields()[28].name(), "frontMatter");
}

#[test]
fn a_batch_is_cut_by_rows_and_bytes() {
    let mut columns = ArticleColumns::new(false);
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
fn small_batches_are_joined() {
    let batch = |rows| {
        let ints = Int32Array::from_iter_values(0..rows);
        RecordBatch::try_from_iter([("a", Arc::new(ints) as ArrayRef)]).expect("a batch")
    };
    let mut join = Join::default();
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

#[test]
fn other_types_of_the_same_meaning_are_read() {
    let title = texts(&[Some("t")]);
    let code = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::LargeUtf8));
    let run = DataType::RunEndEncoded(
        Arc::new(Field::new("run_ends", DataType::Int32, false)),
        Arc::new(Field::new("values", DataType::Utf8, true)),
    );
    for of in [DataType::Utf8View, DataType::LargeUtf8, code, run] {
        let column = cast(&title, &of).expect("casts");
        assert_eq!(article(vec![("title", column)]), r#"{"title":"t"}"#, "{of}");
    }
    let eighty: ArrayRef = Arc::new(Int64Array::from(vec![80]));
    for of in [
        DataType::Int8,
        DataType::UInt64,
        DataType::UInt32,
        DataType::Float16,
        DataType::Float32,
        DataType::Float64,
        DataType::Decimal128(9, 2),
    ] {
        let column = cast(&eighty, &of).expect("casts");
        assert_eq!(article(vec![("quality", column)]), r#"{"quality":80}"#, "{of}");
    }
    let topics = list(texts(&[Some("a"), Some("b")]));
    let item = |of| Arc::new(Field::new("x", of, true));
    for of in [
        DataType::LargeList(item(DataType::Utf8View)),
        DataType::ListView(item(DataType::LargeUtf8)),
        DataType::FixedSizeList(item(DataType::Utf8), 2),
    ] {
        let column = cast(&topics, &of).expect("casts");
        assert_eq!(article(vec![("topics", column)]), r#"{"topics":["a","b"]}"#, "{of}");
    }
    let nothing = ["title", "quality", "published", "publishedDateTime", "publishedOffset"];
    for name in nothing.into_iter().chain(["provider", "topics", "images", "extra", "else"]) {
        assert_eq!(article(vec![(name, null())]), "{}", "{name}");
    }
}

#[test]
fn times_of_any_unit_and_zone_are_read() {
    let seconds = 1_706_011_200_i64;
    let time = |of: &DataType, count: i64| {
        let counts: ArrayRef = Arc::new(Int64Array::from(vec![count]));
        article(vec![("publishedDateTime", cast(&counts, of).expect("casts"))])
    };
    let zone = |name: &str| Some(name.into());
    for (unit, factor) in [
        (TimeUnit::Second, 1),
        (TimeUnit::Millisecond, 1_000),
        (TimeUnit::Microsecond, 1_000_000),
        (TimeUnit::Nanosecond, 1_000_000_000),
    ] {
        let of = DataType::Timestamp(unit, zone("+00:00"));
        let read = time(&of, seconds * factor);
        assert_eq!(read, r#"{"publishedDateTime":"2024-01-23T12:00:00Z"}"#, "{of}");
    }
    let nanos: ArrayRef =
        Arc::new(TimestampNanosecondArray::from(vec![-1]).with_timezone("Europe/Berlin"));
    assert_eq!(
        article(vec![("updatedDateTime", nanos)]),
        r#"{"updatedDateTime":"1969-12-31T23:59:59.999999999Z"}"#
    );
    let offset: ArrayRef = Arc::new(Int64Array::from(vec![60]));
    let times = || texts(&[Some("2024-01-23T12:00:00Z")]);
    assert_eq!(
        article(vec![("publishedOffset", offset.clone()), ("publishedDateTime", times())]),
        r#"{"publishedDateTime":"2024-01-23T13:00:00+01:00"}"#
    );
    let stubs = list(structs(vec![("publishedOffset", offset), ("publishedDateTime", times())]));
    assert_eq!(
        article(vec![("related", stubs)]),
        r#"{"related":[{"publishedDateTime":"2024-01-23T13:00:00+01:00"}]}"#
    );
}

#[test]
fn times_without_a_zone_warn_once_for_each_column() {
    let naive: ArrayRef = Arc::new(TimestampSecondArray::from(vec![0, 1]));
    let dates: ArrayRef = Arc::new(Date32Array::from(vec![0, 19_745]));
    let heard = hear(vec![("publishedDateTime", naive), ("updatedDateTime", dates)]);
    assert_eq!(
        heard.problems,
        [
            "f: warning[NC0205] publishedDateTime: the column has no time zone; UTC was assumed",
            "f: warning[NC0205] updatedDateTime: the column holds dates without a time; UTC was assumed",
        ]
    );
    assert_eq!(
        serde_json::to_string(&heard.articles[1]).expect("JSON"),
        r#"{"publishedDateTime":"1970-01-01T00:00:01Z","updatedDateTime":"2024-01-23T00:00:00Z"}"#
    );
}

#[test]
fn nested_fields_are_read_from_json_text() {
    let columns = vec![
        ("topics", texts(&[Some(r#"["a"]"#)])),
        ("provider", texts(&[Some(r#"{"name":"N","rank":1}"#)])),
        ("images", texts(&[Some(r#"[{"width":640.0}]"#)])),
        ("tags", texts(&[Some("null")])),
    ];
    assert_eq!(
        article(columns),
        r#"{"provider":{"name":"N","rank":1},"topics":["a"],"images":[{"width":640}]}"#
    );
}

#[test]
fn unknown_columns_become_extra_with_their_types() {
    let int = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value])) };
    let map = {
        let mut map = MapBuilder::new(None, StringBuilder::new(), Int8Builder::new());
        map.keys().append_value("k");
        map.values().append_null();
        map.append(true).expect("even");
        Arc::new(map.finish())
    };
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("a", Arc::new(UInt64Array::from(vec![u64::MAX]))),
        ("b", Arc::new(Float32Array::from(vec![0.1]))),
        ("c", list(texts(&[None, Some("no")]))),
        ("d", structs(vec![("x", int(1)), ("y", null())])),
        ("e", map),
        ("f", Arc::new(TimestampMillisecondArray::from(vec![1]).with_timezone("+05:30"))),
        ("g", Arc::new(TimestampSecondArray::from(vec![0]))),
        ("h", Arc::new(Date32Array::from(vec![1]))),
        ("i", cast(&int(150), &DataType::Decimal128(9, 2)).expect("casts")),
        ("j", Arc::new(Int8Array::from(vec![None]))),
        ("k", Arc::new(BooleanArray::from(vec![false]))),
        ("extra", texts(&[Some(r#"{"z":1,"title":2}"#)])),
        ("title", texts(&[Some("t")])),
        ("provider", structs(vec![("rank", int(1)), ("none", null())])),
    ];
    assert_eq!(
        article(columns),
        concat!(
            r#"{"title":"t","provider":{"rank":1},"extra":{"z":1,"title":2,"#,
            r#""a":18446744073709551615,"b":0.1,"c":[null,"no"],"d":{"x":1,"y":null},"e":{"k":null},"#,
            r#""f":"1970-01-01T00:00:00.001Z","g":"1970-01-01T00:00:00","h":"1970-01-02","#,
            r#""i":150.0,"k":false}}"#,
        )
    );
}

#[test]
fn columns_of_impossible_types_are_refused_at_once() {
    let int = |value: i32| -> ArrayRef { Arc::new(Int32Array::from(vec![value])) };
    let binary: ArrayRef = Arc::new(BinaryArray::from(vec![b"x".as_slice()]));
    let columns = vec![
        ("title", int(1)),
        ("publishedDateTime", int(1)),
        ("publishedOffset", texts(&[Some("1")])),
        ("quality", texts(&[Some("high")])),
        ("published", int(1)),
        ("topics", list(int(1))),
        ("images", list(structs(vec![("width", texts(&[None]))]))),
        ("provider", int(1)),
        ("extra", int(1)),
        ("body", binary.clone()),
        ("unknown", list(structs(vec![("ok", int(1)), ("x", list(binary))]))),
    ];
    let found = hear(columns);
    assert!(found.articles.is_empty());
    let mut fields: Vec<_> = found
        .problems
        .iter()
        .map(|problem| problem.strip_prefix("f: error[NC0402] ").expect(problem))
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "body: the column is Binary, which has no place in an article",
            "extra: the column is Int32, and the field takes Utf8",
            "images.width: the column is Utf8, and the field takes Int64",
            "provider: the column is Int32, and the field takes a struct",
            "published: the column is Int32, and the field takes Boolean",
            "publishedDateTime: the column is Int32, and the field takes Timestamp(µs, \"UTC\")",
            "publishedOffset: the column is Utf8, and the field takes Int64",
            "quality: the column is Utf8, and the field takes Int64",
            "title: the column is Int32, and the field takes Utf8",
            "topics: the column is a list of Int32, and the field takes a list of Utf8",
            "unknown.x: the column is Binary, which has no place in an article",
        ]
    );
}

#[test]
fn wrong_cells_are_named_by_row_and_field() {
    let floats = |value: f64| -> ArrayRef { Arc::new(Float64Array::from(vec![value])) };
    let int = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value])) };
    let images = list(structs(vec![("width", floats(640.5))]));
    let missing =
        cast(&list(null()), article_schema().field_with_name("images").expect("known").data_type());
    for (columns, wanted) in [
        (
            vec![("quality", floats(80.5))],
            "NC0201] quality: expected an integer, found the number 80.5",
        ),
        (
            vec![("quality", Arc::new(UInt64Array::from(vec![1 << 63])) as ArrayRef)],
            "NC0202] quality: 9223372036854775808 does not fit in 64 bits",
        ),
        (
            vec![("images", images)],
            "NC0201] images[0].width: expected an integer, found the number 640.5",
        ),
        (
            vec![("images", missing.expect("casts"))],
            "NC0201] images[0]: expected a map, found null: a list cannot hold nulls",
        ),
        (
            vec![("topics", list(texts(&[Some("a"), None])))],
            "NC0201] topics[1]: expected text, found null: a list cannot hold nulls",
        ),
        (
            vec![("provider", texts(&[Some("Wired")]))],
            "NC0305] provider: \"Wired\" is not JSON: expected value",
        ),
        (
            vec![("provider", texts(&[Some("[]")]))],
            "NC0201] provider: expected a map, found a list",
        ),
        (
            vec![("extra", texts(&[Some("{x")]))],
            "NC0305] extra: \"{x\" is not JSON: key must be a string",
        ),
        (vec![("extra", texts(&[Some("[]")]))], "NC0305] extra: this is not a JSON object"),
        (
            vec![("extra", texts(&[Some("{\"a\":1}")])), ("a", int(1))],
            "NC0503] a: `extra` holds a key that a column is called too: `a`",
        ),
        (
            vec![("publishedDateTime", texts(&[Some("yesterday")]))],
            "NC0203] publishedDateTime: \"yesterday\" is not an RFC 3339 time; write it like 2024-01-23T12:00:00Z",
        ),
        (
            vec![(
                "publishedDateTime",
                Arc::new(TimestampSecondArray::from(vec![i64::MAX]).with_timezone("UTC"))
                    as ArrayRef,
            )],
            "NC0204] publishedDateTime: not a possible time: the year is not within 0000 to 9999",
        ),
        (
            vec![
                ("publishedDateTime", texts(&[Some("2024-01-23T12:00:00Z")])),
                ("publishedOffset", int(100_000)),
            ],
            "NC0204] publishedOffset: not a possible time: the offset is a day or more",
        ),
    ] {
        let heard = hear(columns);
        assert_eq!(heard.problems, [format!("f:row 11: error[{wanted}")]);
        assert!(heard.articles.is_empty());
    }
    let twice = RecordBatch::try_from_iter([("a", int(1)), ("a", int(2))]).expect("a batch");
    let problems = Source::new("f".to_owned()).check(&twice.schema()).expect_err("refused");
    assert_eq!(problems[0].to_string(), "f: error[NC0107] a: there are two columns of this name");
}

#[test]
fn numbers_without_json_are_refused_before_columns() {
    let nan: ArrayRef = Arc::new(Float64Array::from(vec![f64::NAN]));
    let heard = hear(vec![("score", nan)]);
    assert_eq!(heard.articles.len(), 1);
    let (_, problems) =
        convert("ndjson", "{\"a\":1e999}\n".as_bytes(), "arrow", &jobs(1)).expect("runs");
    assert!(problems.is_empty(), "{problems:?}");
}
