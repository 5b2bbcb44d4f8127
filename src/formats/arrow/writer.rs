//! Writes batches to a file or a stream.

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::ArrowError;
use arrow_schema::Schema;

use super::encoder::Encoder;
use crate::diagnostic::error::{Error, Result};
use crate::formats::columns::{
    AddedColumns, BATCH_ROWS, Join, constraints, misfit, schema, with_provenance,
};
use crate::io::compression::Compression;
use crate::io::output::{Output, Target};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::{Options, WriteOptions};
use crate::pipeline::writer::{WriteIssue, Writer};

/// The framing around the batches.
pub(super) trait Framing: Sized {
    fn open(output: Output, schema: &Schema, options: IpcWriteOptions) -> Result<Self, ArrowError>;
    fn put(&mut self, batch: &RecordBatch) -> Result<(), ArrowError>;
    fn close(self) -> Result<Output, ArrowError>;
}

impl Framing for FileWriter<Output> {
    fn open(output: Output, schema: &Schema, options: IpcWriteOptions) -> Result<Self, ArrowError> {
        Self::try_new_with_options(output, schema, options)
    }

    fn put(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        self.write(batch)
    }

    fn close(self) -> Result<Output, ArrowError> {
        self.into_inner()
    }
}

impl Framing for StreamWriter<Output> {
    fn open(output: Output, schema: &Schema, options: IpcWriteOptions) -> Result<Self, ArrowError> {
        Self::try_new_with_options(output, schema, options)
    }

    fn put(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        self.write(batch)
    }

    fn close(self) -> Result<Output, ArrowError> {
        self.into_inner()
    }
}

/// A file or stream while it is written.
pub(super) struct Batches<F> {
    framing: F,
    join: Join,
    name: String,
    added: AddedColumns,
}

impl<F: Framing> Batches<F> {
    fn put(&mut self, batches: impl IntoIterator<Item = RecordBatch>) -> Result<()> {
        let mut batches = batches.into_iter();
        batches.try_for_each(|batch| self.framing.put(&batch).map_err(|e| fault(&self.name, e)))
    }
}

impl<F: Framing> Writer for Batches<F> {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let output = Output::create(target)?;
        let name = output.name().to_owned();
        let added = AddedColumns::of(&options.write);
        let schema = schema(&added);
        let described = with_provenance(&schema, options);
        let framing = F::open(output, &described, layout(&options.write)?)
            .map_err(|error| fault(&name, error))?;
        Ok(Self { framing, join: Join::new(schema, BATCH_ROWS), name, added })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(&self.added)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        for batch in filled.take() {
            let joined = self.join.push(&batch).map_err(misfit)?;
            self.put(joined)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let last = self.join.finish().map_err(misfit)?;
        self.put(last)?;
        self.framing.close().map_err(|error| fault(&self.name, error))?.commit()
    }

    fn constraints(&self) -> Constraints {
        constraints(self.added.source)
    }
}

/// Returns the error for the output `name`.
fn fault(name: &str, error: ArrowError) -> Error {
    let source = match error {
        ArrowError::IoError(_, source) => source,
        other => std::io::Error::other(other),
    };
    Error::Output { name: name.to_owned(), source }
}

/// Returns the options for the layout of a batch.
fn layout(options: &WriteOptions) -> Result<IpcWriteOptions> {
    let plain = IpcWriteOptions::default();
    match options.compression {
        None | Some(Compression::None) => Ok(plain),
        Some(Compression::Lz4) => plain.try_with_compression(Some(CompressionType::LZ4_FRAME)),
        Some(Compression::Zstd(level)) => plain
            .try_with_compression(Some(CompressionType::ZSTD))
            .and_then(|zstd| zstd.try_with_compression_level(Some(level.into()))),
        Some(other) => {
            return Err(Error::usage(format!(
                "Arrow IPC cannot be compressed with {other}; use zstd, lz4 or none"
            )));
        }
    }
    .map_err(|error| Error::usage(format!("Arrow IPC: {error}")))
}
