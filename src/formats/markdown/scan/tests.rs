use super::super::parse::{Mode, parse_fully};
use super::article;
use crate::model::article::Article;

/// The article of the lines between fences by the fast path, which the full parser must agree with.
fn scanned(lines: &str) -> Option<Article<'static>> {
    let text = format!("---\n{lines}---\nbody");
    let scanned = article(&text)?;
    let parsed = parse_fully(&text, Mode::default());
    assert_eq!((&parsed.errors, &parsed.warnings), (&Vec::new(), &Vec::new()), "{lines}");
    assert_eq!(scanned, parsed.article, "{lines}");
    Some(scanned.into_owned())
}

#[test]
fn the_fast_path_reads_what_the_full_parser_reads() {
    for lines in [
        "",
        "\n  \n# comment\n",
        "title: plain\n",
        "title:   spaces   \n",
        "title: https://a.example/?b=c#d  \n",
        "title: it's \"so\", C#1 {x}\n",
        "title: -dash\nhighlight: :colon\nexcerpt: ?mark\n",
        "title: 'it''s'\n",
        "title: \"\\x41\\u00e9\\U0001F6A2\\/\\\"\\\\\\t\\n\\r\\0\\a\\b\\e\\f\\v\\N\\_\\L\\P\\ \"\n",
        "title: ~\nexcerpt: null\ntopics:\nquality:\nprovider: NULL\npublished: Null\n",
        "title: \"\"\ntopics: []\nimages: []\nprovider: {}\n",
        "quality: 014\nheat: -00\n",
        "quality: 0x1F\nheat: +5\npublished: TRUE\n",
        "heat: -9223372036854775808\nquality: 123456789012345678\n",
        "publishedDateTime: 2024-01-23T12:00:00.5+05:30\nupdatedDateTime: \"2024-1-3 1:00:00 -5\"\n",
        "topics:\n- a\n- 'b'\ntags:\n      - c\n",
        "images:\n  - url: u\n    width: 1\n  - {}\n  -   height: 2\n      x: y\n",
        "images:\n- url: u\n- url: v\ntitle: t\n",
        "related:\n  - provider:\n      authors:\n      - name: n\n      images:\n        - url: u\n    title: t\n",
        "title: a\r\ntopics:\r\n  - b\r\n\r\n",
        "\"title\": a\n'heat': 1\n\"a \\\"b\\\"\": c\n",
        "a b: 1.50\nc:d: .inf\n中: -.5e3\npath: p\nbody: q\nfrontMatter: r\n",
        "x:\n- - 1\n  - - 2\n- y: 1\n  z:\n  - 3\n- []\n- \"k\": v\n- {}\n- null\n",
        "x:\n  y:\n    z:\nw: \n",
        "tags: [a, \"b, c\", 'd', e f ]\ntopics: [ x ]\n",
        "x: [1, 2.50, true, null, \"3\", a b]\ny:\n  - [a, b]\n  - z: [c]\n",
        "title: a # one\ntopics: [b] # two\nquality: 5   # three\nx: \"c\" # four\n",
        "x: # five\n  - 1 # six\nprovider: # seven\n  name: p\n",
        "excerpt: |\n  a: b\n\n    c # d\n  e\n\ntitle: t\n",
        "excerpt: |-\n    a\n    b\nx: >\n  c\n  d\ny: >-\n  e\n  f\n",
        "provider:\n  z: |\n    a\n  name: n\nx: |\n  last\n",
        "excerpt: |\r\n  a\r\n  b\r\n",
        "title: a\n  b\n",
        "excerpt: a b\n    c, d\n  e's \"f\"  \nx: 1\n   2\n\ntitle: t\n",
        "provider:\n  name: n\n    m\n  z: y\n   x\ntitle: t\r\n  u\r\n",
    ] {
        assert!(scanned(lines).is_some(), "{lines}");
    }
}

#[test]
fn unsupported_yaml_is_declined() {
    for lines in [
        " title: indented\n",
        "- title\n",
        "title\n",
        "title: a\ntitle: b\n",
        "x: 1\n\"x\": 2\n",
        "title: &a b\n",
        "title: *a\n",
        "title: !!str b\n",
        "title: |+\n  b\n",
        "title: |2\n  b\n",
        "title: |\n",
        "title: |\nx: 1\n",
        "title: >-\n  b\n\n  c\n",
        "title: >\n  b\n    c\n",
        "x:\n  - |\n    a\n",
        "title: |\n   \n  b\n",
        "tags: [a,]\n",
        "tags: [a, , b]\n",
        "tags: [a: b]\n",
        "tags: [a, [b]]\n",
        "tags: [a, 5]\n",
        "tags: [a,\n  b]\n",
        "tags: [-a]\n",
        "tags: [a] b\n",
        "title: [a]\n",
        "images: [a]\n",
        "title: a #1\n",
        "title: a\n\n  b\n",
        "title: a\n  b: c\n",
        "title: a\n  b # c\n",
        "title: a # b\n  c\n",
        "title: a\n  - b\n",
        "title: a\n  # b\n  c\n",
        "x:\n  - a\n    b\n",
        "quality: 1\n  2\n",
        "title: \"a\n  b\"\n",
        "title: \"a\\\n  b\"\n",
        "title: 'a\n  b'\n",
        "title:\n  a\n",
        "title: \"a\" b\n",
        "title: 'a'b\n",
        "title: a: b\n",
        "title: a:\n",
        "title:\ta\n",
        "title: a\tb\n",
        "title: [a]\n",
        "topics: [ ]\n",
        "provider: {name: a}\n",
        "provider: []\n",
        "topics: {}\n",
        "? title\n: a\n",
        "title : a\n",
        "\"title\":a\n",
        "<<: {}\n",
        "1: a\n",
        "null: a\n",
        "title: 2024\n",
        "title: true\n",
        "topics:\n  - 1\n",
        "topics:\n  - null\n",
        "topics:\n  -\n",
        "topics: a\n",
        "topics:\n  - a\n - b\n",
        "topics:\n  - a\n    - b\n",
        "topics:\n  - a\n  b: c\n",
        "provider:\n  name: a\n   domain: b\n",
        "provider:\n- name: a\n",
        "quality: high\n",
        "quality: \"1\"\n",
        "quality: 1.0\n",
        "quality: 9223372036854775808\n",
        "published: yes\n",
        "publishedDateTime: 2024-01-23\n",
        "publishedDateTime: 2024-02-30T00:00:00Z\n",
        "publishedDateTime: 2024\n",
        "title: \"\\ud83d\\ude00\"\n",
        "title: \"\\q\"\n",
        "title: \"\\x4\"\n",
        "title: a\u{0}\n",
        "title: a\u{85}b\n",
        "title: a\u{2028}b\n",
        "title: a\u{feff}b\n",
        "title: a\rb\n",
        "title: \"a\rb\"\n",
        "title: @a\n",
        "title: `a\n",
        "title: %a\n",
        "--- a: b\n",
        "... a: b\n",
        "%YAML 1.2\n",
    ] {
        assert_eq!(scanned(lines), None, "{lines}");
    }
}

#[test]
fn limits_are_those_of_the_full_parser_or_narrower() {
    let nested = |levels: usize| format!("x:\n{}1\n", "- ".repeat(levels));
    assert!(scanned(&nested(100)).is_some());
    assert_eq!(scanned(&nested(101)), None);
    let keys = |count| (0..count).fold(String::new(), |keys, i| keys + &format!("k{i}: {i}\n"));
    assert!(scanned(&keys(64)).is_some());
    assert_eq!(scanned(&keys(65)), None);
    let key = |length: usize| format!("{}: 1\n", "k".repeat(length));
    assert!(scanned(&key(1000)).is_some());
    assert_eq!(scanned(&key(1001)), None);
}

#[test]
fn fences_are_those_of_the_full_parser() {
    for (text, body) in [
        ("---\n---", None),
        ("---\n---\n", Some("")),
        ("---\n...\n---\n", Some("---\n")),
        ("\u{feff}--- \t\r\nheat: 1\r\n--- \r\nb", Some("b")),
        ("---\nheat: 1\n---\t", None),
    ] {
        let scanned = article(text).expect(text);
        assert_eq!(scanned, parse_fully(text, Mode::default()).article, "{text:?}");
        assert_eq!(scanned.body.as_deref(), body, "{text:?}");
    }
    for text in ["", "---", "---\n", "---\ntitle: a", "---\ntitle: a\n", "body", "+++\n+++\n", "{}"]
    {
        assert_eq!(article(text), None, "{text:?}");
    }
}
