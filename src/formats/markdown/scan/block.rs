//! Parses scalars on several lines: text on lines of its own after `|` or `>`
//! ([YAML 1.2.2, section 8.1](https://yaml.org/spec/1.2.2/#81-block-scalar-styles)), and plain text that goes on.

use std::borrow::Cow;

use memchr::memchr;

use super::cursor::Cursor;
use super::{Declined, Scan};

impl<'a> Cursor<'a> {
    /// Parses the further lines of a plain scalar, whose first line is `text` and ends here, and moves to the next entry.
    /// Returns `None`, and moves nowhere, if there are none that are further in than `column`.
    pub(super) fn continued(&mut self, text: &str, column: usize) -> Scan<Option<Cow<'a, str>>> {
        if !self.goes_on(column) {
            return Ok(None);
        }
        let mut whole = text.to_owned();
        while self.goes_on(column) {
            self.skip_spaces();
            self.line_break()?;
            self.skip_spaces();
            // Line ends are folded to one space (YAML 1.2.2, section 7.3.3).
            whole.push(' ');
            whole.push_str(self.plain()?);
        }
        // Of a comment after the last line the full parser may warn.
        self.skip_spaces();
        self.line_break()?;
        self.content()?;
        Ok(Some(Cow::Owned(whole)))
    }

    /// Returns whether the next line has text that is further in than `column`.
    fn goes_on(&self, column: usize) -> bool {
        let rest = without_spaces(self.rest());
        let ([b'\n', next @ ..] | [b'\r', b'\n', next @ ..]) = rest else { return false };
        let line = without_spaces(next);
        let indent = next.len() - line.len();
        indent >= column && !matches!(line, [] | [b'\n' | b'\r' | b'#', ..])
    }

    /// Parses a block scalar whose indicator is here, and moves to the next entry. Its lines are further in than `column`.
    ///
    /// Declines an indicator of indentation, `+`, and in folded text all lines that are not at the same indent, since they
    /// are not folded.
    pub(super) fn block_scalar(&mut self, column: usize) -> Scan<Cow<'a, str>> {
        let folds = self.peek()? == b'>';
        self.at += 1;
        let strips = self.peek()? == b'-';
        self.at += usize::from(strips);
        self.skip_spaces();
        self.line_break()?;
        let (mut text, mut indent) = (String::new(), None);
        // Empty lines count only if text follows.
        let mut empty = 0;
        loop {
            let rest = self.rest();
            let end = memchr(b'\n', rest).ok_or(Declined)?;
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            let spaces = line.iter().take_while(|byte| **byte == b' ').count();
            if spaces == line.len() {
                // More spaces than the indent are text.
                if indent.is_none_or(|indent| spaces > indent) {
                    return Err(Declined);
                }
                empty += 1;
                self.at += end + 1;
                continue;
            }
            // Columns count from 1.
            let is_within = match indent {
                Some(indent) => spaces >= indent,
                None => spaces >= column,
            };
            if !is_within {
                break;
            }
            let first = *indent.get_or_insert(spaces);
            if folds && (spaces > first || empty > 0) {
                return Err(Declined);
            }
            if folds && !text.is_empty() {
                text.push(' ');
            }
            text.extend(std::iter::repeat_n('\n', std::mem::take(&mut empty)));
            text.push_str(std::str::from_utf8(&line[first..]).map_err(|_| Declined)?);
            if !folds {
                text.push('\n');
            }
            self.at += end + 1;
        }
        if indent.is_none() {
            return Err(Declined);
        }
        if strips && !folds {
            text.pop();
        } else if folds && !strips {
            text.push('\n');
        }
        self.content()?;
        Ok(Cow::Owned(text))
    }
}

/// Returns the bytes without the spaces at their beginning.
fn without_spaces(bytes: &[u8]) -> &[u8] {
    let spaces = bytes.iter().take_while(|byte| **byte == b' ').count();
    &bytes[spaces..]
}
