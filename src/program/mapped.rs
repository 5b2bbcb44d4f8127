//! The options that say where fields come from, and the subcommand that shows the profiles.

use std::fs;
use std::path::Path;

use newsconv::profiles::{self, PROFILES};
use newsconv::schema::DeclaredColumn;
use newsconv::{Conversion, Error, Mapping, Result};

/// Where fields come from.
#[derive(Debug, clap::Args)]
pub(crate) struct Mapped {
    /// The profile that says which other keys mean a field, such as `date` for `publishedDateTime`: `jekyll`, `hugo` and
    /// others, which `newsconv profile` lists, `none`, or a file of your own that ends in `.toml`.
    #[arg(long, value_name = "NAME|FILE", default_value = "common", value_parser = profile)]
    profile: Profile,

    /// Take a field from these keys first: `publishedDateTime=date,pubDate,:filename`. A key may be a path into nested
    /// maps, such as `fields.headline` or `authors[].name`; `:filename`, `:folder`, `:parent` and `:url` take what the
    /// path or the URL of the article says, and `!draft` is the opposite of `draft`. Give the option once for each field.
    #[arg(long, value_name = "FIELD=KEYS", value_parser = rule)]
    map: Vec<Rule>,
}

/// The mapping of a profile, or none.
#[derive(Clone, Debug)]
pub(crate) struct Profile(Option<Mapping>);

impl Profile {
    /// Returns the columns that it declares.
    pub(crate) fn columns(&self) -> Vec<DeclaredColumn> {
        self.0.as_ref().map(Mapping::columns).unwrap_or_default()
    }
}

/// The sources of one field.
#[derive(Clone, Debug)]
struct Rule {
    field: String,
    sources: Vec<String>,
}

impl Mapped {
    /// Returns what the result calls the mapping, unless it is the usual one or none.
    pub(crate) fn named(&self) -> Option<String> {
        let name = self.profile.0.as_ref().map(Mapping::name);
        match (name, self.map.is_empty()) {
            (None | Some("common"), true) => None,
            (Some(name), true) => Some(name.to_owned()),
            (Some(name), false) => Some(format!("{name} with --map")),
            (None, false) => Some("none with --map".to_owned()),
        }
    }

    /// Returns the conversion with this mapping.
    pub(crate) fn apply(&self, conversion: Conversion) -> Conversion {
        match self.mapping() {
            Some(mapping) => conversion.mapping(mapping),
            None => conversion.unmapped(),
        }
    }

    /// Checks the rules together.
    ///
    /// # Errors
    /// [`Error::Usage`] if a key is given to two fields, as in a file.
    pub(crate) fn check(&self) -> Result<()> {
        let mut taken: Vec<(&str, &str)> = Vec::new();
        for Rule { field, sources } in &self.map {
            for source in sources.iter().filter(|source| !source.starts_with(':')) {
                let is_same = |(_, other): &&(&str, &str)| other.eq_ignore_ascii_case(source);
                match taken.iter().find(is_same) {
                    Some((other, _)) if other != field => {
                        return Err(Error::Usage(
                            format!(
                                "--map {field}={source}: `{source}` is a source of `{other}` already; one key is one field"
                            )
                            .into(),
                        ));
                    }
                    _ => taken.push((field, source)),
                }
            }
        }
        Ok(())
    }

    /// Returns the columns that the mapping declares.
    pub(crate) fn columns(&self) -> Vec<DeclaredColumn> {
        self.mapping().map(|mapping| mapping.columns()).unwrap_or_default()
    }

    fn mapping(&self) -> Option<Mapping> {
        let rules = || self.map.iter().map(|rule| (&rule.field, &rule.sources));
        let base = match &self.profile.0 {
            None if self.map.is_empty() => return None,
            base => base.clone().unwrap_or_else(Mapping::empty),
        };
        Some(rules().fold(base, |mapping, (field, sources)| {
            // Each rule was tried when the command line was parsed.
            mapping.clone().with(field, sources).unwrap_or(mapping)
        }))
    }
}

/// Parses the name of a profile, or reads its file.
pub(crate) fn profile(name: &str) -> Result<Profile, String> {
    if name == "none" {
        return Ok(Profile(None));
    }
    named(name).map(|mapping| Profile(Some(mapping)))
}

/// Returns the message about a name that is no profile and looks like a file.
fn other_file(name: &str) -> Option<String> {
    let is_path = name.contains(['/', '\\']) || Path::new(name).is_file();
    is_path.then(|| format!("unknown profile `{name}`: the name of a mapping file ends in `.toml`"))
}

/// Returns the mapping of a built-in profile, or of a file that ends in `.toml`.
pub(crate) fn named(name: &str) -> Result<Mapping, String> {
    let mapping = match Path::new(name).extension() {
        Some(extension) if extension == "toml" => {
            let text = fs::read_to_string(name).map_err(|error| format!("{name}: {error}"))?;
            Mapping::from_toml(name, &text)
        }
        _ if Mapping::profile(name).is_err() && other_file(name).is_some() => {
            return Err(other_file(name).unwrap_or_default());
        }
        _ => Mapping::profile(name),
    };
    mapping.map_err(|error| error.to_string())
}

fn rule(text: &str) -> Result<Rule, String> {
    let Some((field, sources)) = text.split_once('=') else {
        return Err("write a field, `=` and its keys, such as title=headline,webTitle".to_owned());
    };
    let sources: Vec<String> = sources.split(',').map(|source| source.trim().to_owned()).collect();
    let rule = Rule { field: field.trim().to_owned(), sources };
    let tried = Mapping::empty().with(&rule.field, &rule.sources);
    tried.map(|_| rule).map_err(|error| error.to_string())
}

/// Returns the list of profiles, or one of them as a file.
pub(crate) fn shown(name: Option<&str>) -> Result<String> {
    let Some(name) = name else {
        let row = |profile: &profiles::Profile| format!("{:14} {}\n", profile.name, profile.title);
        return Ok(PROFILES.iter().map(row).collect());
    };
    // For its error, if there is no such profile.
    Mapping::profile(name)?;
    let found = PROFILES.iter().find(|profile| profile.name == name);
    Ok(found.map(|profile| profile.text.to_owned()).unwrap_or_default())
}
