//! Diagnostics as a table of Arrow.

use std::sync::Arc;

use newsconv::arrow::array::ffi_stream::FFI_ArrowArrayStream;
use newsconv::arrow::array::{ArrayRef, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use newsconv::arrow::schema::{DataType, Field, Schema};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// The columns, which are the fields of `newsconv.Diagnostic`.
const COLUMNS: [(&str, bool); 9] = [
    ("code", false),
    ("severity", false),
    ("path", false),
    ("line", true),
    ("column", true),
    ("row", true),
    ("field", false),
    ("message", false),
    ("help", false),
];

/// Returns these diagnostics as a stream of one batch.
#[pyfunction]
pub(crate) fn diagnostics_capsule<'py>(
    py: Python<'py>,
    diagnostics: Vec<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyCapsule>> {
    let field = |(name, is_number): &(&str, bool)| {
        let of = if *is_number { DataType::Int64 } else { DataType::Utf8 };
        Field::new(*name, of, true)
    };
    let schema = Arc::new(Schema::new(COLUMNS.iter().map(field).collect::<Vec<_>>()));
    let column = |(name, is_number): &(&str, bool)| -> PyResult<ArrayRef> {
        let values = diagnostics.iter().map(|one| one.getattr(*name));
        Ok(if *is_number {
            let numbers = values.map(|value| value?.extract::<Option<i64>>());
            Arc::new(numbers.collect::<PyResult<Int64Array>>()?)
        } else {
            let texts = values.map(|value| value?.extract::<Option<String>>());
            Arc::new(texts.collect::<PyResult<StringArray>>()?)
        })
    };
    let columns = COLUMNS.iter().map(column).collect::<PyResult<Vec<_>>>()?;
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns)
        .map_err(|error| PyValueError::new_err(error.to_string()))?;
    let reader = RecordBatchIterator::new([Ok(batch)], schema);
    PyCapsule::new_with_value(
        py,
        FFI_ArrowArrayStream::new(Box::new(reader)),
        c"arrow_array_stream",
    )
}
