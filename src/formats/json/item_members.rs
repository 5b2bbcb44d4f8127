//! What the members of feeds and of pages say of an article.

use std::borrow::Cow;

use super::rest::SCHEMA_ORG;
use super::signature::is_article_type;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::Article;
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};

/// The members of an item.
#[derive(Debug, Default)]
pub(super) struct Members<'r> {
    pub(super) map: Map<'r>,
}

impl<'r> Members<'r> {
    fn add(&mut self, name: &'static str, value: Value<'r>) {
        self.map.push((name.into(), value));
    }

    fn text(&mut self, name: &'static str, text: Option<&'r str>) {
        if let Some(text) = text {
            self.add(name, Value::Text(text.into()));
        }
    }

    fn time(&mut self, name: &'static str, time: Option<Timestamp>) {
        if let Some(time) = time {
            self.add(name, Value::Text(time.to_string().into()));
        }
    }

    fn texts(&mut self, name: &'static str, texts: Option<&'r Vec<Cow<'_, str>>>) {
        if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
            let texts = texts.iter().map(|text| Value::Text((**text).into()));
            self.add(name, Value::List(texts.collect()));
        }
    }

    /// Adds the members of an item of a feed.
    ///
    /// # Errors
    /// The problem of an article that has no id, no URL and no path.
    pub(super) fn feed(&mut self, article: &'r Article<'_>) -> Result<()> {
        let Some(id) = feed_id(article) else {
            let message = "an item of a JSON Feed needs an id, and the article has no `id`, no URL and no `path`";
            return Err(Diagnostic::new(Code::NoId, "", message).into());
        };
        self.text("id", Some(id));
        self.text("url", address(article.web_url.as_ref()));
        self.text("external_url", address(article.original_url.as_ref()));
        self.text("title", article.title.as_deref());
        let body = article.body.as_deref().unwrap_or_default();
        self.text(if is_html(body) { "content_html" } else { "content_text" }, Some(body));
        self.text("summary", article.excerpt.as_deref());
        self.text("image", first_image(article));
        self.time("date_published", article.published_date_time);
        self.time("date_modified", article.updated_date_time);
        self.authors("authors", article, &[]);
        self.texts("tags", article.tags.as_ref());
        self.text("language", article.locale.as_deref());
        let attachments = article.extra.iter().find(|(key, _)| key == "attachments");
        if let Some((_, value)) = attachments.filter(|(_, value)| is_attachments(value)) {
            self.add("attachments", borrowed(value));
        }
        Ok(())
    }

    /// Adds the members of an article on a page.
    pub(super) fn page(&mut self, article: &'r Article<'_>) {
        self.text("@context", Some(SCHEMA_ORG));
        let named = article.r#type.as_deref().filter(|name| is_article_type(name));
        self.text("@type", Some(named.unwrap_or("NewsArticle")));
        let id = article.id.as_deref();
        let is_address = address(article.id.as_ref()).is_some();
        self.text(if is_address { "@id" } else { "identifier" }, id);
        self.text("headline", article.title.as_deref());
        self.text("description", article.excerpt.as_deref());
        self.text("url", address(article.web_url.as_ref()));
        let images =
            article.images.iter().flatten().filter_map(|image| address(image.url.as_ref()));
        let images: Vec<_> = images.map(|url| Value::Text(url.into())).collect();
        if !images.is_empty() {
            self.add("image", Value::List(images));
        }
        self.time("datePublished", article.published_date_time);
        self.time("dateModified", article.updated_date_time);
        self.authors("author", article, &[("@type", "Person")]);
        if let Some(provider) = &article.provider
            && let Some(name) = provider.name.as_deref()
        {
            let mut publisher: Map<'r> = vec![
                ("@type".into(), Value::Text("Organization".into())),
                ("name".into(), Value::Text(name.into())),
            ];
            if let Some(domain) = provider.domain.as_deref() {
                publisher.push(("url".into(), Value::Text(format!("https://{domain}/").into())));
            }
            self.add("publisher", Value::Map(publisher));
        }
        self.text("articleSection", article.category.as_deref());
        self.texts("keywords", article.tags.as_ref());
        self.text("inLanguage", article.locale.as_deref());
        self.text("license", article.license.as_deref());
        self.text("articleBody", article.body.as_deref());
    }

    /// Adds the authors that have a name or a URL.
    fn authors(
        &mut self,
        name: &'static str,
        article: &'r Article<'_>,
        first: &[(&'static str, &'static str)],
    ) {
        let authors =
            article.provider.iter().flat_map(|provider| provider.authors.iter().flatten());
        let maps = authors.filter_map(|author| {
            let parts = [("name", author.name.as_deref()), ("url", author.url.as_deref())];
            let parts = parts.into_iter().filter_map(|(key, text)| Some((key, text?)));
            let parts: Vec<_> = parts.filter(|(_, text)| !text.is_empty()).collect();
            let all = first.iter().copied().chain(parts.iter().copied());
            let map = all.map(|(key, text)| (key.into(), Value::Text(text.into()))).collect();
            (!parts.is_empty()).then_some(Value::Map(map))
        });
        let maps: Vec<_> = maps.collect();
        if !maps.is_empty() {
            self.add(name, Value::List(maps));
        }
    }
}

/// Returns what is the id of an item of a feed: the article's own, else its URL, else its path.
pub(super) fn feed_id<'r>(article: &'r Article<'_>) -> Option<&'r str> {
    let ids = [&article.id, &article.web_url, &article.original_url, &article.path];
    ids.into_iter().flatten().map(|id| &**id).find(|id| !id.is_empty())
}

/// Returns the address, if it is one of the web; a path on the site means nothing elsewhere.
fn address<'r>(text: Option<&'r Cow<'_, str>>) -> Option<&'r str> {
    let is_web = |text: &&str| {
        (text.starts_with("https://") || text.starts_with("http://"))
            && !text.contains(char::is_whitespace)
    };
    text.map(|text| &**text).filter(is_web)
}

fn first_image<'r>(article: &'r Article<'_>) -> Option<&'r str> {
    article.images.iter().flatten().find_map(|image| address(image.url.as_ref()))
}

/// Returns whether a body is HTML: it begins with a tag and ends with one. Markdown with tags within is text.
fn is_html(body: &str) -> bool {
    let mut after = body.trim().strip_prefix('<').into_iter().flat_map(str::chars);
    after.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '!') && body.trim().ends_with('>')
}

/// Returns whether it is what the attachments of a feed are: maps with an address and a type.
fn is_attachments(value: &Value<'_>) -> bool {
    let has = |map: &Value<'_>, name: &str| map.get(name).and_then(Value::as_text).is_some();
    let is_one = |item: &Value<'_>| has(item, "url") && has(item, "mime_type");
    matches!(value, Value::List(items) if !items.is_empty() && items.iter().all(is_one))
}

/// Returns the same value, borrowed.
fn borrowed<'r>(value: &'r Value<'_>) -> Value<'r> {
    match value {
        Value::Text(text) => Value::Text(Cow::Borrowed(text)),
        Value::Decimal(text) => Value::Decimal(Cow::Borrowed(text)),
        Value::List(items) => Value::List(items.iter().map(borrowed).collect()),
        Value::Map(map) => Value::Map(
            map.iter().map(|(key, value)| (Cow::Borrowed(&**key), borrowed(value))).collect(),
        ),
        other => other.clone(),
    }
}
