//! Parses the text of front matter in its language.

use super::document::Document;
use super::language::Language;
use super::{continued, header, json, toml};

/// Parses front matter that begins at byte `base` of its file: all places count from the file's start.
pub(super) fn parse(language: Language, text: &str, base: usize) -> Document<'_> {
    match language {
        Language::Yaml => continued::parse(text, base),
        Language::Toml => toml::parse(text, base),
        Language::Json => json::parse(text, base),
        Language::Header => header::parse(text, base),
    }
}
