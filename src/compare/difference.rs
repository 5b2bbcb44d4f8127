//! One difference between two archives.

use std::fmt;

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::diagnostic::plain;

/// One difference between two archives.
///
/// It prints on one line: `news/a.md: provider.images[0].width: 640 != 641`. Control characters and such as
/// cannot be seen are shown as escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The article: its path, or its number from 1 if it has no path.
    pub article: String,
    /// The field, such as `images[2].width`; empty if the whole article is missing on one side. A key of
    /// `extra` that has the name of a field is `extra.title`, an empty key `""`.
    pub field: String,
    /// What the left archive holds, in short, of long texts from shortly before the place where they part;
    /// `absent` when nothing.
    pub left: String,
    /// What the right archive holds, likewise.
    pub right: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        plain(&self.article, f)?;
        f.write_str(": ")?;
        if !self.field.is_empty() {
            plain(&self.field, f)?;
            f.write_str(": ")?;
        }
        plain(&self.left, f)?;
        f.write_str(" != ")?;
        plain(&self.right, f)
    }
}

/// An object with the members `article`, `field` (left out when the whole article is missing), `left` and
/// `right`.
impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("article", &self.article)?;
        if !self.field.is_empty() {
            map.serialize_entry("field", &self.field)?;
        }
        map.serialize_entry("left", &self.left)?;
        map.serialize_entry("right", &self.right)?;
        map.end()
    }
}
