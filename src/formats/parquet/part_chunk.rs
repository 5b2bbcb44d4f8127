//! Parts of a file that are decoded on the worker, as one chunk.

use std::collections::VecDeque;

use arrow_array::RecordBatch;

use super::part_rows::{OpenFile, PartRows};
use super::split::Part;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::formats::columns::{Fault, SmallBatches, batch_bytes, push};
use crate::pipeline::reader::Chunk;
use crate::pipeline::sink::{ArticleSink, Flow};

/// Consecutive parts: several only if they are small.
pub(super) struct PartChunk {
    open: OpenFile,
    parts: VecDeque<Part>,
    /// The part that is being decoded.
    rows: Option<PartRows>,
    /// Batches that wait for more rows, and the number of rows of the file before them.
    small: SmallBatches,
    before: u64,
    /// Diagnostics to report before the first row.
    notes: Vec<Diagnostic>,
}

impl PartChunk {
    pub(super) fn new(open: OpenFile, parts: VecDeque<Part>, notes: Vec<Diagnostic>) -> Self {
        Self { open, parts, rows: None, small: SmallBatches::default(), before: 0, notes }
    }

    /// Returns the next batch, and the number of rows of the file before it; `None` at the end.
    fn decode(&mut self) -> Result<Option<(RecordBatch, u64)>, Fault> {
        loop {
            let rows = match &mut self.rows {
                Some(rows) => rows,
                None => match self.parts.pop_front() {
                    Some(part) => self.rows.insert(PartRows::new(self.open.clone(), part)),
                    None => return Ok(None),
                },
            };
            let before = rows.before();
            if let Some(batch) = rows.next()? {
                return Ok(Some((batch, before)));
            }
            self.rows = None;
        }
    }

    /// Passes on `batch`, or keeps it until there are more rows.
    fn add(&mut self, batch: RecordBatch, before: u64, sink: &mut dyn ArticleSink) -> Result<Flow> {
        if self.small.is_empty() {
            self.before = before;
        }
        let bytes = batch_bytes(&batch);
        if let Some(batch) = self.small.add(batch, bytes) {
            if self.flush(sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            return self.add(batch, before, sink);
        }
        if self.small.is_full() { self.flush(sink) } else { Ok(Flow::Continue) }
    }

    /// Passes on the batches that wait.
    fn flush(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for batch in self.small.take() {
            if push(&self.open.source, &batch, self.before, sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            self.before += batch.num_rows() as u64;
        }
        Ok(Flow::Continue)
    }
}

impl Chunk for PartChunk {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        loop {
            let flow = match self.decode() {
                Ok(Some((batch, before))) => self.add(batch, before, sink)?,
                Ok(None) => return self.flush(sink),
                // A part that is damaged does not stop those behind it.
                Err(fault) => {
                    self.rows = None;
                    match self.flush(sink)? {
                        Flow::Continue => fault.into_chunk(&self.open.source).read(sink)?,
                        Flow::Stop => Flow::Stop,
                    }
                }
            };
            if flow == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
    }
}
