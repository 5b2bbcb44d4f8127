use std::fmt::Write as _;

use super::*;
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::Code;
use crate::model::article::Article;
use crate::model::value::Value;

/// The article of `text`, and its warnings' codes.
fn read(text: &str) -> (Article<'_>, Vec<Code>) {
    let parsed = parse(text.as_bytes(), Mode::default());
    assert_eq!(parsed.errors, [], "{text}");
    (parsed.article, parsed.warnings.iter().map(|warning| warning.code).collect())
}

/// The codes of what is wrong with `text`, each with the byte and the field that it names.
fn faults(text: &str) -> Vec<(Code, usize, String)> {
    let parsed = parse(text.as_bytes(), Mode::default());
    parsed.errors.into_iter().map(|problem| (problem.code, problem.at, problem.field)).collect()
}

fn rendered(article: &Article<'_>) -> String {
    let mut out = String::new();
    preserve::restore(article, None, &mut out).expect("it can be written");
    out
}

#[test]
fn every_yaml_style_gives_the_same_article() {
    let plain = "---\ntitle: \"A b\"\ntopics:\n  - x\n  - y\nprovider:\n  name: N\nz: {q: [1, 2.5, null]}\n---\n";
    let (mut article, warnings) = read(plain);
    assert_eq!(warnings, []);
    article.source_style = None;
    for other in [
        "---\r\ntitle: 'A b'\r\ntopics: [x, y]\r\nprovider: {name: N}\r\nz:\r\n  q:\r\n  - 1\r\n  - 2.5\r\n  - ~\r\n---\r\n",
        "---\n# comment\ntitle: A\n  b\ntopics: &t\n- x\n- \"y\" # why\nprovider: !!map\n  name: !!str N\n\nz: {\"q\": [1, 2.5, null, ]}\n...\n",
        "\u{feff}---  \ntitle: >-\n  A\n  b\ntopics:\n- |-\n  x\n- >-\n  y\nbase: &b {name: N}\nprovider:\n  <<: *b\nz: {q: [1, 2.5, Null]}\n---\n",
    ] {
        let (mut same, _) = read(other);
        same.extra.retain(|(key, _)| key != "base");
        same.source_style = None;
        assert_eq!(same, article, "{other}");
    }
}

#[test]
fn front_matter_keys_that_mean_something_elsewhere_are_unknown_keys() {
    let (article, _) = read("---\nbody: b\npath: p\nextra: {a: 1}\npublishedOffset: 5\n---\nreal");
    assert_eq!(article.body.as_deref(), Some("real"));
    let keys: Vec<_> = article.extra.iter().map(|(key, _)| &**key).collect();
    assert_eq!(keys, ["body", "path", "extra", "publishedOffset"]);
}

#[test]
fn all_faults_are_reported_at_once_with_their_positions() {
    let text = "---\nquality: high\nimages:\n  - width: 1.5\n  - 7\npublishedDateTime: yesterday\ntitle: 12\n---\n";
    let at = |needle: &str| text.find(needle).expect("it is there");
    assert_eq!(
        faults(text),
        [
            (Code::WrongType, at("high"), "quality".to_owned()),
            (Code::WrongType, at("1.5"), "images[0].width".to_owned()),
            (Code::WrongType, at("7\n"), "images[1]".to_owned()),
            (Code::NotATime, at("yesterday"), "publishedDateTime".to_owned()),
            (Code::WrongType, at("12\n"), "title".to_owned()),
        ]
    );
    for (text, code) in [
        ("---\na: 1\na: 2\n---\n", Code::DuplicateKey),
        ("---\n? [a]\n: 1\n---\n", Code::ComplexKey),
        ("---\n<<: 5\n---\n", Code::BadMerge),
        ("---\n- a\n---\n", Code::NotAMapping),
        ("---\na: *b\n---\n", Code::YamlSyntax),
        ("---\na: &b [*b]\n---\n", Code::YamlSyntax),
        ("---\na: \"x\n---\n", Code::YamlSyntax),
        ("---\na: !!int x\n---\n", Code::WrongType),
        ("---\nquality: 9223372036854775808\n---\n", Code::OutOfRange),
        ("---\nupdatedDateTime: 2024-02-30\n---\n", Code::ImpossibleTime),
    ] {
        assert_eq!(faults(text).first().map(|fault| fault.0), Some(code), "{text}");
    }
}

#[test]
fn odd_but_readable_values_are_warnings() {
    for (text, code) in [
        ("just text\n", Code::NoFrontMatter),
        ("---\n1: a\n---\n", Code::KeyNotText),
        ("---\na: !odd x\n---\n", Code::UnknownTag),
        ("---\npublishedDateTime: 2024-01-23\n---\n", Code::NoOffset),
    ] {
        assert_eq!(read(text).1, [code], "{text}");
    }
}

#[test]
fn deep_nesting_and_repetition_are_rejected() {
    let deep = format!("---\na: {}{}\n---\n", "[".repeat(200), "]".repeat(200));
    assert_eq!(faults(&deep)[0].0, Code::TooDeep);
    let mut bomb = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").expect("memory takes it");
    }
    bomb.push_str("---\n");
    assert_eq!(faults(&bomb)[0].0, Code::TooDeep);
}

#[test]
fn the_house_style_is_kept_to_the_byte() {
    let text = "---\ncategory: news\ntitle: \"A \\\"b\\\" \\\\ c\\r\\n\"\npublishedDateTime: 2024-01-23T12:00:00+05:30\n\
        type: article\nquality: 137\npublished: true\n\nfeaturedContent: \"<i>\"\n\nprovider:\n  name: \"yes\"\n  \
        domain: example.com\n  images:\n    - url: \"u\"\n      width: 50\n  rank: 1\n\ntopics:\n  - Power Apps\n  - \"a: b\"\n\n\
        tags: []\n\nimages:\n  - {}\n  - url: \"u\"\n    isCached: true\n\nrelated:\n  - title: \"\"\n    provider: {}\n    \
        images:\n      - height: 1\n\nsecured: \"a;b\"\n\nprice: Free\nlist:\n  - - 1\n    - -0.0\n  - k: null\n    l: 1.0e+300\n---\nbody";
    let text = text.replace("\nlist:", "\n\nlist:");
    let (article, warnings) = read(&text);
    assert_eq!(warnings, []);
    assert_eq!(rendered(&article), text);
}

#[test]
fn lines_around_the_fields_are_kept() {
    for text in [
        "---\n---",
        "---\n---\n---\n",
        "just text",
        "",
        "---\ntitle: \"x\"\n---",
        "---\ntitle: \"x\"\n---\n",
        "---\n---\n\u{feff}x",
    ] {
        let (article, _) = read(text);
        assert_eq!(rendered(&article), text);
    }
    for text in ["---\n---\nplain", "\u{feff}text", "--- \r\n...\r\nx"] {
        let (article, _) = read(text);
        let again = rendered(&article);
        assert_eq!(read(&again).0, article, "{text:?} became {again:?}");
    }
}

#[test]
fn any_key_and_text_survives() {
    let nasty = [
        "",
        " ",
        "a\u{0}b",
        "\u{85}\u{2028}\u{feff}",
        "<<",
        "a: b #c",
        "é😀\u{10ffff}",
        "\u{7f}\u{9f}\u{ad}",
        "- x",
        "? y",
        "\t",
        "%",
        "'",
        "\"\\",
    ];
    let long = "k".repeat(3000);
    let mut article = Article::default();
    for text in nasty.into_iter().chain([&*long]) {
        article.extra.push((text.into(), Value::Text(text.into())));
        article.extra.push((
            format!("m{text}").into(),
            Value::Map(vec![(text.into(), Value::List(vec![Value::Text(text.into())]))]),
        ));
    }
    article.title = Some(nasty.concat().into());
    article.topics = Some(nasty.iter().map(|text| (*text).into()).collect());
    let text = rendered(&article);
    let (again, _) = read(&text);
    assert_eq!(again, article, "{text}");
}

/// What Markdown to Markdown gives with the source text kept.
fn preserved(text: &str) -> String {
    struct Render(String);
    impl ArticleSink for Render {
        fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
            preserve::restore(article, None, &mut self.0).expect("it can be written");
            Ok(Flow::Continue)
        }
    }
    let mut sink = Render(String::new());
    let options = ReadOptions { preserve: true, ..ReadOptions::default() };
    push("a.md", None, &options, text.as_bytes(), &mut sink).expect("readable");
    sink.0
}

#[test]
fn any_style_comes_back_to_the_byte_when_preserved() {
    for text in [
        "\u{feff}--- \r\n# why\r\ntitle: 'x'\r\n...\t\r\nbody",
        "---\n---\nbody",
        "\u{feff}body",
        "---\nquality: 0x10\ntopics: [a, &b b, *b]\n---",
        "---\npublishedDateTime: 2024-01-23T12:00:00.1234567Z\n---\n",
    ] {
        assert_eq!(preserved(text), text);
    }
}

#[test]
fn an_edited_article_is_never_overruled_by_stale_text() {
    let source = "---\ntitle: 'old' # comment\n---\nbody";
    let (mut article, _) = read(source);
    article.front_matter = Some("---\ntitle: 'old' # comment\n---\n".into());
    assert_eq!(rendered(&article), source);
    article.body = Some("new body".into());
    assert_eq!(rendered(&article), "---\ntitle: 'old' # comment\n---\nnew body");
    article.title = Some("new".into());
    assert_eq!(rendered(&article), "---\ntitle: \"new\"\n---\nnew body");
    article.front_matter = Some("no front matter".into());
    assert_eq!(rendered(&article), "---\ntitle: \"new\"\n---\nnew body");
}

/// Names of the files that make up each part of each chunk.
fn parts(files: &[(&str, usize)]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = files.iter().map(|(name, size)| {
        let file = folder.path().join(name);
        std::fs::write(&file, format!("---\ntitle: t\n---\n{}", "x".repeat(*size)))
            .expect("written");
        Input::file(file)
    });
    let mut reader = Files::new(inputs.collect(), &ReadOptions::default());
    let mut all = Vec::new();
    while let Some(mut chunk) = reader.next_chunk().expect("a chunk") {
        loop {
            let mut part: Vec<Article<'static>> = Vec::new();
            assert_eq!(chunk.read(&mut part).expect("articles"), Flow::Continue);
            all.push(
                part.into_iter().filter_map(|article| Some(article.path?.into_owned())).collect(),
            );
            if !chunk.has_more() {
                break;
            }
        }
    }
    all
}

/// However much larger than its first file the others of a chunk are, no part of it is much larger than a
/// chunk should be.
#[test]
fn large_files_behind_a_small_one_come_in_parts() {
    let (small, large) = (10, 3 << 20);
    let mixed = [("a", small), ("b", large), ("c", large), ("d", large), ("e", small)];
    assert_eq!(parts(&mixed), [vec!["a", "b", "c"], vec!["d", "e"]]);
    let sized = [("b", large), ("c", large), ("d", large), ("e", small)];
    assert_eq!(parts(&sized), [vec!["b", "c"], vec!["d", "e"]]);
    assert_eq!(parts(&[("a", small), ("b", small), ("c", large)]), [vec!["a", "b", "c"]]);
}

/// What each language says of the same article.
#[test]
fn every_language_gives_the_same_article() {
    let yaml = "---\ntitle: \"A b\"\npublishedDateTime: 2024-01-08\nquality: 5\ntopics: [x, \"y\"]\nprovider:\n  name: N\n  authors:\n    - name: A\nz: {q: [1, 2.50]}\n---\nbody";
    let (mut article, warnings) = read(yaml);
    article.source_style = None;
    assert_eq!(warnings, [Code::NoOffset]);
    let toml = "title = 'A b'\npublishedDateTime = 2024-01-08 # a comment\nquality = 0x5\ntopics = [\n  \"x\",\n  \"y\",\n]\nz.q = [1, 2.50]\n[provider]\nname = 'N'\n[[provider.authors]]\nname = '''A'''\n";
    let json = "{\"title\": \"A b\", \"publishedDateTime\": \"2024-01-08\",\n \"quality\": 5, \"topics\": [\"x\", \"\\u0079\"],\n \"provider\": {\"name\": \"N\", \"authors\": [{\"name\": \"A\"}]}, \"z\": {\"q\": [1, 2.50]}}\n";
    let bare =
        json.trim().strip_prefix('{').and_then(|json| json.strip_suffix('}')).expect("braces");
    for other in [
        format!("+++\n{toml}+++\nbody"),
        format!("\u{feff}---toml\r\n{}---\r\nbody", toml.replace('\n', "\r\n")),
        format!("{json}body"),
        format!("---json\n{json}---\nbody"),
        format!(";;;\n{bare}\n;;;\nbody"),
    ] {
        let (mut same, warned) = read(&other);
        assert!(same.source_style.take().is_some(), "{other}");
        assert_eq!((same, warned), (article.clone(), vec![Code::NoOffset]), "{other}");
    }
}

#[test]
fn wrong_values_in_other_languages_have_their_places() {
    let lenient = Mode { wrong: WrongValues::Keep, ..Mode::default() };
    for text in [
        "+++\nquality = \"high\"\nimages = [{width = 1.5}]\n+++\n",
        "{\"quality\": \"high\",\n \"images\": [{\"width\": 1.5}]}\n",
    ] {
        let at = |needle: &str| text.find(needle).expect("it is there");
        assert_eq!(
            faults(text),
            [
                (Code::WrongType, at("\"high\""), "quality".to_owned()),
                (Code::WrongType, at("1.5"), "images[0].width".to_owned()),
            ]
        );
        let kept = parse(text.as_bytes(), lenient);
        assert_eq!(kept.errors, [], "{text}");
        assert_eq!(kept.article.extra, [("quality".into(), Value::Text("high".into()))]);
    }
    let (article, warnings) = read("+++\ntags = \"one\"\n+++\n");
    assert_eq!((article.tags, warnings), (Some(vec!["one".into()]), vec![Code::TextAsList]));
    for text in ["---json\n[1]\n---\n", "---toml\na = \n---\n", "+++\na = \"\u{0}\"\n+++\n"] {
        assert_eq!(faults(text).len(), 1, "{text}");
    }
}

/// The body may begin as the front matter of another language does.
#[test]
fn bodies_that_look_like_front_matter_come_back() {
    for body in
        ["+++\na = 1\n+++\n", "{\"a\": 1}\n", "---json\n{}\n---\n", ";;;\n;;;\n", ";;;\n", "+++"]
    {
        let article = Article { body: Some(body.into()), ..Article::default() };
        let text = rendered(&article);
        assert_eq!(read(&text).0.body.as_deref(), Some(body), "{text}");
    }
}
