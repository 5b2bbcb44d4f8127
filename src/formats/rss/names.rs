//! Names of elements, by the usual prefixes of their namespaces.

use quick_xml::events::BytesStart;

/// The kind of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Rss,
    Rdf,
    Atom,
}

/// Namespaces and the prefixes by which they are usually named.
const USUAL: [(&str, &str); 18] = [
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/elements/1.0/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://video.search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://wellformedweb.org/CommentAPI/", "wfw"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://www.georss.org/georss", "georss"),
];

/// Prefixes that are looked up, at the most; others stay as they are written.
const MOST: usize = 200;

/// The prefixes that are declared at the place of an element.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    kind: Kind,
    /// A prefix as the document has it, and the one that is used instead; the later one counts.
    prefixes: Vec<(String, String)>,
}

impl Scope {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, prefixes: Vec::new() }
    }

    /// Returns the kind of the feed.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Adds the prefixes that `start` declares, and returns how many there were before.
    pub(super) fn enter(&mut self, start: &BytesStart<'_>) -> usize {
        let before = self.prefixes.len();
        for attribute in start.attributes().with_checks(false).flatten() {
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:")
                && self.prefixes.len() < MOST
            {
                let usual = self.usual(&attribute.value);
                let used = usual.map_or_else(|| prefix.to_owned(), str::to_owned);
                self.prefixes.push((prefix.to_owned(), used));
            }
        }
        before
    }

    /// Forgets all prefixes but the first `count`.
    pub(super) fn leave(&mut self, count: usize) {
        self.prefixes.truncate(count);
    }

    /// Returns the prefix by which the namespace is usually named; empty for that of the feed itself.
    fn usual(&self, namespace: &str) -> Option<&'static str> {
        let namespace = namespace.trim();
        let is_own = match self.kind {
            Kind::Atom => {
                matches!(namespace, "http://www.w3.org/2005/Atom" | "http://purl.org/atom/ns#")
            }
            Kind::Rss | Kind::Rdf => {
                namespace == "http://purl.org/rss/1.0/"
                    || namespace.starts_with("http://backend.userland.com/rss")
                    || namespace.starts_with("http://my.netscape.com/rdf/")
                    || namespace.starts_with("http://channel.netscape.com/rdf/")
            }
        };
        if is_own {
            return Some("");
        }
        USUAL.iter().find(|(known, _)| *known == namespace).map(|(_, prefix)| *prefix)
    }

    /// Returns the name of an element or attribute with the usual prefix.
    pub(super) fn name(&self, name: &str) -> String {
        let Some((prefix, local)) = name.split_once(':') else { return name.to_owned() };
        let used = self.prefixes.iter().rev().find(|(own, _)| own == prefix);
        match used.map_or(prefix, |(_, used)| used) {
            "" => local.to_owned(),
            used => format!("{used}:{local}"),
        }
    }
}
