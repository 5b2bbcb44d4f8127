//! `--unknown`: what becomes of keys that newsconv does not know.

use super::Place;

const ARTICLE: &str = "\
---
title: a # with a comment
price: 5
provider:
  name: b
  rank: 1
images:
  - url: /a.png
    focus: [1]
related:
  - title: c
    provider:
      authors:
        - name: d
          age: 7
---
";

/// Where the keys stand in the source, and what they are no field of.
const PLACES: [(&str, &str, &str); 4] = [
    ("3:1", "price", "an article"),
    ("6:3", "provider.rank", "a provider"),
    ("9:5", "images[0].focus", "an image"),
    ("15:11", "related[0].provider.authors[0].age", "an author"),
];

fn lines(severity: &str) -> String {
    let line = |(place, field, what): &(&str, &str, &str)| {
        format!("a.md:{place}: {severity}[NC0605] {field}: this is not a field of {what}\n")
    };
    PLACES.iter().map(line).collect()
}

fn place() -> Place {
    let place = Place::new();
    place.write("a.md", ARTICLE);
    place
}

#[test]
fn unknown_keys_are_kept_without_a_message() {
    let place = place();
    let said = "1 article written to a.json\n";
    assert_eq!(place.run(&["a.md", "a.json"]).err, said);
    assert_eq!(place.run(&["a.md", "b.json", "--unknown", "keep"]).err.replace('b', "a"), said);
    assert_eq!(place.read("a.json"), place.read("b.json"));
    assert!(place.read("a.json").contains("\"focus\""));
}

#[test]
fn a_warning_names_each_place() {
    let place = place();
    place.run(&["a.md", "a.json"]).succeeds();
    let ran = place.run(&["a.md", "b.json", "--unknown", "warn"]);
    assert_eq!(
        (ran.code, ran.err),
        (Some(0), lines("warning") + "1 article written to b.json, 4 warnings\n")
    );
    assert_eq!(place.read("a.json"), place.read("b.json"));
}

#[test]
fn an_error_rejects_the_record() {
    let place = place();
    let ran = place.run(&["a.md", "a.json", "--unknown", "error"]);
    let said =
        lines("error") + "error: 1 record rejected, 0 good articles read; nothing was written\n";
    assert_eq!((ran.code, ran.err), (Some(1), said));
    assert_eq!(place.files(""), ["a.md"]);
    place.write("b.md", "---\ntitle: b\n---\n");
    let ran = place.run(&["a.md", "b.md", "b.csv", "--unknown", "error", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(3));
}

/// From every format; what was kept of the source does not bring them back.
#[test]
fn dropped_keys_are_counted_and_gone() {
    let place = place();
    let said = "warning[NC0605] 4 unknown keys were dropped\n1 article written to";
    for format in ["json", "ndjson", "csv", "tsv", "arrow", "arrows", "parquet", "feed.json"] {
        let kept = format!("kept.{format}");
        let to = if format == "feed.json" { "feed" } else { format };
        place.run(&["a.md", &kept, "-t", to, "--preserve"]).succeeds();
        let dropped = format!("{format}.md");
        let ran = place.run(&[&kept, &dropped, "-f", to, "--unknown", "drop", "--preserve"]);
        assert_eq!((ran.code, ran.err), (Some(0), format!("{said} {dropped}, 1 warning\n")));
        let left = place.read(&dropped);
        for (_, field, _) in PLACES {
            let key = field.rsplit('.').next().expect("a key");
            assert!(!left.contains(&format!("{key}:")), "{format}: {left}");
        }
        assert!(left.contains("name: d") && !left.contains('#'), "{format}: {left}");
    }
    let ran = place.run(&["a.md", "-t", "ndjson", "-", "--unknown", "drop", "--preserve", "-q"]);
    let text = ran.succeeds();
    assert!(!text.contains("frontMatter") && !text.contains("price"), "{text}");
    let ran = place.run(&["a.md", "x.csv", "--unknown", "drop", "--message-format", "json"]);
    assert!(
        ran.err.contains("\"severity\":\"warning\",\"message\":\"4 unknown keys were dropped\""),
        "{}",
        ran.err
    );
}

/// `sourceStyle` remembers how a key was spelled, and what a mapped key had: not of keys that are dropped.
#[test]
fn dropped_keys_are_not_remembered() {
    let place = Place::new();
    place.write(
        "a.md",
        "---\ntitle: 'A'\nzip: 01234\nauthor: {name: Ann, email: ann@mail.example}\n---\n",
    );
    let text = place.run(&["a.md", "-", "-t", "ndjson"]).succeeds();
    assert!(text.contains("01234") && text.contains("ann@mail.example"), "{text}");
    let text = place.run(&["a.md", "-", "-t", "ndjson", "--unknown", "drop"]).succeeds();
    assert!(!text.contains("01234") && !text.contains("mail.example"), "{text}");
    assert!(text.contains(r#""sourceStyle":"{\"/title\":\"'A'\"}""#), "{text}");
}

#[test]
fn keys_with_invisible_characters_are_warned_of_in_every_format() {
    let place = Place::new();
    place.write("a.md", "---\ntitle: A\n\u{200b}category: news\n---\n");
    place.write("a.ndjson", "{\"title\":\"A\",\"ca\\u00a0tegory\":\"news\"}\n".repeat(20));
    place.write("a.csv", "title,ki\u{feff}nd\nA,news\nB,news\n");
    for (input, field, code, others) in [
        ("a.md", r"\u{200b}category", "U+200B", 0),
        ("a.ndjson", r"ca\u{a0}tegory", "U+00A0", 19),
        ("a.csv", r"ki\u{feff}nd", "U+FEFF", 1),
    ] {
        for words in [&["check", input][..], &[input, "-", "-t", "csv"]] {
            let said = place.run(words).err;
            let warning =
                format!("warning[NC0119] {field}: the key has an invisible character, {code};");
            assert_eq!(said.matches(&warning).count(), 1, "{words:?}: {said}");
            assert_eq!(said.contains(&format!("{others} more message")), others > 0, "{said}");
        }
    }
}

#[test]
fn check_and_verify_use_the_option() {
    let place = place();
    let check = |how: &str| place.run(&["check", "a.md", "--strict", "--unknown", how]);
    assert_eq!(check("keep").code, Some(0));
    let ran = check("warn");
    assert_eq!(
        (ran.code, ran.err),
        (Some(1), lines("warning") + "error: 1 record checked: 4 warnings\n")
    );
    let ran = check("error");
    assert_eq!(
        (ran.code, ran.err),
        (Some(1), lines("error") + "error: 1 record checked: 1 bad record\n")
    );
    assert_eq!(check("drop").err, "1 record checked: no problems found\n");
    place.run(&["a.md", "b.md", "--unknown", "drop"]).succeeds();
    assert_eq!(place.run(&["verify", "a.md", "b.md"]).code, Some(1));
    assert_eq!(place.run(&["verify", "a.md", "b.md", "--unknown", "drop"]).code, Some(0));
}

/// A small record with very many keys is no burden.
#[test]
fn of_very_many_keys_the_first_are_listed() {
    let place = Place::new();
    let keys: String = (0..50_000).map(|n| format!("k{n}: \n")).collect::<Vec<_>>().concat();
    place.write("a.md", format!("---\ntitle: a\n{keys}---\n"));
    let ran = place.run(&["a.md", "a.json", "--unknown", "warn"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.err.ends_with("1 article written to a.json, 1001 warnings\n"), "{}", ran.err.len());
    assert!(
        ran.err
            .contains("\na.md:1002:1: warning[NC0605] k999: this is not a field of an article\n")
    );
    assert!(ran.err.contains("there are more unknown keys; only the first 1000 are listed\n"));
    let ran = place.run(&["a.md", "b.json", "--unknown", "drop"]);
    assert!(ran.err.contains("50000 unknown keys were dropped"), "{}", ran.err);
}

#[test]
fn files_of_which_nothing_is_known_are_warned_of_once() {
    let warning = |place: &str, files: &str, help: &str| {
        format!(
            "{place}: warning[NC0307] no key of {files} has the name of a field; all become unknown keys; {help}\n"
        )
    };
    let one = Place::new();
    one.write("a.md", "---\npublishdDateTime: 2024-01-23T12:00:00Z\nTitel: x\n---\nbody\n");
    let help = "\"publishdDateTime\" may be meant as `publishedDateTime`, \"Titel\" may be meant as `title`";
    let ran = one.run(&["a.md", "a.json"]);
    assert_eq!(
        ran.err,
        warning("a.md:1:1", "the file", help) + "1 article written to a.json, 1 warning\n"
    );
    let ran = one.run(&["check", "a.md"]);
    assert!(ran.err.contains(&warning("a.md:1:1", "the file", help)), "{}", ran.err);

    // The first file is named, for any number of threads; files without a key say nothing.
    let many = Place::new();
    for number in 0..50 {
        many.write(&format!("in/{number:02}.md"), format!("---\nschlagzeile{number}: x\n---\n"));
    }
    many.write("in/000.md", "only a body\n");
    let usual = "fields are called `title`, `webUrl`, `publishedDateTime` and so on";
    for threads in ["1", "4"] {
        let ran = many.run(&["in", "x.ndjson", "--overwrite", "-j", threads]);
        assert!(ran.err.contains(&warning("in/00.md:1:1", "50 files", usual)), "{}", ran.err);
        assert_eq!(ran.err.matches("NC0307").count(), 1, "{}", ran.err);
    }

    // One file with a field, or with a key that the profile maps, is enough; so is a selection, which leaves the rest.
    for (text, profile) in
        [("title: x", "none"), ("date: 2024-01-23T12:00:00Z", "common"), ("pubDate: x", "common")]
    {
        many.write("in/49.md", format!("---\n{text}\n---\n"));
        let ran = many.run(&["in", "x.ndjson", "--overwrite", "--profile", profile]);
        assert!(!ran.err.contains("NC0307"), "{text}: {}", ran.err);
    }
    let ran = many.run(&["in", "x.ndjson", "--overwrite", "--select", "slug,extra"]);
    assert!(!ran.err.contains("NC0307"), "{}", ran.err);
}
