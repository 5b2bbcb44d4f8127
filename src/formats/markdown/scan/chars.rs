//! Which characters the fast path supports in front matter.

use memchr::{memchr_iter, memchr3_iter};

/// Returns whether YAML gives none of the characters a special meaning: no control characters except line
/// ends, no Unicode line separators, no byte order marks and no non-characters.
pub(super) fn are_usual(text: &[u8]) -> bool {
    // The loop has no early exit, so that the compiler can check many bytes at once. For most files the first
    // of the two checks is enough.
    let printable = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\n';
    if text.iter().fold(true, |all, &byte| all & printable(byte)) {
        return true;
    }
    let control = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\r') || byte == 0x7f;
    let has_control = text.iter().fold(false, |any, &byte| any | control(byte));
    !has_control && !has_lone_return(text) && !has_unusual_wide(text)
}

/// Returns whether there is a carriage return that is not part of a line end.
fn has_lone_return(text: &[u8]) -> bool {
    // YAML takes a lone carriage return for a line end; the scanner, which looks for LF only, would
    // take it for a part of the value.
    memchr_iter(b'\r', text).any(|at| text.get(at + 1) != Some(&b'\n'))
}

/// Returns whether there is U+0080 to U+009F, U+2028, U+2029, U+FEFF, U+FFFE or U+FFFF.
fn has_unusual_wide(text: &[u8]) -> bool {
    // Their first bytes in UTF-8 are 0xC2, 0xE2 and 0xEF. Search for these, and look at the bytes after them.
    memchr3_iter(0xc2, 0xe2, 0xef, text).any(|at| {
        matches!(
            text[at..],
            [0xc2, 0x80..=0x9f, ..]
                | [0xe2, 0x80, 0xa8 | 0xa9, ..]
                | [0xef, 0xbb, 0xbf, ..]
                | [0xef, 0xbf, 0xbe | 0xbf, ..]
        )
    })
}

/// Returns whether the byte is an indicator (YAML 1.2.2, section 5.3).
pub(super) fn is_indicator(byte: u8) -> bool {
    // A pattern becomes a bit test; `contains` would call memchr for each byte.
    matches!(
        byte,
        b'-' | b'?'
            | b':'
            | b','
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'#'
            | b'&'
            | b'*'
            | b'!'
            | b'|'
            | b'>'
            | b'\''
            | b'"'
            | b'%'
            | b'@'
            | b'`'
    )
}
