//! The functions that read and write whole archives.

use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use newsconv::arrow::array::RecordBatchReader as _;
use newsconv::arrow::array::ffi_stream::RecordBatchStreamReader;
use newsconv::arrow::ipc::writer::StreamWriter;
use newsconv::arrow::schema::ArrowError;
use newsconv::compare::{Difference, compare, compare_spelling};
use newsconv::diagnostic::{Code, explain as explanation};
use newsconv::io::{Location, Memory};
use newsconv::profiles::PROFILES;
use newsconv::program::{self, conversion};
use newsconv::schema::{SchemaKind, with_columns};
use newsconv::{Conversion, Input, Result, Summary, format};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyIterator};

use crate::control::{Control, Shared, waited};
use crate::feed::{BLOCK, Feed};
use crate::json::lines;
use crate::places::{self, From, Into, locations};
use crate::stream::{controlled, imported};

/// Runs the program, and returns its exit code.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| program::main(arguments))
}

fn dict(py: Python<'_>, summary: Summary) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("articles", summary.articles)?;
    dict.set_item("rejected", summary.rejected)?;
    dict.set_item("warnings", summary.warnings)?;
    dict.set_item("notes", summary.notes)?;
    dict.set_item("dropped_keys", summary.dropped_keys)?;
    dict.set_item("slow", summary.slow)?;
    dict.set_item("written", summary.written)?;
    dict.set_item("profiles", summary.signatures().collect::<Vec<_>>())?;
    Ok(dict)
}

/// Runs a conversion of `inputs`, and returns its summary, with the bytes of an output that has no place.
fn run<'py>(
    py: Python<'py>,
    shared: &Arc<Shared>,
    inputs: Vec<Location>,
    output: Option<Into>,
    make: impl FnOnce() -> Result<Conversion> + Send + 'static,
) -> PyResult<(Bound<'py, PyDict>, Option<Bound<'py, PyBytes>>)> {
    let told = Arc::clone(shared);
    let (target, memory) = places::target(output, shared);
    let summary = waited(py, shared, move || {
        let conversion = controlled(make()?, &told);
        conversion.run(inputs, target, &mut |problem| told.report(problem))
    })?;
    let bytes = memory.as_ref().map(Memory::take).map(|bytes| PyBytes::new(py, &bytes));
    Ok((dict(py, summary)?, bytes))
}

#[pyfunction]
pub(crate) fn convert<'py>(
    py: Python<'py>,
    inputs: Vec<From>,
    output: Option<Into>,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<(Bound<'py, PyDict>, Option<Bound<'py, PyBytes>>)> {
    let inputs = locations(py, inputs, &control.shared);
    run(py, &control.shared, inputs, output, || conversion(options))
}

/// Says what [`convert`] would do.
#[pyfunction]
pub(crate) fn plan<'py>(
    py: Python<'py>,
    inputs: Vec<From>,
    output: OsString,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<Bound<'py, PyDict>> {
    let inputs = locations(py, inputs, &control.shared);
    let told = Arc::clone(&control.shared);
    let plan = waited(py, &control.shared, move || {
        let conversion = controlled(conversion(options)?, &told);
        let output = std::path::PathBuf::from(output);
        conversion.plan(inputs, output, &mut |problem| told.report(problem))
    })?;
    let dict = PyDict::new(py);
    let inputs = plan.inputs.iter().map(|group| (group.format, group.names.count));
    dict.set_item("inputs", inputs.collect::<Vec<_>>())?;
    dict.set_item("output", plan.output)?;
    dict.set_item("format", plan.format)?;
    dict.set_item("is_folder", plan.is_folder)?;
    dict.set_item("profile", plan.profile)?;
    dict.set_item("replaced", plan.replaced.map_or(0, |names| names.count))?;
    dict.set_item("deleted", plan.deleted.count)?;
    dict.set_item("unreadable", plan.unreadable.count)?;
    Ok(dict)
}

/// Writes the articles of dicts.
#[pyfunction]
pub(crate) fn write_rows<'py>(
    py: Python<'py>,
    rows: Py<PyIterator>,
    output: Option<Into>,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<(Bound<'py, PyDict>, Option<Bound<'py, PyBytes>>)> {
    let lines = lines(rows, &control.shared);
    let input = vec![Input::reader("<rows>", lines).into()];
    run(py, &control.shared, input, output, || {
        Ok(conversion(options)?.input_format(&format::NDJSON))
    })
}

/// Writes the articles of a stream of Arrow.
#[pyfunction]
pub(crate) fn write_stream<'py>(
    py: Python<'py>,
    stream: &Bound<'py, PyCapsule>,
    output: Option<Into>,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<(Bound<'py, PyDict>, Option<Bound<'py, PyBytes>>)> {
    let piped = piped(imported(stream)?, &control.shared)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let input = vec![Input::reader("<table>", piped).into()];
    run(py, &control.shared, input, output, || {
        Ok(conversion(options)?.input_format(&format::ARROW_STREAM))
    })
}

/// A stream of Arrow's C data interface as bytes of an IPC stream, which newsconv's reader of foreign tables takes.
fn piped(mut batches: RecordBatchStreamReader, shared: &Arc<Shared>) -> Result<Feed, ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batches.schema())?;
    let mut ended = false;
    Ok(Feed::new(shared, move || {
        // The first block has the schema too; the last one has the end.
        while !ended && writer.get_ref().len() < BLOCK {
            let done = if let Some(batch) = batches.next() {
                batch.and_then(|batch| writer.write(&batch))
            } else {
                ended = true;
                writer.finish()
            };
            done.map_err(io::Error::other)?;
        }
        Ok(std::mem::take(writer.get_mut()))
    }))
}

#[pyfunction]
pub(crate) fn check<'py>(
    py: Python<'py>,
    inputs: Vec<From>,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<Bound<'py, PyDict>> {
    let inputs = locations(py, inputs, &control.shared);
    let told = Arc::clone(&control.shared);
    let summary = waited(py, &control.shared, move || {
        let conversion = controlled(conversion(options)?, &told);
        conversion.check(inputs, &mut |problem| told.report(problem))
    })?;
    dict(py, summary)
}

/// Drafts a profile.
#[pyfunction]
pub(crate) fn suggest(
    py: Python<'_>,
    inputs: Vec<From>,
    options: Vec<OsString>,
    control: &Control,
) -> PyResult<String> {
    let inputs = locations(py, inputs, &control.shared);
    let told = Arc::clone(&control.shared);
    waited(py, &control.shared, move || {
        let conversion = controlled(conversion(options)?, &told);
        conversion.suggest(inputs, &mut |problem| told.report(problem))
    })
}

type Compared = ((u64, u64, u64, u64), Vec<(String, String, String, String)>);

/// Compares two archives; returns counts (left, right, equal, different) and the first `most` differences.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "each is another part of the request")]
pub(crate) fn verify(
    py: Python<'_>,
    left: Vec<From>,
    right: Vec<From>,
    left_options: Vec<OsString>,
    right_options: Vec<OsString>,
    spelling: bool,
    most: usize,
    control: &Control,
) -> PyResult<Compared> {
    let left = locations(py, left, &control.shared);
    let right = locations(py, right, &control.shared);
    let told = Arc::clone(&control.shared);
    waited(py, &control.shared, move || {
        let open = |inputs, options| {
            let conversion = controlled(conversion(options)?, &told);
            conversion.reader(inputs, &mut |problem| told.report(problem))
        };
        let (mut left, mut right) = (open(left, left_options)?, open(right, right_options)?);
        let mut found = Vec::new();
        let mut differs = |difference: Difference| {
            if found.len() < most {
                let Difference { article, field, left, right, .. } = difference;
                found.push((article, field, left, right));
            }
        };
        let compare = if spelling { compare_spelling } else { compare };
        let counts = compare(&mut *left, &mut *right, &mut differs)?;
        Ok(((counts.left, counts.right, counts.equal, counts.different), found))
    })
}

/// Returns the schema in a language, with the columns that a mapping file declares.
#[pyfunction]
pub(crate) fn schema(py: Python<'_>, kind: &str, profile: Option<String>) -> PyResult<String> {
    let shared = Shared::default();
    let kind: SchemaKind = kind.parse().map_err(|error| shared.exception(py, error))?;
    let columns = match profile {
        None => Vec::new(),
        Some(profile) => program::columns(&profile).map_err(|error| shared.exception(py, error))?,
    };
    Ok(with_columns(kind, &columns))
}

/// Returns the built-in profiles: name, title, URL and text of each.
#[pyfunction]
pub(crate) fn profiles() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    PROFILES.iter().map(|one| (one.name, one.title, one.url, one.text)).collect()
}

/// Returns what a code means, or all codes with their titles.
#[pyfunction]
#[pyo3(signature = (code=None))]
pub(crate) fn explain(code: Option<&str>) -> PyResult<String> {
    let Some(code) = code else {
        let row = |code: &Code| format!("{code}  {}\n", code.title());
        return Ok(Code::ALL.iter().map(row).collect());
    };
    let code: Code = code.parse().map_err(PyValueError::new_err::<String>)?;
    Ok(explanation(code).to_owned())
}
