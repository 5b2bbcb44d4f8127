//! Explanations of the codes, taken from `docs/diagnostics.md`.

use super::Code;

/// The page, which has a section for each code.
const PAGE: &str = include_str!("../../docs/diagnostics.md");

/// Returns the explanation of a code as Markdown, with an example and what to do: its section of
/// `docs/diagnostics.md`.
///
/// ```
/// use newsconv::diagnostic::explain;
/// use newsconv::Code;
///
/// let text = explain(Code::NotATime);
/// assert!(text.starts_with("## NC0203 a value is not a time\n\n**Error.** "));
/// assert!(text.ends_with(".\n"));
/// ```
#[must_use]
pub fn explain(code: Code) -> &'static str {
    let has_code = |section: &&str| section.starts_with(code.as_str());
    let Some(section) = PAGE.split("\n## ").find(has_code) else { return "" };
    // The heading's mark is right before the section, and a line end right after it.
    let start = section.as_ptr() as usize - PAGE.as_ptr() as usize;
    let section = &PAGE[start - "## ".len()..start + section.len()];
    let end = section.trim_end().len();
    &section[..(end + 1).min(section.len())]
}
