//! JSON of other programs: the kinds of documents, encodings, and where the records are.

use super::{NDJSON_SPEC, SPEC};
use crate::diagnostic::error::Result;
use crate::diagnostic::{Diagnostic, Speaker};
use crate::io::input::Input;
use crate::model::article::Article;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The titles of the articles, and what was said: the code and the line.
#[derive(Debug, Default, PartialEq)]
struct Log {
    titles: Vec<String>,
    told: Vec<(&'static str, u64)>,
    messages: Vec<String>,
}

impl Log {
    fn tell(&mut self, problem: &Diagnostic) {
        self.told.push((problem.code.as_str(), problem.position.map_or(0, |place| place.line)));
        self.messages.push(problem.spelled(Speaker::Program));
    }
}

impl ArticleSink for Log {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        self.titles.push(article.title.as_deref().unwrap_or("-").to_owned());
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        for problem in &problems {
            self.tell(problem);
        }
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        self.tell(&problem);
        Ok(())
    }
}

fn read_with(spec: &FormatSpec, text: &[u8], options: &ReadOptions) -> Log {
    let mut log = Log::default();
    let reader = (spec.open)(vec![Input::bytes("in", text)], options);
    reader.and_then(|mut reader| reader.read(&mut log)).expect("nothing fails");
    log
}

fn read(spec: &FormatSpec, text: impl AsRef<[u8]>) -> Log {
    read_with(spec, text.as_ref(), &ReadOptions::default())
}

/// What is read at the path `records`.
fn at(spec: &FormatSpec, text: &str, records: &str) -> Log {
    let options = ReadOptions { records: Some(records.to_owned()), ..ReadOptions::default() };
    read_with(spec, text.as_bytes(), &options)
}

#[test]
fn each_kind_is_read_as_what_it_is() {
    let note = ("NC0315", 1);
    for (spec, text, titles, told) in [
        (&SPEC, "{\"title\":\"A\"}\n{\"title\":\"B\"}\n", &["A", "B"][..], &[note][..]),
        (&SPEC, "\u{feff}\n{\"title\":\"}{\\\"\"}\r\n\n{\"title\":\"B\"}", &["}{\"", "B"], &[note]),
        (
            &SPEC,
            "{\"title\":\"A\",\"title\":\"A\"}\n{\"title\":\"B\"}\n",
            &["B"],
            &[note, ("NC0107", 1)],
        ),
        (&NDJSON_SPEC, "[\n{\"title\":\"A\"},\n{\"title\":\"B\"}\n]\n", &["A", "B"], &[note]),
        (&NDJSON_SPEC, "[1]\n{\"title\":\"B\"}\n", &["B"], &[("NC0302", 1)]),
        (&SPEC, "{\n\"title\":\"A\"\n}\n{\n\"title\":\"B\"\n}\n", &[], &[("NC0301", 4)]),
        (
            &NDJSON_SPEC,
            "{\"title\":\"A\"}\n\u{feff}{\"title\":\"B\"}\n",
            &["A", "B"],
            &[("NC0311", 2)],
        ),
    ] {
        let log = read(spec, text);
        assert_eq!(
            (&log.titles[..], &log.told[..]),
            (&titles.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>()[..], told),
            "{text}"
        );
    }
    let long =
        format!("{{\"title\":\"A\",\"body\":\"{}\"}}\n{{\"title\":\"B\"}}\n", "x".repeat(9 << 20));
    assert_eq!(read(&SPEC, long).titles, ["A", "B"]);
}

#[test]
fn lines_are_known_by_their_beginning() {
    let known = |head: &str| (NDJSON_SPEC.looks_like)(head.as_bytes());
    for head in [
        "\n\n{\"a\":1}\n{\"b\":2}",
        "{\"a\":1,\"a\":2}\n{\"b\"",
        "{\"a\":tru\n{\"b\":2}\n",
        "{\"a\":1}\r\n\r\n{",
    ] {
        assert!(known(head), "{head:?}");
    }
    for head in [
        "{\n\"a\":1\n}",
        "{\"a\":\n{\"b\":1}\n}",
        "[{\"a\":1}\n{\"b\":2}",
        "{\"a\":1}\n",
        "{\"a\":1}\n[1]",
    ] {
        assert!(!known(head), "{head:?}");
    }
}

#[test]
fn records_are_found_or_asked_for() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Site", "items": [
        {"title": "A", "url": "u"}, {"title": "B", "url": "v"}]}"#;
    let log = read(&SPEC, feed);
    assert_eq!(log.titles, ["A", "B"]);
    assert_eq!(log.told, []);

    let deep = r#"{"response": {"total": 1, "results": [{"title": "A", "webUrl": "u"}]}}"#;
    let log = read(&SPEC, deep);
    assert!(log.titles.is_empty());
    assert!(
        log.messages[0]
            .ends_with("may be at `response.results`; --records response.results reads them")
    );
    let log = at(&SPEC, deep, "response.results");
    assert_eq!((log.titles, log.told), (vec!["A".to_owned()], vec![("NC0306", 1)]));

    // A page of an API on each line.
    let pages = format!("{0}\n{0}\n", deep.replace("\"A\"", "\"B\""));
    let log = read(&NDJSON_SPEC, &pages);
    assert_eq!((log.titles.len(), log.told), (0, vec![("NC0314", 1), ("NC0314", 2)]));
    let log = at(&NDJSON_SPEC, &pages, "response.results");
    assert_eq!((log.titles, log.told), (vec!["B".to_owned(); 2], vec![("NC0306", 1)]));
    let log = at(&SPEC, &format!("[{deep},{deep}]"), "response.results");
    assert_eq!(log.titles, ["A", "A"]);
    let log = at(&SPEC, deep, "response.items");
    assert_eq!(log.told, [("NC0314", 1)]);

    let keyed = at(&SPEC, r#"{"a1": {"title": "A"}, "a2": {"title": "B"}}"#, ".");
    assert_eq!(keyed.titles, ["A", "B"]);
}

#[test]
fn pages_with_a_signature_are_read_without_a_path() {
    let item = |title: &str| {
        format!(
            r#"{{"webTitle": "{title}", "webUrl": "u", "webPublicationDate": "d", "title": "{title}"}}"#
        )
    };
    let page = |title: &str| {
        format!(r#"{{"response": {{"total": 1, "results": [{}, {}]}}}}"#, item(title), item("Z"))
    };
    let (a, b) = (page("A"), page("B"));
    for (spec, text, titles, told) in [
        (&SPEC, a.clone(), &["A", "Z"][..], &[("NC0306", 1)][..]),
        (&NDJSON_SPEC, format!("{a}\n{b}\n"), &["A", "Z", "B", "Z"], &[("NC0306", 1)]),
        (&SPEC, format!("[{a},\n{b}]"), &["A", "Z", "B", "Z"], &[("NC0306", 1)]),
        // What is no page is a record of its own.
        (&NDJSON_SPEC, format!("{a}\n{{\"title\":\"C\"}}\n"), &["A", "Z", "C"], &[("NC0306", 1)]),
    ] {
        let log = read(spec, &text);
        assert_eq!(
            (log.titles, &log.told[..]),
            (titles.iter().map(|t| (*t).to_owned()).collect(), told)
        );
    }
    // A named path is followed instead.
    assert_eq!(at(&SPEC, &a, "response").titles, ["-"]);
}

#[test]
fn a_json_feed_says_some_things_once_for_all_items() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Site", "language": "en",
        "home_page_url": "https://site.example.com:80/x", "hubs": [], "feed_url": "f",
        "authors": [{"name": "Desk", "url": "d", "avatar": "a"}],
        "items": [{"title": "A"}, {"title": "B", "language": "de", "authors": [{"name": "Own"}],
        "provider": {"name": "Other"}}]}"#;
    let pages = feed.replace('\n', " ");
    for (spec, text) in [(&SPEC, feed.to_owned()), (&NDJSON_SPEC, format!("{pages}\n{pages}\n"))] {
        let mut found: Vec<Article<'static>> = Vec::new();
        let reader =
            (spec.open)(vec![Input::bytes("in", text.into_bytes())], &ReadOptions::default());
        reader.and_then(|mut reader| reader.read(&mut found)).expect("articles");
        let wanted = r#"{"title":"A","locale":"en","provider":{"name":"Site","domain":"site.example.com","authors":[{"name":"Desk","url":"d","avatar":"a"}]}}"#;
        assert_eq!(serde_json::to_string(&found[0]).expect("JSON"), wanted);
        let wanted = r#"{"title":"B","provider":{"name":"Other"},"language":"de","authors":[{"name":"Own"}]}"#;
        assert_eq!(serde_json::to_string(&found[1]).expect("JSON"), wanted);
    }
    let log = read(&SPEC, feed);
    assert!(log.messages[0].ends_with("next to `items` were not read: `hubs`, `feed_url`"));
}

#[test]
fn nodes_of_schema_org_that_are_no_articles_are_passed_over() {
    let article = r#"{"@type": "NewsArticle", "headline": "A", "title": "A"}"#;
    let person = r#"{"@type": "Person", "name": "x"}"#;
    let log = read(&SPEC, format!("[{person},{article},\n{person}]"));
    assert_eq!((log.titles, log.told), (vec!["A".to_owned()], vec![("NC0306", 1), ("NC0306", 2)]));
    let log = read(&NDJSON_SPEC, format!("{person}\n{article}\n"));
    assert_eq!((log.titles, log.told), (vec!["A".to_owned()], vec![("NC0306", 1)]));
    let log =
        read(&SPEC, format!(r#"{{"@context": "c", "@graph": [{person},{article},{person}]}}"#));
    assert_eq!((log.titles, log.told), (vec!["A".to_owned()], vec![("NC0306", 1)]));
    assert!(log.messages[0].ends_with("2 nodes of other types were not read: `Person`"));
    // An article of newsconv with a key of that name is one.
    let own = r#"{"title": "B", "@type": "Person"}"#;
    assert_eq!(read(&SPEC, format!("[{article},{own}]")).titles, ["A", "B"]);
}

#[test]
fn a_list_without_any_article_is_rejected() {
    let log = read(&SPEC, "[\n{\"a\":1},{\"b\":1}]");
    assert_eq!((log.titles.len(), log.told), (0, vec![("NC0314", 2)]));
    assert!(log.messages[0].ends_with("a date or a body; --records . reads each as one"));
    assert_eq!(at(&SPEC, "[{\"a\":1},{\"b\":1}]", ".").titles, ["-", "-"]);
    let log = read(&SPEC, r#"[{"id": 1, "attributes": {"title": "A", "slug": "s"}}]"#);
    assert!(log.messages[0].ends_with("`attributes` in each; --records attributes reads them"));
    assert_eq!(at(&SPEC, r#"[{"attributes": {"title": "A"}}]"#, "attributes").titles, ["A"]);
}

#[test]
fn a_source_without_any_field_is_warned_of_once() {
    for (spec, text, line) in [
        (&SPEC, "[{\"headline\":1,\"url\":1},\n{\"b\":1}]", 1),
        (&NDJSON_SPEC, "\n{\"published_date_time\":1}\n{\"b\":1}\n", 2),
        (
            &SPEC,
            "{\"headline\":\"A\",\"datePublished\":\"x\",\"author\":[{\"name\":\"x\",\"url\":\"y\"}]}",
            1,
        ),
    ] {
        let log = read(spec, text);
        assert_eq!(log.told, [("NC0307", line)], "{text}");
        assert!(log.titles.iter().all(|title| title == "-"));
    }
    let log = read(&NDJSON_SPEC, "{\"a\":1}\n{\"title\":\"A\"}\n");
    assert_eq!(log.told, []);
    // In another case they are the fields.
    let log = read(&NDJSON_SPEC, "{\"Title\":\"A\",\"x\":1}\n");
    assert_eq!((log.titles, log.told), (vec!["A".to_owned()], vec![("NC0308", 1)]));
}

#[test]
fn other_encodings_are_named() {
    let text = "\u{feff}{\"title\":\"A\"}\n{\"title\":\"B\"}\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for spec in [&SPEC, &NDJSON_SPEC] {
        for bytes in [&utf16[..], &utf16[2..]] {
            let log = read(spec, bytes);
            assert_eq!(log.told, [("NC0101", 1)]);
            assert!(log.messages[0].contains("the text is UTF-16"), "{}", log.messages[0]);
        }
    }
    let log = read(&NDJSON_SPEC, b"{\"title\":\"caf\xe9\"}\n{\"title\":\"B\"}\n");
    assert!(log.messages[0].contains("in Windows-1252 it is `é`"), "{}", log.messages[0]);
    assert_eq!(log.titles, ["B"]);
    let input = Input::bytes("in", &utf16[..]).with_encoding("utf-16".parse().ok());
    let mut log = Log::default();
    let reader = (NDJSON_SPEC.open)(vec![input], &ReadOptions::default());
    reader.and_then(|mut reader| reader.read(&mut log)).expect("nothing fails");
    assert_eq!((log.titles, log.told), (vec!["A".to_owned(), "B".to_owned()], vec![]));
}

#[test]
fn parts_of_a_provider_may_have_dotted_names() {
    for (text, told) in [
        (r#"{"title":"A","provider.name":"N"}"#, &["NC0308"][..]),
        (r#"{"title":"A","provider":{"domain":"d"},"provider.name":"N"}"#, &["NC0308"]),
        (r#"{"title":"A","provider":{"name":"x"},"provider.name":"N"}"#, &["NC0308", "NC0107"]),
        (r#"{"title":"A","provider.name":null}"#, &[]),
        (r#"{"title":"A","provider.name":5}"#, &["NC0308", "NC0201"]),
    ] {
        let mut found: Vec<_> = read(&SPEC, text).told.into_iter().map(|(code, _)| code).collect();
        found.sort_unstable();
        let mut told = told.to_vec();
        told.sort_unstable();
        assert_eq!(found, told, "{text}");
    }
}
