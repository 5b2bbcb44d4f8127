//! Each type of Arrow, from an Arrow file and from a Parquet file: the values are the same.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{
    Int32Builder, ListBuilder, MapBuilder, StringBuilder, StringDictionaryBuilder,
};
use arrow_array::types::*;
use arrow_array::*;
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer, i256};
use arrow_schema::{DataType, Field, Fields, Schema, UnionFields};
use parquet::arrow::ArrowWriter;

use super::{Heard, open};

/// A column and its type, which the file may say more of.
type Column = (String, Field, ArrayRef);

/// Two values and a null of each primitive type, the extremes among them.
fn primitives() -> Vec<Column> {
    macro_rules! column {
        ($array:ident, $($value:expr),*) => {
            plain(Arc::new($array::from(vec![$(Some($value)),*, None])))
        };
    }
    let mut all = vec![
        column!(BooleanArray, true, false),
        column!(Int8Array, i8::MIN, i8::MAX),
        column!(Int16Array, i16::MIN, i16::MAX),
        column!(Int32Array, i32::MIN, i32::MAX),
        column!(Int64Array, i64::MIN, i64::MAX),
        column!(UInt8Array, 0, u8::MAX),
        column!(UInt16Array, 1, u16::MAX),
        column!(UInt32Array, 1, u32::MAX),
        column!(UInt64Array, 1, u64::MAX),
        column!(Float32Array, 0.1, f32::MIN_POSITIVE, f32::NAN, f32::INFINITY),
        column!(Float64Array, 0.1, -0.0, 1e22, f64::NAN, f64::NEG_INFINITY, 3.0),
        column!(Date32Array, 0, -719_528, 2_932_897, 19_000),
        column!(Date64Array, 0, 86_400_000, 86_400_000 * 2_932_897, 1_234_567_890_123),
        column!(Time32SecondArray, 0, 86_399),
        column!(Time32MillisecondArray, 1, 86_399_999),
        column!(Time64MicrosecondArray, 1, 86_399_999_999),
        column!(Time64NanosecondArray, 1, 86_399_999_999_999),
        column!(DurationSecondArray, 90, -1, i64::MAX),
        column!(DurationMillisecondArray, 90, -1),
        column!(DurationMicrosecondArray, 90, -1),
        column!(DurationNanosecondArray, 90, i64::MIN),
        column!(IntervalYearMonthArray, 14, -1),
        column!(IntervalDayTimeArray, IntervalDayTime::new(1, 2), IntervalDayTime::new(-1, -2)),
        column!(
            IntervalMonthDayNanoArray,
            IntervalMonthDayNano::new(1, 2, 3),
            IntervalMonthDayNano::new(-1, 2, -3)
        ),
    ];
    let halves = Float32Array::from(vec![Some(0.5), Some(0.1), Some(f32::NAN), None]);
    let halves = arrow_cast::cast(&halves, &DataType::Float16).expect("halves");
    all.push(plain(halves));
    all.extend(decimals());
    all.extend(times());
    all
}

fn decimals() -> Vec<Column> {
    let of = |array: Result<ArrayRef, arrow_schema::ArrowError>| plain(array.expect("fits"));
    macro_rules! decimal {
        ($array:ident, $precision:expr, $scale:expr, $($value:expr),*) => {
            of($array::from(vec![$(Some($value)),*, None])
                .with_precision_and_scale($precision, $scale)
                .map(|array| Arc::new(array) as ArrayRef))
        };
    }
    vec![
        decimal!(Decimal32Array, 9, 2, 150, -1),
        decimal!(Decimal64Array, 18, 0, 7, -7),
        decimal!(Decimal128Array, 38, 10, 1, i128::from(i64::MAX)),
        decimal!(Decimal256Array, 76, 4, i256::from(10), i256::MINUS_ONE),
    ]
}

fn times() -> Vec<Column> {
    let mut all = Vec::new();
    for zone in [None, Some("UTC"), Some("+05:30"), Some("America/New_York"), Some("Mars/X")] {
        macro_rules! times {
            ($($array:ident $in_second:expr),*) => {
                $(
                    let values = vec![Some(0), Some(-1), Some(1_700_000_000 * $in_second), None];
                    let array = $array::from(values).with_timezone_opt(zone);
                    all.push(plain(Arc::new(array)));
                )*
            };
        }
        times!(
            TimestampSecondArray 1,
            TimestampMillisecondArray 1_000,
            TimestampMicrosecondArray 1_000_000,
            TimestampNanosecondArray 1_000_000_000
        );
    }
    all
}

fn texts_and_bytes() -> Vec<Column> {
    let texts = || vec![Some("a"), Some(""), Some("ä longer than a view holds"), None];
    let bytes = |last: &'static [u8]| vec![Some(&b"a"[..]), Some(b""), Some(last), None];
    let mut all = vec![
        plain(Arc::new(StringArray::from(texts()))),
        plain(Arc::new(LargeStringArray::from(texts()))),
        plain(Arc::new(StringViewArray::from(texts()))),
        plain(Arc::new(NullArray::new(4))),
    ];
    for last in [&b"\xff\x00 and more than a view holds"[..], b"text, that more views"] {
        all.extend([
            plain(Arc::new(BinaryArray::from(bytes(last)))),
            plain(Arc::new(LargeBinaryArray::from(bytes(last)))),
            plain(Arc::new(BinaryViewArray::from(bytes(last)))),
        ]);
    }
    let fixed = [Some(*b"0123456789abcdef"), None];
    let fixed = || FixedSizeBinaryArray::try_from_sparse_iter_with_size(fixed.into_iter(), 16);
    all.push(plain(Arc::new(fixed().expect("bytes"))));
    all.push(extension("arrow.uuid", Arc::new(fixed().expect("bytes"))));
    let json = [Some(r#"{"a":[1,2.50]}"#), Some("\"t\""), Some("nope"), Some("null"), None];
    all.push(extension("arrow.json", Arc::new(StringArray::from(json.to_vec()))));
    let mut words = StringDictionaryBuilder::<Int8Type>::new();
    words.extend([Some("a"), Some("b"), None, Some("a")]);
    all.push(plain(Arc::new(words.finish())));
    all
}

/// Dictionaries of each of `columns` that can be one.
fn dictionaries(columns: &[Column]) -> Vec<Column> {
    let coded = |(name, field, array): &Column| {
        if matches!(array.data_type(), DataType::Dictionary(..)) {
            return None;
        }
        let keys = Int32Array::from(vec![Some(1), None, Some(0)]);
        let array: ArrayRef = Arc::new(DictionaryArray::try_new(keys, Arc::clone(array)).ok()?);
        let field = field.clone().with_data_type(array.data_type().clone());
        Some((format!("dictionary of {name}"), field, array))
    };
    columns.iter().filter_map(coded).collect()
}

/// Lists and structs of each of `columns`.
fn nested(columns: &[Column]) -> Vec<Column> {
    let mut all = Vec::new();
    for (name, field, array) in columns {
        let item = Arc::new(field.clone().with_name("element"));
        let length = array.len();
        let offsets = OffsetBuffer::from_lengths([length - 1, 0, 1]);
        let valid = Some(NullBuffer::from(vec![true, true, true]));
        let list = ListArray::new(Arc::clone(&item), offsets, Arc::clone(array), valid);
        all.push((
            format!("list of {name}"),
            Field::new("", list.data_type().clone(), true),
            Arc::new(list) as ArrayRef,
        ));
        let member = Fields::from(vec![field.clone().with_name("name")]);
        let rows = StructArray::new(member, vec![Arc::clone(array)], None);
        all.push((
            format!("struct of {name}"),
            Field::new("", rows.data_type().clone(), true),
            Arc::new(rows),
        ));
    }
    all
}

fn other_lists() -> Vec<Column> {
    let ints = || -> ArrayRef { Arc::new(Int32Array::from(vec![Some(1), Some(2), None, Some(4)])) };
    let item = |of: &ArrayRef| Arc::new(Field::new("element", of.data_type().clone(), true));
    let large =
        LargeListArray::new(item(&ints()), OffsetBuffer::from_lengths([2, 0, 2]), ints(), None);
    let fixed = FixedSizeListArray::new(
        item(&ints()),
        2,
        ints(),
        Some(NullBuffer::from(vec![true, false])),
    );
    let views = ListViewArray::new(
        item(&ints()),
        ScalarBuffer::from(vec![2, 0]),
        ScalarBuffer::from(vec![2, 3]),
        ints(),
        None,
    );
    let mut map = MapBuilder::new(None, Int32Builder::new(), StringBuilder::new());
    map.keys().append_value(-1);
    map.values().append_value("v");
    map.append(true).expect("even");
    map.append(false).expect("even");
    let mut deep = ListBuilder::new(ListBuilder::new(StringBuilder::new()));
    deep.values().values().append_value("a");
    deep.values().append(true);
    deep.append(true);
    deep.append(false);
    vec![
        plain(Arc::new(large)),
        plain(Arc::new(fixed)),
        plain(Arc::new(views)),
        plain(Arc::new(map.finish())),
        plain(Arc::new(deep.finish())),
    ]
}

/// Types that only Arrow has.
fn only_arrow() -> Vec<Column> {
    let ends = Int32Array::from(vec![2, 3]);
    let runs = RunArray::try_new(&ends, &StringArray::from(vec!["a", "b"])).expect("runs");
    let fields = UnionFields::try_new([0], [Field::new("int", DataType::Int32, true)]);
    let children: Vec<ArrayRef> = vec![Arc::new(Int32Array::from(vec![1]))];
    let union = UnionArray::try_new(fields.expect("a type"), vec![0_i8].into(), None, children);
    vec![plain(Arc::new(runs)), plain(Arc::new(union.expect("a union")))]
}

fn plain(array: ArrayRef) -> Column {
    (array.data_type().to_string(), Field::new("", array.data_type().clone(), true), array)
}

fn extension(name: &str, array: ArrayRef) -> Column {
    let metadata = HashMap::from([("ARROW:extension:name".to_owned(), name.to_owned())]);
    let field = Field::new("", array.data_type().clone(), true).with_metadata(metadata);
    (name.to_owned(), field, array)
}

/// The same rows as a file of Arrow and as one of Parquet, if that has the type.
fn files(batch: &RecordBatch) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut arrow = Vec::new();
    let mut writer =
        arrow_ipc::writer::FileWriter::try_new(&mut arrow, &batch.schema()).expect("a file");
    writer.write(batch).expect("written");
    writer.finish().expect("written");
    drop(writer);
    // The writer has no error for a union: it is not implemented there.
    if matches!(batch.schema().field(0).data_type(), DataType::Union(..)) {
        return (arrow, None);
    }
    let mut bytes = Vec::new();
    let written = ArrowWriter::try_new(&mut bytes, batch.schema(), None)
        .and_then(|mut writer| writer.write(batch).and_then(|()| writer.close()));
    (arrow, written.is_ok().then_some(bytes))
}

/// The articles, and what was said of which rows, without the names of types.
fn heard(format: &str, bytes: Vec<u8>) -> (Vec<String>, Vec<String>) {
    let mut heard = Heard::default();
    open(format, bytes).expect("opens").read(&mut heard).expect("read");
    let json = |article| serde_json::to_string(article).expect("JSON");
    let said = |line: &String| {
        let line = line.replace(&format!("in.{format}"), "in");
        line.split_once("the column is").map_or(line.clone(), |(place, _)| place.to_owned())
    };
    (heard.articles.iter().map(json).collect(), heard.problems.iter().map(said).collect())
}

#[test]
fn values_of_parquet_are_those_of_arrow() {
    let flat: Vec<_> = primitives().into_iter().chain(texts_and_bytes()).collect();
    let coded = dictionaries(&flat);
    let within = nested(&[&flat[..], &coded[..]].concat());
    let all: Vec<_> = [flat, coded, within, other_lists(), only_arrow()].concat();
    let names = [
        "weight",
        "title",
        "quality",
        "publishedDateTime",
        "published",
        "tags",
        "provider",
        "images",
        "extra",
        "publishedOffset",
        "body",
    ];
    let (mut compared, mut of_arrow) = (0, Vec::new());
    let mut wrong = Vec::new();
    for (of, field, array) in &all {
        for name in names {
            let schema = Schema::new(vec![field.clone().with_name(name)]);
            let batch =
                RecordBatch::try_new(Arc::new(schema), vec![Arc::clone(array)]).expect("a batch");
            let (arrow, parquet) = files(&batch);
            let Some(parquet) = parquet else {
                if name == "weight" {
                    of_arrow.push(of.as_str());
                }
                continue;
            };
            let (arrow, parquet) = (heard("arrow", arrow), heard("parquet", parquet));
            compared += 1;
            if arrow != parquet {
                wrong.push(format!("{name} {of}:\n  {arrow:?}\n  {parquet:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    let (intervals, others): (Vec<_>, Vec<_>) =
        of_arrow.iter().partition(|of| of.contains("Interval(MonthDayNano)"));
    assert_eq!((intervals.len(), &*others), (6, &["Union(Sparse, 0: (\"int\": Int32))"][..]));
    assert_eq!(compared, 4125);
}
