//! `--rejects`: refused records are kept as they stood in their sources.

use std::fs;

use newsconv::format;
use newsconv::schema::diagnostic_schema;

use super::{Place, article};
use crate::util::{entries, file_name, samples};

/// Skips what is refused of `inputs` and keeps it in the folder `kept`.
fn skip(place: &Place, inputs: &[&str], more: &[&str]) -> super::Ran {
    let arguments =
        [inputs, &["-o", "out.ndjson", "--on-error", "skip", "--rejects", "kept"], more];
    let ran = place.run(&arguments.concat());
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    ran
}

fn bytes(place: &Place, path: &str) -> Vec<u8> {
    fs::read(place.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The messages in `kept/rejects.ndjson`, which are as their schema says.
fn messages(place: &Place) -> Vec<serde_json::Value> {
    let schema = serde_json::from_str(&diagnostic_schema()).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let parse = |line: &str| serde_json::from_str(line).expect("JSON");
    let messages: Vec<_> = place.read("kept/rejects.ndjson").lines().map(parse).collect();
    for message in &messages {
        assert!(schema.is_valid(message), "{message}");
    }
    messages
}

#[test]
fn markdown_is_kept_under_its_path_and_converted_once_it_is_repaired() {
    let place = Place::with_articles();
    let bad = "\u{feff}---\r\nquality: high # really\r\nheat: low\r\n---\r\nBody";
    place.write("in/a/bad.md", bad);
    let ran = skip(&place, &["in"], &["--message-format", "json"]);
    assert_eq!(place.files("kept"), ["a/bad.md", "rejects.ndjson"]);
    assert_eq!(place.read("kept/a/bad.md"), bad);
    assert_eq!(place.read("kept/rejects.ndjson"), ran.err);
    let messages = messages(&place);
    assert_eq!(messages.len(), 2);
    assert_eq!(
        (&messages[0]["code"], &messages[0]["path"]),
        (&"NC0201".into(), &"in/a/bad.md".into())
    );
    place.write("kept/a/bad.md", bad.replace("high", "1").replace("low", "2"));
    place.run(&["kept", "more.parquet"]).succeeds();
    assert_eq!(place.paths(&["more.parquet"]), ["a/bad.md"]);
}

#[test]
fn lines_are_kept_byte_for_byte() {
    let place = Place::new();
    let bad = ["  {\"quality\": \"high\"}\r\n", "\t{} {}\n", "[1, 2]\n", "{\"title\":"];
    let lines = format!("{{}}\n{}\n{}{}{{}}\n{}", bad[0], bad[1], bad[2], bad[3]);
    place.write("in/a/x.ndjson", &lines);
    skip(&place, &["in/a/x.ndjson"], &[]);
    assert_eq!(place.files("kept"), ["rejects.ndjson", "x.ndjson"]);
    assert_eq!(place.read("kept/x.ndjson"), bad.concat());
    assert_eq!(place.read("out.ndjson"), "{}\n{}\n");
    place.write("kept/x.ndjson", "{\"quality\": 1}\n");
    assert_eq!(place.run(&["kept", "-", "-t", "ndjson"]).succeeds(), "{\"quality\":1}\n");
    place.write("x.ndjson", "not utf-8 \\xff".replace("\\xff", "é"));
    fs::write(place.path("x.ndjson"), b"{}\n\xff{}\n").expect("a file");
    skip(&place, &["x.ndjson"], &["--overwrite"]);
    assert_eq!(bytes(&place, "kept/x.ndjson"), b"\xff{}\n");
}

#[test]
fn standard_input_has_a_name() {
    let place = Place::new();
    let arguments = ["-", "-", "-t", "ndjson", "--on-error", "skip", "--rejects", "kept"];
    let ran = place.feed("{}\n{\"heat\":true}\n{}\n", &arguments);
    assert_eq!((ran.code, &*ran.out), (Some(3), "{}\n{}\n"), "{}", ran.err);
    assert_eq!(place.read("kept/stdin.ndjson"), "{\"heat\":true}\n");
    let ran = place.feed("title,heat\na,b\n", &[&arguments[..], &["--overwrite"]].concat());
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(place.files("kept"), ["rejects.ndjson", "stdin.csv"]);
    assert_eq!(place.read("kept/stdin.csv"), "title,heat\na,b\n");
}

#[test]
fn standard_input_that_is_rejected_as_a_whole_is_kept_too() {
    let place = Place::new();
    for (format, name, content) in [
        ("csv", "stdin.csv", "title,title\na,b\n"),
        ("json", "stdin.json", "[{}, {\"heat\":1}"),
        ("feed", "stdin.json", "{\"value\": 7}"),
        ("arrows", "stdin.arrows", "no arrows"),
        ("parquet", "stdin.parquet", "no parquet"),
    ] {
        let more = ["-", "out.ndjson", "--on-error", "skip", "--rejects", "kept", "--overwrite"];
        let ran = place.feed(content, &[&more[..], &["-f", format]].concat());
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert_eq!(place.read(&format!("kept/{name}")), content);
        assert_eq!(place.files("kept").len(), 2, "{format}");
    }
}

#[test]
fn rejected_files_of_a_folder_are_copied_in_input_order() {
    let place = Place::new();
    let lines = [
        "{\"path\":\"a.md\",\"title\":\"1\"}\n",
        "{\"path\":\"a.md\",\"title\":\"2\"}\n",
        "{\"path\":\"b.md\",\"heat\":true}\n",
        "{\"path\":\"a.md/c.md\"}\n",
        "{\"path\":\"d.md\"}\n",
        "{\"path\":\"../up.md\"}\n",
    ];
    place.write("x.ndjson", lines.concat());
    for jobs in ["1", "3"] {
        let more = ["--on-error", "skip", "--rejects", "kept", "--overwrite", "-j", jobs];
        let ran = place.run(&[&["x.ndjson", "out/"], &more[..]].concat());
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        let refused = [lines[1], lines[2], lines[3], lines[5]];
        assert_eq!(place.read("kept/x.ndjson"), refused.concat());
        assert_eq!(messages(&place).len(), 4);
        assert_eq!(place.files("out"), ["a.md", "d.md"]);
    }
}

#[test]
fn tables_keep_their_header() {
    let place = Place::new();
    for (name, delimiter) in [("x.csv", ","), ("x.tsv", "\t")] {
        let header = "title,\"quality\"\r\n".replace(',', delimiter);
        let bad = ["\"a\r\nb\",high\r\n", "one\r\n", "\"c\",1,2\r\n", "\"open,high\r\n"];
        let bad = bad.map(|record| record.replace(',', delimiter));
        let good = format!("good{delimiter}1\r\n");
        let [first, second, third, fourth] = &bad;
        place.write(name, format!("{header}{good}{first}\r\n{second}{good}{third}{fourth}"));
        skip(&place, &[name], &["--overwrite"]);
        assert_eq!(place.files("kept"), ["rejects.ndjson", name]);
        assert_eq!(place.read(&format!("kept/{name}")), format!("{header}{}", bad.concat()));
        place.write(&format!("kept/{name}"), format!("{header}{}", first.replace("high", "2")));
        let out = place.run(&["kept", "-", "-t", "ndjson"]).succeeds();
        assert_eq!(out, "{\"title\":\"a\\r\\nb\",\"quality\":2}\n");
    }
}

#[test]
fn elements_are_kept_as_a_list() {
    let place = Place::new();
    let (bad, worse) = ("{ \"quality\" : \"high\" }", "{\"a\" 1}");
    for (head, tail) in [("[", "]"), ("{\"n\": 2, \"items\": [", "]}")] {
        let elements =
            if head == "[" { format!("{{}}, {bad} ,\n {worse}") } else { format!("{{}}, {bad}") };
        place.write("x.json", format!("{head}{elements}{tail}"));
        skip(&place, &["x.json"], &["--overwrite"]);
        let worse = if head == "[" { format!(",\n{worse}") } else { String::new() };
        assert_eq!(place.read("kept/x.json"), format!("[\n{bad}{worse}\n]\n"));
        place.write(
            "kept/x.json",
            place.read("kept/x.json").replace("\"high\"", "1").replace("\"a\" 1", ""),
        );
        let out = place.run(&["kept", "-", "-t", "ndjson"]).succeeds();
        assert!(out.starts_with("{\"quality\":1}\n"), "{out}");
    }
    for document in ["\u{feff}{\"quality\": \"high\"}\n", "{\"a\" 1}", "7"] {
        place.write("x.json", document);
        skip(&place, &["x.json"], &["--overwrite"]);
        assert_eq!(place.read("kept/x.json"), document);
    }
}

#[test]
fn rejected_entries_of_a_feed_keep_their_remainders() {
    let place = Place::new();
    let lines = "{\"title\":\"a\",\"quality\":7,\"heat\":1}\n{\"title\":\"b\"}\n{\"title\":\"c\",\"secured\":\"x;y\"}\n";
    place.write("x.ndjson", lines);
    place.run(&["x.ndjson", "feed.json", "-t", "feed"]).succeeds();
    let feed =
        place.read("feed.json").replace("\"heat\": 1", "\"heat\": true").replace("\"c\"", "[]");
    place.write("feed.json", &feed);
    skip(&place, &["feed.json"], &["-f", "feed"]);
    let kept = place
        .read("kept/feed.json")
        .replace("true", "1")
        .replace("[],\n      \"excerpt", "\"c\",\n      \"excerpt");
    place.write("kept/feed.json", kept);
    let back = place.run(&["kept/feed.json", "-", "-f", "feed", "-t", "ndjson"]).succeeds();
    let wanted: Vec<&str> = lines.lines().filter(|line| !line.contains("\"b\"")).collect();
    assert_eq!(back.lines().collect::<Vec<_>>(), wanted);
    assert_eq!(place.read("out.ndjson"), "{\"title\":\"b\"}\n");
}

#[test]
fn rows_are_kept_with_all_their_columns() {
    let place = Place::new();
    for (name, good) in [
        ("fraction.parquet", 1),
        ("impossible-time.parquet", 1),
        ("bad-extra.arrow", 1),
        ("offset-without-time.arrows", 1),
    ] {
        fs::copy(samples("invalid").join(name), place.path(name)).expect("a sample");
        let ran = skip(&place, &[name], &["--overwrite"]);
        assert!(place.read("out.ndjson").lines().count() >= good, "{name}");
        assert_eq!(place.files("kept").len(), 2, "{name}");
        let again = place.run(&[&format!("kept/{name}"), "again.json", "--overwrite"]);
        let first = ran.err.lines().next().unwrap_or_default().replace(":row 2:", ":row 1:");
        assert_eq!(again.err.lines().next(), Some(&*format!("kept/{first}")), "{name}");
    }
}

#[test]
fn very_many_rows_are_kept_in_order() {
    let place = Place::new();
    let (mut all, mut refused) = (String::new(), String::new());
    for n in 0..9000 {
        let good = n % 300 == 7;
        let clash = if good { "other" } else { "title" };
        let line =
            format!("{{\"path\":\"{n}.md\",\"title\":\"a\",\"extra\":{{\"{clash}\":\"{n}\"}}}}\n");
        all += &line;
        refused += if good { "" } else { &line };
    }
    place.write("x.ndjson", all);
    for name in ["x.parquet", "x.arrow", "x.arrows"] {
        place.run(&["x.ndjson", name]).succeeds();
        let ran =
            place.run(&[name, "out/", "--on-error", "skip", "--rejects", "kept", "--overwrite"]);
        assert_eq!(ran.code, Some(3), "{name}");
        assert_eq!(place.files("out").len(), 30);
        let kept = place.run(&["kept", "-", "-t", "ndjson"]).succeeds();
        assert!(kept == refused, "{name}");
    }
}

#[test]
fn what_is_rejected_as_a_whole_is_kept_as_a_whole() {
    let place = Place::new();
    let whole = [
        "cut.parquet",
        "cut.arrow",
        "cut.arrows",
        "not-arrow.arrow",
        "unclosed.json",
        "duplicate-column.csv",
        "empty.json",
        "toml-unclosed.md",
    ];
    for name in whole.iter().copied().chain(cfg!(feature = "compress").then_some("cut.ndjson.gz")) {
        fs::copy(samples("invalid").join(name), place.path(name)).expect("a sample");
        skip(&place, &[name], &["--overwrite"]);
        assert_eq!(place.files("kept").len(), 2, "{name}");
        assert_eq!(bytes(&place, &format!("kept/{name}")), bytes(&place, name), "{name}");
    }
}

#[test]
fn what_the_output_cannot_hold_is_kept_too() {
    let place = Place::with_articles();
    let nan = "---\nx: {y: [1, .nan]}\n---\n";
    place.write("in/b/nan.md", nan);
    skip(&place, &["in"], &[]);
    assert_eq!(place.read("kept/b/nan.md"), nan);
    assert_eq!(messages(&place)[0]["code"], "NC0502");
    place.write("clash.ndjson", "{}\n{\"title\":\"a\",\"extra\":{\"title\":\"b\"}}\n{}\n");
    let ran = place.run(&["clash.ndjson", "out/", "--on-error", "skip", "--rejects", "clashes"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(place.read("clashes/clash.ndjson").lines().count(), 1);
}

#[test]
fn every_invalid_sample_is_kept_and_rejected_again() {
    let place = Place::new();
    let mut names = Vec::new();
    for file in entries(&samples("invalid")) {
        // Those for `check` are articles with faults that a conversion bears.
        if format::by_extension(&file).is_some() && !file_name(&file).starts_with("check-") {
            fs::create_dir_all(place.path("in")).expect("a folder");
            names.push(file_name(&file));
            fs::copy(&file, place.path("in").join(names.last().expect("one"))).expect("a sample");
        }
    }
    names.sort();
    let inputs: Vec<String> = names.iter().map(|name| format!("in/{name}")).collect();
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    skip(&place, &inputs, &["-j", "1"]);
    let mut expected = names.clone();
    expected.push("rejects.ndjson".to_owned());
    expected.sort();
    assert_eq!(place.files("kept"), expected);
    let first: Vec<Vec<u8>> =
        expected.iter().map(|name| bytes(&place, &format!("kept/{name}"))).collect();
    for name in &names {
        let again = place.run(&[&format!("kept/{name}"), "again.json", "--overwrite"]);
        assert_eq!(again.code, Some(1), "{name}: {}", again.err);
    }
    skip(&place, &inputs, &["-j", "3", "--overwrite"]);
    for (name, first) in expected.iter().zip(first) {
        assert!(bytes(&place, &format!("kept/{name}")) == first, "{name}");
    }
}

#[test]
fn the_folder_appears_with_the_output_or_not_at_all() {
    let place = Place::with_articles();
    place.write("in/bad.md", "---\nquality: high\n---\n");
    let arguments = ["in", "out.csv", "--on-error", "skip", "--rejects", "a/kept"];
    let with = |more: &[&str]| place.run(&[&arguments[..], more].concat());
    with(&["--max-errors", "0"]).fails_with(1, "stopped: 1 of ");
    assert!(!place.path("a").exists() && !place.path("out.csv").exists());
    assert_eq!(with(&["--max-errors", "1"]).code, Some(3));
    assert_eq!(place.files("a"), ["kept/bad.md", "kept/rejects.ndjson"]);
    let there = "it contains the rejects of an earlier run; --overwrite replaces them";
    fs::remove_file(place.path("out.csv")).expect("a file");
    with(&[]).fails_with(1, there);
    place.article("in/bad.md", "Good");
    with(&["--overwrite"]).succeeds();
    assert_eq!(place.files("a"), ["kept/rejects.ndjson"]);
    place.write("other/precious.txt", "text");
    let other = ["in", "out.csv", "--on-error", "skip", "--rejects", "other", "--overwrite"];
    place
        .run(&other)
        .fails_with(1, "it is not empty, and does not contain the rejects of an earlier run");
    assert_eq!(place.files("other"), ["precious.txt"]);
    place.folder("empty");
    fs::remove_file(place.path("out.csv")).expect("a file");
    place.run(&["in", "out.csv", "--on-error", "skip", "--rejects", "empty/"]).succeeds();
    assert_eq!(place.files("empty"), ["rejects.ndjson"]);
}

#[test]
fn contradicting_options_are_usage_errors() {
    let place = Place::with_articles();
    let needs = "error: --rejects needs --on-error skip";
    place.run(&["in", "out.csv", "--rejects", "kept"]).fails_with(2, needs);
    let skip = |output: &str, kept: &str| {
        place.run(&["in", output, "--on-error", "skip", "--rejects", kept])
    };
    skip("out.csv", "in/kept").fails_with(2, "in/kept is inside the input folder in");
    skip("out/", "out").fails_with(2, "out is inside the output out/");
    skip("out/", "out/kept").fails_with(2, "out/kept is inside the output out/");
    assert_eq!(place.files(".").len(), 3);
}

#[test]
fn names_never_clash() {
    let place = Place::new();
    place.write("in/rejects.ndjson", "{\"heat\":\"x\"}\n");
    skip(&place, &["in/rejects.ndjson"], &[]);
    assert_eq!(place.files("kept"), ["rejects-2.ndjson", "rejects.ndjson"]);
    assert_eq!(place.read("kept/rejects-2.ndjson"), "{\"heat\":\"x\"}\n");
    // A file of that name that holds articles is read.
    place.write("in/rejects.ndjson", "{\"title\":\"x\"}\n");
    assert_eq!(place.run(&["in", "-", "-t", "ndjson"]).succeeds(), "{\"title\":\"x\"}\n");
    place.write("in/z.md", article("Z"));
    assert_eq!(place.paths(&["in", "--quiet"]), ["z.md"]);
}
