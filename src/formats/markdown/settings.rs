//! Settings in the configuration files of site generators, which are in the languages of front matter.

use crate::decode::tree::SpannedKind;
use crate::model::value::Value;

use super::language::Language;
use super::source;

/// Returns the text that `key` has at the top of a configuration file with this extension.
pub(crate) fn text_of(extension: &str, text: &str, key: &str) -> Option<String> {
    let language = match extension {
        "yml" | "yaml" => Language::Yaml,
        "toml" => Language::Toml,
        "json" => Language::Json,
        _ => return None,
    };
    let document = source::parse(language, text, 0);
    let Some(SpannedKind::Map(entries)) = document.root.map(|root| root.data) else { return None };
    // Hugo reads its keys without regard to case.
    let entry = entries.into_iter().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
    match entry.node.into_value() {
        Value::Text(text) => Some(text.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_in_each_language() {
        for (extension, text) in [
            ("yml", "title: Site # the harbour\ntimezone: Europe/Berlin\nplugins:\n  - a\n"),
            ("toml", "title = \"Site\"\ntimeZone = \"Europe/Berlin\"\n[params]\nx = 1\n"),
            ("json", "{\"timeZone\": \"Europe/Berlin\"}"),
        ] {
            let found = text_of(extension, text, "timeZone");
            assert_eq!(found.as_deref(), Some("Europe/Berlin"), "{extension}");
        }
        for (extension, text) in [
            ("yml", "params:\n  timezone: Europe/Berlin\n"),
            ("yml", "timezone: 5\n"),
            ("yml", "timezone: [\n"),
            ("js", "timezone: Europe/Berlin\n"),
            ("toml", ""),
        ] {
            assert_eq!(text_of(extension, text, "timezone"), None, "{extension} {text}");
        }
    }
}
