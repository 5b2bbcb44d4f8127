//! Links and domains.

/// Returns the domain in a URL.
pub(super) fn domain(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?.trim();
    (!host.is_empty()).then(|| host.to_owned())
}

/// Returns whether the text is a URL of a page.
pub(super) fn is_url(text: &str) -> bool {
    let is_web = text.starts_with("http://") || text.starts_with("https://");
    is_web && !text.contains(char::is_whitespace)
}
