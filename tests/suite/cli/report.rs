//! The forms of messages, and what explains them.

use newsconv::Code;
use newsconv::diagnostic::explain;
use serde_json::Value;

use super::Place;

/// A place with a file in which two fields are wrong and a time has no offset.
fn with_problems() -> Place {
    let place = Place::new();
    place.write("a.md", "---\ntitle: [x]\npublishedDateTime: 2024-01-23\nquality: 高\n---\n");
    place
}

const CONCISE: &str = "\
a.md:2:8: error[NC0201] title: expected text, found a list; YAML takes `[` for the beginning of a list: put a text that begins with it in quotes; --lenient keeps it as an unknown key
a.md:3:20: warning[NC0205] publishedDateTime: \"2024-01-23\" has no offset; UTC was assumed; end it in `Z` or an offset
a.md:4:10: error[NC0201] quality: expected an integer, found the text \"高\"; --lenient keeps it as an unknown key
error: 1 record rejected, 0 good articles read; nothing was written
";

const FULL: &str = "\
error[NC0201]: title: expected text, found a list
 --> a.md:2:8
  |
2 | title: [x]
  |        ^
  |
  = help: YAML takes `[` for the beginning of a list: put a text that begins with it in quotes; --lenient keeps it as an unknown key

warning[NC0205]: publishedDateTime: \"2024-01-23\" has no offset; UTC was assumed
 --> a.md:3:20
  |
3 | publishedDateTime: 2024-01-23
  |                    ^
  |
  = help: end it in `Z` or an offset

error[NC0201]: quality: expected an integer, found the text \"高\"
 --> a.md:4:10
  |
4 | quality: 高
  |          ^^
  |
  = help: --lenient keeps it as an unknown key

error: 1 record rejected, 0 good articles read; nothing was written
";

#[test]
fn messages_take_one_line_where_nobody_looks() {
    let place = with_problems();
    for arguments in [&["a.md", "a.csv"][..], &["a.md", "a.csv", "--message-format", "concise"]] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, &*ran.err), (Some(1), CONCISE));
    }
}

#[test]
fn full_messages_show_the_line_and_the_place() {
    let place = with_problems();
    let ran = place.run(&["a.md", "a.csv", "--message-format", "full"]);
    assert_eq!((ran.code, &*ran.err), (Some(1), FULL));
    let ran = place.run(&["--message-format", "full", "--color", "never", "a.md", "a.csv"]);
    assert_eq!(ran.err, FULL);
}

#[test]
fn colours_are_asked_for() {
    let place = with_problems();
    let ran = place.run(&["a.md", "a.csv", "--message-format", "full", "--color", "always"]);
    assert!(ran.err.starts_with("\u{1b}["), "{}", ran.err);
    let mut plain = String::new();
    for (index, part) in ran.err.split("\u{1b}[").enumerate() {
        plain += if index == 0 { part } else { part.split_once('m').expect("a colour").1 };
    }
    assert_eq!(plain, FULL);
}

#[test]
fn messages_in_json_are_one_object_on_a_line() {
    let place = with_problems();
    let ran = place.run(&["a.md", "a.csv", "--message-format", "json"]);
    let objects: Vec<Value> =
        ran.err.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let codes: Vec<_> = objects.iter().map(|object| object["code"].as_str()).collect();
    assert_eq!(codes, [Some("NC0201"), Some("NC0205"), Some("NC0201")]);
    assert_eq!(objects[2]["sourceLine"], "quality: 高");
    assert_eq!(ran.code, Some(1));

    let ran = place.run(&["none.md", "a.csv", "--message-format", "json"]);
    let object: Value = serde_json::from_str(&ran.err).expect("JSON");
    assert_eq!((&object["severity"], object.get("code")), (&"error".into(), None));
    let schema = serde_json::from_str(&newsconv::schema::diagnostic_schema()).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a JSON Schema");
    assert!(objects.iter().chain([&object]).all(|object| schema.is_valid(object)));

    place.article("b.md", "Good");
    assert_eq!(place.run(&["b.md", "b.csv", "--message-format", "json"]).err, "");
}

#[test]
fn the_former_name_of_the_form_is_refused_with_the_new_one() {
    let place = with_problems();
    for words in [&["a.md", "a.csv"][..], &["check", "a.md"], &["verify", "a.md", "a.md"]] {
        for (form, advice) in [
            (&["--format", "concise"][..], "write --message-format"),
            (&["--format=json"], "--message-format json for messages, --json for the results"),
            (&["--format", "parquet"], "-t for that of the output, --message-format"),
            (&["--format"], "-t for that of the output, --message-format"),
        ] {
            place.run(&[words, form].concat()).fails_with(2, advice);
        }
    }
    place.run(&["--format", "json", "a.md", "a.csv"]).fails_with(2, "--message-format json");
}

#[test]
fn json_is_for_results() {
    let place = with_problems();
    place.run(&["a.md", "a.csv", "--json"]).fails_with(2, "--dry-run");
    place.run(&["check", "a.md", "--json"]).fails_with(2, "--json");
    let ran = place.run(&["verify", "a.md", "a.md", "--json"]);
    assert!(ran.err.starts_with("a.md:2:"), "the messages keep their form: {}", ran.err);
    place.article("b.md", "Good");
    let counts = place.run(&["verify", "b.md", "b.md", "--json"]).succeeds();
    assert!(counts.starts_with("{\"counts\":{"), "{counts}");
}

#[test]
fn verify_takes_the_forms_too() {
    let place = with_problems();
    let ran = place.run(&["verify", "a.md", "a.md", "--message-format", "json"]);
    assert!(ran.err.starts_with(r#"{"code":"NC0201""#), "{}", ran.err);
}

/// A message is one line, and no terminal obeys what an input says.
#[test]
fn control_characters_are_shown_as_escapes() {
    let place = Place::new();
    place.write("a.ndjson", r#"{"x\u001b[31m\n":1,"x\u001b[31m\n":2}"#);
    for form in ["concise", "full", "json"] {
        let ran = place.run(&["a.ndjson", "a.csv", "--message-format", form]);
        assert!(!ran.err.contains('\u{1b}'), "{}", ran.err);
    }
    let ran = place.run(&["a.ndjson", "a.csv"]);
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
}

#[test]
fn a_long_line_is_shown_around_the_place() {
    let place = Place::new();
    let long = "江".repeat(1_000_000);
    place.write("a.ndjson", format!(r#"{{"title":"{long}","quality":"high","body":"{long}"}}"#));
    let ran = place.run(&["a.ndjson", "a.csv", "--message-format", "full"]);
    assert!(ran.err.len() < 2_000, "{} bytes", ran.err.len());
    assert!(ran.err.contains(" --> a.ndjson:1:1000023\n"), "{}", ran.err);
    assert!(ran.err.contains(r#""quality":"high""#), "{}", ran.err);
}

#[test]
fn codes_are_explained() {
    let place = Place::new();
    for code in Code::ALL {
        assert_eq!(place.run(&["explain", code.as_str()]).succeeds(), explain(*code));
    }
    assert_eq!(place.run(&["explain", "nc0203"]).succeeds(), explain(Code::NotATime));
    let list = place.run(&["explain"]).succeeds();
    assert_eq!(list.lines().count(), Code::ALL.len());
    assert!(list.contains("\nNC0203  error    a value is not a time\n"), "{list}");
    let ran = place.run(&["explain", "NC9999"]);
    assert!(ran.err.contains("unknown code `NC9999`; the known ones are NC0100, "), "{}", ran.err);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn stats_count_what_needs_the_full_parser() {
    let place = Place::with_articles();
    place.write("in/anchors.md", "---\ntitle: &a \"x\"\n---\n");
    place.write("in/wrong.md", "---\nquality: high\n---\n");
    for jobs in ["1", "4"] {
        let arguments =
            ["in", "-t", "ndjson", "-", "-q", "--on-error", "skip", "--stats", "-j", jobs];
        let ran = place.run(&arguments);
        let (last, read) = (ran.err.lines().last().expect("a line"), "5 records read in ");
        let rest = last.strip_prefix(read).and_then(|rest| rest.split_once(" s, "));
        let (seconds, rest) = rest.unwrap_or_else(|| panic!("{last}"));
        assert!(seconds.parse::<f64>().is_ok_and(|seconds| seconds >= 0.0), "{seconds}");
        assert_eq!(rest, "2 of them by the full YAML parser");
    }
    let ran = place.run(&["in/0.md", "a.csv", "--stats", "--message-format", "json"]);
    let stats: Value = serde_json::from_str(&ran.err).expect("one object");
    assert_eq!((&stats["stats"]["records"], &stats["stats"]["slow"]), (&1.into(), &0.into()));
    assert!(stats["stats"]["seconds"].is_f64(), "{stats}");
    assert!(!place.run(&["in/0.md", "b.csv"]).err.contains("full YAML parser"));
}

#[test]
fn of_many_messages_of_a_kind_ten_are_shown_and_the_rest_counted() {
    let place = Place::new();
    let rows: String = (0..25)
        .flat_map(|number| ["a,high".to_owned(), number.to_string(), "\n".to_owned()])
        .collect();
    place.write("x.csv", format!("title,quality\n{rows}"));
    place.write("y.csv", format!("title,quality\n{}", rows.replace("high", "low")));
    let ran = place.run(&["x.csv", "y.csv", "out.json"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.matches("error[NC0201] quality: expected").count(), 20, "{}", ran.err);
    let counted = "\
x.csv: error[NC0201] quality: 15 more messages of this kind; --message-format json shows all
y.csv: error[NC0201] quality: 15 more messages of this kind; --message-format json shows all
error: 50 records rejected, 0 good articles read; nothing was written
";
    assert!(ran.err.ends_with(counted), "{}", ran.err);
    let check = place.run(&["check", "x.csv"]);
    assert_eq!(check.err.lines().count(), 12, "{}", check.err);
    let json = place.run(&["x.csv", "y.csv", "out.json", "--message-format", "json"]);
    assert_eq!(json.err.lines().count(), 50);
    // Ten of a kind are no flood.
    place.write(
        "z.csv",
        format!("title,quality\n{}", rows.lines().take(10).collect::<Vec<_>>().join("\n")),
    );
    let ran = place.run(&["z.csv", "out.json"]);
    assert_eq!(ran.err.lines().count(), 11, "{}", ran.err);
}
