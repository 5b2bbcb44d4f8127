//! Every sample in every format: what is written now is what was written before, and reads as the same.
//!
//! Under `NEWSCONV_BLESS=1` the goldens are rewritten from the Markdown.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::{Code, Diagnostic};

use crate::util::{
    BINARY, Case, NARROWED, articles, blessing, by_name, cases, converted, converted_with,
    data_formats, differences, entries, file_name, is_canonical, place, preserving, readme_rows,
    same_files, samples,
};

#[test]
fn every_sample_in_every_format() {
    let temporary = tempfile::tempdir().expect("a folder");
    let (mut seen, mut narrowed) = (0, BTreeSet::new());
    for case in cases() {
        for spec in data_formats() {
            let warnings = write(&case, spec, temporary.path());
            let cut = read(&case, spec, &warnings);
            if cut {
                narrowed.insert((case.name.clone(), spec.name));
            } else if is_canonical(&case.name) {
                come_back(&case, spec, temporary.path());
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 37 * (FORMATS.len() - 1));
    let columnar = data_formats().filter(|spec| BINARY.contains(&spec.name));
    let expected: BTreeSet<_> = columnar.map(|spec| (NARROWED.to_owned(), spec.name)).collect();
    assert_eq!(narrowed, expected, "instants finer than a microsecond");
    every_file_is_compared();
}

/// Writes the case once more and compares the bytes, in binary formats the meaning, with the golden.
fn write(case: &Case, spec: &'static FormatSpec, temporary: &Path) -> Vec<Diagnostic> {
    let (golden, markdown) = (case.golden(spec), case.markdown());
    let fresh = place(temporary, "fresh", spec);
    let warnings = converted((&markdown, by_name("markdown")), (&fresh, spec));
    let bytes = fs::read(&fresh).expect("it was written");
    assert!(!bytes.is_empty(), "{}", golden.display());
    if blessing() {
        fs::write(&golden, &bytes).expect("the golden can be written");
    }
    if BINARY.contains(&spec.name) {
        assert_eq!(articles(&fresh, spec), articles(&golden, spec), "{}", golden.display());
    } else {
        let held = fs::read(&golden).unwrap_or_default();
        assert!(held == bytes, "{} has changed; NEWSCONV_BLESS=1 rewrites it", golden.display());
    }
    warnings
}

/// Reads the golden: it holds the Markdown's articles, but for instants that were cut, each with a
/// warning. Says whether there are such.
fn read(case: &Case, spec: &'static FormatSpec, warnings: &[Diagnostic]) -> bool {
    let (golden, markdown) = (case.golden(spec), case.markdown());
    let left = (markdown.as_path(), by_name("markdown"));
    let right = (golden.as_path(), spec);
    let cut = warnings.iter().filter(|problem| problem.code == Code::Narrowed);
    let cut: BTreeSet<&str> = cut.map(|problem| problem.field.as_str()).collect();
    let found = differences(left, right);
    let differ: BTreeSet<&str> = found.iter().map(|found| found.field.as_str()).collect();
    assert_eq!(differ, cut, "{}: {found:?}", golden.display());
    if cut.is_empty() {
        assert_eq!(articles(left.0, left.1), articles(right.0, right.1), "{}", golden.display());
    }
    !cut.is_empty()
}

/// Writes Markdown from the golden: the same bytes, file by file.
fn come_back(case: &Case, spec: &'static FormatSpec, temporary: &Path) {
    let markdown = by_name("markdown");
    let folder = temporary.join(format!("{}-{}/", case.name, spec.name));
    converted((&case.golden(spec), spec), (&folder, markdown));
    assert_eq!(same_files(&case.folder, &folder), case.files().len());
}

/// With the source text kept, whatever its style.
#[test]
fn every_sample_comes_back_to_the_byte_when_preserved() {
    let (folder, markdown) = (tempfile::tempdir().expect("a folder"), by_name("markdown"));
    let (source, options) = (samples("valid"), preserving());
    let mut seen = 0;
    for spec in FORMATS.iter().copied() {
        let there = place(folder.path(), "there", spec);
        let back = folder.path().join(format!("back-{}/", spec.name));
        converted_with(&options, (&source, markdown), (&there, spec));
        converted_with(&options, (&there, spec), (&back, markdown));
        seen += same_files(&source, &back);
    }
    assert_eq!(seen, 40 * FORMATS.len());
}

/// The table of the README: every case, and whether its Markdown is in house style to the byte.
#[test]
fn the_readme_lists_every_case() {
    let rows: Vec<[String; 3]> = readme_rows("Valid");
    let named: BTreeSet<(&str, bool)> =
        rows.iter().map(|[name, _, canonical]| (name.as_str(), canonical == "yes")).collect();
    let cases = cases();
    let temporary = tempfile::tempdir().expect("a folder");
    let is_so = |case: &Case| is_house_style(case, temporary.path());
    let found: BTreeSet<_> = cases.iter().map(|case| (case.name.as_str(), is_so(case))).collect();
    assert_eq!(named, found);
    let files: usize = cases.iter().map(|case| case.files().len()).sum();
    let canonical = found.iter().filter(|(_, canonical)| *canonical).count();
    let readme = fs::read_to_string(samples("README.md")).expect("the file is there");
    let line = format!("{} cases of {files} files, {canonical} cases canonical.", cases.len());
    assert!(readme.contains(&line), "{line}");
    assert_eq!((rows.len(), files, canonical), (37, 40, 21));
}

/// Whether Markdown written from the case's Markdown is the same to the byte.
fn is_house_style(case: &Case, temporary: &Path) -> bool {
    let (folder, markdown) = (temporary.join(format!("{}/", case.name)), by_name("markdown"));
    converted((&case.markdown(), markdown), (&folder, markdown));
    case.files().iter().all(|file| {
        let path = file.strip_prefix(&case.folder).expect("a file of the case");
        fs::read(folder.join(path)).ok() == fs::read(file).ok()
    })
}

/// Nothing else lies beside the goldens.
fn every_file_is_compared() {
    for case in cases().iter().filter(|case| !case.is_archive()) {
        let mut names: Vec<String> =
            data_formats().map(|spec| file_name(&case.golden(spec))).collect();
        names.push("article.md".to_owned());
        names.sort_unstable();
        let mut held: Vec<String> =
            entries(&case.folder).iter().map(|path| file_name(path)).collect();
        held.sort_unstable();
        assert_eq!(held, names, "{}", case.name);
    }
}
