//! Rows to column chunks: every column is encoded by itself, as its rows come, on whichever thread is free.

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

/// Bytes of rows that wait to be encoded, after which whoever brings more has to wait.
const WAITING_BYTES: usize = 16 << 20;

/// The chunks of one column's leaves, in order.
type Chunks = Vec<ArrowColumnChunk>;

/// A column that has been encoded, by its place in the schema.
type Done = (usize, Result<Chunks>);

/// The threads that encode columns, once there is much to do; none where there is one job. Where there are
/// none, whoever brings the rows encodes them.
pub(super) struct Threads {
    jobs: usize,
    tasks: Option<Sender<Arc<Column>>>,
    running: Vec<JoinHandle<()>>,
    gate: Arc<Gate>,
}

impl Threads {
    /// At most `jobs` threads, of which none has been started.
    pub(super) fn new(jobs: usize) -> Self {
        Self { jobs, tasks: None, running: Vec::new(), gate: Arc::default() }
    }

    /// Starts them, unless that is done.
    pub(super) fn start(&mut self) {
        if self.jobs <= 1 || self.tasks.is_some() {
            return;
        }
        let (tasks, columns) = unbounded::<Arc<Column>>();
        let work = |columns: Receiver<Arc<Column>>| {
            std::thread::spawn(move || columns.into_iter().for_each(|column| column.run()))
        };
        self.running = (0..self.jobs).map(|_| work(columns.clone())).collect();
        self.tasks = Some(tasks);
    }

    /// Has `column` do what waits for it.
    fn run(&self, column: &Arc<Column>) {
        match &self.tasks {
            // The threads live as long as this does.
            Some(tasks) => drop(tasks.send(Arc::clone(column))),
            None => column.run(),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.tasks = None;
        // None of them panics: a panic of the encoder is an error by then.
        self.running.drain(..).for_each(|thread| drop(thread.join()));
    }
}

/// A row group on its way to column chunks.
pub(super) struct Group {
    columns: Vec<Arc<Column>>,
    done: Receiver<Done>,
}

impl Group {
    /// Returns an empty row group with these columns, of which each has as many of `writers` as `leaves`
    /// says.
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

    /// Adds rows, which hold `bytes`; waits while there are too many that are not encoded yet.
    pub(super) fn push(&self, batch: &RecordBatch, bytes: usize, threads: &Threads) {
        let ticket = Gate::pass(&threads.gate, bytes);
        for (column, array) in self.columns.iter().zip(batch.columns()) {
            column.give(Work::Rows(ArrayRef::clone(array), Arc::clone(&ticket)), threads);
        }
    }

    /// Returns the column chunks of all leaves, in order, once the last rows are encoded.
    pub(super) fn close(self, threads: &Threads) -> Result<Chunks> {
        for column in &self.columns {
            column.give(Work::Close, threads);
        }
        drop(self.columns);
        // It ends when all columns have answered, and are gone.
        let mut done: Vec<Done> = self.done.iter().collect();
        done.sort_by_key(|(index, _)| *index);
        let mut chunks = Vec::new();
        for (_, column) in done {
            chunks.extend(column?);
        }
        Ok(chunks)
    }
}

/// What a column has to do.
enum Work {
    Rows(ArrayRef, Arc<Ticket>),
    Close,
}

/// One column of a row group.
struct Column {
    field: FieldRef,
    state: Mutex<State>,
    /// Locked by the one thread that runs the column.
    encoder: Mutex<Encoder>,
}

/// What waits for a column, and whether a thread has been told.
struct State {
    waiting: VecDeque<Work>,
    runs: bool,
}

struct Encoder {
    /// The column's place in the schema.
    index: usize,
    /// One for each leaf.
    writers: Result<Vec<ArrowColumnWriter>>,
    answer: Sender<Done>,
}

impl Column {
    fn give(self: &Arc<Self>, work: Work, threads: &Threads) {
        let mut state = lock(&self.state);
        state.waiting.push_back(work);
        if !std::mem::replace(&mut state.runs, true) {
            drop(state);
            threads.run(self);
        }
    }

    /// Does all that waits, in order.
    fn run(&self) {
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
        // Nobody waits for it when the output has been given up.
        drop(self.answer.send((self.index, chunks)));
    }
}

fn add(writers: &mut [ArrowColumnWriter], field: &FieldRef, rows: &ArrayRef) -> Result<()> {
    let leaves = compute_leaves(field, rows)?;
    leaves.iter().zip(writers).try_for_each(|(leaf, writer)| writer.write(leaf))
}

/// Returns what `work` answers; an error when it panics, since somebody waits for its answer.
fn unpanicked<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(ParquetError::General("the encoder panicked".to_owned())))
}

/// How many bytes of rows wait to be encoded.
#[derive(Default)]
struct Gate {
    waiting: Mutex<usize>,
    less: Condvar,
}

impl Gate {
    /// Lets `bytes` in once there are not too many before them. They are out when the ticket is gone.
    fn pass(gate: &Arc<Self>, bytes: usize) -> Arc<Ticket> {
        let full = |waiting: &mut usize| *waiting > WAITING_BYTES;
        let waiting = gate.less.wait_while(lock(&gate.waiting), full);
        *waiting.unwrap_or_else(PoisonError::into_inner) += bytes;
        Arc::new(Ticket { gate: Arc::clone(gate), bytes })
    }
}

/// Rows that wait to be encoded, in one column or more.
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

/// Returns what is locked is whole at any time, so that a thread's panic leaves nothing half done in it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
