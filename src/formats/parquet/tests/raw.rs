//! Values that the decoder would change: INT96, INTERVAL, and integers that their type cannot have.

use std::sync::Arc;

use parquet::column::writer::ColumnWriter;
use parquet::data_type::{FixedLenByteArray, Int96};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Heard, convert, jobs, open};

/// Nanoseconds of a day, and the number of the day.
fn int96(nanos: i64, day: i32) -> Int96 {
    let nanos = nanos.to_le_bytes();
    let word = |at: usize| u32::from_le_bytes(*nanos[at..].first_chunk().expect("four bytes"));
    Int96::from(vec![word(0), word(4), day.cast_unsigned()])
}

fn interval(parts: [u32; 3]) -> FixedLenByteArray {
    parts.map(u32::to_le_bytes).concat().into()
}

/// A file of one row group whose leaves `fill` fills, with dictionaries or without.
fn file(
    schema: &str,
    with_dictionary: bool,
    fill: impl Fn(usize, &mut ColumnWriter<'_>),
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = WriterProperties::builder().set_dictionary_enabled(with_dictionary).build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a file");
    let mut group = writer.next_row_group().expect("a group");
    let mut index = 0;
    while let Some(mut column) = group.next_column().expect("a column") {
        fill(index, column.untyped());
        column.close().expect("closed");
        index += 1;
    }
    group.close().expect("closed");
    writer.close().expect("closed");
    bytes
}

fn heard(bytes: Vec<u8>) -> (Vec<String>, Vec<String>) {
    let mut heard = Heard::default();
    open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
    let json = |article| serde_json::to_string(article).expect("JSON");
    (heard.articles.iter().map(json).collect(), heard.problems)
}

const TIMES: &str = "message a { optional int96 publishedDateTime; optional int96 seen;
    optional group related (LIST) { repeated group list { optional group element {
        optional int96 publishedDateTime; optional int96 deep; } } } }";

#[test]
fn old_times_keep_all_digits_and_are_refused_in_impossible_years() {
    for with_dictionary in [false, true] {
        let times =
            [int96(1, 2_440_588), int96(86_399_999_999_999, 5_373_484), int96(0, 5_373_485)];
        let bytes = file(TIMES, with_dictionary, |leaf, column| {
            let ColumnWriter::Int96ColumnWriter(column) = column else { panic!("INT96") };
            let (levels, repeats) =
                if leaf < 2 { ([1; 3], None) } else { ([4; 3], Some(&[0_i16; 3][..])) };
            column.write_batch(&times, Some(&levels), repeats).expect("written");
        });
        let (articles, problems) = heard(bytes.clone());
        let article = |time: &str| {
            format!(
                r#"{{"publishedDateTime":"{time}Z","related":[{{"publishedDateTime":"{time}Z","deep":"{time}"}}],"seen":"{time}"}}"#
            )
        };
        assert_eq!(
            articles,
            [article("1970-01-01T00:00:00.000000001"), article("9999-12-31T23:59:59.999999999")]
        );
        let errors: Vec<_> = problems.iter().filter(|problem| problem.contains("error")).collect();
        assert_eq!(errors.len(), 2, "{problems:?}");
        assert!(errors.iter().all(|error| error.contains("+010000-01-01T00:00:00Z")), "{errors:?}");
        let warned = problems.iter().filter(|problem| problem.contains("NC0206")).count();
        assert_eq!(
            problems.len() - errors.len(),
            2,
            "once for each column, {warned}: {problems:?}"
        );
    }
}

const MIXED: &str =
    "message a { optional int32 quality (INTEGER(8,true)); optional int32 short (INT_16);
    optional int32 small (INTEGER(8,false)); optional int32 wide (INTEGER(32,false));
    optional fixed_len_byte_array(12) wait (INTERVAL);
    optional group waits (LIST) { repeated group list {
        optional fixed_len_byte_array(12) element (INTERVAL); } } }";

#[test]
fn months_are_kept_and_integers_are_those_in_the_file() {
    let bytes = file(MIXED, true, |leaf, column| match column {
        ColumnWriter::Int32ColumnWriter(column) => {
            let value = [300, 70_000, -1, -1][leaf];
            column.write_batch(&[value], Some(&[1]), None).expect("written");
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(column) if leaf == 4 => {
            column.write_batch(&[interval([14, 3, 4_500])], Some(&[1]), None).expect("written");
        }
        ColumnWriter::FixedLenByteArrayColumnWriter(column) => {
            let values = [interval([1, 0, 0]), interval([0, 0, u32::MAX])];
            column.write_batch(&values, Some(&[3, 3]), Some(&[0, 1])).expect("written");
        }
        _ => panic!("no such column"),
    });
    let (articles, problems) = heard(bytes.clone());
    assert_eq!(problems, [""; 0]);
    let expected = r#"{"quality":300,"short":70000,"small":-1,"wide":4294967295,"wait":"P1Y2M3DT4.5S","waits":["P1M","PT1193H2M47.295S"]}"#;
    assert_eq!(articles, [expected]);
    let (back, _) = convert("parquet", bytes, "ndjson", &jobs(1)).expect("read");
    assert_eq!(String::from_utf8(back).expect("text").trim_end(), expected);
}
