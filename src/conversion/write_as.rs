//! Checks that a profile can be written in the format of the output.

use super::target::name;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::io::output::Target;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::mapping::{Mapping, Output, PROFILES};
use crate::pipeline::options::{FrontMatter, JsonShape, WriteOptions};

/// Checks that the profile of the options, if there is one, is written in `format` with the other options.
///
/// # Errors
/// [`Error::Usage`] with what fits.
pub(super) fn check(format: &FormatSpec, target: &Target, options: &WriteOptions) -> Result<()> {
    let Some(mapping) = &options.mapping else { return Ok(()) };
    let output = mapping.output();
    let fault = |advice: Advice| {
        let start = Advice::from(format!("{}: ", name(target)));
        Err(Error::usage(start.then(advice)))
    };
    let profile = mapping.name();
    let formats: &[&str] = match output {
        Output::Markdown => &["markdown"],
        Output::JsonFeed => &["json"],
        Output::SchemaOrg => &["json", "ndjson"],
        Output::Nothing => return fault(only_read(profile)),
    };
    if !formats.contains(&format.name) {
        let words = format!("the profile `{profile}` cannot be written as {}", format.name);
        let why = match (output, format.name) {
            (Output::JsonFeed, "ndjson") => ", since a feed is one document",
            (_, "csv" | "tsv") => ", whose columns are those of the article",
            _ => "",
        };
        let advice =
            Advice::from(format!("{words}{why}; use ")).setting(OptionName::To, formats[0]);
        let more: Vec<_> = formats[1..].iter().map(|format| format!(" or {format}")).collect();
        return fault(
            advice.words(format!("{}, or leave out ", more.concat())).option(OptionName::As),
        );
    }
    match output {
        Output::Markdown => check_language(mapping, options).map_or(Ok(()), fault),
        _ => check_shape(profile, output, options.json_shape).map_or(Ok(()), fault),
    }
}

/// Returns the fault that a profile is only read.
fn only_read(profile: &str) -> Advice {
    let is_written = |name: &&str| {
        Mapping::profile(name).is_ok_and(|mapping| mapping.output() != Output::Nothing)
    };
    let names: Vec<&str> = PROFILES.iter().map(|profile| profile.name).filter(is_written).collect();
    let words = format!("the profile `{profile}` is read and not written; ");
    let rest = format!(" takes {}, or a mapping of your own", names.join(", "));
    Advice::from(words).option(OptionName::As).words(rest)
}

/// Returns the fault that the generator does not read the language of front matter that was asked for.
#[cfg(feature = "markdown")]
fn check_language(mapping: &Mapping, options: &WriteOptions) -> Option<Advice> {
    let wanted = match options.front_matter? {
        FrontMatter::Yaml => "yaml",
        FrontMatter::Toml => "toml",
        FrontMatter::Json => "json",
    };
    let forms = mapping.forms();
    if forms.is_empty() || forms.iter().any(|form| form.trim_start_matches('-') == wanted) {
        return None;
    }
    let read = forms.join(", ");
    let words = format!(
        "the generator of the profile `{}` reads front matter in {read} only; leave out ",
        mapping.name()
    );
    Some(Advice::from(words).option(OptionName::FrontMatter))
}

#[cfg(not(feature = "markdown"))]
fn check_language(_: &Mapping, options: &WriteOptions) -> Option<Advice> {
    let _: Option<FrontMatter> = options.front_matter;
    None
}

/// Returns the fault that the profile has a shape of its own.
fn check_shape(profile: &str, output: Output, shape: JsonShape) -> Option<Advice> {
    let fits = match (output, shape) {
        (_, JsonShape::Auto) => true,
        (Output::SchemaOrg, shape) => matches!(shape, JsonShape::Object | JsonShape::Array),
        _ => false,
    };
    let words = format!("the profile `{profile}` has a shape of its own; leave out ");
    (!fits).then(|| Advice::from(words).option(OptionName::JsonShape))
}
