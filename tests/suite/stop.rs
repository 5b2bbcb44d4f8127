//! A receiver that has seen enough ends the reading: nothing after it is looked at.

use std::fmt::Write as _;

use newsconv::format::FORMATS;
use newsconv::options::ReadOptions;
use newsconv::pipeline::{Flow, ForEach};
use newsconv::{Article, Input, Result};

use crate::util::{articles, by_name, case, converted, place};

/// Reads until `most` articles have been seen, and says how many were and how it ended.
fn read_some(input: Input, format: &str, most: usize) -> (usize, Result<Flow>) {
    let mut seen = 0;
    let mut sink = ForEach(|_: &Article<'_>| {
        seen += 1;
        Ok(if seen == most { Flow::Stop } else { Flow::Continue })
    });
    let reader = (by_name(format).open)(vec![input], &ReadOptions::default());
    let flow = reader.and_then(|mut reader| reader.read(&mut sink));
    (seen, flow)
}

#[test]
fn lines_after_the_last_one_wanted_are_not_read() {
    let mut text = String::new();
    for index in 0..100_000 {
        writeln!(text, r#"{{"path":"{index}.md","title":"An article of many, number {index}"}}"#)
            .expect("memory takes it");
    }
    text.push_str("{ this is no JSON\n");
    let input = Input::bytes("many.ndjson", text.into_bytes());
    let (seen, flow) = read_some(input.clone(), "ndjson", 1000);
    assert_eq!((seen, flow.expect("no fault was met")), (1000, Flow::Stop));
    let (seen, flow) = read_some(input, "ndjson", usize::MAX);
    assert_eq!(seen, 100_000);
    let fault = flow.expect_err("the fault was met").to_string();
    assert!(fault.starts_with("many.ndjson:100001:3: error[NC0301]"), "{fault}");
}

#[test]
fn every_reader_stops_when_the_sink_stops() {
    let temporary = tempfile::tempdir().expect("a folder");
    let archive = case("archive").markdown();
    let markdown = by_name("markdown");
    let files = articles(&archive, markdown).len();
    let mut seen = 0;
    for spec in FORMATS.iter().copied().filter(|spec| spec.name != "markdown") {
        let file = place(temporary.path(), "archive", spec);
        converted((&archive, markdown), (&file, spec));
        for most in 1..=files {
            let (read, flow) = read_some(Input::file(&file), spec.name, most);
            assert_eq!((read, flow.expect("no fault")), (most, Flow::Stop), "{}", spec.name);
        }
        let (read, flow) = read_some(Input::file(&file), spec.name, files + 1);
        assert_eq!((read, flow.expect("no fault")), (files, Flow::Continue), "{}", spec.name);
        seen += 1;
    }
    assert_eq!((seen, files), (FORMATS.len() - 1, 4));
}
