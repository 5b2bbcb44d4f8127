//! Decodes an entry to an article, without its sidecar.

use super::members::{CATEGORIES, CONTENT, LOCALE, PUBLISHERS};
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::json_tree;
use crate::decode::tree::{Entry, FieldPath, SpannedKind, into_map};
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::UnlocatedDiagnostic;
use crate::model::article::{Article, FieldMut, Image, Record};
use crate::model::value::Value;

/// The meaning of an entry's member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// The body.
    Content,
    /// The category, as a list.
    Categories,
    /// The field with this index in the article.
    Field(usize),
    /// An unknown key.
    Unknown,
}

impl Member {
    /// Returns the meaning of the member `name`. Besides the members of an entry, the names of all front
    /// matter fields are known.
    pub(super) fn named(name: &str) -> Self {
        match name {
            CONTENT => Self::Content,
            CATEGORIES => Self::Categories,
            _ if name == "path" || Article::is_front_matter(name) => {
                Article::index(name).map_or(Self::Unknown, Self::Field)
            }
            _ => Self::Unknown,
        }
    }
}

/// Returns the name of the member that has the field `name`.
pub(super) fn member_of(name: &str) -> &str {
    match name {
        "body" => CONTENT,
        "category" => CATEGORIES,
        _ => name,
    }
}

/// Decodes the members of an entry to an article. The result must not be used if there are errors.
pub(super) fn article<'a>(entries: Vec<Entry<'a>>, fields: &mut RecordDecoder) -> Article<'a> {
    let mut article = Article::default();
    let mut categories = None;
    for Entry { key, at, node } in entries {
        let slot = match Member::named(&key) {
            Member::Content => FieldMut::Text(&mut article.body),
            Member::Categories => FieldMut::Texts(&mut categories),
            Member::Field(index) => {
                fields.known(&mut article, index, (key, node), FieldPath::Root);
                continue;
            }
            Member::Unknown => {
                article.extra.extend(into_map(vec![Entry { key, at, node }]));
                continue;
            }
        };
        let copy = fields.copy(&node);
        let place = FieldPath::Key(&FieldPath::Root, &key);
        if fields.set_leniently(&key, |fields| fields.field(slot, node, place)) {
            categories.take_if(|_| key == CATEGORIES);
            fields.keep(&mut article.extra, key, copy, FieldPath::Root);
        }
    }
    if let Some(categories) = categories {
        categorise(&mut article, categories);
    }
    if article.body.as_deref() == Some("") {
        article.body = Some("\n".into());
    }
    drop_defaults(&mut article);
    article
}

/// Decodes the entry `text` to an article, or returns its problems.
pub(super) fn read_back(text: &str) -> Result<Article<'_>, Vec<UnlocatedDiagnostic>> {
    let mut fields = RecordDecoder::new(Dialect::Json, WrongValues::Reject);
    let entries = match json_tree::parse(text).map_err(|problem| vec![problem])?.data {
        SpannedKind::Map(entries) => entries,
        _ => Vec::new(),
    };
    let article = article(entries, &mut fields);
    if fields.errors.is_empty() { Ok(article) } else { Err(fields.errors) }
}

/// Sets the category from a list with one item, and keeps any other list as an unknown key.
fn categorise<'a>(article: &mut Article<'a>, mut categories: Vec<std::borrow::Cow<'a, str>>) {
    if article.category.is_none() && categories.len() == 1 {
        article.category = categories.pop();
    } else if !matches!(&categories[..], [only] if article.category.as_ref() == Some(only)) {
        let list = categories.into_iter().map(Value::Text).collect();
        article.extra.insert(0, (CATEGORIES.into(), Value::List(list)));
    }
}

/// Removes the values that a feed has for fields that are absent in the article.
fn drop_defaults(article: &mut Article<'_>) {
    article.locale.take_if(|locale| *locale == LOCALE);
    uncache(article.images.as_mut());
    if let Some(provider) = &mut article.provider {
        uncache(provider.images.as_mut());
        provider.extra.retain(|(key, value)| key != PUBLISHERS || *value != Value::Null);
    }
}

fn uncache(images: Option<&mut Vec<Image<'_>>>) {
    for image in images.into_iter().flatten() {
        image.is_cached.take_if(|cached| !*cached);
    }
}
