//! What is written about the code, held to the code.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
#[cfg(feature = "cli")]
use std::process::{Command, Stdio};

use newsconv::diagnostic::{Advice, OptionName, Speaker};
use newsconv::format::{FORMATS, FormatSpec, INPUT_FORMATS};
use newsconv::profiles::PROFILES;
use newsconv::schema::{Field, Kind};
use newsconv::{Article, Author, Image, Mapping, Provider, Related};

use crate::util::{articles, blessing, by_name, case, cases, entries, nested};

/// Holds what stands between `<!-- name -->` and `<!-- /name -->` in README.md to `generated`; under
/// `NEWSCONV_BLESS=1` it is rewritten.
#[track_caller]
fn hold(name: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).expect("README.md is there").replace("\r\n", "\n");
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let parts = readme.split_once(&open).and_then(|(before, rest)| {
        let (held, after) = rest.split_once(&close)?;
        Some((before, held, after))
    });
    let (before, held, after) = parts.unwrap_or_else(|| panic!("README.md has no {open}"));
    if held == generated {
        return;
    }
    assert!(
        blessing(),
        "README.md has drifted at `{name}`; `NEWSCONV_BLESS=1 cargo test --test suite drift` \
         rewrites it\n\nit should be:\n{generated}\nit is:\n{held}"
    );
    fs::write(&path, format!("{before}{open}{generated}{close}{after}"))
        .expect("it can be written");
}

#[test]
fn the_readme_is_generated_where_it_says_so() {
    hold("formats", &formats());
    hold("fields", &fields());
    hold("results", &results());
    #[cfg(feature = "cli")]
    hold("help", &help());
}

/// What `docs/profiles.md` says below its beginning.
fn profiles() -> String {
    let mut text = String::new();
    for profile in PROFILES {
        let name = profile.name;
        let _ = writeln!(text, "\n## {name}\n\n{}: <{}>\n", profile.title, profile.url);
        let _ = writeln!(text, "| field | keys that mean it, the first one first |\n|---|---|");
        let common = Mapping::profile("common").expect("a profile").sources();
        for (field, sources) in Mapping::profile(name).expect("a profile").sources() {
            // What `common` has too is not said again.
            if name != "common" && common.contains(&(field.clone(), sources.clone())) {
                continue;
            }
            let sources: Vec<_> = sources.iter().map(|source| format!("`{source}`")).collect();
            let _ = writeln!(text, "| `{field}` | {} |", sources.join(", "));
        }
    }
    text
}

#[test]
fn the_page_of_profiles_is_generated() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let (before, held) =
        page.split_once("<!-- profiles -->\n").expect("it is generated from a mark on");
    let generated = profiles();
    if held != generated && blessing() {
        fs::write(&path, format!("{before}<!-- profiles -->\n{generated}"))
            .expect("it can be written");
        return;
    }
    assert_eq!(
        held, generated,
        "`NEWSCONV_BLESS=1 cargo test --test suite drift` rewrites docs/profiles.md"
    );
}

#[test]
fn the_readme_says_what_each_dependency_is_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).expect("the file is there");
    let (manifest, readme) = (read("Cargo.toml"), read("README.md"));
    let mut needed = Vec::new();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && !section.contains("dev-") {
            needed.extend(line.split_once(" = ").map(|(name, _)| name));
        }
    }
    let table = readme.split("## Dependencies\n").nth(1).expect("the section is there");
    let table = table.split("\n## ").next().expect("it begins");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    let mut told: Vec<_> = rows.flat_map(|row| row.split("`, `")).collect();
    for name in &mut told {
        *name = name.trim_end_matches('`');
    }
    needed.sort_unstable();
    told.sort_unstable();
    assert!(needed.len() > 20, "{needed:?}");
    assert_eq!(needed, told, "the rows in README.md are not the dependencies in Cargo.toml");
}

/// What `make bench-compare` printed.
fn results() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/compare/results.md");
    fs::read_to_string(path).expect("results.md is there")
}

/// A table of all formats.
fn formats() -> String {
    let mut table = "| name | what it is | file names end in |\n|---|---|---|\n".to_owned();
    for spec in FORMATS.iter().chain(INPUT_FORMATS) {
        let own = |extension: &&&str| {
            let mut all = FORMATS.iter().chain(INPUT_FORMATS);
            let first = all.find(|other| other.extensions.contains(*extension));
            first.is_some_and(|first| first.name == spec.name)
        };
        let extensions = spec.extensions.iter().filter(own).map(|name| format!("`.{name}`"));
        let extensions = extensions.collect::<Vec<_>>().join(" ");
        let FormatSpec { name, title, url, .. } = spec;
        let named = if extensions.is_empty() { "asked for by name" } else { &extensions };
        writeln!(table, "| `{name}` | [{title}]({url}) | {named} |").expect("memory takes it");
    }
    table
}

/// A table of the article's fields, and one of each record that nests in it.
fn fields() -> String {
    let mut text = table(Article::FIELDS);
    for (records, fields) in [
        ("`provider`", Provider::FIELDS),
        ("Each of `authors`", Author::FIELDS),
        ("Each of `images`", Image::FIELDS),
        ("Each of `related`", Related::FIELDS),
    ] {
        write!(text, "\n{records}:\n\n{}", table(fields)).expect("memory takes it");
    }
    text
}

fn table(fields: &[Field]) -> String {
    let mut table = "| name | type | meaning |\n|---|---|---|\n".to_owned();
    for field in fields {
        let beside = field.offset.map_or_else(String::new, |name| format!(", with `{name}`"));
        let doc = field.doc.replace('|', "\\|");
        writeln!(table, "| `{}` | {}{beside} | {doc} |", field.name, kind(field.kind))
            .expect("memory takes it");
    }
    table
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Time => "time",
        Kind::Integer => "integer",
        Kind::Boolean => "true or false",
        Kind::Texts => "list of text",
        Kind::Provider => "`provider`",
        Kind::Images => "list of `images`",
        Kind::Authors => "list of `authors`",
        Kind::Related => "list of `related`",
        _ => panic!("the table has no word for {kind:?}"),
    }
}

/// So that the sample of every format has a value for each field at each place.
#[test]
fn the_sample_of_every_field_has_every_field() {
    let read = articles(&case("every-field").markdown(), by_name("markdown"));
    let article = serde_json::to_value(&read[0]).expect("JSON");
    let mut missing = Vec::new();
    find_missing(Article::FIELDS, &[&article], "", &mut missing);
    // The house style leaves nothing to remember.
    missing.retain(|name| name != "sourceStyle" && name != "frontMatter");
    assert_eq!(missing, [""; 0], "add them to samples/valid/every-field/article.md");
}

/// Adds the fields that none of `records` has, and of records in them likewise.
fn find_missing(
    fields: &[Field],
    records: &[&serde_json::Value],
    at: &str,
    missing: &mut Vec<String>,
) {
    for field in fields {
        let held: Vec<_> = records.iter().filter_map(|record| record.get(field.name)).collect();
        let at = format!("{at}{}", field.name);
        if held.is_empty() {
            missing.push(at);
        } else if let Some(fields) = nested(field.kind) {
            let mut within = Vec::new();
            for value in held {
                match value.as_array() {
                    Some(items) => within.extend(items),
                    None => within.push(value),
                }
            }
            find_missing(fields, &within, &format!("{at}."), missing);
        }
    }
}

/// What `newsconv --help` prints.
#[cfg(feature = "cli")]
fn help() -> String {
    // Away from any terminal, whose width would show.
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsconv"));
    command.env_remove("COLUMNS");
    let output = command.arg("--help").stdin(Stdio::null()).output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8").replace("\r\n", "\n");
    format!("```text\n{}\n```\n", text.trim_end())
}

#[test]
fn every_format_describes_itself() {
    let mut names = HashSet::new();
    for FormatSpec { name, title, url, extensions, .. } in FORMATS.iter().chain(INPUT_FORMATS) {
        assert!(names.insert(name), "{name} is the name of two formats");
        assert!(!title.is_empty() && !title.contains('|'), "{name}: {title}");
        assert!(url.starts_with("https://"), "{name}: {url}");
        assert!(!extensions.is_empty(), "{name}");
        for extension in *extensions {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            assert!(extension.chars().all(plain), "{name}: {extension}");
        }
    }
}

/// A file of the project.
fn project(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_format_has_a_fuzz_target() {
    let (manifest, readme) = (project("fuzz/Cargo.toml"), project("fuzz/README.md"));
    for FormatSpec { name, .. } in FORMATS.iter().chain(INPUT_FORMATS) {
        let target = project(&format!("fuzz/fuzz_targets/read_{name}.rs"));
        assert!(target.contains(&format!("read(\"{name}\", bytes)")), "read_{name} reads {name}");
        assert!(manifest.contains(&format!("name = \"read_{name}\"")), "{name} has no [[bin]]");
        assert!(readme.contains(&format!("`read_{name}`")), "fuzz/README.md has no {name}");
    }
    let own = project("Cargo.toml");
    let defaults = own.lines().find_map(|line| line.strip_prefix("default = ")).expect("a list");
    for feature in defaults.split('"').skip(1).step_by(2).filter(|feature| *feature != "cli") {
        assert!(manifest.contains(&format!("\"{feature}\"")), "fuzz/Cargo.toml has no {feature}");
    }
}

/// Callers name a format by its constant.
#[test]
fn every_format_has_a_constant_that_is_exported() {
    let (table, exported) = (project("src/formats/mod.rs"), project("src/lib.rs"));
    let constants = table.lines().filter_map(|line| line.strip_prefix("pub static "));
    let constants: Vec<_> = constants
        .filter_map(|line| line.split_once(": FormatSpec = "))
        .map(|(name, _)| name)
        .collect();
    assert!(!constants.is_empty());
    for name in &constants {
        assert!(table.contains(&format!("    &{name},\n")), "{name} is not in `FORMATS`");
        let names = exported.split(|c: char| !c.is_ascii_uppercase() && c != '_');
        assert!(names.into_iter().any(|word| word == *name), "src/lib.rs does not export {name}");
    }
    assert!(
        FORMATS.len() + INPUT_FORMATS.len() <= constants.len(),
        "a format of the table has no constant"
    );
}

/// The format whose golden sample is called `name`, such as `article.feed.json`.
fn format_of(name: &str) -> Option<&'static FormatSpec> {
    let (_, extension) = name.split_once('.')?;
    let asked = extension.split('.').next().unwrap_or(extension);
    newsconv::format::by_name(asked)
}

#[test]
fn samples_look_like_their_own_format_and_no_other() {
    let mut seen = 0;
    let files = cases().into_iter().flat_map(|case| entries(&case.folder));
    for file in files.filter(|file| file.is_file()) {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a Unicode name");
        let Some(own) = format_of(name) else { continue };
        let head = fs::read(&file).expect("a sample");
        for spec in FORMATS.iter().chain(INPUT_FORMATS) {
            let looks = (spec.looks_like)(&head);
            let shared = ["json", "feed"].contains(&spec.name)
                && ["ndjson", "json", "feed"].contains(&own.name);
            assert!(
                !looks || spec.name == own.name || shared,
                "{} as {}",
                file.display(),
                spec.name
            );
        }
        let found = newsconv::format::by_content(&head).map(|spec| spec.name);
        assert!(may_be_told_as(own, found, &head), "{} is told to be {found:?}", file.display());
        seen += 1;
    }
    assert!(seen >= cases().len(), "{seen} samples");
}

/// Whether the content of a sample may be told to be of the format `found`.
fn may_be_told_as(own: &FormatSpec, found: Option<&str>, head: &[u8]) -> bool {
    match (own.name, found) {
        // A body without front matter could be anything.
        ("markdown", None) => !head.starts_with(b"---"),
        // One line is an object; a feed is an envelope.
        ("ndjson", Some("json")) => memchr::memchr_iter(b'\n', head).count() == 1,
        ("feed", Some("json")) => true,
        (own, found) => found == Some(own),
    }
}

/// An option that a message advises can be set by each caller.
#[test]
fn every_advised_option_is_there() {
    let api = project("docs/api.txt");
    for option in OptionName::ALL {
        let method = format!("fn newsconv::{}(", option.method());
        assert!(api.contains(&method), "docs/api.txt has no {method}");
        assert_eq!(option.flag(), format!("--{}", option.as_str()));
        #[cfg(feature = "cli")]
        assert!(
            help().split_whitespace().any(|word| word == option.flag()),
            "the program has no {}",
            option.flag()
        );
    }
    for FormatSpec { name, .. } in FORMATS.iter().chain(INPUT_FORMATS) {
        let advice = Advice::default().setting(OptionName::From, *name).spelled(Speaker::Rust);
        let constant = advice.split(['&', ')']).nth(1).expect("an argument");
        assert!(api.contains(&format!("static newsconv::{constant}: ")), "{name}: {constant}");
    }
    assert_eq!(OptionName::ALL.len(), 31);
}

/// What only some callers need has a module.
#[test]
fn the_root_has_few_names() {
    let api = project("docs/api.txt");
    let names = api.lines().filter_map(|line| {
        let (kind, path) = line.split_once(" newsconv::")?;
        let is_item = ["struct", "enum", "type", "fn", "trait", "static", "const"].contains(&kind);
        let name = path.split(['<', '(', ' ', ':']).next()?;
        (is_item && !path[name.len()..].starts_with("::")).then_some(name)
    });
    let names: HashSet<_> = names.collect();
    assert!(names.contains("Conversion") && (20..=28).contains(&names.len()), "{names:?}");
}

/// Options in messages are data, so that each caller reads them as they would write them.
#[test]
fn no_message_of_the_library_spells_a_flag() {
    let mut read = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if path.is_dir() {
                folders.extend((name != "program" && name != "tests").then_some(path));
                continue;
            }
            if name == "tests.rs" {
                continue;
            }
            let text = fs::read_to_string(&path).expect("it can be read");
            let code = text.split("#[cfg(test)]\nmod tests {").next().expect("it begins");
            for (number, line) in code.lines().enumerate() {
                let flag = line.match_indices("--").any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let after = line[at + 2..].chars().next();
                    before != Some('-') && after.is_some_and(|c| c.is_ascii_lowercase())
                });
                let is_comment = line.trim_start().starts_with("//");
                assert!(!flag || is_comment, "{}:{}: {line}", path.display(), number + 1);
            }
            read += 1;
        }
    }
    assert!(read > 150, "{read}");
}
