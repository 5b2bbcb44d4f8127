//! Parses keys and scalars on one line.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use super::chars::is_indicator;
use super::cursor::Cursor;
use super::flow::FlowItem;
use super::{Declined, Scan};

/// Length in bytes up to which a key is certainly within YAML's limit of 1024 characters.
const LONGEST_KEY: usize = 1000;

/// A column that no line is further in than: after a dash, a block scalar is left to the full parser.
pub(super) const NO_BLOCK: usize = usize::MAX;

/// The rest of a line after a key's colon or an item's dash.
pub(super) enum LineValue<'a> {
    /// A plain scalar, not resolved yet.
    Plain(&'a str),
    Quoted(Cow<'a, str>),
    /// `[]`.
    EmptyList,
    /// `{}`.
    EmptyMap,
    /// `[a, "b"]`: scalars on one line, at least one.
    Flow(Vec<FlowItem<'a>>),
    /// The text of a scalar on several lines: a block scalar, `|` or `>`, or a plain one.
    Block(Cow<'a, str>),
    /// Nothing: the value is a block on the next lines, or null.
    Below,
}

impl<'a> Cursor<'a> {
    /// Parses the rest of this line, and moves to the next entry. `column` is that of the key; the lines of a block scalar
    /// are further in.
    pub(super) fn line_value(&mut self, column: usize) -> Scan<LineValue<'a>> {
        self.skip_spaces();
        let start = self.at;
        let value = match self.peek()? {
            quote @ (b'"' | b'\'') => LineValue::Quoted(self.quoted(quote)?),
            b'\n' | b'\r' => LineValue::Below,
            // The full parser warns if the value is null then.
            b'#' => {
                self.at = start - 1;
                self.next_line()?;
                let has_block = column != NO_BLOCK && self.is_at_block_of(column);
                return if has_block { Ok(LineValue::Below) } else { Err(Declined) };
            }
            b'[' if self.rest().starts_with(b"[]") => self.exactly(b"[]", LineValue::EmptyList)?,
            b'[' => LineValue::Flow(self.flow_list()?),
            // Other flow collections are declined: nested brackets and line folding need a real parser.
            b'{' => self.exactly(b"{}", LineValue::EmptyMap)?,
            // It ends at the next entry itself.
            b'|' | b'>' => return self.block_scalar(column).map(LineValue::Block),
            _ => {
                let text = self.plain()?;
                if let Some(whole) = self.continued(text, column)? {
                    return Ok(LineValue::Block(whole));
                }
                LineValue::Plain(text)
            }
        };
        // Taken before the spaces at the end of the line are skipped, so it is exactly the token.
        self.raw = &self.text[start..self.at];
        self.next_line()?;
        Ok(value)
    }

    fn exactly(&mut self, bytes: &[u8], value: LineValue<'a>) -> Scan<LineValue<'a>> {
        if !self.rest().starts_with(bytes) {
            return Err(Declined);
        }
        self.at += bytes.len();
        Ok(value)
    }

    /// Parses a key and moves past its colon.
    pub(super) fn key(&mut self) -> Scan<Key<'a>> {
        let start = self.at;
        let key = match self.peek()? {
            quote @ (b'"' | b'\'') => Key { text: self.quoted(quote)?, plain: false },
            _ => Key { text: self.plain_key()?.into(), plain: true },
        };
        // YAML allows a tab after the colon as well; that is left to the full parser.
        let ends = matches!(self.rest(), [b':', b' ' | b'\n' | b'\r', ..]);
        if !ends || self.at - start > LONGEST_KEY {
            return Err(Declined);
        }
        self.at += 1;
        Ok(key)
    }

    /// Returns whether the rest of this line begins with a key.
    pub(super) fn is_at_key(&self) -> bool {
        self.fork().key().is_ok()
    }

    /// Parses a plain key, up to its colon.
    fn plain_key(&mut self) -> Scan<&'a str> {
        let end = self.separator()?;
        let key = &self.text[self.at..end];
        if self.text.as_bytes()[end] != b':' || !may_begin_plain(key) || key.ends_with(' ') {
            return Err(Declined);
        }
        self.at = end;
        Ok(key)
    }

    /// Parses a plain scalar that extends over the rest of this line.
    pub(super) fn plain(&mut self) -> Scan<&'a str> {
        let end = self.separator()?;
        // The cut takes the spaces at the end and the carriage return of a CRLF.
        let text = self.text[self.at..end].trim_ascii_end();
        // A `:` that ends a key in the middle of a value is an error in YAML. Only the full parser reports it. A comment
        // is looked at by `next_line`.
        if self.text.as_bytes()[end] == b':' || !may_begin_plain(text) {
            return Err(Declined);
        }
        self.at += text.len();
        Ok(text)
    }

    /// Returns the end of a plain scalar that begins here: the colon after a key, a comment, or the line's
    /// end.
    fn separator(&self) -> Scan<usize> {
        let rest = self.rest();
        let mut end = 0;
        loop {
            end += memchr3(b'\n', b':', b'#', &rest[end..]).ok_or(Declined)?;
            // `https://…` and `C#` have these characters too, and go on.
            if separates(rest, end) {
                return Ok(self.at + end);
            }
            end += 1;
        }
    }

    /// Parses a quoted scalar that ends on this line.
    pub(super) fn quoted(&mut self, quote: u8) -> Scan<Cow<'a, str>> {
        let start = self.at + 1;
        self.at = start;
        let mut escapes = false;
        loop {
            let rest = self.rest();
            let at = match quote {
                // A quoted text may go on on the next line, where YAML folds the line ends. Stop
                // there to decline.
                b'"' => memchr3(b'"', b'\\', b'\n', rest),
                _ => memchr2(b'\'', b'\n', rest),
            };
            let end = self.at + at.ok_or(Declined)?;
            self.at = end + 1;
            // The byte after the match decides: `''` is one quote within single quotes, and a
            // backslash makes any next byte part of the text. At the end of the file `peek`
            // declines, as there is no closing fence.
            match (self.text.as_bytes()[end], self.peek()?) {
                (b'\n', _) => return Err(Declined),
                (b'\\', _) | (b'\'', b'\'') => {
                    self.at += 1;
                    escapes = true;
                }
                _ => {
                    let raw = &self.text[start..end];
                    return if escapes { unescaped(quote, raw) } else { Ok(raw.into()) };
                }
            }
        }
    }
}

/// The text of a key, and whether it is written without quotes.
pub(super) struct Key<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) plain: bool,
}

/// Returns whether a plain scalar can certainly begin like this, even at the beginning of a line.
fn may_begin_plain(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'-', b'-', b'-', ..] | [b'.', b'.', b'.', ..] => false,
        // These three are indicators only before a space (YAML 1.2.2, section 7.3.3), so `-5` and
        // `:x` are plain scalars.
        [b'-' | b'?' | b':', second, ..] => *second != b' ',
        [first, ..] => !is_indicator(*first),
    }
}

/// Returns whether the line ends at `at`, or the colon there ends a key, or the `#` there begins a comment.
fn separates(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'\n' => true,
        // YAML takes a tab for a separator as well. It stays in the text here, and `are_usual`
        // declines the file.
        b':' => matches!(bytes.get(at + 1), None | Some(b' ' | b'\n' | b'\r')),
        // A `#` begins a comment only after white space (YAML 1.2.2, section 6.6).
        _ => at == 0 || bytes[at - 1] == b' ',
    }
}

/// Returns the text between these quotes, with its escapes resolved.
fn unescaped(quote: u8, raw: &str) -> Scan<Cow<'_, str>> {
    if quote == b'\'' {
        // Between single quotes the only escape is the doubled quote (YAML 1.2.2, section 7.3.2).
        return Ok(raw.replace("''", "'").into());
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let (escaped, length) = escape(&rest.as_bytes()[at + 1..])?;
        text.push(escaped);
        rest = rest.get(at + 1 + length..).ok_or(Declined)?;
    }
    text.push_str(rest);
    Ok(text.into())
}

/// Returns the character of an escape sequence, and the length of the sequence after its backslash in bytes.
fn escape(sequence: &[u8]) -> Scan<(char, usize)> {
    // The table of YAML 1.2.2, section 5.7, without the escaped line end and tab.
    let short = match sequence.first().ok_or(Declined)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b' ' => ' ',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b'v' => '\u{b}',
        b'f' => '\u{c}',
        b'e' => '\u{1b}',
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        b'x' => return code_point(sequence, 2),
        b'u' => return code_point(sequence, 4),
        b'U' => return code_point(sequence, 8),
        _ => return Err(Declined),
    };
    Ok((short, 1))
}

/// Returns the character of an escape sequence with this number of hexadecimal digits. Declines half of a
/// surrogate pair.
fn code_point(sequence: &[u8], digits: usize) -> Scan<(char, usize)> {
    // `\u` takes exactly as many digits as its letter says, and whatever follows is text.
    let digits = sequence.get(1..=digits).ok_or(Declined)?;
    let mut code = 0;
    for &digit in digits {
        let value = char::from(digit).to_digit(16).ok_or(Declined)?;
        code = code << 4 | value;
    }
    // JSON writers spell characters beyond U+FFFF as two escapes. The full parser joins them.
    Ok((char::from_u32(code).ok_or(Declined)?, 1 + digits.len()))
}
