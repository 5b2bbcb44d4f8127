//! Checks whether a text is an absolute `http` or `https` URL.
//!
//! Specification: [RFC 3986](https://www.rfc-editor.org/rfc/rfc3986), with characters beyond ASCII as [RFC
//! 3987](https://www.rfc-editor.org/rfc/rfc3987) has them. Characters that browsers send unchanged, such as
//! `|`, are accepted.

use crate::diagnostic::excerpt::quote;

/// Returns what is wrong with `url`, or `None` if it is valid.
pub(super) fn fault(url: &str) -> Option<String> {
    let Some(why) = blank(url).or_else(|| scheme(url)).or_else(|| characters(url)) else {
        let authority = url.split_once("://").map_or("", |(_, rest)| rest);
        let end = authority.find(['/', '?', '#']).unwrap_or(authority.len());
        let why = host(&authority[..end])?;
        return Some(format!("{} {why}", quote(url)));
    };
    Some(format!("{} {why}", quote(url)))
}

/// Returns what is wrong with the path `url`, or `None` if it is valid.
pub(super) fn path_fault(url: &str) -> Option<String> {
    characters(url).map(|why| format!("{} {why}", quote(url)))
}

fn blank(url: &str) -> Option<String> {
    url.trim().is_empty().then(|| "is not a URL".to_owned())
}

fn scheme(url: &str) -> Option<String> {
    let end = url.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'));
    let (scheme, rest) = url.split_at(end.unwrap_or(url.len()));
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    // A host with a port, such as `localhost:80`, looks like a scheme.
    let is_port = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(':') {
        Some(rest) if is_scheme && known => {
            (!rest.starts_with("//")).then(|| "has no `//` after its scheme".to_owned())
        }
        Some(rest) if is_scheme && !is_port(rest) => {
            Some(format!("has the scheme `{scheme}` instead of http or https"))
        }
        _ => Some("has no scheme such as https".to_owned()),
    }
}

/// Returns the first character of `url` that must be escaped or an invalid `%` escape, as part of a message.
fn characters(url: &str) -> Option<String> {
    for (at, character) in url.char_indices() {
        let why = match character {
            ' ' => "contains a space".to_owned(),
            _ if character.is_whitespace() || character.is_control() => {
                format!("contains {character:?}, which is not allowed in a URL")
            }
            '<' | '>' | '"' | '\\' | '`' => {
                format!("contains `{character}`, which is not allowed in a URL")
            }
            '%' if !is_escape(&url[at..]) => {
                "contains `%` without two hexadecimal digits after it".to_owned()
            }
            _ => continue,
        };
        return Some(why);
    }
    None
}

fn is_escape(text: &str) -> bool {
    text.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Returns what is wrong with the part of a URL between `//` and its path, or `None` if it is valid.
fn host(authority: &str) -> Option<String> {
    // A user and a password may come before the host (RFC 3986, section 3.2.1).
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // The colons of an IPv6 address are in brackets; only one after them begins the port.
    let end = host.rfind(']').map_or(0, |bracket| bracket + 1);
    let (host, port) = match host[end..].split_once(':') {
        Some((rest, port)) => (&host[..end + rest.len()], port),
        None => (host, ""),
    };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '%') || !c.is_ascii();
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    if let Some(address) = in_brackets {
        let is_address = address.parse::<std::net::Ipv6Addr>().is_ok();
        return (!is_address)
            .then(|| format!("has the host `{host}`, which is not an IPv6 address"));
    }
    // A dot at the end marks a full domain name and is allowed.
    let labels = || host.strip_suffix('.').unwrap_or(host).split('.');
    if host.is_empty() {
        Some("has no host".to_owned())
    } else if labels().any(str::is_empty) {
        Some(format!("has a host with an empty part, `{host}`"))
    } else if !labels().all(|label| label.chars().all(is_part)) {
        Some(format!("has the host `{host}`, which is not a host name"))
    } else if !port.is_empty() && port.parse::<u16>().is_err() {
        Some(format!("has the port `{port}`, which is not a number up to 65535"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_urls_are_accepted_as_browsers_accept_them() {
        for url in [
            "https://example.com",
            "HTTP://example.com:8080/a?b={c}|d#e/f?g",
            "https://user:pass@example.com./a%20b",
            "https://例え.テスト/音楽?q=é",
            "http://[2001:db8::1]:80/",
            "http://127.0.0.1/",
            "https://my_host.example.com/a,b;c=d&e=[f]'(g)!*~@",
            "https://example.com:/",
        ] {
            assert_eq!(fault(url), None);
        }
        assert_eq!(path_fault("/assets/a%20b.png?v=1"), None);
    }

    #[test]
    fn every_url_fault_has_a_message() {
        for (url, why) in [
            ("", "is not a URL"),
            ("  ", "is not a URL"),
            ("example.com/a", "has no scheme such as https"),
            ("example.com:80/a", "has no scheme such as https"),
            ("//example.com/a", "has no scheme such as https"),
            ("/news/a.html", "has no scheme such as https"),
            ("n/a", "has no scheme such as https"),
            (" https://example.com", "has no scheme such as https"),
            ("mailto:a@example.com", "has the scheme `mailto` instead of http or https"),
            ("ftp://example.com/a", "has the scheme `ftp` instead of http or https"),
            ("javascript:alert(1)", "has the scheme `javascript` instead of http or https"),
            ("https:example.com", "has no `//` after its scheme"),
            ("https:/example.com", "has no `//` after its scheme"),
            ("https://example.com/a b", "contains a space"),
            ("https://example.com/a\n", "contains '\\n', which is not allowed in a URL"),
            ("https://example.com/<a>", "contains `<`, which is not allowed in a URL"),
            ("https://example.com\\a", "contains `\\`, which is not allowed in a URL"),
            ("https://example.com/100%", "contains `%` without two hexadecimal digits after it"),
            ("https://example.com/%zz", "contains `%` without two hexadecimal digits after it"),
            ("https://", "has no host"),
            ("https:///a", "has no host"),
            ("https://:80/", "has no host"),
            ("https://user@/", "has no host"),
            ("https://example..com/", "has a host with an empty part, `example..com`"),
            ("https://exa$mple.com/", "has the host `exa$mple.com`, which is not a host name"),
            ("https://[::1/", "has the host `[`, which is not a host name"),
            ("https://[x]/", "has the host `[x]`, which is not an IPv6 address"),
            (
                "https://example.com:99999/",
                "has the port `99999`, which is not a number up to 65535",
            ),
        ] {
            assert_eq!(fault(url), Some(format!("{url:?} {why}")));
        }
        assert!(path_fault("/a b.png").is_some());
    }
}
