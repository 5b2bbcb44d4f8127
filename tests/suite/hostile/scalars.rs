//! Values of a hundred megabytes. In an ordinary test run they have nine, more than two chunks of a
//! reader; `NEWSCONV_HOSTILE=full` (`make hostile`) takes the whole size.

use super::run::{convert, head, is_full, markdown, taken};

/// Bytes of the longest values.
fn size() -> usize {
    if is_full() { 100_000_000 } else { 9_000_000 }
}

/// Reads `text` as the file `name`, and says whether the `field` of its article is `expected`.
#[expect(clippy::print_stdout, reason = "people read how long the full sizes take")]
fn holds(name: &str, text: &str, arguments: &[&str], field: &str, expected: &str) {
    let from = std::time::Instant::now();
    let out = taken(name, text.as_bytes(), arguments);
    println!("{name}: {field} in {} bytes: {:.1?}", text.len(), from.elapsed());
    let object: serde_json::Value = serde_json::from_slice(&out).expect("one line of JSON");
    let is_held = object[field].as_str() == Some(expected);
    assert!(
        is_held,
        "{name}: {field} of {} bytes: {}",
        out.len(),
        head(&object[field].to_string())
    );
}

#[test]
fn long_values_of_yaml_are_read() {
    let long = "x".repeat(size());
    let title =
        |yaml: String, expected: &str| holds("a.md", &markdown(&yaml), &[], "title", expected);
    title(format!("title: {long}"), &long);
    title(format!("title: \"{long}\""), &long);
    title(format!("title: '{long}'"), &long);
    title(format!("title: |-\n  {long}"), &long);
    title(format!("title: \"{}\"", "\\n".repeat(size() / 2)), &"\n".repeat(size() / 2));
    title(format!("title: a # {long}"), "a");
    let count = size() / 72;
    let lines = "w".repeat(69) + "\n";
    title(format!("title: |\n{}", format!("  {lines}").repeat(count)), &lines.repeat(count));
    let words = format!("{} ", "w".repeat(69)).repeat(count);
    let folded = format!("title: >-\n{}", format!("  {lines}").repeat(count));
    title(folded, words.trim_end());
}

#[test]
fn long_bodies_are_read() {
    let body = "line\n".repeat(size() / 5);
    holds("a.md", &format!("---\ntitle: a\n---\n{body}"), &[], "body", &body);
    holds("a.md", &body, &[], "body", &body);
}

#[test]
fn long_values_of_json_are_read() {
    let long = "x".repeat(size());
    let object = format!("{{\"title\":\"{long}\"}}");
    holds("a.json", &object, &[], "title", &long);
    holds("a.ndjson", &format!("{object}\n"), &[], "title", &long);
    holds("a.json", &format!("{{\"value\":[{object}]}}"), &["-f", "feed"], "title", &long);
    let escaped = format!("[{{\"title\":\"{}\"}}]", "\\u0041".repeat(size() / 6));
    holds("a.json", &escaped, &[], "title", &"A".repeat(size() / 6));
}

#[test]
fn long_cells_are_read() {
    let long = "x".repeat(size());
    holds("a.csv", &format!("title\n{long}\n"), &[], "title", &long);
    holds("a.tsv", &format!("title\n\"{long}\"\n"), &[], "title", &long);
    let lines = "a,\"\"b\"\"\n".repeat(size() / 10);
    holds("a.csv", &format!("title\n\"{lines}\"\n"), &[], "title", &lines.replace("\"\"", "\""));
    // Three cells of ten megabytes in a record.
    let cell = "y".repeat(10_000_000);
    let record = format!("title,excerpt,body\n{cell},\"{cell}\",{cell}\n");
    holds("a.csv", &record, &[], "body", &cell);
}

#[test]
fn long_keys_and_numbers_are_shortened_in_messages() {
    let (long, digits) = ("k".repeat(size()), "1".repeat(size()));
    for (name, text, code) in [
        ("a.md", markdown(&format!("quality: {digits}")), "NC0202"),
        ("a.json", format!("{{\"quality\":{digits}}}"), "NC0202"),
        ("a.json", format!("{{\"title\":\"a\",\"{long}\":1,\"{long}\":2}}"), "NC0107"),
        ("a.md", markdown(&format!("{long}: 1")), "NC0104"),
        ("a.md", markdown(&format!("? {long}\n: 1\n? {long}\n: 2")), "NC0107"),
        ("a.csv", format!("{long},{long}\n1,2\n"), "NC0303"),
    ] {
        let ended = convert(name, text.as_bytes(), &[]);
        assert!(ended.err.contains(code), "{name}: {}", head(&ended.err));
        assert!(ended.err.len() < 2000, "{name}, {code}: {} bytes", ended.err.len());
    }
}
