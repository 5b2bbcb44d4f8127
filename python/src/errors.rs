//! Errors and diagnostics as objects of Python.

use newsconv::diagnostic::{Position, Speaker};
use newsconv::{Diagnostic, Error};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;

/// The module of the classes.
const CLASSES: &str = "newsconv._errors";

/// Returns the diagnostic as an object.
pub(crate) fn diagnostic<'py>(
    py: Python<'py>,
    problem: &Diagnostic,
) -> PyResult<Bound<'py, PyAny>> {
    let (line, column, row) = match problem.position {
        None => (None, None, None),
        // Columnar files have rows instead of lines.
        Some(Position { line, column: 0, .. }) => (None, None, Some(line)),
        Some(Position { line, column, .. }) => (Some(line), Some(column), None),
    };
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let fields = (
        problem.code.as_str(),
        problem.severity.as_str(),
        text(&problem.path),
        line,
        column,
        row,
        text(&problem.field),
        &problem.message,
        problem.help.as_ref().map(|help| help.spelled(Speaker::Python)),
    );
    py.import(CLASSES)?.getattr("Diagnostic")?.call1(fields)
}

/// Returns the exception for an error, with the diagnostics of rejected records.
pub(crate) fn exception(py: Python<'_>, error: Error, kept: Vec<Diagnostic>) -> PyResult<PyErr> {
    let class = match &error {
        Error::Interrupted => return Ok(PyKeyboardInterrupt::new_err(())),
        Error::Usage(_) => "UsageError",
        Error::Input { .. } => "InputError",
        Error::Output { .. } => "OutputError",
        Error::Invalid(_) | Error::Rejected(_) | Error::TooManyErrors { .. } => "ConversionError",
        _ => "InternalError",
    };
    let text = error.spelled(Speaker::Python);
    let problems = match error {
        Error::Invalid(problems) if kept.is_empty() => problems,
        _ => kept,
    };
    let problems: Vec<_> =
        problems.iter().map(|problem| diagnostic(py, problem)).collect::<PyResult<_>>()?;
    let made = py.import(CLASSES)?.getattr("made")?;
    Ok(PyErr::from_value(made.call1((class, text, problems))?))
}
