//! Numbers and names in words.

/// Returns the field name without item numbers, such as `images[].width`.
pub(super) fn without_numbers(field: &str) -> String {
    let parts = field.split('[').map(|part| match part.split_once(']') {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("]{rest}")
        }
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("[")
}

/// Returns a number of things in words: `3 articles`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
