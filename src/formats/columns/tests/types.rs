//! Types that JSON does not have, columns of nothing, and what of them cannot be stored.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::*;
use arrow_array::types::*;
use arrow_array::*;
use arrow_schema::*;

use super::{list, null, structs, texts};

use crate::formats::columns::testing::{Heard, article, hear};
use crate::formats::columns::{Rows, Source, push};
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::Chunk;

/// What a batch of one column says that has this metadata.
fn hear_with(name: &str, array: ArrayRef, metadata: &[(&str, &str)]) -> Heard {
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let field = Field::new(name, array.data_type().clone(), true)
        .with_metadata(metadata.collect::<HashMap<_, _>>());
    let batch = RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![array]);
    let batch = batch.expect("a batch");
    let source = Source::new("f".to_owned(), Arc::default());
    let notes = source.check(&batch.schema()).expect("no error");
    let mut heard = Heard::default();
    Rows { source, batches: vec![batch], before: 0, notes }.read(&mut heard).expect("read");
    heard
}

fn json(heard: &Heard) -> Vec<String> {
    let json = |article| serde_json::to_string(article).expect("JSON");
    heard.articles.iter().map(json).collect()
}

#[test]
fn unknown_columns_of_other_types_become_text() {
    let columns: Vec<(&str, ArrayRef, &str)> = vec![
        ("a", Arc::new(Time32SecondArray::from(vec![45_000])), "\"12:30:00\""),
        ("b", Arc::new(Time64MicrosecondArray::from(vec![1_500_000])), "\"00:00:01.5\""),
        ("c", Arc::new(DurationMillisecondArray::from(vec![5_400_000])), "\"PT1H30M\""),
        ("d", Arc::new(DurationNanosecondArray::from(vec![-1])), "\"-PT0.000000001S\""),
        ("e", Arc::new(IntervalYearMonthArray::from(vec![14])), "\"P1Y2M\""),
        (
            "f",
            Arc::new(IntervalMonthDayNanoArray::from(vec![IntervalMonthDayNano::new(
                1,
                -2,
                3_000_000_000,
            )])),
            "\"P1M-2DT3S\"",
        ),
        ("g", list(Arc::new(Time32SecondArray::from(vec![0]))), "[\"00:00:00\"]"),
        (
            "h",
            structs(vec![("x", Arc::new(DurationSecondArray::from(vec![1])) as ArrayRef)]),
            "{\"x\":\"PT1S\"}",
        ),
        (
            "i",
            Arc::new(
                Decimal128Array::from(vec![i128::MAX])
                    .with_precision_and_scale(38, 0)
                    .expect("a decimal"),
            ),
            "170141183460469231731687303715884105727",
        ),
    ];
    for (name, column, expected) in columns {
        assert_eq!(article(vec![(name, column)]), format!("{{\"{name}\":{expected}}}"));
    }
}

#[test]
fn extension_types_are_what_they_say() {
    let mut uuid = FixedSizeBinaryBuilder::new(16);
    uuid.append_value([0x11; 16]).expect("16 bytes");
    let uuid = hear_with("id", Arc::new(uuid.finish()), &[("ARROW:extension:name", "arrow.uuid")]);
    assert_eq!(json(&uuid), [r#"{"id":"11111111-1111-1111-1111-111111111111"}"#]);
    assert_eq!(uuid.problems, [""; 0]);
    let is_json = [("ARROW:extension:name", "arrow.json")];
    let heard =
        hear_with("x", texts(&[Some("{\"a\":[1]}"), Some("not"), None, Some("null")]), &is_json);
    assert_eq!(json(&heard), [r#"{"x":{"a":[1]}}"#, r#"{"x":"not"}"#, "{}", "{}"]);
    let heard = hear_with("title", texts(&[Some("\"t\"")]), &is_json);
    assert_eq!(json(&heard), [r#"{"title":"t"}"#]);
    let period = [
        ("ARROW:extension:name", "pandas.period"),
        ("ARROW:extension:metadata", "{\"freq\":\"M\"}"),
    ];
    let heard = hear_with("x", Arc::new(Int64Array::from(vec![648])), &period);
    assert_eq!(json(&heard), [r#"{"x":"2024-01"}"#]);
}

#[test]
fn bytes_are_text_in_a_field_and_base64_elsewhere() {
    let binary = |bytes: &[u8]| -> ArrayRef { Arc::new(BinaryArray::from(vec![bytes])) };
    assert_eq!(article(vec![("body", binary("ä".as_bytes()))]), r#"{"body":"ä"}"#);
    assert_eq!(article(vec![("topics", binary(b"[\"a\"]"))]), r#"{"topics":["a"]}"#);
    let heard = hear(vec![("body", binary(b"a\xff"))]);
    assert_eq!(
        heard.problems,
        ["f:row 11: error[NC0101] body: the bytes are not UTF-8: byte 2 is wrong"]
    );
    for (column, place, expected) in [
        (binary(b"\xff\xd8"), "x", r#"{"x":"/9g="}"#),
        (list(binary(b"")), "x", r#"{"x":[""]}"#),
        (structs(vec![("y", binary(b"a"))]), "x.y", r#"{"x":{"y":"YQ=="}}"#),
    ] {
        let heard = hear(vec![("x", column)]);
        let warning = format!(
            "f: warning[NC0407] {place}: the column is binary data, which is written as base64"
        );
        assert_eq!(heard.problems, [warning]);
        assert_eq!(json(&heard), [expected]);
    }
}

#[test]
fn keys_of_maps_are_text() {
    let mut map = MapBuilder::new(None, Int32Builder::new(), StringBuilder::new());
    for key in [1, -2] {
        map.keys().append_value(key);
        map.values().append_value("v");
    }
    map.append(true).expect("even");
    assert_eq!(article(vec![("x", Arc::new(map.finish()))]), r#"{"x":{"1":"v","-2":"v"}}"#);
}

#[test]
fn a_column_of_nothing_is_absent_whatever_its_type() {
    let nothing = |of: &DataType| new_null_array(of, 2);
    let item = |of| Arc::new(Field::new("item", of, true));
    let types = [
        DataType::Int32,
        DataType::Utf8,
        DataType::Boolean,
        DataType::Binary,
        DataType::Float64,
        DataType::Timestamp(TimeUnit::Second, None),
        DataType::List(item(DataType::Float64)),
        DataType::Struct(vec![Field::new("x", DataType::Int8, true)].into()),
    ];
    let names = [
        "title",
        "quality",
        "published",
        "publishedDateTime",
        "publishedOffset",
        "provider",
        "topics",
        "images",
        "extra",
    ];
    for of in &types {
        for name in names {
            let heard = hear(vec![(name, nothing(of))]);
            let said = heard.problems.iter().filter(|problem| !problem.contains("UTC was assumed"));
            assert_eq!(said.count(), 0, "{name} {of}");
            assert_eq!(json(&heard), ["{}", "{}"], "{name} {of}");
        }
    }
    let empty = || -> ArrayRef {
        let mut lists = ListBuilder::new(Float64Builder::new());
        lists.append(true);
        Arc::new(lists.finish())
    };
    for name in ["topics", "tags", "images", "related"] {
        assert_eq!(article(vec![(name, empty())]), format!("{{\"{name}\":[]}}"));
    }
}

#[test]
fn nan_becomes_null() {
    let floats = |values: Vec<f64>| -> ArrayRef { Arc::new(Float64Array::from(values)) };
    let heard = hear(vec![("quality", floats(vec![f64::NAN, 80.0]))]);
    assert_eq!(json(&heard), ["{}", r#"{"quality":80}"#]);
    assert_eq!(
        heard.problems,
        ["f:row 11: note[NC0406] quality: NaN is not a number; it was read as null"]
    );
    let heard = hear(vec![("x", floats(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]))]);
    assert_eq!(json(&heard), ["{}", r#"{"x":"Infinity"}"#, r#"{"x":"-Infinity"}"#]);
    let heard = hear(vec![("quality", floats(vec![f64::INFINITY]))]);
    assert!(
        heard.problems[0].starts_with("f:row 11: error[NC0201] quality: "),
        "{:?}",
        heard.problems
    );
    // A column of nothing else may be a text's, which pandas leaves as that.
    assert_eq!(json(&hear(vec![("title", floats(vec![f64::NAN]))])), ["{}"]);
}

#[test]
fn members_of_unknown_structs_that_are_null_are_absent() {
    let int = |value: Option<i64>| -> ArrayRef { Arc::new(Int64Array::from(vec![value])) };
    let inner = structs(vec![("a", int(None)), ("b", int(Some(1)))]);
    let outer = structs(vec![("x", int(None)), ("in", inner)]);
    assert_eq!(article(vec![("extra", outer.clone())]), r#"{"in":{"b":1}}"#);
    assert_eq!(article(vec![("else", outer)]), r#"{"else":{"in":{"b":1}}}"#);
    assert_eq!(article(vec![("else", structs(vec![("a", null())]))]), r#"{"else":{}}"#);
}

#[test]
fn a_key_that_was_made_a_column_is_the_same_key() {
    let int = |value: i64| -> ArrayRef { Arc::new(Int64Array::from(vec![value])) };
    let extra = || texts(&[Some(r#"{"desk":1,"x":2}"#)]);
    assert_eq!(article(vec![("extra", extra()), ("desk", int(1))]), r#"{"desk":1,"x":2}"#);
    assert!(hear(vec![("extra", extra()), ("desk", int(3))]).problems[0].contains("NC0503"));
}

#[test]
fn zero_and_one_are_false_and_true() {
    for (value, expected) in [(0, "false"), (1, "true")] {
        let column: ArrayRef = Arc::new(Int8Array::from(vec![value]));
        assert_eq!(article(vec![("published", column)]), format!("{{\"published\":{expected}}}"));
    }
    let two: ArrayRef = Arc::new(Int8Array::from(vec![2]));
    assert!(hear(vec![("published", two)]).problems[0].contains("NC0201"));
}

#[test]
fn indexes_of_data_frames_are_left_out_with_a_note() {
    for name in ["__index_level_0__", "__index_level_12__", "__null_dask_index__"] {
        let heard = hear(vec![("title", texts(&[Some("t")])), (name, texts(&[Some("x")]))]);
        assert_eq!(json(&heard), [r#"{"title":"t"}"#]);
        let note = format!(
            "f: note[NC0408] {name}: the column is the index of a data frame; it was left out"
        );
        assert_eq!(heard.problems, [note]);
    }
    for name in ["__index_level___", "__index_level_x__", "index"] {
        assert_eq!(article(vec![(name, texts(&[Some("x")]))]), format!("{{\"{name}\":\"x\"}}"));
    }
}

/// A union of one type, which no article can store.
fn union() -> ArrayRef {
    let fields = UnionFields::try_new([0], [Field::new("int", DataType::Int32, true)]);
    let ids = vec![0_i8].into();
    let children: Vec<ArrayRef> = vec![Arc::new(Int32Array::from(vec![1]))];
    Arc::new(UnionArray::try_new(fields.expect("a type"), ids, None, children).expect("a union"))
}

#[test]
fn columns_that_cannot_be_stored_are_left_out_and_named() {
    let title = || ("title", texts(&[Some("t")]));
    let heard = hear(vec![title(), ("x", union())]);
    assert_eq!(json(&heard), [r#"{"title":"t"}"#]);
    assert_eq!(heard.problems.len(), 1);
    assert!(heard.problems[0].starts_with("f: warning[NC0405] x: the column is Union("));
    let heard =
        hear(vec![title(), ("x", structs(vec![("y", union()), ("z", texts(&[Some("z")]))]))]);
    assert_eq!(json(&heard), [r#"{"title":"t","x":{"z":"z"}}"#]);
    assert!(heard.problems[0].starts_with("f: warning[NC0405] x.y: "), "{:?}", heard.problems);
    let heard = hear(vec![("title", union())]);
    assert!(heard.problems[0].starts_with("f: error[NC0402] title: "), "{:?}", heard.problems);
}

#[test]
fn times_that_there_are_not_stay_numbers_in_unknown_columns() {
    let heard = hear(vec![("x", Arc::new(TimestampSecondArray::from(vec![i64::MAX])) as ArrayRef)]);
    assert_eq!(json(&heard), [r#"{"x":9223372036854775807}"#]);
    assert!(heard.problems[0].starts_with("f:row 11: warning[NC0204] x: "), "{:?}", heard.problems);
}

#[test]
fn bytes_within_fields_are_text_or_an_error() {
    let binary = |values: Vec<&[u8]>| -> ArrayRef { Arc::new(BinaryArray::from(values)) };
    let coded = |bytes: &[u8]| -> ArrayRef {
        let keys = Int8Array::from(vec![0]);
        Arc::new(DictionaryArray::new(keys, binary(vec![bytes])))
    };
    assert_eq!(article(vec![("title", coded(b"t"))]), r#"{"title":"t"}"#);
    assert_eq!(article(vec![("tags", list(binary(vec![b"a", b"b"])))]), r#"{"tags":["a","b"]}"#);
    assert_eq!(article(vec![("tags", list(coded(b"a")))]), r#"{"tags":["a"]}"#);
    let images = || list(structs(vec![("url", binary(vec![b"u"]))]));
    assert_eq!(article(vec![("images", images())]), r#"{"images":[{"url":"u"}]}"#);
    let provider = |name: ArrayRef| structs(vec![("name", name)]);
    let article_of = |name| article(vec![("provider", provider(name))]);
    assert_eq!(article_of(binary(vec![b"p"])), r#"{"provider":{"name":"p"}}"#);
    for (column, place) in [
        (("title", coded(b"\xff")), "title"),
        (("tags", list(binary(vec![b"a", b"\xff"]))), "tags"),
        (("provider", provider(binary(vec![b"\xff"]))), "provider.name"),
        (("images", list(structs(vec![("url", binary(vec![b"\xff"]))]))), "images[0].url"),
    ] {
        let heard = hear(vec![column]);
        let error =
            format!("f:row 11: error[NC0101] {place}: the bytes are not UTF-8: byte 1 is wrong");
        assert_eq!(heard.problems, [error]);
    }
    // A record may have keys that the model does not know: they are unknown columns.
    let heard = hear(vec![("provider", structs(vec![("logo", binary(vec![b"a"]))]))]);
    assert_eq!(json(&heard), [r#"{"provider":{"logo":"YQ=="}}"#]);
    let warning =
        "f: warning[NC0407] provider.logo: the column is binary data, which is written as base64";
    assert_eq!(heard.problems, [warning]);
}

#[test]
fn a_column_of_a_wrong_type_rejects_only_rows_with_values() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![None, Some(1), None]));
    let heard = hear(vec![("title", numbers)]);
    assert_eq!(json(&heard), ["{}", "{}"]);
    assert_eq!(
        heard.problems,
        ["f:row 12: error[NC0402] title: the column is Int64, but the field needs Utf8"]
    );
}

#[test]
fn one_large_row_is_rejected_whatever_is_read_with_it() {
    let batch = |texts: Vec<String>| {
        let column: ArrayRef = Arc::new(LargeStringArray::from(texts));
        RecordBatch::try_from_iter([("title", column)]).expect("a batch")
    };
    let options = ReadOptions { max_record_size: Some(1 << 20), ..ReadOptions::default() };
    let source = Source::new("f".to_owned(), Arc::new(options));
    let mut texts = vec!["x".repeat(1 << 10); 4];
    texts[2] = "x".repeat(2 << 20);
    let mut heard = Heard::default();
    push(&source, &batch(texts), 0, &mut heard).expect("read");
    assert_eq!(heard.articles.len(), 3);
    let problem = "f:row 3: error[NC0318] the row has 2097168 bytes, more than the limit for one record, \
                   which is 1048576 bytes; raise the limit with --max-record-size";
    assert_eq!(heard.problems, [problem]);
    // Many that are large together are not.
    let mut heard = Heard::default();
    push(&source, &batch(vec!["x".repeat(900 << 10); 4]), 0, &mut heard).expect("read");
    assert_eq!((heard.articles.len(), heard.problems), (4, Vec::new()));
}
