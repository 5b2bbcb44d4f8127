//! Every format to every other one, and back to Markdown: the articles stay equal.

use std::path::{Path, PathBuf};

use newsconv::Article;
use newsconv::format::{FORMATS, FormatSpec};

use crate::util::{articles, by_name, case, converted, place};

/// The samples that between them have every field, every type and every kind of absence.
const CASES: [&str; 7] = [
    "seed",
    "every-field",
    "extra-nested",
    "empty-values",
    "clashing-keys",
    "related",
    "times-offset",
];

#[test]
fn every_pair_keeps_the_articles() {
    let temporary = tempfile::tempdir().expect("a folder");
    let (source, expected) = archive(temporary.path());
    let mut pairs = 0;
    for first in FORMATS.iter().copied() {
        let a = place(temporary.path(), "a", first);
        converted((&source, by_name("markdown")), (&a, first));
        for second in FORMATS.iter().copied() {
            let name = format!("{}-{}", first.name, second.name);
            keeps((&a, first), second, &temporary.path().join(name), &expected);
            pairs += 1;
        }
    }
    assert_eq!(pairs, FORMATS.len() * FORMATS.len());
}

/// The cases as one folder of Markdown, and its articles.
fn archive(temporary: &Path) -> (PathBuf, Vec<Article<'static>>) {
    let folder = temporary.join("source");
    std::fs::create_dir(&folder).expect("a folder");
    for name in CASES {
        let from = case(name).markdown();
        std::fs::copy(from, folder.join(format!("{name}.md"))).expect("a copy");
    }
    let expected = articles(&folder, by_name("markdown"));
    assert_eq!(expected.len(), CASES.len());
    (folder, expected)
}

/// Converts `a` to the format `second` and that to Markdown, in `folder`.
fn keeps(
    a: (&Path, &'static FormatSpec),
    second: &'static FormatSpec,
    folder: &Path,
    expected: &[Article<'static>],
) {
    std::fs::create_dir(folder).expect("a folder");
    let (b, back) = (place(folder, "b", second), folder.join("back/"));
    converted(a, (&b, second));
    assert_eq!(articles(&b, second), expected, "{} to {}", a.1.name, second.name);
    converted((&b, second), (&back, by_name("markdown")));
    let kept = articles(&back, by_name("markdown"));
    assert_eq!(kept, expected, "{} to {} to Markdown", a.1.name, second.name);
}
