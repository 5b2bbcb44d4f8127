//! Renders problems with their source lines, in the style of rustc.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use newsconv::diagnostic::Position;
use newsconv::diagnostic::Speaker;
use newsconv::{Diagnostic, Severity};

/// The width in columns that is assumed if the terminal does not report one.
const USUAL_WIDTH: usize = 100;
/// The minimum width in columns; narrower terminals are treated as this wide.
const LEAST_WIDTH: usize = 40;
/// Marks that the beginning of a long line was cut off.
const CUT: &str = "…";

/// Returns a renderer for a terminal that is `width` columns wide.
pub(super) fn renderer(width: Option<usize>, coloured: bool) -> Renderer {
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH))
}

/// Renders the problem as several lines, without a line end after the last one.
pub(super) fn render(renderer: &Renderer, problem: &Diagnostic) -> String {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Note => Level::NOTE,
        _ => Level::WARNING,
    };
    let title = if problem.field.is_empty() {
        Cow::Borrowed(&*problem.message)
    } else {
        Cow::Owned(format!("{}: {}", problem.field, problem.message))
    };
    let help = problem.help.as_ref().map(|help| help.spelled(Speaker::Program));
    let help = help.map(|help| Level::HELP.message(help));
    let title = level.primary_title(title).id(problem.code.as_str());
    let text = renderer.render(&[title.elements(place(problem)).elements(help)]);
    if problem.source_column > 1 { with_true_column(text, problem) } else { text }
}

/// Returns the snippet that shows where the problem is: the source line, else only the path, or `None` if
/// the problem has no path.
fn place(problem: &Diagnostic) -> Option<Element<'_>> {
    if problem.path.is_empty() {
        return None;
    }
    Some(match (problem.position, &problem.source_line) {
        (Some(position), Some(line)) => line_at(problem, position, line),
        (Some(position), None) => origin(problem, position),
        (None, _) => Origin::path(&*problem.path).into(),
    })
}

fn origin(problem: &Diagnostic, position: Position) -> Element<'_> {
    if position.column == 0 {
        return Origin::path(format!("{}:row {}", problem.path, position.line)).into();
    }
    let origin = Origin::path(&*problem.path);
    origin.line(size(position.line)).char_column(size(position.column)).into()
}

/// Returns the source line with its number and a mark under the position.
fn line_at<'a>(problem: &'a Diagnostic, position: Position, line: &str) -> Element<'a> {
    let cut = if problem.source_column > 1 { CUT } else { "" };
    let skipped = size(position.column.saturating_sub(problem.source_column));
    let span = character(line, skipped);
    let mark = AnnotationKind::Primary.span(span.start + cut.len()..span.end + cut.len());
    Snippet::source(format!("{cut}{line}"))
        .line_start(size(position.line))
        .path(&*problem.path)
        .annotation(mark)
        .into()
}

/// Replaces the column within the shortened line by the column in the source.
fn with_true_column(text: String, problem: &Diagnostic) -> String {
    let Some((Position { line, column, .. }, (title, rest))) =
        problem.position.zip(text.split_once('\n'))
    else {
        return text;
    };
    // The renderer counts within the shortened line, after the mark of the cut.
    let shown = (column + 1).saturating_sub(problem.source_column) + 1;
    let path = &problem.path;
    let rest =
        rest.replacen(&format!("{path}:{line}:{shown}"), &format!("{path}:{line}:{column}"), 1);
    format!("{title}\n{rest}")
}

/// Returns the byte range of the character at `index`, or an empty range at the end of the line.
fn character(line: &str, index: usize) -> Range<usize> {
    match line.char_indices().nth(index) {
        Some((at, character)) => at..at + character.len_utf8(),
        None => line.len()..line.len(),
    }
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
