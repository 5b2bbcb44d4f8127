//! Encodes rows to column chunks: each column separately, as its rows arrive, on any free thread.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use arrow_array::ArrayRef;
use arrow_array::RecordBatch;
use arrow_schema::{FieldRef, Fields};
use crossbeam_channel::{Receiver, Sender, unbounded};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::errors::{ParquetError, Result};

/// Number of bytes waiting to be encoded above which `push` blocks.
const WAITING_BYTES: usize = 16 << 20;

/// The column chunks of one column's leaves, in order.
type Chunks = Vec<ArrowColumnChunk>;

/// An encoded column, with its index in the schema.
type Done = (usize, Result<Chunks>);

/// The threads that encode columns. They are started when there is enough work, and not at all if there is
/// only one job; then the calling thread encodes.
pub(super) struct Threads {
    jobs: usize,
    tasks: Option<Sender<Arc<Column>>>,
    running: Vec<JoinHandle<()>>,
    gate: Arc<Gate>,
}

impl Threads {
    /// Creates a pool of at most `jobs` threads, without starting them.
    pub(super) fn new(jobs: usize) -> Self {
        Self { jobs, tasks: None, running: Vec::new(), gate: Arc::default() }
    }

    /// Starts the threads, unless they are running.
    pub(super) fn start(&mut self) {
        if self.jobs <= 1 || self.tasks.is_some() {
            return;
        }
        let (tasks, columns) = unbounded::<Arc<Column>>();
        let start = |columns: Receiver<Arc<Column>>| {
            // A thread ends when the sender is dropped with the pool.
            let work = move || columns.into_iter().for_each(|column| column.run());
            std::thread::Builder::new().spawn(work).ok()
        };
        // Where the system has no more threads, fewer do the work, or the one that writes.
        self.running = (0..self.jobs).map_while(|_| start(columns.clone())).collect();
        self.tasks = (!self.running.is_empty()).then_some(tasks);
    }

    /// Runs the waiting work of `column`, on a thread of the pool if there are any.
    fn run(&self, column: &Arc<Column>) {
        match &self.tasks {
            // The threads live as long as `self`, so sending cannot fail.
            Some(tasks) => drop(tasks.send(Arc::clone(column))),
            None => column.run(),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.tasks = None;
        // The threads do not panic: a panic of the encoder was turned into an error.
        self.running.drain(..).for_each(|thread| drop(thread.join()));
    }
}

/// A row group that is being encoded.
pub(super) struct Group {
    columns: Vec<Arc<Column>>,
    done: Receiver<Done>,
}

impl Group {
    /// Creates an empty row group with these columns. `leaves` says how many of `writers` belong to each
    /// column.
    pub(super) fn new(fields: &Fields, writers: Vec<ArrowColumnWriter>, leaves: &[usize]) -> Self {
        let (answer, done) = unbounded();
        let mut writers = writers.into_iter();
        let column = |(index, (field, leaves)): (usize, (&FieldRef, &usize))| {
            let writers = writers.by_ref().take(*leaves).collect();
            let state = State { waiting: VecDeque::new(), runs: false };
            Arc::new(Column {
                field: FieldRef::clone(field),
                state: Mutex::new(state),
                encoder: Mutex::new(Encoder {
                    index,
                    writers: Ok(writers),
                    answer: answer.clone(),
                }),
            })
        };
        let columns = fields.iter().zip(leaves).enumerate().map(column).collect();
        Self { columns, done }
    }

    /// Adds rows with `bytes` bytes. Blocks while too many rows wait to be encoded.
    pub(super) fn push(&self, batch: &RecordBatch, bytes: usize, threads: &Threads) {
        // One ticket for all columns: its bytes are free again when the last column has encoded the
        // rows.
        let ticket = Gate::pass(&threads.gate, bytes);
        for (column, array) in self.columns.iter().zip(batch.columns()) {
            column.give(Work::Rows(ArrayRef::clone(array), Arc::clone(&ticket)), threads);
        }
    }

    /// Waits until all rows are encoded, and returns the column chunks of all leaves, in order.
    pub(super) fn close(self, threads: &Threads) -> Result<Chunks> {
        for column in &self.columns {
            column.give(Work::Close, threads);
        }
        // The columns own the senders of `done`. Threads that still run one have a clone, so this
        // does not take it away from them.
        drop(self.columns);
        // The iteration ends when all columns have answered and were dropped.
        let mut done: Vec<Done> = self.done.iter().collect();
        // Columns finish in any order, but a row group has its chunks in the order of the schema.
        done.sort_by_key(|(index, _)| *index);
        let mut chunks = Vec::new();
        for (_, column) in done {
            chunks.extend(column?);
        }
        Ok(chunks)
    }
}

/// A piece of work for a column.
enum Work {
    Rows(ArrayRef, Arc<Ticket>),
    Close,
}

/// One column of a row group.
struct Column {
    field: FieldRef,
    state: Mutex<State>,
    /// Locked by the thread that runs the column.
    encoder: Mutex<Encoder>,
}

/// The waiting work of a column, and whether a thread is scheduled for it.
struct State {
    waiting: VecDeque<Work>,
    runs: bool,
}

struct Encoder {
    /// The column's index in the schema.
    index: usize,
    /// One for each leaf.
    writers: Result<Vec<ArrowColumnWriter>>,
    answer: Sender<Done>,
}

impl Column {
    fn give(self: &Arc<Self>, work: Work, threads: &Threads) {
        let mut state = lock(&self.state);
        state.waiting.push_back(work);
        // Schedule the column only if no thread is running it: its rows must be encoded in order, by one
        // thread at a time. The running thread takes the new work with the rest.
        if !std::mem::replace(&mut state.runs, true) {
            drop(state);
            threads.run(self);
        }
    }

    /// Does all waiting work, in order.
    fn run(&self) {
        // Another thread may have decided to stop but still have the lock for a moment; this waits
        // for it.
        let mut encoder = lock(&self.encoder);
        while let Some(work) = self.next() {
            match work {
                Work::Rows(rows, _ticket) => encoder.add(&self.field, &rows),
                Work::Close => encoder.close(),
            }
        }
    }

    fn next(&self) -> Option<Work> {
        let mut state = lock(&self.state);
        let next = state.waiting.pop_front();
        // Under the same lock as `give`, so that no work is added after this thread has decided to stop.
        state.runs = next.is_some();
        next
    }
}

impl Encoder {
    fn add(&mut self, field: &FieldRef, rows: &ArrayRef) {
        if let Ok(writers) = &mut self.writers
            && let Err(error) = unpanicked(|| add(writers, field, rows))
        {
            self.writers = Err(error);
        }
    }

    fn close(&mut self) {
        let writers = std::mem::replace(&mut self.writers, Ok(Vec::new()));
        let close = |writers: Vec<_>| writers.into_iter().map(ArrowColumnWriter::close).collect();
        let chunks = writers.and_then(|writers| unpanicked(|| close(writers)));
        // The receiver is gone if the output was discarded.
        drop(self.answer.send((self.index, chunks)));
    }
}

fn add(writers: &mut [ArrowColumnWriter], field: &FieldRef, rows: &ArrayRef) -> Result<()> {
    let leaves = compute_leaves(field, rows)?;
    leaves.iter().zip(writers).try_for_each(|(leaf, writer)| writer.write(leaf))
}

/// Returns the result of `work`, or an error if it panics, since another thread waits for the result.
fn unpanicked<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ParquetError::General("the encoder panicked".to_owned())))
}

/// Limits the number of bytes of rows that wait to be encoded.
#[derive(Default)]
struct Gate {
    waiting: Mutex<usize>,
    less: Condvar,
}

impl Gate {
    /// Waits until there is room for `bytes`, and counts them until the returned ticket is dropped.
    fn pass(gate: &Arc<Self>, bytes: usize) -> Arc<Ticket> {
        // Compared before adding, so that a batch larger than the limit passes once nothing else
        // waits.
        let full = |waiting: &mut usize| *waiting > WAITING_BYTES;
        let waiting = gate.less.wait_while(lock(&gate.waiting), full);
        *waiting.unwrap_or_else(PoisonError::into_inner) += bytes;
        Arc::new(Ticket { gate: Arc::clone(gate), bytes })
    }
}

/// Rows that wait to be encoded in at least one column. Dropping the ticket frees their room in the gate.
struct Ticket {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        *lock(&self.gate.waiting) -= self.bytes;
        self.gate.less.notify_all();
    }
}

/// Locks `mutex`, ignoring poisoning: the values are consistent at any time, so a panic cannot leave them
/// half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
