//! Tells what a source is by its first bytes: the root element, and the encoding.

use crate::io::encoding::Encoding;

/// Returns whether the source with these first bytes is a feed.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let text = ascii(head);
    let Some(tag) = root_tag(&text) else { return false };
    let name = tag.split(|letter: char| letter.is_whitespace() || letter == '/').next();
    match local(name.unwrap_or_default()) {
        "rss" => true,
        "feed" => {
            tag.contains("http://www.w3.org/2005/Atom") || tag.contains("http://purl.org/atom/ns#")
        }
        "RDF" => [
            "http://purl.org/rss/1.0/",
            "http://my.netscape.com/rdf/",
            "http://channel.netscape.com/rdf/",
        ]
        .iter()
        .any(|namespace| text.contains(namespace)),
        _ => false,
    }
}

/// Returns the name behind the prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Returns the encoding that a source with these first bytes declares or shows; `None` for UTF-8.
///
/// # Errors
/// The name of an encoding that is not known.
pub(super) fn encoding(head: &[u8]) -> Result<Option<Encoding>, String> {
    let known = |name: &str| name.parse::<Encoding>().map(Some).map_err(|_| name.to_owned());
    match head {
        [0xff, 0xfe, ..] | [b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', 0, ..] => {
            return known("utf-16le");
        }
        [0xfe, 0xff, ..] | [0, b'<', 0, b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => {
            return known("utf-16be");
        }
        [0xef, 0xbb, 0xbf, ..] => return Ok(None),
        _ => {}
    }
    let text = ascii(head);
    let declaration = text.trim_start().strip_prefix("<?xml");
    let Some((declaration, _)) = declaration.and_then(|rest| rest.split_once("?>")) else {
        return Ok(None);
    };
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok(None) };
    let rest = rest.trim_start().strip_prefix('=').unwrap_or_default().trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let name = quote.and_then(|quote| rest[1..].split(quote).next()).unwrap_or_default().trim();
    // What declares UTF-16 in single bytes is not in UTF-16.
    let is_utf8 =
        ["", "utf-8", "utf8", "us-ascii", "ascii"].iter().any(|own| name.eq_ignore_ascii_case(own));
    if is_utf8 || name.to_ascii_lowercase().starts_with("utf-16") {
        return Ok(None);
    }
    known(name)
}

/// Returns the first bytes as text; of UTF-16 without its zero bytes, other letters replaced.
fn ascii(head: &[u8]) -> String {
    let is_wide =
        matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..]);
    let bytes = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).iter().copied();
    let bytes = bytes.filter(|byte| !is_wide || !matches!(byte, 0 | 0xfe | 0xff));
    bytes.map(|byte| if byte.is_ascii() { char::from(byte) } else { '?' }).collect()
}

/// Returns the first tag behind declarations and comments, without its brackets; cut off where the text is.
fn root_tag(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let end = match () {
            () if rest.starts_with("<?") => "?>",
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<!DOCTYPE") => {
                let subset = rest.find('[').filter(|at| rest[..*at].find('>').is_none());
                if subset.is_some() { "]>" } else { ">" }
            }
            () => break,
        };
        let at = rest.find(end)?;
        rest = rest[at + end.len()..].trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    tag.starts_with(|letter: char| letter.is_ascii_alphabetic()).then_some(tag)
}
