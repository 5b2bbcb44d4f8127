//! `docs/diagnostics.md` has a true section for each code, and diagnostics in JSON are as their schema
//! says.
//!
//! Each section shows an input and a command with what it says. Under `NEWSCONV_BLESS=1` what the
//! commands say is rewritten.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use newsconv::diagnostic::{Advice, OptionName, Position, Speaker, explain};
use newsconv::options::Options;
use newsconv::schema::diagnostic_schema;
use newsconv::{Code, Conversion, Diagnostic, Error, FrontMatter, Mapping, format};
use serde_json::Value;

use crate::util::{blessing, by_name, checked, convert, entries, place, samples};

/// Codes whose section shows no command that is run, each for its reason.
const NOT_RUN: [(Code, &str); 2] = [
    (Code::Unreadable, "an input that is laid out from the page can be read"),
    (Code::RecordSyntax, "it is for formats that programs add; no built-in one uses it"),
];

/// Codes whose section reads or writes Arrow or Parquet.
const ARROW: [Code; 7] = [
    Code::Damaged,
    Code::ColumnType,
    Code::Narrowed,
    Code::ColumnLeftOut,
    Code::NanAsNull,
    Code::BinaryAsText,
    Code::IndexLeftOut,
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
    let mut words_left = words.iter();
    while let Some(word) = words_left.next() {
        match word.as_str() {
            "--preserve" => (options.read.preserve, options.write.preserve) = (true, true),
            "--max-record-size" => {
                let size = words_left.next().expect("a size");
                options.read.max_record_size = Some(size.parse().expect("a number"));
            }
            "--as=jsonfeed" => options.write.mapping = Mapping::profile("jsonfeed").ok(),
            "--front-matter=toml" => options.write.front_matter = Some(FrontMatter::Toml),
            path => paths.push(path),
        }
    }
    let (input, output) = match paths[..] {
        ["check", input] => (input, None),
        [input, output] => (input, Some(temporary.path().join(output))),
        _ => panic!("an input to check, or an input and an output: {words:?}"),
    };
    let laid_out = lay_out(section, input, temporary.path());
    let root = if laid_out { temporary.path() } else { Path::new(env!("CARGO_MANIFEST_DIR")) };
    let mut reported = Vec::new();
    let mut report = |problem| reported.push(problem);
    let conversion = Conversion::new().options(options);
    let inputs = [root.join(input)];
    let done = match output {
        Some(output) => conversion.run(&inputs, output, &mut report),
        None => conversion.check(&inputs, &mut report),
    };
    match done {
        Ok(_) | Err(Error::Rejected(_)) => {}
        Err(Error::Invalid(problems)) => reported.extend(problems),
        Err(error) => panic!("{words:?}: {error}"),
    }
    let prefix = format!("{}/", root.display());
    for problem in &mut reported {
        problem.path = problem.path.replace(&prefix, "");
        problem.message = problem.message.replace(&prefix, "");
    }
    reported
}

fn lines(problems: &[Diagnostic]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        writeln!(text, "{}", problem.spelled(Speaker::Program)).expect("a text takes all");
        text
    })
}

#[test]
fn every_code_has_its_section_in_order() {
    let page = page();
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## NC")).collect();
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
        if !cfg!(feature = "parquet") && ARROW.contains(&code) {
            run += 1;
            continue;
        }
        let problems = said(section, &words);
        assert!(problems.iter().any(|problem| problem.code == code), "{code}: {problems:?}");
        let said = lines(&problems);
        if blessing() {
            let old = format!("{line}\n{held}").trim_end().to_owned() + "\n```";
            let new = format!("{line}\n{}\n```", said.trim_end());
            page = page.replacen(section, &section.replacen(&old, &new, 1), 1);
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

/// All that is said about the invalid samples.
fn real_diagnostics() -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for file in entries(&samples("invalid")) {
        let Some(from) = format::by_extension(&file) else { continue };
        let temporary = tempfile::tempdir().expect("a folder");
        let to = by_name("ndjson");
        let (done, reported) = convert((&file, from), (&place(temporary.path(), "out", to), to));
        all.extend(reported);
        if let Err(Error::Invalid(problems)) = done {
            all.extend(problems);
        }
        all.extend(checked(&file, from).1);
    }
    all
}

#[test]
fn diagnostics_in_json_are_as_their_schema_says() {
    let schema: Value = serde_json::from_str(&diagnostic_schema()).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a JSON Schema");
    let mut problems = real_diagnostics();
    assert!(problems.len() >= 72, "{}", problems.len());
    let row = Diagnostic::new(Code::WrongType, "a.parquet", "no").at(Position::new(0, 3, 0));
    let bare = Diagnostic::new(Code::NoOffset, "", "no").with_help("yes").in_field("x");
    let advice = Advice::from("x ").option(OptionName::MaxErrors).words(" or ");
    let advised =
        Diagnostic::new(Code::WrongType, "", "no").with_help(advice.option(OptionName::To));
    problems.extend([row, bare, advised]);
    let mut advising = 0;
    for problem in problems {
        let json = serde_json::to_value(&problem).expect("JSON");
        assert!(schema.is_valid(&json), "{json:#}");
        let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
        assert_eq!(text("code").parse::<Code>().expect("a code"), problem.code);
        assert_eq!((text("message"), text("path")), (&*problem.message, &*problem.path));
        let spelled = problem.help.as_ref().map(|help| help.spelled(Speaker::Program));
        assert_eq!(text("help"), spelled.unwrap_or_default());
        let named = json.get("options").map_or(Vec::new(), |named| {
            named.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
        });
        let options = problem.options();
        assert_eq!(named, options.iter().map(|option| option.as_str()).collect::<Vec<_>>());
        assert!(options.iter().all(|option| text("help").contains(option.flag())), "{json:#}");
        advising += usize::from(!options.is_empty());
    }
    assert!(advising >= 20, "{advising}");
    for wrong in [r#"{"code": "NC9999", "severity": "error", "message": ""}"#, "{}", "[]"] {
        assert!(!schema.is_valid(&serde_json::from_str(wrong).expect("JSON")), "{wrong}");
    }
}

/// What is shown of the source is what stands at the place.
#[test]
fn source_lines_are_of_the_source() {
    let mut seen = 0;
    for problem in real_diagnostics() {
        let Some((position, line)) = problem.position.zip(problem.source_line.as_ref()) else {
            continue;
        };
        let bytes = fs::read(&problem.path).expect("the sample");
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.split('\n').nth(index(position.line) - 1).expect("the line");
        let whole = whole.trim_end_matches('\r');
        let from = index(problem.source_column) - 1;
        let shown: String = whole.chars().skip(from).take(line.chars().count()).collect();
        assert_eq!(&shown, line, "{problem}");
        let before = String::from_utf8_lossy(&bytes[..index(position.byte)]);
        let before = before.rsplit('\n').next().expect("a line").chars().count();
        assert_eq!(index(position.column), before + 1, "{problem}");
        seen += 1;
    }
    assert!(seen >= 72, "{seen}");
}

/// An array on one line is read in pieces, and columns count from its start all the same.
#[test]
fn columns_are_exact_in_a_long_line() {
    let article = |n: usize| format!(r#"{{"title":"海 {n}","body":"{}"}}"#, "é".repeat(5_000));
    let mut text = "[".to_owned();
    for n in 0..1_500 {
        text += &article(n);
        text.push(',');
    }
    let start = text.chars().count() as u64;
    text += r#"{"title":"x","quality":"high"}]"#;
    assert!(text.len() > 12 << 20, "several pieces");
    let temporary = tempfile::tempdir().expect("a folder");
    let input = temporary.path().join("news.json");
    fs::write(&input, &text).expect("it can be written");
    let output = temporary.path().join("news.csv");
    let (done, reported) = convert((&input, by_name("json")), (&output, by_name("csv")));
    assert_eq!(done.expect("a summary").rejected, 1);
    let [problem] = &reported[..] else { panic!("{reported:?}") };
    let position = problem.position.expect("a place");
    assert_eq!((position.line, position.column), (1, start + 24));
    assert!(text[index(position.byte)..].starts_with(r#""high"}]"#));
    let shown = problem.source_line.as_deref().expect("a line");
    assert!(shown.ends_with(r#","quality":"high"}]"#) && shown.len() < 500, "{shown}");
    assert_eq!(position.column - problem.source_column, 120);
}

/// Each place is found from the one before it; from the start of the source it would take an hour.
#[test]
fn many_problems_of_a_long_line_are_all_placed() {
    let article = r#"{"publishedDateTime":"2024-01-23","x":[1,2,3,4,5,6,7,8,9,0]}"#;
    let text = format!("{{\"items\":[{}]}}", vec![article; 100_000].join(","));
    let temporary = tempfile::tempdir().expect("a folder");
    let input = temporary.path().join("news.json");
    fs::write(&input, &text).expect("it can be written");
    let output = temporary.path().join("news.csv");
    let (done, reported) = convert((&input, by_name("json")), (&output, by_name("csv")));
    let summary = done.expect("a summary");
    assert_eq!((summary.articles, summary.warnings), (100_000, 100_000));
    let last = reported.last().and_then(|problem| problem.position).expect("a place");
    assert_eq!(index(last.column), text.rfind("\"2024").expect("there") + 1);
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("a small number")
}
