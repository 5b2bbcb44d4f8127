//! The layer that removes fields that are not selected, for all input formats.

use super::{FieldMask, MaskEntry, Selection};
use crate::diagnostic::error::Result;
use crate::model::article::{Article, FieldMut, FieldRef, Record};
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

impl FieldMask {
    /// Returns whether `record` may have a field that is not selected.
    fn may_cut<'a, R: Record<'a>>(&self, record: &R) -> bool {
        let mut fields = record.fields().zip(&self.entries);
        let is_kept = |key: &str| self.columns.iter().any(|column| column == key);
        (!self.extra && !record.extra().iter().all(|(key, _)| is_kept(key)))
            || fields.any(|((_, value), share)| *share != MaskEntry::All && !value.is_none())
    }

    /// Returns the selected fields of `record`.
    pub(crate) fn cut<'a, R: Record<'a>>(&self, record: &R) -> R {
        let mut rest = R::default();
        for (index, ((_, value), share)) in record.fields().zip(&self.entries).enumerate() {
            match share {
                MaskEntry::None => {}
                MaskEntry::All => rest.slot(index).assign(value),
                MaskEntry::Some(part) => part.copy(value, rest.slot(index)),
            }
        }
        if self.extra {
            rest.extra_mut().clone_from(record.extra());
        } else if !self.columns.is_empty() {
            let is_kept = |key: &str| self.columns.iter().any(|column| column == key);
            let kept = record.extra().iter().filter(|(key, _)| is_kept(key));
            *rest.extra_mut() = kept.cloned().collect();
        }
        rest
    }

    /// Sets a field to the selected fields of the records in another field. The records themselves remain,
    /// even if they become empty.
    fn copy<'a>(&self, value: FieldRef<'_, 'a>, into: FieldMut<'_, 'a>) {
        match (value, into) {
            (FieldRef::Provider(x), FieldMut::Provider(into)) => {
                *into = x.as_ref().map(|x| self.cut(x));
            }
            (FieldRef::Images(x), FieldMut::Images(into)) => *into = self.cut_all(x.as_deref()),
            (FieldRef::Authors(x), FieldMut::Authors(into)) => *into = self.cut_all(x.as_deref()),
            (FieldRef::Related(x), FieldMut::Related(into)) => *into = self.cut_all(x.as_deref()),
            _ => {}
        }
    }

    fn cut_all<'a, R: Record<'a>>(&self, records: Option<&[R]>) -> Option<Vec<R>> {
        Some(records?.iter().map(|record| self.cut(record)).collect())
    }
}

/// Returns `reader` with only the selected fields in its articles. Without a selection it is unchanged.
pub(crate) fn reader(reader: Box<dyn Reader>, selection: Option<&Selection>) -> Box<dyn Reader> {
    match selection {
        None => reader,
        Some(selection) => layer::reader(reader, selection.clone()),
    }
}

/// Removes fields that are not selected.
impl Layer for Selection {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        let mask = self.mask();
        if mask.may_cut(article) {
            sink.article(&mask.cut(article), origin)
        } else {
            sink.article(article, origin)
        }
    }
}
