//! From profiles to rules, and back to text.

use std::fmt::Write as _;

use crate::decode::shapes::Split;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::nearest::nearest;
use crate::model::article::{Article, Kind};
use crate::model::columns;
use crate::model::declared::DeclaredColumn;

use super::profiles::{DEFAULT, PROFILES, Profile};
use super::rules::{ColumnRule, Output, Rule, Rules};
use super::source::{From, Source};
use super::target::Target;
use super::writing::{Times, Writing};

/// Returns the rules of a built-in profile, with those that it adds to.
///
/// # Errors
/// A message, if the table of profiles is wrong.
pub(super) fn built_in(profile: &Profile) -> Result<Rules, String> {
    let below = profile.based_on.map(|name| PROFILES.iter().find(|other| other.name == name));
    let mut rules = match below.flatten() {
        Some(below) => built_in(below)?,
        None => Rules::default(),
    };
    rules.forget_words();
    profile.name.clone_into(&mut rules.name);
    rules.output = match profile.name {
        "jsonfeed" => Output::JsonFeed,
        "schema-org" => Output::SchemaOrg,
        _ if profile.forms.is_empty() => Output::Nothing,
        _ => Output::Markdown,
    };
    rules.writing = Writing {
        forms: profile.forms.iter().map(|&form| form.to_owned()).collect(),
        times: profile.times,
        site_paths: profile.site_paths,
        lists: profile.lists,
        author_maps: profile.author_maps,
        one_image: profile.one_image,
        any_case: profile.any_case,
    };
    rules.split = profile.split;
    rules.records = profile.records.map(str::to_owned);
    let utc: Vec<Source> = profile.utc.iter().map(|text| source(text)).collect::<Result<_, _>>()?;
    rules.utc.extend(utc);
    rules.joins = profile.name == DEFAULT;
    rules.lenient = profile.lenient;
    rules.header_lines = profile.header_lines;
    for (name, sources) in profile.fields {
        let sources = sources.iter().map(|text| source(text)).collect::<Result<_, _>>()?;
        rules.put_first(target(name)?, sources);
    }
    Ok(rules)
}

/// Returns the field with this name.
///
/// # Errors
/// A message with the name that may be meant.
pub(super) fn target(name: &str) -> Result<Target, String> {
    Target::named(name).ok_or_else(|| {
        let names: Vec<String> = Target::all().map(Target::name).collect();
        let meant = nearest(name, names.iter().map(String::as_str));
        let advice = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the fields are {}", names.join(", ")),
        };
        format!("a mapping cannot fill `{}`; {advice}", short(name))
    })
}

/// Parses one source of a field.
///
/// # Errors
/// A message that says what a source looks like.
pub(super) fn source(text: &str) -> Result<Source, String> {
    Source::parse(text).ok_or_else(|| {
        format!(
            "`{}` is not a source; write a key, a way such as `fields.headline` or `authors[].name`, `!` and a key \
             for its opposite, or one of {}",
            short(text),
            Source::places()
        )
    })
}

/// Parses one source of this field.
///
/// # Errors
/// A message, if it is none, or can say nothing about the field.
pub(super) fn source_of(target: Target, text: &str) -> Result<Source, String> {
    let parsed = source(text)?;
    let (name, shown) = (target.name(), short(text));
    if parsed.is_negated && target.kind() != Kind::Boolean {
        return Err(format!(
            "`{shown}` is the opposite of true or false, and `{name}` is neither; leave out the `!`"
        ));
    }
    match parsed.from {
        From::Place(place) if !place.is_about(target) => {
            Err(format!("`{shown}` says nothing about `{name}`; leave it out"))
        }
        _ => Ok(parsed),
    }
}

/// Parses a source whose times are in UTC.
///
/// # Errors
/// A message, if it is none.
#[cfg(feature = "markdown")]
pub(crate) fn time_source(text: &str) -> Result<Source, String> {
    let parsed = source(text)?;
    if parsed.is_negated || parsed.first().is_none() {
        return Err(format!("`{}` has no zone; write a key whose times are in UTC", short(text)));
    }
    Ok(parsed)
}

/// Checks that a column can be declared.
///
/// # Errors
/// A message, if there is a column of this name.
pub(super) fn check_column(column: &DeclaredColumn, rules: &Rules) -> Result<(), String> {
    let name = short(&column.name);
    if column.name.trim().is_empty() {
        return Err("a column needs a name".to_owned());
    }
    // Names that differ in case alone are one column for most readers of Parquet.
    let is_same = |other: &str| other.eq_ignore_ascii_case(&column.name);
    let fields = columns::columns(Article::FIELDS, true).map(|column| column.name);
    if let Some(field) = fields.into_iter().find(|field| is_same(field)) {
        return Err(format!(
            "`{name}` cannot be declared, since `{field}` is a column already; choose another name"
        ));
    }
    if rules.columns.iter().any(|rule| is_same(&rule.column.name)) {
        return Err(format!("the column `{name}` is declared twice"));
    }
    Ok(())
}

/// Parses one source of a declared column.
///
/// # Errors
/// A message, if it is none.
pub(super) fn column_source(text: &str) -> Result<Source, String> {
    let parsed = source(text)?;
    if parsed.is_negated || parsed.first().is_none() {
        return Err(format!(
            "`{}` cannot fill a declared column; write a key, or a way such as `review.score`",
            short(text)
        ));
    }
    Ok(parsed)
}

/// Returns the rules as a mapping file.
pub(super) fn print(rules: &Rules) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    if let Some(split) = spelled(rules.split) {
        let _ = writeln!(text, "split = {}", quoted(split));
    }
    if let Some(records) = &rules.records {
        let _ = writeln!(text, "records = {}", quoted(records));
    }
    if let Some(timezone) = rules.timezone {
        let _ = writeln!(text, "timezone = {}", quoted(&timezone.to_string()));
    }
    if !rules.utc.is_empty() {
        let sources: Vec<_> = rules.utc.iter().map(|source| quoted(&source.spelled)).collect();
        let _ = writeln!(text, "utc = [{}]", sources.join(", "));
    }
    if rules.lenient {
        text.push_str("lenient = true\n");
    }
    if rules.header_lines {
        text.push_str("header-lines = true\n");
    }
    print_writing(&rules.writing, &mut text);
    text.push_str("[fields]\n");
    for Rule { target, sources } in rules.fields.iter().filter(|rule| !rule.sources.is_empty()) {
        let name = target.name();
        let key = if name.contains('.') { quoted(&name) } else { name };
        let sources: Vec<_> = sources.iter().map(|source| quoted(&source.spelled)).collect();
        let _ = writeln!(text, "{key} = [{}]", sources.join(", "));
    }
    if !rules.columns.is_empty() {
        text.push_str("[columns]\n");
    }
    for ColumnRule { column, sources } in &rules.columns {
        let (name, of) = (quoted(&column.name), quoted(column.column_type.name()));
        let sources: Vec<_> = sources.iter().map(|source| quoted(&source.spelled)).collect();
        let _ = match &sources[..] {
            [] => writeln!(text, "{name} = {of}"),
            sources => {
                writeln!(text, "{name} = {{ from = [{}], type = {of} }}", sources.join(", "))
            }
        };
    }
    text
}

/// Appends the table of how files are written, if it says anything.
fn print_writing(writing: &Writing, text: &mut String) {
    if *writing == Writing::default() {
        return;
    }
    text.push_str("[write]\n");
    // Writing to a `String` cannot fail.
    if !writing.forms.is_empty() {
        let forms: Vec<_> = writing.forms.iter().map(|form| format!("\"{form}\"")).collect();
        let _ = writeln!(text, "front-matter = [{}]", forms.join(", "));
    }
    if writing.times != Times::default() {
        let _ = writeln!(text, "times = \"{}\"", writing.times.name());
    }
    for (name, is_set) in [
        ("site-paths", writing.site_paths),
        ("lists", writing.lists),
        ("author-maps", writing.author_maps),
        ("one-image", writing.one_image),
        ("any-case", writing.any_case),
    ] {
        if is_set {
            let _ = writeln!(text, "{name} = true");
        }
    }
}

/// Returns how a mapping file spells it.
fn spelled(split: Split) -> Option<&'static str> {
    match split {
        Split::Never => None,
        Split::Commas => Some("commas"),
        Split::Spaces => Some("spaces"),
        Split::Semicolons => Some("semicolons"),
    }
}

/// Returns the text as a basic string of TOML, in one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // JSON allows U+007F without an escape, TOML does not.
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
