//! What happens to records that are refused.

use super::Place;

/// Three good articles and, between them, two files that are none.
fn spoiled() -> Place {
    let place = Place::with_articles();
    place.write("in/a/x.md", "---\nquality: high\n---\n");
    place.write("in/z.md", "---\ntitle: [\n---\n");
    place
}

#[test]
fn the_good_articles_are_written_when_the_others_are_skipped() {
    let place = spoiled();
    let ran = place.run(&["in", "x.ndjson", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    for said in ["in/a/x.md:2:10: error[NC0201]", "in/z.md:2:8: error[NC0106]"] {
        assert!(ran.err.contains(said), "{}", ran.err);
    }
    assert!(
        ran.err.ends_with("3 articles written to x.ndjson, 2 records skipped\n"),
        "{}",
        ran.err
    );
    assert_eq!(super::paths(&place.read("x.ndjson")), ["0.md", "a/1.md", "b/c/2.md"]);
    for output in ["x.parquet", "x.csv", "out/"] {
        assert_eq!(place.run(&["in", output, "--on-error", "skip", "-q"]).code, Some(3));
        assert!(place.run(&["verify", "x.ndjson", output]).succeeds().contains("3 equal"));
    }
    place.run(&["in/0.md", "y.ndjson", "--on-error", "skip"]).succeeds();
}

#[test]
fn the_first_article_of_a_chunk_may_be_the_one_that_is_skipped() {
    let place = Place::new();
    let lines = "{\"title\":1}\n{\"title\":\"a\"}\nnonsense\n{\"title\":\"b\"}\n";
    place.write("in.ndjson", lines);
    for output in ["x.json", "x.arrow", "x.tsv"] {
        assert_eq!(place.run(&["in.ndjson", output, "--on-error", "skip"]).code, Some(3));
        let lines = place.run(&[output, "-", "-t", "ndjson"]).succeeds();
        assert_eq!(lines, "{\"title\":\"a\"}\n{\"title\":\"b\"}\n", "{output}");
    }
}

#[test]
fn too_many_rejected_records_end_the_run() {
    let place = spoiled();
    for (most, code) in [("0", 1), ("1", 1), ("2", 3), ("39%", 1), ("40%", 3), ("100%", 3)] {
        let output = format!("{most}.json");
        let ran = place.run(&["in", &output, "--on-error", "skip", "--max-errors", most]);
        assert_eq!(ran.code, Some(code), "{most}: {}", ran.err);
        // A number ends the run at the record that is one too many, a share at the end.
        let rejected = if most == "0" { "1 of " } else { "2 of " };
        let allowed = format!("records were rejected, more than --max-errors {most} allows");
        let is_told =
            ran.err.contains(&format!("stopped: {rejected}")) && ran.err.contains(&allowed);
        assert_eq!(is_told, code == 1, "{}", ran.err);
        assert_eq!(place.path(&output).exists(), code == 3, "{most}");
    }
    place.run(&["in", "y.json", "--max-errors", "0"]).fails_with(1, "--max-errors 0 allows");
    for wrong in ["-1", "5.5%", "101%", "many"] {
        let ran = place.run(&["in", "y.json", &format!("--max-errors={wrong}")]);
        assert_eq!(ran.code, Some(2), "{wrong}: {}", ran.err);
    }
}

#[test]
fn the_run_ends_early_where_the_limit_is_passed() {
    let place = Place::new();
    // Several chunks of lines, all of them wrong.
    place.write(
        "in.ndjson",
        format!("{{\"title\":1,\"body\":\"{}\"}}\n", "x".repeat(1000)).repeat(20_000),
    );
    for most in ["10", "1%"] {
        let ran = place.run(&["in.ndjson", "x.csv", "--max-errors", most, "-q"]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains("stopped: "), "{most}");
        let json = ["in.ndjson", "x.csv", "--max-errors", most, "--message-format", "json"];
        assert!(place.run(&json).err.lines().count() < 15_000, "{most}: everything was read");
    }
    for name in 0..300 {
        place.write(&format!("in/{name}.md"), "---\nquality: high\n---\n");
    }
    for jobs in ["1", "4"] {
        let more = ["--max-errors", "10", "--message-format", "json", "-j", jobs];
        for inputs in ["in", "in.ndjson"] {
            let ran = place.run(&[&[inputs, "y.csv"], &more[..]].concat());
            // The eleventh record, and the line that the run is given up.
            assert_eq!((ran.code, ran.err.lines().count()), (Some(1), 12), "{inputs}: {}", ran.err);
        }
    }
}
