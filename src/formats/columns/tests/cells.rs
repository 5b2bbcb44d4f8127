//! Columns and cells that are refused.

use std::sync::Arc;

use arrow_array::*;
use arrow_cast::cast;

use super::{list, null, structs, texts};
use crate::formats::columns::testing::hear;
use crate::formats::columns::{Source, article_schema};

#[test]
fn columns_of_impossible_types_reject_the_rows_with_values() {
    let int = |value: i32| -> ArrayRef { Arc::new(Int32Array::from(vec![value])) };
    let columns = vec![
        ("title", int(1)),
        ("publishedDateTime", int(1)),
        ("publishedOffset", texts(&[Some("1")])),
        ("quality", texts(&[Some("high")])),
        ("published", texts(&[Some("perhaps")])),
        ("topics", list(int(1))),
        ("images", list(structs(vec![("width", texts(&[Some("wide")]))]))),
        ("provider", int(1)),
        ("extra", int(1)),
    ];
    let found = hear(columns);
    assert!(found.articles.is_empty());
    let mut fields: Vec<_> = found
        .problems
        .iter()
        .map(|problem| problem.strip_prefix("f:row 11: error[NC0402] ").expect(problem))
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "extra: the column is Int32, but the field needs Utf8",
            "images.width: the column is Utf8, but the field needs Int64",
            "provider: the column is Int32, but the field needs a struct",
            "published: the column is Utf8, but the field needs Boolean",
            "publishedDateTime: the column is Int32, but the field needs Timestamp(µs, \"UTC\")",
            "publishedOffset: the column is Utf8, but the field needs Int64",
            "quality: the column is Utf8, but the field needs Int64",
            "title: the column is Int32, but the field needs Utf8",
            "topics: the column is a list of Int32, but the field needs a list of Utf8",
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
            "NC0201] quality: expected an integer, found the number 80.5; --lenient keeps it as an unknown key",
        ),
        (
            vec![("quality", Arc::new(UInt64Array::from(vec![1 << 63])) as ArrayRef)],
            "NC0202] quality: 9223372036854775808 does not fit in 64 bits",
        ),
        (
            vec![("images", images)],
            "NC0201] images[0].width: expected an integer, found the number 640.5; --lenient keeps it as an unknown key",
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
            "NC0305] provider: \"Wired\" is not JSON: expected a value",
        ),
        (
            vec![("provider", texts(&[Some("[]")]))],
            "NC0201] provider: expected a map, found a list; --lenient keeps it as an unknown key",
        ),
        (
            vec![("extra", texts(&[Some("{x")]))],
            "NC0305] extra: \"{x\" is not JSON: the name of a member must be a text in double quotes",
        ),
        (vec![("extra", texts(&[Some("[]")]))], "NC0305] extra: this is not a JSON object"),
        (
            vec![("extra", texts(&[Some("{\"a\":1}")])), ("a", int(2))],
            "NC0503] a: `extra` has a key with the name of a column: `a`",
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
    let source = Source::new("f".to_owned(), Arc::default());
    let problems = source.check(&twice.schema()).expect_err("refused");
    let problem = "f: error[NC0107] a: the columns 1 and 2 have the same name; rename one of them or leave it out";
    assert_eq!(problems[0].to_string(), problem);
}
