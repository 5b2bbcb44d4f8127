//! Parses lists of scalars in brackets, on one line.

use std::borrow::Cow;

use super::chars::is_indicator;
use super::cursor::Cursor;
use super::{Declined, Scan};

/// An item of a list in brackets.
pub(super) enum FlowItem<'a> {
    /// Not resolved yet.
    Plain(&'a str),
    Quoted(Cow<'a, str>),
}

impl<'a> Cursor<'a> {
    /// Parses a list in brackets with at least one item, all of them scalars, and moves past its bracket.
    pub(super) fn flow_list(&mut self) -> Scan<Vec<FlowItem<'a>>> {
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.skip_spaces();
            items.push(match self.peek()? {
                quote @ (b'"' | b'\'') => FlowItem::Quoted(self.quoted(quote)?),
                _ => FlowItem::Plain(self.flow_plain()?),
            });
            self.skip_spaces();
            let end = self.peek()?;
            self.at += 1;
            match end {
                b',' => {}
                b']' => return Ok(items),
                // Such as a colon, which makes the item a map.
                _ => return Err(Declined),
            }
        }
    }

    /// Parses a plain scalar up to a comma or the closing bracket.
    fn flow_plain(&mut self) -> Scan<&'a str> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.iter().position(|byte| !is_plain(*byte)).ok_or(Declined)?;
        if !matches!(rest[length], b',' | b']') {
            return Err(Declined);
        }
        let text = self.text[start..start + length].trim_ascii_end();
        // An empty item, and one that begins with an indicator, is for the full parser.
        if text.is_empty() || text.starts_with(['-', '.', '?', '<']) {
            return Err(Declined);
        }
        self.at = start + text.len();
        Ok(text)
    }
}

/// Returns whether a plain scalar between brackets may have this byte without any other meaning (YAML 1.2.2, section
/// 7.3.3).
fn is_plain(byte: u8) -> bool {
    // Two indicators mean something only at the beginning, which the caller looks at.
    !matches!(byte, b'\n' | b'\r' | b'\t') && (!is_indicator(byte) || matches!(byte, b'-' | b'?'))
}
