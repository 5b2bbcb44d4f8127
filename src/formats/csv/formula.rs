//! Guards text cells that a spreadsheet would read as formulas, with a quote before the text.
//!
//! Which characters they begin with, and why they are dangerous: [OWASP, CSV
//! injection](https://owasp.org/www-community/attacks/CSV_Injection).

use std::borrow::Cow;

/// The guard before a text that would be read as a formula.
pub(super) const GUARD: char = '\'';

/// The characters with which a formula begins in some spreadsheet, including full-width ones.
pub(super) const BEGINNINGS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Returns whether `text` needs a guard: it begins like a formula, or like a guarded formula, so that
/// removing the guard gives the text back. Any other quote at the beginning belongs to the text.
pub(super) fn needs_guard(text: &str) -> bool {
    // A text `'=1` gets a second guard, or it would lose its own quote when it is read.
    text.trim_start_matches(GUARD).starts_with(BEGINNINGS)
}

/// Returns the text of `cell` without its guard, if it has one.
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
