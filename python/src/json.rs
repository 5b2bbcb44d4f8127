//! Dicts of Python as lines of NDJSON.

use std::fmt::Write as _;
use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyIterator, PyList, PyString, PyTuple};

use crate::control::Shared;
use crate::feed::{BLOCK, Feed};

/// How deep values may be nested.
const MOST: usize = 100;

/// Reads the lines of what an iterator gives.
pub(crate) fn lines(rows: Py<PyIterator>, shared: &Arc<Shared>) -> Feed {
    let caller = Arc::clone(shared);
    Feed::new(shared, move || {
        caller.calls(|py| {
            let mut text = String::new();
            for row in rows.bind(py) {
                line(&row?, &mut text)?;
                if text.len() >= BLOCK {
                    break;
                }
            }
            Ok(text.into_bytes())
        })
    })
}

fn line(row: &Bound<'_, PyAny>, into: &mut String) -> PyResult<()> {
    if !row.hasattr("keys")? {
        let name = row.get_type().name()?;
        return Err(PyTypeError::new_err(format!("an article is a dict, not {name}")));
    }
    value(row, into, 0)?;
    into.push('\n');
    Ok(())
}

fn value(of: &Bound<'_, PyAny>, into: &mut String, depth: usize) -> PyResult<()> {
    if depth > MOST {
        return Err(PyValueError::new_err(format!("nested more than {MOST} deep")));
    }
    if of.is_none() {
        into.push_str("null");
    } else if let Ok(text) = of.cast::<PyString>() {
        quoted(text.to_str()?, into);
    } else if let Ok(truth) = of.cast::<PyBool>() {
        into.push_str(if truth.is_true() { "true" } else { "false" });
    } else if of.is_exact_instance_of::<PyInt>() {
        into.push_str(of.str()?.to_str()?);
    } else if let Ok(number) = of.cast::<PyFloat>() {
        float(number.value(), into);
    } else if let Ok(dict) = of.cast::<PyDict>() {
        map(dict, into, depth)?;
    } else if let Ok(items) = of.cast::<PyList>() {
        list(items.iter(), into, depth)?;
    } else if let Ok(items) = of.cast::<PyTuple>() {
        list(items.iter(), into, depth)?;
    } else {
        other(of, into, depth)?;
    }
    Ok(())
}

fn map(dict: &Bound<'_, PyDict>, into: &mut String, depth: usize) -> PyResult<()> {
    into.push('{');
    for (at, (key, item)) in dict.iter().enumerate() {
        into.push_str(if at == 0 { "" } else { "," });
        quoted(key.str()?.to_str()?, into);
        into.push(':');
        value(&item, into, depth + 1)?;
    }
    into.push('}');
    Ok(())
}

fn list<'py>(
    items: impl Iterator<Item = Bound<'py, PyAny>>,
    into: &mut String,
    depth: usize,
) -> PyResult<()> {
    into.push('[');
    for (at, item) in items.enumerate() {
        into.push_str(if at == 0 { "" } else { "," });
        value(&item, into, depth + 1)?;
    }
    into.push(']');
    Ok(())
}

/// Times, numbers of other classes, and what `newsconv._times.plain` makes of anything else.
fn other(of: &Bound<'_, PyAny>, into: &mut String, depth: usize) -> PyResult<()> {
    let plain = of.py().import("newsconv._times")?.getattr("plain")?;
    let (is_number, made): (bool, Bound<'_, PyAny>) = plain.call1((of,))?.extract()?;
    if is_number {
        // Digits, which must not become a text.
        into.push_str(made.str()?.to_str()?);
        return Ok(());
    }
    value(&made, into, depth + 1)
}

/// NaN is null, as in columns. JSON has no infinity.
fn float(number: f64, into: &mut String) {
    if number.is_nan() {
        into.push_str("null");
    } else if number.is_infinite() {
        into.push_str(if number > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" });
    } else {
        // Writing to a `String` cannot fail.
        let _ = write!(into, "{number:?}");
    }
}

fn quoted(text: &str, into: &mut String) {
    into.push('"');
    for character in text.chars() {
        match character {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(into, "\\u{:04x}", u32::from(control));
            }
            plain => into.push(plain),
        }
    }
    into.push('"');
}
