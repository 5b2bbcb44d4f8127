//! Maps an item of a feed to an article.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::feed::Feed;
use super::links;
use super::media;
use super::names::Kind;
use super::people;
use super::time;
use super::tree::{self, Members, Node};
use crate::diagnostic::excerpt::quote;
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic, keep};
use crate::model::article::{Article, Author, FieldMut, Image, Record};
use crate::model::value::Value;

/// The article of an item, and what should be said about it.
#[derive(Debug)]
pub(super) struct Mapped {
    pub(super) article: Article<'static>,
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
    /// The bytes at which the elements of fields and unknown keys begin.
    pub(super) places: Vec<(Cow<'static, str>, usize)>,
}

/// Returns the article of the item `node`, an element of the text `source`.
pub(super) fn article(node: Node, feed: &Feed, source: &str) -> Mapped {
    let (article, warnings, places) = Default::default();
    let mapped = Mapped { article, warnings, places };
    let mut item = Item {
        feed,
        source,
        mapped,
        extra: Members::default(),
        permalink: None,
        authors: Vec::new(),
        seen: HashSet::new(),
        images: HashMap::new(),
    };
    for (key, value) in node.attributes {
        item.attribute(key, value, node.at);
    }
    for child in node.children {
        item.element(child);
    }
    item.finish()
}

struct Item<'f> {
    feed: &'f Feed,
    source: &'f str,
    mapped: Mapped,
    extra: Members,
    /// The guid if it may be the URL of the item.
    permalink: Option<String>,
    authors: Vec<Author<'static>>,
    /// The topics and authors so far, since an item may have very many.
    seen: HashSet<(&'static str, String)>,
    /// The images so far by their URLs.
    images: HashMap<String, usize>,
}

impl Item<'_> {
    fn attribute(&mut self, key: String, value: String, at: usize) {
        match key.as_str() {
            "rdf:about" => self.id(value.trim(), at),
            "xml:lang" if !value.trim().is_empty() => {
                self.mapped.article.locale = Some(value.trim().to_owned().into());
            }
            _ => self.extra(format!("@{key}"), Value::Text(value.into()), at),
        }
    }

    /// Takes an element of the item. What has no place in an article, or a place that is taken, is an unknown key.
    fn element(&mut self, node: Node) {
        let is_taken = match node.name.as_str() {
            "title" | "atom:title" | "dc:title" => self.title(&node),
            "link" | "atom:link" => self.link(&node),
            "guid" | "id" | "atom:id" | "dc:identifier" => self.guid(&node),
            "pubDate" | "published" | "atom:published" | "dc:date" | "issued" | "created"
            | "dcterms:issued" | "dcterms:created" => self.time("publishedDateTime", &node),
            "updated" | "atom:updated" | "modified" | "dcterms:modified" => {
                self.time("updatedDateTime", &node)
            }
            "description" | "summary" | "atom:summary" | "dc:description" => self.excerpt(&node),
            "content:encoded" | "content" | "atom:content" => self.body(&node),
            "author" | "atom:author" | "dc:creator" | "itunes:author" => self.author(&node),
            "category" | "atom:category" | "dc:subject" => self.topic(&node),
            "source" | "atom:source" => self.publisher(&node),
            "dc:publisher" => self.name(&node),
            "language" | "dc:language" => self.text("locale", &node),
            "feedburner:origLink" => self.text("originalUrl", &node),
            _ => false,
        };
        if is_taken {
            return;
        }
        match node.name.as_str() {
            "media:group" => node.children.into_iter().for_each(|child| self.media(child)),
            "enclosure" | "image" | "itunes:image" | "media:content" | "media:thumbnail" => {
                self.media(node);
            }
            "link" if node.attribute("rel") == Some("enclosure") => self.media(node),
            _ => self.unknown(node),
        }
    }

    fn unknown(&mut self, node: Node) {
        // A name that is that of a field would be taken for it.
        let kind = if self.feed.scope.kind() == Kind::Atom { "atom" } else { "rss" };
        let name = &node.name;
        let key = if Article::is_reserved(name) { format!("{kind}:{name}") } else { name.clone() };
        let at = node.at;
        let value = node.into_value(self.source);
        // An element without anything says nothing.
        if value != Value::Text("".into()) {
            self.extra(key, value, at);
        }
    }

    fn extra(&mut self, key: String, value: Value<'static>, at: usize) {
        if self.extra.get(&key).is_none() {
            self.mapped.places.push((key.clone().into(), at));
        }
        self.extra.add(key, value);
    }

    /// Sets the field `name` if it is absent; returns whether the text is in it.
    fn set(&mut self, name: &'static str, text: &str, at: usize) -> bool {
        let article = &mut self.mapped.article;
        let slot = Article::index(name).map(|index| article.slot(index));
        let Some(FieldMut::Text(slot)) = slot else { return false };
        match slot {
            Some(before) => before == text,
            None => {
                *slot = Some(text.to_owned().into());
                self.mapped.places.push((name.into(), at));
                true
            }
        }
    }

    /// Sets the field `name` to the text of an element that has nothing else.
    fn text(&mut self, name: &'static str, node: &Node) -> bool {
        let text = node.trimmed().filter(|_| node.children.is_empty());
        text.is_some_and(|text| self.set(name, text, node.at))
    }

    fn title(&mut self, node: &Node) -> bool {
        let text = self.markup(node);
        let text = text.trim();
        text.is_empty() || self.set("title", text, node.at)
    }

    /// Returns the text of an element, or its markup if it is XHTML in Atom.
    fn markup(&self, node: &Node) -> String {
        match &node.children[..] {
            [] => node.text.clone(),
            [div] if node.attribute("type") == Some("xhtml") => {
                self.source[div.inner.clone()].to_owned()
            }
            _ => self.source[node.inner.clone()].to_owned(),
        }
    }

    fn excerpt(&mut self, node: &Node) -> bool {
        let text = self.markup(node);
        text.trim().is_empty() || self.set("excerpt", text.trim(), node.at)
    }

    fn body(&mut self, node: &Node) -> bool {
        // What is elsewhere, or is no text, stays as it is.
        let is_text = node.attribute("type").is_none_or(|kind| {
            matches!(kind, "text" | "html" | "xhtml")
                || kind.starts_with("text/")
                || kind.ends_with("xml")
        });
        if node.attribute("src").is_some() || !is_text {
            return false;
        }
        let text = self.markup(node);
        text.trim().is_empty() || self.set("body", &text, node.at)
    }

    /// Reads a link, which is a text in RSS and an attribute in Atom.
    fn link(&mut self, node: &Node) -> bool {
        match node.attribute("href") {
            None => node.trimmed().is_none_or(|url| self.set("webUrl", url, node.at)),
            Some(url) => {
                let is_page = node.attribute("rel").is_none_or(|rel| rel == "alternate");
                is_page && self.set("webUrl", url, node.at)
            }
        }
    }

    fn guid(&mut self, node: &Node) -> bool {
        let Some(text) = node.trimmed() else { return true };
        if node.attribute("isPermaLink") != Some("false") && links::is_url(text) {
            self.permalink = Some(text.to_owned());
        }
        self.id(text, node.at);
        true
    }

    fn id(&mut self, text: &str, at: usize) {
        let before = self.extra.get("id").and_then(Value::as_text);
        if text.is_empty() || before == Some(text) {
            return;
        }
        if !self.set("id", text, at) {
            let key = if Article::is_reserved("id") { "guid" } else { "id" };
            self.extra(key.to_owned(), Value::Text(text.to_owned().into()), at);
        }
    }

    fn time(&mut self, name: &'static str, node: &Node) -> bool {
        let Some(text) = node.trimmed() else { return true };
        let warn = |code, message: String| UnlocatedDiagnostic {
            severity: Severity::Warning,
            ..UnlocatedDiagnostic::new(code, node.at, message).in_field(name)
        };
        let Some((found, is_named)) = time::parse(text) else {
            let key = &node.name;
            let message =
                format!("{} is not a time; `{key}` is kept as an unknown key", quote(text));
            keep(&mut self.mapped.warnings, warn(Code::NotATime, message));
            return false;
        };
        let index = Article::index(name);
        let slot = index.map(|index| self.mapped.article.slot(index));
        let Some(FieldMut::Time(slot)) = slot else { return false };
        match slot {
            Some(before) => *before == found,
            None => {
                *slot = Some(found);
                self.mapped.places.push((name.into(), node.at));
                if !is_named {
                    let message = format!("{} has no offset; UTC was assumed", quote(text));
                    let problem = warn(Code::NoOffset, message);
                    let help = "end it in `Z` or an offset";
                    keep(&mut self.mapped.warnings, problem.with_help(help));
                }
                true
            }
        }
    }

    fn author(&mut self, node: &Node) -> bool {
        let Some(author) = people::person(node) else { return node.children.is_empty() };
        // Feeds often name an author in two ways.
        let name = author.name.as_deref().unwrap_or_default().to_owned();
        if self.seen.insert(("author", name)) || !author.extra.is_empty() {
            self.place("provider.authors", node.at);
            self.authors.push(author);
        }
        true
    }

    fn topic(&mut self, node: &Node) -> bool {
        let text = node.attribute("label").or(node.attribute("term")).or(node.trimmed());
        let Some(text) = text else {
            return node.children.is_empty() && node.attributes.is_empty();
        };
        let topics = self.mapped.article.topics.get_or_insert_default();
        if self.seen.insert(("topic", text.to_owned())) {
            topics.push(text.to_owned().into());
            self.place("topics", node.at);
        }
        // A scheme, or a term beside a label, is kept with the whole element.
        let has_more = node
            .attributes
            .iter()
            .any(|(key, value)| !matches!(key.as_str(), "label" | "term") || value.trim() != text);
        !has_more
    }

    /// Reads the feed that the item was taken from.
    fn publisher(&mut self, node: &Node) -> bool {
        let name = node.child_text("title").or(node.trimmed());
        let link = node.children.iter().find(|child| {
            child.name == "link" && child.attribute("rel").is_none_or(|rel| rel == "alternate")
        });
        let link = link.and_then(|link| link.attribute("href"));
        let url = node.attribute("url").or(link);
        let provider = self.mapped.article.provider.get_or_insert_default();
        if name.is_none() || provider.name.is_some() {
            return name.is_none() && url.is_none() && node.children.is_empty();
        }
        provider.name = name.map(|name| name.to_owned().into());
        provider.domain = url.and_then(links::domain).map(Cow::Owned);
        self.mapped.places.push(("provider.name".into(), node.at));
        if let Some(url) = url {
            self.set("sourceUrl", url, node.at);
        }
        // Atom's has more than that.
        node.children.is_empty()
    }

    fn name(&mut self, node: &Node) -> bool {
        let Some(text) = node.trimmed() else { return true };
        let provider = self.mapped.article.provider.get_or_insert_default();
        if provider.name.is_some() {
            return provider.name.as_deref() == Some(text);
        }
        provider.name = Some(text.to_owned().into());
        true
    }

    /// Adds a picture to the images; other media are unknown keys.
    fn media(&mut self, node: Node) {
        let Some(mut image) = media::image(&node) else { return self.unknown(node) };
        self.place("images", node.at);
        let more = node.children.into_iter().filter(|child| !media::is_read(&child.name)).collect();
        image.extra.extend(tree::grouped(more, self.source));
        let url = image.url.as_deref().unwrap_or_default().to_owned();
        let images = self.mapped.article.images.get_or_insert_default();
        // The same picture is often named twice.
        let before = self.images.get(&url).and_then(|index| images.get_mut(*index));
        if let Some(before) = before.filter(|before| agree(before, &image)) {
            return merge(before, image);
        }
        self.images.insert(url, images.len());
        images.push(image);
    }

    /// Notes where a field is, the first time.
    fn place(&mut self, name: &'static str, at: usize) {
        if self.seen.insert(("place", name.to_owned())) {
            self.mapped.places.push((name.into(), at));
        }
    }

    /// Adds what the feed says where the item says nothing.
    fn finish(mut self) -> Mapped {
        if let Some(url) = self.permalink.take()
            && self.mapped.article.web_url.is_none()
        {
            self.mapped.article.web_url = Some(url.into());
        }
        self.mapped.article.extra = self.extra.map;
        let Feed { name, domain, locale, authors, .. } = self.feed;
        let article = &mut self.mapped.article;
        let owned = |text: &String| Cow::Owned(text.clone());
        article.locale = article.locale.take().or_else(|| locale.as_ref().map(owned));
        if self.authors.is_empty() {
            self.authors.clone_from(authors);
        }
        let mut provider = article.provider.take().unwrap_or_default();
        if provider.name.is_none() {
            provider.name = name.as_ref().map(owned);
            provider.domain = domain.as_ref().map(owned);
        }
        provider.authors = (!self.authors.is_empty()).then_some(self.authors);
        article.provider =
            Some(provider).filter(|own| own.fields().any(|(_, value)| !value.is_none()));
        self.mapped
    }
}

/// Returns whether the two say the same of a picture, as far as both say it.
fn agree(image: &Image<'_>, other: &Image<'_>) -> bool {
    let same = |one: Option<i64>, two: Option<i64>| one.is_none() || two.is_none() || one == two;
    let alike = |one: &Option<Cow<'_, str>>, two: &Option<Cow<'_, str>>| {
        one.is_none() || two.is_none() || one == two
    };
    let own = |key: &str| image.extra.iter().find(|(own, _)| own == key).map(|(_, value)| value);
    same(image.width, other.width)
        && same(image.height, other.height)
        && alike(&image.title, &other.title)
        && alike(&image.attribution, &other.attribution)
        && other.extra.iter().all(|(key, value)| own(key).is_none_or(|own| own == value))
}

/// Adds what `other` says of the same picture.
fn merge(image: &mut Image<'static>, other: Image<'static>) {
    image.width = image.width.or(other.width);
    image.height = image.height.or(other.height);
    image.title = image.title.take().or(other.title);
    image.attribution = image.attribution.take().or(other.attribution);
    for (key, value) in other.extra {
        if !image.extra.iter().any(|(own, _)| *own == key) {
            image.extra.push((key, value));
        }
    }
}
