//! Which fields of each article are kept.
//!
//! A selection parses names into a mask over the fields of the model; the layer in `project` applies it.

mod names;
mod project;

#[cfg(test)]
mod tests;

use std::str::FromStr;
use std::sync::Arc;

use crate::diagnostic::error::{Error, Result};
use crate::model::article::{Article, Field};

pub(crate) use project::reader;

/// The name that stands for all keys that the model does not know.
const EXTRA: &str = "extra";

/// Some fields of an article, by their names.
///
/// A name is spelled as in front matter. `path`, `body` and `frontMatter` are names, too, and `extra`
/// stands for all keys that the model does not know. A field of a record within the article is named
/// behind a dot: `provider.name`, `images.url`, `related.provider.authors`, `provider.extra`. A field that
/// is named whole has all that is in it, its unknown keys too; a time has its offset.
///
/// ```
/// use newsconv::Selection;
///
/// let some: Selection = "path,title,provider.name".parse()?;
/// assert!(some.contains("title") && some.contains("provider.name"));
/// assert!(!some.contains("body") && !some.contains("provider.domain"));
///
/// let wrong = Selection::new(["path", "tilte"]).expect_err("there is no such field");
/// assert!(wrong.to_string().starts_with("unknown field `tilte`; did you mean `title`?"));
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection(Arc<FieldMask>);

impl Selection {
    /// The fields of these names, of which there must be at least one.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is none, or one is no field's name.
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Self> {
        let mut mask = FieldMask::nothing_of(Article::FIELDS);
        let mut is_empty = true;
        for name in names {
            is_empty = false;
            if !mask.add(name.as_ref()) {
                return Err(names::unknown(name.as_ref()));
            }
        }
        if is_empty {
            return Err(Error::usage("the selection is empty; name at least one field"));
        }
        Ok(Self(Arc::new(mask)))
    }

    /// The fields of both.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let mut mask = Arc::unwrap_or_clone(self.0);
        mask.join(&other.0);
        Self(Arc::new(mask))
    }

    /// Whether the field of this name is selected, or some of what is in it.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// What is kept of an article.
    pub(crate) fn mask(&self) -> &FieldMask {
        &self.0
    }
}

/// Names with commas between them; space around each is no part of it.
impl FromStr for Selection {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text.split(',').map(str::trim))
    }
}

/// What is kept of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldMask {
    /// The fields that it has.
    of: &'static [Field],
    /// How much of each is kept.
    entries: Vec<MaskEntry>,
    /// Whether the keys are that the model does not know.
    extra: bool,
}

/// How much of a field is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MaskEntry {
    None,
    All,
    /// Some fields of each record in it.
    Some(FieldMask),
}

impl FieldMask {
    fn nothing_of(of: &'static [Field]) -> Self {
        Self { of, entries: vec![MaskEntry::None; of.len()], extra: false }
    }

    /// Adds the field `name`, and says whether there is one.
    fn add(&mut self, name: &str) -> bool {
        let (first, rest) = split(name);
        if first == EXTRA {
            self.extra = true;
            return rest.is_none();
        }
        let Some(index) = self.of.iter().position(|field| field.name == first) else {
            return false;
        };
        let within = self.of[index].kind.fields();
        let share = &mut self.entries[index];
        match (rest, share) {
            (None, share) => {
                *share = MaskEntry::All;
                true
            }
            (Some(_), _) if within.is_empty() => false,
            (Some(rest), MaskEntry::Some(part)) => part.add(rest),
            (Some(rest), share) => {
                let mut part = Self::nothing_of(within);
                let is_known = part.add(rest);
                if *share == MaskEntry::None {
                    *share = MaskEntry::Some(part);
                }
                is_known
            }
        }
    }

    /// Adds what `other` keeps of the same record.
    fn join(&mut self, other: &Self) {
        self.extra |= other.extra;
        for pair in self.entries.iter_mut().zip(&other.entries) {
            match pair {
                (MaskEntry::All, _) | (_, MaskEntry::None) => {}
                (MaskEntry::Some(part), MaskEntry::Some(other)) => part.join(other),
                (share, other) => share.clone_from(other),
            }
        }
    }

    fn contains(&self, name: &str) -> bool {
        let (first, rest) = split(name);
        let found = self.of.iter().position(|field| field.name == first);
        match (found.map(|index| &self.entries[index]), rest) {
            (None, rest) => first == EXTRA && self.extra && rest.is_none(),
            (Some(MaskEntry::None), _) => false,
            (Some(MaskEntry::Some(part)), Some(rest)) => part.contains(rest),
            (Some(_), _) => true,
        }
    }

    /// Whether the keys are kept that the model does not know.
    #[cfg(feature = "arrow")]
    pub(crate) fn has_extra(&self) -> bool {
        self.extra
    }

    /// How much is kept of the column `name`: that of a field, of the offset of a time, or of unknown keys.
    #[cfg(feature = "arrow")]
    pub(crate) fn column(&self, name: &str) -> &MaskEntry {
        let is_meant = |field: &Field| field.name == name || field.offset == Some(name);
        match self.of.iter().position(is_meant) {
            Some(index) => &self.entries[index],
            None if self.extra => &MaskEntry::All,
            None => &MaskEntry::None,
        }
    }
}

/// The name before the first dot, and what stands behind it.
fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)))
}
