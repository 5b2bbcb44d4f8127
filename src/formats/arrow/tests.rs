//! Articles through files and streams, and what is wrong with damaged ones.

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::builder::*;
use arrow_array::*;
use arrow_cast::cast;
use arrow_ipc::reader;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::DataType;

use crate::formats::columns::testing::{Heard, RICH, Work, convert, jobs, lines, open};
use crate::io::compression::Compression;
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;

const FORMATS: [&str; 2] = ["arrow", "arrows"];

#[test]
fn every_article_comes_back_whatever_the_jobs() {
    let text = lines(3000);
    for format in FORMATS {
        let (bytes, problems) =
            convert("ndjson", text.as_bytes(), format, &jobs(1)).expect("written");
        assert_eq!(problems, []);
        let (many, _) = convert("ndjson", text.as_bytes(), format, &jobs(4)).expect("written");
        assert!(bytes == many, "{format}: one job and four differ");
        for n in [1, 4] {
            let (back, problems) =
                convert(format, bytes.clone(), "ndjson", &jobs(n)).expect("read");
            assert_eq!(problems, []);
            assert!(back == text.as_bytes(), "{}", String::from_utf8_lossy(&back[..999]));
        }
    }
}

/// `batches` as a file or a stream.
fn ipc(format: &str, batches: &[RecordBatch]) -> Vec<u8> {
    let schema = batches[0].schema();
    if format == "arrow" {
        let mut file = FileWriter::try_new(Vec::new(), &schema).expect("a file");
        for batch in batches {
            file.write(batch).expect("written");
        }
        return file.into_inner().expect("bytes");
    }
    let mut stream = StreamWriter::try_new(Vec::new(), &schema).expect("a stream");
    for batch in batches {
        stream.write(batch).expect("written");
    }
    stream.into_inner().expect("bytes")
}

#[test]
fn small_batches_are_read_together() {
    let (bytes, _) = convert("ndjson", lines(2000).as_bytes(), "arrow", &jobs(1)).expect("written");
    let whole = reader::FileReader::try_new(Cursor::new(bytes.clone()), None).expect("a file");
    let whole: Vec<_> = whole.map(|batch| batch.expect("a batch")).collect();
    let rows = |batch: &RecordBatch| {
        (0..batch.num_rows()).map(|row| batch.slice(row, 1)).collect::<Vec<_>>()
    };
    let single: Vec<RecordBatch> = whole.iter().flat_map(rows).collect::<Vec<_>>();
    assert_eq!(single.len(), 2000);
    for format in FORMATS {
        let small = ipc(format, &single);
        let work = Work::of(format, small.clone());
        assert_eq!(work, Work { chunks: 8, batches: 8, rows: 2000 }, "{format}");
        for to in ["arrow", "ndjson"] {
            let (found, problems) = convert(format, small.clone(), to, &jobs(3)).expect("read");
            let (expected, _) = convert("arrow", bytes.clone(), to, &jobs(1)).expect("read");
            assert_eq!(problems, []);
            assert!(found == expected, "{format} to {to}");
        }
    }
    // Large batches stay what they are, and stand between the small ones.
    let mixed: Vec<_> = [&single[..3], &whole[..], &single[3..5]].concat();
    assert_eq!(Work::of("arrow", ipc("arrow", &mixed)).rows, 2005);
}

#[test]
fn small_batches_of_any_type_are_read_together() {
    let views: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "a longer text than fits"]));
    let large: ArrayRef = Arc::new(LargeStringArray::from(vec![None, Some("x")]));
    let codes: DictionaryArray<types::Int8Type> = ["v", "w"].into_iter().collect();
    let runs: RunArray<types::Int32Type> = ["r", "r"].into_iter().collect();
    let whole = RecordBatch::try_from_iter_with_nullable([
        ("title", views, true),
        ("body", large, true),
        ("category", Arc::new(codes) as ArrayRef, true),
        ("run", Arc::new(runs) as ArrayRef, true),
    ]);
    let whole = whole.expect("a batch");
    let single: Vec<_> = (0..20).map(|row| whole.slice(row % 2, 1)).collect();
    let bytes = ipc("arrows", &single);
    let (text, problems) = convert("arrows", bytes.clone(), "ndjson", &jobs(2)).expect("read");
    assert_eq!(problems, []);
    let lines = concat!(
        r#"{"category":"v","title":"a","run":"r"}"#,
        "\n",
        r#"{"category":"w","title":"a longer text than fits","body":"x","run":"r"}"#,
        "\n"
    );
    assert_eq!(String::from_utf8(text).expect("text"), lines.repeat(10));
    assert_eq!(Work::of("arrows", bytes).chunks, 1);
}

#[test]
fn rows_before_damage_are_read() {
    let single: Vec<_> = ["a", "b", "c"].map(|title| batch(&[title])).into();
    let bytes = ipc("arrows", &single);
    let mut heard = Heard::default();
    open("arrows", bytes[..bytes.len() - 30].to_vec())
        .expect("opens")
        .read(&mut heard)
        .expect("read");
    assert_eq!(heard.articles.len(), 2);
    assert_eq!(heard.problems.len(), 1);
}

#[test]
fn compression_is_written_when_asked_for() {
    let text = RICH.replace('\n', "") + "\n";
    let text = text.repeat(50);
    let mut options = jobs(2);
    for compression in [Compression::Zstd(1), Compression::Lz4] {
        options.write.compression = Some(compression);
        let (bytes, _) = convert("ndjson", text.as_bytes(), "arrow", &options).expect("written");
        let (back, _) = convert("arrow", bytes, "ndjson", &options).expect("read");
        assert!(back == text.as_bytes(), "{}", String::from_utf8_lossy(&back[..999]));
    }
    options.write.compression = Some(Compression::Snappy);
    let refused = convert("ndjson", text.as_bytes(), "arrow", &options).expect_err("refused");
    assert!(refused.to_string().contains("snappy"), "{refused}");
}

/// A batch with a dictionary of text and a list.
fn batch(texts: &[&str]) -> RecordBatch {
    let of = DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
    let texts: ArrayRef = Arc::new(StringArray::from(texts.to_vec()));
    let codes = cast(&texts, &of).expect("casts");
    let mut topics = ListBuilder::new(StringBuilder::new());
    (0..texts.len()).for_each(|_| topics.append_value([Some("x")]));
    let topics: ArrayRef = Arc::new(topics.finish());
    RecordBatch::try_from_iter([("title", codes), ("topics", topics)]).expect("a batch")
}

fn titles(format: &str, bytes: Vec<u8>) -> Vec<String> {
    let mut heard = Heard::default();
    open(format, bytes).expect("opens").read(&mut heard).expect("read");
    assert_eq!(heard.problems, [""; 0]);
    heard.articles.into_iter().filter_map(|article| Some(article.title?.into_owned())).collect()
}

#[test]
fn dictionaries_may_be_replaced_in_a_stream() {
    let batches = [batch(&["a", "b"]), batch(&["c"])];
    let mut stream = StreamWriter::try_new(Vec::new(), &batches[0].schema()).expect("a stream");
    for batch in &batches {
        stream.write(batch).expect("written");
    }
    assert_eq!(titles("arrows", stream.into_inner().expect("bytes")), ["a", "b", "c"]);
    let mut file = FileWriter::try_new(Vec::new(), &batches[0].schema()).expect("a file");
    file.write(&batches[0]).expect("written");
    assert_eq!(titles("arrow", file.into_inner().expect("bytes")), ["a", "b"]);
}

#[test]
fn the_legacy_framing_of_streams_is_read() {
    let batch = batch(&["a"]);
    let options = IpcWriteOptions::try_new(8, true, arrow_ipc::MetadataVersion::V4);
    let options = options.expect("supported");
    let mut stream =
        StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options).expect("a stream");
    stream.write(&batch).expect("written");
    assert_eq!(titles("arrows", stream.into_inner().expect("bytes")), ["a"]);
}

#[test]
fn what_is_no_such_file_is_rejected_by_name() {
    let (stream, _) =
        convert("ndjson", RICH.replace('\n', "").as_bytes(), "arrows", &jobs(1)).expect("written");
    for (bytes, wanted) in [
        (b"FEA1\0\0\0\0".to_vec(), "Feather version 1"),
        (stream, "--from arrows"),
        (Vec::new(), "does not begin"),
        (b"ARROW1\0\0".to_vec(), "cut off"),
    ] {
        let problem = problem_of("arrow", &bytes);
        assert!(problem.starts_with("in.arrow: error[NC0401] "), "{problem}");
        assert!(problem.contains(wanted), "{problem}");
    }
    assert!(problem_of("arrows", b"").contains("the stream has no schema"));
    assert!(problem_of("arrows", b"{}\n").contains("ends within a message"));
}

/// All that is said about `bytes`, on one line.
fn problem_of(format: &str, bytes: &[u8]) -> String {
    let mut heard = Heard::default();
    open(format, bytes).expect("opens").read(&mut heard).expect("read");
    heard.problems.join("; ")
}

#[test]
fn damage_anywhere_is_a_diagnostic() {
    let mut options = jobs(1);
    for compression in [None, Some(Compression::Zstd(3)), Some(Compression::Lz4)] {
        options.write.compression = compression;
        for format in FORMATS {
            let (bytes, _) =
                convert("ndjson", lines(3).as_bytes(), format, &options).expect("written");
            for cut in (0..bytes.len()).step_by(137) {
                let problem = problem_of(format, &bytes[..cut]);
                let whole = format == "arrows" && problem.is_empty();
                assert!(whole || problem.contains("NC0401"), "{format} {cut}: {problem}");
            }
            for at in (0..bytes.len()).step_by(61) {
                let mut damaged = bytes.clone();
                damaged[at] ^= [0x01, 0x80, 0xff][at % 3];
                problem_of(format, &damaged);
            }
        }
    }
}

/// All that is said and read of `bytes` where the fields of these names are selected.
fn select(format: &str, bytes: &[u8], names: &str) -> Heard {
    let select = Some(names.parse().expect("names of fields"));
    let options = ReadOptions { select, ..ReadOptions::default() };
    let spec = crate::formats::by_name(format).expect("a known format");
    let mut heard = Heard::default();
    let reader = (spec.open)(vec![Input::bytes("in", bytes)], &options);
    reader.expect("opens").read(&mut heard).expect("read");
    heard
}

#[test]
fn columns_that_are_not_selected_are_not_decoded() {
    let lines = "{\"title\":\"Zebra\",\"quality\":7,\"heat\":1,\"stripes\":9}\n".repeat(20_000);
    for format in FORMATS {
        let (bytes, _) = convert("ndjson", lines.as_bytes(), format, &jobs(1)).expect("written");
        let mut damaged = bytes.clone();
        let found = bytes.windows(5).position(|window| window == b"Zebra").expect("a title");
        damaged[found] = 0xff;
        let heard = select(format, &damaged, "quality,extra");
        assert_eq!((heard.articles.len(), heard.problems), (20_000, vec![]), "{format}");
        let last =
            heard.articles.last().map(|article| serde_json::to_string(article).expect("JSON"));
        assert_eq!(last.as_deref(), Some(r#"{"quality":7,"stripes":9}"#));
        let problems = select(format, &damaged, "title").problems;
        assert!(problems[0].contains("error[NC0401]"), "{format}: {problems:?}");
    }
}

#[test]
fn rows_are_counted_and_types_passed_over_without_columns() {
    let batch = batch(&["a", "b", "c"]);
    let columns = [("quality", batch.column(0)), ("topics", batch.column(1))];
    let batch = RecordBatch::try_from_iter(columns.map(|(name, array)| (name, Arc::clone(array))));
    let batch = batch.expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = FileWriter::try_new(&mut bytes, &batch.schema()).expect("a writer");
    writer.write(&batch).expect("written");
    writer.finish().expect("finished");
    drop(writer);
    for (names, article) in [("title", "{}"), ("title,topics", r#"{"topics":["x"]}"#)] {
        let heard = select("arrow", &bytes, names);
        assert_eq!(heard.problems, [""; 0]);
        let json = |article| serde_json::to_string(article).expect("JSON");
        assert_eq!(heard.articles.iter().map(json).collect::<Vec<_>>(), [article; 3]);
    }
    let problems = select("arrow", &bytes, "quality").problems;
    assert!(problems[0].contains("quality: the column is "), "{problems:?}");
}
