//! `newsconv check`: what it says, and its exit code.

use super::Place;

const SUGGEST: &str = "newsconv profile suggest drafts a profile with columns for such keys\n";

const SECURED: &str = "c2VjcmV0;AAECAwQFBgcICQoLDA0ODw==";

#[test]
fn a_sound_archive_has_nothing_wrong() {
    let place = Place::with_articles();
    let ran = place.run(&["check", "in", "--strict"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), "3 records checked: no problems found\n"));
    assert_eq!(place.run(&["check", "-q", "in"]).err, "");
    assert_eq!(place.files(""), ["in/0.md", "in/a/1.md", "in/b/c/2.md"], "nothing is written");
    let sound = format!("---\ntitle: a\nsecured: {SECURED}\nimages:\n  - url: /a.png\n---\n");
    place.write("sound.md", sound);
    assert_eq!(place.run(&["check", "sound.md", "--strict"]).code, Some(0));
}

#[test]
fn warnings_fail_under_strict_alone_and_notes_never() {
    let place = Place::new();
    place.write("warning.md", "---\nexcerpt: a\n---\n");
    let said = "warning.md:1:1: warning[NC0601] title: the article has no title; add a `title`\n";
    let ran = place.run(&["check", "warning.md"]);
    assert_eq!((ran.code, ran.err), (Some(0), format!("{said}1 record checked: 1 warning\n")));
    let ran = place.run(&["check", "warning.md", "--strict"]);
    assert_eq!(
        (ran.code, ran.err),
        (Some(1), format!("{said}error: 1 record checked: 1 warning\n"))
    );
    place.write("note.md", "---\ntitle: a\nprice: 1\n---\n");
    let ran = place.run(&["check", "note.md", "--strict"]);
    let said = "note.md:3:1: note[NC0605] price: this is not a field of an article\n";
    let end = format!("1 record checked: 1 note\n{SUGGEST}");
    assert_eq!((ran.code, ran.err), (Some(0), format!("{said}{end}")));
}

#[test]
fn errors_of_a_record_are_reported_with_its_warnings() {
    let place = Place::new();
    place.write("a.md", "---\nquality: high\nupdatedDateTime: 2024-02-30\n---\n");
    place.write("b.md", "---\ntitle: a\nwebUrl: b\n---\n");
    let ran = place.run(&["check", "a.md", "b.md"]);
    let codes: Vec<_> = ran.err.lines().map(|line| line.split(' ').nth(1).unwrap_or("")).collect();
    let expected = ["error[NC0201]", "error[NC0204]", "warning[NC0602]", "2"];
    assert_eq!((ran.code, &codes[..]), (Some(1), &expected[..]), "{}", ran.err);
    assert!(
        ran.err.ends_with("error: 2 records checked: 1 bad record, 1 warning\n"),
        "{}",
        ran.err
    );
}

/// Across files, formats and any number of workers, the first place is that of the first input.
#[test]
fn duplicates_name_the_place_of_the_first() {
    let place = Place::new();
    let lines = |from: usize| {
        let line = |n| {
            format!("{{\"path\":\"{n}.md\",\"title\":\"x\",\"webUrl\":\"https://a.com/{n}\"}}\n")
        };
        (from..from + 30_000).map(line).collect::<String>()
    };
    place.write("a.ndjson", lines(0));
    place.write("b.ndjson", lines(29_999));
    place.write("c.md", "---\ntitle: c\nwebUrl: https://a.com/7\n---\n");
    let one = place.run(&["check", "a.ndjson", "b.ndjson", "c.md", "-j", "1"]);
    let expected = "\
b.ndjson:1:9: error[NC0505] path: \"29999.md\" is already used at a.ndjson:30000:9
b.ndjson:1:41: warning[NC0604] webUrl: \"https://a.com/29999\" is already used at a.ndjson:30000:41
c.md:3:9: warning[NC0604] webUrl: \"https://a.com/7\" is already used at a.ndjson:8:37
error: 60001 records checked: 1 bad record, 2 warnings
";
    assert_eq!((one.code, &*one.err), (Some(1), expected));
    let many = place.run(&["check", "a.ndjson", "b.ndjson", "c.md", "-j", "5"]);
    assert_eq!((many.code, many.err), (one.code, one.err));
    place.run(&["a.ndjson", "a.parquet"]).succeeds();
    let rows = place.run(&["check", "a.parquet", "c.md"]).err;
    assert!(
        rows.starts_with(
            "c.md:3:9: warning[NC0604] webUrl: \"https://a.com/7\" is already used at a.parquet:row 8\n"
        ),
        "{rows}"
    );
}

#[test]
fn unknown_keys_are_folded_by_key() {
    let place = Place::new();
    for name in ["a.md", "b.md"] {
        place.write(name, "---\ntitle: a\nprice: 1\nimages:\n  - {x: 1}\n  - {x: 2}\n---\n");
    }
    let expected = "\
a.md:3:1: note[NC0605] price: this is not a field of an article; 2 articles have it
a.md:5:6: note[NC0605] images[0].x: this is not a field of an image; 2 articles have it
2 records checked: 2 notes
";
    for jobs in ["1", "4"] {
        let ran = place.run(&["check", "a.md", "b.md", "--jobs", jobs]);
        assert_eq!(ran.err, format!("{expected}{SUGGEST}"));
    }
    assert_eq!(place.run(&["check", "-q", "a.md", "b.md"]).err, "");
    let json = place.run(&["check", "a.md", "b.md", "--message-format", "json"]).err;
    assert_eq!(json.lines().count(), 2);
    assert!(json.lines().all(|line| line.contains("\"severity\":\"note\"")), "{json}");
    let full = place.run(&["check", "a.md", "--message-format", "full", "--color", "always"]).err;
    assert!(full.starts_with("\u{1b}[1m\u{1b}[92mnote[NC0605]"), "{full:?}");
}

#[test]
fn an_unknown_key_has_a_suggestion() {
    let place = Place::new();
    place.write("a.md", "---\ntitle: a\ndate: 2024-01-23T00:00:00Z\nexerpt: b\n---\n");
    let said = place.run(&["check", "a.md", "--profile", "none"]).err;
    let date = "note[NC0605] date: this is not a field of an article; --profile common takes it for `publishedDateTime`\n";
    assert!(said.contains(date), "{said}");
    assert!(
        said.contains("exerpt: this is not a field of an article; did you mean `excerpt`?\n"),
        "{said}"
    );
}

#[test]
fn inputs_are_named_as_elsewhere() {
    let place = Place::new();
    let ran = place.feed("{\"tags\":[]}\n", &["check", "-", "--from", "ndjson"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.contains(":1:1: warning[NC0601] title"), "{}", ran.err);
    assert_eq!(place.run(&["check"]).code, Some(2));
    assert_eq!(place.run(&["check", "none.md"]).code, Some(1));
}
