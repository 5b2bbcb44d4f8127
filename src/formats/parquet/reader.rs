//! Row groups to chunks.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, RowGroups, RowSelection,
    RowSelector,
};
use parquet::arrow::{
    FieldLevels, ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema_by_columns,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::Length;

use super::guard::checked_pages::Group;
use super::guard::decoded_size::BATCH_ROWS;
use super::guard::file::Positioned;
use super::guard::footer;
use super::guard::metadata::{self, guarded};
use super::guard::page_headers::Pages;
use super::reject_rows;
use super::split::{Part, parts};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::formats::columns::{Fault, Rows, Source, leaves, push};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader, RejectedChunk};
use crate::pipeline::sink::{ArticleSink, Flow};

pub(super) fn open((input, options): (Input, ReadOptions)) -> Result<Box<dyn Reader>> {
    let source = Source::new(input.name()).with_kind(reject_rows::PARQUET);
    let source = source.read_leniently(options.lenient);
    let opened = open_file(&input, &options);
    let Opened { file, metadata, schema, levels } = match opened? {
        Ok(opened) => opened,
        Err(fault) => return Ok(Box::new(ChunkQueue::one(fault.into_chunk(&source)))),
    };
    Ok(match source.check(&schema) {
        Err(problems) => Box::new(ChunkQueue::one(Box::new(RejectedChunk(problems)))),
        Ok(notes) => match parts(metadata.metadata(), schema.fields().is_empty()) {
            Ok(waiting) => {
                let open = Open { source, file, metadata, levels };
                Box::new(Parts { open, waiting, notes, rest: None })
            }
            Err(fault) => Box::new(ChunkQueue::one(fault.into_chunk(&source))),
        },
    })
}

struct Opened {
    file: Arc<Positioned>,
    metadata: ArrowReaderMetadata,
    /// The columns that are read.
    schema: SchemaRef,
    levels: Arc<FieldLevels>,
}

fn open_file(input: &Input, options: &ReadOptions) -> Result<Result<Opened, Fault>> {
    let file = input.open_seekable()?;
    Ok(Positioned::new(file).map_err(Fault::from).and_then(|file| {
        metadata::magic(&file)?;
        footer::check(&file)?;
        let metadata = guarded(|| load(&file))?;
        metadata::columns(metadata.metadata(), file.len())?;
        let mask = mask(&metadata, options);
        let (schema, levels) = guarded(|| levels(&metadata, mask))?;
        let file = file.with_pages(Pages::new(metadata.metadata()));
        let (file, levels) = (Arc::new(file), Arc::new(levels));
        Ok(Opened { file, metadata, schema: Arc::new(schema), levels })
    }))
}

/// The footer, with the index of its pages when that fits the rest.
fn load(file: &Positioned) -> Result<ArrowReaderMetadata, ParquetError> {
    match load_with(file, PageIndexPolicy::Optional) {
        Ok(metadata) if metadata::index(metadata.metadata()) => Ok(metadata),
        _ => load_with(file, PageIndexPolicy::Skip),
    }
}

/// The footer. An embedded Arrow schema is not asked for: its types differ from the file's own only in
/// how the same values are held in memory.
fn load_with(
    file: &Positioned,
    index: PageIndexPolicy,
) -> Result<ArrowReaderMetadata, ParquetError> {
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_offset_index_policy(index)
        .with_column_index_policy(PageIndexPolicy::Skip);
    ArrowReaderMetadata::load(file, options)
}

/// The columns that are to be read.
fn mask(metadata: &ArrowReaderMetadata, options: &ReadOptions) -> ProjectionMask {
    let columns = metadata.parquet_schema();
    match leaves(metadata.schema().fields(), options) {
        Some(wanted) if wanted.len() == columns.num_columns() => {
            let places = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
            ProjectionMask::leaves(columns, places.map(|(leaf, _)| leaf))
        }
        _ => ProjectionMask::all(),
    }
}

/// What the decoder makes of these columns.
fn levels(
    metadata: &ArrowReaderMetadata,
    mask: ProjectionMask,
) -> Result<(Schema, FieldLevels), ParquetError> {
    let columns = metadata.parquet_schema();
    let schema = parquet_to_arrow_schema_by_columns(columns, mask.clone(), None)?;
    Ok((schema, parquet_to_arrow_field_levels(columns, mask, None)?))
}

/// The next batch; none at the end.
fn next(batches: &mut ParquetRecordBatchReader) -> Result<Option<RecordBatch>, Fault> {
    guarded(|| batches.next().transpose().map_err(ParquetError::from))
}

/// A file with its footer.
#[derive(Clone)]
struct Open {
    source: Source,
    file: Arc<Positioned>,
    metadata: ArrowReaderMetadata,
    levels: Arc<FieldLevels>,
}

impl Open {
    /// Pushes the rows of `part` into `sink`, which answers within.
    fn push(&self, part: Part, sink: &mut dyn ArticleSink) -> Result<Result<Flow>, Fault> {
        let mut batches = self.batches(part)?;
        let mut before = part.before;
        while let Some(batch) = next(&mut batches)? {
            match push(&self.source, &batch, before, sink) {
                Ok(Flow::Continue) => before += batch.num_rows() as u64,
                answer => return Ok(answer),
            }
        }
        Ok(Ok(Flow::Continue))
    }

    /// The rows of `part`, in batches.
    fn batches(&self, part: Part) -> Result<ParquetRecordBatchReader, Fault> {
        guarded(|| self.build(part))
    }

    fn build(&self, part: Part) -> Result<ParquetRecordBatchReader, ParquetError> {
        let rows = part.divided.unwrap_or(BATCH_ROWS).min(part.rows);
        let metadata = self.metadata.metadata();
        let group = Group { file: Arc::clone(&self.file), metadata, index: part.group };
        let selection = (group.num_rows() != part.rows).then(|| {
            let selectors = [RowSelector::skip(part.skip), RowSelector::select(part.rows)];
            RowSelection::from(selectors.to_vec())
        });
        ParquetRecordBatchReader::try_new_with_row_groups(&self.levels, &group, rows, selection)
    }
}

/// The parts of a file.
struct Parts {
    open: Open,
    waiting: VecDeque<Part>,
    /// What should be said before the first row.
    notes: Vec<Diagnostic>,
    /// A part that is decoded here, and the rows of the file before what is left of it.
    rest: Option<(ParquetRecordBatchReader, u64)>,
}

impl Parts {
    /// The next batch of the part that is decoded here.
    fn divide(&mut self) -> Result<Option<Rows>, Fault> {
        let Some((batches, before)) = &mut self.rest else { return Ok(None) };
        let Some(batch) = next(batches)? else {
            self.rest = None;
            return Ok(None);
        };
        let first = *before;
        *before += batch.num_rows() as u64;
        let notes = std::mem::take(&mut self.notes);
        Ok(Some(Rows { source: self.open.source.clone(), batch, before: first, notes }))
    }
}

impl Reader for Parts {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        loop {
            match self.divide() {
                Ok(Some(rows)) => return Ok(Some(Box::new(rows))),
                Ok(None) => {}
                Err(fault) => {
                    self.rest = None;
                    return Ok(Some(fault.into_chunk(&self.open.source)));
                }
            }
            let Some(part) = self.waiting.pop_front() else { return Ok(None) };
            if part.divided.is_none() {
                let notes = std::mem::take(&mut self.notes);
                return Ok(Some(Box::new(PartChunk { open: self.open.clone(), part, notes })));
            }
            match self.open.batches(part) {
                Ok(batches) => self.rest = Some((batches, part.before)),
                Err(fault) => return Ok(Some(fault.into_chunk(&self.open.source))),
            }
        }
    }
}

/// A part that is decoded on the worker.
struct PartChunk {
    open: Open,
    part: Part,
    notes: Vec<Diagnostic>,
}

impl Chunk for PartChunk {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        match self.open.push(self.part, sink) {
            Ok(flow) => flow,
            Err(fault) => fault.into_chunk(&self.open.source).read(sink),
        }
    }
}
