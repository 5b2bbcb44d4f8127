//! Articles as Arrow's streams and batches, over its C data interface.

use std::ffi::OsString;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use newsconv::arrow::Batches;
use newsconv::arrow::array::ffi::{FFI_ArrowSchema, to_ffi};
use newsconv::arrow::array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use newsconv::arrow::array::{Array as _, RecordBatch, RecordBatchReader, StructArray};
use newsconv::arrow::schema::{ArrowError, SchemaRef};
use newsconv::diagnostic::Speaker;
use newsconv::program::conversion;
use newsconv::{Conversion, Error};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::control::{Control, Shared, TICK, waited};
use crate::places::{self, From};
use crate::{rows, select};

/// Opens the inputs.
#[pyfunction]
pub(crate) fn open(
    py: Python<'_>,
    inputs: Vec<From>,
    options: Vec<OsString>,
    select: Vec<String>,
    skips: bool,
    control: &Control,
) -> PyResult<Stream> {
    let shared = Arc::clone(&control.shared);
    let locations = places::locations(py, inputs, &shared);
    let told = Arc::clone(&shared);
    let batches = waited(py, &control.shared, move || {
        let conversion = controlled(conversion(options)?, &told);
        conversion.batches_with(locations, move |problem| told.report(problem))
    })?;
    Ok(Stream::new(batches, &select, skips, shared))
}

/// Returns the conversion with what the caller controls.
pub(crate) fn controlled(conversion: Conversion, shared: &Shared) -> Conversion {
    conversion.progress(Arc::clone(&shared.records)).cancel(Arc::clone(&shared.cancel))
}

/// Returns the schema of what these options read, as a capsule.
#[pyfunction]
pub(crate) fn schema_capsule(
    py: Python<'_>,
    options: Vec<OsString>,
    select: Vec<String>,
) -> PyResult<Bound<'_, PyCapsule>> {
    let shared = Shared::default();
    let conversion = conversion(options).map_err(|error| shared.exception(py, error))?;
    let schema = conversion.batch_schema();
    let schema = match projection(&schema, &select) {
        None => schema,
        Some(columns) => Arc::new(schema.project(&columns).map_err(wrong)?),
    };
    schema_of(py, &schema)
}

fn schema_of<'py>(py: Python<'py>, schema: &SchemaRef) -> PyResult<Bound<'py, PyCapsule>> {
    let exported = FFI_ArrowSchema::try_from(schema.as_ref()).map_err(wrong)?;
    PyCapsule::new_with_value(py, exported, c"arrow_schema")
}

fn wrong(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn projection(schema: &SchemaRef, select: &[String]) -> Option<Vec<usize>> {
    (!select.is_empty()).then(|| select::columns(schema, select))
}

/// One reading of the inputs.
#[pyclass(frozen, module = "newsconv._native")]
pub(crate) struct Stream {
    reader: Mutex<Option<Pulled>>,
    schema: SchemaRef,
    shared: Arc<Shared>,
}

impl Stream {
    fn new(batches: Batches, select: &[String], skips: bool, shared: Arc<Shared>) -> Self {
        let columns = projection(&batches.schema(), select);
        let whole = batches.schema();
        let narrow = columns.as_ref().and_then(|columns| whole.project(columns).ok());
        let schema = narrow.map_or(whole, Arc::new);
        let (items, ready) = bounded(1);
        let pulling = Pulling { items, columns, skips, shared: Arc::clone(&shared) };
        std::thread::spawn(move || pulling.pull(batches));
        let pulled = Pulled {
            ready,
            schema: SchemaRef::clone(&schema),
            shared: Arc::clone(&shared),
            thread: std::thread::current().id(),
        };
        Self { reader: Mutex::new(Some(pulled)), schema, shared }
    }

    /// Returns the next batch. The GIL is not held while it waits.
    fn next(&self, py: Python<'_>) -> PyResult<Option<RecordBatch>> {
        let item = py.detach(|| {
            let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
            reader.as_mut().and_then(Pulled::next)
        });
        match item {
            None => Ok(None),
            Some(Ok(batch)) => Ok(Some(batch)),
            Some(Err(error)) => Err(self.shared.failure(py).unwrap_or_else(|| wrong(error))),
        }
    }
}

#[pymethods]
impl Stream {
    /// The stream as a capsule, once.
    fn capsule<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| PyValueError::new_err("the stream was consumed"))?;
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_of(py, &self.schema)
    }

    /// The next batch, or `None` at the end.
    fn next_batch(&self, py: Python<'_>) -> PyResult<Option<Batch>> {
        Ok(self.next(py)?.map(Batch))
    }

    /// The next articles as a list of dicts, or `None` at the end. `parse` reads JSON.
    fn next_rows<'py>(
        &self,
        py: Python<'py>,
        parse: Bound<'py, PyAny>,
    ) -> PyResult<Option<Vec<Bound<'py, PyAny>>>> {
        self.next(py)?.map(|batch| rows::rows(&batch, &parse)).transpose()
    }
}

/// Some articles as columns, which Arrow's tools take without copying them.
#[pyclass(frozen, module = "newsconv")]
pub(crate) struct Batch(RecordBatch);

#[pymethods]
impl Batch {
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.num_rows()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.0.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        schema_of(py, &self.0.schema())
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        // The interface lets a producer ignore a schema that it cannot give.
        drop(requested_schema);
        let array = StructArray::from(self.0.clone());
        let (array, _) = to_ffi(&array.to_data()).map_err(wrong)?;
        let array = PyCapsule::new_with_value(py, array, c"arrow_array")?;
        PyTuple::new(py, [schema_of(py, &self.0.schema())?, array])
    }

    /// The addresses of the buffers of a column, for tests of what is copied.
    fn buffer_addresses(&self, column: &str) -> PyResult<Vec<usize>> {
        let found = self.0.column_by_name(column);
        let found = found.ok_or_else(|| PyKeyError::new_err(column.to_owned()))?;
        let data = found.to_data();
        Ok(data.buffers().iter().map(|buffer| buffer.as_ptr() as usize).collect())
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = (self.0.num_rows(), self.0.num_columns());
        format!("<newsconv.Batch: {rows} articles, {columns} columns>")
    }
}

/// Passes batches to the consumer, and judges rejected records.
struct Pulling {
    items: Sender<Result<RecordBatch, ArrowError>>,
    columns: Option<Vec<usize>>,
    /// Whether rejected records are skipped.
    skips: bool,
    shared: Arc<Shared>,
}

impl Pulling {
    fn pull(self, batches: Batches) {
        let mut rejected = Vec::new();
        for item in batches {
            let item = match item {
                // What was read after a rejected record is read only for its problems.
                Ok(_) if !rejected.is_empty() => continue,
                Ok(batch) => self.narrowed(batch),
                Err(error) => match own(error) {
                    Ok(Error::Invalid(problems)) => {
                        let first = usize::from(rejected.is_empty());
                        if !self.skips {
                            rejected.extend(problems.iter().take(first).cloned());
                        }
                        for problem in problems {
                            self.shared.report(problem);
                        }
                        continue;
                    }
                    Ok(error) => Err(self.failed(error)),
                    Err(error) => Err(error),
                },
            };
            // A consumer that is gone wants nothing more.
            if item.is_err() | self.items.send(item).is_err() {
                return;
            }
        }
        if self.shared.has_raised() {
            let text = "the caller's own code raised an exception".to_owned();
            let _ = self.items.send(Err(ArrowError::ComputeError(text)));
        } else if !rejected.is_empty() {
            let _ = self.items.send(Err(self.failed(Error::Invalid(rejected))));
        }
    }

    fn narrowed(&self, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
        match &self.columns {
            None => Ok(batch),
            Some(columns) => batch.project(columns),
        }
    }

    /// Keeps the error for the exception, and returns its text for Arrow.
    fn failed(&self, error: Error) -> ArrowError {
        let text = error.spelled(Speaker::Python);
        self.shared.fail(error);
        ArrowError::ComputeError(text)
    }
}

/// Returns newsconv's own error in one of Arrow.
fn own(error: ArrowError) -> Result<Error, ArrowError> {
    match error {
        ArrowError::ExternalError(inner) => match inner.downcast::<Error>() {
            Ok(own) => Ok(*own),
            Err(inner) => Err(ArrowError::ExternalError(inner)),
        },
        other => Err(other),
    }
}

/// The consumer's end: a reader of Arrow that Ctrl-C ends.
struct Pulled {
    ready: Receiver<Result<RecordBatch, ArrowError>>,
    schema: SchemaRef,
    shared: Arc<Shared>,
    /// The thread that opened it: there signals are looked for.
    thread: ThreadId,
}

impl Pulled {
    /// Waits for the next item, on the thread of the interpreter without the GIL: file objects of the caller need it.
    fn wait(&self) -> Option<Result<RecordBatch, ArrowError>> {
        if std::thread::current().id() != self.thread {
            return self.ready.recv().ok();
        }
        Python::attach(|py| {
            loop {
                match py.detach(|| self.ready.recv_timeout(TICK)) {
                    Ok(item) => return Some(item),
                    Err(RecvTimeoutError::Disconnected) => return None,
                    Err(RecvTimeoutError::Timeout) => {}
                }
                if let Err(interrupt) = py.check_signals() {
                    return Some(Err(self.interrupted(interrupt)));
                }
            }
        })
    }

    fn interrupted(&self, interrupt: PyErr) -> ArrowError {
        self.shared.cancel.store(true, Ordering::Relaxed);
        self.shared.raise(interrupt);
        ArrowError::ComputeError("interrupted".to_owned())
    }
}

impl Iterator for Pulled {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // An item that is ready needs no GIL.
        match self.ready.try_recv() {
            Ok(item) => Some(item),
            Err(_) => self.wait(),
        }
    }
}

impl RecordBatchReader for Pulled {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

/// A consumer that stops early ends the reading.
impl Drop for Pulled {
    fn drop(&mut self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }
}

/// Takes the stream out of a capsule that another tool made.
pub(crate) fn imported(capsule: &Bound<'_, PyCapsule>) -> PyResult<RecordBatchStreamReader> {
    let name = Some(c"arrow_array_stream");
    let pointer = capsule.pointer_checked(name)?.cast::<FFI_ArrowArrayStream>();
    #[expect(unsafe_code, reason = "Arrow's C data interface passes a pointer")]
    // SAFETY: a capsule of this name holds a pointer to a stream that its producer keeps valid as long as the capsule
    // lives, which is borrowed here. `from_raw` moves the stream out and leaves a released one behind, so that it is
    // released once; the GIL is held, so that nobody else takes it meanwhile.
    let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
    reader.map_err(wrong)
}
