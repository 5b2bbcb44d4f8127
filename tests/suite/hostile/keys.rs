//! Aliases that multiply, keys that repeat, and a hundred thousand that do not.

use super::run::{markdown, refused, taken};

const KEYS: usize = 100_000;

/// `of` for each number, with something between.
fn joined(of: impl Fn(usize) -> String, between: &str) -> String {
    (0..KEYS).map(of).collect::<Vec<_>>().join(between)
}

/// A list or map of so many levels, each of which repeats the one before nine times.
fn laughs(levels: usize, first: &str, of: impl Fn(&str) -> String) -> String {
    let mut yaml = format!("a0: &a0 {first}\n");
    for level in 1..levels {
        let before = format!("*a{}", level - 1);
        yaml.extend([format!("a{level}: &a{level} "), of(&before), "\n".to_owned()]);
    }
    yaml
}

#[test]
fn alias_bombs_are_rejected() {
    let lists = |before: &str| format!("[{}]", [before; 9].join(", "));
    let maps = |before: &str| {
        let members: Vec<String> = (0..9).map(|key| format!("k{key}: {before}")).collect();
        format!("{{{}}}", members.join(", "))
    };
    let long = format!("a: &a \"{}\"\nb: [{}]", "x".repeat(1_000_000), ["*a"; 100].join(", "));
    let deep = laughs(90, "[]", |before| format!("[[{before}]]"));
    let cases = [
        (laughs(12, "[x, x, x, x, x, x, x, x, x]", lists), ": error[NC0112] a5[7]: ", ":7:"),
        (laughs(12, "{k: x}", maps), ": error[NC0112] a6.k1: ", ":8:"),
        (laughs(40, "x", lists), ": error[NC0112] ", ""),
        (long, ": error[NC0112] b[1]: ", ":3:9"),
        (deep, ": error[NC0112] ", ""),
        ("a: &a [*a]".to_owned(), ": error[NC0106] a[0]: ", ":2:8"),
    ];
    assert_eq!(cases.len(), 6);
    for (yaml, code, place) in cases {
        let ended = super::run::convert("bomb.md", markdown(&yaml).as_bytes(), &[]);
        assert_eq!(ended.code, 1);
        let line = ended.err.lines().next().expect("a message");
        assert!(line.starts_with(&format!("bomb.md{place}")) && line.contains(code), "{line}");
    }
    // Many aliases of something small are no bomb.
    let yaml = format!("a: &a x\nb:\n{}", "  - *a\n".repeat(KEYS));
    let out = String::from_utf8(taken("many.md", markdown(&yaml).as_bytes(), &[])).expect("text");
    assert_eq!(out.matches("\"x\"").count(), KEYS + 1);
}

#[test]
fn a_hundred_thousand_keys_take_no_more_than_seconds() {
    let yaml = joined(|n| format!("k{n}: {n}"), "\n");
    let json = joined(|n| format!("\"k{n}\":{n}"), ",");
    let more = joined(|n| format!("\"e{n}\":{n}"), ",");
    let doubled = more.replace('"', "\"\"");
    let names = joined(|n| format!("k{n}"), ",");
    let cells = joined(|n| n.to_string(), ",");
    let inner = joined(|n| format!("  k{n}: {n}"), "\n");
    let cases = [
        ("a.md", markdown(&yaml), ""),
        ("a.json", format!("{{\"title\":\"a\",{json}}}"), ""),
        ("a.json", format!("{{\"title\":\"a\",{json},\"extra\":{{{more}}}}}"), ""),
        ("a.json", format!("{{\"value\":[{{\"title\":\"a\"}}],{json}}}"), ""),
        ("a.ndjson", format!("{{\"extra\":{{{json}}}}}\n"), ""),
        ("a.json", format!("{{\"value\":[],{json}}}"), "feed"),
        ("a.json", format!("{{\"value\":[{{{json}}}]}}"), "feed"),
        ("a.csv", format!("title,{names}\na,{cells}\n"), ""),
        ("a.csv", format!("extra,{names}\n\"{{{doubled}}}\",{cells}\n"), ""),
        ("a.md", markdown(&format!("x: &x\n{inner}\ny:\n  <<: *x\n  z: 1")), ""),
        ("a.md", markdown(&joined(|n| format!("k{n}: &a{n} {n}"), "\n")), ""),
    ];
    assert_eq!(cases.len(), 11);
    for (name, text, format) in cases {
        let arguments = if format.is_empty() { vec![] } else { vec!["-f", format] };
        taken(name, text.as_bytes(), &arguments);
    }
}

#[test]
fn the_key_that_is_given_twice_is_named_among_many() {
    let yaml = joined(|n| format!("k{n}: {n}"), "\n") + "\nk77777: 1";
    refused("a.md", markdown(&yaml).as_bytes(), &[], ":100002:1: error[NC0107] k77777: ");
    let json = joined(|n| format!("\"k{n}\":{n}"), ",\n");
    let text = format!("{{\"title\":\"a\",{json},\n\"k77777\":1}}");
    refused(
        "a.json",
        text.as_bytes(),
        &[],
        ":100001:1: error[NC0107] the member `k77777` is given",
    );
    let text = format!("{{\"title\":\"a\",{json},\n\"extra\":{{\"k77777\":1}}}}");
    refused("a.json", text.as_bytes(), &[], ":100001:9: error[NC0107] k77777: ");
    let text = format!("{{\"value\":[],{json},\n\"k77777\":1}}");
    refused("a.json", text.as_bytes(), &["-f", "feed"], ":100001:1: error[NC0107] ");
    let names = joined(|n| format!("k{n}"), ",") + ",k77777";
    refused("a.csv", names.as_bytes(), &[], ":1:688891: error[NC0303] k77777: ");
    let names = joined(|n| format!("k{n}"), ",");
    let cells = joined(|n| n.to_string(), ",");
    let text = format!("extra,{names}\n\"{{\"\"k77777\"\":1}}\",{cells}\n");
    refused("a.csv", text.as_bytes(), &[], ":2:455570: error[NC0107] k77777: ");
    // All of them, up to a thousand.
    let text = markdown(&"k: 1\n".repeat(500));
    let ended = super::run::convert("a.md", text.as_bytes(), &["--message-format", "json"]);
    assert_eq!(ended.err.matches("the key `k` is given twice").count(), 499);
}
