//! Nesting a hundred thousand levels deep.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Fields, Schema};

use super::columns::{arrow_file, arrow_stream, parquet_file};
use super::run::{convert, markdown, refused};

const LEVELS: usize = 100_000;

/// So many levels of `open` and `close`, with `inside` in the middle.
fn nested(open: &str, inside: &str, close: &str) -> String {
    [&*open.repeat(LEVELS), inside, &*close.repeat(LEVELS)].concat()
}

#[test]
fn yaml_that_is_nested_too_deeply_is_rejected() {
    let indented: String = (0..3000).map(|level| " ".repeat(level) + "a:\n").collect();
    let cases = [
        (format!("x:\n  {}", nested("- ", "a", "")), ":3:235: error[NC0112] x[0][0]"),
        (format!("x:\n  {}", nested("? ", "a", "")), ":3:235: error[NC0112] x"),
        // Maps that are indented by one more space each: a hundred thousand would be five gigabytes.
        (indented, ":119:118: error[NC0112] a.a.a."),
        (format!("x: {}", nested("[", "", "]")), ":2:1004: error[NC0112] x: "),
        (format!("x: {}", nested("{a: ", "1", "}")), ":2:468: error[NC0112] x.a.a."),
        (format!("x: {}", nested("[", "", "")), ":2:1004: error[NC0112] x: "),
        (format!("x: {}", nested("!!str ", "a", "")), ":2:10: error[NC0106] "),
    ];
    assert_eq!(cases.len(), 7);
    for (yaml, expected) in cases {
        refused("deep.md", markdown(&yaml).as_bytes(), &[], expected);
    }
}

#[test]
fn json_that_is_nested_too_deeply_is_rejected() {
    let lists = nested("[", "", "]");
    let maps = nested(r#"{"a":"#, "1", "}");
    let doubled = maps.replace('"', "\"\"");
    let escaped = maps.replace('"', "\\\"");
    let cases = [
        ("deep.json", lists.clone(), ":1:119: error[NC0112] "),
        ("deep.json", format!("{{\"title\":\"x\",\"a\":{maps}}}"), ":1:598: error[NC0112] "),
        ("deep.json", nested("[", "", ""), ":1:100001: error[NC0301] "),
        ("deep.ndjson", format!("{{}}\n{{\"x\":{lists}}}\n"), ":2:122: error[NC0112] "),
        ("deep.ndjson", format!("{{\"extra\":{maps}}}\n"), ":1:590: error[NC0112] "),
        ("deep.ndjson", format!("{{\"extra\":\"{escaped}\"}}\n"), ":1:10: error[NC0305] extra: "),
        ("deep.csv", format!("title,extra\nx,\"{doubled}\"\n"), ":2:823: error[NC0112] extra: "),
        ("deep.csv", format!("title,tags\nx,\"{lists}\"\n"), ":2:121: error[NC0112] tags: "),
        ("deep.tsv", format!("title\textra\nx\t\"{doubled}\"\n"), ":2:823: error[NC0112] extra: "),
    ];
    assert_eq!(cases.len(), 9);
    for (name, text, expected) in cases {
        refused(name, text.as_bytes(), &[], expected);
    }
    let page = format!("{{\"page\":1,\"value\":[{lists}]}}");
    refused("deep.json", page.as_bytes(), &["-f", "feed"], ":1:137: error[NC0112] ");
    let page = format!("{{\"page\":1,\"value\":[{{\"x\":{lists}}}]}}");
    refused("deep.json", page.as_bytes(), &["-f", "feed"], ":1:141: error[NC0112] ");
}

#[test]
fn columns_that_hold_json_nested_too_deeply_are_rejected() {
    let maps = nested(r#"{"a":"#, "1", "}");
    let lists = nested("[", "", "]");
    let column = |first, text: &str| Arc::new(StringArray::from(vec![first, text])) as ArrayRef;
    let columns = [("extra", column("{}", &maps)), ("tags", column("[]", &lists))];
    let batch = RecordBatch::try_from_iter(columns);
    let batch = batch.expect("a batch");
    for (name, bytes) in [
        ("deep.parquet", parquet_file(&batch)),
        ("deep.arrow", arrow_file(&batch)),
        ("deep.arrows", arrow_stream(&batch)),
    ] {
        refused(name, &bytes, &[], ":row 2: error[NC0305] extra: ");
        refused(name, &bytes, &[], ":row 2: error[NC0305] tags: ");
    }
}

/// A Parquet file of one column that lies in so many groups, each in the one before.
fn deep_parquet(levels: usize) -> Vec<u8> {
    let group = |name: u8, head: &[u8]| [head, &[0x18, 1, name, 0x15, 2, 0]].concat();
    let mut footer = vec![0x15, 2, 0x19, 0xfc];
    let mut count = levels + 2;
    while count > 0x7f {
        footer.push(u8::try_from(count & 0x7f).expect("seven bits") | 0x80);
        count >>= 7;
    }
    footer.push(u8::try_from(count).expect("seven bits"));
    // The name is field 4, the number of children field 5; all but the root are optional (field 3).
    footer.extend([0x48, 1, b'r', 0x15, 2, 0]);
    for _ in 0..levels {
        footer.extend(group(b'g', &[0x35, 2]));
    }
    footer.extend([0x15, 12, 0x25, 2, 0x18, 1, b'x', 0]);
    footer.extend([0x16, 0, 0x19, 0x0c, 0]);
    let length = u32::try_from(footer.len()).expect("short").to_le_bytes();
    [b"PAR1", &*footer, &length, b"PAR1"].concat()
}

#[test]
fn a_parquet_schema_that_is_nested_too_deeply_is_rejected() {
    for levels in [250, 1000, LEVELS, 10 * LEVELS] {
        let expected = ": error[NC0401] its schema is nested more than 250 levels deep";
        refused("deep.parquet", &deep_parquet(levels), &[], expected);
    }
    // What is just within is followed, in the stack of a thread; the column has no values, so nothing is lost.
    let ended = convert("deep.parquet", &deep_parquet(248), &[]);
    assert_eq!(ended.code, 0);
}

#[test]
fn a_parquet_schema_that_claims_more_columns_than_it_has_is_rejected() {
    let mut bytes = deep_parquet(3);
    let at = bytes.windows(2).position(|pair| pair == [0x15, 2]).expect("a version") + 2;
    let root = at + 2 + 1 + 3;
    // A billion children of the root, for which nobody takes memory.
    bytes.splice(root + 1..root + 2, [0x80, 0xa8, 0xd6, 0xb9, 0x07]);
    let length = u32::try_from(bytes.len() - 12).expect("short").to_le_bytes();
    let end = bytes.len() - 8;
    bytes[end..end + 4].copy_from_slice(&length);
    refused("deep.parquet", &bytes, &[], ": error[NC0401] the footer cannot be read");
}

/// A schema of one column in so many structs; it must be made and dropped where the stack is large.
fn deep_schema(levels: usize) -> Schema {
    let leaf = Field::new("x", DataType::Utf8, true);
    let deep = (0..levels)
        .fold(leaf, |field, _| Field::new("s", DataType::Struct(Fields::from(vec![field])), true));
    Schema::new(vec![deep])
}

#[test]
fn an_arrow_schema_that_is_nested_too_deeply_is_rejected() {
    let write = || {
        let batch = RecordBatch::new_empty(Arc::new(deep_schema(20_000)));
        [("deep.arrow", arrow_file(&batch)), ("deep.arrows", arrow_stream(&batch))]
    };
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(write);
    let files = thread.expect("a thread").join().expect("they are written");
    for (name, bytes) in files {
        refused(name, &bytes, &[], ": error[NC0401] ");
    }
}
