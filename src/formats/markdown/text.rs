//! One Markdown text to an article, and back.

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::model::article::Article;

use super::parse::{self, Mode};
use super::preserve;
use super::preserve::LIMITS;

/// Returns the article of a Markdown text, borrowed from it. It has no path.
///
/// What a conversion warns of, such as a time without an offset, is passed over.
///
/// ```
/// use newsconv::markdown;
///
/// let text = "---\ntitle: Ferry\n---\nIt sails.\n";
/// let mut article = markdown::parse(text)?;
/// assert_eq!(article.title.as_deref(), Some("Ferry"));
/// article.quality = Some(80);
/// assert_eq!(markdown::render(&article)?, "---\ntitle: Ferry\nquality: 80\n---\nIt sails.\n");
/// # Ok::<(), newsconv::Error>(())
/// ```
///
/// # Errors
/// [`Error::Invalid`] with all problems of the text, each with its line and column.
pub fn parse(text: &str) -> Result<Article<'_>> {
    let parsed = parse::parse(text.as_bytes(), Mode::default());
    if parsed.errors.is_empty() {
        return Ok(parsed.article);
    }
    let source = SourceText::whole("", text.as_bytes());
    Err(Error::Invalid(source.diagnose_all(parsed.errors)))
}

/// Returns the Markdown text of an article, in the house style and in the language that its front matter came in; with the source text of its front matter
/// where the article has that and it still says the same.
///
/// # Errors
/// [`Error::Invalid`] if the article has an unknown key with the name of a field that is set, which front
/// matter cannot hold.
pub fn render(article: &Article<'_>) -> Result<String> {
    let problems: Vec<Diagnostic> = LIMITS.problems(article);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let mut text = String::new();
    preserve::restore(article, None, &mut text)?;
    Ok(text)
}
