use super::*;
use crate::decode::tree::SpannedKind;
use crate::model::value::Value;

fn value(toml: &str) -> Value<'static> {
    let Document { root, errors, .. } = parse(toml, 0);
    assert_eq!(errors, [], "{toml}");
    root.expect("a table").into_value().into_owned()
}

/// The codes of what is wrong, each with the text at its place and the field.
fn faults(toml: &str) -> Vec<(Code, &str, String)> {
    let base = 4;
    let problems = parse(toml, base).errors.into_iter();
    problems.map(|problem| (problem.code, &toml[problem.at - base..], problem.field)).collect()
}

#[test]
fn toml_is_read_with_all_its_types() {
    let toml = r#"
title = "a \"b\" \u00e9"  # comment
raw = 'C:\x'
long = """
one \
   two
three"""
lines = '''
a
b'''
n = [1, -2, 3.50, 1e5, true]
'quoted key' = {x = 1, y.z = "q"}
dates = [1979-05-27, 07:32:00, 1979-05-27T07:32:00Z, 1979-05-27 00:32:00.5-07:00]
a.b.c = 1
a.b.d = 2

[table]
k = 1
[table.deep.er]
k = 2
[table.deep]
l = 3
[[rows]]
n = 1
[rows.sub]
x = 1
[[rows]]
n = 2
[[rows.inner]]
[[rows.inner]]
z = 1
"#;
    let expected = r#"{"title":"a \"b\" é","raw":"C:\\x","long":"one two\nthree","lines":"a\nb","n":[1,-2,3.50,1e5,true],"quoted key":{"x":1,"y":{"z":"q"}},"dates":["1979-05-27","07:32:00","1979-05-27T07:32:00Z","1979-05-27 00:32:00.5-07:00"],"a":{"b":{"c":1,"d":2}},"table":{"k":1,"deep":{"er":{"k":2},"l":3}},"rows":[{"n":1,"sub":{"x":1}},{"n":2,"inner":[{},{"z":1}]}]}"#;
    assert_eq!(value(toml).to_string(), expected);
    assert_eq!(value(&toml.replace('\n', "\r\n")).to_string(), expected);
    assert_eq!(value("").to_string(), "{}");
}

#[test]
fn numbers_keep_their_spelling() {
    for (toml, expected) in [
        ("1.10", Value::Decimal("1.10".into())),
        ("-0", Value::Decimal("-0".into())),
        ("+5", Value::Text("+5".into())),
        ("1_000", Value::Text("1_000".into())),
        ("0xFF", Value::Text("0xFF".into())),
        ("0b101", Value::Text("0b101".into())),
        ("1_0.2_5e+0_1", Value::Text("1_0.2_5e+0_1".into())),
        ("-inf", Value::Float(f64::NEG_INFINITY)),
        ("nan", Value::Float(f64::NAN)),
        ("123456789012345678901234567890", Value::Integer(123_456_789_012_345_678_901_234_567_890)),
    ] {
        assert_eq!(value(&format!("k = {toml}")).get("k"), Some(&expected), "{toml}");
    }
    let spelled = parse("k = 0o17", 0).root.expect("a table");
    let SpannedKind::Map(entries) = spelled.data else { panic!("a map") };
    assert_eq!(entries[0].node.data, SpannedKind::Spelled("0o17".into(), Value::Integer(15)));
}

#[test]
fn every_value_has_its_place() {
    let toml = "a = 1\n[b]\nc.d = [ 'x' , {e = 2} ]\n[[f]]\n";
    let Document { root, spans, .. } = parse(toml, 4);
    let at = |needle: &str| 4 + toml.find(needle).expect("it is there");
    let SpannedKind::Map(entries) = root.expect("a table").data else { panic!("a map") };
    let places: Vec<_> = entries.iter().map(|entry| (entry.at, entry.node.at)).collect();
    let f = at("f]]");
    assert_eq!(places, [(at("a"), at("1")), (at("b]"), at("[b]")), (f, f - 2)]);
    let parts: Vec<_> = spans.iter().map(|&(start, end)| &toml[start - 4..end - 4]).collect();
    assert_eq!(parts, ["1", "[ 'x' , {e = 2} ]", "'x'", "{e = 2}", "2"]);
}

#[test]
fn keys_are_given_once() {
    let twice = |at, field: &str| vec![(Code::DuplicateKey, at, field.to_owned())];
    for (toml, at, field) in [
        ("a = 1\na = 2", "a = 2", "a"),
        ("a = 1\n'a' = 2", "'a' = 2", "a"),
        ("[t]\na.b = 1\na.b = 2", "b = 2", "t.a.b"),
        ("a = {b = 1, b = 2}", "b = 2}", "a.b"),
        ("[a]\n[a]", "a]", "a"),
        ("[a.b]\n[a]\n[a.b]", "b]", "a.b"),
        ("a = 1\n[a]\nb = 2", "a]\nb = 2", "a"),
        ("a = 1\n[a.b]", "a.b]", "a"),
        ("a = []\n[[a]]", "a]]", "a"),
        ("a = {}\n[a.b]", "a.b]", "a"),
        ("a = {}\na.b = 1", "a.b = 1", "a"),
        ("[[a]]\n[a]", "a]", "a"),
        ("[a]\n[[a]]", "a]]", "a"),
        ("[t.a]\n[t]\na.b = 1", "a.b = 1", "t.a"),
        ("[t]\na.b = 1\n[t.a]", "a]", "t.a"),
        ("[[r]]\nx = 1\n[[r]]\nx = 1\nx = 2", "x = 2", "r[1].x"),
    ] {
        assert_eq!(faults(toml), twice(at, field), "{toml}");
    }
    // A table within a table that dotted keys made is a table of its own.
    assert_eq!(value("[t]\na.b = 1\n[t.a.c]\n").to_string(), r#"{"t":{"a":{"b":1,"c":{}}}}"#);
}

#[test]
fn faults_are_placed_and_named() {
    for (toml, code, at) in [
        ("a = \n", Code::TomlSyntax, "\n"),
        ("a\n", Code::TomlSyntax, "\n"),
        ("= 1\n", Code::TomlSyntax, "= 1\n"),
        ("a = b\n", Code::TomlSyntax, "b\n"),
        ("a = 'x\n", Code::TomlSyntax, "\n"),
        ("a = [1\n", Code::TomlSyntax, "\n"),
        ("a = 1 b = 2\n", Code::TomlSyntax, "= 2\n"),
        ("[a\n", Code::TomlSyntax, "\n"),
        ("a = 01\n", Code::TomlSyntax, "01\n"),
        ("a = 1\rb = 2", Code::TomlSyntax, "b = 2"),
        ("a = \"\0\"", Code::TomlSyntax, "\0\""),
        ("a = 2024-02-30", Code::TomlSyntax, "2024-02-30"),
        ("a = 25:00:00", Code::TomlSyntax, "25:00:00"),
    ] {
        let found = faults(toml);
        assert_eq!(
            found.first().map(|(code, at, _)| (*code, *at)),
            Some((code, at)),
            "{toml}: {found:?}"
        );
    }
}

#[test]
fn deep_and_long_documents_are_no_danger() {
    let deep = [
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a = {}1{}", "{a = ".repeat(100_000), "}".repeat(100_000)),
        format!("{}b = 1", "a.".repeat(100_000)),
        format!("[{}b]\nc = 1", "a.".repeat(100_000)),
        format!("a = {}", "[".repeat(100_000)),
    ];
    for toml in deep {
        let errors = parse(&toml, 0).errors;
        assert!(errors.iter().any(|error| error.code == Code::TooDeep), "{}", &toml[..20]);
    }
    let fine = format!("a = {}1{}", "[".repeat(LIMIT - 1), "]".repeat(LIMIT - 1));
    assert_eq!(parse(&fine, 0).errors, []);
    let tables: Vec<String> = (0..50_000).map(|n| format!("[t{n}]\nk = {n}\n")).collect();
    let tables = tables.concat();
    let SpannedKind::Map(entries) = parse(&tables, 0).root.expect("a table").data else {
        panic!("a map")
    };
    assert_eq!(entries.len(), 50_000);
}
