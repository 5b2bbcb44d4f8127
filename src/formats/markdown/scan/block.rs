//! Parses block scalars: text on lines of its own after `|` or `>`
//! ([YAML 1.2.2, section 8.1](https://yaml.org/spec/1.2.2/#81-block-scalar-styles)).

use std::borrow::Cow;

use memchr::memchr;

use super::cursor::Cursor;
use super::{Declined, Scan};

impl<'a> Cursor<'a> {
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
