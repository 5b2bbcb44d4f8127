//! `--select`: some fields of each article, whatever it was read from.

use super::{Place, article};

const RICH: &str = "\
---
title: \"A\" # with a comment
publishedDateTime: 2024-01-23T12:00:00+05:30
quality: 7
provider:
  name: P
  domain: p.org
  rank: 1
topics: []
images:
  - url: /a.png
    width: 5
    focus: 9
price: 5
---
Body
";

/// What is selected, and what is left of the article.
const SELECTIONS: [(&str, &str); 8] = [
    ("path,title", r#"{"path":"a.md","title":"A"}"#),
    (
        "body,publishedDateTime",
        r#"{"publishedDateTime":"2024-01-23T12:00:00+05:30","body":"Body\n"}"#,
    ),
    ("provider", r#"{"provider":{"name":"P","domain":"p.org","rank":1}}"#),
    ("provider.name,provider.extra", r#"{"provider":{"name":"P","rank":1}}"#),
    ("images.url,topics", r#"{"topics":[],"images":[{"url":"/a.png"}]}"#),
    ("extra", r#"{"price":5}"#),
    ("related,heat", "{}"),
    ("quality,frontMatter", r#"{"quality":7}"#),
];

const FORMATS: [&str; 8] = ["json", "ndjson", "csv", "tsv", "arrow", "arrows", "parquet", "feed"];

fn place() -> Place {
    let place = Place::new();
    place.write("a.md", RICH);
    place
}

#[test]
fn every_format_gives_and_takes_the_same() {
    let place = place();
    for format in FORMATS {
        let whole = format!("whole.{format}");
        place.run(&["a.md", &whole, "-t", format]).succeeds();
        for (names, left) in SELECTIONS {
            let read = place.run(&[&whole, "-", "-f", format, "-t", "ndjson", "--select", names]);
            assert_eq!((read.code, read.out), (Some(0), format!("{left}\n")), "{format}: {names}");
            let some = format!("some.{format}");
            place.run(&["a.md", &some, "-t", format, "--select", names, "--overwrite"]).succeeds();
            let read = place.run(&[&some, "-", "-f", format, "-t", "ndjson"]).succeeds();
            assert_eq!(read, format!("{left}\n"), "{format}: {names}");
        }
    }
    for (names, left) in SELECTIONS {
        let read = place.run(&["a.md", "-", "-t", "ndjson", "--select", names]).succeeds();
        assert_eq!(read, format!("{left}\n"), "{names}");
    }
}

#[test]
fn tables_keep_all_columns() {
    let place = place();
    place.run(&["a.md", "all.csv"]).succeeds();
    place.run(&["a.md", "some.csv", "--select", "title,provider.name"]).succeeds();
    let [all, some] = ["all.csv", "some.csv"].map(|name| place.read(name));
    assert_eq!(all.lines().next(), some.lines().next());
    let filled: Vec<_> = some
        .lines()
        .nth(1)
        .unwrap_or_default()
        .split(',')
        .filter(|cell| !cell.is_empty())
        .collect();
    assert_eq!(filled, ["A", "P"]);
}

#[test]
fn the_flag_may_be_repeated_and_have_spaces() {
    let place = place();
    let run = |flags: &[&str]| {
        place.run(&[&["a.md", "-", "-t", "ndjson", "-q"], flags].concat()).succeeds()
    };
    let expected = run(&["--select", "title,quality,provider"]);
    assert_eq!(run(&["--select", "quality, provider", "--select=title"]), expected);
    assert_eq!(
        run(&["--select", "provider.domain", "--select", "provider.name"]),
        "{\"provider\":{\"name\":\"P\",\"domain\":\"p.org\"}}\n"
    );
}

#[test]
fn a_wrong_name_is_a_usage_error() {
    let place = place();
    for (names, said) in [
        ("path,tilte", "unknown field `tilte`; did you mean `title`? The known ones are path,"),
        ("provider.nam", "did you mean `provider.name`?"),
        ("publishedOffset", "select `publishedDateTime`, which includes it"),
        ("title.x", "`title` has no fields of its own"),
        ("", "--select"),
    ] {
        place.run(&["a.md", "x.json", "--select", names]).fails_with(2, said);
    }
    place.run(&["check", "a.md", "--select", "title"]).fails_with(2, "--select");
    assert_eq!(place.files(""), ["a.md"]);
}

#[test]
fn markdown_is_named_after_the_path_where_it_is_selected() {
    let place = Place::new();
    place.write("in/x/a.md", RICH);
    place.run(&["in", "named/", "--select", "path,title"]).succeeds();
    assert_eq!(place.files("named"), ["x/a.md"]);
    assert_eq!(place.read("named/x/a.md"), "---\ntitle: \"A\"\n---");
    let ran = place.run(&["in", "made/", "--select", "title,publishedDateTime,body"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.err.contains("the article has no path and is written to 2024-01-23-a.md"),
        "{}",
        ran.err
    );
    assert_eq!(place.files("made"), ["2024-01-23-a.md"]);
}

/// It has the fields that were left out.
#[test]
fn the_source_text_is_a_field_like_others() {
    let place = place();
    place.run(&["a.md", "kept.parquet", "--preserve"]).succeeds();
    for from in ["a.md", "kept.parquet"] {
        let run = |names: &str| {
            place.run(&[from, "-", "-t", "ndjson", "--preserve", "--select", names]).succeeds()
        };
        assert_eq!(run("title,body"), "{\"title\":\"A\",\"body\":\"Body\\n\"}\n");
        assert!(run("frontMatter").starts_with("{\"frontMatter\":\"---\\ntitle: \\\"A\\\" # with"));
        // It no longer says what the article does.
        let to = format!("{from}.out.md");
        let names = "title,frontMatter,body";
        place.run(&[from, &to, "--preserve", "--select", names]).succeeds();
        assert_eq!(place.read(&to), "---\ntitle: \"A\"\n---\nBody\n");
    }
}

#[test]
fn only_selected_unknown_keys_are_reported() {
    let place = place();
    let run = |how: &str, names: &str| {
        let ran =
            place.run(&["a.md", "x.json", "--unknown", how, "--select", names, "--overwrite"]);
        (ran.code, ran.err.lines().count(), ran.err)
    };
    for how in ["warn", "error", "drop"] {
        let said = "1 article written to x.json\n".to_owned();
        assert_eq!(run(how, "title,provider.name"), (Some(0), 1, said), "{how}");
    }
    let (code, lines, said) = run("warn", "extra,provider");
    assert_eq!((code, lines), (Some(0), 3), "{said}");
    assert!(said.starts_with("a.md:8:3: warning[NC0605] provider.rank: "), "{said}");
    assert_eq!(run("error", "provider").0, Some(1));
    assert!(run("drop", "images").2.contains("1 unknown key was dropped"));
}

#[test]
fn rejected_rows_are_copied_whole() {
    let place = Place::new();
    place.write("in.csv", "title,quality,body,price\nA,1,B,\nC,,D,5\n");
    place.run(&["in.csv", "in.parquet"]).succeeds();
    let flags = ["--select", "title,extra", "--unknown", "error", "--on-error", "skip"];
    let ran = place.run(&[&["in.parquet", "x.ndjson", "--rejects", "no"], &flags[..]].concat());
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(place.read("x.ndjson"), "{\"title\":\"A\"}\n");
    let left = place.run(&["no", "-", "-t", "ndjson", "-q"]).succeeds();
    assert!(left.contains("\"body\":\"D\""), "{left}");
}

#[test]
fn the_output_is_the_same_for_any_number_of_workers() {
    let place = Place::new();
    for n in 0..700 {
        place.write(&format!("in/{n}.md"), RICH.replace("\"A\"", &format!("\"A {n}\"")));
    }
    place.run(&["in", "all.parquet", "--row-group-rows", "90"]).succeeds();
    for format in ["csv", "ndjson", "parquet"] {
        for from in ["in", "all.parquet"] {
            let [one, many] = ["1", "4"].map(|jobs| {
                let to = format!("{jobs}.{format}");
                let names = "title,provider.name,images.url,extra";
                let flags = ["-j", jobs, "--overwrite", "--select", names];
                place.run(&[&[from, &to], &flags[..]].concat()).succeeds();
                std::fs::read(place.path(&to)).expect("a file")
            });
            assert!(one == many, "{from} to {format}");
        }
    }
}

#[test]
fn verify_compares_what_is_selected() {
    let place = Place::with_articles();
    place.run(&["in", "x.csv"]).succeeds();
    place.write("in/a/1.md", article("One").replace("Body", "Changed"));
    assert_eq!(place.run(&["verify", "in", "x.csv"]).code, Some(1));
    assert_eq!(place.run(&["verify", "in", "x.csv", "--select", "path,body"]).code, Some(1));
    for names in ["path,title", "title"] {
        let equal = "3 articles on the left, 3 on the right: 3 equal, 0 different\n";
        assert_eq!(place.run(&["verify", "in", "x.csv", "--select", names]).succeeds(), equal);
    }
}
