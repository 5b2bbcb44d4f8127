//! What a mapping moved goes back to where the source had it: byte for byte with `--preserve`, else in its own keys.

use super::Place;

/// A profile, and front matter that it maps.
const CASES: [(&str, &str); 24] = [
    // The mapped text of a list's own key, which a reader without the profile takes for one item.
    ("jekyll", "tags: ferry harbour"),
    ("jekyll", "categories: [a]\ntags: ferry   harbour"),
    ("pelican", "tags: a, b"),
    // A provider beside its parts.
    ("common", "source: Reuters\nauthor: Jane"),
    ("common", "author: Jane\nsource: Reuters"),
    ("common", "provider: Reuters\nauthors: [Jane, Bo]"),
    ("common", "source: {name: A, x: y}\nauthor: Jane"),
    ("common", "source:\n  name: A\nbyline: Jane\ndomain: example.org"),
    // A provider of which nothing is known.
    ("common", "provider: {}\nauthor: J"),
    ("common", "provider: {}"),
    // Images of a shape that a reader without the profile takes for a field.
    ("common", "source: a\nauthor: b\nimages: {src: a.png}"),
    ("common", "images: a.png\nauthor: b"),
    ("common", "images: [a.png, b.png]\nprovider: {}\nauthor: b"),
    // Times that columns cut.
    ("common", "pubDate: 2024-01-23T12:00:00.123456789Z"),
    ("common", "pubDate: 2024-01-23T12:00:00.123456789Z\nimages: a.png"),
    ("common", "date: 2024-01-23 12:00:00.1234567\nauthor: J"),
    // Times within maps.
    ("docusaurus", "title: T\nlast_update: {date: 2024-01-02, author: Z}"),
    ("docusaurus", "title: T\nlast_update:\n  date: 2024-01-02\n  author: Z"),
    ("common", "title: T\nreview: {on: 2024-01-02, by: 012}"),
    // Values that do not fit, beside another source of their field.
    ("jekyll", "title: T\nslug: 404"),
    ("common", "aliases: {src: a}\nredirect_from: /a"),
    ("common", "id: [7]\nguid: x"),
    ("common", "layout: false\ntemplate: foo"),
    ("hugo", "draft: soon\npublished: false"),
];

const FORMATS: [&str; 5] = ["ndjson", "csv", "arrow", "parquet", "feed"];

/// The files of one profile, which are in the folder `in`.
struct Archive {
    profile: &'static str,
    place: Place,
    /// Their names and their front matter.
    files: Vec<(String, &'static str)>,
}

fn archives() -> Vec<Archive> {
    let mut profiles: Vec<_> = CASES.iter().map(|(profile, _)| *profile).collect();
    profiles.sort_unstable();
    profiles.dedup();
    let archive = |profile: &'static str| {
        let place = Place::new();
        let of_profile = CASES.iter().filter(|case| case.0 == profile).enumerate();
        let files = of_profile.map(|(number, (_, front))| {
            let name = format!("2024-01-23-found-{number}.md");
            place.write(&format!("in/{name}"), file(front));
            (name, *front)
        });
        let files = files.collect();
        Archive { profile, place, files }
    };
    profiles.into_iter().map(archive).collect()
}

fn file(front: &str) -> String {
    format!("---\n{front}\n---\n\nbody\n")
}

#[test]
fn every_byte_comes_back_with_preserve() {
    for Archive { profile, place, files } in archives() {
        let is_whole = |folder: &str, how: &str| {
            for (name, front) in &files {
                assert_eq!(place.read(&format!("{folder}/{name}")), file(front), "{profile} {how}");
            }
        };
        let with = ["--profile", profile, "--preserve"];
        for format in FORMATS {
            place.run(&[&["in", "x", "-t", format, "--overwrite"], &with[..]].concat()).succeeds();
            for back in [&["--profile", profile][..], &["--profile", "none"], &[]] {
                let from = ["x", "out/", "-f", format, "--overwrite"];
                place.run(&[&from, back].concat()).succeeds();
                is_whole("out", &format!("{format} {back:?}"));
            }
        }
        place.run(&[&["in", "direct/"], &with[..]].concat()).succeeds();
        is_whole("direct", "directly");
    }
}

/// Without the source text, front matter has the same keys with the same values.
#[test]
fn the_same_keys_come_back_without_it() {
    for Archive { profile, place, files } in archives() {
        let with = ["--profile", profile];
        place.run(&[&["in", "straight/"], &with[..]].concat()).succeeds();
        let straight = |name: &str| place.read(&format!("straight/{name}"));
        let keys = |text: &str| {
            let tops = text.lines().filter(|line| !line.starts_with([' ', '-']));
            let mut keys: Vec<_> =
                tops.filter_map(|line| line.split_once(':')).map(|x| x.0.to_owned()).collect();
            keys.sort_unstable();
            keys
        };
        for (name, front) in &files {
            let text = straight(name);
            assert_eq!(keys(&text), keys(front), "{text}");
            // A date that stood plain is written plain, so that every reader of YAML takes it for one.
            let quoted_dates = text.matches("\"2024").count();
            assert_eq!(quoted_dates, front.matches("\"2024").count(), "{text}");
        }
        for format in FORMATS {
            place.run(&[&["in", "x", "-t", format, "--overwrite"], &with[..]].concat()).succeeds();
            let back = ["x", "out/", "-f", format, "--overwrite"];
            place.run(&[&back, &with[..]].concat()).succeeds();
            for (name, _) in &files {
                assert_eq!(place.read(&format!("out/{name}")), straight(name), "{format}");
            }
            place.run(&[&["verify", "in", "out"], &with[..]].concat()).succeeds();
        }
    }
}

/// An edit of one column or field leaves the keys of all others.
#[test]
fn an_edit_moves_nothing_else() {
    let place = Place::new();
    place.write(
        "ours.toml",
        "based-on = \"common\"\n[columns]\nrating = { from = \"review.score\", type = \"float\" }\nweight = \"integer\"\n",
    );
    let text = "---\nheadline: H\ndate: 2024-01-23\nauthor: J\ndraft: true\nreview:\n  score: 4.5\nweight: \"3\"\n---\nb\n";
    place.write("in/a.md", text);
    let ours = ["--profile", "ours.toml"];
    place.run(&[&["in", "straight/"], &ours[..]].concat()).succeeds();
    let straight = place.read("straight/a.md");
    place.run(&[&["in", "x.ndjson"], &ours[..]].concat()).succeeds();
    let line = place.read("x.ndjson");
    for (was, is, before, after) in [
        ("\"rating\":4.5", "\"rating\":5", "score: 4.5", "score: 5.0"),
        ("\"rating\":4.5", "\"rating\":\"5.0\"", "score: 4.5", "score: 5.0"),
        ("\"weight\":3", "\"weight\":\"7\"", "weight: \"3\"", "weight: 7"),
        ("\"title\":\"H\"", "\"title\":\"I\"", "headline: H", "headline: I"),
        ("[{\"name\":\"J\"}]", "[{\"name\":\"K\"}]", "author: J", "author: K"),
    ] {
        assert!(line.contains(was), "{line}");
        place.write("y.ndjson", line.replace(was, is));
        place.run(&[&["y.ndjson", "out/", "--overwrite"], &ours[..]].concat()).succeeds();
        let found = place.read("out/a.md");
        // An edited column of its own name may move.
        let [found, wanted] = [found, straight.replace(before, after)].map(|text| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort_unstable();
            lines
        });
        assert_eq!(found, wanted, "{is}");
    }
}

#[test]
fn an_empty_list_is_not_written_under_a_key_that_has_none() {
    let place = Place::new();
    place.write("in/a.md", "---\nimage: a.png\nauthor: J\n---\nb\n");
    place.run(&["in", "x.ndjson"]).succeeds();
    let line = place.read("x.ndjson");
    let empty = line.replace("[{\"url\":\"a.png\"}]", "[]").replace("[{\"name\":\"J\"}]", "[]");
    assert_ne!(empty, line);
    place.write("x.ndjson", empty);
    place.run(&["x.ndjson", "out/"]).succeeds();
    place.run(&["verify", "x.ndjson", "out"]).succeeds();
}

/// A declared column that is null is absent, as a field is.
#[test]
fn a_null_in_a_declared_column_is_no_unknown_key() {
    let place = Place::new();
    place.write("ours.toml", "[columns]\nweight = \"integer\"\nnote = \"text\"\n");
    place.write("x.ndjson", "{\"path\":\"a.md\",\"title\":\"T\",\"weight\":null,\"note\":\"n\"}\n");
    let ours = ["--profile", "ours.toml"];
    place.run(&[&["x.ndjson", "out/"], &ours[..]].concat()).succeeds();
    assert_eq!(place.read("out/a.md"), "---\ntitle: \"T\"\n\nnote: \"n\"\n---");
    let text = "---\ntitle: T\nweight:\nnote: n\n---\nb\n";
    place.write("in/a.md", text);
    for format in FORMATS {
        let preserved = ["in", "y", "-t", format, "--overwrite", "--preserve"];
        place.run(&[&preserved, &ours[..]].concat()).succeeds();
        place.run(&[&["y", "back/", "-f", format, "--overwrite"], &ours[..]].concat()).succeeds();
        assert_eq!(place.read("back/a.md"), text, "{format}");
    }
    // In another case, and beside a value of the same column.
    for (line, text) in [
        ("\"Weight\":null", ""),
        ("\"Weight\":null,\"weight\":3", "\nweight: 3\n"),
        ("\"weight\":null,\"Weight\":3", "\nWeight: 3\n"),
    ] {
        place.write("x.ndjson", format!("{{\"path\":\"a.md\",\"title\":\"T\",{line}}}\n"));
        place.run(&[&["x.ndjson", "out/", "--overwrite"], &ours[..]].concat()).succeeds();
        assert_eq!(place.read("out/a.md"), format!("---\ntitle: \"T\"\n{text}---"), "{line}");
    }
    let said = place.run(&[&["check", "in"], &ours[..]].concat());
    assert!(!said.err.contains("NC0605"), "{}", said.err);
}
