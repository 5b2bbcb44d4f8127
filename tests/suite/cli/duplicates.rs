//! A key that is given twice: both places are named, and what to do.

use super::Place;

/// The name of a file, its text, the position of the second key, and where the first one is.
const CASES: [(&str, &str, &str, &str); 16] = [
    ("a.md", "---\ntitle: a\nid: x\ntitle: b\n---\n", "4:1", "line 2"),
    ("a.md", "---\nprovider:\n  name: a\n  rank: 1\n  rank: 2\n---\n", "5:3", "line 4"),
    ("a.md", "---\nx: [{a: 1, a: 2}]\n---\n", "2:12", "column 6"),
    ("a.md", "---\n\"é\": 1\n\u{e9}: 2\n---\n", "3:1", "line 2"),
    ("a.md", "\u{feff}---\r\ntitle: a\r\ntitle: b\r\n---\r\n", "3:1", "line 2"),
    ("a.md", "+++\ntitle = 'a'\ntitle = 'b'\n+++\n", "3:1", "line 2"),
    ("a.md", "+++\n[x]\na = 1\n[y]\n[x]\n+++\n", "5:2", "line 2"),
    ("a.md", "+++\nx = 1\nx.y = 2\n+++\n", "3:1", "line 2"),
    ("a.md", "+++\nx = {a = 1, a = 2}\n+++\n", "2:13", "column 6"),
    ("a.md", "+++\n[[x]]\na = 1\n[[x]]\na = 1\na = 2\n+++\n", "6:1", "line 5"),
    ("a.md", "{\n\"title\": \"a\",\n\"title\": \"b\"\n}\n", "3:1", "line 2"),
    ("a.json", "{\"title\": \"a\", \"title\": \"b\"}", "1:16", "column 2"),
    (
        "a.json",
        "[{\"x\": {\"a\": 1},\n\"y\": {\"b\": 1,\n\"b\": 2}, \"title\": \"a\"}]",
        "3:1",
        "line 2",
    ),
    ("a.ndjson", "{\"title\":\"a\"}\n{\"title\":\"b\",\"title\":\"c\"}\n", "2:14", "column 2"),
    ("a.ndjson", "{\"title\":\"a\"}\n\n{\"x\":{\"k\":1,\"k\":2}}\n", "3:13", "column 7"),
    ("a.feed", "{\"value\":[],\n\"k\":1,\n\"k\":2}", "3:1", "line 2"),
];

#[test]
fn both_places_are_named() {
    let place = Place::new();
    for (name, text, second, first) in CASES {
        place.write(name, text);
        let of: &[&str] = if name == "a.feed" { &["-f", "feed"] } else { &[] };
        let ran = place.run(&[&[name, "x.json"][..], of].concat());
        let line = ran.err.lines().next().unwrap_or_default();
        assert!(line.starts_with(&format!("{name}:{second}: error[NC0107] ")), "{text}: {line}");
        let end = format!(" is given twice, first in {first}; keep one of the two");
        assert!(line.ends_with(&end), "{text}: {line}");
    }
}

#[test]
fn lines_count_from_the_beginning_of_the_source_also_far_within_it() {
    let place = Place::new();
    let lines = "{\"title\":\"a\"}\n".repeat(100_000);
    place.write("a.ndjson", format!("{lines}{{\"id\":\"1\",\"id\":\"2\"}}\n"));
    place.run(&["a.ndjson", "x.json"]).fails_with(
        1,
        "a.ndjson:100001:11: error[NC0107] the member `id` is given twice, first in column 2",
    );
}

#[test]
fn columns_of_one_name_are_named_by_their_numbers() {
    let place = Place::new();
    place.write("a.csv", "title,x,title\n1,2,3\n");
    place.run(&["a.csv", "x.json"]).fails_with(
        1,
        "a.csv:1:9: error[NC0303] title: the columns 1 and 3 are both named `title`; rename or remove one of them",
    );
}
