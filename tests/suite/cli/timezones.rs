//! Times without a zone: `--timezone`, profiles, and the configuration of a site.

use super::Place;

const POST: &str = "---\ntitle: A\ndate: 2024-01-23 12:00:00\nupdatedDateTime: 2024-07-01\nrelated:\n  - title: B\n    \
                    publishedDateTime: 2024-01-23T18:00\n---\nBody\n";

/// The times of the first article in NDJSON.
fn times(out: &str) -> [String; 3] {
    let line = out.lines().next().expect("an article");
    let article: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    [
        text(&article["publishedDateTime"]),
        text(&article["updatedDateTime"]),
        text(&article["related"][0]["publishedDateTime"]),
    ]
}

const BERLIN: [&str; 3] =
    ["2024-01-23T12:00:00+01:00", "2024-07-01T00:00:00+02:00", "2024-01-23T18:00:00+01:00"];

#[test]
fn the_option_names_the_zone() {
    let place = Place::new();
    place.write("in/a.md", POST);
    let words = ["in", "-", "-t", "ndjson"];
    let plain = place.run(&words);
    assert!(
        plain.err.contains("1 time has no offset; UTC was assumed; --timezone names"),
        "{}",
        plain.err
    );
    let utc = ["2024-01-23T12:00:00Z", "2024-07-01T00:00:00Z", "2024-01-23T18:00:00Z"];
    assert_eq!(times(&plain.succeeds()), utc);
    let zoned = place.run(&[&words[..], &["--timezone", "europe/berlin"]].concat());
    assert!(!zoned.err.contains("NC0205"), "{}", zoned.err);
    assert_eq!(times(&zoned.succeeds()), BERLIN);
    // UTC is a zone too: nothing is assumed then.
    let zoned = place.run(&[&words[..], &["--timezone", "UTC"]].concat());
    assert!(!zoned.err.contains("NC0205"), "{}", zoned.err);
    assert_eq!(times(&zoned.succeeds()), utc);
    place
        .run(&[&words[..], &["--timezone", "Europe/Berln"]].concat())
        .fails_with(2, "did you mean `Europe/Berlin`?");
}

#[test]
fn times_of_all_text_formats_and_of_columns_are_placed() {
    let place = Place::new();
    place.write("a.ndjson", "{\"date\":\"2024-01-23 12:00\",\"updatedDateTime\":\"2024-07-01\"}\n");
    place.write("a.json", "[{\"date\":\"2024-01-23 12:00\",\"updatedDateTime\":\"2024-07-01\"}]");
    place.write("a.csv", "date,updatedDateTime\n2024-01-23 12:00,2024-07-01\n");
    place.write("a.tsv", "date\tupdatedDateTime\n2024-01-23 12:00\t2024-07-01\n");
    for input in ["a.ndjson", "a.json", "a.csv", "a.tsv"] {
        let words = [input, "-", "-t", "ndjson", "--timezone", "Europe/Berlin"];
        let [published, updated, _] = times(&place.run(&words).succeeds());
        assert_eq!([&*published, &*updated], BERLIN[..2], "{input}");
    }
}

/// Markdown has no zone again where the time was not edited, with and without `--preserve`.
#[test]
fn markdown_comes_back_without_a_zone() {
    let place = Place::new();
    place.write("in/a.md", POST);
    place.run(&["in", "straight/"]).succeeds();
    for format in ["json", "ndjson", "csv", "arrow", "parquet", "feed"] {
        for kept in [&[][..], &["--preserve"]] {
            let to = ["in", "x", "-t", format, "--overwrite", "--timezone", "Europe/Berlin"];
            place.run(&[&to[..], kept].concat()).succeeds();
            place.run(&[&["x", "-f", format, "back/", "--overwrite"], kept].concat()).succeeds();
            let expected =
                if kept.is_empty() { place.read("straight/a.md") } else { POST.to_owned() };
            assert_eq!(place.read("back/a.md"), expected, "{format}");
            let verify = ["verify", "in", "x", "--right-from", format];
            place.run(&[&verify[..], &["--timezone", "Europe/Berlin"]].concat()).succeeds();
        }
    }
    // An edited time is written as it is now.
    place.run(&["in", "x.ndjson", "--timezone", "Europe/Berlin"]).succeeds();
    let edited = place
        .read("x.ndjson")
        .replace("2024-01-23T12:00:00+01:00\",\"up", "2024-01-23T12:00:00+02:00\",\"up");
    place.write("x.ndjson", edited);
    place.run(&["x.ndjson", "back/", "--overwrite"]).succeeds();
    let back = place.read("back/a.md");
    assert!(
        back.contains("2024-01-23T12:00:00+02:00")
            && back.contains("updatedDateTime: 2024-07-01\n"),
        "{back}"
    );
}

#[test]
fn a_profile_and_the_configuration_of_the_site_name_the_zone() {
    let sites = [
        ("_config.yml", "title: Site\ntimezone: Europe/Berlin # the harbour\n"),
        ("hugo.toml", "title = \"Site\"\ntimeZone = \"Europe/Berlin\"\n"),
        ("config/_default/hugo.toml", "timeZone = \"Europe/Berlin\"\n"),
        ("hugo.json", "{\"timeZone\": \"Europe/Berlin\"}"),
    ];
    for (file, text) in sites {
        let place = Place::new();
        place.write("site/content/posts/a.md", POST);
        place.write(&format!("site/{file}"), text);
        for input in ["site/content/posts", "site/content/posts/a.md"] {
            let ran = place.run(&[input, "-", "-t", "ndjson"]);
            let said = "times without an offset are in Europe/Berlin, as `time";
            assert!(ran.err.contains(said) && ran.err.contains(file), "{file}: {}", ran.err);
            assert_eq!(times(&ran.succeeds()), BERLIN, "{file}");
        }
        let words = ["site/content/posts", "-", "-t", "ndjson", "--timezone", "UTC"];
        assert_eq!(times(&place.run(&words).succeeds())[0], "2024-01-23T12:00:00Z");
        let words = ["site/content/posts", "-", "-t", "ndjson", "--profile", "none"];
        let none = place.run(&words);
        assert!(!none.err.contains("Europe/Berlin"), "{}", none.err);
    }
    let place = Place::new();
    place.write("in/a.md", POST);
    place.write("_config.yml", "timezone: Mars/Olympus\n");
    let ran = place.run(&["in", "-", "-t", "ndjson"]);
    assert!(ran.err.contains("`timezone` is not a time zone: Mars/Olympus"), "{}", ran.err);
    place.write("ours.toml", "based-on = \"common\"\ntimezone = \"Europe/Berlin\"\n");
    let ran = place.run(&["in", "-", "-t", "ndjson", "--profile", "ours.toml"]);
    assert!(!ran.err.contains("Mars"), "{}", ran.err);
    assert_eq!(times(&ran.succeeds()), BERLIN);
}
