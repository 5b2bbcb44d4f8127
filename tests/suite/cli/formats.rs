//! How formats are told, and what empty and odd sources are.

use newsconv::format::FORMATS;

use super::Place;

const LINES: &str = "{\"title\":\"A\"}\n{\"title\":\"B\"}\n";

#[test]
fn extensions_decide_the_format_in_any_letter_case() {
    let place = Place::with_articles();
    let formats = FORMATS.iter().filter(|spec| spec.name != "markdown");
    for extension in formats.flat_map(|spec| spec.extensions) {
        for name in [format!("x.{extension}"), format!("x.{}", extension.to_uppercase())] {
            place.run(&["in", &name, "--overwrite"]).succeeds();
            let back = place.run(&["verify", "in", &name]).succeeds();
            assert!(back.ends_with("3 equal, 0 different\n"), "{name}: {back}");
        }
    }
    assert!(place.read("x.JSON").starts_with("[\n  {\n"));
    assert!(place.read("x.jsonl").starts_with("{\"path\":\"0.md\",\"title\":\"Zero\""));
    place.article("y.MARKDOWN", "Y");
    assert_eq!(place.paths(&["y.MARKDOWN"]), ["y.MARKDOWN"]);
}

#[test]
fn content_decides_the_format_of_odd_names_and_standard_input() {
    let place = Place::new();
    for (name, content) in [
        ("markdown", "---\ntitle: \"A\"\n---\n"),
        ("lines", LINES),
        ("object", "{\"title\":\"A\"}"),
        ("array.txt", " [{\"title\":\"A\"}]"),
        ("table.dat", "title,body\nA,text\n"),
        ("tabs.data", "title\tbody\nA\ttext\n"),
    ] {
        place.write(name, content);
        let out = place.run(&[name, "-", "-t", "ndjson"]).succeeds();
        assert!(out.contains("\"title\":\"A\""), "{name}: {out}");
        let out = place.feed(content, &["-", "-", "-t", "ndjson"]).succeeds();
        assert!(out.contains("\"title\":\"A\""), "{name}: {out}");
    }
}

#[test]
fn formulas_are_guarded_on_demand_and_come_back() {
    let place = Place::new();
    let line = "{\"title\":\"=1+1\",\"excerpt\":\"'@x\",\"quality\":-5}\n";
    for (format, delimiter) in [("csv", ','), ("tsv", '\t')] {
        let guarded = place.feed(line, &["-", "-", "-t", format, "--csv-safe"]).succeeds();
        assert!(guarded.contains(&format!("{delimiter}'=1+1{delimiter}''@x{delimiter}")));
        let arguments = ["-", "-", "-f", format, "-t", "ndjson", "--csv-safe"];
        assert_eq!(place.feed(&guarded, &arguments).succeeds(), line);
        let plain = place.feed(line, &["-", "-", "-t", format]).succeeds();
        assert!(plain.contains(&format!("{delimiter}=1+1{delimiter}'@x{delimiter}")));
    }
}

#[test]
fn options_overrule_names_and_content() {
    let place = Place::with_articles();
    place.write("lines.json", LINES);
    let out = place.run(&["lines.json", "-", "-f", "ndjson", "-t", "tsv"]).succeeds();
    assert_eq!(out.lines().count(), 3);
    place.run(&["in", "x.csv", "-t", "NDJSON"]).succeeds();
    assert_eq!(place.read("x.csv").lines().count(), 3);
    place.run(&["x.csv", "y", "--from", "jsonl", "--to", "json"]).succeeds();
    assert!(place.read("y").starts_with('['));
}

#[test]
fn an_undetectable_format_is_a_usage_error() {
    let place = Place::with_articles();
    place.write("odd", "just text\n");
    let unknown = "neither its name nor its content tells the format; use --from with one of ";
    place.run(&["odd", "x.json"]).fails_with(2, &format!("error: odd: {unknown}"));
    place.feed("just text\n", &["-", "x.json"]).fails_with(2, &format!("error: -: {unknown}"));
    place.run(&["in", "-"]).fails_with(
        2,
        "error: standard output has no name that tells the format; use --to with one of ",
    );
    let unknown = "error: out.docx: the name does not tell the format; use --to with one of ";
    place.run(&["in", "out.docx"]).fails_with(2, unknown);
    place.run(&["in", "out"]).fails_with(2, "end the name in `/` to write a folder of Markdown");
}

#[test]
fn one_markdown_file_is_an_object_and_all_else_an_array() {
    let place = Place::with_articles();
    let json = |inputs: &[&str]| {
        let arguments = [inputs, &["-", "-t", "json", "--compact"]].concat();
        place.run(&arguments).succeeds()
    };
    let object = "{\"path\":\"0.md\",\"title\":\"Zero\",\"body\":\"Body\\n\"}\n";
    let array = &format!("[{}]\n", object.trim_end());
    assert_eq!(json(&["in/0.md"]), object);
    assert_eq!(json(&["in/0.md", "--json-shape", "array"]), *array);
    place.article("one/0.md", "Zero");
    assert_eq!(json(&["one"]), *array);
    assert_eq!(json(&["in/0.md", "in/0.md"]), *array);
    place.run(&["in/0.md", "one.ndjson"]).succeeds();
    assert_eq!(json(&["one.ndjson"]), *array);
    let value = format!("{{\"value\":{}}}\n", array.trim_end());
    assert_eq!(json(&["one", "--json-shape", "value"]), value);
    let many = "error[NC0507] a JSON object holds exactly one article, but more were read; \
                use --json-shape array for any number of articles";
    place.run(&["in", "x.json", "--json-shape", "object"]).fails(1, many);
    let markdown = std::fs::read(place.path("in/0.md")).expect("a file");
    let out = place.feed(markdown, &["-", "-", "-t", "json", "--compact"]).succeeds();
    assert_eq!(out, "{\"title\":\"Zero\",\"body\":\"Body\\n\"}\n");
}

#[test]
fn sources_without_articles_give_outputs_without_articles() {
    let place = Place::new();
    place.write("none.ndjson", "");
    let header = place.run(&["none.ndjson", "-", "-t", "csv"]).succeeds();
    assert!(
        header.starts_with("path,id,slug,category,title,") && header.lines().count() == 1,
        "{header}"
    );
    for (format, empty) in [
        ("ndjson", ""),
        ("json", "[]\n"),
        ("csv", &*header),
        ("tsv", &*header.replace(',', "\t")),
        ("feed", "{\n  \"page\": 1,\n  \"value\": [],\n  \"nextPage\": null\n}\n"),
    ] {
        let out = place.run(&["none.ndjson", "-", "-t", format]).succeeds();
        assert_eq!(out, empty, "{format}");
        place.write("none", empty);
        let ran = place.run(&["none", "-", "-f", format, "-t", "ndjson"]);
        assert_eq!(ran.err, "0 articles written to standard output\n", "{format}");
        assert_eq!(ran.succeeds(), "", "{format}");
    }
    for spec in FORMATS.iter().filter(|spec| spec.name != "markdown") {
        place.run(&["none.ndjson", "none", "-t", spec.name, "--overwrite"]).succeeds();
        let out = place.run(&["none", "-", "-f", spec.name, "-t", "ndjson"]).succeeds();
        assert_eq!(out, "", "{}", spec.name);
    }
    place.run(&["none.ndjson", "folder/"]).succeeds();
    assert!(place.path("folder").is_dir() && place.files("folder").is_empty());
    let none = "error[NC0507] a Markdown file holds exactly one article, but none was read; to write \
                a folder of files, end the output in `/`";
    place.run(&["none.ndjson", "x.md"]).fails(1, none);
    assert!(!place.path("x.md").exists());
}

#[test]
fn an_empty_file_is_what_its_format_makes_of_it() {
    let place = Place::new();
    for name in ["x.md", "x.ndjson", "x.json", "x.csv", "x.tsv", "x"] {
        place.write(name, "");
    }
    let out = place.run(&["x.md", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out, "{\"path\":\"x.md\",\"body\":\"\"}\n");
    assert_eq!(place.run(&["x.ndjson", "-", "-t", "ndjson"]).succeeds(), "");
    for (name, part) in [
        ("x.json", "x.json:1:1: error[NC0301]"),
        ("x.csv", "x.csv:1:1: error[NC0303] the source has no header line"),
        ("x.tsv", "x.tsv:1:1: error[NC0303] the source has no header line"),
    ] {
        place.run(&[name, "-", "-t", "ndjson"]).fails_with(1, part);
    }
    place.run(&["x", "-", "-t", "ndjson"]).fails_with(2, "x: neither its name nor its content");
    place.run(&["x", "-", "-f", "feed", "-t", "ndjson"]).fails_with(1, "x:1:1: error[NC0");
}
