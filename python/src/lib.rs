//! The extension module of the Python package `newsconv`: what Python cannot do itself, or not as fast.
//!
//! Names, types and documentation for users are in `package/newsconv`. Here each function takes the options as words of
//! the program's command line, so that the options of both are one list.

mod calls;
mod control;
mod errors;
mod feed;
mod json;
mod places;
mod rows;
mod select;
mod stream;
mod table;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::calls::{
        check, convert, explain, main, plan, profiles, schema, suggest, verify, write_rows,
        write_stream,
    };
    #[pymodule_export]
    use crate::control::Control;
    #[pymodule_export]
    use crate::stream::{Batch, Stream, open, schema_capsule};
    #[pymodule_export]
    use crate::table::diagnostics_capsule;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        newsconv::program::hide_caught_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
