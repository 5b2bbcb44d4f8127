//! Lists to the two arrays that tell where they are.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray, NullBufferBuilder};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;

use super::schema::item;
use crate::error::{Error, Result};

/// Where the lists of a column end among its items, and which of them are null.
pub(super) struct Lists {
    /// Begins with zero.
    offsets: Vec<i32>,
    valid: NullBufferBuilder,
}

impl Default for Lists {
    fn default() -> Self {
        Self { offsets: vec![0], valid: NullBufferBuilder::new(0) }
    }
}

impl Lists {
    /// Adds a list of that many items, or null.
    pub(super) fn append(&mut self, items: Option<usize>) -> Result<()> {
        let last = self.offsets.last().copied().unwrap_or(0);
        let end = i32::try_from(items.unwrap_or(0)).ok().and_then(|items| last.checked_add(items));
        let end =
            end.ok_or_else(|| Error::usage("a list has more items than a column can hold"))?;
        self.offsets.push(end);
        self.valid.append(items.is_some());
        Ok(())
    }

    pub(super) fn finish(&mut self, of: DataType, items: ArrayRef) -> Result<ArrayRef, ArrowError> {
        let Self { offsets, mut valid } = std::mem::take(self);
        let offsets = OffsetBuffer::new(offsets.into());
        Ok(Arc::new(ListArray::try_new(item(of), offsets, items, valid.finish())?))
    }
}
