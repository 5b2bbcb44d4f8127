//! `--dry-run`: what would be done.

use super::Place;

#[test]
fn a_plan_says_what_would_be_done_and_does_nothing() {
    let place = Place::with_articles();
    let before = place.files("");
    let plan = |words: &[&str]| place.run(&[words, &["--dry-run"]].concat()).succeeds();
    let expected = "\
would read 3 inputs as markdown: in/0.md, in/a/1.md, in/b/c/2.md
would map keys by the profile common
would write parquet to x.parquet
";
    assert_eq!(plan(&["in", "x.parquet"]), expected);
    let said = plan(&["in", "out/", "--profile", "none"]);
    assert!(
        said.contains(
            "would map no keys\nwould write markdown to out/, one file for each article\n"
        ),
        "{said}"
    );
    let rejects = ["--on-error", "skip", "--rejects", "bad"];
    let said = plan(&[&["in", "-t", "csv", "-"], &rejects[..]].concat());
    assert!(
        said.ends_with("would write csv to standard output\nwould copy rejected records to bad\n"),
        "{said}"
    );
    assert_eq!(place.files(""), before, "nothing is written");
}

#[test]
fn a_plan_names_what_would_be_replaced_and_deleted() {
    let place = Place::with_articles();
    place.write("x.csv", "old");
    let plan =
        |words: &[&str]| place.run(&[words, &["--dry-run", "--overwrite"]].concat()).succeeds();
    assert!(plan(&["in", "x.csv"]).ends_with("would replace 1 file: x.csv\n"));
    // As the run itself would fail.
    let run = place.run(&["in", "x.csv"]);
    let dry = place.run(&["in", "x.csv", "--dry-run"]);
    assert_eq!((run.code, run.err), (dry.code, dry.err));
    place.write("out/a/1.md", "old");
    place.write("out/other.md", "old");
    let said = plan(&["in", "out/"]);
    assert!(said.ends_with("would replace 1 file: out/a/1.md\n"), "{said}");
    place
        .run(&["in", "out/", "--dry-run"])
        .fails_with(1, "it already exists; --overwrite replaces it");
    place.run(&["in", "in.ndjson"]).succeeds();
    let said = plan(&["in.ndjson", "out/"]);
    assert!(
        said.ends_with("would replace the files there that have the path of an article\n"),
        "{said}"
    );
    place.write("bad/rejects.ndjson", "{\"code\":\"NC0201\"}\n");
    place.write("bad/a.md", "old");
    let said = plan(&["in", "y.csv", "--on-error", "skip", "--rejects", "bad"]);
    assert!(said.ends_with("would delete 2 files: bad/a.md, bad/rejects.ndjson\n"), "{said}");
    assert_eq!(place.read("x.csv"), "old");
}

#[test]
fn a_plan_is_bounded_and_has_a_form_for_programs() {
    let place = Place::new();
    place.write("_config.yml", "title: a\n");
    for at in 0..40 {
        place.article(&format!("in/{at:02}.md"), "a");
    }
    let said = place.run(&["in", "x.csv", "--dry-run"]).succeeds();
    assert!(said.starts_with("would read 40 inputs as markdown: in/00.md, in/01.md, in/02.md, in/03.md, in/04.md, and 35 more\n"), "{said}");
    assert!(
        said.contains(
            "found _config.yml above the inputs: --profile jekyll is made for such a site\n"
        ),
        "{said}"
    );
    let json = place.run(&["in", "x.csv", "--dry-run", "--json"]).succeeds();
    let plan: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let plan = &plan["plan"];
    assert_eq!(plan["inputs"][0]["count"], 40);
    assert_eq!(plan["inputs"][0]["first"].as_array().map(Vec::len), Some(5));
    assert_eq!((&plan["format"], &plan["replaced"]["count"]), (&"csv".into(), &0.into()));
}

/// Mistakes end a dry run as they end the run.
#[test]
fn a_plan_fails_as_the_run_would() {
    let place = Place::with_articles();
    for words in [
        &["none", "x.csv"][..],
        &["in", "x.unknown"],
        &["in", "in"],
        &["in", "x.csv", "--rejects", "bad"],
        &["in", "x.csv", "--profile", "hugoo"],
        &["in", "x.rss"],
    ] {
        let run = place.run(words);
        let dry = place.run(&[words, &["--dry-run"]].concat());
        assert_eq!((dry.code, &dry.err), (run.code, &run.err), "{words:?}");
        assert_ne!(run.code, Some(0), "{words:?}");
    }
}
