//! Copies all rows of a batch column by column, without building articles.

use std::slice::Iter;

use arrow_array::{
    ArrayRef, BooleanArray, Int16Array, Int64Array, ListArray, RecordBatch, StructArray,
    TimestampMicrosecondArray,
};

use super::builder::{ArticleColumns, Column, Records, misfit};
use super::canonical::{items, of_type, text_bytes};
use super::lists::append_nulls;
use super::schema::layout;
use super::sizes::{BATCH_BYTES, BATCH_ROWS};
use crate::diagnostic::error::{Error, Result};
use crate::model::article::Article;

impl ArticleColumns {
    /// Appends all rows of `batch` and returns true, if the result is the same as appending each row's
    /// article, with the same batch boundaries. Otherwise appends nothing and returns false.
    ///
    /// # Errors
    /// As [`ArticleColumns::append`].
    pub(crate) fn append_batch(&mut self, batch: &RecordBatch) -> Result<bool> {
        // A value of a declared column may be in `extra` still.
        if !self.declared.is_empty() {
            return Ok(false);
        }
        let rows = self.rows + batch.num_rows();
        if batch.schema_ref().fields() != self.schema.fields() || rows > BATCH_ROWS {
            return Ok(false);
        }
        // Check everything before the first change, since a partly appended batch could not be taken back.
        let Some(bytes) = text_bytes(batch.columns(), self.source) else { return Ok(false) };
        // The output batch may become full in the middle of this one. Then the rows are appended one by one,
        // so that it is cut at the same row as always.
        if self.fill.bytes + bytes >= BATCH_BYTES {
            return Ok(false);
        }
        self.rows = rows;
        self.fill.bytes += bytes;
        let layout = layout(Article::FIELDS, self.source);
        self.records.append_columns(&layout, batch.columns())?;
        Ok(true)
    }
}

impl Records {
    /// Appends the rows of `columns`, which are in the order of `layout`.
    fn append_columns(&mut self, layout: &[Option<usize>], columns: &[ArrayRef]) -> Result<()> {
        let mut columns = columns.iter();
        for place in layout {
            match *place {
                Some(index) => self.columns[index].append_column(&mut columns)?,
                None => self.extra.append_array(next(&mut columns)?).map_err(misfit)?,
            }
        }
        Ok(())
    }

    fn append_structs(&mut self, rows: &StructArray) -> Result<()> {
        self.append_columns(&layout(self.fields, false), rows.columns())
    }
}

impl Column {
    /// Appends the rows of the next of `columns`, or of the next two for a time. Numbers behind nulls are not
    /// copied, since files may have any value there.
    fn append_column(&mut self, columns: &mut Iter<'_, ArrayRef>) -> Result<()> {
        match self {
            Self::Text(column) => column.append_array(next(columns)?).map_err(misfit)?,
            Self::Time(times, offsets) => {
                times.extend(next::<TimestampMicrosecondArray>(columns)?);
                offsets.extend(next::<Int16Array>(columns)?);
            }
            Self::Integer(column) => column.extend(next::<Int64Array>(columns)?),
            Self::Boolean(column) => column.extend(next::<BooleanArray>(columns)?),
            Self::Texts(lists, column) => {
                let rows: &ListArray = next(columns)?;
                lists.append_all(rows)?;
                column.append_array(known(of_type(&items(rows)))?).map_err(misfit)?;
            }
            Self::Struct(valid, records) => {
                let rows: &StructArray = next(columns)?;
                append_nulls(valid, rows);
                records.append_structs(rows)?;
            }
            Self::Structs(lists, records) => {
                let rows: &ListArray = next(columns)?;
                lists.append_all(rows)?;
                records.append_structs(known(of_type(&items(rows)))?)?;
            }
            Self::LeftOut => {}
        }
        Ok(())
    }
}

/// Returns the next of `columns` as an array of type `T`.
fn next<'c, T: 'static>(columns: &mut Iter<'c, ArrayRef>) -> Result<&'c T> {
    known(columns.next().and_then(of_type))
}

/// Returns the value, which the schema guarantees.
fn known<T>(found: Option<&T>) -> Result<&T> {
    found.ok_or_else(|| Error::internal("the columns of a batch are not those of its schema"))
}
