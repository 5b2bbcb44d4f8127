//! The names of the members of a feed page.

/// Extensions of its files.
pub(super) const EXTENSIONS: &[&str] = &["json"];

/// The members of an entry, in their order.
pub(super) const MEMBERS: [&str; 21] = [
    "path",
    "title",
    "excerpt",
    "sourceUrl",
    "webUrl",
    "originalUrl",
    "featuredContent",
    "highlight",
    "heat",
    "tags",
    "images",
    CONTENT,
    "type",
    "ampWebUrl",
    "cdnAmpWebUrl",
    "publishedDateTime",
    "updatedDateTime",
    "provider",
    "locale",
    CATEGORIES,
    "topics",
];

/// The member of an entry that holds the body.
pub(super) const CONTENT: &str = "content";

/// The member of an entry that holds the category, as a list.
pub(super) const CATEGORIES: &str = "categories";

/// The member of a provider that the sites always leave null.
pub(super) const PUBLISHERS: &str = "publishers";

/// The locale of an entry if the article has none.
pub(super) const LOCALE: &str = "en-us";

/// The member of the envelope for what the entries cannot hold.
pub(super) const REMAINDERS: &str = "_newsconv";
