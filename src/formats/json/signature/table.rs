//! The table of signatures.

use super::sketch::Sketch;

/// The profile of the articles of schema.org, whose nodes may be other things as well.
pub(in crate::formats::json) const SCHEMA_ORG: &str = "schema-org";

/// The profile of JSON Feed, which says some things once for all its items.
pub(in crate::formats::json) const JSON_FEED: &str = "jsonfeed";

/// How the answers of an API are known.
pub(super) struct Sign {
    pub(super) profile: &'static str,
    /// The paths at which the records may be; empty for the value itself.
    pub(super) paths: &'static [&'static str],
    /// What the value around the records has.
    around: &'static [Test],
    /// What a record has. One of the first few is enough.
    record: &'static [Test],
}

/// What a value has.
enum Test {
    /// A member at this path.
    Has(&'static str),
    /// A text that begins so at this path.
    Begins(&'static str, &'static str),
    /// A member `@type` that names an article.
    Article,
}

use Test::{Article, Begins, Has};

/// The first names of the paths below, which hold lists or objects.
pub(in crate::formats::json) const FIRST_STEPS: [&str; 13] = [
    "items",
    "_items",
    "response",
    "results",
    "articles",
    "data",
    "posts",
    "rows",
    "body",
    "@graph",
    "mainEntity",
    "itemListElement",
    "blogPost",
];

/// The signatures, those that say more first.
pub(super) const SIGNS: &[Sign] = &[
    // https://www.jsonfeed.org/version/1.1/
    Sign {
        profile: JSON_FEED,
        paths: &["items"],
        around: &[Begins("version", "https://jsonfeed.org/version/")],
        record: &[],
    },
    // https://open-platform.theguardian.com/documentation/
    Sign {
        profile: "guardian",
        paths: &["response.results", "response.content", ""],
        around: &[],
        record: &[Has("webTitle"), Has("webPublicationDate"), Has("webUrl")],
    },
    // https://developer.nytimes.com/docs/articlesearch-product/1/overview
    Sign {
        profile: "nyt",
        paths: &["response.docs", ""],
        around: &[],
        record: &[Has("headline.main"), Has("pub_date")],
    },
    Sign {
        profile: "nyt",
        paths: &["response.docs", ""],
        around: &[],
        record: &[Has("headline.main"), Has("web_url")],
    },
    // https://developer.nytimes.com/docs/top-stories-product/1/overview
    Sign {
        profile: "nyt",
        paths: &["results", ""],
        around: &[],
        record: &[Begins("uri", "nyt://"), Has("title")],
    },
    // https://newsapi.org/docs/endpoints/everything
    Sign {
        profile: "newsapi",
        paths: &["articles", ""],
        around: &[],
        record: &[Has("source.name"), Has("urlToImage"), Has("publishedAt"), Has("title")],
    },
    // https://github.com/EventRegistry/event-registry-python/wiki/Data-models
    Sign {
        profile: "eventregistry",
        paths: &["articles.results", ""],
        around: &[],
        record: &[Has("uri"), Has("dateTimePub"), Has("title")],
    },
    Sign {
        profile: "eventregistry",
        paths: &["articles.results", ""],
        around: &[],
        record: &[Has("uri"), Has("dateTime"), Has("isDuplicate"), Has("title")],
    },
    // https://mediastack.com/documentation
    Sign {
        profile: "mediastack",
        paths: &["data"],
        around: &[Has("pagination")],
        record: &[Has("published_at"), Has("title"), Has("url"), Has("source"), Has("country")],
    },
    // https://newsdata.io/documentation
    Sign {
        profile: "newsdata",
        paths: &["results", ""],
        around: &[],
        record: &[Has("article_id"), Has("pubDate"), Has("link"), Has("title")],
    },
    Sign {
        profile: "newsdata",
        paths: &["results", ""],
        around: &[],
        record: &[Has("source_id"), Has("pubDate"), Has("link"), Has("title")],
    },
    // https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
    Sign {
        profile: "gdelt",
        paths: &["articles", ""],
        around: &[],
        record: &[Has("seendate"), Has("url"), Has("title")],
    },
    // https://github.com/fhamborg/news-please
    Sign {
        profile: "newsplease",
        paths: &["", "rows.row"],
        around: &[],
        record: &[Has("date_publish"), Has("source_domain"), Has("title")],
    },
    // https://huggingface.co/datasets/vblagoje/cc_news
    Sign {
        profile: "ccnews",
        paths: &["", "rows.row"],
        around: &[],
        record: &[
            Has("title"),
            Has("text"),
            Has("domain"),
            Has("date"),
            Has("description"),
            Has("url"),
            Has("image_url"),
        ],
    },
    // https://developer.wordpress.org/rest-api/reference/posts/
    Sign {
        profile: "wordpress",
        paths: &["", "body"],
        around: &[],
        record: &[Has("title.rendered")],
    },
    // https://docs.ghost.org/content-api/posts
    Sign {
        profile: "ghost",
        paths: &["posts", ""],
        around: &[],
        record: &[Has("uuid"), Has("slug"), Has("title"), Has("feature_image")],
    },
    Sign {
        profile: "ghost",
        paths: &["posts", ""],
        around: &[],
        record: &[Has("comment_id"), Has("slug"), Has("title")],
    },
    // https://schema.org/NewsArticle
    Sign {
        profile: SCHEMA_ORG,
        paths: &[
            "",
            "@graph",
            "mainEntity",
            "itemListElement.item",
            "itemListElement",
            "mainEntity.itemListElement.item",
            "mainEntity.itemListElement",
            "blogPost",
        ],
        around: &[],
        record: &[Article],
    },
    // https://iptc.org/standards/ninjs/
    Sign {
        profile: "ninjs",
        paths: &["", "items", "_items", "data.items.item"],
        around: &[],
        record: &[Has("uri"), Has("versioncreated"), Has("headline")],
    },
    Sign {
        profile: "ninjs",
        paths: &["", "items", "_items", "data.items.item"],
        around: &[],
        record: &[Has("uri"), Begins("standard.name", "ninjs")],
    },
    Sign {
        profile: "ninjs",
        paths: &["", "items", "_items"],
        around: &[],
        record: &[Has("uri"), Has("versionCreated"), Has("headlines")],
    },
    Sign {
        profile: "ninjs",
        paths: &["", "items", "_items"],
        around: &[],
        record: &[Has("uri"), Has("versioncreated"), Has("pubstatus")],
    },
];

/// Returns the paths of more than one step at which APIs have their records.
pub(in crate::formats::json) fn deep_paths() -> impl Iterator<Item = &'static str> {
    let apis = SIGNS.iter().filter(|sign| sign.profile != SCHEMA_ORG);
    apis.flat_map(|sign| sign.paths).copied().filter(|path| path.contains('.'))
}

impl Sign {
    /// Returns whether the value `root` has it at `path`.
    pub(super) fn is_at(&self, root: &Sketch<'_>, path: &str) -> bool {
        let is_around = self.around.iter().all(|test| test.passes(root));
        let is_record = |value: &Sketch<'_>| {
            matches!(value, Sketch::Map(_)) && self.record.iter().all(|test| test.passes(value))
        };
        if self.record.is_empty() {
            return is_around && root.member(path).is_some();
        }
        is_around && root.any_at(path, &is_record)
    }
}

impl Test {
    fn passes(&self, value: &Sketch<'_>) -> bool {
        match self {
            Has(path) => value.any_at(path, &|_| true),
            Begins(path, wanted) => value.any_at(path, &|found| match found {
                Sketch::Text(text) => text.starts_with(wanted.as_bytes()),
                _ => false,
            }),
            Article => value.member("@type").is_some_and(is_article),
        }
    }
}

/// Returns whether the value of `@type` names an article.
fn is_article(value: &Sketch<'_>) -> bool {
    match value {
        Sketch::Text(text) => is_article_name(text),
        Sketch::List(items) => items.iter().any(is_article),
        _ => false,
    }
}

/// Returns whether `raw`, the JSON text of a member `@type`, names an article.
pub(in crate::formats::json) fn is_article_type(raw: &str) -> bool {
    raw.split('"').any(|part| is_article_name(part.as_bytes()))
}

/// Returns whether the name of a type of schema.org is that of an article: `NewsArticle`, `schema:BlogPosting`,
/// `https://schema.org/Article`.
fn is_article_name(name: &[u8]) -> bool {
    let start = name.iter().rposition(|byte| matches!(byte, b'/' | b':' | b'#'));
    let name = &name[start.map_or(0, |at| at + 1)..];
    // All types below `Article` are called so but these.
    let others: [&[u8]; 5] = [
        b"BlogPosting",
        b"LiveBlogPosting",
        b"SocialMediaPosting",
        b"DiscussionForumPosting",
        b"Report",
    ];
    name.ends_with(b"Article") || others.contains(&name)
}
