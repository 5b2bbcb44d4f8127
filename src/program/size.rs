//! Sizes in bytes with units, such as `512MB`.

/// The units and their sizes in bytes.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// Returns the size in bytes that `text` denotes: a whole number and an optional unit in any letter case.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a size; write it like 512MB, 2GiB or 1000000");
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start().to_ascii_lowercase();
    let unit = if unit == "b" { "" } else { &*unit };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let (_, bytes) = UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?;
    number
        .checked_mul(*bytes)
        .ok_or_else(|| format!("`{text}` is too large; the maximum is {} bytes", u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes_are_bytes_with_units_of_a_thousand_or_1024() {
        for (text, bytes) in [
            ("0", 0),
            ("1000000", 1_000_000),
            ("7B", 7),
            ("512MB", 512_000_000),
            ("2GiB", 2 << 30),
            ("3 kib", 3 << 10),
            ("1tb", 1_000_000_000_000),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "1.5GB", "2G", "2 GiB!", "99999999999999999999", "99999999TiB"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
