//! JSON arrays and lines with something wrong among much that is right.

use newsconv::Diagnostic;

use super::run::{convert, head, refused, taken};
use crate::util::{articles_of, by_name};

/// Bytes that a reader of JSON reads at a time.
const CHUNK: usize = 4 << 20;

/// A line with a title of the number.
fn line(number: usize) -> String {
    format!("{{\"title\":\"{number}\"}}")
}

fn lines(count: usize) -> Vec<String> {
    (0..count).map(line).collect()
}

#[test]
fn a_bad_line_among_many_is_one_record() {
    let mut all = lines(50_000);
    for bad in [0, 16_383, 16_384, 30_000, 49_999] {
        all[bad] = "{\"title\":".to_owned();
    }
    let text = all.join("\n");
    let ended = convert("bad.ndjson", text.as_bytes(), &["--on-error", "skip"]);
    assert_eq!(ended.code, 3, "{}", head(&ended.err));
    for line in [1, 16_384, 16_385, 30_001, 50_000] {
        let told = format!("bad.ndjson:{line}:9: error[NC0301] ");
        assert!(ended.err.contains(&told), "{told}: {}", head(&ended.err));
    }
    assert_eq!(ended.err.matches("error[").count(), 5);
    all.retain(|line| line.ends_with('}'));
    let out = String::from_utf8(ended.out.expect("an output")).expect("text");
    assert!(out == all.join("\n") + "\n", "the other 49,995 are written");
    refused("bad.ndjson", text.as_bytes(), &[], ":16385:9: error[NC0301] ");
}

#[test]
fn lines_may_be_blank_and_end_in_any_way() {
    let two = "{\"title\":\"0\"}\n{\"title\":\"1\"}\n";
    for text in [
        "\n\n{\"title\":\"0\"}\n  \n\t\r\n\r\n{\"title\":\"1\"}\n\n\n",
        "{\"title\":\"0\"}\r\n{\"title\":\"1\"}\r\n",
        "{\"title\":\"0\"}\n{\"title\":\"1\"}",
        "\u{feff} {\"title\":\"0\"} \n\t{\"title\":\"1\"}",
    ] {
        assert_eq!(taken("a.ndjson", text.as_bytes(), &[]), two.as_bytes(), "{text:?}");
    }
    assert_eq!(taken("a.ndjson", "\n".repeat(1 << 20).as_bytes(), &[]), b"");
}

#[test]
fn text_after_a_value_is_an_error() {
    for (name, text, expected) in [
        ("a.ndjson", "{}\n{\"title\":\"a\"} x\n{}", ":2:15: error[NC0301] "),
        ("a.ndjson", "{\"title\":\"a\"}{\"title\":\"b\"}\n", ":1:14: error[NC0301] "),
        ("a.ndjson", "{}\n{},\n", ":2:3: error[NC0301] "),
        ("a.ndjson", "{}\n[{}]\n", ":2:1: error[NC0302] "),
        ("a.json", "{\"title\":\"a\"} x", ":1:15: error[NC0301] "),
        ("a.json", "[{}] x", ":1:6: error[NC0301] "),
        ("a.json", "[{}]\n[{}]", ":2:1: error[NC0301] "),
        ("a.json", "[{}]]", ":1:5: error[NC0301] "),
        ("a.json", "[{},]", ":1:5: error[NC0301] "),
        ("a.json", "[,{}]", ":1:2: error[NC0301] "),
        ("a.json", "[{},,{}]", ":1:5: error[NC0301] "),
        ("a.json", "[{}", ":1:4: error[NC0301] "),
        ("a.json", "[{}}]", ":1:4: error[NC0301] "),
        ("a.json", "[1, null, \"x\", []]", ":1:5: error[NC0302] "),
    ] {
        refused(name, text.as_bytes(), &[], expected);
    }
}

/// How many articles are read of a document, and the places and words of what is refused.
fn read(text: &str) -> (usize, Vec<String>) {
    struct Heard(usize, Vec<String>);
    impl newsconv::pipeline::ArticleSink for Heard {
        fn article(
            &mut self,
            _: &newsconv::Article<'_>,
            _: &dyn newsconv::pipeline::Origin,
        ) -> newsconv::Result<newsconv::pipeline::Flow> {
            self.0 += 1;
            Ok(newsconv::pipeline::Flow::Continue)
        }
        fn reject(
            &mut self,
            problems: Vec<Diagnostic>,
            _: &dyn newsconv::pipeline::Origin,
        ) -> newsconv::Result<newsconv::pipeline::Flow> {
            self.1.extend(problems.iter().map(Diagnostic::to_string));
            Ok(newsconv::pipeline::Flow::Continue)
        }
    }
    let mut heard = Heard(0, Vec::new());
    let input = newsconv::Input::bytes("a.json", text.as_bytes());
    let reader = (by_name("json").open)(vec![input], &newsconv::options::ReadOptions::default());
    reader.and_then(|mut reader| reader.read(&mut heard)).expect("it is read");
    (heard.0, heard.1)
}

/// The comma before the closing bracket is refused wherever a piece of the source ends.
#[test]
fn a_trailing_comma_is_rejected_at_any_place_in_a_chunk() {
    for after in [0, 1, 2, 3, 17] {
        for spaces in ["", " ", "\n"] {
            for comma in [CHUNK - 3, CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1] {
                // One article whose comma stands at the byte `comma`, and some after it.
                let title = "x".repeat(comma - "[{\"title\":\"\"}".len());
                let rest = "{},".repeat(after);
                let text = format!("[{{\"title\":\"{title}\"}},{rest}{spaces}]");
                assert_eq!(text.find("},"), Some(comma - 1));
                let (articles, problems) = read(&text);
                let case = format!("{after} {spaces:?} {comma}");
                assert_eq!((articles, problems.len()), (1 + after, 1), "{case}: {problems:?}");
                assert!(problems[0].contains("error[NC0301]"), "{case}: {problems:?}");
                let (articles, problems) = read(&text.replace(&format!(",{spaces}]"), "]"));
                assert_eq!((articles, problems.len()), (1 + after, 0), "{case}: {problems:?}");
            }
        }
    }
}

/// So does the comma after the last element that makes up a chunk.
#[test]
fn a_trailing_comma_is_rejected_after_any_number_of_elements() {
    for count in [16_383, 16_384, 16_385, 32_768] {
        let all = "{},".repeat(count);
        let (articles, problems) = read(&format!("[{all}]"));
        assert_eq!((articles, problems.len()), (count, 1), "{problems:?}");
        assert_eq!(read(&format!("[{}]", all.trim_end_matches(','))), (count, Vec::new()));
    }
}

/// A message takes more memory than the shortest record, so few of them are held at once.
#[test]
fn many_small_records_with_faults_take_little_memory() {
    let count = 300_000;
    let text = "1\n".repeat(count);
    let ended = convert("many.ndjson", text.as_bytes(), &["--message-format", "json"]);
    assert_eq!(ended.err.matches("\"code\":\"NC0302\"").count(), count);
    let text = format!("[{}1]", "1,".repeat(count - 1));
    let ended = convert("many.json", text.as_bytes(), &["--message-format", "json"]);
    assert_eq!(ended.err.matches("\"code\":\"NC0302\"").count(), count);
}

/// Of one record no more than a thousand messages are listed, and a note says that there are more.
#[test]
fn a_record_with_many_faults_has_at_most_a_thousand_messages() {
    let text = format!("{{\"tags\":[{}1]}}", "1,".repeat(200_000));
    let yaml = super::run::markdown(&format!("tags: [{}1]", "1,".repeat(200_000)));
    for (name, text) in [("many.json", text), ("many.md", yaml)] {
        let ended = convert(name, text.as_bytes(), &["--message-format", "json"]);
        assert_eq!(ended.err.matches("\"code\":\"NC0201\"").count(), 1001, "{name}");
        assert!(
            ended.err.contains("there are more problems; only the first 1000 are listed"),
            "{name}"
        );
    }
    assert!(articles_of("a.json", b"[]", by_name("json")).is_ok_and(|read| read.is_empty()));
}
