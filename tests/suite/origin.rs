//! What is found wrong after reading has its place in the source all the same.

use std::fs;

use newsconv::options::ReadOptions;
use newsconv::pipeline::{ArticleSink, Flow, Origin};
use newsconv::{Article, Code, Diagnostic, Input, Result};

use crate::util::{by_name, convert, converted, place};

/// What is said about `text`, a source in the format `from`, on the way to the format `to`.
fn said(from: &str, text: &str, to: &str) -> Vec<String> {
    let temporary = tempfile::tempdir().expect("a folder");
    let (from, to) = (by_name(from), by_name(to));
    let input = temporary.path().join(format!("x.{}", from.extensions[0]));
    fs::write(&input, text).expect("it can be written");
    let (_, reported) = convert((&input, from), (&place(temporary.path(), "out", to), to));
    let folder = format!("{}/", temporary.path().display());
    reported.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
}

const NO_SPELLING: &str = "this format cannot express .nan";
const CLASH: &str = "the unknown key `title` has the name of a field that is set; rename the key under `extra`, or leave out all unknown keys with Conversion::unknown_keys(UnknownKeys::Drop)";
const UP: &str = "\"../up.md\" cannot be a file below the output folder: it has a part `.` or `..`";

#[test]
fn what_an_output_cannot_hold_is_placed_in_every_text_format() {
    let cases = [
        (
            "markdown",
            "---\ntitle: é\nx:\n  - 1\n  - {y: [2, .nan]}\n---\n",
            "ndjson",
            format!("x.md:5:13: error[NC0502] x[1].y[1]: {NO_SPELLING}"),
        ),
        (
            "ndjson",
            "{\"title\":\"a\"}\n\n {\"title\":\"é\",\"extra\":{\"a\":1,\"title\":\"b\"}}\n",
            "markdown",
            format!("x.ndjson:3:30: error[NC0503] title: {CLASH}"),
        ),
        (
            "json",
            "[\n  {},\n  {\"images\": [{}, {\n    \"title\": \"a\",\n    \"extra\": {\"title\": 1}\n  }]}\n]",
            "markdown",
            format!("x.json:5:15: error[NC0503] images[1].title: {CLASH}"),
        ),
        (
            "json",
            "{\"articles\": [\n{\"path\": \"../up.md\"}]}",
            "markdown",
            format!("x.json:2:10: error[NC0504] path: {UP}"),
        ),
        (
            "csv",
            "title,path\n\"a\nb\",a.md\n\"c\nd\",../up.md\n",
            "markdown",
            format!("x.csv:5:4: error[NC0504] path: {UP}"),
        ),
        (
            "csv",
            "title,extra\na,\"{\"\"title\"\":1}\"\n",
            "markdown",
            format!("x.csv:2:3: error[NC0503] title: {CLASH}"),
        ),
        (
            "feed",
            "{\"value\": [\n {},\n {\"path\": \"../up.md\"}\n]}",
            "markdown",
            format!("x.json:3:11: error[NC0504] path: {UP}"),
        ),
        (
            "feed",
            "{\"value\": [{\"title\": \"a\"}],\n \"_newsconv\": [{\"extra\": {\"title\": 1}}]}",
            "markdown",
            format!("x.json:2:27: error[NC0503] title: {CLASH}"),
        ),
    ];
    for (from, text, to, expected) in cases {
        let found = said(from, text, to);
        assert!(found.contains(&expected), "{from}: {found:#?}");
    }
}

#[test]
fn columnar_sources_name_the_row() {
    let temporary = tempfile::tempdir().expect("a folder");
    let ndjson = (&*temporary.path().join("x.ndjson"), by_name("ndjson"));
    fs::write(ndjson.0, "{\"path\":\"a.md\"}\n{\"path\":\"../up.md\"}\n")
        .expect("it can be written");
    for name in ["parquet", "arrow", "arrows"] {
        let columns = (&*place(temporary.path(), "x", by_name(name)), by_name(name));
        converted(ndjson, columns);
        let folder = place(temporary.path(), "out", by_name("markdown"));
        let (_, reported) = convert(columns, (&folder, by_name("markdown")));
        let expected = format!("{}:row 2: error[NC0504] path: {UP}", columns.0.display());
        assert_eq!(reported.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    }
}

/// Asks for the place of each title that is missing.
struct Titles(Vec<String>);

impl ArticleSink for Titles {
    fn article(&mut self, article: &Article<'_>, origin: &dyn Origin) -> Result<Flow> {
        if article.title.is_none() {
            let problem = Diagnostic::new(Code::NoPath, "", "none").in_field("title");
            let located = origin.locate(vec![problem]);
            self.0.extend(located.iter().map(ToString::to_string));
        }
        Ok(Flow::Continue)
    }
}

/// What the record does not have is placed where the record begins.
#[test]
fn a_field_that_is_not_there_is_placed_at_the_record() {
    let found = said("ndjson", "{}\n  {\"path\":\"b.md\",\"frontMatter\":\"x\"}\n", "csv");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("x.ndjson:2:32: warning[NC0508] frontMatter: "), "{found:?}");

    let mut sink = Titles(Vec::new());
    let input = Input::bytes("a.json", b"[{\"title\":\"x\"},\n {\"tags\":[]}]".as_slice());
    let mut reader = (by_name("json").open)(vec![input], &ReadOptions::default());
    reader.as_mut().expect("opens").read(&mut sink).expect("reads");
    assert_eq!(sink.0, ["a.json:2:2: warning[NC0506] title: none"]);
}
