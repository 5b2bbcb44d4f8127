//! Columns that others wrote, of other types.

use std::sync::Arc;

use arrow_array::builder::*;
use arrow_array::*;
use arrow_cast::cast;
use arrow_schema::*;

use super::{list, null, structs, texts};
use crate::formats::columns::testing::{article, hear};

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
        r#"{"updatedDateTime":"1970-01-01T00:59:59.999999999+01:00"}"#
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
            "f: warning[NC0205] updatedDateTime: the column contains dates without a time; UTC was assumed",
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
            r#""a":18446744073709551615,"b":0.1,"c":[null,"no"],"d":{"x":1},"e":{"k":null},"#,
            r#""f":"1970-01-01T05:30:00.001+05:30","g":"1970-01-01T00:00:00","h":"1970-01-02","#,
            r#""i":150.00,"k":false}}"#,
        )
    );
}

#[test]
fn columns_mean_their_fields_in_any_case_and_flat() {
    let two = |first: &str, second: Option<&str>| texts(&[Some(first), second]);
    let heard = hear(vec![
        ("Title", two("a", Some("b"))),
        ("weburl", two("u", None)),
        ("provider.name", two("n", None)),
        ("Provider.Domain", two("d", None)),
        ("other", two("x", None)),
    ]);
    let articles: Vec<String> =
        heard.articles.iter().map(|a| serde_json::to_string(a).expect("JSON")).collect();
    let first = r#"{"title":"a","webUrl":"u","provider":{"name":"n","domain":"d"},"other":"x"}"#;
    assert_eq!(articles, [first, r#"{"title":"b"}"#]);
    assert_eq!(heard.problems.len(), 5, "{:#?}", heard.problems);
    assert!(
        heard.problems.iter().all(|told| told.contains("note[NC0308]")),
        "{:#?}",
        heard.problems
    );
    // An exact name wins, and a provider is not made of two columns.
    let heard = hear(vec![("Title", texts(&[Some("a")])), ("title", texts(&[Some("b")]))]);
    assert_eq!(heard.articles[0].title.as_deref(), Some("b"));
    assert_eq!(heard.problems, [""; 0]);
}
