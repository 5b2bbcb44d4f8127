//! Which characters front matter may hold on the fast path.

use memchr::{memchr_iter, memchr3_iter};

/// Returns whether all characters are ones of which YAML makes nothing special: no control characters but
/// line ends, no separators of lines that are none, no byte order marks and non-characters.
pub(super) fn are_usual(text: &[u8]) -> bool {
    // Without a way out in the middle, so that the compiler takes many bytes at once: all that most files
    // have is told by the first of the two.
    let printable = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\n';
    if text.iter().fold(true, |all, &byte| all & printable(byte)) {
        return true;
    }
    let control = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\r') || byte == 0x7f;
    let has_control = text.iter().fold(false, |any, &byte| any | control(byte));
    !has_control && !has_lone_return(text) && !has_unusual_wide(text)
}

/// Returns whether a carriage return is not part of a line end.
fn has_lone_return(text: &[u8]) -> bool {
    memchr_iter(b'\r', text).any(|at| text.get(at + 1) != Some(&b'\n'))
}

/// Returns whether there is U+0080 to U+009F, U+2028, U+2029, U+FEFF, U+FFFE or U+FFFF.
fn has_unusual_wide(text: &[u8]) -> bool {
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
