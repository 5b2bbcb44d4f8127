//! The generated schemas: equal to `schemas/`, and true.

#[cfg(all(feature = "arrow", feature = "parquet"))]
mod columns;
mod json_schema;

use std::fs;
use std::path::{Path, PathBuf};

use newsconv::Article;
use newsconv::schema::{
    DIAGNOSTIC_SCHEMA_FILE, Field, SCHEMA_VERSION, SchemaKind, diagnostic_schema, schema,
};

use crate::util::blessing;

const REMEDY: &str = "`make schemas` rewrites them";

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas"))
}

/// Under `NEWSCONV_BLESS=1` the files are rewritten, not compared.
#[test]
fn files_are_what_the_model_gives() {
    let mut seen = 0;
    let kinds = SchemaKind::ALL.iter().map(|&kind| (kind.file_name(), schema(kind)));
    for (name, generated) in kinds.chain([(DIAGNOSTIC_SCHEMA_FILE, diagnostic_schema())]) {
        let path = folder().join(name);
        if blessing() {
            fs::write(&path, &generated).expect("the file can be written");
        }
        let held = fs::read_to_string(&path).unwrap_or_default();
        assert!(held == generated, "{} has drifted; {REMEDY}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 7);
}

/// What a version of the schema promises: the columns and their types, and the member without a column.
fn promises() -> String {
    let columns = schema(SchemaKind::Parquet);
    let is_column = |field: &&Field| columns.split([' ', ';']).any(|word| word == field.name);
    let others = Article::FIELDS.iter().filter(|field| !is_column(field));
    others.fold(columns.clone(), |text, field| text + "on request: " + field.name + "\n")
}

fn version_file(version: u32) -> PathBuf {
    folder().join(format!("versions/{version}.txt"))
}

/// Under `NEWSCONV_BLESS=1` the file of a new version is added; that of a known one is never rewritten.
#[test]
fn files_hold_the_columns_to_their_version() {
    let (path, promises) = (version_file(SCHEMA_VERSION), promises());
    if blessing() && !path.exists() {
        fs::write(&path, &promises).expect("the file can be written");
    }
    let held = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == promises,
        "the columns or members are not those that version {SCHEMA_VERSION} has in {}; raise \
         `SCHEMA_VERSION` in src/schema/mod.rs by one, run `make schemas`, which adds the file of the \
         new version, and tell users in CHANGELOG.md (a version that was never released may keep its \
         number: delete its file instead)",
        path.display()
    );
    let versions = fs::read_dir(folder().join("versions")).expect("the folder is there");
    assert_eq!(u32::try_from(versions.count()), Ok(SCHEMA_VERSION), "one file per version");
}

/// Files of earlier versions are read for ever, so a column keeps its name and its type.
#[test]
fn every_version_has_the_columns_of_the_one_before() {
    let earlier = |version| fs::read_to_string(version_file(version)).expect("a file per version");
    let mut versions: Vec<String> = (1..SCHEMA_VERSION).map(earlier).collect();
    versions.push(promises());
    for (version, pair) in versions.windows(2).enumerate() {
        let (before, after) = (&pair[0], &pair[1]);
        let mut after = after.lines();
        for line in before.lines() {
            assert!(after.any(|other| other == line), "version {} lost `{line}`", version + 2);
        }
    }
}

#[test]
fn every_file_is_generated() {
    let mut expected: Vec<_> = SchemaKind::ALL.iter().map(|kind| kind.file_name()).collect();
    expected.extend(["README.md", "versions", DIAGNOSTIC_SCHEMA_FILE]);
    expected.sort_unstable();
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let mut held: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    held.sort_unstable();
    assert_eq!(held, expected);
}

#[test]
fn the_readme_names_every_kind_and_file() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("the file is there");
    for kind in SchemaKind::ALL {
        let row = format!("| `{kind}` | [`{0}`]({0}) |", kind.file_name());
        assert!(readme.contains(&row), "{row}");
    }
    assert!(readme.contains(&format!("[`{DIAGNOSTIC_SCHEMA_FILE}`]({DIAGNOSTIC_SCHEMA_FILE})")));
}

#[test]
fn kinds_are_read_by_their_names() {
    for kind in SchemaKind::ALL {
        assert_eq!(kind.to_string().parse::<SchemaKind>().expect("a kind"), *kind);
    }
    let error = "JSON".parse::<SchemaKind>().expect_err("no kind").to_string();
    assert_eq!(
        error,
        "unknown schema `JSON`; the known ones are arrow, json-schema, table-schema, parquet, \
         duckdb, spark"
    );
}

#[test]
fn every_schema_is_text_that_names_every_field() {
    for &kind in SchemaKind::ALL {
        let text = schema(kind);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains('\r'), "{kind}");
        assert!(text.lines().all(|line| line == line.trim_end()), "{kind}");
        for field in Article::FIELDS {
            let only_in_json = field.name == "frontMatter" && kind != SchemaKind::JsonSchema;
            assert_ne!(text.contains(field.name), only_in_json, "{} in {kind}", field.name);
        }
    }
}
