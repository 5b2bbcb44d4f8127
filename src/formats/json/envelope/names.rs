//! The names of members that distinguish records from other objects.

use serde_json::value::RawValue;

use super::members;
use crate::decode::field_names::ARTICLE_NAMES;
use crate::model::article::{Article, Record as _};

/// The members that newsconv itself writes an array of articles into.
pub(super) const OWN: [&str; 3] = ["value", "articles", "items"];

/// Members that others write records into.
pub(super) const USUAL: [&str; 17] = [
    "value",
    "articles",
    "items",
    "_items",
    "data",
    "results",
    "posts",
    "entries",
    "docs",
    "documents",
    "hits",
    "records",
    "rows",
    "stories",
    "news",
    "nodes",
    "feed",
];

/// Names of members that hold a title, by their letters in lower case.
const TITLES: [&str; 8] = [
    "title",
    "headline",
    "webtitle",
    "heading",
    "subject",
    "posttitle",
    "articletitle",
    "storytitle",
];

/// Names of members that hold a URL, by their letters in lower case.
const URLS: [&str; 20] = [
    "url",
    "uri",
    "link",
    "weburl",
    "webpageurl",
    "articleurl",
    "storyurl",
    "shorturl",
    "originalurl",
    "sourceurl",
    "canonicalurl",
    "externalurl",
    "permalink",
    "href",
    "guid",
    "path",
    "slug",
    "mainentityofpage",
    "articlelink",
    "htmlurl",
];

/// Names of members that hold a date, by their letters in lower case.
const DATES: [&str; 45] = [
    "date",
    "datetime",
    "dategmt",
    "datepublish",
    "datepublished",
    "dateposted",
    "datecreated",
    "datemodified",
    "datetimepub",
    "published",
    "publishedat",
    "publishedon",
    "publishedutc",
    "publishedtime",
    "publisheddate",
    "publisheddatetime",
    "publishdate",
    "publishedtimestamp",
    "publishtime",
    "publicationdate",
    "publicationtime",
    "pubdate",
    "pubtime",
    "postdate",
    "webpublicationdate",
    "firstpublished",
    "firstpublicationdate",
    "firstpublishedat",
    "displaydate",
    "releasedate",
    "seendate",
    "timepublished",
    "versioncreated",
    "firstcreated",
    "created",
    "createdat",
    "createdutc",
    "creationdate",
    "updated",
    "updatedat",
    "updateddatetime",
    "modified",
    "lastmodified",
    "lastupdated",
    "timestamp",
];

/// Names of members that hold a body, by their letters in lower case.
const BODIES: [&str; 20] = [
    "body",
    "bodyhtml",
    "bodyxhtml",
    "bodytext",
    "content",
    "contenthtml",
    "contenttext",
    "contentencoded",
    "rawcontent",
    "fullcontent",
    "articlecontent",
    "storycontent",
    "text",
    "maintext",
    "articletext",
    "articlebody",
    "html",
    "markdown",
    "fulltext",
    "storybody",
];

/// Fields whose names objects of all sorts have, by their letters in lower case. They do not tell an article.
const COMMON: [&str; 17] = [
    "id",
    "type",
    "body",
    "tags",
    "topics",
    "images",
    "category",
    "license",
    "layout",
    "slug",
    "locale",
    "provider",
    "published",
    "related",
    "aliases",
    "translators",
    "highlight",
];

/// Returns whether there is a title, and a URL, a date or a body.
pub(in crate::formats::json) fn is_record_like<'n>(names: impl Iterator<Item = &'n str>) -> bool {
    let (mut has_title, mut has_other) = (false, false);
    for name in names {
        let name = letters(name);
        let name = &&*name;
        has_title |= TITLES.contains(name);
        has_other |= URLS.contains(name) || DATES.contains(name) || BODIES.contains(name);
    }
    has_title && has_other
}

/// Returns whether the name is that of a field, in any spelling, that other objects hardly have.
pub(in crate::formats::json) fn is_telling(name: &str) -> bool {
    ARTICLE_NAMES.is_meant(name) && !COMMON.contains(&&*letters(name))
}

/// Returns whether a member is a title.
pub(super) fn is_title(name: &str) -> bool {
    TITLES.contains(&&*letters(name))
}

/// Returns whether a member is a text that an article has and a feed has not.
pub(super) fn is_own_text(name: &str) -> bool {
    let name = letters(name);
    name == "path" || BODIES.contains(&&*name)
}

/// Returns whether the members are those of an article: a field that other objects hardly have, or what makes a
/// record, or nothing but fields.
pub(super) fn is_article(members: &[(&str, &RawValue)]) -> bool {
    members.iter().all(|(name, _)| Article::is_reserved(name))
        || members.iter().any(|(name, _)| is_telling(name))
        || is_record_like(members.iter().map(|(name, _)| *name))
}

/// Returns whether one of the first few values is an article, as far as the names of its members tell.
pub(super) fn any_is_article(source: &str, items: &[&RawValue]) -> bool {
    items.iter().take(5).any(|item| members::cut(source, item).is_some_and(|own| is_article(&own)))
}

/// Returns whether one of the first few values is like a record.
pub(super) fn any_is_like(source: &str, items: &[&RawValue]) -> bool {
    items.iter().take(5).any(|item| is_like(source, item))
}

/// Returns whether the value is an object like a record.
pub(super) fn is_like(source: &str, value: &RawValue) -> bool {
    members::cut(source, value)
        .is_some_and(|members| is_record_like(members.iter().map(|(name, _)| *name)))
}

/// Returns whether the value is an object with a title.
pub(super) fn has_title(source: &str, value: &RawValue) -> bool {
    members::cut(source, value)
        .is_some_and(|members| members.iter().any(|(name, _)| is_title(name)))
}

/// Returns the letters of a name, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
