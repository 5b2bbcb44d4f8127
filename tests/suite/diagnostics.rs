//! `docs/diagnostics.md` has a true section for each code, and diagnostics in JSON are as their schema
//! says.
//!
//! Each section shows an input and a command with what it says. Under `NEWSCONV_BLESS=1` what the
//! commands say is rewritten.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsconv::{Code, Conversion, Diagnostic, Error, Options, explain, format};
use serde_json::Value;

use crate::util::blessing;

/// Codes whose section shows no command that is run, each for its reason.
const NOT_RUN: [(Code, &str); 2] = [
    (Code::RecordSyntax, "for formats that programs add; no built-in one uses it"),
    (Code::ColumnType, "needs a Parquet file, which no block of a page can hold"),
];

fn page_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md")
}

fn page() -> String {
    fs::read_to_string(page_path()).expect("the page is there")
}

/// A fenced block: the words of its first line, and its lines.
struct Block<'p> {
    info: Vec<&'p str>,
    text: &'p str,
}

fn blocks(section: &str) -> Vec<Block<'_>> {
    let mut parts = section.split("\n```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n').unwrap_or((block, ""));
        blocks.push(Block { info: info.split_whitespace().collect(), text });
    }
    blocks
}

/// The command of a section, the words of it, and what it says.
fn command(section: &str) -> Option<(String, Vec<String>, String)> {
    let block = blocks(section).into_iter().find(|block| block.info == ["console"])?;
    let (line, said) = block.text.split_once('\n').unwrap_or((block.text, ""));
    let words = line.strip_prefix("$ newsconv ").expect("a command of newsconv");
    let words = words.split_whitespace().map(str::to_owned).collect();
    Some((line.to_owned(), words, said.to_owned()))
}

/// Writes the section's inputs: a block names its file after its language, else it is the command's
/// one input.
fn lay_out(section: &str, input: &str, folder: &Path) -> bool {
    let inputs = blocks(section).into_iter().filter(|block| block.info != ["console"]);
    let mut any = false;
    for Block { info, text } in inputs {
        let path = folder.join(info.get(1).copied().unwrap_or(input));
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, format!("{text}\n")).expect("it can be written");
        any = true;
    }
    any
}

/// What the library reports when it does what the section's command says.
fn said(section: &str, words: &[String]) -> Vec<Diagnostic> {
    let temporary = tempfile::tempdir().expect("a folder");
    let mut options = Options::default();
    let mut paths: Vec<&str> = Vec::new();
    for word in words {
        match word.as_str() {
            "--preserve" => (options.read.preserve, options.write.preserve) = (true, true),
            path => paths.push(path),
        }
    }
    let [input, output] = paths[..] else { panic!("one input and one output: {words:?}") };
    let laid_out = lay_out(section, input, temporary.path());
    let root = if laid_out { temporary.path() } else { Path::new(env!("CARGO_MANIFEST_DIR")) };
    let output = temporary.path().join(output);
    let mut reported = Vec::new();
    let conversion = Conversion::new().options(options);
    match conversion.run(&[root.join(input)], output, &mut |problem| reported.push(problem)) {
        Ok(_) => {}
        Err(Error::Invalid(problems)) => reported.extend(problems),
        Err(error) => panic!("{words:?}: {error}"),
    }
    let prefix = format!("{}/", root.display());
    for problem in &mut reported {
        problem.path = problem.path.replace(&prefix, "");
    }
    reported
}

fn lines(problems: &[Diagnostic]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        writeln!(text, "{problem}").expect("a text takes all");
        text
    })
}

#[test]
fn every_code_has_its_section_in_order() {
    let page = page();
    let headings: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("## NC")).collect();
    let expected: Vec<String> =
        Code::ALL.iter().map(|code| format!("{} {}", &code.as_str()[2..], code.title())).collect();
    assert_eq!(headings, expected);
    assert_eq!(page.matches("\n## ").count(), Code::ALL.len(), "no section without a code");
}

#[test]
fn every_section_says_how_bad_it_is_and_what_to_do() {
    for &code in Code::ALL {
        let section = explain(code);
        let severity = code.severity().as_str();
        let severity = format!("**{}{}.** ", severity[..1].to_uppercase(), &severity[1..]);
        let heading = format!("## {code} {}\n\n{severity}", code.title());
        assert!(section.starts_with(&heading), "{section}");
        assert!(section.contains("\n*What to do:* "), "{code} says what to do");
        assert!(section.ends_with(".\n"), "{code} ends in a sentence");
        assert_eq!(section.matches("\n## ").count(), 0, "{code} is one section");
    }
}

/// Each example says what newsconv says of it.
#[test]
fn every_example_is_true() {
    let mut page = page();
    let mut run = 0;
    for &code in Code::ALL {
        let section = explain(code);
        let Some((line, words, held)) = command(section) else { continue };
        if NOT_RUN.iter().any(|(other, _)| *other == code) {
            assert!(held.contains(code.as_str()), "{code}: {held}");
            continue;
        }
        let problems = said(section, &words);
        assert!(problems.iter().any(|problem| problem.code == code), "{code}: {problems:?}");
        let said = lines(&problems);
        if blessing() {
            let block = |said: &str| format!("{line}\n{}\n```", said.trim_end());
            let old = if held.is_empty() { format!("{line}\n```") } else { block(&held) };
            page = page.replace(&old, &block(&said));
        } else {
            assert_eq!(held, said.trim_end(), "{code}; NEWSCONV_BLESS=1 rewrites it");
        }
        run += 1;
    }
    if blessing() {
        fs::write(page_path(), page).expect("it can be written");
    }
    assert_eq!(run, Code::ALL.len() - NOT_RUN.len());
}
