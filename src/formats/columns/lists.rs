//! Builds the offsets and the validity of list columns.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray};
use arrow_buffer::NullBufferBuilder;
use arrow_buffer::OffsetBuffer;
use arrow_schema::ArrowError;
use arrow_schema::DataType;

use super::schema::item;
use crate::diagnostic::error::{Error, Result};

/// The offsets of a column's lists among its items, and which lists are null.
pub(super) struct Lists {
    /// The first offset is zero.
    offsets: Vec<i32>,
    valid: NullBufferBuilder,
}

impl Default for Lists {
    fn default() -> Self {
        Self { offsets: vec![0], valid: NullBufferBuilder::new(0) }
    }
}

impl Lists {
    /// Adds a list with this number of items, or null.
    pub(super) fn append(&mut self, items: Option<usize>) -> Result<()> {
        let last = self.last();
        let end = i32::try_from(items.unwrap_or(0)).ok().and_then(|items| last.checked_add(items));
        self.offsets.push(end.ok_or_else(too_many)?);
        self.valid.append(items.is_some());
        Ok(())
    }

    /// Adds all of `lists`.
    pub(super) fn append_all(&mut self, lists: &ListArray) -> Result<()> {
        let mut end = self.last();
        for length in lists.offsets().lengths() {
            let length = i32::try_from(length).ok();
            end = length.and_then(|length| end.checked_add(length)).ok_or_else(too_many)?;
            self.offsets.push(end);
        }
        append_nulls(&mut self.valid, lists);
        Ok(())
    }

    fn last(&self) -> i32 {
        self.offsets.last().copied().unwrap_or(0)
    }

    pub(super) fn finish(&mut self, of: DataType, items: ArrayRef) -> Result<ArrayRef, ArrowError> {
        let Self { offsets, mut valid } = std::mem::take(self);
        let offsets = OffsetBuffer::new(offsets.into());
        Ok(Arc::new(ListArray::try_new(item(of), offsets, items, valid.finish())?))
    }
}

/// Adds which rows of `array` are not null.
pub(super) fn append_nulls(valid: &mut NullBufferBuilder, array: &dyn Array) {
    match array.nulls() {
        Some(nulls) => valid.append_buffer(nulls),
        None => valid.append_n_non_nulls(array.len()),
    }
}

fn too_many() -> Error {
    Error::usage("a list has more items than a column can hold")
}
