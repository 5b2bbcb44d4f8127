//! Columns that a mapping file declares, through the program.

use super::Place;

const OURS: &str = "based-on = \"common\"\n[columns]\nweight = \"integer\"\nseries = \"list of text\"\n\
                    rating = { from = \"review.score\", type = \"float\" }\nembargo = \"time\"\npinned = \"boolean\"\n\
                    version = \"text\"\nby = { from = [\"writers[].name\", \"writer\"], type = \"list of text\" }\n";

/// Every column in another shape, key or place than its own.
const LOOSE: &str = "---\ntitle: A\nWeight: \"5\"\ncustom: x\nseries: Ferries\nversion: 1.10\nreview:\n  score: 4.50\n  \
                     by: Ada\nembargo: 2024-05-01 10:00:00 +0200\npinned: true\nwriters:\n  - name: Ada\n  - name: Bo\n\
                     zoo: [1, 2]\n---\nBody\n";

const EXACT: &str =
    "---\ntitle: C\nweight: 7\nseries: [a, b]\nrating: 2.5\npinned: false\nversion: \"\"\n---\n";

fn place() -> Place {
    let place = Place::new();
    place.write("ours.toml", OURS);
    place.write("in/a.md", LOOSE);
    place.write("in/c.md", EXACT);
    place
}

const FORMATS: [&str; 8] = ["json", "ndjson", "csv", "tsv", "arrow", "arrows", "parquet", "feed"];

#[test]
fn columns_are_filled_by_name_shape_and_way() {
    let place = place();
    let out = place.run(&["in", "-", "-t", "ndjson", "--profile", "ours.toml"]).succeeds();
    let mut lines = out.lines().map(|line| {
        let mut article: serde_json::Value = serde_json::from_str(line).expect("an article");
        let article = article.as_object_mut().expect("an object");
        for known in ["path", "title", "body", "sourceStyle"] {
            article.remove(known);
        }
        serde_json::Value::Object(article.clone())
    });
    let loose = serde_json::json!({
        "provider": {"authors": [{"name": "Ada"}, {"name": "Bo"}]}, "custom": "x", "review": {"by": "Ada"}, "zoo": [1, 2],
        "weight": 5, "series": ["Ferries"], "rating": 4.5, "embargo": "2024-05-01T08:00:00Z", "pinned": true,
        "version": "1.10", "by": ["Ada", "Bo"],
    });
    assert_eq!(lines.next(), Some(loose));
    let exact = serde_json::json!({
        "weight": 7, "series": ["a", "b"], "rating": 2.5, "pinned": false, "version": "",
    });
    assert_eq!(lines.next(), Some(exact));
}

/// Through every format the same articles, and Markdown with its own keys; under `--preserve` with its own bytes.
#[test]
fn columns_come_back_from_every_format() {
    let place = place();
    let ours = ["--profile", "ours.toml"];
    // What the house style makes of the archive, for all formats to give too.
    place.run(&["in", "straight/"]).succeeds();
    for format in FORMATS {
        place.run(&[&["in", "x", "-t", format, "--overwrite"], &ours[..]].concat()).succeeds();
        place.run(&[&["verify", "in", "x", "--right-from", format], &ours[..]].concat()).succeeds();
        // Files say the types of their columns, cells do not.
        let reads = if matches!(format, "csv" | "tsv") { &ours[..] } else { &[] };
        let back = ["x", "-f", format, "back/", "--overwrite"];
        place.run(&[&back, reads].concat()).succeeds();
        for file in ["a.md", "c.md"] {
            let lines = |path: String| {
                let mut lines: Vec<_> = place.read(&path).lines().map(str::to_owned).collect();
                lines.sort_unstable();
                lines
            };
            let (back, straight) = (format!("back/{file}"), format!("straight/{file}"));
            assert_eq!(lines(back), lines(straight), "{format}");
        }
        let kept = ["in", "x", "-t", format, "--preserve", "--overwrite"];
        place.run(&[&kept, &ours[..]].concat()).succeeds();
        place.run(&[&back[..], &["--preserve"], reads].concat()).succeeds();
        assert_eq!(place.read("back/a.md"), LOOSE, "{format}");
        assert_eq!(place.read("back/c.md"), EXACT, "{format}");
    }
}

#[test]
fn top_level_keys_keep_their_order() {
    let place = place();
    place.run(&["in/c.md", "straight/"]).succeeds();
    place.write("in/c.md", EXACT.replace("weight: 7\n", "zebra: 1\nweight: 7\napple: 2\n"));
    place.run(&["in/c.md", "c.parquet", "--profile", "ours.toml"]).succeeds();
    place.run(&["c.parquet", "back/"]).succeeds();
    let back = place.read("back/c.md");
    let at = |key: &str| back.find(key).expect(key);
    assert!(at("zebra") < at("weight") && at("weight") < at("apple"), "{back}");
}

#[test]
fn a_value_that_does_not_fit_is_named() {
    let place = place();
    place.write("in/b.md", "---\ntitle: B\n\nweight: heavy\nembargo: \"\"\nseries: ~\n---\n");
    place.write("in/d.md", "---\ntitle: D\nreview:\n  score: none\nwriter: {a: 1}\n---\n");
    let ours = ["--profile", "ours.toml"];
    let said = "in/b.md:4:9: error[NC0201] weight: expected an integer, found the text \"heavy\"; correct it, or declare \
                another type; --lenient keeps it as an unknown key";
    place.run(&[&["in", "x.csv"], &ours[..]].concat()).fails_with(1, said);
    place.run(&[&["check", "in"], &ours[..]].concat()).fails_with(1, said);
    let out = place.run(&[&["in", "-", "-t", "ndjson", "--lenient"], &ours[..]].concat());
    assert!(out.err.contains("`weight` is kept as an unknown key"), "{}", out.err);
    let said = "the value of `review.score` does not fit `rating`, which is a number; it is kept as an unknown key";
    assert!(out.err.contains(said), "{}", out.err);
    let out = out.succeeds();
    assert!(out.contains(r#""weight":"heavy""#) && out.contains(r#""embargo":"""#), "{out}");
    assert!(out.contains(r#""review":{"score":"none"}"#), "{out}");
}

#[test]
fn columns_are_known_to_check_unknown_and_select() {
    let place = place();
    let ours = ["--profile", "ours.toml"];
    let checked = place.run(&[&["check", "in"], &ours[..]].concat());
    for known in ["weight", "series", "rating", "embargo", "pinned", "version"] {
        let said = format!(" {known}: this is not a field");
        assert!(!checked.err.contains(&said), "{}", checked.err);
    }
    assert!(checked.err.contains("custom"), "{}", checked.err);
    let out = place.run(&[&["in", "-", "-t", "ndjson", "--unknown", "drop"], &ours[..]].concat());
    let out = out.succeeds();
    assert!(out.contains(r#""weight":5"#) && !out.contains(r#""custom":"#), "{out}");
    place.run(&[&["in", "x.parquet"], &ours[..]].concat()).succeeds();
    for input in ["in", "x.parquet"] {
        let words = [input, "-", "-t", "ndjson", "--select", "title, weight"];
        let out = place.run(&[&words[..], &ours[..]].concat()).succeeds();
        assert_eq!(
            out, "{\"title\":\"A\",\"weight\":5}\n{\"title\":\"C\",\"weight\":7}\n",
            "{input}"
        );
    }
    let words = ["in", "-", "-t", "ndjson", "--select", "title,weigth"];
    place
        .run(&[&words[..], &ours[..]].concat())
        .fails_with(2, "unknown field `weigth`; did you mean `weight`?");
}

#[test]
fn every_schema_has_the_columns() {
    let place = place();
    for kind in ["arrow", "json-schema", "table-schema", "parquet", "duckdb", "spark"] {
        let schema = place.run(&["schema", "--as", kind, "--profile", "ours.toml"]).succeeds();
        for column in ["weight", "series", "rating", "embargo", "pinned", "version", "by"] {
            assert!(schema.contains(column), "{kind} {column}");
        }
        assert_eq!(
            place.run(&["schema", "--as", kind]).succeeds(),
            place.run(&["schema", "--as", kind, "--profile", "jekyll"]).succeeds(),
        );
    }
}

/// A selected field may come from another key, which a columnar file has in another column.
#[test]
fn a_selection_reads_what_its_fields_are_mapped_from() {
    let place = Place::new();
    place.write("in.ndjson", "{\"headline\":\"A\",\"weight\":5,\"body\":\"B\"}\n");
    for format in ["parquet", "arrow", "csv"] {
        let plain = ["in.ndjson", "x", "-t", format, "--profile", "none", "--overwrite"];
        place.run(&plain).succeeds();
        let words = ["x", "-f", format, "-", "-t", "ndjson", "--select", "title"];
        assert_eq!(place.run(&words).succeeds(), "{\"title\":\"A\"}\n", "{format}");
    }
}
