//! Markdown with the keys of a generator: it looks as that generator documents it, and is read as the same article.

use newsconv::format::FormatSpec;
use newsconv::io::Memory;
use newsconv::schema::Kind;
use newsconv::{Article, Conversion, FrontMatter, Input, Mapping, format};
use proptest::prelude::*;

use crate::property::{article, share};

const GENERATORS: [&str; 8] =
    ["jekyll", "hugo", "zola", "astro", "docusaurus", "eleventy", "obsidian", "pelican"];

fn profile(name: &str) -> Mapping {
    Mapping::profile(name).expect("a profile")
}

/// The Markdown file of an article.
fn markdown(article: &Article<'static>, conversion: Conversion) -> String {
    let memory = Memory::default();
    let conversion = conversion.output_format(&format::MARKDOWN);
    let done = conversion.write([article.clone()], &memory, &mut |_| {});
    assert_eq!(done.expect("it is written").articles, 1);
    String::from_utf8(memory.take()).expect("text")
}

fn written(article: &Article<'static>, name: &str) -> String {
    markdown(article, Conversion::new().write_as(profile(name)))
}

/// What a profile reads in the Markdown file `text`, without what remembers its source.
fn read(text: &str, path: &str, name: &str) -> Article<'static> {
    let input = Input::bytes(path, text.as_bytes());
    let mut articles = Conversion::new()
        .mapping(profile(name))
        .input_format(&format::MARKDOWN)
        .articles(input)
        .expect("it opens");
    let mut article =
        articles.next().expect("one").unwrap_or_else(|error| panic!("{error}\n{text}"));
    article.source_style = None;
    sort_keys(&mut article);
    article
}

/// Unknown keys have no order beside those of fields.
fn sort_keys(article: &mut Article<'static>) {
    article.extra.sort_by(|a, b| a.0.cmp(&b.0));
}

fn of_json(json: &str) -> Article<'static> {
    let mut articles = Conversion::new()
        .input_format(&format::JSON)
        .articles(Input::bytes("a.json", json.as_bytes()))
        .expect("JSON");
    articles.next().expect("one").expect("an article")
}

/// The fields that remember how the source was written.
const MEMORY: [&str; 2] = ["sourceStyle", "frontMatter"];

/// An article that has every field, and unknown keys.
const FULL: &str = r#"{"path":"2024-01-23-the-ferry.md","id":"7","slug":"the-ferry","category":"news","title":"The ferry",
    "excerpt":"It sails","publishedDateTime":"2024-01-23T12:00:00+01:00","updatedDateTime":"2024-01-24T00:00:00Z",
    "originalUrl":"https://example.org/o","webUrl":"/news/ferry","ampWebUrl":"https://example.org/amp",
    "cdnAmpWebUrl":"https://cdn.example.org","sourceUrl":"https://example.org/s","type":"article","layout":"post",
    "locale":"en-gb","license":"CC0","highlight":"Now","featuredContent":"<b>","quality":5,"heat":6,"published":false,
    "provider":{"name":"Harbour","authors":[{"name":"Ada North"},{"name":"Bo"}]},"topics":["news"],
    "tags":["ferry","night boat"],"aliases":["/old"],"translators":["Cy"],"images":[{"url":"a.png"}],
    "related":[{"title":"Boat"}],"secured":"a;b","body":"It sails.\n","weight":3}"#;

#[test]
fn every_field_comes_back_under_the_keys_of_each_generator() {
    let mut all: serde_json::Value = serde_json::from_str(FULL).expect("JSON");
    // Texts that the model got later need no line there.
    for field in Article::FIELDS.iter().filter(|field| field.kind == Kind::Text) {
        if all.get(field.name).is_none() && !MEMORY.contains(&field.name) {
            all[field.name] = "a text".into();
        }
    }
    let fields = Article::FIELDS.iter().filter(|field| all.get(field.name).is_none());
    assert_eq!(fields.map(|field| field.name).collect::<Vec<_>>(), MEMORY);
    let article = of_json(&all.to_string());
    for name in GENERATORS {
        let text = written(&article, name);
        assert_eq!(read(&text, "2024-01-23-the-ferry.md", name), article, "{name}:\n{text}");
    }
}

/// A usual article as each generator has it.
#[test]
fn each_generator_gets_its_own_keys_shapes_and_spellings() {
    let usual = r#"{"title":"The ferry","excerpt":"It sails","publishedDateTime":"2024-01-23T12:30:00+01:00",
        "updatedDateTime":"2024-01-24T00:00:00Z","webUrl":"/ferry/","published":false,
        "provider":{"authors":[{"name":"Ada North"}]},"topics":["news"],"tags":["ferry","boat"],
        "images":[{"url":"a.png"}],"body":"It sails.\n","weight":3}"#;
    let article = of_json(usual);
    let lists = "\ntopics:\n  - news\n\ntags:\n  - ferry\n  - boat\n";
    let tags = "\ntags:\n  - ferry\n  - boat\n";
    let images = "\nimages:\n  - url: \"a.png\"\n";
    let cases = [
        (
            "jekyll",
            format!(
                "---\ntitle: \"The ferry\"\nexcerpt: \"It sails\"\npublished: false\n{tags}\nauthor: Ada North\n\
                 date: 2024-01-23 12:30:00 +0100\nlast_modified_at: 2024-01-24\npermalink: /ferry/\n\n\
                 categories:\n  - news\nimage: a.png\nweight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "hugo",
            format!(
                "---\ntitle: \"The ferry\"\n{tags}{images}\nauthor: Ada North\ndescription: It sails\n\
                 date: 2024-01-23T12:30:00+01:00\nlastmod: 2024-01-24\nurl: /ferry/\ndraft: true\n\n\
                 categories:\n  - news\nweight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "zola",
            "+++\ntitle = \"The ferry\"\nauthors = [\"Ada North\"]\ndescription = \"It sails\"\n\
             date = 2024-01-23T12:30:00+01:00\nupdated = 2024-01-24\npath = \"/ferry/\"\ndraft = true\n\
             taxonomies = { categories = [\"news\"], tags = [\"ferry\", \"boat\"] }\nweight = 3\n\n\
             [[images]]\nurl = \"a.png\"\n+++\nIt sails.\n"
                .to_owned(),
        ),
        (
            "astro",
            format!(
                "---\ntitle: \"The ferry\"\nwebUrl: \"/ferry/\"\n{lists}\nauthor: Ada North\ndescription: It sails\n\
                 pubDate: 2024-01-23T12:30:00+01:00\nupdatedDate: 2024-01-24\ndraft: true\nheroImage: a.png\n\
                 weight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "docusaurus",
            format!(
                "---\ntitle: \"The ferry\"\nwebUrl: \"/ferry/\"\n{lists}\nauthors:\n  - name: Ada North\ndescription: It sails\n\
                 date: 2024-01-23T12:30:00+01:00\n\nlast_update:\n  date: 2024-01-24\ndraft: true\nimage: a.png\n\
                 weight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "eleventy",
            format!(
                "---\ntitle: \"The ferry\"\nupdatedDateTime: 2024-01-24T00:00:00Z\n{lists}{images}\n\
                 author: Ada North\ndescription: It sails\ndate: 2024-01-23T12:30:00+01:00\n\
                 permalink: /ferry/\ndraft: true\nweight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "obsidian",
            format!(
                "---\ntitle: \"The ferry\"\n\nprovider:\n  authors:\n    - name: Ada North\n{lists}\n\
                 description: It sails\ndate: 2024-01-23T12:30:00+01:00\nupdated: 2024-01-24\npermalink: /ferry/\n\
                 publish: false\nimage: a.png\nweight: 3\n---\nIt sails.\n"
            ),
        ),
        (
            "pelican",
            format!(
                "---\ntitle: \"The ferry\"\nwebUrl: \"/ferry/\"\n{lists}{images}\nauthors: Ada North\n\
                 summary: It sails\ndate: 2024-01-23 12:30:00 +0100\nmodified: 2024-01-24\nstatus: draft\n\
                 weight: 3\n---\nIt sails.\n"
            ),
        ),
    ];
    for (name, wanted) in cases {
        assert_eq!(written(&article, name), wanted, "{name}");
    }
}

#[test]
fn pelican_has_header_lines_where_they_can_say_all() {
    let text = r#"{"title":"The ferry","category":"news","publishedDateTime":"2024-01-23T12:30:00Z","published":true,
        "provider":{"authors":[{"name":"Ada North"},{"name":"Bo"}]},"tags":["ferry","night boat"],"body":"a: b\n","x":"y"}"#;
    let article = of_json(text);
    let wanted = "category: news\ntitle: The ferry\ntags: ferry, night boat\nauthors: Ada North, Bo\n\
                  date: 2024-01-23 12:30:00\nstatus: published\nx: y\n\na: b\n";
    assert_eq!(written(&article, "pelican"), wanted);
    assert_eq!(read(wanted, "a.md", "pelican").tags, article.tags);
    // A list within, or a number, needs YAML.
    let with = |tags: &str| of_json(&text.replace("\"ferry\",\"night boat\"", tags));
    assert!(written(&with("\"a; b\""), "pelican").starts_with("---\n"));
    for (tags, line) in [
        ("\"Washington, D.C.\"", "tags: Washington, D.C.;\n"),
        ("\"Washington, D.C.\",\"b\"", "tags: Washington, D.C.; b\n"),
    ] {
        let article = with(tags);
        let text = written(&article, "pelican");
        assert!(text.contains(line) && !text.starts_with("---"), "{text}");
        assert_eq!(read(&text, "a.md", "pelican").tags, article.tags);
    }
}

/// What a shape cannot say keeps its own name.
#[test]
fn what_has_no_shape_keeps_its_own_name() {
    for (name, json, lines) in [
        (
            "jekyll",
            r#"{"title":"a","webUrl":"https://example.org/a"}"#,
            "webUrl: \"https://example.org/a\"\n",
        ),
        (
            "zola",
            r#"{"title":"a","provider":{"authors":[{"name":"Ada","url":"https://a"}]}}"#,
            "[[provider.authors]]\nname = \"Ada\"\n",
        ),
        (
            "hugo",
            r#"{"title":"a","provider":{"authors":[{"name":"Ada","url":"https://a"}]}}"#,
            "author:\n  - name: Ada\n    url: https://a\n",
        ),
        ("jekyll", r#"{"title":"a","provider":{"authors":[]}}"#, "provider:\n  authors: []\n"),
        ("hugo", r#"{"title":"a","excerpt":"b","description":"c"}"#, "excerpt: \"b\"\n"),
        ("zola", r#"{"title":"a","excerpt":"b","x":null}"#, "description: b\nx: null\n"),
        (
            "jekyll",
            r#"{"title":"a","provider":{"authors":[{"name":"Ada, Bo"}]}}"#,
            "author:\n  - Ada, Bo\n",
        ),
    ] {
        let article = of_json(json);
        let text = written(&article, name);
        assert!(text.contains(lines), "{name}: {text}");
        let mut wanted = article.clone();
        wanted.path = Some("a.md".into());
        let back = read(&text, "a.md", name);
        wanted.slug.clone_from(&back.slug);
        assert_eq!(back, wanted, "{name}: {text}");
    }
}

/// A text that was a list of one is not split by a profile that splits texts.
#[test]
fn a_list_of_one_stays_one() {
    let text = "---\ntitle: a\ntopics: Transport, Islands\ntags: [a b, c]\n---\n";
    let mut articles =
        Conversion::new().articles(Input::bytes("a.md", text.as_bytes())).expect("it opens");
    let article = articles.next().expect("one").expect("an article");
    for (name, lines) in [
        ("jekyll", "\ntags: [a b, c]\n\ncategories:\n  - Transport, Islands\n"),
        ("pelican", "\ntopics:\n  - Transport, Islands\n\ntags: [a b, c]\n"),
        ("hugo", "categories:\n  - Transport, Islands\n"),
    ] {
        let written = written(&article, name);
        assert!(written.contains(lines), "{name}: {written}");
        let back = read(&written, "a.md", name);
        assert_eq!(
            (&back.topics, &back.tags),
            (&article.topics, &article.tags),
            "{name}: {written}"
        );
    }
    let edited = Article { topics: None, tags: article.topics.clone(), ..article.clone() };
    assert_eq!(read(&written(&edited, "pelican"), "a.md", "pelican").tags, article.topics);
}

/// Keys that the source had are kept if they are the generator's too.
#[test]
fn own_keys_of_the_generator_are_kept() {
    let text = "---\ntitle: The ferry\nlayout: post\n\nDate: 2024-1-23 12:00\ncategory: news\ntags: ferry boat\n\
                description: It sails\nthumbnail: a.png\n---\nIt sails.\n";
    let path = "2024-01-23-the-ferry.md";
    let through = |from: &str, to: &str| {
        let input = Input::bytes(path, text.as_bytes());
        let conversion = Conversion::new().mapping(profile(from)).input_format(&format::MARKDOWN);
        let article =
            conversion.articles(input).expect("it opens").next().expect("one").expect("an article");
        written(&article, to)
    };
    let jekyll = through("jekyll", "jekyll");
    for line in
        ["date: 2024-1-23 12:00", "tags: ferry boat", "description: It sails", "category: news"]
    {
        assert!(jekyll.contains(&format!("{line}\n")), "{line}: {jekyll}");
    }
    assert!(jekyll.contains("image: a.png\n"), "{jekyll}");
    let hugo = through("jekyll", "hugo");
    let wanted = "---\ncategory: news\ntitle: The ferry\nlayout: post\n\ntags:\n  - ferry\n  - boat\n\n\
                  description: It sails\nDate: 2024-1-23 12:00\nthumbnail: a.png\n---\nIt sails.\n";
    assert_eq!(hugo, wanted);
}

#[test]
fn front_matter_is_in_a_language_that_the_generator_reads() {
    let toml = Input::bytes("a.md", b"+++\ntitle = 'a'\n+++\n".as_slice());
    let article = Conversion::new()
        .articles(toml)
        .expect("it opens")
        .next()
        .expect("one")
        .expect("an article");
    assert_eq!(written(&article, "jekyll"), "---\ntitle: \"a\"\n---\n");
    assert_eq!(written(&article, "hugo"), "+++\ntitle = 'a'\n+++\n");
    let chosen = |name, language| {
        markdown(&article, Conversion::new().write_as(profile(name)).front_matter(language))
    };
    assert_eq!(chosen("hugo", FrontMatter::Json), "{\n  \"title\": \"a\"\n}\n");
    assert_eq!(chosen("eleventy", FrontMatter::Json), "---json\n{\n  \"title\": \"a\"\n}\n---\n");
    assert_eq!(chosen("zola", FrontMatter::Yaml), "---\ntitle: \"a\"\n---\n");
    let error = Conversion::new()
        .output_format(&format::MARKDOWN)
        .write_as(profile("jekyll"))
        .front_matter(FrontMatter::Toml)
        .write([article.clone()], Memory::default(), &mut |_| {})
        .expect_err("Jekyll reads YAML only");
    assert!(error.to_string().contains("reads front matter in yaml only"), "{error}");
}

/// Source text that was preserved is written if it is what the generator reads.
#[test]
fn source_text_is_kept_if_it_has_the_keys_of_the_generator() {
    let text = "---\n# a comment\ndate:   2024-01-23\ntitle: 'The ferry'\n---\nbody";
    let input = || Input::bytes("a.md", text.as_bytes());
    let conversion = Conversion::new().preserve(true);
    let article =
        conversion.articles(input()).expect("it opens").next().expect("one").expect("an article");
    assert_eq!(written(&article, "jekyll"), text);
    assert_eq!(written(&article, "hugo"), text);
    assert_eq!(written(&article, "zola"), text);
    let toml = markdown(
        &article,
        Conversion::new().write_as(profile("zola")).front_matter(FrontMatter::Toml),
    );
    assert_eq!(toml, "+++\ntitle = \"The ferry\"\ndate = 2024-01-23\n+++\nbody");
    let mut edited = article.clone();
    edited.title = Some("New".into());
    assert_eq!(written(&edited, "jekyll"), "---\ntitle: \"New\"\n\ndate: 2024-01-23\n---\nbody");
}

#[test]
fn a_mapping_of_ones_own_is_written() {
    let text = "based-on = \"hugo\"\n[write]\ntimes = \"no-zone\"\nfront-matter = \"toml\"\n[fields]\nquality = \"rank\"\n\
                publishedDateTime = \"when\"\n\"provider.name\" = \"paper\"\n\"images.title\" = \"alt\"\n";
    let ours = Mapping::from_toml("ours", text).expect("a mapping");
    let article = of_json(
        r#"{"title":"a","publishedDateTime":"2024-01-23T12:00:00Z","quality":5,"provider":{"name":"Harbour","domain":"h.example"},"published":true}"#,
    );
    let text = markdown(&article, Conversion::new().write_as(ours));
    assert_eq!(
        text,
        "+++\ntitle = \"a\"\npaper = \"Harbour\"\nwhen = 2024-01-23T12:00:00\nrank = 5\ndraft = false\n\n[provider]\ndomain = \"h.example\"\n+++"
    );
}

/// The Markdown that a profile makes of the Markdown file `text`.
fn rewritten(text: &str, name: &str) -> String {
    let conversion = Conversion::new().input_format(&format::MARKDOWN);
    let mut articles =
        conversion.articles(Input::bytes("a.md", text.as_bytes())).expect("it opens");
    written(&articles.next().expect("one").expect("an article"), name)
}

/// Keys that the generator does not read in another spelling or case are in its own, with the values of the source.
#[test]
fn keys_are_spelled_as_the_generator_reads_them() {
    let text = "---\nTitle: The ferry\nDate: 2024-1-23 12:00\nAuthors: [Ada North, Bo]\nDraft: true\n\
                last_mod: 2024-01-24\nHero: a.png\n---\nIt sails.\n";
    for name in GENERATORS {
        let written = rewritten(text, name);
        let found = |line: &str| written.lines().any(|other| other == line);
        if matches!(name, "hugo" | "pelican") {
            assert!(
                found("Title: The ferry") && found("Date: 2024-1-23 12:00"),
                "{name}: {written}"
            );
            continue;
        }
        let is_own = |c: char| c.is_ascii_uppercase();
        let keys = written.lines().filter_map(|line| line.split_once(':'));
        let mut keys = keys.map(|(key, _)| key).filter(|key| !key.starts_with([' ', '-']));
        // A key stays where no word of the profile is for its field: Obsidian knows no authors.
        assert!(
            keys.all(|key| !key.starts_with(is_own) || key == "Hero" || name == "obsidian"),
            "{name}: {written}"
        );
        // Eleventy has no word for it.
        assert_eq!(found("last_mod: 2024-01-24"), name == "eleventy", "{name}: {written}");
    }
    let jekyll = rewritten(text, "jekyll");
    for line in ["title: \"The ferry\"", "date: 2024-1-23 12:00", "published: false"] {
        assert!(jekyll.contains(&format!("{line}\n")), "{line}: {jekyll}");
    }
    assert!(jekyll.contains("\nauthors:\n  - Ada North\n"), "{jekyll}");
    assert!(rewritten("---\ndraft: true\n---\n", "hugo").contains("draft: true\n"));
}

/// Authors and images have the shapes that the generators document.
#[test]
fn authors_and_images_have_the_shapes_of_the_generator() {
    let one = r#"{"title":"a","provider":{"authors":[{"name":"Ada"}]},"images":[{"url":"a.png"}]}"#;
    let docusaurus = written(&of_json(one), "docusaurus");
    assert!(docusaurus.contains("authors:\n  - name: Ada\n"), "{docusaurus}");
    let two = one.replace(r#"{"url":"a.png"}"#, r#"{"url":"a.png"},{"url":"b.png"}"#);
    for (name, key) in [
        ("docusaurus", "image"),
        ("astro", "heroImage"),
        ("jekyll", "image"),
        ("obsidian", "image"),
    ] {
        let text = written(&of_json(one), name);
        assert!(text.contains(&format!("\n{key}: a.png\n")), "{name}: {text}");
        // Several are no text, so they keep their own name.
        let text = written(&of_json(&two), name);
        assert!(
            text.contains("\nimages:\n") && !text.contains(&format!("\n{key}:")),
            "{name}: {text}"
        );
    }
    // The names that a site has for its authors are kept.
    let own = rewritten("---\nauthors: slorber\n---\n", "docusaurus");
    assert!(own.contains("authors: slorber\n"), "{own}");
}

/// No two items of a feed have the same id, and they are read as they were.
#[test]
fn items_of_a_feed_have_ids_of_their_own() {
    let articles: Vec<_> = [
        r#"{"title":"a","webUrl":"https://a.org/1"}"#,
        r#"{"title":"b","webUrl":"https://a.org/1"}"#,
        r#"{"title":"c","webUrl":"https://a.org/1#2"}"#,
        r#"{"title":"d","id":"7","webUrl":"https://a.org/1"}"#,
        r#"{"title":"e","webUrl":"https://a.org/1"}"#,
        r#"{"title":"f","id":"7"}"#,
    ]
    .map(of_json)
    .into();
    for compact in [false, true] {
        let (memory, mut told) = (Memory::default(), Vec::new());
        let feed = Conversion::new().output_format(&format::JSON).write_as(profile("jsonfeed"));
        let feed = feed.compact(compact);
        let done = feed.write(articles.clone(), &memory, &mut |problem| told.push(problem));
        assert_eq!(done.expect("it is written").articles, 6);
        let bytes = memory.take();
        let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        let items = value["items"].as_array().expect("a list").iter();
        let ids: Vec<_> = items.map(|item| item["id"].as_str().expect("a text")).collect();
        let url = "https://a.org/1";
        let [second, third, fourth] = [2, 3, 4].map(|number| format!("{url}#{number}"));
        assert_eq!(ids, [url, &second, &format!("{second}#2"), "7", &third, "7"]);
        assert_ne!(third, fourth);
        let told: Vec<_> = told.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, ["another item of the feed has the id `7` too"]);
        let back = Conversion::new().articles(Input::bytes("a.json", bytes)).expect("it opens");
        let back: Vec<_> = back.collect::<Result<_, _>>().expect("articles");
        assert_eq!(back, articles);
    }
}

/// A JSON document of an article, alone among its kind.
fn json(article: &Article<'static>, conversion: Conversion, spec: &'static FormatSpec) -> Vec<u8> {
    let memory = Memory::default();
    let conversion = conversion.output_format(spec);
    let done = conversion.write([article.clone()], &memory, &mut |_| {});
    assert_eq!(done.expect("it is written").articles, 1);
    memory.take()
}

/// The one article of a JSON document, as a reader has it with no option.
fn read_json(bytes: &[u8], spec: &'static FormatSpec) -> Article<'static> {
    let input = Input::bytes("a.json", bytes.to_vec());
    let mut articles = Conversion::new().input_format(spec).articles(input).expect("it opens");
    let article = articles.next().expect("one");
    article.unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes)))
}

proptest! {
    #![proptest_config(share(4))]

    /// Whatever an article has, it is read as if it had newsconv's own keys.
    #[test]
    fn any_article_is_read_as_the_same(
        article in article(), more in prop::collection::vec(prop::option::of("[a-z, /.-]{0,12}"), 8), at in 0..GENERATORS.len(),
    ) {
        let name = GENERATORS[at];
        let mut article = article;
        let mut more = more.into_iter().map(|text| text.map(Into::into));
        let mut next = || more.next().flatten();
        (article.id, article.slug, article.layout, article.license) = (next(), next(), next(), next());
        article.aliases = next().map(|text| vec![text]);
        article.translators = next().map(|text| vec![text]);
        if let Some(key) = next() {
            article.extra.push((key, newsconv::Value::Null));
            article.extra.sort_by(|a, b| a.0.cmp(&b.0));
            article.extra.dedup_by(|a, b| a.0 == b.0);
        }
        let text = written(&article, name);
        let plain = markdown(&article, Conversion::new());
        prop_assert_eq!(read(&text, "a.md", name), read(&plain, "a.md", name), "{}\n{}", name, text);
    }

    /// Whatever an article has, it is read from a feed and from a page as from newsconv's own JSON.
    #[test]
    fn any_article_is_read_as_the_same_from_feeds_and_pages(article in article(), id in prop::option::of("[a-z/:]{0,8}")) {
        let mut article = article;
        article.id = id.map(Into::into);
        let plain = read_json(&json(&article, Conversion::new(), &format::JSON), &format::JSON);
        for (name, spec) in [("jsonfeed", &format::JSON), ("schema-org", &format::JSON), ("schema-org", &format::NDJSON)] {
            let bytes = json(&article, Conversion::new().write_as(profile(name)), spec);
            prop_assert_eq!(&read_json(&bytes, spec), &plain, "{}: {}", name, String::from_utf8_lossy(&bytes));
        }
    }
}
