//! Every invalid sample is refused with the diagnostics in the file beside it, and nothing is written.
//!
//! Under `NEWSCONV_BLESS=1` those files are rewritten.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use newsconv::diagnostic::Speaker;
use newsconv::format::{FORMATS, FormatSpec};
use newsconv::{Code, Diagnostic, Error, Severity, format};

use crate::util::{
    blessing, by_name, checked, convert, entries, extension, file_name, place, readme_rows, samples,
};

/// Codes of errors that an output makes, each with an archive in NDJSON and the format that has no
/// place for it.
const REFUSED_BY_OUTPUTS: [(Code, &str, &str); 8] = [
    (Code::NotFinite, "nan.md", "---\ntitle: a\nx: {y: [1, .nan]}\n---\n"),
    (Code::KeyClash, "clash.ndjson", r#"{"title":"a","extra":{"title":"b"}}"#),
    (Code::BadPath, "up.ndjson", r#"{"path":"../up.md"}"#),
    (Code::SamePath, "same.ndjson", "{\"path\":\"a.md\"}\n{\"path\":\"a.md\"}\n"),
    (Code::SamePath, "case.ndjson", "{\"path\":\"a/b.md\"}\n{\"path\":\"a/b\"}\n"),
    (Code::TooMany, "two.ndjson", "{}\n{}\n"),
    (Code::TooMany, "none.ndjson", "\n"),
    (Code::BadPath, "empty.ndjson", r#"{"path":""}"#),
];

/// The files that must be refused, sorted.
fn files() -> Vec<PathBuf> {
    let mut files = entries(&samples("invalid"));
    files.retain(|file| file.extension().is_none_or(|extension| extension != "expected"));
    files.sort();
    files
}

fn expected_beside(file: &Path) -> PathBuf {
    file.with_file_name(format!("{}.expected", file_name(file)))
}

/// Whether it is for `newsconv check` to find fault with the file.
fn is_checked(file: &Path) -> bool {
    file_name(file).starts_with("check-")
}

/// What is said about a file that is to become `to`, when all of it is refused.
fn refusal(file: &Path, to: &'static FormatSpec) -> Vec<Diagnostic> {
    let from = format::by_extension(file).expect("a format");
    let temporary = tempfile::tempdir().expect("a folder");
    let output = place(temporary.path(), "output", to);
    let (done, mut reported) =
        if is_checked(file) { checked(file, from) } else { convert((file, from), (&output, to)) };
    match done {
        Ok(_) if is_checked(file) => assert!(!reported.is_empty(), "{} is sound", file.display()),
        Ok(summary) => assert!(summary.rejected > 0, "{} is taken", file.display()),
        Err(Error::Invalid(problems)) => reported.extend(problems),
        Err(error) => panic!("{}: {error}", file.display()),
    }
    let left = entries(temporary.path());
    assert!(left.is_empty(), "{} leaves {left:?}", file.display());
    for problem in &mut reported {
        for text in [&mut problem.path, &mut problem.message] {
            *text = text.replace(&file.display().to_string(), &file_name(file));
        }
    }
    reported
}

#[test]
fn every_invalid_sample_is_rejected_as_expected() {
    let mut seen = 0;
    for file in files() {
        let problems = refusal(&file, by_name("ndjson"));
        let lines: Vec<String> =
            problems.iter().map(|problem| problem.spelled(Speaker::Program)).collect();
        let text = lines.join("\n") + "\n";
        let expected = expected_beside(&file);
        if blessing() {
            fs::write(&expected, &text).expect("the file can be written");
        }
        let held = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(text, held, "{}; NEWSCONV_BLESS=1 rewrites it", expected.display());
        seen += 1;
    }
    assert_eq!(seen, 107);
    let all = entries(&samples("invalid")).len();
    assert_eq!(all, 2 * seen, "each sample has one file beside it");
}

/// Whatever the output is to be, nothing of it appears.
#[test]
fn nothing_is_written_in_any_format() {
    for to in FORMATS {
        for name in ["wrong-type.md", "wrong-type.ndjson", "unclosed.json", "ragged.csv"] {
            refusal(&samples("invalid").join(name), to);
        }
    }
}

/// An output that was there stays as it was.
#[test]
fn a_rejected_record_keeps_the_old_output() {
    let temporary = tempfile::tempdir().expect("a folder");
    let input = samples("invalid").join("wrong-type.md");
    for to in FORMATS {
        let output = temporary.path().join(format!("old.{}", extension(to)));
        fs::write(&output, "as it was").expect("it can be written");
        let (done, _) = convert((&input, by_name("markdown")), (&output, to));
        assert_eq!(done.expect("a summary").rejected, 1);
        assert_eq!(fs::read(&output).expect("it is there"), b"as it was", "{}", to.name);
    }
    assert_eq!(entries(temporary.path()).len(), names_of_outputs());
}

fn names_of_outputs() -> usize {
    FORMATS.iter().map(|spec| extension(spec)).collect::<BTreeSet<_>>().len()
}

/// The table of the README says where each fault is, in which field and of which kind.
#[test]
fn the_readme_points_at_every_fault() {
    let rows: Vec<[String; 5]> = readme_rows("Invalid");
    let files = files();
    let named: BTreeSet<String> = rows.iter().map(|[file, ..]| file.clone()).collect();
    assert_eq!(named, files.iter().map(|file| file_name(file)).collect());
    assert_eq!(rows.len(), files.len(), "no file twice");
    for [name, _, place, field, code] in &rows {
        let file = samples("invalid").join(name);
        let problems = refusal(&file, by_name("ndjson"));
        let is_meant =
            |problem: &&Diagnostic| is_checked(&file) || problem.severity == Severity::Error;
        let problem = problems.iter().find(is_meant).expect("a problem");
        assert_eq!((&place_of(problem), &problem.field), (place, field), "{name}: {problem}");
        assert_eq!(problem.code.as_str(), code, "{name}: {problem}");
    }
}

fn place_of(problem: &Diagnostic) -> String {
    match problem.position {
        Some(position) if position.column == 0 => format!("row {}", position.line),
        Some(position) => format!("{}:{}", position.line, position.column),
        None => String::new(),
    }
}

/// A folder for several articles; a file of JSON where a number is not finite; else a Markdown file.
fn output_for(code: Code) -> (&'static str, &'static FormatSpec) {
    match code {
        Code::NotFinite => ("out.ndjson", by_name("ndjson")),
        Code::TooMany => ("out.md", by_name("markdown")),
        _ => ("out/", by_name("markdown")),
    }
}

#[test]
fn outputs_reject_what_they_cannot_hold() {
    for (code, name, text) in REFUSED_BY_OUTPUTS {
        let temporary = tempfile::tempdir().expect("a folder");
        let input = temporary.path().join(name);
        fs::write(&input, text).expect("it can be written");
        let (output, to) = output_for(code);
        let from = format::by_extension(&input).expect("a format");
        let (done, mut reported) = convert((&input, from), (&temporary.path().join(output), to));
        match done {
            Ok(summary) => assert!(summary.rejected > 0, "{name} is taken"),
            Err(Error::Invalid(problems)) => reported.extend(problems),
            Err(error) => panic!("{name}: {error}"),
        }
        assert_eq!(reported.last().map(|problem| problem.code), Some(code), "{name}");
        assert_eq!(entries(temporary.path()), [input], "nothing but the input");
    }
}

/// Each kind of error is provoked by some sample, or by some output.
#[test]
fn every_kind_of_error_has_a_sample() {
    let mut provoked: BTreeSet<&str> =
        REFUSED_BY_OUTPUTS.iter().map(|(code, ..)| code.as_str()).collect();
    for file in files() {
        let held = fs::read_to_string(expected_beside(&file)).expect("it is there");
        let errors = held.split("error[").skip(1).map(|rest| &rest[..6]);
        provoked.extend(
            Code::ALL
                .iter()
                .map(|code| code.as_str())
                .filter(|&code| errors.clone().any(|found| found == code)),
        );
    }
    let errors = Code::ALL.iter().filter(|code| code.severity() == Severity::Error);
    let without: Vec<&str> =
        errors.map(|code| code.as_str()).filter(|code| !provoked.contains(code)).collect();
    // No sample can be a file that cannot be read, hold the fault of a record in a format that is not built in,
    // have a folder of its own, be large, or ask for a language or a profile.
    let expected = [
        Code::Unreadable,
        Code::RecordSyntax,
        Code::Partition,
        Code::RecordTooLarge,
        Code::NullInList,
        Code::NoId,
    ];
    assert_eq!(without, expected.map(Code::as_str));
}
