//! The canonical article: the one model between all readers and writers.
//!
//! Each record type lists its fields once, in canonical order. There is no other list: formats, schemas and
//! `verify` walk [`Record::FIELDS`] and do not name fields themselves. The line of a text field says what
//! sort of text it is ([`TextClass`]), from which its encoding and its quotes follow.

mod record;
pub(crate) mod serde_impl;
mod text_class;
mod walk;

use std::borrow::Cow;

pub(crate) use record::Part;
pub use record::{Field, Kind};
pub(crate) use record::{FieldMut, FieldRef, Record};
pub(crate) use text_class::TextClass;
pub(crate) use walk::{Visit, walk};

use record::{IntoOwned, record};

use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, into_owned_map};

record! {
    /// One article, borrowed from its source if possible.
    ///
    /// Every field is optional. `None` means that the field is absent or null in the source; empty text and
    /// empty lists are values.
    ///
    /// ```
    /// use newsconv::Article;
    ///
    /// let mut article = Article::default();
    /// article.title = Some("Harbour opens".into());
    /// article.published_date_time = Some("2024-01-23T12:00:00Z".parse()?);
    /// assert_eq!(
    ///     serde_json::to_string(&article)?,
    ///     r#"{"title":"Harbour opens","publishedDateTime":"2024-01-23T12:00:00Z"}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Article = "article" {
        /// Path of the source file relative to the input root, `/`-separated.
        path: Text = "path" as Address,
        /// What the source calls the article: the identifier of its system, such as the `guid` of a feed. Not made up
        /// where the source has none.
        id: Text = "id" as Word,
        /// The last part of the article's address, such as `the-ferry`.
        slug: Text = "slug" as Word,
        /// Section of the site, such as `news`.
        category: Text = "category" as Word,
        /// Headline.
        title: Text = "title" as Headline,
        /// Summary in a sentence or a few.
        excerpt: Text = "excerpt" as Prose,
        /// When the article was published.
        published_date_time: Time = "publishedDateTime" with "publishedOffset",
        /// When the article was last changed.
        updated_date_time: Time = "updatedDateTime" with "updatedOffset",
        /// Where the publisher keeps the article; never normalised.
        original_url: Text = "originalUrl" as Address,
        /// Where a reader is sent; never normalised.
        web_url: Text = "webUrl" as Address,
        /// The article as an AMP page; never normalised.
        amp_web_url: Text = "ampWebUrl" as Address,
        /// The AMP page on a cache; never normalised.
        cdn_amp_web_url: Text = "cdnAmpWebUrl" as Address,
        /// Where the article was found; never normalised.
        source_url: Text = "sourceUrl" as Address,
        /// What it is: `article`, `video`, and so on.
        r#type: Text = "type" as Word,
        /// The template that the site shows it with, such as `post`.
        layout: Text = "layout" as Word,
        /// Language and region, such as `en-us`; a language alone, such as `en`, is one too
        /// ([RFC 5646](https://www.rfc-editor.org/rfc/rfc5646)).
        locale: Text = "locale" as Word,
        /// The terms under which it may be used: the name of a licence, or its URL.
        license: Text = "license" as Word,
        /// Text to be shown in a prominent place.
        highlight: Text = "highlight" as Prose,
        /// HTML to be embedded, such as a video player.
        featured_content: Text = "featuredContent" as Block,
        /// Editorial score; higher is better.
        quality: Integer = "quality",
        /// Popularity score; higher is hotter.
        heat: Integer = "heat",
        /// Whether the site shows the article.
        published: Boolean = "published",
        /// Who published it.
        provider: Provider = "provider",
        /// Names of the topics it belongs to.
        topics: Texts = "topics",
        /// Free keywords.
        tags: Texts = "tags",
        /// Other addresses that lead to it, such as those it had before.
        aliases: Texts = "aliases",
        /// Who translated it.
        translators: Texts = "translators",
        /// Its pictures.
        images: Images = "images",
        /// Stubs of related articles.
        related: Related = "related",
        /// Encrypted data: two base64 parts joined by `;`, ciphertext and 16-byte IV. Opaque text.
        secured: Text = "secured" as Block,
        /// Every byte after the closing fence's line. Empty text when nothing follows that line; absent
        /// when the file ends within it, without a line end.
        body: Text = "body" as Prose,
        /// How the source spelled values that it did not write in the canonical form: a JSON object with a
        /// pointer to each. Absent if there are none.
        source_style: Text = "sourceStyle" as Prose,
        /// The source text from the first byte up to the body; only where the source was kept because
        /// the canonical rendering differs from it.
        front_matter: Text = "frontMatter" as Prose,
    }
}

record! {
    /// Who published an article.
    pub struct Provider = "provider" {
        /// Name for readers.
        name: Text = "name" as Word,
        /// Domain name without a scheme.
        domain: Text = "domain" as Word,
        /// Logos.
        images: Images = "images",
        /// Who wrote the article.
        authors: Authors = "authors",
    }
}

record! {
    /// Who wrote an article.
    pub struct Author = "author" {
        /// Name or handle.
        name: Text = "name" as Word,
        /// The author's page.
        url: Text = "url" as Address,
    }
}

record! {
    /// A picture.
    pub struct Image = "image" {
        /// Where it is; a URL or a path on the site.
        url: Text = "url" as Address,
        /// Width in pixels.
        width: Integer = "width",
        /// Height in pixels.
        height: Integer = "height",
        /// Caption.
        title: Text = "title" as Headline,
        /// Whom to credit.
        attribution: Text = "attribution" as Phrase,
        /// Whether the site keeps a copy.
        is_cached: Boolean = "isCached",
    }
}

record! {
    /// A stub of a related article.
    pub struct Related = "related" {
        /// Headline.
        title: Text = "title" as Headline,
        /// Summary in a sentence or a few.
        excerpt: Text = "excerpt" as Prose,
        /// When it was published.
        published_date_time: Time = "publishedDateTime" with "publishedOffset",
        /// Where the publisher keeps it; never normalised.
        original_url: Text = "originalUrl" as Address,
        /// Where a reader is sent; never normalised.
        web_url: Text = "webUrl" as Address,
        /// What it is: `article`, `video`, and so on.
        r#type: Text = "type" as Word,
        /// Who published it.
        provider: Provider = "provider",
        /// Editorial score; higher is better.
        quality: Integer = "quality",
        /// Its pictures.
        images: Images = "images",
    }
}

impl Article<'_> {
    /// Returns the same article with every time cut to the microsecond.
    #[cfg(feature = "markdown")]
    pub(crate) fn to_micros(&self) -> Self {
        let mut cut = self.clone();
        cut_times(&mut cut);
        cut
    }

    /// Returns whether schema version 2 added the field `name`: sources had such keys of any type before, so a wrong
    /// value of one is an unknown key still.
    pub(crate) fn is_new_field(name: &str) -> bool {
        matches!(name, "id" | "slug" | "layout" | "license" | "aliases" | "translators")
    }

    /// Returns whether the field `name` belongs to the front matter; the others describe the file.
    pub(crate) fn is_front_matter(name: &str) -> bool {
        !matches!(name, "path" | "body" | "sourceStyle" | "frontMatter")
    }
}

#[cfg(feature = "markdown")]
fn cut_times<'a, R: Record<'a>>(record: &mut R) {
    for index in 0..R::FIELDS.len() {
        match record.slot(index) {
            FieldMut::Time(Some(time)) => *time = time.to_micros(),
            // The other nested records have no times.
            FieldMut::Related(Some(stubs)) => stubs.iter_mut().for_each(cut_times),
            _ => {}
        }
    }
}
