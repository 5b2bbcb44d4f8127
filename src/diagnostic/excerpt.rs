//! How much of an input is in messages.

use std::borrow::Cow;

/// The number of problems of one record that are listed. Further ones are not, so that a small record cannot
/// take much memory.
pub(crate) const LISTED: usize = 1000;

/// Returns text for a message: in quotes, on one line, cut after 60 characters.
pub(crate) fn quote(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// Returns text for a message, cut after 60 characters.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
