//! A place in front matter, and the lines from there on.

use memchr::memchr;

use super::{Declined, Scan};
use crate::formats::markdown::fences::{self, Parts};

/// A place in a Markdown file, from the first line of its front matter to the line that closes it.
///
/// It stands either within a line or, between entries, on the first byte that says something in the next
/// line: empty lines and lines with only a comment are passed over.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    /// Byte that comes next.
    pub(super) at: usize,
    /// Where the current line's content begins, counted from 1; 0 once the closing fence is reached.
    pub(super) column: usize,
    /// Where the YAML begins.
    yaml: usize,
    /// What the closing fence parts, once it is reached.
    pub(super) parts: Option<Parts>,
}

impl<'a> Cursor<'a> {
    /// Returns a cursor on the first entry below the opening fence of the file `text`.
    pub(super) fn new(text: &'a str) -> Scan<Self> {
        let yaml = fences::opening(text.as_bytes()).ok_or(Declined)?;
        let mut cursor = Self { text, at: yaml, column: 0, yaml, parts: None };
        cursor.content()?;
        Ok(cursor)
    }

    /// Returns a cursor at the same place, to look ahead with.
    pub(super) fn fork(&self) -> Self {
        Self { parts: None, ..*self }
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

    /// Goes from the end of a value to the next entry; declines when more follows on the line.
    pub(super) fn next_line(&mut self) -> Scan<()> {
        self.skip_spaces();
        self.line_break()?;
        self.content()
    }

    fn line_break(&mut self) -> Scan<()> {
        self.at += match self.rest() {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => return Err(Declined),
        };
        Ok(())
    }

    /// Goes from the beginning of a line to the first that says something.
    fn content(&mut self) -> Scan<()> {
        loop {
            let start = self.at;
            self.skip_spaces();
            match self.peek()? {
                b'\n' | b'\r' => self.line_break()?,
                b'#' => self.at += memchr(b'\n', self.rest()).ok_or(Declined)? + 1,
                b'-' | b'.' if self.at == start && self.is_closed() => return Ok(()),
                _ => {
                    self.column = self.at - start + 1;
                    return Ok(());
                }
            }
        }
    }

    /// Returns whether this line closes the front matter: then the cursor stays here.
    fn is_closed(&mut self) -> bool {
        self.parts = fences::closed(self.text.as_bytes(), self.yaml, self.at);
        self.column = 0;
        self.parts.is_some()
    }

    /// Returns whether a list item begins here.
    pub(super) fn is_at_item(&self) -> bool {
        self.rest().starts_with(b"- ")
    }

    /// Goes past the dash of a list item; the column is then that of what the item holds.
    pub(super) fn open_item(&mut self) {
        let dash = self.at;
        self.at += 1;
        self.skip_spaces();
        self.column += self.at - dash;
    }

    /// Returns whether what a key holds, which stands at `column` and has nothing on its own line, begins
    /// here; else it is null.
    pub(super) fn is_at_block_of(&self, column: usize) -> bool {
        self.column > column || self.column == column && self.is_at_item()
    }
}
