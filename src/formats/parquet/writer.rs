//! Writes batches as row groups.

use std::num::NonZero;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::ArrowRowGroupWriterFactory;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;

use super::column_pool::{Group, Threads};
use super::encoder::Encoder;
use super::properties::properties;
use crate::diagnostic::error::{Error, Result};
use crate::formats::columns::{
    AddedColumns, Join, batch_bytes, constraints, misfit, provenance, schema,
};
use crate::io::output::{Output, Target};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::writer::{WriteIssue, Writer};

/// Default maximum number of rows in a row group.
const GROUP_ROWS: usize = 1 << 20;

/// Number of bytes before compression at which a row group ends.
const GROUP_BYTES: usize = 128 << 20;

/// Number of rows that are encoded at once. Pages are cut between them, so this number must not depend on how
/// rows arrive.
const SLICE_ROWS: usize = 1024;

/// A file while it is written.
pub(super) struct RowGroups {
    file: SerializedFileWriter<Output>,
    factory: ArrowRowGroupWriterFactory,
    /// Number of leaves of each column.
    leaves: Vec<usize>,
    schema: SchemaRef,
    join: Join,
    threads: Threads,
    /// The current row group, if it has rows.
    group: Option<Group>,
    rows: usize,
    bytes: usize,
    /// Number of completed row groups.
    groups: usize,
    most_rows: usize,
    added: AddedColumns,
    name: String,
}

impl RowGroups {
    fn open(output: Output, options: &Options, name: &str) -> Result<Self, ParquetError> {
        let added = AddedColumns::of(&options.write);
        let schema = schema(&added);
        let columns = ArrowSchemaConverter::new().schema_root("article").convert(&schema)?;
        let roots = (0..columns.num_columns()).map(|leaf| columns.get_column_root_idx(leaf));
        let mut leaves = vec![0; schema.fields().len()];
        // A list of structs, for example, is one column of the schema and several leaves.
        roots.for_each(|root| leaves[root] += 1);
        let properties = properties(&columns, &options.write, provenance(options))?;
        let file = SerializedFileWriter::new(output, columns.root_schema_ptr(), properties)?;
        Ok(Self {
            factory: ArrowRowGroupWriterFactory::new(&file, Arc::clone(&schema)),
            file,
            leaves,
            join: Join::new(Arc::clone(&schema), SLICE_ROWS),
            schema,
            threads: Threads::new(options.jobs()),
            group: None,
            rows: 0,
            bytes: 0,
            groups: 0,
            most_rows: options.write.row_group_rows.map_or(GROUP_ROWS, NonZero::get),
            added,
            name: name.to_owned(),
        })
    }

    /// Adds the rows of `batch` to the current row group, and begins the next one when it is full.
    fn add(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        let mut from = 0;
        while from < batch.num_rows() {
            let rows = (batch.num_rows() - from).min(self.most_rows - self.rows);
            let part = batch.slice(from, rows);
            let bytes = batch_bytes(&part);
            let group = match self.group.take() {
                Some(group) => group,
                None => self.begin()?,
            };
            // Encoding a few rows is faster than starting a thread.
            if rows >= SLICE_ROWS {
                self.threads.start();
            }
            group.push(&part, bytes, &self.threads);
            self.group = Some(group);
            from += rows;
            self.rows += rows;
            self.bytes += bytes;
            if self.rows >= self.most_rows || self.bytes >= GROUP_BYTES {
                self.end()?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<Group, ParquetError> {
        let writers = self.factory.create_column_writers(self.groups)?;
        self.groups += 1;
        Ok(Group::new(self.schema.fields(), writers, &self.leaves))
    }

    /// Ends the current row group, and writes it.
    fn end(&mut self) -> Result<(), ParquetError> {
        let Some(filled) = self.group.take() else { return Ok(()) };
        (self.rows, self.bytes) = (0, 0);
        let mut group = self.file.next_row_group()?;
        for chunk in filled.close(&self.threads)? {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok(())
    }

    fn close(mut self) -> Result<Output, ParquetError> {
        self.end()?;
        self.file.into_inner()
    }
}

impl Writer for RowGroups {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let output = Output::create(target)?;
        let name = output.name().to_owned();
        Self::open(output, options, &name).map_err(|error| fault(&name, error))
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(&self.added)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
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

    fn constraints(&self) -> Constraints {
        constraints(self.added.source)
    }
}

/// Returns the error for the output `name`.
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
