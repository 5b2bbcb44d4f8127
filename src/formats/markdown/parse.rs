//! Bytes to an article: the one way through a Markdown file, fences, YAML and fields.

use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::tree::{Spanned, SpannedKind};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::Article;
use crate::model::value::Value;

use super::{fences, scan, yaml};

/// How a file that is UTF-16 without a byte order mark begins.
const UTF16_FENCES: [&[u8]; 2] = [b"-\0-\0-\0", b"\0-\0-\0-"];

/// What a file holds.
#[derive(Default)]
pub(super) struct Parsed<'a> {
    /// Worth nothing once there are errors.
    pub(super) article: Article<'a>,
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
    /// Whether the full parser was needed.
    pub(super) slow: bool,
}

impl Parsed<'_> {
    fn fault(problem: UnlocatedDiagnostic) -> Self {
        Self { errors: vec![problem], slow: true, ..Self::default() }
    }
}

/// The article of the Markdown file `bytes`, without a path; `lenient` keeps wrong values as unknown keys.
pub(super) fn parse(bytes: &[u8], lenient: bool) -> Parsed<'_> {
    let text = match std::str::from_utf8(bytes) {
        // ASCII in UTF-16 is UTF-8 as well, full of NUL; without a mark, a fence gives it away.
        Ok(_) if UTF16_FENCES.iter().any(|fence| bytes.starts_with(fence)) => {
            return Parsed::fault(utf16(0));
        }
        Ok(text) => text,
        Err(error) => return Parsed::fault(not_utf8(bytes, error.valid_up_to())),
    };
    match scan::article(text) {
        Some(article) => Parsed { article, ..Parsed::default() },
        None => parse_fully(text, lenient),
    }
}

/// The article of the Markdown file `text` by the full YAML parser, whose word is final.
pub(super) fn parse_fully(text: &str, lenient: bool) -> Parsed<'_> {
    let parts = match fences::split(text.as_bytes()) {
        Ok(parts) => parts,
        Err(problem) => return Parsed::fault(problem),
    };
    let mut parsed = match parts.yaml {
        Some(range) => front_matter(&text[range.clone()], range.start, lenient),
        None => {
            let message = "the file has no front matter; the whole file was read as the body";
            let warning = UnlocatedDiagnostic::new(Code::NoFrontMatter, 0, message);
            Parsed { warnings: vec![warning], slow: true, ..Parsed::default() }
        }
    };
    parsed.article.body = parts.body.map(|at| text[at..].into());
    parsed
}

/// The front matter of the Markdown file `bytes` with the places of its values; none where it has none.
pub(super) fn tree(bytes: &[u8]) -> Option<Spanned<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let range = fences::split(bytes).ok()?.yaml?;
    yaml::parse(&text[range.clone()], range.start).root
}

fn not_utf8(bytes: &[u8], at: usize) -> UnlocatedDiagnostic {
    let marks = [b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| bytes.starts_with(*mark)) {
        return utf16(at);
    }
    UnlocatedDiagnostic::new(Code::NotUtf8, at, "this byte is not UTF-8")
        .with_help("save the file as UTF-8")
}

fn utf16(at: usize) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic::new(Code::NotUtf8, at, "the file is UTF-16")
        .with_help("save the file as UTF-8")
}

/// The article of the front matter `yaml`, which begins at byte `base` of its file.
fn front_matter(yaml: &str, base: usize, lenient: bool) -> Parsed<'_> {
    let yaml::Document { root, mut errors, mut warnings } = yaml::parse(yaml, base);
    let entries = match root {
        None | Some(Spanned { data: SpannedKind::Scalar(Value::Null), .. }) => Vec::new(),
        Some(Spanned { data: SpannedKind::Map(entries), .. }) => entries,
        Some(other) => {
            let message = format!("front matter must be a map of keys, found {}", other.describe());
            errors.push(UnlocatedDiagnostic::new(Code::NotAMapping, other.at, message));
            Vec::new()
        }
    };
    let mut fields = RecordDecoder::new(Dialect::Yaml, lenient);
    let article = fields.article(entries);
    errors.extend(fields.errors);
    warnings.extend(fields.warnings);
    Parsed { article, errors, warnings, slow: true }
}
