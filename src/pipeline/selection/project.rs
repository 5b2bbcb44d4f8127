//! Articles cut down to what is selected of them, whatever they were read from.

use super::{FieldMask, MaskEntry, Selection};
use crate::diagnostic::error::Result;
use crate::model::article::{Article, FieldMut, FieldRef, Record};
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

impl FieldMask {
    /// Whether `record` may have something that is not kept.
    fn may_cut<'a, R: Record<'a>>(&self, record: &R) -> bool {
        let mut fields = record.fields().zip(&self.entries);
        (!self.extra && !record.extra().is_empty())
            || fields.any(|((_, held), share)| *share != MaskEntry::All && !held.is_none())
    }

    /// What is kept of `record`.
    pub(crate) fn cut<'a, R: Record<'a>>(&self, record: &R) -> R {
        let mut rest = R::default();
        for (index, ((_, held), share)) in record.fields().zip(&self.entries).enumerate() {
            match share {
                MaskEntry::None => {}
                MaskEntry::All => rest.slot(index).assign(held),
                MaskEntry::Some(part) => part.copy(held, rest.slot(index)),
            }
        }
        if self.extra {
            rest.extra_mut().clone_from(record.extra());
        }
        rest
    }

    /// Sets a field to what is kept of the records that another one holds: they stay, though nothing may
    /// be left in them.
    fn copy<'a>(&self, held: FieldRef<'_, 'a>, into: FieldMut<'_, 'a>) {
        match (held, into) {
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

/// `reader`, with nothing in its articles but what is selected, if something is.
pub(crate) fn reader(reader: Box<dyn Reader>, selection: Option<&Selection>) -> Box<dyn Reader> {
    match selection {
        None => reader,
        Some(selection) => layer::reader(reader, selection.clone()),
    }
}

/// Cuts articles down to what is selected.
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
