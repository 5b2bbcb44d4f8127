//! Columns of the wrong type, in every columnar format.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use parquet::arrow::ArrowWriter;

use super::run::refused;

pub(super) fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), batch.schema_ref()).expect("a writer");
    writer.write(batch).expect("it is written");
    writer.into_inner().expect("it is finished")
}

pub(super) fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref()).expect("a writer");
    writer.write(batch).expect("it is written");
    writer.into_inner().expect("it is finished")
}

pub(super) fn parquet_file(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(batch).expect("it is written");
    writer.close().expect("it is finished");
    bytes
}

#[test]
fn columns_of_the_wrong_type_are_named() {
    let texts = || Arc::new(StringArray::from(vec!["high", "low"])) as ArrayRef;
    let flags = || Arc::new(BooleanArray::from(vec![true, false])) as ArrayRef;
    let integers = || Arc::new(Int64Array::from(vec![1, 2])) as ArrayRef;
    let floats = || Arc::new(Float64Array::from(vec![1.0, 0.5])) as ArrayRef;
    let cases = [
        ("quality", texts(), "NC0402"),
        ("published", integers(), "NC0201"),
        ("title", flags(), "NC0402"),
        ("provider", integers(), "NC0402"),
        ("publishedDateTime", flags(), "NC0402"),
        ("tags", flags(), "NC0402"),
        ("images", integers(), "NC0402"),
        ("extra", integers(), "NC0402"),
        ("heat", floats(), "NC0201"),
    ];
    assert_eq!(cases.len(), 9);
    for (column, array, code) in cases {
        let batch = RecordBatch::try_from_iter([(column, array)]).expect("a batch");
        let place = match (column, code) {
            (_, "NC0201") => ":row 2",
            // Text may hold a whole number, so each row is looked at.
            ("quality", _) => ":row 1",
            _ => "",
        };
        let expected = format!("{place}: error[{code}] {column}: ");
        refused("wrong.parquet", &parquet_file(&batch), &[], &expected);
        refused("wrong.arrow", &arrow_file(&batch), &[], &expected);
        refused("wrong.arrows", &arrow_stream(&batch), &[], &expected);
    }
}
