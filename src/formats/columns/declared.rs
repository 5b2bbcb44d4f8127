//! Builds declared columns from unknown keys.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_schema::{ArrowError, DataType};

use super::lists::Lists;
use crate::diagnostic::error::Result;
use crate::model::declared::{ColumnType, DeclaredColumn, instant};
use crate::model::value::{Map, Value};

/// The declared columns of a batch while it is filled.
pub(super) struct DeclaredColumns(Vec<(DeclaredColumn, Builder)>);

impl DeclaredColumns {
    pub(super) fn new(columns: &[DeclaredColumn]) -> Self {
        let builder = |column: &DeclaredColumn| (column.clone(), Builder::new(column.column_type));
        Self(columns.iter().map(builder).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a row with the values that the columns hold, and returns the unknown keys without them. `count` is called
    /// with each text.
    ///
    /// # Errors
    /// Those of `count`.
    pub(super) fn append<'r, 'a>(
        &mut self,
        extra: &'r Map<'a>,
        mut count: impl FnMut(&str) -> Result<()>,
    ) -> Result<Cow<'r, Map<'a>>> {
        let mut taken = Vec::new();
        for (column, builder) in &mut self.0 {
            let found = column.find(extra);
            taken.extend(found);
            builder.append(found.map(|at| &extra[at].1), &mut count)?;
        }
        if taken.is_empty() {
            return Ok(Cow::Borrowed(extra));
        }
        let rest = extra.iter().enumerate().filter(|(at, _)| !taken.contains(at));
        Ok(Cow::Owned(rest.map(|(_, entry)| entry.clone()).collect()))
    }

    /// Moves the arrays of the rows so far to `arrays`.
    pub(super) fn finish(&mut self, arrays: &mut Vec<ArrayRef>) -> Result<(), ArrowError> {
        for (_, builder) in &mut self.0 {
            arrays.push(builder.finish()?);
        }
        Ok(())
    }
}

/// One declared column.
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
    Texts(Lists, StringBuilder),
}

impl Builder {
    fn new(of: ColumnType) -> Self {
        match of {
            ColumnType::Text => Self::Text(StringBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Float => Self::Float(Float64Builder::new()),
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Time => Self::Time(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            ColumnType::Texts => Self::Texts(Lists::default(), StringBuilder::new()),
        }
    }

    /// Appends a value that a column of this type holds, or null.
    fn append(
        &mut self,
        value: Option<&Value<'_>>,
        count: &mut impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        match (self, value) {
            (Self::Text(column), Some(Value::Text(text))) => {
                count(text)?;
                column.append_value(text);
            }
            (Self::Integer(column), Some(Value::Integer(number))) => {
                column.append_option(i64::try_from(*number).ok());
            }
            (Self::Float(column), Some(Value::Float(number))) => column.append_value(*number),
            (Self::Boolean(column), Some(Value::Boolean(value))) => column.append_value(*value),
            (Self::Time(column), value) => {
                column.append_option(value.and_then(Value::as_text).and_then(instant));
            }
            (Self::Texts(lists, column), Some(Value::List(items))) => {
                lists.append(Some(items.len()))?;
                for text in items.iter().filter_map(Value::as_text) {
                    count(text)?;
                    column.append_value(text);
                }
            }
            (Self::Text(column), _) => column.append_null(),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Float(column), _) => column.append_null(),
            (Self::Boolean(column), _) => column.append_null(),
            (Self::Texts(lists, _), _) => lists.append(None)?,
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Float(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Time(column) => Arc::new(column.finish()),
            Self::Texts(lists, column) => {
                let texts = Arc::new(column.finish());
                lists.finish(DataType::Utf8, texts)?
            }
        })
    }
}
