//! Columns in the names of folders: `category=news/part-0.ndjson`.

use serde_json::{Value, json};

use super::{Place, Ran};

/// A dataset of files of one title each.
fn dataset(files: &[&str]) -> Place {
    let place = Place::new();
    for (number, file) in files.iter().enumerate() {
        place.write(file, format!("{{\"title\":\"{number}\"}}\n"));
    }
    place
}

impl Place {
    /// What becomes of the words, an article on a line.
    fn lines(&self, words: &[&str]) -> Vec<Value> {
        let ran = self.run(&[words, &["-", "-t", "ndjson"]].concat());
        lines(&ran)
    }
}

fn lines(ran: &Ran) -> Vec<Value> {
    let articles = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    articles.collect()
}

#[test]
fn names_are_read_in_every_format_but_markdown() {
    for spec in newsconv::format::FORMATS {
        let place = dataset(&["in/a.ndjson", "in/b.ndjson"]);
        let extension = crate::util::extension(spec);
        let folder = "ds/category=local%20news/year=2024";
        place.folder(folder);
        let output = if spec.one_file_per_article {
            folder.to_owned()
        } else {
            format!("{folder}/part-0.{extension}")
        };
        place.run(&["in", &output, "--to", spec.name]).succeeds();
        let from = ["ds", "--from", spec.name];
        for (hive, is_read) in [("auto", !spec.one_file_per_article), ("on", true), ("off", false)]
        {
            let found = place.lines(&[&from[..], &["--hive", hive]].concat());
            assert_eq!(found.len(), 2, "{} {hive}", spec.name);
            for article in found {
                let expected = if is_read { json!("local news") } else { Value::Null };
                assert_eq!(article["category"], expected, "{} {hive}", spec.name);
                let year = if is_read { json!("2024") } else { Value::Null };
                assert_eq!(article["year"], year, "{} {hive}", spec.name);
            }
        }
    }
}

#[test]
fn a_markdown_file_keeps_its_path() {
    let place = Place::new();
    place.article("ds/category=news/a.md", "A");
    assert_eq!(place.paths(&["ds"]), ["category=news/a.md"]);
    assert_eq!(place.paths(&["ds", "--hive", "on"]), ["category=news/a.md"]);
    place.run(&["ds", "out/", "--hive", "on", "--preserve"]).succeeds();
    assert!(place.read("out/category=news/a.md").contains("category: news\n"));
}

#[test]
fn values_have_the_types_of_their_fields() {
    for (folder, key, value) in [
        ("quality=80", "quality", json!(80)),
        ("quality=-80.0", "quality", json!(-80)),
        ("published=True", "published", json!(true)),
        ("published=0", "published", json!(false)),
        ("title2=x", "title2", json!("x")),
        ("Category=news", "category", json!("news")),
        ("category=2024", "category", json!("2024")),
        ("category=", "category", json!("")),
        ("quality=", "quality", Value::Null),
        ("category=a=b", "category", json!("a=b")),
        ("category=a%2Fb%3Dc+d%2Be é%20f", "category", json!("a/b=c+d+e é f")),
        ("month=01", "month", json!("01")),
        ("draft=true", "draft", json!("true")),
        (
            "updatedDateTime=2024-01-02 03%3A04%3A05Z",
            "updatedDateTime",
            json!("2024-01-02T03:04:05Z"),
        ),
        ("provider.name=Ferry Post", "provider", json!({"name": "Ferry Post"})),
        ("category=__HIVE_DEFAULT_PARTITION__", "category", Value::Null),
        ("desk=__HIVE_DEFAULT_PARTITION__", "desk", Value::Null),
    ] {
        let place = dataset(&[&format!("ds/{folder}/a.ndjson")]);
        let found = place.lines(&["ds"]);
        assert_eq!(found.len(), 1, "{folder}");
        assert_eq!(found[0][key], value, "{folder}");
        assert_eq!(found[0]["title"], "0", "{folder}");
    }
}

#[test]
fn a_value_that_its_field_cannot_hold_rejects_the_files_below_it() {
    for (folder, message) in [
        (
            "quality=high",
            "error[NC0201] quality: the folder name `quality=high`: expected an integer, found the text \"high\"",
        ),
        ("quality=1e400", "error[NC0201]"),
        ("published=maybe", "error[NC0201]"),
        ("updatedDateTime=soon", "error[NC0203]"),
        ("updatedDateTime=2024-02-30", "error[NC0204]"),
        (
            "tags=a",
            "error[NC0316] tags: the folder name `tags=a`: `tags` holds more than one value",
        ),
        ("provider=a", "error[NC0316]"),
        ("provider.images=a", "error[NC0316]"),
        ("extra=a", "error[NC0316]"),
        (
            "category=a/category=b",
            "error[NC0316] category: the folder name `category=b`: `category=a` above it has another value",
        ),
    ] {
        let place = dataset(&[
            &format!("ds/{folder}/a.ndjson"),
            &format!("ds/{folder}/b.ndjson"),
            "more/c.ndjson",
        ]);
        let ran = place.run(&["ds", "more", "out.ndjson"]);
        assert_eq!(ran.code, Some(1), "{folder}: {}", ran.err);
        assert!(ran.err.contains(message), "{folder}: {}", ran.err);
        for file in ["a", "b"] {
            assert!(ran.err.contains(&format!("ds/{folder}/{file}.ndjson: ")), "{}", ran.err);
        }
        let words = ["ds", "more", "out.ndjson", "--on-error", "skip", "--rejects", "rejects"];
        assert_eq!(place.run(&words).code, Some(3), "{folder}");
        assert_eq!(place.read("out.ndjson").lines().count(), 1, "{folder}");
        let mut copies = place.files("rejects");
        copies.retain(|file| file != "rejects.ndjson");
        assert_eq!(copies.len(), 2, "{folder}: {copies:?}");
    }
}

#[test]
fn lenient_keeps_such_a_value_as_an_unknown_key() {
    let place = dataset(&["ds/heat=high/a.ndjson"]);
    let ran = place.run(&["ds", "-", "-t", "ndjson", "--lenient"]);
    assert_eq!(lines(&ran)[0]["extra"]["heat"], "high", "{}", ran.out);
    assert!(ran.err.contains("ds/heat=high: warning[NC0201] heat: "), "{}", ran.err);
}

#[test]
fn a_record_with_another_value_is_rejected() {
    let place = Place::new();
    let records = [
        r#"{"category":"news","heat":"x"}"#,
        r#"{"category":"sport"}"#,
        r#"{"category":null}"#,
        r#"{"title":"none"}"#,
    ];
    place.write("ds/category=news/a.ndjson", records[1..].join("\n"));
    let ran = place.run(&["ds", "-", "-t", "ndjson", "--on-error", "skip", "--rejects", "rejects"]);
    assert_eq!(ran.code, Some(3));
    let line = "ds/category=news/a.ndjson:1:13: error[NC0316] category: the record and the name of its folder `category=news` disagree";
    assert!(ran.err.contains(line), "{}", ran.err);
    assert!(lines(&ran).iter().all(|article| article["category"] == "news"));
    assert_eq!(lines(&ran).len(), 2);
    assert_eq!(place.read("rejects/category=news/a.ndjson").trim_end(), records[1]);
    // A folder of null, and unknown keys.
    for (folder, record, agree) in [
        ("category=__HIVE_DEFAULT_PARTITION__", r#"{"category":"a"}"#, false),
        ("category=__HIVE_DEFAULT_PARTITION__", r#"{"category":null}"#, true),
        ("desk=__HIVE_DEFAULT_PARTITION__", r#"{"desk":1}"#, false),
        ("desk=__HIVE_DEFAULT_PARTITION__", r#"{"desk":null}"#, true),
        ("year=2024", r#"{"year":2024}"#, true),
        ("month=01", r#"{"month":1}"#, true),
        ("month=1.50", r#"{"month":1.5}"#, true),
        ("month=02", r#"{"month":1}"#, false),
        ("desk=a", r#"{"desk":"a"}"#, true),
        ("desk=a", r#"{"desk":"b"}"#, false),
        ("desk=True", r#"{"desk":true}"#, true),
        ("desk=a", r#"{"desk":null}"#, true),
        ("quality=5", r#"{"quality":5}"#, true),
        ("quality=5", r#"{"quality":6}"#, false),
        ("provider.name=a", r#"{"provider":{"name":"a"}}"#, true),
        ("provider.name=a", r#"{"provider":{"domain":"x"}}"#, true),
        ("provider.name=a", r#"{"provider":{"name":"b"}}"#, false),
        (
            "publishedDateTime=2024-01-01T00%3A00%3A00Z",
            r#"{"publishedDateTime":"2024-01-01T01:00:00+01:00"}"#,
            true,
        ),
        ("publishedOffset=60", r#"{"publishedDateTime":"2024-01-01T00:00:00Z"}"#, true),
        ("publishedOffset=60", r#"{"publishedDateTime":"2024-01-01T00:00:00+02:00"}"#, false),
    ] {
        let place = Place::new();
        place.write(&format!("ds/{folder}/a.ndjson"), record);
        let ran = place.run(&["ds", "out.ndjson"]);
        assert_eq!(ran.code, Some(i32::from(!agree)), "{folder} {record}: {}", ran.err);
        assert_eq!(ran.err.contains("NC0316"), !agree, "{folder} {record}: {}", ran.err);
        assert_eq!(place.run(&["ds", "off.ndjson", "--hive", "off"]).code, Some(0));
    }
}

#[test]
fn files_with_different_columns_are_read_with_a_warning() {
    let place =
        dataset(&["ds/a.ndjson", "ds/category=news/b.ndjson", "ds/category=news/x=1/c.ndjson"]);
    let ran = place.run(&["ds", "-", "-t", "ndjson"]);
    let found: Vec<_> = lines(&ran).iter().map(|article| article["category"].clone()).collect();
    assert_eq!(found, [Value::Null, json!("news"), json!("news")]);
    assert_eq!(ran.err.matches("warning[NC0317]").count(), 1, "{}", ran.err);
    assert!(!place.run(&["ds", "-", "-t", "ndjson", "--hive", "on"]).err.contains("NC0317"));
    assert!(!place.run(&["ds", "-", "-t", "ndjson", "--hive", "off"]).err.contains("NC0317"));
    // In another order they are the same.
    let place =
        dataset(&["ds/a=1/b=2/x.ndjson", "ds/b=3/a=4/y.ndjson", "ds/b=3/_c/b=3/a=4/z.ndjson"]);
    let ran = place.run(&["ds", "-", "-t", "ndjson"]);
    let found: Vec<_> = lines(&ran).iter().map(|x| (x["a"].clone(), x["b"].clone())).collect();
    assert_eq!(found, [(json!("1"), json!("2")), (json!("4"), json!("3"))]);
    assert_eq!(ran.err, "2 articles written to standard output\n");
}

#[test]
fn parts_of_the_day_are_dropped() {
    let place = Place::new();
    let one = r#"{"title":"A","publishedDateTime":"2024-01-01T00:30:00+01:00"}"#;
    place.write("one.ndjson", one);
    place.write("ds/year=2023/month=12/day=31/a.ndjson", one);
    place.write("other/year=2024/month=01/day=01/a.ndjson", one);
    place.run(&["verify", "ds", "one.ndjson"]).succeeds();
    place.run(&["verify", "one.ndjson", "ds", "--select", "title,extra"]).succeeds();
    let found = place.lines(&["other"]);
    assert_eq!((&found[0]["year"], &found[0]["day"]), (&json!("2024"), &json!("01")));
    // Selected columns alone do not change that.
    for to in ["parquet", "arrow"] {
        let file = format!("cols/year=2023/a.{to}");
        place.folder("cols/year=2023");
        place.run(&["one.ndjson", &file]).succeeds();
        let found = place.lines(&["cols", "--from", to, "--select", "title,extra"]);
        assert_eq!(found, [json!({"title": "A"})], "{to}");
        std::fs::remove_dir_all(place.path("cols")).expect("it can be removed");
    }
}

#[test]
fn a_column_of_a_folder_can_be_selected() {
    for to in ["ndjson", "csv", "parquet", "arrow"] {
        let place = dataset(&["in/a.ndjson"]);
        place.folder("ds/category=news/provider.name=Post");
        place.run(&["in", &format!("ds/category=news/provider.name=Post/a.{to}")]).succeeds();
        for (select, expected) in [
            ("category", json!({"category": "news"})),
            ("provider.name", json!({"provider": {"name": "Post"}})),
            ("title", json!({"title": "0"})),
        ] {
            assert_eq!(place.lines(&["ds", "--select", select]), [expected], "{to} {select}");
        }
        // As unknown keys are, and dropped like them.
        let lines = place.lines(&["ds", "--unknown", "drop"]);
        assert_eq!(lines[0]["category"], "news");
    }
}

#[test]
fn one_partition_a_pattern_and_a_file_have_the_same_columns() {
    let place = dataset(&[
        "top=0/ds/category=news/year=1/a.ndjson",
        "top=0/ds/category=art/year=2/b.ndjson",
    ]);
    let news = json!({"title": "0", "category": "news", "year": "1"});
    let both = [json!({"title": "1", "category": "art", "year": "2"}), news.clone()];
    let top = "top=0/ds";
    assert_eq!(place.lines(&[top]), both);
    for root in [".", "top=0", top] {
        assert_eq!(place.lines(&[top, "--root", root]), both, "{root}");
    }
    assert_eq!(place.lines(&["top=0/ds/*/*/*.ndjson"]), both);
    assert_eq!(place.lines(&["top=0/ds/*"]), both);
    let file = "top=0/ds/category=news/year=1/a.ndjson";
    for one in ["top=0/ds/category=news", "top=0/ds/category=news/year=1", file] {
        assert_eq!(place.lines(&[one]), std::slice::from_ref(&news), "{one}");
    }
    assert_eq!(place.lines(&[top, file, "top=0/ds/category=news"]), both);
    let absolute = place.path(top);
    assert_eq!(place.lines(&[absolute.to_str().expect("Unicode")]), both);
    assert_eq!(place.lines(&[absolute.to_str().expect("Unicode"), "top=0/ds/category=art"]), both);
    // What is above the dataset is not part of it.
    assert!(place.lines(&["top=0"]).iter().all(|article| article["top"] == "0"));
}

#[test]
fn check_reads_them_too() {
    let place = dataset(&["ds/quality=high/a.ndjson"]);
    let ran = place.run(&["check", "ds"]);
    assert!(ran.code == Some(1) && ran.err.contains("NC0201"), "{}", ran.err);
    let place = dataset(&["ds/desk=high/a.ndjson"]);
    let ran = place.run(&["check", "ds"]);
    assert!(ran.err.contains("note[NC0605] desk"), "{}", ran.err);
    assert!(!place.run(&["check", "ds", "--hive", "off"]).err.contains("NC0605"));
}

/// Inputs of a caller have folders in their paths too.
#[test]
fn the_path_of_an_input_is_read_as_well() {
    use newsconv::{Conversion, Hive, Input};
    let input = Input::bytes("store/category=art/a.ndjson", b"{\"title\":\"A\"}\n".as_slice());
    for (hive, expected) in [(Hive::Auto, Some("art")), (Hive::On, Some("art")), (Hive::Off, None)]
    {
        let found = Conversion::new().hive(hive).articles(&input).expect("it opens");
        let found: Vec<_> = found.map(|article| article.expect("an article")).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].category.as_deref(), expected);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_name_that_is_not_unicode_is_an_error() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = Place::new();
    let folder = place.path("ds").join(std::ffi::OsStr::from_bytes(b"category=\xe9"));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("a.ndjson"), "{}").expect("a file");
    let ran = place.run(&["ds", "out.csv"]);
    assert!(ran.code == Some(1) && ran.err.contains("the name is not Unicode"), "{}", ran.err);
    place.run(&["ds", "out.csv", "--hive", "off"]).succeeds();
}

/// Partitions are read on all workers, and the output does not depend on their number.
#[test]
fn the_output_is_the_same_for_any_number_of_threads() {
    let place = Place::new();
    for number in 0..300 {
        let records = "{\"title\":\"A\"}\n".repeat(20);
        place.write(&format!("ds/category=c{number}/a.ndjson"), records);
    }
    for to in ["ndjson", "parquet"] {
        let outputs: Vec<_> = ["1", "2", "7"]
            .map(|jobs| {
                let output = format!("{jobs}.{to}");
                place.run(&["ds", &output, "-j", jobs]).succeeds();
                std::fs::read(place.path(&output)).expect("the output")
            })
            .into();
        assert!(outputs.windows(2).all(|pair| pair[0] == pair[1]), "{to}");
    }
    assert_eq!(place.read("1.ndjson").lines().count(), 6000);
}
