//! One worker and several give the same bytes, in every format, from inputs of several chunks.

use std::fmt::Write as _;
use std::fs;
use std::num::NonZero;
use std::path::Path;

use newsconv::Mapping;
use newsconv::format::{FORMATS, FormatSpec};
use newsconv::options::Options;

use crate::util::{articles, by_name, case, converted_with, place, same_files};

/// The samples that the archives are made of.
const CASES: [&str; 6] =
    ["seed", "every-field", "extra-nested", "empty-values", "times-offset", "chinese"];

fn workers(jobs: usize) -> Options {
    Options { jobs: NonZero::new(jobs), ..Options::default() }
}

/// An archive of `count` articles in NDJSON, of 8 KB and more each: a few fields, long bodies.
fn many_lines(count: usize) -> String {
    let markdown = by_name("markdown");
    let samples = CASES.map(|name| articles(&case(name).markdown(), markdown).remove(0));
    let sentence = "The ferry left, came back, and left again. “Again?” asked nobody. ".repeat(120);
    let mut text = String::new();
    for index in 0..count {
        let mut article = samples[index % CASES.len()].clone();
        article.path = Some(format!("news/{index:06}.md").into());
        article.body = Some(format!("{index}\n{sentence}\n").into());
        let line = serde_json::to_string(&article).expect("JSON");
        writeln!(text, "{line}").expect("memory takes it");
    }
    text
}

#[test]
fn many_lines_become_the_same_bytes_for_any_number_of_workers() {
    let temporary = tempfile::tempdir().expect("a folder");
    let source = temporary.path().join("source.ndjson");
    let text = many_lines(640);
    assert!(text.len() > 5 << 20, "several chunks, and not {} bytes", text.len());
    fs::write(&source, &text).expect("it can be written");
    let mut seen = 0;
    for spec in FORMATS.iter().copied() {
        same_for_any_number((&source, by_name("ndjson")), spec, temporary.path());
        // And back: every format is cut into chunks by its own reader.
        let there = place(temporary.path(), "many", spec);
        let back = temporary.path().join("back.ndjson");
        converted_with(&workers(3), (&there, spec), (&back, by_name("ndjson")));
        let same = fs::read(&back).expect("it came back") == text.as_bytes();
        assert!(same, "{}: the articles came back otherwise", spec.name);
        seen += 1;
    }
    assert_eq!(seen, FORMATS.len());
}

#[test]
fn many_files_become_the_same_bytes_for_any_number_of_workers() {
    let temporary = tempfile::tempdir().expect("a folder");
    let source = temporary.path().join("source");
    let mut files = 0;
    for index in 0..620 {
        let folder = source.join(format!("{}", index % 5));
        fs::create_dir_all(&folder).expect("a folder");
        let from = case(CASES[index % CASES.len()]).markdown();
        fs::copy(from, folder.join(format!("{index}.md"))).expect("a copy");
        files += 1;
    }
    assert!(files > 600, "several chunks");
    for spec in FORMATS.iter().copied() {
        same_for_any_number((&source, by_name("markdown")), spec, temporary.path());
    }
}

/// Converts with one worker and with four, and compares.
fn same_for_any_number(
    from: (&Path, &'static FormatSpec),
    to: &'static FormatSpec,
    temporary: &Path,
) {
    let one = place(temporary, "one", to);
    converted_with(&workers(1), from, (&one, to));
    let many = place(temporary, "many", to);
    converted_with(&workers(4), from, (&many, to));
    if one.is_dir() {
        assert!(same_files(&one, &many) > 600);
    } else {
        let same = fs::read(&one).expect("it is there") == fs::read(&many).expect("it is there");
        assert!(same, "{}", to.name);
    }
}

#[test]
fn what_a_profile_writes_is_the_same_for_any_number_of_workers() {
    let temporary = tempfile::tempdir().expect("a folder");
    let source = temporary.path().join("source.ndjson");
    fs::write(&source, many_lines(640)).expect("it can be written");
    for (profile, to) in [("jsonfeed", "json"), ("schema-org", "json"), ("schema-org", "ndjson")] {
        let [one, three] = [1, 3].map(|jobs| {
            let mut options = workers(jobs);
            options.write.mapping = Mapping::profile(profile).ok();
            let there = temporary.path().join(format!("{profile}.{jobs}.{to}"));
            converted_with(&options, (&source, by_name("ndjson")), (&there, by_name(to)));
            fs::read(there).expect("it is there")
        });
        assert!(one.len() > 5 << 20 && one == three, "{profile} in {to}");
    }
    let folders = [1, 3].map(|jobs| {
        let mut options = workers(jobs);
        options.write.mapping = Mapping::profile("hugo").ok();
        let there = temporary.path().join(format!("hugo.{jobs}/"));
        converted_with(&options, (&source, by_name("ndjson")), (&there, by_name("markdown")));
        there
    });
    assert_eq!(same_files(&folders[0], &folders[1]), 640);
}
