//! Row groups to column chunks, columns in parallel.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::FieldRef;
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::errors::Result;

/// The chunks of one column's leaves, in order.
type Chunks = Vec<ArrowColumnChunk>;

/// Columns that have been encoded, each with its place in the schema.
type Done = Vec<(usize, Result<Chunks>)>;

/// One column of a row group, to be encoded.
struct Column {
    /// Its place in the schema.
    index: usize,
    field: FieldRef,
    arrays: Vec<ArrayRef>,
    /// One for each of its leaves.
    leaves: Vec<ArrowColumnWriter>,
}

impl Column {
    fn encode(mut self) -> Result<Chunks> {
        for array in self.arrays.drain(..) {
            let leaves = compute_leaves(&self.field, &array)?;
            for (leaf, writer) in leaves.iter().zip(&mut self.leaves) {
                writer.write(leaf)?;
            }
        }
        self.leaves.into_iter().map(ArrowColumnWriter::close).collect()
    }

    fn bytes(&self) -> usize {
        let bytes = |array: &ArrayRef| array.to_data().get_slice_memory_size().unwrap_or(0);
        self.arrays.iter().map(bytes).sum()
    }
}

/// A row group on its way to column chunks.
pub(super) struct Encoding {
    columns: usize,
    done: Done,
    threads: Vec<JoinHandle<Done>>,
}

impl Encoding {
    /// Begins to encode the rows of `batches`, which is not empty, with one of `writers` for each leaf,
    /// on `jobs` threads; with one job it is done on return.
    pub(super) fn start(
        batches: &[RecordBatch],
        writers: Vec<ArrowColumnWriter>,
        leaves: &[usize],
        jobs: usize,
    ) -> Self {
        let columns = columns(batches, writers, leaves);
        let count = columns.len();
        if jobs <= 1 {
            let done = columns.into_iter().map(|column| (column.index, column.encode()));
            return Self { columns: count, done: done.collect(), threads: Vec::new() };
        }
        let mut waiting = columns;
        waiting.sort_by_cached_key(Column::bytes);
        let waiting = Arc::new(Mutex::new(waiting));
        let threads = (0..jobs.min(count)).map(|_| {
            let waiting = Arc::clone(&waiting);
            std::thread::spawn(move || {
                let largest = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut done = Vec::new();
                while let Some(column) = largest() {
                    done.push((column.index, column.encode()));
                }
                done
            })
        });
        Self { columns: count, done: Vec::new(), threads: threads.collect() }
    }

    /// The column chunks of all leaves, in order.
    pub(super) fn finish(mut self) -> Result<Chunks> {
        for thread in self.threads {
            match thread.join() {
                Ok(done) => self.done.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        self.done.sort_by_key(|(index, _)| *index);
        debug_assert_eq!(self.done.len(), self.columns);
        let mut chunks = Vec::new();
        for (_, done) in self.done {
            chunks.extend(done?);
        }
        Ok(chunks)
    }
}

/// The columns of `batches`, each with as many of `writers` as `leaves` says it has leaves.
fn columns(
    batches: &[RecordBatch],
    writers: Vec<ArrowColumnWriter>,
    leaves: &[usize],
) -> Vec<Column> {
    let mut writers = writers.into_iter();
    let fields = batches.first().map(|batch| batch.schema_ref().fields().clone());
    let numbered = fields.iter().flat_map(|fields| fields.iter()).zip(leaves).enumerate();
    let column = |(index, (field, leaves)): (usize, (&FieldRef, &usize))| Column {
        index,
        field: FieldRef::clone(field),
        arrays: batches.iter().map(|batch| ArrayRef::clone(batch.column(index))).collect(),
        leaves: writers.by_ref().take(*leaves).collect(),
    };
    numbered.map(column).collect()
}
