//! Keys of other archives, through the program.

use super::Place;

const POST: &str = "---\nlayout: post\nheadline: The ferry\ndate: 2024-01-23 12:00:00 +0100\nauthor: Ada North\n\
                    authorURL: https://example.org/ada\ntags: ferry harbour\ncover:\n  src: a.png\n  alt: A boat\n\
                    weight: 3\n---\nIt sails.\n";

/// What NDJSON has of the article, without what remembers its source.
fn article(place: &Place, words: &[&str]) -> serde_json::Value {
    let out = place.run(&[&["in/a.md", "-", "-t", "ndjson"], words].concat()).succeeds();
    let mut article: serde_json::Value = serde_json::from_str(&out).expect("an article");
    article.as_object_mut().expect("an object").remove("sourceStyle");
    article
}

#[test]
fn a_profile_fills_the_columns() {
    let place = Place::new();
    place.write("in/a.md", POST);
    let common = serde_json::json!({
        "path": "a.md", "title": "The ferry", "publishedDateTime": "2024-01-23T12:00:00+01:00", "layout": "post",
        "provider": {"authors": [{"name": "Ada North", "url": "https://example.org/ada"}]},
        "tags": ["ferry harbour"], "images": [{"url": "a.png", "title": "A boat"}], "weight": 3,
        "body": "It sails.\n",
    });
    assert_eq!(article(&place, &[]), common);
    let jekyll = article(&place, &["--profile", "jekyll"]);
    assert_eq!(jekyll["tags"], serde_json::json!(["ferry", "harbour"]));
    let none = article(&place, &["--profile", "none"]);
    assert_eq!(none["headline"], "The ferry");
    assert_eq!(none["publishedDateTime"], serde_json::Value::Null);
    let own = article(&place, &["--map", "quality=weight", "--map", "title=nothing,headline"]);
    assert_eq!((&own["quality"], &own["title"]), (&3.into(), &"The ferry".into()));
}

/// Through every format, without `--preserve` as the same keys, with it as the same bytes.
#[test]
fn markdown_gets_its_own_keys_back() {
    let place = Place::new();
    place.write("in/a.md", POST);
    for format in ["ndjson", "json", "csv", "tsv", "arrow", "arrows", "parquet", "feed"] {
        place.run(&["in", "x", "-t", format, "--overwrite"]).succeeds();
        place.run(&["x", "-f", format, "back/", "--overwrite"]).succeeds();
        let back = place.read("back/a.md");
        for line in POST.lines().filter(|line| !line.starts_with("  ")) {
            assert!(back.lines().any(|other| other == line), "{format}: {line}\n{back}");
        }
        assert_eq!(back.lines().filter(|line| line.contains(": ")).count(), 9, "{format}: {back}");
        place.run(&["in", "x", "-t", format, "--preserve", "--overwrite"]).succeeds();
        place.run(&["x", "-f", format, "back/", "--preserve", "--overwrite"]).succeeds();
        assert_eq!(place.read("back/a.md"), POST, "{format}");
        place.run(&["verify", "in", "x", "--right-from", format]).succeeds();
    }
}

#[test]
fn a_wrong_value_of_a_field_is_still_an_error() {
    let place = Place::new();
    place.write("in/a.md", "---\ntitle: [a]\nquality: high\nheadline: b\n---\n");
    let ran = place.run(&["in", "x.ndjson"]);
    assert_eq!(ran.err.matches("error[NC0201]").count(), 2, "{}", ran.err);
    let ran = place.run(&["in", "x.ndjson", "--lenient"]);
    assert_eq!(ran.err.matches("warning[NC0201]").count(), 2, "{}", ran.err);
    place.write("in/a.md", "---\ntitle: a\ndate: soon\n---\n");
    let ran = place.run(&["in", "y.ndjson"]);
    let said =
        "a.md:3:7: warning[NC0206] date: the value of `date` does not fit `publishedDateTime`";
    assert!(ran.err.contains(said), "{}", ran.err);
    ran.succeeds();
}

#[test]
fn a_file_of_ones_own_is_a_profile() {
    let place = Place::new();
    place.write("in/a.md", POST);
    place.write(
        "ours.toml",
        "based-on = \"common\"\nsplit = \"spaces\"\n[fields]\nquality = \"weight\"\n",
    );
    let ours = article(&place, &["--profile", "ours.toml"]);
    assert_eq!((&ours["quality"], &ours["title"]), (&3.into(), &"The ferry".into()));
    assert_eq!(ours["tags"], serde_json::json!(["ferry", "harbour"]));
    place.write("wrong.toml", "[fields]\ntitel = \"headline\"\n");
    let said = "wrong.toml: line 2: a mapping cannot fill `titel`; did you mean `title`?";
    place.run(&["in", "x.ndjson", "--profile", "wrong.toml"]).fails_with(2, said);
    place
        .run(&["in", "x.ndjson", "--profile", "none.toml"])
        .fails_with(2, "none.toml: No such file");
}

/// The place of a file says something also where the file has no unknown key.
#[test]
fn the_name_of_a_file_fills_what_is_open() {
    let place = Place::new();
    let house = "---\ntitle: The ferry\npublishedDateTime: 2024-01-01T00:00:00Z\n---\n";
    place.write("in/2024-01-23-the-ferry.md", house);
    let out = place.run(&["in", "-", "-t", "ndjson", "--profile", "jekyll"]).succeeds();
    assert!(
        out.contains("\"slug\":\"the-ferry\"") && out.contains("2024-01-01T00:00:00Z"),
        "{out}"
    );
    place.run(&["in", "x.parquet", "--profile", "jekyll"]).succeeds();
    place.run(&["x.parquet", "back/"]).succeeds();
    assert_eq!(place.read("back/2024-01-23-the-ferry.md"), house);
    assert!(!place.run(&["in", "-", "-t", "ndjson"]).succeeds().contains("slug"));
}

#[test]
fn profiles_are_listed_and_printed() {
    let place = Place::new();
    let list = place.run(&["profile"]).succeeds();
    assert_eq!(list.lines().count(), newsconv::profiles::PROFILES.len());
    for profile in newsconv::profiles::PROFILES {
        assert!(list.contains(&format!("{:14} {}\n", profile.name, profile.title)), "{list}");
        assert_eq!(place.run(&["profile", profile.name]).succeeds(), profile.text);
    }
    place.run(&["profile", "hugoo"]).fails_with(2, "did you mean `hugo`?");
    place.run(&["in", "x.ndjson", "--profile", "hugoo"]).fails_with(2, "did you mean `hugo`?");
    place.run(&["in", "x.ndjson", "--map", "titel=a"]).fails_with(2, "did you mean `title`?");
    place
        .run(&["in", "x.ndjson", "--map", "title"])
        .fails_with(2, "write a field, `=` and its keys");
}
