//! The time zone of a site, which generators have in the site's configuration.
//!
//! [Jekyll](https://jekyllrb.com/docs/configuration/options/) calls it `timezone`, and
//! [Hugo](https://gohugo.io/configuration/all/#timezone) `timeZone`.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::paths::folders_above;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::formats::markdown::settings;
use crate::io::inputs::Location;
use crate::pipeline::timezone::TimeZone;

/// Number of folders above an input that are looked into.
const LEVELS: usize = 16;

/// Maximum size of a configuration in bytes.
const MOST: u64 = 1 << 20;

/// The files that may name the zone, by their names in the folder of a site, and the key.
const FILES: [(&str, &str); 14] = [
    ("_config.yml", "timezone"),
    ("_config.yaml", "timezone"),
    ("_config.toml", "timezone"),
    ("hugo.toml", "timeZone"),
    ("hugo.yaml", "timeZone"),
    ("hugo.yml", "timeZone"),
    ("hugo.json", "timeZone"),
    ("config.toml", "timeZone"),
    ("config.yaml", "timeZone"),
    ("config.yml", "timeZone"),
    ("config.json", "timeZone"),
    ("config/_default/hugo.toml", "timeZone"),
    ("config/_default/config.toml", "timeZone"),
    ("config/_default/config.yaml", "timeZone"),
];

/// Returns the zone of the site that all files and folders among `locations` belong to, with the note about it. If it is
/// not a zone, or there are several, the diagnostic is a warning.
pub(super) fn timezone(locations: &[Location]) -> (Option<TimeZone>, Option<Diagnostic>) {
    let mut found: Vec<(PathBuf, &str, String)> = Vec::new();
    // A shell gives all files of a folder one by one, and the folders above them are the same.
    let mut seen = HashSet::new();
    for location in locations {
        let Location::Path(path) = location else { continue };
        let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        if !folder.is_some_and(|folder| seen.insert(folder)) {
            continue;
        }
        let Some(setting) = above(path) else { continue };
        if !found.iter().any(|(_, _, name)| *name == setting.2) {
            found.push(setting);
        }
    }
    let Some((file, key, name)) = found.first() else { return (None, None) };
    let said = |severity, message: String| {
        let problem = Diagnostic::new(Code::NoOffset, file.display().to_string(), message);
        Some(Diagnostic { severity, ..problem })
    };
    if let Some((other, ..)) = found.get(1) {
        let message = format!(
            "`{key}` is not the same in {}; times without an offset are taken for UTC",
            other.display()
        );
        return (None, said(Severity::Warning, message));
    }
    match name.parse::<TimeZone>() {
        Ok(zone) => {
            let message = format!("times without an offset are in {zone}, as `{key}` says");
            (Some(zone), said(Severity::Note, message))
        }
        Err(_) => {
            let message =
                format!("`{key}` is not a time zone: {}; UTC is assumed instead", short(name));
            (None, said(Severity::Warning, message))
        }
    }
}

/// Returns the setting in the nearest folder above `path` that has one: the file, the key, the zone.
fn above(path: &Path) -> Option<(PathBuf, &'static str, String)> {
    folders_above(path, LEVELS).into_iter().find_map(|folder| {
        FILES.into_iter().find_map(|(name, key)| {
            let file = folder.join(name);
            let zone = setting(&file, key)?;
            Some((file, key, zone))
        })
    })
}

/// Returns the text of `key` in a configuration file. A file that cannot be read has none: it is not an input.
fn setting(file: &Path, key: &str) -> Option<String> {
    let metadata = fs::metadata(file).ok().filter(|x| x.is_file() && x.len() <= MOST)?;
    let text = fs::read_to_string(file).ok().filter(|_| metadata.len() > 0)?;
    settings::text_of(file.extension()?.to_str()?, &text, key)
}
