//! Inputs and outputs that Python names: paths, bytes and file objects.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use newsconv::Input;
use newsconv::io::{Location, Memory, Target};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::control::Shared;
use crate::feed::{BLOCK, Feed};

/// An input: a path, or a name with bytes or a file object.
#[derive(FromPyObject)]
pub(crate) enum From {
    Path(OsString),
    Bytes(String, Py<PyBytes>),
    File(String, Py<PyAny>),
}

impl From {
    pub(crate) fn location(self, py: Python<'_>, shared: &Arc<Shared>) -> Location {
        match self {
            Self::Path(path) => PathBuf::from(path).into(),
            Self::Bytes(name, bytes) => Input::bytes(name, bytes.as_bytes(py)).into(),
            Self::File(name, file) => Input::reader(name, reading(file, shared)).into(),
        }
    }
}

/// Returns the inputs.
pub(crate) fn locations(py: Python<'_>, inputs: Vec<From>, shared: &Arc<Shared>) -> Vec<Location> {
    inputs.into_iter().map(|input| input.location(py, shared)).collect()
}

/// An output: a path, a file object, or `None` for bytes that are returned.
#[derive(FromPyObject)]
pub(crate) enum Into {
    Path(OsString),
    File(Py<PyAny>),
}

/// Returns the output, and where its bytes are if there is none.
pub(crate) fn target(output: Option<Into>, shared: &Arc<Shared>) -> (Target, Option<Memory>) {
    match output {
        None => {
            let memory = Memory::default();
            (Target::from(&memory), Some(memory))
        }
        Some(Into::Path(path)) => (PathBuf::from(path).into(), None),
        Some(Into::File(file)) => {
            (Target::writer(Writing { file, shared: Arc::clone(shared) }), None)
        }
    }
}

/// Reads from a file object, in binary or text mode.
fn reading(file: Py<PyAny>, shared: &Arc<Shared>) -> Feed {
    let caller = Arc::clone(shared);
    Feed::new(shared, move || {
        caller.calls(|py| {
            let read = file.bind(py).call_method1("read", (BLOCK,))?;
            if let Ok(text) = read.cast::<PyString>() {
                return Ok(text.to_str()?.as_bytes().to_vec());
            }
            Ok(read.extract::<Cow<'_, [u8]>>()?.into_owned())
        })
    })
}

/// Writes to a file object in binary mode.
struct Writing {
    file: Py<PyAny>,
    shared: Arc<Shared>,
}

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = &self.file;
        self.shared.calls(|py| {
            let written = file.bind(py).call_method1("write", (PyBytes::new(py, bytes),))?;
            // Raw files say how much they took; others take all, and some of them say nothing.
            Ok(written.extract::<usize>().unwrap_or(bytes.len()))
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = &self.file;
        self.shared.calls(|py| {
            if file.bind(py).hasattr("flush")? {
                file.bind(py).call_method0("flush")?;
            }
            Ok(())
        })
    }
}
