//! Front matter in TOML, JSON and header lines: it comes back in its language through every format, and any article
//! can be written in each.

use newsconv::format::FORMATS;
use newsconv::options::{Options, WriteOptions};
use newsconv::{Article, Code, Diagnostic, FrontMatter, Timestamp, Value};
use proptest::prelude::*;

use crate::property::{article, share};
use crate::util::{
    articles_of, by_name, converted_with, place, preserving, samples, through, written,
};

/// Files that come back to the byte, whatever format they went through: each has spellings of values that the house
/// style has not.
const FILES: [&str; 8] = [
    "+++\ntitle = \"A \\\"b\\\"\\n\"\npublishedDateTime = 2024-01-08\nquality = 0x1F\ntags = ['a', \"b\"]\nn = 1_000\ndate = 2024-01-08\nclock = 07:32:00\nv = 1.10\ninf = [+inf, nan]\nmixed = { a = 1, b.c = 'x' }\nlast = \"\"\n\n[provider]\nname = \"N\"\n\n[[provider.authors]]\nname = 'Ä'\n\n[[images]]\nurl = \"a.jpg\"\nwidth = 0b11\n\n[[images]]\n\n[extra]\nrelease = true\nwhen = 1979-05-27 00:32:00.5-07:00\n\n[[extra.rows]]\nn = +1\n\n[[extra.rows]]\n\"odd key\" = 2\n+++\nbody\n",
    "---toml\ntitle = \"T\"\nupdatedDateTime = 2024-01-08T07:32:00Z\n---\n+++\n",
    "+++\n+++\nno key",
    "+++\ntitle = \"T\"\n+++",
    "{\n  \"title\": \"caf\\u00e9\",\n  \"publishedDateTime\": \"2024-01-08\",\n  \"heat\": null,\n  \"tags\": [\"a\",\"b\"],\n  \"n\": 1.10,\n  \"none\": null,\n  \"map\": {\n    \"a\": [],\n    \"b\": {\"c\": 1E5}\n  }\n}\nbody\n",
    "---json\n{\n  \"title\": \"T\"\n}\n---\n{\"a\": 1}\n",
    ";;;\n{}\n;;;\n",
    "{}",
];

/// What Pelican has: read where the options say so.
const HEADER: &str = "title: My: first\npublishedDateTime: 2010-12-03 10:20\nquality: 080\nTags: a, b\nSummary: one\n    two\nEmpty:\nupdatedDateTime:\n\nbody: x\n";

fn read(text: &str) -> Vec<Article<'static>> {
    articles_of("a.md", text.as_bytes(), by_name("markdown")).expect(text)
}

fn markdown(articles: &[Article<'static>], options: &Options) -> String {
    String::from_utf8(written(articles, by_name("markdown"), options)).expect("text")
}

fn in_language(language: FrontMatter) -> Options {
    let write = WriteOptions { front_matter: Some(language), ..WriteOptions::default() };
    Options { write, ..Options::default() }
}

#[test]
fn every_language_comes_back_through_every_format() {
    let mut seen = 0;
    for text in FILES {
        let articles = read(text);
        let has_odd = text.contains("nan");
        for spec in FORMATS {
            // No other text has infinity.
            if has_odd && spec.name != "markdown" {
                continue;
            }
            let back = through(&articles, spec, &Options::default());
            assert_eq!(markdown(&back, &Options::default()), text, "{}", spec.name);
            seen += 1;
        }
        let plain = text.replace("inf = [+inf, nan]\n", "");
        for spec in FORMATS.iter().filter(|_| has_odd) {
            let back = through(&read(&plain), spec, &Options::default());
            assert_eq!(markdown(&back, &Options::default()), plain, "{}", spec.name);
        }
    }
    assert_eq!(seen, 7 * FORMATS.len() + 1);
}

#[test]
fn other_styles_come_back_to_the_byte_when_preserved() {
    for text in [
        "+++\r\n# comment\r\ntitle='T' # why\r\ntags = [\r\n  'a', # one\r\n]\r\na.b = 1\r\n+++\r\nbody",
        "\u{feff}+++ \ntitle = '''\nT\n'''\n+++\t\nbody",
        "{ \"title\" : \"T\" , \"b\": [ 1 ] } \nbody",
        "---JSON\n{\"title\": \"T\"}\n---\n",
        ";;;\n\"title\": \"T\",\n\"tags\": [\"a\"]\n;;;\nb\n",
    ] {
        for spec in FORMATS {
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::write(folder.path().join("a.md"), text).expect("it can be written");
            let kept = place(folder.path(), "kept", spec);
            let back = folder.path().join("back/");
            let markdown = by_name("markdown");
            let source = folder.path().join("a.md");
            converted_with(&preserving(), (&source, markdown), (&kept, spec));
            converted_with(&preserving(), (&kept, spec), (&back, markdown));
            let found = std::fs::read_dir(&back).expect("a folder").next().expect("a file");
            let bytes = std::fs::read(found.expect("a file").path()).expect("it is there");
            assert_eq!(String::from_utf8(bytes).expect("text"), text, "{}", spec.name);
        }
    }
}

#[test]
fn header_lines_come_back() {
    let mut options = Options::default();
    options.read.header_lines = true;
    let input = newsconv::Input::bytes("a.md", HEADER.as_bytes());
    let mut articles: Vec<Article<'static>> = Vec::new();
    let reader = (by_name("markdown").open)(vec![input], &options.read);
    reader.and_then(|mut reader| reader.read(&mut articles)).expect("it is read");
    let article = &articles[0];
    assert_eq!(article.title.as_deref(), Some("My: first"));
    assert_eq!((article.quality, article.body.as_deref()), (Some(80), Some("body: x\n")));
    let keys: Vec<_> = article.extra.iter().map(|(key, _)| &**key).collect();
    assert_eq!(keys, ["Tags", "Summary", "Empty"]);
    // Known fields come first.
    let expected = "title: My: first\npublishedDateTime: 2010-12-03 10:20\nupdatedDateTime:\nquality: 080\nTags: a, b\nSummary: one\n    two\nEmpty:\n\nbody: x\n";
    for spec in FORMATS.iter().filter(|spec| spec.name != "markdown") {
        let back = through(&articles, spec, &options);
        assert_eq!(markdown(&back, &options), expected, "{}", spec.name);
    }
    // What such lines cannot hold is written as YAML.
    articles[0].topics = Some(vec!["a".into(), "b".into()]);
    let text = markdown(&articles, &options);
    assert!(text.starts_with("---\ntitle: \"My: first\"\n"), "{text}");
    assert_eq!(read(HEADER)[0].title, None);
}

#[test]
fn an_edited_value_is_never_overruled() {
    let mut articles = read(FILES[0]);
    let article = &mut articles[0];
    article.title = Some("New".into());
    article.quality = Some(32);
    article.published_date_time = "2024-01-09T00:00:00Z".parse::<Timestamp>().ok();
    article.tags = Some(vec!["a".into(), "c".into()]);
    article.extra[0].1 = Value::Integer(1000);
    article.extra[1].1 = Value::Text("2024-01-09".into());
    let text = markdown(&articles, &Options::default());
    let start = "+++\ntitle = \"New\"\npublishedDateTime = 2024-01-09T00:00:00Z\nquality = 32\ntags = [\"a\", \"c\"]\nn = 1000\ndate = \"2024-01-09\"\n";
    assert!(text.starts_with(start), "{text}");
}

/// Whatever is in `sourceStyle`, the article is what its fields say.
#[test]
fn a_hostile_style_changes_nothing() {
    for style in [
        r#"{"frontMatter":"toml","/title":"'T' # x","/tags/0":"'a' # x","/tags":"['a'] # x"}"#,
        r#"{"frontMatter":"toml","/title":"'T'\nheat = 5"}"#,
        r#"{"frontMatter":"json","/title":"\"T\", \"heat\": 5","/tags/0":"\"a\", \"b\""}"#,
        r#"{"frontMatter":"json","/new":"1","/heat":"5","/tags":"[\"a\"]}"}"#,
        r#"{"frontMatter":"header","/title":"T\nheat: 5"}"#,
        r#"{"frontMatter":"lua"}"#,
        r#"{"frontMatter":5,"/frontMatter":"x"}"#,
        r#"{"mapped":{"/title":"name"},"frontMatter":"toml"}"#,
    ] {
        let tags = Some(vec!["a".into(), "b".into()]);
        let article = Article { title: Some("T".into()), tags, ..Article::default() };
        let (body, path) = (Some("b".into()), Some("a.md".into()));
        let source_style = Some(style.into());
        let articles = [Article { body, path, source_style, ..article }];
        let text = markdown(&articles, &Options::default());
        let mut back = read(&text);
        back[0].source_style.clone_from(&articles[0].source_style);
        assert_eq!(back, articles, "{style}: {text}");
    }
}

#[test]
fn toml_without_null_says_so() {
    let articles = read("---\nx:\na:\n  b: null\n  c: 1\ntitle: T\n---\n");
    let options = in_language(FrontMatter::Toml);
    assert_eq!(markdown(&articles, &options), "+++\ntitle = \"T\"\n\n[a]\nc = 1\n+++\n");
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("a.md");
    let mut reported: Vec<Diagnostic> = Vec::new();
    let mut convert = |text: &str| {
        std::fs::write(&source, text).expect("it can be written");
        reported.clear();
        let out = folder.path().join("out.md");
        let conversion =
            newsconv::Conversion::new().front_matter(FrontMatter::Toml).overwrite(true);
        let done = conversion.run(&source, &out, &mut |problem| reported.push(problem));
        let found = reported.iter().map(|problem| {
            let line = problem.position.map(|position| position.line);
            (problem.code, line, problem.field.clone())
        });
        (done.is_ok(), found.collect::<Vec<_>>())
    };
    let (done, found) = convert("---\nx:\na:\n  b: null\ntitle: T\n---\n");
    let left_out = |line, field: &str| (Code::NullLeftOut, Some(line), field.to_owned());
    assert_eq!((done, found), (true, vec![left_out(2, "x"), left_out(4, "a.b")]));
    let (done, found) = convert("---\ntitle: T\nx: [1, [null]]\n---\n");
    let in_list = (Code::NullInList, Some(3), "x[1][0]".to_owned());
    assert_eq!((done, found), (false, vec![in_list]));
    // An article that came in TOML, and got a null since, is written as YAML.
    let mut articles = read("+++\na = 1\n+++\n");
    articles[0].extra.push(("b".into(), Value::Null));
    assert_eq!(markdown(&articles, &Options::default()), "---\na: 1\nb: null\n---\n");
}

#[test]
fn json_without_infinity_says_so() {
    let articles = read("---\nx: .inf\n---\n");
    let reader = crate::util::Given(Some(articles));
    let mut found = Vec::new();
    let target = newsconv::io::Target::Memory(newsconv::io::Memory::default());
    let options = in_language(FrontMatter::Json);
    let spec = by_name("markdown");
    let done = (spec.convert)(Box::new(reader), target, &options, &mut |problem: Diagnostic| {
        found.push(problem.code);
    });
    assert_eq!((done.expect("it ends").rejected, found), (1, vec![Code::NotFinite]));
    // JSON that got infinity since is written as YAML.
    let mut articles = read("{}\n");
    articles[0].extra.push(("x".into(), Value::Float(f64::INFINITY)));
    assert_eq!(markdown(&articles, &Options::default()), "---\nx: .inf\n---\n");
}

/// The article, but for what TOML has not.
fn without_null(mut article: Article<'static>) -> Article<'static> {
    fn strip(value: &mut Value<'static>) {
        match value {
            Value::List(items) => {
                items.retain(|item| *item != Value::Null);
                items.iter_mut().for_each(strip);
            }
            Value::Map(map) => {
                map.retain(|(_, value)| *value != Value::Null);
                for (_, value) in map.iter_mut() {
                    strip(value);
                }
            }
            _ => {}
        }
    }
    let strip = |extra: &mut newsconv::Map<'static>| {
        extra.retain(|(_, value)| *value != Value::Null);
        for (_, value) in extra.iter_mut() {
            strip(value);
        }
    };
    strip(&mut article.extra);
    let images = |images: &mut Option<Vec<newsconv::Image<'static>>>| {
        images.iter_mut().flatten().for_each(|image| strip(&mut image.extra));
    };
    let provider = |provider: &mut newsconv::Provider<'static>| {
        strip(&mut provider.extra);
        images(&mut provider.images);
        provider.authors.iter_mut().flatten().for_each(|author| strip(&mut author.extra));
    };
    article.provider.iter_mut().for_each(provider);
    images(&mut article.images);
    for stub in article.related.iter_mut().flatten() {
        strip(&mut stub.extra);
        stub.provider.iter_mut().for_each(provider);
        images(&mut stub.images);
    }
    article
}

proptest! {
    #![proptest_config(share(1))]

    #[test]
    fn any_article_can_be_written_in_each_language(article in article()) {
        for language in [FrontMatter::Toml, FrontMatter::Json, FrontMatter::Yaml] {
            let mut article = article.clone();
            (article.source_style, article.front_matter) = (None, None);
            if language == FrontMatter::Toml {
                article = without_null(article);
            }
            let articles = [article];
            let mut back = through(&articles, by_name("markdown"), &in_language(language));
            let style = back[0].source_style.take();
            prop_assert_eq!(&back[..], &articles[..], "{:?}", language);
            // And again from there, with what was remembered.
            back[0].source_style = style;
            let first = markdown(&articles, &in_language(language));
            prop_assert_eq!(markdown(&back, &Options::default()), first);
        }
    }
}

/// The samples of generators come back from a folder of them: to the byte when preserved, and under the extensions
/// that they have.
#[test]
fn samples_of_generators_come_back() {
    let source = samples("languages");
    let mut options = preserving();
    options.read.header_lines = true;
    let files = crate::util::entries(&source);
    assert_eq!(files.len(), 6);
    for spec in FORMATS {
        let folder = tempfile::tempdir().expect("a folder");
        let (kept, back) = (place(folder.path(), "kept", spec), folder.path().join("back/"));
        converted_with(&options, (&source, by_name("markdown")), (&kept, spec));
        converted_with(&options, (&kept, spec), (&back, by_name("markdown")));
        for file in &files {
            let name = file.file_name().expect("a name");
            let (held, found) = (std::fs::read(file), std::fs::read(back.join(name)));
            assert_eq!(found.expect("it is there"), held.expect("a file"), "{}", file.display());
        }
    }
}
