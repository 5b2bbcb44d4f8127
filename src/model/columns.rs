//! The columns of a record, in their order. This is the only place that says what the order is.
//!
//! Columns have the order of the fields, and the offset of a time comes after the time. `extra`, with the
//! unknown keys, comes after the last field of the front matter: before `body` in an article, last in
//! every other record. `frontMatter` has a column only on request.

use super::article::{Article, Field};

/// The column of unknown keys.
pub(crate) const EXTRA: &str = "extra";

/// The field that has a column only where the source text is kept.
const ON_REQUEST: &str = "frontMatter";

/// A column of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordColumn {
    pub(crate) name: &'static str,
    pub(crate) holds: ColumnContent,
}

/// What a [`RecordColumn`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnContent {
    /// The field at this place in the list of fields.
    Field(usize),
    /// The offset of the time at this place in the list of fields.
    Offset(usize),
    /// The unknown keys.
    Extra,
}

/// Returns the columns of a record with these fields; `on_request` adds the column for the source text.
pub(crate) fn columns(
    fields: &[Field],
    on_request: bool,
) -> impl Iterator<Item = RecordColumn> + use<'_> {
    let last = fields.iter().rposition(|field| Article::is_front_matter(field.name));
    let extra = RecordColumn { name: EXTRA, holds: ColumnContent::Extra };
    fields
        .iter()
        .enumerate()
        .filter(move |(_, field)| on_request || !is_on_request(field.name))
        .flat_map(move |(index, field)| {
            let column = RecordColumn { name: field.name, holds: ColumnContent::Field(index) };
            let offset = ColumnContent::Offset(index);
            let offset = field.offset.map(|name| RecordColumn { name, holds: offset });
            let extra = (Some(index) == last).then_some(extra);
            [Some(column), offset, extra].into_iter().flatten()
        })
}

/// Returns whether the field `name` has a column only where the source text is kept.
pub(crate) fn is_on_request(name: &str) -> bool {
    name == ON_REQUEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Image;

    fn names(fields: &[Field], on_request: bool) -> Vec<&'static str> {
        columns(fields, on_request).map(|column| column.name).collect()
    }

    #[test]
    fn offsets_follow_times_and_extra_precedes_the_body() {
        let article = names(Article::FIELDS, false);
        for field in Article::FIELDS {
            let at = article.iter().position(|name| *name == field.name);
            assert_eq!(at.is_none(), is_on_request(field.name), "{}", field.name);
            if let (Some(at), Some(offset)) = (at, field.offset) {
                assert_eq!(article[at + 1], offset);
            }
        }
        let extra = article.iter().position(|name| *name == EXTRA);
        let body = article.iter().position(|name| *name == "body");
        assert_eq!(extra.map(|at| at + 1), body);
        let offsets = Article::FIELDS.iter().filter(|field| field.offset.is_some()).count();
        assert_eq!(article.len(), Article::FIELDS.len() + offsets, "one less, and `extra`");
    }

    #[test]
    fn the_source_text_is_last_and_nested_records_end_in_extra() {
        assert_eq!(names(Article::FIELDS, true).last(), Some(&ON_REQUEST));
        assert_eq!(names(Image::FIELDS, true).last(), Some(&EXTRA));
    }
}
