//! Files of earlier schema versions are read for ever.
//!
//! `samples/version-1/` was written by the last program of that version, and is never written again.

use std::fs;
use std::path::{Path, PathBuf};

use newsconv::Article;
use newsconv::format::FormatSpec;

use crate::util::{
    articles_unmapped, by_name, convert_unmapped, differences, entries, file_name, preserving,
    samples, written,
};

/// The files of version 1 that are called `stem`, with their formats.
fn files(stem: &str) -> Vec<(PathBuf, &'static FormatSpec)> {
    let mut files = entries(&samples("version-1"));
    files.sort();
    let named = files.into_iter().filter_map(|path| {
        let name = file_name(&path);
        let (found, extension) = name.split_once('.').expect("an extension");
        let format = extension.split('.').next().unwrap_or(extension);
        (found == stem).then(|| (path, by_name(format)))
    });
    named.collect()
}

/// The articles that all files called `stem` hold, as NDJSON has them.
fn expected(stem: &str) -> (PathBuf, Vec<Article<'static>>) {
    let path = samples("version-1").join(format!("{stem}.ndjson"));
    let held = articles_unmapped(&path, by_name("ndjson"));
    assert_eq!(held.len(), 10);
    assert!(held.iter().all(|article| article.source_style.is_none()));
    (path, held)
}

#[test]
fn every_format_holds_the_same_articles() {
    let (ndjson, expected) = expected("articles");
    let files = files("articles");
    assert_eq!(files.len(), 8, "formats of version 1");
    for (path, spec) in files {
        assert_eq!(articles_unmapped(&path, spec), expected, "{}", path.display());
        assert_eq!(differences((&path, spec), (&ndjson, by_name("ndjson"))), []);
        if spec.name == "csv" {
            let table = fs::read_to_string(&path).expect("text");
            let header = table.lines().next().unwrap_or_default();
            assert!(header.ends_with("extra,body"), "it is no file of version 1: {header}");
        }
    }
    let bytes = fs::read(ndjson).expect("a file");
    let again = written(&expected, by_name("ndjson"), &preserving());
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(&bytes));
}

/// Columns of version 1 become columns of today.
#[test]
fn columns_gain_what_was_added() {
    let (_, expected) = expected("articles");
    let folder = tempfile::tempdir().expect("a folder");
    let mut seen = 0;
    for (path, spec) in files("articles") {
        for to in ["parquet", "arrow", "csv"] {
            let to = by_name(to);
            let out = folder.path().join(format!("{}.{}", spec.name, to.name));
            let _ =
                convert_unmapped(&newsconv::options::Options::default(), (&path, spec), (&out, to))
                    .0
                    .expect("written");
            assert_eq!(articles_unmapped(&out, to), expected, "{} to {}", path.display(), to.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 8 * 3);
}

#[test]
fn front_matter_that_was_kept_is_written_back() {
    let (_, expected) = expected("preserved");
    let folder = tempfile::tempdir().expect("a folder");
    let kept = expected.iter().filter(|article| article.front_matter.is_some()).count();
    assert_eq!(kept, 5);
    let files = files("preserved");
    assert_eq!(files.len(), 3);
    for (path, spec) in files {
        assert_eq!(articles_unmapped(&path, spec), expected, "{}", path.display());
        let out = folder.path().join(spec.name).join("");
        let _ = convert_unmapped(&preserving(), (&path, spec), (&out, by_name("markdown")))
            .0
            .expect("written");
        for article in &expected {
            is_restored(article, &out);
        }
    }
}

/// The file of an article whose front matter was kept is the same to the byte.
fn is_restored(article: &Article<'_>, folder: &Path) {
    let Some(front_matter) = &article.front_matter else { return };
    let path = folder.join(article.path.as_deref().expect("a path"));
    let text = fs::read_to_string(&path).expect("a file");
    let body = article.body.as_deref().unwrap_or_default();
    assert_eq!(text, format!("{front_matter}{body}"), "{}", path.display());
}
