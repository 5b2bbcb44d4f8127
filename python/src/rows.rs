//! Batches as dicts of Python.

use newsconv::arrow::array::cast::AsArray;
use newsconv::arrow::array::types::{Float64Type, Int16Type, Int64Type, TimestampMicrosecondType};
use newsconv::arrow::array::{Array, ArrayRef, RecordBatch};
use newsconv::arrow::schema::{DataType, Fields};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

type Objects<'py> = Vec<Bound<'py, PyAny>>;

/// Returns a dict for each row: JSON in `extra` is parsed, and times have their own offset.
pub(crate) fn rows<'py>(batch: &RecordBatch, parse: &Bound<'py, PyAny>) -> PyResult<Objects<'py>> {
    let times = Times::new(parse.py())?;
    let making = Making { py: parse.py(), parse, times };
    let dicts = making.dicts(batch.schema_ref().fields(), batch.columns(), batch.num_rows())?;
    Ok(dicts.into_iter().map(Bound::into_any).collect())
}

struct Making<'a, 'py> {
    py: Python<'py>,
    /// Parses JSON.
    parse: &'a Bound<'py, PyAny>,
    times: Times<'py>,
}

impl<'py> Making<'_, 'py> {
    /// Returns dicts of these columns, of which an offset belongs to the time before it.
    fn dicts(
        &self,
        fields: &Fields,
        columns: &[ArrayRef],
        count: usize,
    ) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let dicts: Vec<_> = (0..count).map(|_| PyDict::new(self.py)).collect();
        let mut at = 0;
        while let Some(field) = fields.get(at) {
            let name = PyString::intern(self.py, field.name());
            let is_time = matches!(field.data_type(), DataType::Timestamp(..));
            let offsets =
                columns.get(at + 1).filter(|next| is_time && *next.data_type() == DataType::Int16);
            let values = if is_time {
                self.times(&columns[at], offsets)?
            } else if field.name() == "extra" {
                self.extras(&columns[at])?
            } else {
                self.values(&columns[at])?
            };
            for (dict, value) in dicts.iter().zip(values) {
                dict.set_item(&name, value)?;
            }
            at += 1 + usize::from(offsets.is_some());
        }
        Ok(dicts)
    }

    fn values(&self, column: &ArrayRef) -> PyResult<Objects<'py>> {
        let py = self.py;
        let none = || py.None().into_bound(py);
        macro_rules! each {
            ($of:expr) => {
                $of.iter()
                    .map(|value| match value {
                        None => Ok(none()),
                        Some(value) => Ok(value.into_pyobject(py)?.to_owned().into_any()),
                    })
                    .collect()
            };
        }
        match column.data_type() {
            DataType::Utf8 => each!(column.as_string::<i32>()),
            DataType::Int64 => each!(column.as_primitive::<Int64Type>()),
            DataType::Float64 => each!(column.as_primitive::<Float64Type>()),
            DataType::Int16 => each!(column.as_primitive::<Int16Type>()),
            DataType::Boolean => each!(column.as_boolean()),
            DataType::Timestamp(..) => self.times(column, None),
            DataType::Struct(fields) => {
                let dicts = self.dicts(fields, column.as_struct().columns(), column.len())?;
                let each = dicts.into_iter().enumerate();
                let each = each.map(
                    |(at, dict)| {
                        if column.is_null(at) { none() } else { dict.into_any() }
                    },
                );
                Ok(each.collect())
            }
            DataType::List(_) => {
                let lists = column.as_list::<i32>();
                let items = self.values(lists.values())?;
                let range = |at: usize| {
                    let ends = [lists.value_offsets()[at], lists.value_offsets()[at + 1]];
                    let [from, to] = ends.map(|end| usize::try_from(end).unwrap_or_default());
                    &items[from..to]
                };
                let each = (0..lists.len()).map(|at| {
                    if lists.is_null(at) {
                        return Ok(none());
                    }
                    Ok(PyList::new(py, range(at))?.into_any())
                });
                each.collect()
            }
            other => Err(PyTypeError::new_err(format!("no value of Python for {other}"))),
        }
    }

    /// Unknown keys: a dict, which is empty if there are none.
    fn extras(&self, column: &ArrayRef) -> PyResult<Objects<'py>> {
        let texts = column.as_string::<i32>();
        let each = texts.iter().map(|text| match text {
            None => Ok(PyDict::new(self.py).into_any()),
            Some(text) => self.parse.call1((text,)),
        });
        each.collect()
    }

    fn times(&self, column: &ArrayRef, offsets: Option<&ArrayRef>) -> PyResult<Objects<'py>> {
        let times = column.as_primitive::<TimestampMicrosecondType>();
        let offsets = offsets.map(AsArray::as_primitive::<Int16Type>);
        let each = (0..times.len()).map(|at| {
            if times.is_null(at) {
                return Ok(self.py.None().into_bound(self.py));
            }
            let offset = offsets.filter(|offsets| offsets.is_valid(at)).map(|all| all.value(at));
            self.times.time(times.value(at), offset)
        });
        each.collect()
    }
}

/// Makes times.
struct Times<'py> {
    make: Bound<'py, PyAny>,
}

impl<'py> Times<'py> {
    fn new(py: Python<'py>) -> PyResult<Self> {
        Ok(Self { make: py.import("newsconv._times")?.getattr("time")? })
    }

    fn time(&self, micros: i64, offset: Option<i16>) -> PyResult<Bound<'py, PyAny>> {
        self.make.call1((micros, offset))
    }
}
