//! A cursor over the lines of front matter.

use std::fmt::Display;

use memchr::memchr;

use super::{Declined, Scan};
use crate::formats::markdown::fences::{self, Parts};
use crate::formats::markdown::style::push_step;

/// A position in a Markdown file, between the first line of its front matter and the line that closes it.
///
/// It is either within a line or, between entries, at the first byte of the next line that has content: empty
/// lines and lines with only a comment are skipped.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    /// The next byte.
    pub(super) at: usize,
    /// The column where the current line's content begins, from 1; 0 at the closing fence.
    pub(super) column: usize,
    /// The byte where the YAML begins.
    yaml: usize,
    /// The parts of the file before and after the closing fence, once it is reached.
    pub(super) parts: Option<Parts>,
    /// The source of the value that was read last, without the blanks around it.
    pub(super) raw: &'a str,
    /// What the house style spells otherwise: pointers from the value that is being read, and their source.
    pub(super) spelled: Vec<(String, &'a str)>,
}

impl<'a> Cursor<'a> {
    /// Returns a cursor at the first entry after the opening fence of the file `text`.
    pub(super) fn new(text: &'a str) -> Scan<Self> {
        let yaml = fences::opening(text.as_bytes()).ok_or(Declined)?;
        let mut cursor =
            Self { text, at: yaml, column: 0, yaml, parts: None, raw: "", spelled: Vec::new() };
        // From here on the cursor is always at content, or at the closing fence with column 0.
        cursor.content()?;
        Ok(cursor)
    }

    /// Returns a second cursor at the same position, for looking ahead.
    pub(super) fn fork(&self) -> Self {
        // `parts` is `None` wherever this is called, since nothing follows the closing fence; the
        // tokens are left out because looking ahead must not record any.
        Self { parts: None, spelled: Vec::new(), ..*self }
    }

    /// Records the source of the value that was read last, unless the house style has just that.
    pub(super) fn record_spelling(&mut self, is_canonical: bool) {
        if !is_canonical {
            self.spelled.push((String::new(), self.raw));
        }
    }

    /// Puts `step` before the pointers that were recorded after the first `before`.
    pub(super) fn step_up(&mut self, before: usize, step: &dyn Display) {
        // Pointers are built from the inside out: most values need none, so the scanner keeps no
        // path while it descends.
        for (pointer, _) in &mut self.spelled[before..] {
            let mut whole = String::new();
            push_step(step, &mut whole);
            pointer.insert_str(0, &whole);
        }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    pub(super) fn peek(&self) -> Scan<u8> {
        self.text.as_bytes().get(self.at).copied().ok_or(Declined)
    }

    pub(super) fn skip_spaces(&mut self) {
        self.at += self.rest().iter().take_while(|&&byte| byte == b' ').count();
    }

    /// Moves from the end of a value to the next entry, past a comment. Declines if more text follows on the line.
    pub(super) fn next_line(&mut self) -> Scan<()> {
        let end = self.at;
        self.skip_spaces();
        // A `#` begins a comment only after white space (YAML 1.2.2, section 6.6). One like `#1` may be text that was
        // lost, of which the full parser warns.
        if self.at > end && matches!(self.rest(), [b'#', b' ', ..]) {
            self.at += memchr(b'\n', self.rest()).ok_or(Declined)?;
        }
        self.line_break()?;
        self.content()
    }

    pub(super) fn line_break(&mut self) -> Scan<()> {
        self.at += match self.rest() {
            [b'\n', ..] => 1,
            // YAML also ends a line at a lone carriage return (1.2.2, section 5.4). The full parser
            // handles that.
            [b'\r', b'\n', ..] => 2,
            _ => return Err(Declined),
        };
        Ok(())
    }

    /// Moves from the beginning of a line to the first line that has content.
    pub(super) fn content(&mut self) -> Scan<()> {
        loop {
            let start = self.at;
            self.skip_spaces();
            match self.peek()? {
                b'\n' | b'\r' => self.line_break()?,
                // A comment cannot be the last line: without a line end the front matter is not
                // closed.
                b'#' => self.at += memchr(b'\n', self.rest()).ok_or(Declined)? + 1,
                // A fence is at the start of its line; the same text further in is a value.
                b'-' | b'.' if self.at == start && self.is_closed() => return Ok(()),
                // A tab counts as content here; `chars::are_usual` declines the file in the end.
                _ => {
                    self.column = self.at - start + 1;
                    return Ok(());
                }
            }
        }
    }

    /// Returns whether this line closes the front matter. If so, the cursor stays at its beginning.
    fn is_closed(&mut self) -> bool {
        self.parts = fences::closed(self.text.as_bytes(), self.yaml, self.at);
        self.column = 0;
        self.parts.is_some()
    }

    /// Returns whether a list item begins here.
    pub(super) fn is_at_item(&self) -> bool {
        self.rest().starts_with(b"- ")
    }

    /// Moves past the dash of a list item. The column becomes that of the item's content.
    pub(super) fn open_item(&mut self) {
        let dash = self.at;
        self.at += 1;
        self.skip_spaces();
        // The content of `- - a` or `- key: a` is indented by the dashes too (YAML 1.2.2, section
        // 8.2.1), so that further keys must be at this column.
        self.column += self.at - dash;
    }

    /// Returns whether the value of a key at `column`, which has nothing on its own line, begins here.
    /// Otherwise the value is null.
    pub(super) fn is_at_block_of(&self, column: usize) -> bool {
        // A list may begin at the indent of its key (YAML 1.2.2, section 8.2.3), a map may not: a
        // key there belongs to the outer map.
        self.column > column || self.column == column && self.is_at_item()
    }
}
