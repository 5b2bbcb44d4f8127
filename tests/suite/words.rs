//! How the documentation of the code is written: plainly, and each function's with a verb.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that a plain sentence of today says in another way, in lower case.
const RIDDLES: &[&str] =
    &["borne", "heed", "whoever", "be it", "is to be", "are to be", "stands in", "stands for"];

/// The words that begin a noun phrase or a clause, where a verb should say what a function does.
const NO_VERBS: &[&str] = &["A", "An", "All", "How", "The", "What", "Whether"];

#[test]
fn functions_are_described_with_a_verb() {
    let (mut functions, mut wrong) = (0, Vec::new());
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        // The first line of the comment that is above.
        let mut first = None;
        for line in code.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix("///") {
                first.get_or_insert(comment.trim());
            } else if is_function(line) {
                functions += usize::from(first.is_some());
                let word = first.and_then(|first| first.split([' ', ',']).next());
                if word.is_some_and(|word| NO_VERBS.contains(&word)) {
                    wrong.push(format!("{}: {line}", path.display()));
                }
                first = None;
            } else if !line.starts_with("#[") {
                first = None;
            }
        }
    }
    assert!(functions > 1500, "{functions}");
    assert!(wrong.is_empty(), "begin with a verb, such as `Returns`: {wrong:#?}");
}

#[test]
fn texts_are_plain() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["README.md", "CONTRIBUTING.md", "docs/diagnostics.md", "docs/profiles.md"];
    let mut files = sources();
    files.extend(pages.map(|page| root.join(page)));
    assert!(files.len() > 250, "{}", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a text").to_lowercase();
        let has = |line: &str, word: &str| {
            let is_whole = |(at, _): (usize, &str)| {
                let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                !letter(line[..at].chars().next_back())
                    && !letter(line[at + word.len()..].chars().next())
            };
            line.match_indices(word).any(is_whole)
        };
        for (number, line) in text.lines().enumerate() {
            let found = RIDDLES.iter().filter(|word| has(line, word));
            wrong.extend(found.map(|word| format!("{}:{}: {word}", path.display(), number + 1)));
        }
    }
    assert!(wrong.is_empty(), "say it plainly: {wrong:#?}");
}

fn is_function(line: &str) -> bool {
    let rest = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ").map_or(rest, |(_, rest)| rest),
        Some(rest) => rest.trim_start(),
        None => line,
    };
    rest.trim_start_matches("const ").starts_with("fn ")
}

/// The source files of the library and the program, without those of tests.
fn sources() -> Vec<PathBuf> {
    fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            if name == "tests" {
                continue;
            }
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files
}
