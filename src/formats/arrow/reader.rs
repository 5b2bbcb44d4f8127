//! Turns messages into chunks.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::message::{Dictionaries, Message, Role};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::formats::columns::{self, Fault, Rows, batch_bytes, rows_in_chunk};
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader, RejectedChunk};

/// A source of messages.
pub(super) trait Source: Send {
    /// Returns the next message, or `None` at the end.
    fn next(&mut self) -> Result<Option<Message>, Fault>;
}

/// Returns a reader of the messages of `source`, or the error if it could not be opened.
pub(super) fn open<S: Source + 'static>(
    source: columns::Source,
    opened: Result<(S, SchemaRef), Fault>,
) -> Result<Box<dyn Reader>> {
    let projected = opened.and_then(|(messages, schema)| {
        let wanted = columns::roots(schema.fields(), source.options());
        let read = wanted.as_ref().map(|wanted| schema.project(wanted)).transpose()?;
        let read = read.map_or_else(|| SchemaRef::clone(&schema), SchemaRef::new);
        Ok((messages, schema, wanted, read))
    });
    let (messages, schema, wanted, read) = match projected {
        Ok(projected) => projected,
        Err(fault) => return Ok(Box::new(ChunkQueue::one(fault.into_chunk(&source)))),
    };
    Ok(match source.check(&read) {
        Err(problems) => Box::new(ChunkQueue::one(Box::new(RejectedChunk(problems)))),
        Ok(mut notes) => {
            notes.extend(source.nothing_known(&read));
            let columns = Columns { schema, wanted, dictionaries: Dictionaries::new() };
            Box::new(Batches { source, messages, columns, notes, rest: None, row: 0 })
        }
    })
}

/// The columns of a source, and what is needed to decode them.
struct Columns {
    schema: SchemaRef,
    /// The indexes of the columns to read; `None` means all.
    wanted: Option<Vec<usize>>,
    dictionaries: Dictionaries,
}

/// The batches of a source, cut into chunks.
struct Batches<S> {
    source: columns::Source,
    messages: S,
    columns: Columns,
    /// Diagnostics to report before the first row.
    notes: Vec<Diagnostic>,
    /// Decoded rows that are not in a chunk yet, and the number of rows of a chunk.
    rest: Option<(RecordBatch, usize)>,
    /// The number of rows in earlier chunks.
    row: u64,
}

impl<S: Source> Batches<S> {
    /// Returns the next batch with rows, or `None` at the end.
    fn decode(&mut self) -> Result<Option<RecordBatch>, Fault> {
        let Columns { schema, wanted, dictionaries } = &mut self.columns;
        while let Some(message) = self.messages.next()? {
            match message.role()? {
                Role::Dictionary => message.dictionary(schema, dictionaries)?,
                Role::Batch => {
                    let batch = message.batch(schema, dictionaries, wanted.as_deref())?;
                    if batch.num_rows() > 0 {
                        return Ok(Some(batch));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns the first rows of `batch` as a chunk, and keeps the others for the next one.
    fn cut(&mut self, batch: &RecordBatch, rows: usize) -> Rows {
        let rows = rows.min(batch.num_rows());
        let left = batch.num_rows() - rows;
        self.rest = (left > 0).then(|| (batch.slice(rows, left), rows));
        let before = self.row;
        self.row += rows as u64;
        let notes = std::mem::take(&mut self.notes);
        Rows { source: self.source.clone(), batch: batch.slice(0, rows), before, notes }
    }
}

impl<S: Source> Reader for Batches<S> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        if let Some((batch, rows)) = self.rest.take() {
            return Ok(Some(Box::new(self.cut(&batch, rows))));
        }
        match self.decode() {
            Ok(None) => Ok(None),
            Ok(Some(batch)) => {
                let rows = rows_in_chunk(batch.num_rows(), batch_bytes(&batch));
                Ok(Some(Box::new(self.cut(&batch, rows))))
            }
            Err(fault) => Ok(Some(fault.into_chunk(&self.source))),
        }
    }
}
