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

/// Where another profile would fill a field of many articles, the result says so once.
#[test]
fn a_hint_names_the_profile_that_helps() {
    let place = Place::new();
    for at in 0..12 {
        place.write(&format!("in/{at}.md"), "---\ntitle: a\ndate: 2024-01-23T00:00:00Z\n---\n");
    }
    place.write("in/soon.md", "---\ntitle: a\ndate: soon\n---\n");
    let hint = "note[NC0605] date: 12 of 13 articles have this key, which means no field by the profile that was chosen; \
                --profile common takes it for `publishedDateTime`\n";
    for jobs in ["1", "4"] {
        let ran = place.run(&["in", "x.csv", "--profile", "none", "--overwrite", "-j", jobs]);
        assert_eq!((ran.code, ran.err), (Some(0), format!("{hint}13 articles written to x.csv\n")));
    }
    assert_eq!(place.run(&["in", "y.csv", "--profile", "none", "-q"]).err, "");
    let json = place.run(&["in", "z.csv", "--profile", "none", "--message-format", "json"]).err;
    assert!(json.contains("\"options\":[\"profile\"]"), "{json}");
    // A mapping that knows the key says nothing, nor does one in fewer articles than one in ten.
    for words in
        [&["--profile", "jekyll"][..], &["--profile", "none", "--map", "publishedDateTime=date"]]
    {
        let ran = place.run(&[&["in", "x.csv", "--overwrite"], words].concat());
        assert!(!ran.err.contains("NC0605"), "{}", ran.err);
    }
    for at in 0..120 {
        place.write(&format!("in/more/{at}.md"), "---\ntitle: a\n---\n");
    }
    let ran = place.run(&["in", "x.csv", "--profile", "none", "--overwrite"]);
    assert_eq!(ran.err, "133 articles written to x.csv\n");
}

/// The place of the records that a profile knows is used where the profile is named, and the user names no other.
#[test]
fn a_profile_that_is_named_says_where_the_records_are() {
    let place = Place::new();
    // Without `webPublicationDate`, which is the signature.
    place.write("a.json", r#"{"response":{"results":[{"webTitle":"Ferry"},{"webTitle":"Harbour"}],"rest":[{"webTitle":"x"}]}}"#);
    let titles = |words: &[&str]| {
        let out = place.run(&[&["a.json", "-", "-t", "ndjson"], words].concat()).succeeds();
        let title = |line: &str| {
            let article: serde_json::Value = serde_json::from_str(line).expect("an article");
            article["title"].as_str().expect("a title").to_owned()
        };
        out.lines().map(title).collect::<Vec<_>>()
    };
    place.run(&["a.json", "x.ndjson"]).fails_with(1, "response.results");
    assert_eq!(titles(&["--profile", "guardian"]), ["Ferry", "Harbour"]);
    assert_eq!(titles(&["--profile", "guardian", "--records", "response.rest"]), ["x"]);
    place.write("ours.toml", "records = \"response.rest\"\n[fields]\ntitle = \"webTitle\"\n");
    assert_eq!(titles(&["--profile", "ours.toml"]), ["x"]);
    // A list of records needs no place, and what newsconv wrote can be read by any profile.
    place.write("a.json", r#"[{"webTitle":"Ferry","webUrl":"https://a.com/1"}]"#);
    assert_eq!(titles(&["--profile", "guardian"]), ["Ferry"]);
    place.write(
        "a.json",
        r#"{"response":{"results":[{"webTitle":"a"}]}}"#.repeat(2).replace("}{", "}\n{"),
    );
    assert_eq!(titles(&["-f", "ndjson", "--profile", "guardian"]), ["a", "a"]);
    place.write("a.json", r#"{"response":{"results":[]}}"#);
    assert!(titles(&["--profile", "guardian"]).is_empty());
}

/// The result names every profile but the usual one, and the file says by which it was made.
#[test]
fn the_result_names_the_profile() {
    let place = Place::new();
    place.write("in/a.md", "---\ntitle: a\n---\n");
    place.write("ours.toml", "based-on = \"common\"\n");
    for (words, by) in [
        (&[][..], ""),
        (&["--profile", "none"], ""),
        (&["--profile", "hugo"], " by the profile hugo"),
        (&["--profile", "ours.toml"], " by the profile ours.toml"),
        (&["--map", "title=x"], " by the profile common with --map"),
    ] {
        let ran = place.run(&[&["in", "x.ndjson", "--overwrite"], words].concat());
        assert_eq!(ran.err, format!("1 article written to x.ndjson{by}\n"));
    }
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","title":"a","url":"https://a.com/1"}]}"#;
    let news = r#"{"status":"ok","totalResults":1,"articles":[{"source":{"id":null,"name":"a"},"author":"b","title":"c","url":"https://a.com/2","urlToImage":null,"publishedAt":"2024-01-23T00:00:00Z"}]}"#;
    place.write("api/a.json", feed);
    place.write("api/b.json", news);
    for jobs in ["1", "4"] {
        let ran = place.run(&["api", "x.ndjson", "--overwrite", "-j", jobs]);
        let end = "2 articles written to x.ndjson by the profiles jsonfeed and newsapi";
        assert!(ran.err.contains(end), "{}", ran.err);
    }
    let ran = place.run(&["api", "x.ndjson", "--overwrite", "--profile", "newsapi"]);
    assert!(ran.err.contains("x.ndjson by the profile newsapi"), "{}", ran.err);
}

/// Columnar files say by which profile they were made, for any number of workers.
#[cfg(feature = "parquet")]
#[test]
fn columnar_files_say_by_which_profile_they_were_made() {
    let place = Place::new();
    place.write("in/a.md", POST);
    let bytes = |name: &str, words: &[&str]| {
        place.run(&[&["in", name, "--overwrite"], words].concat()).succeeds();
        std::fs::read(place.path(name)).expect("a file")
    };
    let holds =
        |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let hash = |bytes: &[u8]| {
        let at = bytes.windows(16).position(|part| {
            part.iter().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
        });
        at.map(|at| bytes[at..at + 16].to_vec())
    };
    for name in ["x.parquet", "x.arrow", "x.arrows"] {
        let common = bytes(name, &[]);
        assert!(holds(&common, "newsconv.profile_hash") && holds(&common, "common"), "{name}");
        assert_eq!(bytes(name, &["-j", "4"]), common, "{name}");
        let hugo = bytes(name, &["--profile", "hugo"]);
        assert!(holds(&hugo, "hugo") && !holds(&hugo, "common"), "{name}");
        assert!(hash(&hugo).is_some() && hash(&hugo) != hash(&common), "{name}");
        let none = bytes(name, &["--profile", "none"]);
        assert!(!holds(&none, "newsconv.profile"), "{name}");
        place.run(&["verify", "in", name, "--profile", "none"]).succeeds();
    }
    place.write("some/where/ours.toml", "based-on = \"common\"\n");
    let ours = bytes("x.parquet", &["--profile", "some/where/ours.toml"]);
    assert!(holds(&ours, "ours.toml") && !holds(&ours, "where"));
}

/// The place of the records says nothing about their keys: the signature does.
#[test]
fn named_records_of_a_signature_have_its_profile() {
    let place = Place::new();
    let item = r#"{"id":"a","webTitle":"Ferry","webPublicationDate":"2024-01-23T12:00:00Z","webUrl":"https://news.example.com/a","pillarName":"News","tags":[{"id":"x","webTitle":"Boats"}]}"#;
    place.write("a.json", format!(r#"{{"response":{{"status":"ok","results":[{item}]}}}}"#));
    place.write(
        "b.ndjson",
        format!("{{\"response\":{{\"status\":\"ok\",\"results\":[{item}]}}}}\n"),
    );
    for input in ["a.json", "b.ndjson"] {
        let named = ["--records", "response.results", "--map", "excerpt=fields.trailText"];
        for words in [&named[..], &named[..2], &[]] {
            let out = place.run(&[&[input, "-", "-t", "ndjson"], words].concat()).succeeds();
            let article: serde_json::Value = serde_json::from_str(&out).expect("an article");
            assert_eq!(article["topics"], serde_json::json!(["News"]), "{input} {words:?}");
            assert_eq!(article["tags"], serde_json::json!(["Boats"]), "{input} {words:?}");
        }
    }
}

/// Mistakes in rules and names are named.
#[test]
fn mistakes_of_mappings_are_usage_errors() {
    let place = Place::new();
    place.write("a.ndjson", "{\"title\":\"a\"}\n");
    place.write("hugo", "");
    for (words, said) in [
        (&["--map", "title=x", "--map", "excerpt=X"][..], "`X` is a source of `title` already"),
        (&["--map", "quality=!q"], "`!q` is the opposite of true or false"),
        (&["--map", "images=:url"], "`:url` says nothing about `images`"),
        (&["--map", "title=heads[0].text"], "`heads[0].text` is not a source"),
        (&["--map", "title=a[]b"], "`a[]b` is not a source"),
        (&["--profile", "./hugo"], "the name of a mapping file ends in `.toml`"),
        (&["--profile", "a.ndjson"], "the name of a mapping file ends in `.toml`"),
    ] {
        place.run(&[&["a.ndjson", "-", "-t", "ndjson"], words].concat()).fails_with(2, said);
    }
    // The name of a profile is one, whatever files there are.
    place.run(&["a.ndjson", "-", "-t", "ndjson", "--profile", "hugo"]).succeeds();
}
