//! Batches to row groups.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;

use super::encode::Encoding;
use super::properties::properties;
use crate::error::{Error, Result};
use crate::formats::columns::{Encoder, Join, batch_bytes, limits, misfit, schema};
use crate::limits::Limits;
use crate::options::Options;
use crate::output::Output;
use crate::writer::Writer;

/// Rows of a row group, at the most, unless told otherwise.
const GROUP_ROWS: usize = 1 << 20;

/// Bytes of rows before compression at which a row group ends.
const GROUP_BYTES: usize = 128 << 20;

/// Row groups that are being encoded while the next one fills, at the most.
const IN_FLIGHT: usize = 2;

/// A file on its way to its target.
pub(super) struct RowGroups {
    file: SerializedFileWriter<Output>,
    factory: ArrowRowGroupWriterFactory,
    /// Leaves of each column.
    leaves: Vec<usize>,
    join: Join,
    /// The row group that fills.
    group: Vec<RecordBatch>,
    rows: usize,
    bytes: usize,
    /// Row groups that are being encoded, and how many there have been.
    encoding: VecDeque<Encoding>,
    groups: usize,
    most_rows: usize,
    jobs: usize,
    /// Whether there is a column for the front matter's source text.
    source: bool,
    name: String,
}

impl RowGroups {
    pub(super) fn new(output: Output, options: &Options) -> Result<Self> {
        let name = output.name().to_owned();
        Self::open(output, options, &name).map_err(|error| fault(&name, error))
    }

    fn open(output: Output, options: &Options, name: &str) -> Result<Self, ParquetError> {
        let source = options.write.preserve;
        let schema = schema(source);
        let columns = ArrowSchemaConverter::new().schema_root("article").convert(&schema)?;
        let roots = (0..columns.num_columns()).map(|leaf| columns.get_column_root_idx(leaf));
        let mut leaves = vec![0; schema.fields().len()];
        roots.for_each(|root| leaves[root] += 1);
        let properties = properties(&columns, options.write.compression)?;
        let file = SerializedFileWriter::new(output, columns.root_schema_ptr(), properties)?;
        Ok(Self {
            factory: ArrowRowGroupWriterFactory::new(&file, Arc::clone(&schema)),
            file,
            leaves,
            join: Join::default(),
            group: Vec::new(),
            rows: 0,
            bytes: 0,
            encoding: VecDeque::new(),
            groups: 0,
            most_rows: options.write.row_group_rows.map_or(GROUP_ROWS, NonZero::get),
            jobs: options.jobs(),
            source,
            name: name.to_owned(),
        })
    }

    /// Adds the rows of `batch` to the row group that fills, and begins the next where it is full.
    fn add(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        let mut from = 0;
        while from < batch.num_rows() {
            let rows = (batch.num_rows() - from).min(self.most_rows - self.rows);
            let part = batch.slice(from, rows);
            from += rows;
            self.rows += rows;
            self.bytes += batch_bytes(&part);
            self.group.push(part);
            if self.rows >= self.most_rows || self.bytes >= GROUP_BYTES {
                self.encode()?;
            }
        }
        Ok(())
    }

    /// Begins to encode the row group that has filled.
    fn encode(&mut self) -> Result<(), ParquetError> {
        let batches = std::mem::take(&mut self.group);
        if batches.is_empty() {
            return Ok(());
        }
        (self.rows, self.bytes) = (0, 0);
        let writers = self.factory.create_column_writers(self.groups)?;
        self.groups += 1;
        // With one job it is encoded by now, so nothing is gained from keeping it.
        let in_flight = IN_FLIGHT.min(self.jobs / 2);
        self.encoding.push_back(Encoding::start(&batches, writers, &self.leaves, self.jobs));
        while self.encoding.len() > in_flight {
            self.append()?;
        }
        Ok(())
    }

    /// Writes the row group whose encoding began first.
    fn append(&mut self) -> Result<(), ParquetError> {
        let Some(encoding) = self.encoding.pop_front() else { return Ok(()) };
        let mut group = self.file.next_row_group()?;
        for chunk in encoding.finish()? {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }

    fn close(mut self) -> Result<Output, ParquetError> {
        self.encode()?;
        while !self.encoding.is_empty() {
            self.append()?;
        }
        self.file.into_inner()
    }
}

impl Writer for RowGroups {
    type Encoder = Encoder;

    fn encoder(&self) -> Encoder {
        Encoder::new(self.source)
    }

    fn write(&mut self, filled: &mut Encoder) -> Result<()> {
        for batch in filled.take() {
            for joined in self.join.push(&batch).map_err(misfit)? {
                self.add(&joined).map_err(|error| fault(&self.name, error))?;
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let name = self.name.clone();
        if let Some(last) = self.join.finish().map_err(misfit)? {
            self.add(&last).map_err(|error| fault(&name, error))?;
        }
        self.close().map_err(|error| fault(&name, error))?.commit()
    }

    fn limits(&self) -> Limits {
        limits(self.source)
    }
}

/// The error of the output called `name`.
fn fault(name: &str, error: ParquetError) -> Error {
    let source = match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) => *error,
            Err(other) => std::io::Error::other(other),
        },
        other => std::io::Error::other(other),
    };
    Error::Output { name: name.to_owned(), source }
}
