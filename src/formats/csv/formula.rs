//! Text cells that a spreadsheet would take for formulas, and the quote that keeps it from doing so.
//!
//! What they begin with, and what can come of it: [OWASP, CSV
//! injection](https://owasp.org/www-community/attacks/CSV_Injection).

use std::borrow::Cow;

/// What stands before a text that would be taken for a formula.
pub(super) const GUARD: char = '\'';

/// What a cell begins with that some spreadsheet takes for a formula, in wide characters too.
pub(super) const BEGINNINGS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Returns whether `text` gets a guard: it begins as a formula does, or as a guarded one does, so that the
/// guard can be taken away again. Any other quote at the beginning is the text's own.
pub(super) fn needs_guard(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(BEGINNINGS)
}

/// Returns the text that was written as `cell`.
pub(super) fn unguarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    if !cell.starts_with(GUARD) || !needs_guard(&cell) {
        return cell;
    }
    match cell {
        Cow::Borrowed(text) => Cow::Borrowed(&text[GUARD.len_utf8()..]),
        Cow::Owned(mut text) => {
            text.remove(0);
            Cow::Owned(text)
        }
    }
}
