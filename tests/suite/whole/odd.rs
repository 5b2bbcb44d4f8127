//! Batches of the right schema, or nearly, with rows that are no articles, or that would be spelled
//! otherwise, or that hide something.

use std::sync::Arc;

use arrow_array::cast::*;
use arrow_array::*;
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer};
use arrow_cast::cast;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::*;
use arrow_select::concat::concat_batches;
use arrow_select::take::take;
use newsconv::arrow::record_batches;
use newsconv::options::{Options, ReadOptions};
use newsconv::{Input, OnError};
use parquet::arrow::ArrowWriter;

use super::{many, same_both_ways};
use crate::util::{BINARY, by_name, written};

/// Rows of all samples.
const ROWS: usize = 41;

/// The first and the last microsecond that there is.
const FIRST: i64 = -62_167_219_200_000_000;
const LAST: i64 = 253_402_300_799_999_999;

/// Articles of all samples as newsconv's own batch, with nothing that is to be spelled otherwise.
fn sound() -> RecordBatch {
    let bytes = written(&many(ROWS), by_name("arrows"), &Options::default());
    let input = Input::bytes("in.arrows", bytes);
    let reader = (by_name("arrows").open)(vec![input], &ReadOptions::default()).expect("it opens");
    let batches: Vec<_> =
        record_batches(reader, &Options::default()).map(|batch| batch.expect("a batch")).collect();
    concat_batches(batches[0].schema_ref(), &batches).expect("one schema")
}

/// The batch with another column of this name.
fn with(batch: &RecordBatch, name: &str, column: ArrayRef) -> RecordBatch {
    let index = batch.schema().index_of(name).expect("a column");
    let mut columns = batch.columns().to_vec();
    columns[index] = column;
    RecordBatch::try_new(batch.schema(), columns).expect("the same type")
}

/// A column of nulls, but for the row 7.
fn only<T: Array + 'static>(values: T) -> ArrayRef {
    assert_eq!(values.len(), 1);
    let indices: UInt64Array = (0..ROWS).map(|row| (row == 7).then_some(0)).collect();
    take(&values, &indices, None).expect("one value")
}

fn text(text: &str) -> ArrayRef {
    only(StringArray::from(vec![text]))
}

fn micros(micros: i64) -> ArrayRef {
    only(TimestampMicrosecondArray::from(vec![micros]).with_timezone("UTC"))
}

/// Lists of these items, all of which are in row 7.
fn list(batch: &RecordBatch, name: &str, items: ArrayRef) -> ArrayRef {
    let DataType::List(item) = batch[name].data_type().clone() else { panic!("{name} is a list") };
    let lengths = (0..ROWS).map(|row| if row == 7 { items.len() } else { 0 });
    Arc::new(ListArray::new(item, OffsetBuffer::from_lengths(lengths), items, None))
}

/// As `column`, with nulls in every other row that hide what stands there.
fn hidden(column: &ArrayRef) -> ArrayRef {
    let nulls: BooleanBuffer = (0..column.len()).map(|row| row % 2 == 0).collect();
    let data = column.to_data().into_builder().nulls(Some(NullBuffer::new(nulls)));
    make_array(data.build().expect("as long"))
}

/// Providers that are there and say nothing.
fn providers_of_nulls(sound: &RecordBatch) -> ArrayRef {
    let fields = sound["provider"].as_struct().fields().clone();
    let (fields, columns, _) = StructArray::new_null(fields, ROWS).into_parts();
    Arc::new(StructArray::new(fields, columns, None))
}

/// As the structs of `column`, with another child of this name.
fn with_child(column: &ArrayRef, name: &str, array: ArrayRef) -> ArrayRef {
    let (fields, mut columns, nulls) = column.as_struct().clone().into_parts();
    let index = fields.find(name).expect("a field").0;
    columns[index] = array;
    Arc::new(StructArray::new(fields, columns, nulls))
}

/// Nothing but nulls, with bits of every kind behind them.
fn no_texts() -> ArrayRef {
    let offsets = OffsetBuffer::from_lengths((0..ROWS).map(|row| row % 3));
    let values = Buffer::from(vec![b'x'; 3 * ROWS]);
    Arc::new(StringArray::new(offsets, values, Some(NullBuffer::new_null(ROWS))))
}

/// What a batch is called, the batch, and whether it is handed on.
type Odd = (&'static str, RecordBatch, bool);

fn extras(sound: &RecordBatch) -> Vec<Odd> {
    let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let texts = [
        ("extra", r#"{"a":1,"b":[1.5,null,{"c":"\u0000é"}],"title":"t"}"#, true),
        ("extra with blanks", r#"{"a": 1}"#, false),
        ("extra with a line end", "{\"a\":1}\n", false),
        ("extra with other numbers", r#"{"a":1.50}"#, true),
        ("extra with a great number", r#"{"a":1E400}"#, true),
        ("extra with minus zero", r#"{"a":-0}"#, true),
        ("extra with escapes", r#"{"a":"\u0041\/"}"#, false),
        ("extra with a key twice", r#"{"a":1,"a":1}"#, false),
        ("extra without keys", "{}", false),
        ("extra that is a list", "[]", false),
        ("extra that is null", "null", false),
        ("extra that is no JSON", "{x", false),
        ("extra that is empty", "", false),
        ("extra that is deep", &deep(100), true),
        ("extra that is too deep", &deep(101), false),
    ];
    let mut found = Vec::from(
        texts.map(|(name, json, handed_on)| (name, with(sound, "extra", text(json)), handed_on)),
    );
    let none = new_null_array(&DataType::Utf8, ROWS);
    found.push(("no extra", with(sound, "extra", none), true));
    let within = with_child(&providers_of_nulls(sound), "extra", text("{ }"));
    found.push(("extra within", with(sound, "provider", within), false));
    found
}

fn times(sound: &RecordBatch) -> Vec<Odd> {
    let times = [
        ("the last time", LAST, 0, true),
        ("beyond the last time", LAST + 1, 0, false),
        ("beyond it by its offset", LAST, 1, false),
        ("the first time", FIRST, 1439, true),
        ("before the first time", FIRST - 1, 0, false),
        ("before it by its offset", FIRST, -1, false),
        ("beyond all times", i64::MAX, -5, false),
        ("before all times", i64::MIN, 5, false),
        ("an offset of a day", 0, 1440, false),
        ("the least offset", 0, i16::MIN, false),
    ];
    let mut found = Vec::from(times.map(|(name, at, offset, handed_on)| {
        let batch = with(sound, "publishedDateTime", micros(at));
        let offset = only(Int16Array::from(vec![offset]));
        (name, with(&batch, "publishedOffset", offset), handed_on)
    }));
    let offsets = Arc::new(Int16Array::from(vec![60; ROWS]));
    found.push(("offsets without times", with(sound, "updatedOffset", offsets), false));
    found
}

/// Structs and lists of nulls, and nulls where there should be none.
fn nulls(sound: &RecordBatch) -> Vec<Odd> {
    let topics = |items: [Option<&str>; 2]| {
        with(sound, "topics", list(sound, "topics", Arc::new(StringArray::from(items.to_vec()))))
    };
    let image = |nulls: NullBuffer| {
        let DataType::List(item) = sound["images"].data_type() else { panic!("a list") };
        let DataType::Struct(fields) = item.data_type().clone() else { panic!("structs") };
        let (fields, columns, _) = StructArray::new_null(fields, 1).into_parts();
        let items = Arc::new(StructArray::new(fields, columns, Some(nulls)));
        with(sound, "images", list(sound, "images", items))
    };
    let no_providers = new_null_array(sound["provider"].data_type(), ROWS);
    vec![
        ("topics", topics([Some(""), Some("a")]), true),
        ("a null topic", topics([Some("a"), None]), false),
        ("an image of nulls", image(NullBuffer::new_valid(1)), true),
        ("a null image", image(NullBuffer::new_null(1)), false),
        ("no providers", with(sound, "provider", no_providers), true),
        ("providers of nulls", with(sound, "provider", providers_of_nulls(sound)), true),
    ]
}

/// Values behind nulls.
fn behind_nulls(sound: &RecordBatch) -> Vec<Odd> {
    let with_hidden = |name: &str| with(sound, name, hidden(&sound[name]));
    let integers: ArrayRef = Arc::new(Int64Array::from(vec![7; ROWS]));
    let booleans: ArrayRef = Arc::new(BooleanArray::from(vec![true; ROWS]));
    vec![
        ("hidden text", with(sound, "title", no_texts()), false),
        ("hidden integers", with(sound, "quality", hidden(&integers)), true),
        ("hidden booleans", with(sound, "published", hidden(&booleans)), true),
        ("hidden times, not their offsets", with_hidden("publishedDateTime"), false),
        ("hidden lists", with_hidden("tags"), false),
        ("hidden structs", with_hidden("related"), false),
        ("hidden providers", with_hidden("provider"), false),
    ]
}

fn slices(sound: &RecordBatch) -> Vec<Odd> {
    vec![
        ("as it is", sound.clone(), true),
        ("the middle", sound.slice(3, 29), true),
        ("a byte and a bit", sound.slice(8, 9), true),
        ("no row", sound.slice(0, 0), true),
    ]
}

/// Batches with columns that are not quite those of the schema.
fn other_columns(sound: &RecordBatch) -> Vec<(&'static str, RecordBatch)> {
    let renamed = |change: &dyn Fn(&Field) -> Field| {
        let fields: Vec<Field> =
            sound.schema().fields().iter().map(|field| change(field)).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), sound.columns().to_vec())
            .expect("the same types")
    };
    let order: Vec<usize> = (0..sound.num_columns()).rev().collect();
    let mut columns: Vec<_> = sound
        .schema()
        .fields()
        .iter()
        .zip(sound.columns())
        .map(|(f, c)| (f.name().clone(), c.clone()))
        .collect();
    columns.push(("more".to_owned(), text("m")));
    let more = RecordBatch::try_from_iter(columns.clone()).expect("as long");
    columns.pop();
    columns.push(("frontMatter".to_owned(), text("---\n")));
    let source = RecordBatch::try_from_iter(columns.clone()).expect("as long");
    columns.pop();
    columns[0].1 = cast(&columns[0].1, &DataType::LargeUtf8).expect("text");
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let large = RecordBatch::try_from_iter_with_nullable(columns).expect("as long");
    vec![
        ("other order", sound.project(&order).expect("columns")),
        ("fewer", sound.project(&order[1..]).expect("columns")),
        ("more", more),
        ("source text", source),
        ("other text", large),
        (
            "other metadata",
            renamed(&|field| field.clone().with_metadata([("a".to_owned(), "b".to_owned())])),
        ),
        (
            "another name",
            renamed(&|field| match field.name().as_str() {
                "title" => field.clone().with_name("headline"),
                _ => field.clone(),
            }),
        ),
    ]
}

/// The batches as a file of this format.
fn file(format: &str, batches: &[&RecordBatch]) -> Vec<u8> {
    let schema = batches[0].schema();
    macro_rules! write {
        ($writer:expr) => {{
            let mut writer = $writer.expect("it opens");
            for batch in batches {
                writer.write(batch).expect("written");
            }
            writer.into_inner().expect("bytes")
        }};
    }
    match format {
        "arrow" => write!(FileWriter::try_new(Vec::new(), &schema)),
        "arrows" => write!(StreamWriter::try_new(Vec::new(), &schema)),
        _ => write!(ArrowWriter::try_new(Vec::new(), schema, None)),
    }
}

fn skipping() -> Options {
    Options { on_error: OnError::Skip, ..Options::default() }
}

#[test]
fn odd_rows_are_what_they_are_one_by_one() {
    let (sound, arrow) = (sound(), by_name("arrow"));
    let mut lenient = Options::default();
    lenient.read.lenient = true;
    let mut seen = 0;
    let cases = [slices, extras, times, nulls, behind_nulls].map(|cases| cases(&sound));
    for (name, batch, handed_on) in cases.into_iter().flatten() {
        let alone = file("arrow", &[&batch]);
        let (_, taken) = same_both_ways((&alone, arrow), "arrow", &skipping(), &[1]);
        let expected = if handed_on { batch.num_rows() as u64 } else { 0 };
        assert_eq!(taken, expected, "{name}");
        // Among others. Small batches are joined, so an odd one sends all of them row by row; Parquet makes one batch
        // of them anyway.
        for (from, to) in [("arrows", "parquet"), ("parquet", "arrow")] {
            let bytes = file(from, &[&sound, &batch, &sound.slice(9, 11), &batch]);
            let (_, taken) = same_both_ways((&bytes, by_name(from)), to, &skipping(), &[4]);
            assert!(taken > 0 || from == "parquet" || !handed_on, "{name}");
        }
        if !handed_on {
            let _ = same_both_ways((&alone, arrow), "arrow", &Options::default(), &[1]);
            let _ = same_both_ways((&alone, arrow), "parquet", &lenient, &[1]);
        }
        seen += 1;
    }
    assert_eq!(seen, 45);
}

#[test]
fn other_columns_go_row_by_row() {
    let sound = sound();
    let mut seen = 0;
    for (name, batch) in other_columns(&sound) {
        for format in BINARY {
            let bytes = file(format, &[&batch]);
            let source = (&*bytes, by_name(format));
            let (summary, taken) = same_both_ways(source, "parquet", &skipping(), &[4]);
            // In Parquet of another writer the offsets of times are read as wider integers, since such a file may hold
            // more than it declares.
            assert_eq!((summary.articles, taken), (ROWS as u64, 0), "{name}: {format}");
            seen += 1;
        }
    }
    assert_eq!(seen, 7 * BINARY.len());
}
