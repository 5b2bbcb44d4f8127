//! What the articles of a feed have in common.

use crate::model::article::Article;

/// What all articles of a feed say of their provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Shared {
    /// There is no article yet.
    #[default]
    Nothing,
    /// Its name, and its domain.
    Same(Option<String>, Option<String>),
    /// There are several.
    Several,
}

impl Shared {
    pub(super) fn of(article: &Article<'_>) -> Self {
        let provider = article.provider.as_ref();
        let name = provider.and_then(|provider| provider.name.as_deref());
        let domain = provider.and_then(|provider| provider.domain.as_deref());
        Self::Same(name.map(str::to_owned), domain.map(str::to_owned))
    }

    /// Adds what other articles say.
    pub(super) fn add(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::Nothing, one) | (one, Self::Nothing) => one,
            (one, other) if one == other => one,
            _ => Self::Several,
        };
    }

    /// Returns the title of the feed, and the address of its page if it is known.
    pub(super) fn title(&self) -> (&str, Option<String>) {
        match self {
            Self::Same(name, domain) => {
                let page = domain.as_ref().map(|domain| format!("https://{domain}/"));
                (name.as_deref().or(domain.as_deref()).unwrap_or(TITLE), page)
            }
            Self::Nothing | Self::Several => (TITLE, None),
        }
    }
}

/// The title of a feed whose articles have not all the same provider.
const TITLE: &str = "News";
