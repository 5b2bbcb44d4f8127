//! TOML to trees.
//!
//! Specification: [TOML 1.1](https://toml.io/en/v1.1.0), of which 1.0 is a part.
//!
//! | quirk | rule |
//! |---|---|
//! | dates and times | text, spelled as in the source, as in YAML; one that no calendar has is an error |
//! | numbers | with every digit; spelled as in the source where JSON has that spelling, else `+1`, `1_000` and `0xFF` are text as the values of unknown keys |
//! | line ends | in texts of several lines CRLF is LF, as in Python's `tomllib` |

mod nodes;
mod scalar;
mod tables;
mod words;

use toml_parser::parser::{RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Source};

use super::document::Document;
use crate::decode::tree::KNOWN_DEPTH;
use crate::diagnostic::{Code, UnlocatedDiagnostic, keep};
use crate::model::value::MAX_DEPTH;

/// The deepest nesting of values that is parsed: the model's fields may nest by themselves, so `KNOWN_DEPTH` is
/// added to what unknown keys may use.
const LIMIT: usize = MAX_DEPTH + KNOWN_DEPTH;

/// Parses `toml`, which begins at byte `base` of its file: all places count from the file's start.
pub(super) fn parse(toml: &str, base: usize) -> Document<'_> {
    let mut document = Document::default();
    // The parser counts bytes in 32 bits.
    let Some(depth) = u32::try_from(LIMIT).ok().filter(|_| u32::try_from(toml.len()).is_ok())
    else {
        let message = "the front matter is longer than 4 GB";
        document.errors.push(UnlocatedDiagnostic::new(Code::TomlSyntax, base, message));
        return document;
    };
    let source = Source::new(toml);
    let tokens = source.lex().into_vec();
    let mut events = Vec::with_capacity(tokens.len());
    let mut checked = ValidateWhitespace::new(&mut events, source);
    let mut guarded = RecursionGuard::new(&mut checked, depth);
    let errors = &mut document.errors;
    let mut report = |error: ParseError| keep(errors, words::problem(&error, toml, base));
    parse_document(&tokens, &mut guarded, &mut report);
    // The events of a document with a syntax error are not in order.
    if document.errors.is_empty() {
        tables::build(source, &events, base, &mut document);
    }
    document
}

#[cfg(test)]
mod tests;
