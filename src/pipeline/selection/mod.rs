//! Selections of the fields of an article.
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
use crate::model::declared::DeclaredColumn;

pub(crate) use project::reader;

/// The name for all unknown keys.
const EXTRA: &str = "extra";

/// Some fields of an article, by their names.
///
/// The names are those of front matter, and `path`, `body` and `frontMatter`; `extra` means all unknown keys.
/// Fields of nested records are named with dots: `provider.name`, `images.url`, `related.provider.authors`,
/// `provider.extra`. Selecting a whole record includes all its fields and unknown keys; selecting a time
/// includes its offset.
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
    /// Creates a selection of the fields with these names, at least one.
    ///
    /// # Errors
    /// [`Error::Usage`] if there are no names, or if one is not the name of a field.
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Self> {
        Self::of(names, &[])
    }

    /// Returns a selection of the fields and the declared columns with these names, at least one.
    ///
    /// ```
    /// use newsconv::schema::{ColumnType, DeclaredColumn};
    /// use newsconv::Selection;
    ///
    /// let columns = [DeclaredColumn::new("weight", ColumnType::Integer)];
    /// assert!(Selection::of(["title", "weight"], &columns)?.contains("weight"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Selection::new`].
    pub fn of<N: AsRef<str>>(
        names: impl IntoIterator<Item = N>,
        columns: &[DeclaredColumn],
    ) -> Result<Self> {
        let mut mask = FieldMask::nothing_of(Article::FIELDS);
        let mut is_empty = true;
        for name in names {
            is_empty = false;
            let name = name.as_ref();
            if columns.iter().any(|column| column.name == name) {
                mask.columns.push(name.to_owned());
            } else if !mask.add(name) {
                return Err(names::unknown(name, columns));
            }
        }
        if is_empty {
            return Err(Error::usage("the selection is empty; name at least one field"));
        }
        Ok(Self(Arc::new(mask)))
    }

    /// Returns the union of both selections.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        let mut mask = Arc::unwrap_or_clone(self.0);
        mask.join(&other.0);
        Self(Arc::new(mask))
    }

    /// Returns whether the field with this name, or a part of it, is selected.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Returns the mask over the fields of an article.
    pub(crate) fn mask(&self) -> &FieldMask {
        &self.0
    }
}

/// Parses names separated by commas. White space around a name is ignored.
impl FromStr for Selection {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text.split(',').map(str::trim))
    }
}

/// Which fields of a record are selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldMask {
    /// All fields of the record.
    of: &'static [Field],
    /// How much of each field is selected.
    entries: Vec<MaskEntry>,
    /// Whether unknown keys are selected.
    extra: bool,
    /// The names of the declared columns that are selected.
    columns: Vec<String>,
}

/// How much of a field is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MaskEntry {
    None,
    All,
    /// Some fields of each of its records.
    Some(FieldMask),
}

impl FieldMask {
    fn nothing_of(of: &'static [Field]) -> Self {
        Self { of, entries: vec![MaskEntry::None; of.len()], extra: false, columns: Vec::new() }
    }

    /// Adds the field `name`. Returns false if there is no such field.
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

    /// Adds the fields that `other` selects in the same record.
    fn join(&mut self, other: &Self) {
        self.extra |= other.extra;
        self.columns.extend(other.columns.iter().cloned());
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
            (None, _) if self.columns.iter().any(|column| column == name) => true,
            (None, rest) => first == EXTRA && self.extra && rest.is_none(),
            (Some(MaskEntry::None), _) => false,
            (Some(MaskEntry::Some(part)), Some(rest)) => part.contains(rest),
            (Some(_), _) => true,
        }
    }

    /// Returns whether unknown keys are selected.
    #[cfg(feature = "arrow")]
    pub(crate) fn has_extra(&self) -> bool {
        self.extra
    }

    /// Returns how much of the column `name` is selected: a field, the offset of a time, or `extra`.
    #[cfg(feature = "arrow")]
    pub(crate) fn column(&self, name: &str) -> &MaskEntry {
        let is_meant = |field: &Field| field.name == name || field.offset == Some(name);
        match self.of.iter().position(is_meant) {
            Some(index) => &self.entries[index],
            // A declared column may come from any unknown key.
            None if self.extra || !self.columns.is_empty() => &MaskEntry::All,
            None => &MaskEntry::None,
        }
    }
}

/// Splits `name` at its first dot. The second part is `None` if there is no dot.
fn split(name: &str) -> (&str, Option<&str>) {
    name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)))
}
