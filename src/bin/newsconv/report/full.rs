//! Problems with their source lines, in the manner of rustc.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use newsconv::{Diagnostic, Position, Severity};

/// Columns of a terminal that does not tell how many it has.
const USUAL_WIDTH: usize = 100;
/// Narrower ones are taken to be as wide as this.
const LEAST_WIDTH: usize = 40;
/// Stands for what was cut from a line before what is shown.
const CUT: &str = "…";

/// What renders problems for a terminal of `width` columns.
pub(super) fn renderer(width: Option<usize>, coloured: bool) -> Renderer {
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH))
}

/// The problem over several lines, the last one not ended.
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
    let help = problem.help.as_deref().map(|help| Level::HELP.message(help));
    let title = level.primary_title(title).id(problem.code.as_str());
    let text = renderer.render(&[title.elements(place(problem)).elements(help)]);
    if problem.source_column > 1 { with_true_column(text, problem) } else { text }
}

/// Where it is: the source, with the line if there is one.
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

/// The line under its number, with a mark under the place.
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

/// The text with the column of the source instead of the one within the cut line.
fn with_true_column(text: String, problem: &Diagnostic) -> String {
    let Some((Position { line, column, .. }, (title, rest))) =
        problem.position.zip(text.split_once('\n'))
    else {
        return text;
    };
    let shown = (column + 1).saturating_sub(problem.source_column) + 1;
    let path = &problem.path;
    let rest =
        rest.replacen(&format!("{path}:{line}:{shown}"), &format!("{path}:{line}:{column}"), 1);
    format!("{title}\n{rest}")
}

/// The bytes of character `index`; past the end, the end.
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
