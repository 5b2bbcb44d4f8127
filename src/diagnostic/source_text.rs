//! Converts byte offsets of a text to lines and columns of its source, once a problem was found there.

use std::cell::Cell;

use super::unlocated::UnlocatedDiagnostic;
use super::{Diagnostic, Position};

/// The number of characters of a long source line that are kept before and after the position of a problem.
const AROUND: usize = 120;

/// A part of a source in which problems are located.
#[derive(Clone, Debug)]
pub(crate) struct SourceText<'s> {
    /// Name of the source.
    pub(crate) path: &'s str,
    /// The text.
    pub(crate) text: &'s [u8],
    /// Bytes of the source before the text.
    pub(crate) byte: u64,
    /// Number of lines of the source that end before the text.
    pub(crate) line: u64,
    /// Number of characters between the last line end and the text.
    pub(crate) column: u64,
    /// The position that was computed last. The next one is often right after it, so counting continues from
    /// here.
    pub(crate) last: Cell<Place>,
}

/// A place within a text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    at: usize,
    /// Number of lines of the text that end before it.
    lines: u64,
    /// Number of characters between the last line end and it.
    column: u64,
}

impl<'s> SourceText<'s> {
    /// Creates a text that is the whole source.
    pub(crate) fn whole(path: &'s str, text: &'s [u8]) -> Self {
        Self { path, text, byte: 0, line: 0, column: 0, last: Cell::default() }
    }

    /// Returns the diagnostic with its line and column.
    pub(crate) fn diagnose(&self, problem: UnlocatedDiagnostic) -> Diagnostic {
        let at = problem.at;
        let first = problem.first.map(|first| self.position(first));
        let mut found = self.place(at, problem.into_diagnostic(""));
        if let (Some(first), Some(second)) = (first, found.position) {
            let place = if first.line == second.line {
                format!("column {}", first.column)
            } else {
                format!("line {}", first.line)
            };
            found.message = format!("{}, first in {place}", found.message);
        }
        found
    }

    /// Sets the position and the source line of the problem to those of byte `at`.
    fn place(&self, at: usize, problem: Diagnostic) -> Diagnostic {
        let at = at.min(self.text.len());
        let position = self.position(at);
        let (line, before) = excerpt(self.text, at);
        Diagnostic {
            path: self.path.to_owned(),
            position: Some(position),
            source_line: Some(line),
            source_column: position.column.saturating_sub(before),
            ..problem
        }
    }

    /// Returns all diagnostics with their lines and columns, in source order.
    pub(crate) fn diagnose_all(&self, mut problems: Vec<UnlocatedDiagnostic>) -> Vec<Diagnostic> {
        // Sorting is stable: problems at the same byte stay in the order in which they were found.
        problems.sort_by_key(|problem| problem.at);
        problems.into_iter().map(|problem| self.diagnose(problem)).collect()
    }

    /// Sets the positions of all problems to those of these bytes, and returns them in source order.
    pub(crate) fn place_all(&self, mut problems: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
        problems.sort_by_key(|(at, _)| *at);
        problems.into_iter().map(|(at, problem)| self.place(at, problem)).collect()
    }

    /// Returns the position of byte `at` of the text. If `at` is beyond the end, returns the position of the
    /// end.
    pub(crate) fn position(&self, at: usize) -> Position {
        let at = at.min(self.text.len());
        // Counting can only go forward; a position before the last one is counted from the
        // beginning.
        let last = Some(self.last.get()).filter(|last| last.at <= at).unwrap_or_default();
        let (lines, column) = end_of(&self.text[last.at..at]);
        // Without a line end in between, both are on the same line.
        let column = if lines == 0 { last.column + column } else { column };
        let place = Place { at, lines: last.lines + lines, column };
        self.last.set(place);
        Position {
            byte: self.byte + at as u64,
            line: self.line + place.lines + 1,
            column: column + 1 + if place.lines == 0 { self.column } else { 0 },
        }
    }
}

/// Returns the number of lines that end in `text`, and the number of characters after the last line end.
pub(crate) fn end_of(text: &[u8]) -> (u64, u64) {
    let start = memchr::memrchr(b'\n', text).map_or(0, |newline| newline + 1);
    let lines = memchr::memchr_iter(b'\n', text).count();
    (lines as u64, characters(&text[start..]))
}

/// Returns the number of characters in `bytes`. An invalid UTF-8 sequence counts as one, since it is shown as
/// one.
fn characters(bytes: &[u8]) -> u64 {
    let of = |chunk: std::str::Utf8Chunk<'_>| {
        chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty())
    };
    bytes.utf8_chunks().map(of).sum::<usize>() as u64
}

/// Returns the part of the line around byte `at`, and how many of its characters are before that byte.
fn excerpt(text: &[u8], at: usize) -> (String, u64) {
    let (before, after) = text.split_at(at);
    // A character has at most four bytes, so no more than these need to be examined.
    let from = at.saturating_sub(4 * AROUND);
    let near = &before[from..];
    let start = memchr::memrchr(b'\n', near).map_or(0, |newline| newline + 1);
    let near = &near[start..];
    let firsts = near.iter().enumerate().rev().filter(|(_, byte)| begins_character(**byte));
    let near = &near[firsts.take(AROUND).last().map_or(0, |(index, _)| index)..];

    let rest = &after[..after.len().min(4 * AROUND)];
    let rest = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let mut firsts = rest.iter().enumerate().filter(|(_, byte)| begins_character(**byte));
    let rest = &rest[..firsts.nth(AROUND).map_or(rest.len(), |(index, _)| index)];

    // The source may be no UTF-8 at all, which can be the very problem.
    let line = String::from_utf8_lossy(&text[at - near.len()..at + rest.len()]);
    (line.trim_end_matches('\r').to_owned(), characters(near))
}

/// Returns whether a byte of UTF-8 is the first of a character.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[test]
    fn a_problem_is_placed_by_line_and_character() {
        let source = SourceText {
            line: 2,
            byte: 10,
            ..SourceText::whole("a.md", "é: 1\r\nß: é2\n".as_bytes())
        };
        let problem = UnlocatedDiagnostic::new(Code::WrongType, 12, "not text")
            .in_field("ß")
            .with_help("quote it");
        let found = source.diagnose(problem);
        assert_eq!(found.to_string(), "a.md:4:5: error[NC0201] ß: not text; quote it");
        assert_eq!(found.position.map(|p| p.byte), Some(22));
        assert_eq!(found.source_line.as_deref(), Some("ß: é2"));
        assert_eq!(found.source_column, 1);
    }

    #[test]
    fn a_text_may_begin_within_a_line() {
        let source = SourceText { line: 4, column: 7, ..SourceText::whole("a.json", b"ab\ncd") };
        let place = |at| {
            let position = source.position(at);
            (position.line, position.column)
        };
        assert_eq!([place(0), place(1), place(3), place(9)], [(5, 8), (5, 9), (6, 1), (6, 3)]);
        let found = source.diagnose(UnlocatedDiagnostic::new(Code::JsonSyntax, 1, "no"));
        assert_eq!((found.source_line.as_deref(), found.source_column), (Some("ab"), 8));
    }

    #[test]
    fn a_long_line_is_cut_around_the_position() {
        for letter in ["x", "é", "海", "🚢"] {
            let line = format!("a\n{}|{}\nb", letter.repeat(500), letter.repeat(500));
            let at = 2 + 500 * letter.len();
            let found = SourceText::whole("a", line.as_bytes()).diagnose(UnlocatedDiagnostic::new(
                Code::JsonSyntax,
                at,
                "no",
            ));
            let line = found.source_line.expect("a line");
            assert_eq!(line.chars().count(), 240, "{letter}");
            assert_eq!(line.chars().position(|c| c == '|'), Some(120), "{letter}");
            assert_eq!((found.source_column, found.position.map(|p| p.column)), (381, Some(501)));
        }
    }

    #[test]
    fn a_line_that_is_not_utf8_is_cut_as_well() {
        for byte in [0x80, 0xff, 0xe6] {
            let line = vec![byte; 10_000];
            let found = SourceText::whole("a", &line).diagnose(UnlocatedDiagnostic::new(
                Code::NotUtf8,
                5_000,
                "no",
            ));
            let line = found.source_line.expect("a line");
            assert!(line.chars().count() <= 8 * AROUND, "{byte:x}: {}", line.chars().count());
            assert!(found.source_column > 1);
        }
    }
}
