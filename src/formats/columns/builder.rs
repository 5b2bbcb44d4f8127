//! Builds columns from articles, with one typed builder for each leaf.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Int16Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::ArrowError;
use arrow_schema::{DataType, Fields, SchemaRef};

use super::added::AddedColumns;
use super::declared::DeclaredColumns;
use super::lists::Lists;
use super::schema::{columns, layout, schema, structure};
use super::sizes::{BATCH_BYTES, BATCH_ROWS};
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, Field, FieldRef, Kind, Record};
use crate::model::value::Map;

/// The columns of a batch while it is filled.
pub(crate) struct ArticleColumns {
    pub(super) schema: SchemaRef,
    /// Whether there is a column for the front matter's source text.
    pub(super) source: bool,
    pub(super) records: Records,
    pub(super) declared: DeclaredColumns,
    pub(super) fill: Fill,
    pub(super) rows: usize,
}

impl ArticleColumns {
    /// Creates empty columns.
    pub(crate) fn new(added: &AddedColumns) -> Self {
        let source = added.source;
        let mut records = Records::new(Article::FIELDS);
        let present = layout(Article::FIELDS, source);
        for (index, column) in records.columns.iter_mut().enumerate() {
            if !present.contains(&Some(index)) {
                *column = Column::LeftOut;
            }
        }
        let declared = DeclaredColumns::new(&added.declared);
        Self { schema: schema(added), source, records, declared, fill: Fill::default(), rows: 0 }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If the batch would have more text than 32-bit offsets can count. If the caller checks
    /// [`ArticleColumns::is_full`], only a single article of nearly 2 GiB can cause this.
    pub(crate) fn append(&mut self, article: &Article<'_>) -> Result<()> {
        self.rows += 1;
        if self.declared.is_empty() {
            return self.records.append(article, &mut self.fill);
        }
        self.records.append_fields(article, &mut self.fill)?;
        let fill = &mut self.fill;
        let extra = self.declared.append(&article.extra, |text| fill.count(text))?;
        self.records.append_extra(&extra, &mut self.fill)
    }

    /// Returns whether the batch should be finished before another row is added.
    pub(crate) fn is_full(&self) -> bool {
        self.rows >= BATCH_ROWS || self.fill.bytes >= BATCH_BYTES
    }

    /// Takes the rows out as a batch. Returns `None` if there are none.
    pub(crate) fn finish(&mut self) -> Result<Option<RecordBatch>> {
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(None);
        }
        self.fill.bytes = 0;
        let layout = layout(Article::FIELDS, self.source);
        let mut arrays = self.records.finish(&layout).map_err(misfit)?;
        self.declared.finish(&mut arrays).map_err(misfit)?;
        RecordBatch::try_new(Arc::clone(&self.schema), arrays).map(Some).map_err(misfit)
    }
}

/// Returns the error for a batch of ours that arrow rejects.
pub(crate) fn misfit(error: ArrowError) -> Error {
    Error::internal(format!("the columns of a batch do not fit together: {error}"))
}

/// The amount of text in the batch, and a buffer for JSON.
#[derive(Default)]
pub(super) struct Fill {
    pub(super) bytes: usize,
    scratch: Vec<u8>,
}

impl Fill {
    /// Adds the length of `text`, or returns an error if the batch would have too much.
    fn count(&mut self, text: &str) -> Result<()> {
        // All text columns share one count. That is stricter than needed, but a batch is cut at 64 MiB of
        // text, so the limit matters only for a single huge article.
        self.bytes += text.len();
        if i32::try_from(self.bytes).is_ok() {
            return Ok(());
        }
        Err(Error::usage("an article has more text than the 32-bit offsets of a column can count"))
    }
}

/// The columns of one record type, with one row for each record.
pub(super) struct Records {
    pub(super) fields: &'static [Field],
    /// One column for each field.
    pub(super) columns: Vec<Column>,
    pub(super) extra: StringBuilder,
}

impl Records {
    fn new(fields: &'static [Field]) -> Self {
        let columns = fields.iter().map(|field| Column::new(field.kind)).collect();
        Self { fields, columns, extra: StringBuilder::new() }
    }

    fn append<'a, R: Record<'a>>(&mut self, record: &R, fill: &mut Fill) -> Result<()> {
        self.append_fields(record, fill)?;
        self.append_extra(record.extra(), fill)
    }

    fn append_fields<'a, R: Record<'a>>(&mut self, record: &R, fill: &mut Fill) -> Result<()> {
        for ((_, value), column) in record.fields().zip(&mut self.columns) {
            column.append(value, fill)?;
        }
        Ok(())
    }

    fn append_extra(&mut self, extra: &Map<'_>, fill: &mut Fill) -> Result<()> {
        if extra.is_empty() {
            self.extra.append_null();
            return Ok(());
        }
        // The buffer is reused for every record, since most articles have no or few unknown keys.
        let mut scratch = std::mem::take(&mut fill.scratch);
        scratch.clear();
        let done = serde_json::to_writer(&mut scratch, &MapRef(extra)).map_err(|e| e.to_string());
        let text = done.and_then(|()| std::str::from_utf8(&scratch).map_err(|e| e.to_string()));
        // Serializing to memory cannot fail, and the keys of maps are always text.
        let text = text.map_err(|message| Diagnostic::new(Code::NotFinite, "", message))?;
        fill.count(text)?;
        self.extra.append_value(text);
        fill.scratch = scratch;
        Ok(())
    }

    /// Takes the columns out, in the order of `layout`.
    fn finish(&mut self, layout: &[Option<usize>]) -> Result<Vec<ArrayRef>, ArrowError> {
        let mut arrays = Vec::new();
        for place in layout {
            match *place {
                Some(index) => {
                    self.columns[index].finish(self.fields[index].kind, &mut arrays)?;
                }
                None => arrays.push(finish_texts(&mut self.extra)),
            }
        }
        Ok(arrays)
    }

    fn finish_struct(
        &mut self,
        kind: Kind,
        valid: Option<&mut NullBufferBuilder>,
    ) -> Result<ArrayRef, ArrowError> {
        let arrays = self.finish(&layout(kind.fields(), false))?;
        let fields: Fields = columns(kind.fields(), false);
        let nulls = valid.and_then(NullBufferBuilder::finish);
        Ok(Arc::new(StructArray::try_new(fields, arrays, nulls)?))
    }
}

/// The column of one field, with its offset column if it has one.
pub(super) enum Column {
    Text(StringBuilder),
    Time(TimestampMicrosecondBuilder, Int16Builder),
    Integer(Int64Builder),
    Boolean(BooleanBuilder),
    Texts(Lists, StringBuilder),
    Struct(NullBufferBuilder, Box<Records>),
    Structs(Lists, Box<Records>),
    /// The column is not in the batch.
    LeftOut,
}

impl Column {
    fn new(kind: Kind) -> Self {
        let records = || Box::new(Records::new(kind.fields()));
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Time => Self::Time(
                TimestampMicrosecondBuilder::new().with_timezone("UTC"),
                Int16Builder::new(),
            ),
            Kind::Integer => Self::Integer(Int64Builder::new()),
            Kind::Boolean => Self::Boolean(BooleanBuilder::new()),
            Kind::Texts => Self::Texts(Lists::default(), StringBuilder::new()),
            Kind::Provider => Self::Struct(NullBufferBuilder::new(0), records()),
            Kind::Images | Kind::Authors | Kind::Related => {
                Self::Structs(Lists::default(), records())
            }
        }
    }

    /// Appends the value of a field of this column's kind.
    fn append(&mut self, value: FieldRef<'_, '_>, fill: &mut Fill) -> Result<()> {
        match (self, value) {
            (Self::Text(column), FieldRef::Text(text)) => {
                column.append_option(counted(text.as_ref(), fill)?);
            }
            (Self::Time(times, offsets), FieldRef::Time(time)) => {
                times.append_option(time.map(|time| time.unix_micros()));
                offsets.append_option(time.and_then(|time| time.offset_minutes()));
            }
            (Self::Integer(column), FieldRef::Integer(value)) => column.append_option(*value),
            (Self::Boolean(column), FieldRef::Boolean(value)) => column.append_option(*value),
            (Self::Texts(lists, column), FieldRef::Texts(texts)) => {
                lists.append(texts.as_ref().map(Vec::len))?;
                for text in texts.iter().flatten() {
                    fill.count(text)?;
                    column.append_value(text);
                }
            }
            (Self::Struct(valid, records), FieldRef::Provider(provider)) => {
                valid.append(provider.is_some());
                match provider {
                    Some(provider) => records.append(provider, fill)?,
                    // Arrow's struct columns have a row in each child also where the struct is
                    // null.
                    None => records.append(&crate::model::article::Provider::default(), fill)?,
                }
            }
            (Self::Structs(lists, records), FieldRef::Images(x)) => {
                append_all(lists, records, x.as_deref(), fill)?;
            }
            (Self::Structs(lists, records), FieldRef::Authors(x)) => {
                append_all(lists, records, x.as_deref(), fill)?;
            }
            (Self::Structs(lists, records), FieldRef::Related(x)) => {
                append_all(lists, records, x.as_deref(), fill)?;
            }
            // A column always matches the kind of its field; only a column that is not in the batch gets
            // other values.
            _ => {}
        }
        Ok(())
    }

    /// Moves the arrays of the rows so far to `arrays`.
    fn finish(&mut self, kind: Kind, arrays: &mut Vec<ArrayRef>) -> Result<(), ArrowError> {
        match self {
            Self::Text(column) => arrays.push(finish_texts(column)),
            Self::Time(times, offsets) => {
                arrays.push(Arc::new(times.finish()));
                arrays.push(Arc::new(offsets.finish()));
            }
            Self::Integer(column) => arrays.push(Arc::new(column.finish())),
            Self::Boolean(column) => arrays.push(Arc::new(column.finish())),
            Self::Texts(lists, column) => {
                let texts = finish_texts(column);
                arrays.push(lists.finish(DataType::Utf8, texts)?);
            }
            Self::Struct(valid, records) => {
                arrays.push(records.finish_struct(kind, Some(valid))?);
            }
            Self::Structs(lists, records) => {
                let structs = records.finish_struct(kind, None)?;
                arrays.push(lists.finish(structure(kind), structs)?);
            }
            Self::LeftOut => {}
        }
        Ok(())
    }
}

/// Takes the texts out of `column`, and reserves the same capacity for the next batch: batches have similar
/// sizes, and growing a buffer copies it.
fn finish_texts(column: &mut StringBuilder) -> ArrayRef {
    let room = StringBuilder::with_capacity(column.len(), column.values_slice().len());
    Arc::new(std::mem::replace(column, room).finish())
}

fn counted<'t>(text: Option<&'t Cow<'_, str>>, fill: &mut Fill) -> Result<Option<&'t str>> {
    if let Some(text) = text {
        fill.count(text)?;
    }
    Ok(text.map(|text| &**text))
}

fn append_all<'a, R: Record<'a>>(
    lists: &mut Lists,
    records: &mut Records,
    items: Option<&[R]>,
    fill: &mut Fill,
) -> Result<()> {
    lists.append(items.map(<[R]>::len))?;
    items.into_iter().flatten().try_for_each(|item| records.append(item, fill))
}
