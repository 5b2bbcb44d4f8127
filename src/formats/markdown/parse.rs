//! Parses a Markdown file to an article: fences, front matter and fields.

use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::encoding;
use crate::decode::tree::{Spanned, SpannedKind};
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::Article;
use crate::model::value::Value;

use super::document::Document;
use super::language::{Form, Language};
use super::{fences, scan, source, spelling, yaml_help};

/// How a file is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mode {
    /// What becomes of wrong values.
    pub(super) wrong: WrongValues,
    /// Whether a file without fences may begin with lines `Key: value`.
    pub(super) header_lines: bool,
}

/// Wrong values are errors, and lines without a fence are the body.
impl Default for Mode {
    fn default() -> Self {
        Self { wrong: WrongValues::Reject, header_lines: false }
    }
}

/// The result of parsing a file.
#[derive(Default)]
pub(super) struct Parsed<'a> {
    /// The article. It must not be used if there are errors.
    pub(super) article: Article<'a>,
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
    /// What is wrong with values that were left to a mapping.
    pub(super) deferred: Vec<UnlocatedDiagnostic>,
    /// Whether the full parser was needed.
    pub(super) slow: bool,
}

impl Parsed<'_> {
    fn fault(problem: UnlocatedDiagnostic) -> Self {
        Self { errors: vec![problem], slow: true, ..Self::default() }
    }
}

/// Parses the Markdown file `bytes` to an article without a path.
pub(super) fn parse(bytes: &[u8], mode: Mode) -> Parsed<'_> {
    let text = match std::str::from_utf8(bytes) {
        // ASCII text in UTF-16 is also valid UTF-8, full of NUL bytes. Without a byte order mark, the fence
        // shows it.
        Ok(_) if fences::is_utf16(bytes) => return Parsed::fault(encoding::is_utf16(0)),
        Ok(text) => text,
        Err(error) => return Parsed::fault(not_utf8(bytes, error.valid_up_to())),
    };
    // The mode does not matter to the fast path, which declines every value of a wrong type, and every
    // file without a fence.
    match scan::article(text) {
        Some(article) => Parsed { article, ..Parsed::default() },
        None => parse_fully(text, mode),
    }
}

/// Parses the Markdown file `text` with the full parser of its language. Its result is authoritative.
pub(super) fn parse_fully(text: &str, mode: Mode) -> Parsed<'_> {
    let parts = match fences::split(text, mode.header_lines) {
        Ok(parts) => parts,
        Err(problem) => return Parsed::fault(problem),
    };
    let mut parsed = match parts.front {
        Some(range) => front_matter(&text[range.clone()], range.start, parts.form, mode.wrong),
        None => {
            let message = "the file has no front matter; the whole file was read as the body";
            let warning = UnlocatedDiagnostic::new(Code::NoFrontMatter, 0, message);
            Parsed { warnings: vec![warning], slow: true, ..Parsed::default() }
        }
    };
    parsed.article.body = parts.body.map(|at| text[at..].into());
    parsed
}

/// Parses the front matter of the Markdown file `bytes` to a tree with positions. Returns `None` if there is
/// none.
pub(super) fn tree(bytes: &[u8], mode: Mode) -> Option<Spanned<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let parts = fences::split(text, mode.header_lines).ok()?;
    let range = parts.front?;
    source::parse(parts.form.language(), &text[range.clone()], range.start).root
}

fn not_utf8(bytes: &[u8], at: usize) -> UnlocatedDiagnostic {
    let marks = [b"\xff\xfe", b"\xfe\xff"];
    if marks.iter().any(|mark| bytes.starts_with(*mark)) {
        return encoding::is_utf16(at);
    }
    encoding::not_utf8(bytes, at)
}

/// Adds advice where a bracket at the beginning of a text has made a list or a map of it.
fn advise_quotes(problem: &mut UnlocatedDiagnostic, yaml: &str, base: usize) {
    let is_about_text = match problem.code {
        Code::WrongType => problem.message.starts_with("expected text"),
        Code::ComplexKey => true,
        _ => false,
    };
    if !is_about_text {
        return;
    }
    let at = problem.at.saturating_sub(base);
    // The key that is a map is the inner bracket of `{{`.
    let outer = yaml.get(..at).is_some_and(|before| before.ends_with('{'));
    let value = yaml.get(at - usize::from(outer)..).unwrap_or_default();
    if let Some(advice) = yaml_help::about_beginning(value) {
        let advice = Advice::from(advice);
        problem.help = Some(match problem.help.take() {
            Some(help) => advice.words("; ").then(help),
            None => advice,
        });
    }
}

/// Parses the front matter `text`, which begins at byte `base` of its file, to an article.
fn front_matter(text: &str, base: usize, form: Form, wrong: WrongValues) -> Parsed<'_> {
    let language = form.language();
    let Document { root, mut errors, mut warnings, spans, .. } =
        source::parse(language, text, base);
    let is_yaml = language == Language::Yaml;
    let entries = match root {
        None | Some(Spanned { data: SpannedKind::Scalar(Value::Null), .. }) => Vec::new(),
        Some(Spanned { data: SpannedKind::Map(entries), .. }) => entries,
        Some(other) => {
            let message = format!("front matter must be a map of keys, found {}", other.describe());
            let problem = UnlocatedDiagnostic::new(Code::NotAMapping, other.at, message);
            let advice = yaml_help::about_colon(&text[other.at - base..]).filter(|_| is_yaml);
            errors.push(UnlocatedDiagnostic { help: advice.map(Advice::from), ..problem });
            Vec::new()
        }
    };
    let dialect = if is_yaml { Dialect::Yaml } else { Dialect::Brackets };
    let mut fields = RecordDecoder::new(dialect, wrong);
    let source = entries.clone();
    let mut article = fields.article(entries);
    errors.extend(fields.errors);
    if errors.is_empty() {
        let places = spelling::Source { text, base, spans: &spans, form };
        article.source_style = spelling::of(&source, &article, &places).map(Into::into);
    }
    let mut deferred = fields.deferred;
    if is_yaml {
        for problem in errors.iter_mut().chain(&mut deferred) {
            advise_quotes(problem, text, base);
        }
    }
    warnings.extend(fields.warnings);
    // Other languages have one parser.
    Parsed { article, errors, warnings, deferred, slow: is_yaml }
}
