//! Turns messages into chunks.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::message::{Dictionaries, Message, Role};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::formats::columns::{
    self, Fault, RECORD_BYTES, Rows, SmallBatches, batch_bytes, rows_in_chunk,
};
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
            Box::new(Batches {
                source,
                messages,
                columns,
                notes,
                rest: None,
                waiting: None,
                row: 0,
            })
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
    /// What was decoded too early: a batch with its bytes that did not fit into the chunk before, or a fault.
    waiting: Option<Result<(RecordBatch, usize), Fault>>,
    /// The number of rows in earlier chunks.
    row: u64,
}

impl<S: Source> Batches<S> {
    /// Returns the next batch with rows, and its bytes with those of the dictionaries before it; `None` at the end.
    fn decode(&mut self) -> Result<Option<(RecordBatch, usize)>, Fault> {
        if let Some(waiting) = self.waiting.take() {
            return waiting.map(Some);
        }
        let Columns { schema, wanted, dictionaries } = &mut self.columns;
        let most = self.source.options().max_record_size.unwrap_or(RECORD_BYTES);
        let mut with = 0_usize;
        while let Some(message) = self.messages.next()? {
            match message.role()? {
                Role::Dictionary => {
                    with = with.saturating_add(message.dictionary(schema, dictionaries, most)?);
                }
                Role::Batch => {
                    let (batch, bytes) =
                        message.batch(schema, dictionaries, wanted.as_deref(), most)?;
                    // A batch without rows has nothing to read, and would be a chunk of its own.
                    if batch.num_rows() > 0 {
                        return Ok(Some((batch, with.saturating_add(bytes))));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns the next chunk: the first rows of a batch, or a batch with the small ones behind it.
    fn gather(&mut self, (batch, bytes): (RecordBatch, usize)) -> Rows {
        let rows = rows_in_chunk(batch.num_rows(), batch_bytes(&batch));
        if rows < batch.num_rows() {
            return self.cut(&batch, rows);
        }
        let mut small = SmallBatches::default();
        self.waiting = small.add(batch, bytes).map(|batch| Ok((batch, bytes)));
        while !small.is_full() && self.waiting.is_none() {
            match self.decode() {
                Ok(None) => break,
                Ok(Some((batch, bytes))) => {
                    self.waiting = small.add(batch, bytes).map(|batch| Ok((batch, bytes)));
                }
                // What came before the fault is read first.
                Err(fault) => self.waiting = Some(Err(fault)),
            }
        }
        let batches = small.take_apart();
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        self.rows(batches, rows)
    }

    /// Returns the first rows of `batch` as a chunk, and keeps the others for the next one.
    fn cut(&mut self, batch: &RecordBatch, rows: usize) -> Rows {
        let rows = rows.min(batch.num_rows());
        let left = batch.num_rows() - rows;
        self.rest = (left > 0).then(|| (batch.slice(rows, left), rows));
        self.rows(vec![batch.slice(0, rows)], rows)
    }

    /// Returns these batches, with so many rows, as a chunk.
    fn rows(&mut self, batches: Vec<RecordBatch>, rows: usize) -> Rows {
        let before = self.row;
        self.row += rows as u64;
        let notes = std::mem::take(&mut self.notes);
        Rows { source: self.source.clone(), batches, before, notes }
    }
}

impl<S: Source> Reader for Batches<S> {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        if let Some((batch, rows)) = self.rest.take() {
            return Ok(Some(Box::new(self.cut(&batch, rows))));
        }
        match self.decode() {
            Ok(None) => Ok(None),
            Ok(Some(batch)) => Ok(Some(Box::new(self.gather(batch)))),
            Err(fault) => Ok(Some(fault.into_chunk(&self.source))),
        }
    }
}
