//! What a run shares with its caller in Python: progress, cancellation, and what was reported.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, bounded};
use newsconv::{Diagnostic, Error, Result, Severity};
use pyo3::prelude::*;

use crate::errors;

/// How often a waiting call looks for signals.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// How long a cancelled call waits for a file object of the caller that does not return.
const PATIENCE: Duration = Duration::from_millis(400);

/// Diagnostics of rejected records that are kept for the exception; more are counted only.
const MOST_KEPT: usize = 10_000;

/// A run, seen from Python.
#[pyclass(frozen, module = "newsconv._native")]
pub(crate) struct Control {
    pub(crate) shared: Arc<Shared>,
}

/// What the threads of a run share.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) cancel: Arc<AtomicBool>,
    pub(crate) records: Arc<AtomicU64>,
    /// Called with each diagnostic.
    callback: Option<Py<PyAny>>,
    /// Diagnostics of each code: their number and the first one.
    told: Mutex<BTreeMap<&'static str, (u64, Diagnostic)>>,
    errors: Mutex<Vec<Diagnostic>>,
    /// The first exception that the caller's own code raised.
    raised: Mutex<Option<PyErr>>,
    /// The error that ended a stream.
    failed: Mutex<Option<Error>>,
    /// Number of threads that are in a call of the caller's own code.
    calling: AtomicUsize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Keeps or counts a diagnostic, and passes it to the callback.
    pub(crate) fn report(&self, problem: Diagnostic) {
        if let Some(callback) = &self.callback {
            let called =
                self.calls(|py| callback.call1(py, (errors::diagnostic(py, &problem)?,)).map(drop));
            if called.is_err() {
                self.cancel.store(true, Ordering::Relaxed);
            }
        }
        if problem.severity == Severity::Error {
            let mut errors = lock(&self.errors);
            if errors.len() < MOST_KEPT {
                errors.push(problem.clone());
            }
        }
        let mut told = lock(&self.told);
        told.entry(problem.code.as_str()).or_insert((0, problem)).0 += 1;
    }

    /// Calls the caller's own code, and keeps the exception that it raises.
    pub(crate) fn calls<T>(
        &self,
        call: impl FnOnce(Python<'_>) -> PyResult<T>,
    ) -> std::io::Result<T> {
        self.calling.fetch_add(1, Ordering::Relaxed);
        let done = Python::attach(|py| {
            call(py).map_err(|error| {
                let text = error.to_string();
                self.raise(error);
                std::io::Error::other(text)
            })
        });
        self.calling.fetch_sub(1, Ordering::Relaxed);
        done
    }

    /// Keeps an exception, unless there is one.
    pub(crate) fn raise(&self, error: PyErr) {
        lock(&self.raised).get_or_insert(error);
    }

    /// Returns whether the caller's own code raised an exception.
    pub(crate) fn has_raised(&self) -> bool {
        lock(&self.raised).is_some()
    }

    /// Keeps the error that ended a stream.
    pub(crate) fn fail(&self, error: Error) {
        lock(&self.failed).get_or_insert(error);
    }

    /// Returns the exception for the error that ended a stream, if one did.
    pub(crate) fn failure(&self, py: Python<'_>) -> Option<PyErr> {
        if let Some(raised) = lock(&self.raised).take() {
            return Some(raised);
        }
        let failed = lock(&self.failed).take()?;
        Some(self.exception(py, failed))
    }

    /// Returns the exception for this error: that of the caller's own code, if it raised one.
    pub(crate) fn exception(&self, py: Python<'_>, error: Error) -> PyErr {
        if let Some(raised) = lock(&self.raised).take() {
            return raised;
        }
        let kept = std::mem::take(&mut *lock(&self.errors));
        errors::exception(py, error, kept).unwrap_or_else(|error| error)
    }
}

#[pymethods]
impl Control {
    #[new]
    #[pyo3(signature = (callback=None))]
    fn new(callback: Option<Py<PyAny>>) -> Self {
        Self { shared: Arc::new(Shared { callback, ..Shared::default() }) }
    }

    /// Number of records read so far.
    #[getter]
    fn records(&self) -> u64 {
        self.shared.records.load(Ordering::Relaxed)
    }

    /// Asks the run to end.
    fn cancel(&self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }

    /// What was reported: number and first diagnostic of each code.
    fn told<'py>(&self, py: Python<'py>) -> PyResult<Vec<(u64, Bound<'py, PyAny>)>> {
        let told = std::mem::take(&mut *lock(&self.shared.told));
        let each =
            told.into_values().map(|(count, first)| Ok((count, errors::diagnostic(py, &first)?)));
        each.collect()
    }

    /// Raises the exception for what ended a stream too early.
    fn raise_failure(&self, py: Python<'_>) -> PyResult<()> {
        self.shared.failure(py).map_or(Ok(()), Err)
    }
}

/// Does `work` on another thread while this one looks for signals. One that raises an exception, as Ctrl-C does,
/// cancels the work and waits until it has removed its unfinished files.
pub(crate) fn waited<T: Send + 'static>(
    py: Python<'_>,
    shared: &Arc<Shared>,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> PyResult<T> {
    let (done, ready) = bounded(1);
    std::thread::spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(work))
            .unwrap_or_else(|_| Err(Error::Internal("a worker panicked".to_owned())));
        // Nobody waits any more if the caller's file object did not return in time.
        let _ = done.send(result);
    });
    let result = py.detach(|| {
        loop {
            match ready.recv_timeout(TICK) {
                Ok(result) => return Ok(result),
                Err(RecvTimeoutError::Disconnected) => {
                    return Ok(Err(Error::Internal("a worker ended".to_owned())));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            #[expect(
                clippy::redundant_closure_for_method_calls,
                reason = "its lifetime is too narrow"
            )]
            let checked = Python::attach(|py| py.check_signals());
            if let Err(interrupt) = checked {
                shared.cancel.store(true, Ordering::Relaxed);
                let since = Instant::now();
                while let Err(RecvTimeoutError::Timeout) = ready.recv_timeout(TICK) {
                    let is_stuck = shared.calling.load(Ordering::Relaxed) > 0;
                    if is_stuck && since.elapsed() > PATIENCE {
                        break;
                    }
                }
                return Err(interrupt);
            }
        }
    })?;
    let raised = lock(&shared.raised).take();
    match (raised, result) {
        (Some(raised), _) => Err(raised),
        (None, Ok(result)) => Ok(result),
        (None, Err(error)) => Err(shared.exception(py, error)),
    }
}
