//! Detects text in other encodings than UTF-8, for messages.

use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// Returns the problem with byte `at` of `bytes`, which is not valid UTF-8.
pub(crate) fn not_utf8(bytes: &[u8], at: usize) -> UnlocatedDiagnostic {
    let message = match bytes.get(at).and_then(|byte| windows_1252(*byte)) {
        Some(letter) if !is_damaged(&bytes[at..]) => {
            format!("this byte is not UTF-8; in Windows-1252 it is `{letter}`")
        }
        _ => "this byte is not UTF-8".to_owned(),
    };
    UnlocatedDiagnostic::new(Code::NotUtf8, at, message)
        .with_help(named("save the text as UTF-8, or name its encoding, as in ", "windows-1252"))
}

/// Returns the problem with a source that begins with these bytes, if they are UTF-16: with a byte order
/// mark, or with the NUL byte that each English letter has.
#[cfg(any(feature = "json", feature = "csv"))]
pub(crate) fn utf16(head: &[u8]) -> Option<UnlocatedDiagnostic> {
    let is_marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let is_plain = matches!(head, [(1..), 0, (1..), 0, ..] | [0, (1..), 0, (1..), ..]);
    (is_marked || is_plain).then(|| is_utf16(0))
}

/// Returns the problem with UTF-16 at byte `at` of a source.
pub(crate) fn is_utf16(at: usize) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic::new(Code::NotUtf8, at, "the text is UTF-16").with_help(name_utf16())
}

/// Returns the advice for UTF-16.
pub(crate) fn name_utf16() -> Advice {
    named("save it as UTF-8, or name its encoding with ", "utf-16")
}

fn named(words: &'static str, encoding: &'static str) -> Advice {
    Advice::from(words).setting(OptionName::Encoding, encoding)
}

/// Returns whether the bytes begin with an incomplete UTF-8 character.
fn is_damaged(bytes: &[u8]) -> bool {
    let wanted = match bytes[0] {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return false,
    };
    let found = bytes[1..].iter().take(wanted).take_while(|byte| matches!(byte, 0x80..=0xbf));
    found.count() > 0
}

/// Returns the letter of the byte in Windows-1252, if it is one that is common in texts.
fn windows_1252(byte: u8) -> Option<char> {
    const LOW: [(u8, char); 12] = [
        (0x80, '€'),
        (0x84, '„'),
        (0x85, '…'),
        (0x8a, 'Š'),
        (0x91, '‘'),
        (0x92, '’'),
        (0x93, '“'),
        (0x94, '”'),
        (0x96, '–'),
        (0x97, '—'),
        (0x9a, 'š'),
        (0x9e, 'ž'),
    ];
    match byte {
        0xa1.. => Some(char::from(byte)),
        _ => LOW.iter().find(|(code, _)| *code == byte).map(|(_, letter)| *letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_named_by_its_letter() {
        let message = |bytes: &[u8], at| not_utf8(bytes, at).message;
        assert!(message(b"caf\xe9 au lait", 3).ends_with("in Windows-1252 it is `é`"));
        assert!(message(b"it\x92s", 2).ends_with("`’`"));
        // A character of UTF-8 that lost its last byte.
        assert!(message(b"\xe6\x97 x", 0).ends_with("not UTF-8"));
        assert!(message(b"\x81", 0).ends_with("not UTF-8"));
    }

    #[cfg(any(feature = "json", feature = "csv"))]
    #[test]
    fn utf16_is_known_with_and_without_its_mark() {
        for head in [&b"\xff\xfet\0"[..], b"\xfe\xff\0t", b"t\0i\0", b"\0t\0i"] {
            assert!(utf16(head).is_some(), "{head:?}");
        }
        for head in [&b""[..], b"title", b"\0\0\0\0", b"a\0bc"] {
            assert!(utf16(head).is_none(), "{head:?}");
        }
    }
}
