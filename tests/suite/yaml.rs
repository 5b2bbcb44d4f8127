//! Front matter as an independent YAML library sees it: `serde_yaml`'s continuation, on libyaml.

use std::collections::BTreeSet;
use std::path::Path;

use newsconv::compare::{Difference, compare};
use newsconv::options::ReadOptions;
use newsconv::{Article, Input};

use crate::util::{Case, articles_unmapped, by_name, case, cases, corpus, markdown_files};

/// The samples in which the two differ, each with the reason. The list is exact.
const EXCEPTIONS: [(&str, &str); 4] = [
    (
        "anchors",
        "merge keys are no part of YAML 1.2, and serde knows none: the YAML reader applies them",
    ),
    (
        "clashing-keys",
        "to serde, as in JSON, `path`, `body` and `extra` are members with a meaning",
    ),
    ("yaml-tags", "the other library hands an integer with a tag over as something else"),
    ("yaml12", "the other library takes `014`, an integer in YAML 1.2, for text"),
];

/// The lines between the fences; none without front matter.
fn front_matter(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    let is_fence = |line: &str| matches!(line.trim_end(), "---" | "...");
    if first.trim_end() != "---" {
        return None;
    }
    let mut end = first.len();
    for line in lines {
        if is_fence(line) {
            return Some(&text[first.len()..end]);
        }
        end += line.len();
    }
    None
}

/// Whether both read the same article; the reason why not otherwise.
fn agree(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).expect("the file is there");
    // Other names and shapes are not YAML's business.
    let mut ours = articles_unmapped(file, by_name("markdown")).remove(0);
    (ours.path, ours.body, ours.source_style) = (None, None, None);
    let yaml = front_matter(&text).unwrap_or_default();
    let theirs: Article<'_> = if yaml.trim().is_empty() {
        Article::default()
    } else {
        serde_yaml::from_str(yaml).map_err(|error| error.to_string())?
    };
    let found = difference(&ours, &theirs);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The places in which two articles differ; numbers are compared by what they are.
fn difference(ours: &Article<'_>, theirs: &Article<'_>) -> String {
    let mut found = Vec::new();
    let read = |article: &Article<'_>| {
        let text = serde_json::to_string(article).expect("JSON");
        let input = Input::bytes("a.ndjson", text.as_bytes());
        (by_name("ndjson").open)(vec![input], &ReadOptions::default()).expect("it opens")
    };
    let (mut left, mut right) = (read(ours), read(theirs));
    let mut report = |difference: Difference| found.push(difference.to_string());
    compare(&mut *left, &mut *right, &mut report).expect("both are articles");
    found.join("; ")
}

#[test]
fn samples_mean_the_same_to_another_library() {
    let exceptions: BTreeSet<&str> = EXCEPTIONS.iter().map(|(case, _)| *case).collect();
    let differs = |case: &Case| case.files().iter().find_map(|file| agree(file).err());
    let cases = cases();
    let found: Vec<(&str, String)> =
        cases.iter().filter_map(|case| Some((case.name.as_str(), differs(case)?))).collect();
    let names: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, exceptions, "{found:#?}");
    let files: usize = cases.iter().map(|case| case.files().len()).sum();
    assert_eq!(files, 40);
}

/// The real archives, where they are at hand; else one of the samples.
#[test]
fn archives_mean_the_same_to_another_library() {
    let (folder, count) =
        corpus().map_or_else(|| (case("archive").folder, 4), |folder| (folder, 1379 + 1));
    let files = markdown_files(&folder);
    assert_eq!(files.len(), count, "with the README of the archives");
    for file in files {
        if let Err(reason) = agree(&file) {
            panic!("{}: {reason}", file.display());
        }
    }
}
