//! Checks whether a text is base64, as [RFC 4648, section
//! 4](https://www.rfc-editor.org/rfc/rfc4648#section-4) defines it.

/// Returns the number of bytes that the base64 text `text` decodes to, or `None` if it is not padded base64.
pub(super) fn decoded_len(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    // Four digits are three bytes, and each `=` is one byte less.
    let whole = text.len().is_multiple_of(4) && padding <= 2;
    (whole && digits.bytes().all(is_digit)).then(|| text.len() / 4 * 3 - padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_decoded_bytes() {
        for (text, length) in [("", 0), ("Zg==", 1), ("Zm8=", 2), ("Zm9v", 3), ("Zm9v+/A=", 5)] {
            assert_eq!(decoded_len(text), Some(length), "{text}");
        }
        for text in ["Zg", "Zg=", "Z===", "====", "Zm9v Zg==", "Zm-_", "Zg==Zg==", "é==="] {
            assert_eq!(decoded_len(text), None, "{text}");
        }
    }
}
