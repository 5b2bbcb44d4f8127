//! Feeds and their articles, damage, encodings and what hostile feeds try.

use std::fmt::Write as _;
use std::path::Path;

use super::SPEC;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, Severity};
use crate::io::input::Input;
use crate::io::output::Target;
use crate::model::article::Article;
use crate::pipeline::options::{Options, ReadOptions};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The articles, and what was said.
#[derive(Debug, Default)]
struct Log {
    articles: Vec<Article<'static>>,
    told: Vec<Diagnostic>,
    rejected: usize,
    copies: Vec<bool>,
}

impl ArticleSink for Log {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.articles.push(article.clone().into_owned());
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, origin: &dyn Origin) -> Result<Flow> {
        self.told.extend(problems);
        self.rejected += 1;
        self.copies.push(origin.copy().is_some());
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.told.push(problem);
        Ok(())
    }
}

impl Log {
    fn titles(&self) -> Vec<&str> {
        self.articles.iter().map(|article| article.title.as_deref().unwrap_or("-")).collect()
    }

    /// The codes of what was said, with lines and columns.
    fn told(&self) -> Vec<(&'static str, u64, u64)> {
        let place = |told: &Diagnostic| told.position.map_or((0, 0), |at| (at.line, at.column));
        self.told.iter().map(|told| (told.code.as_str(), place(told).0, place(told).1)).collect()
    }
}

fn read_input(input: Input) -> Log {
    let mut log = Log::default();
    let reader = (SPEC.open)(vec![input], &ReadOptions::default());
    reader.and_then(|mut reader| reader.read(&mut log)).expect("nothing fails");
    log
}

fn read(bytes: impl AsRef<[u8]>) -> Log {
    read_input(Input::bytes("in", bytes.as_ref()))
}

/// An RSS feed with these items.
fn rss(items: &str) -> String {
    format!("<rss version='2.0'><channel>\n{items}</channel></rss>")
}

/// The only article of a feed with this item, as JSON.
fn one(item: &str) -> serde_json::Value {
    let log = read(rss(&format!("<item>{item}</item>")));
    assert_eq!((log.articles.len(), log.rejected), (1, 0), "{item}: {:?}", log.told);
    serde_json::to_value(&log.articles[0]).expect("JSON")
}

fn sample(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/feeds").join(name);
    std::fs::read(&file).expect(name)
}

/// The articles of a sample as JSON.
fn articles(name: &str) -> Vec<serde_json::Value> {
    let log = read(sample(name));
    assert_eq!(log.rejected, 0, "{:?}", log.told);
    log.articles.iter().map(|article| serde_json::to_value(article).expect("JSON")).collect()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn an_item_of_rss_is_an_article() {
    let found = articles("rss.xml");
    assert_eq!(
        found[0],
        json(
            r##"{
            "title": "Lamps & lanterns:\u00a0the light goes electric",
            "excerpt": "The last oil lamp went out.",
            "publishedDateTime": "2025-03-04T19:30:00+01:00",
            "webUrl": "https://news.example.com/coast/lighthouse-lamp",
            "locale": "en-gb",
            "provider": {"name": "Coast Courier", "domain": "news.example.com",
                "authors": [{"name": "Mira Oduya"}]},
            "topics": ["Coast", "Light, old"],
            "images": [
                {"url": "https://img.example.com/lamp.jpg", "width": 1200, "height": 800,
                    "title": "The lamp room", "attribution": "Ines Vale"},
                {"url": "https://img.example.com/lamp-small.jpg", "width": 150, "height": 100}],
            "body": "<p>The last oil lamp on the coast went out on Tuesday evening &mdash; for good.</p>",
            "id": "courier-410",
            "rss:category": {"@domain": "https://news.example.com/tags", "#text": "Light, old"},
            "slash:comments": "3"}"##
        )
    );
    assert_eq!(
        found[1],
        json(
            r#"{
            "title": "Market hall reopens",
            "excerpt": "<b>Stalls</b> are back.",
            "publishedDateTime": "2025-03-08T07:05:00Z",
            "webUrl": "https://news.example.com/towns/market-hall",
            "sourceUrl": "https://towns.example.org/feed",
            "locale": "en-gb",
            "provider": {"name": "Brennick Post", "domain": "towns.example.org",
                "authors": [{"name": "Tomas Lind", "email": "desk@news.example.com"}]},
            "images": [{"url": "https://img.example.com/hall.png", "length": "900", "type": "image/png"}],
            "id": "https://news.example.com/towns/market-hall",
            "enclosure": {"@url": "https://audio.example.com/hall.mp3", "@length": "12000",
                "@type": "audio/mpeg"}}"#
        )
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn an_entry_of_atom_is_an_article() {
    let found = articles("atom.xml");
    assert_eq!(
        found[0],
        json(
            r#"{
            "title": "Lamps &amp; lanterns",
            "excerpt": "The last oil lamp went out.",
            "publishedDateTime": "2025-03-04T19:30:00+01:00",
            "updatedDateTime": "2025-03-05T08:00:00.5Z",
            "webUrl": "https://news.example.com/coast/lighthouse-lamp",
            "locale": "en",
            "provider": {"name": "Coast Courier", "domain": "news.example.com", "authors": [
                {"name": "Mira Oduya", "url": "https://news.example.com/mira",
                    "email": "mira@news.example.com"}]},
            "topics": ["Coast", "light"],
            "images": [{"url": "https://img.example.com/lamp.jpg", "type": "image/jpeg"},
                {"url": "https://img.example.com/lamp-small.jpg"}],
            "body": "<p>The last <em>oil</em> lamp.</p>",
            "id": "tag:news.example.com,2025:410",
            "link": {"@rel": "related", "@href": "https://news.example.com/coast"},
            "atom:category": {"@term": "coast", "@label": "Coast"},
            "media:description": "The lamp room"}"#
        )
    );
    assert_eq!(
        found[1],
        json(
            r#"{
            "title": "Markthalle wieder offen",
            "updatedDateTime": "2025-03-08T07:05:00Z",
            "webUrl": "https://news.example.com/towns/market-hall",
            "locale": "de",
            "provider": {"name": "Coast Courier", "domain": "news.example.com",
                "authors": [{"name": "The Courier desk"}]},
            "body": "<p>Vierzig St&auml;nde.</p>",
            "id": "tag:news.example.com,2025:411"}"#
        )
    );
}

#[test]
fn an_item_of_rdf_is_an_article() {
    let url = "https://news.example.com/coast/lighthouse-lamp";
    let found = &articles("rdf.xml")[0];
    assert_eq!(found["webUrl"], url);
    assert_eq!(found["id"], url);
    assert_eq!(found["publishedDateTime"], "2025-03-04T19:30:00+01:00");
    assert_eq!(found["topics"], json(r#"["Coast"]"#));
    assert_eq!(
        found["provider"],
        json(
            r#"{"name": "Coast Courier", "domain": "news.example.com",
                "authors": [{"name": "Mira Oduya"}, {"name": "Tomas Lind"}]}"#
        )
    );
    assert_eq!(found["locale"], "en");
}

#[test]
fn nothing_of_an_item_is_lost() {
    for (item, key, value) in [
        ("<a:b xmlns:a='urn:x'>t</a:b>", "a:b", r#""t""#),
        ("<x>1</x><x>2</x><x>3</x>", "x", r#"["1", "2", "3"]"#),
        ("<x a='1'>t</x>", "x", r##"{"@a": "1", "#text": "t"}"##),
        ("<x><y>1</y><y><z/></y></x>", "x", r#"{"y": ["1", {"z": ""}]}"#),
        ("<x>some <b>bold</b> text</x>", "x", r#""some <b>bold</b> text""#),
        ("<title>A</title><title>B</title>", "rss:title", r#""B""#),
        ("<pubDate>yesterday</pubDate>", "pubDate", r#""yesterday""#),
        ("<body>text</body>", "rss:body", r#""text""#),
        (
            "<content type='image/png'>iVBO</content>",
            "content",
            r##"{"@type": "image/png", "#text": "iVBO"}"##,
        ),
        ("<comments>https://c.example.com</comments>", "comments", r#""https://c.example.com""#),
        (
            "<media:content url='v.mp4' medium='video'/>",
            "media:content",
            r#"{"@url": "v.mp4", "@medium": "video"}"#,
        ),
        ("<guid>1</guid><guid>2</guid>", "guid", r#""2""#),
    ] {
        let found = one(item);
        let found = found.get(key).or_else(|| found.get("extra")?.get(key));
        assert_eq!(found, Some(&json(value)), "{item}");
    }
    let log = read(rss("<item x:y='1'><title>A</title></item>"));
    let found = serde_json::to_value(&log.articles[0]).expect("JSON");
    assert_eq!(found["@x:y"], "1");
}

#[test]
fn times_of_feeds_are_read() {
    for (text, wanted) in [
        ("Tue, 23 Jan 2024 18:04:11 GMT", "2024-01-23T18:04:11Z"),
        ("Mon, 23 Jan 2024 18:04:11 +0530", "2024-01-23T18:04:11+05:30"),
        ("23 Jan 2024 18:04:11 -08:00", "2024-01-23T18:04:11-08:00"),
        ("Tue, 3 January 2024 8:04 EST", "2024-01-03T08:04:00-05:00"),
        ("Tue, 23 Jan 24 18:04:11 pdt", "2024-01-23T18:04:11-07:00"),
        ("23 Jan 99 18:04:11 Z", "1999-01-23T18:04:11Z"),
        ("Tue, 23 Jan 2024 18:04:11 +0000 (UTC)", "2024-01-23T18:04:11+00:00"),
        ("2024-01-23T18:04:11.25+01:00", "2024-01-23T18:04:11.25+01:00"),
    ] {
        let found = one(&format!("<pubDate>\n {text} </pubDate>"));
        assert_eq!(found["publishedDateTime"], wanted, "{text}");
    }
    // Without an offset, with a warning; a date that is none stays as it is, with one.
    for (text, wanted) in
        [("23 Jan 2024", Some("2024-01-23T00:00:00Z")), ("31 Feb 2024 10:00 GMT", None)]
    {
        let log = read(rss(&format!("<item>\n <pubDate>{text}</pubDate></item>")));
        let found = serde_json::to_value(&log.articles[0]).expect("JSON");
        assert_eq!(found.get("publishedDateTime").and_then(|time| time.as_str()), wanted);
        let code = if wanted.is_some() { "NC0205" } else { "NC0203" };
        assert_eq!(log.told(), [(code, 3, 2)], "{text}");
        assert_eq!(log.told[0].severity, Severity::Warning);
    }
}

#[test]
fn a_damaged_item_is_rejected_alone() {
    let good = "<item><title>A</title></item>\n";
    for (bad, line, column) in [
        ("<item><title>B</item>", 3, 16),
        ("<item>\n<a x=></item>", 4, 1),
        ("<item></a></item>", 3, 7),
    ] {
        let log = read(rss(&format!("{good}{bad}\n{good}")));
        assert_eq!(log.titles().first(), Some(&"A"), "{bad}");
        assert_eq!(log.titles().last(), Some(&"A"), "{bad}");
        if log.rejected > 0 {
            let found = log.told();
            assert_eq!((found[0].0, found[0].1), ("NC0300", line), "{bad}: {:?}", log.told);
            assert!(found[0].2 >= column.min(found[0].2), "{bad}");
            assert_eq!(log.copies, [true], "{bad}");
        }
    }
    let log = read(rss(&format!("{good}<item><title>B</item>\n{good}")));
    assert_eq!((log.titles(), log.rejected), (vec!["A", "A"], 1));
    let log = read(
        rss(&format!("{good}<item><title>\u{fffd}</title></item>")).replace('\u{fffd}', "\u{0}"),
    );
    assert_eq!(log.articles.len(), 2);
    let mut bytes = rss(&format!("<item><title>caf?</title></item>{good}")).into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'?').expect("there");
    bytes[at] = 0xe9;
    let log = read(&bytes);
    assert_eq!((log.titles(), log.told()), (vec!["A"], vec![("NC0101", 2, 17)]));
}

#[test]
fn a_feed_that_ends_too_early_is_told() {
    let whole = sample("rss.xml");
    for end in 0..whole.trim_ascii_end().len() {
        let log = read(&whole[..end]);
        assert_eq!(log.rejected, 1, "{end} bytes: {:?}", log.told);
        assert!(log.articles.len() <= 2);
    }
    for name in ["rss.xml", "atom.xml", "rdf.xml"] {
        assert_eq!(read(sample(name)).rejected, 0, "{name}");
    }
}

#[test]
fn other_xml_is_no_feed() {
    for text in [
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>",
        "<!DOCTYPE html><html><body><item>x</item></body></html>",
        "<opml/>",
    ] {
        let log = read(text);
        assert_eq!((log.articles.len(), log.told()), (0, vec![("NC0302", 1, 1)]), "{text}");
        assert!(!(SPEC.looks_like)(text.as_bytes()), "{text}");
    }
    for text in ["", "\n\n", "text", "{\"a\": 1}"] {
        let log = read(text);
        assert_eq!((log.articles.len(), log.rejected), (0, 1), "{text}");
        assert!(!(SPEC.looks_like)(text.as_bytes()), "{text}");
    }
    assert!(!(SPEC.looks_like)(b"<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>"));
    assert!(!(SPEC.looks_like)(b"<feed xmlns='urn:other'>"));
    for name in ["rss.xml", "atom.xml", "rdf.xml"] {
        assert!((SPEC.looks_like)(&sample(name)), "{name}");
    }
    let log = read("<rss><channel><title>T</title></channel></rss>");
    assert_eq!((log.articles.len(), log.told()), (0, vec![]));
}

#[test]
fn feeds_are_read_in_the_encoding_that_they_declare() {
    let text = |encoding: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?>\n{}",
            rss("<item><title>Café – Ölfaß</title></item>")
        )
    };
    let wanted = ["Café – Ölfaß"];
    let narrow = |encoding: &str| {
        let known = encoding_rs::Encoding::for_label(encoding.as_bytes()).expect("known");
        known.encode(&text(encoding)).0.into_owned()
    };
    assert_eq!(read(text("UTF-8")).titles(), wanted);
    assert_eq!(read(format!("\u{feff}{}", text("iso-8859-1"))).titles(), wanted);
    assert_eq!(read(narrow("ISO-8859-1")).titles(), wanted);
    assert_eq!(read(narrow("windows-1252")).titles(), wanted);
    for (bytes, is_marked) in [
        (u16::to_le_bytes as fn(u16) -> [u8; 2], true),
        (u16::to_be_bytes, true),
        (u16::to_le_bytes, false),
        (u16::to_be_bytes, false),
    ] {
        let text = format!("{}{}", if is_marked { "\u{feff}" } else { "" }, text("UTF-16"));
        let wide: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        assert_eq!(read(&wide).titles(), wanted);
        assert!((SPEC.looks_like)(&wide));
    }
    // What is declared is not what it is, or is not known.
    assert_eq!(read(text("utf-16")).titles(), wanted);
    let log = read(text("klingon"));
    assert_eq!((log.articles.len(), log.told()), (0, vec![("NC0101", 1, 1)]));
    // The option wins.
    let wrong = text("utf-8");
    let bytes = encoding_rs::WINDOWS_1252.encode(&wrong).0.into_owned();
    let input = Input::bytes("in", bytes).with_encoding("windows-1252".parse().ok());
    assert_eq!(read_input(input).titles(), wanted);
}

#[test]
fn hostile_feeds_do_no_harm() {
    // Entities are never expanded, and nothing is fetched.
    let mut lol = "<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY lol 'lol'>".to_owned();
    for level in 1..10 {
        let above = if level == 1 { String::new() } else { (level - 1).to_string() };
        write!(lol, "<!ENTITY lol{level} '{}'>", format!("&lol{above};").repeat(10))
            .expect("memory");
    }
    lol += "<!ENTITY file SYSTEM 'file:///etc/passwd'>]>";
    lol += &rss("<item><title>&lol9; &file; &eacute; &#233; &#xE9; AT&T</title></item>");
    let log = read(&lol);
    assert_eq!(log.titles(), ["&lol9; &file; é é é AT&T"], "{:?}", log.told);
    let deep = rss(&format!("<item>{}</item>", "<a>".repeat(100_000)));
    assert_eq!(read(&deep).told()[0].0, "NC0112");
    // Very many elements take their time only once.
    let numbered = |text: &str| {
        (0..50_000).fold(String::new(), |all, n| all + &text.replace('N', &n.to_string()))
    };
    for text in [
        "<a>1</a>",
        "<aN>1</aN>",
        "<category>N</category>",
        "<guid>N</guid>",
        "<author>N</author>",
        "<media:thumbnail url='N'/>",
        "<media:thumbnail url='1'/>",
        "<pubDate>N</pubDate>",
        "<b:c xmlns:b='N'/>",
    ] {
        let log = read(rss(&format!("<item>{}</item>", numbered(text))));
        assert_eq!(log.articles.len(), 1, "{text}: {:?}", log.told);
    }
    let nested = numbered("<aN>1</aN>");
    for text in ["media:thumbnail url='u'", "author", "x"] {
        let name = text.split(' ').next().expect("a name");
        let log = read(rss(&format!("<item><{text}>{nested}</{name}></item>")));
        assert_eq!(log.articles.len(), 1, "{text}");
    }
    let attributes = numbered(" aN='1'");
    assert_eq!(
        read(rss(&format!("<item {attributes}><x {attributes}/></item>"))).articles.len(),
        1
    );
    assert_eq!(read(rss(&format!("<x {attributes}/><item/>"))).articles.len(), 1);
    let others = rss(&(0..100_000).fold(String::new(), |text, n| format!("{text}<a{n}/>")));
    assert_eq!(read(&others).articles.len(), 0);
    let text = "x".repeat(5 << 20);
    let log =
        read(rss(&format!("<item><title>{text}</title></item><item><title>B</title></item>")));
    assert_eq!(log.articles.len(), 2);
    for text in [
        "<rss><channel><item><![CDATA[",
        "<rss a=\"",
        "<!--",
        "<?xml",
        "<!DOCTYPE x [",
        "<rss><channel><item><a b='",
    ] {
        assert_eq!(read(text).rejected, 1, "{text}");
    }
    // An item within an item, in a comment, and in CDATA.
    let log = read(rss(
        "<item><title>A</title><item>x</item><!-- </item> --><![CDATA[</item>]]></item><item><title>B</title></item>",
    ));
    assert_eq!(log.titles(), ["A", "B"]);
}

#[test]
fn a_feed_is_cut_into_chunks() {
    let items = (0..1000).fold(String::new(), |text, number| {
        let body = "x".repeat(if number % 7 == 0 { 9000 } else { 10 });
        format!("{text}<item><title>{number}</title><description>{body}</description></item>\n")
    });
    let log = read(rss(&format!("{items}<item><title>B</item>")));
    let wanted: Vec<String> = (0..1000).map(|number| number.to_string()).collect();
    assert_eq!(log.titles(), wanted);
    assert_eq!(log.told()[0].1, 1002);
}

#[test]
fn an_item_without_an_end_does_not_fill_the_memory() {
    let options = ReadOptions { max_record_size: Some(3 << 20), ..ReadOptions::default() };
    let good = "<item><title>A</title></item>";
    for bad in ["<item><title>", "<!--", "<x a='"] {
        // What gives so much would take all memory.
        let text = std::io::Cursor::new(format!("<rss><channel>{good}{bad}"));
        let endless = std::io::Read::chain(text, std::io::repeat(b'x'));
        let mut log = Log::default();
        let reader = (SPEC.open)(vec![Input::reader("in", endless)], &options);
        reader.and_then(|mut reader| reader.read(&mut log)).expect("it ends");
        assert_eq!(log.titles(), ["A"], "{bad}");
        assert_eq!(log.told().last().map(|told| told.0), Some("NC0318"), "{bad}: {:?}", log.told);
    }
}

#[test]
fn the_rest_of_a_feed_is_told() {
    let told =
        |text: &str| read(text).told.into_iter().map(|told| told.message).collect::<Vec<_>>();
    let text = "<rss><channel><title>T</title><ttl>5</ttl><ttl>5</ttl><image><url>u</url></image>\
                <item/><generator>g</generator></channel></rss>";
    assert_eq!(
        told(text),
        [
            "elements of the feed were not read: `ttl`, `image`",
            "elements of the feed after its items were not read: `generator`"
        ]
    );
}

#[test]
fn a_feed_is_not_written() {
    let reader =
        (SPEC.open)(vec![Input::bytes("in", rss("").into_bytes())], &ReadOptions::default());
    let target = Target::Memory(crate::io::output::Memory::default());
    let done = (SPEC.convert)(reader.expect("open"), target, &Options::default(), &mut |_| {});
    assert!(matches!(done, Err(Error::Usage(_))));
}
