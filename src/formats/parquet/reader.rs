//! Reads row groups as chunks.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow_schema::{Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::{
    FieldLevels, ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema,
    parquet_to_arrow_schema_by_columns,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::PageIndexPolicy;
use parquet::file::reader::Length;

use super::guard::{self, Pages, Positioned, guarded};
use super::leaf_types::{as_text, decoded, leaf_fields};
use super::part_chunk::PartChunk;
use super::part_rows::{OpenFile, PartRows};
use super::raw_schema::raw_schema;
use super::reject_rows;
use super::split::{Part, PartsSize, parts};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::Result;
use crate::formats::columns::{Fault, RECORD_BYTES, Rows, Source, is_too_deep, leaves};
use crate::io::input::Input;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chunk, ChunkQueue, Reader, RejectedChunk};

pub(super) fn open(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let source = Source::new(input.name(), options).with_kind(reject_rows::PARQUET);
    let opened = open_file(&input, &source, source.options());
    let Opened { open, schema } = match opened? {
        Ok(opened) => opened,
        Err(fault) => return Ok(Box::new(ChunkQueue::one(fault.into_chunk(&source)))),
    };
    Ok(match source.check(&schema) {
        Err(problems) => Box::new(ChunkQueue::one(Box::new(RejectedChunk(problems)))),
        Ok(mut notes) => match parts(open.metadata.metadata(), open.is_counted) {
            Ok(waiting) => {
                notes.extend(source.nothing_known(&schema));
                Box::new(Parts { open, waiting, notes, rest: None })
            }
            Err(fault) => Box::new(ChunkQueue::one(fault.into_chunk(&source))),
        },
    })
}

struct Opened {
    open: OpenFile,
    /// The columns of the file that are wanted; those that are too deep are not read.
    schema: SchemaRef,
}

fn open_file(
    input: &Input,
    source: &Source,
    options: &ReadOptions,
) -> Result<Result<Opened, Fault>> {
    let file = Positioned::new(input.open_at()?);
    let open = |file: Positioned| {
        guard::check_magic(&file)?;
        let encrypts = guard::check_footer(&file)?;
        let metadata = guarded(|| load(&file))?;
        guard::check_columns(metadata.metadata(), file.len())?;
        let mask = mask(&metadata, options);
        let (schema, _) = guarded(|| levels(&metadata, mask.clone()))?;
        // The decoder calls itself for each level, and so does what copies a rejected row.
        let shallow = without_deep(&metadata, &schema, mask);
        let (decoded, levels) = guarded(|| levels(&metadata, shallow))?;
        let max_text = options.max_record_size.or(options.max_decompressed);
        let pages = Pages::new(metadata.metadata(), max_text.unwrap_or(RECORD_BYTES));
        let file = Arc::new(file.with_pages(pages));
        let (source, levels) = (source.clone(), Arc::new(levels));
        let texts =
            |schema: &Schema| as_text(schema.fields()).map(|fields| Arc::new(Schema::new(fields)));
        let (schema, texts) = (texts(&schema).unwrap_or_else(|| Arc::new(schema)), texts(&decoded));
        let is_counted = decoded.fields().is_empty();
        let open =
            OpenFile { source, file, metadata, levels, texts, encrypts, is_counted, max_text };
        Ok(Opened { open, schema })
    };
    Ok(open(file))
}

/// Loads the footer, with the page index if that is consistent.
fn load(file: &Positioned) -> Result<ArrowReaderMetadata, ParquetError> {
    match load_with(file, PageIndexPolicy::Optional) {
        // The page index only saves time. A damaged one is no reason to reject the file.
        Ok(metadata) if guard::is_index_usable(metadata.metadata()) => Ok(metadata),
        _ => load_with(file, PageIndexPolicy::Skip),
    }
}

/// Loads the footer. The types of an embedded Arrow schema are ignored here: most differ from the file's only in
/// how the same values are stored in memory; `embedded_types` has the others.
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

/// Returns the mask of the columns to read.
fn mask(metadata: &ArrowReaderMetadata, options: &ReadOptions) -> ProjectionMask {
    let columns = metadata.parquet_schema();
    match leaves(metadata.schema().fields(), options) {
        // The leaves are counted from the Arrow schema; if the file's schema has others, the mask
        // would select the wrong ones.
        Some(wanted) if wanted.len() == columns.num_columns() => {
            let places = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
            ProjectionMask::leaves(columns, places.map(|(leaf, _)| leaf))
        }
        _ => ProjectionMask::all(),
    }
}

/// Returns `mask` without the columns of `wanted` that are nested too deeply, which no article can store.
fn without_deep(
    metadata: &ArrowReaderMetadata,
    wanted: &Schema,
    mut mask: ProjectionMask,
) -> ProjectionMask {
    let is_deep = |column: &Field| is_too_deep(column.data_type());
    if wanted.fields().iter().any(|column| is_deep(column)) {
        let columns = metadata.schema().fields().iter().enumerate();
        let kept = columns.filter(|(_, column)| !is_deep(column)).map(|(root, _)| root);
        mask.intersect(&ProjectionMask::roots(metadata.parquet_schema(), kept));
    }
    mask
}

/// Returns what the decoder makes of these columns, and what is made of that.
fn levels(
    metadata: &ArrowReaderMetadata,
    mask: ProjectionMask,
) -> Result<(Schema, FieldLevels), ParquetError> {
    let file = metadata.metadata().file_metadata();
    let columns = &file.schema_descr_ptr();
    let raw = &raw_schema(columns, file.created_by())?;
    let embedded = embedded_types(metadata).unwrap_or_default();
    let of = |leaf: usize| embedded.get(leaf).cloned();
    let leaves = || {
        let leaves = columns.columns().iter().enumerate();
        leaves.map(|(index, leaf)| (leaf.as_ref(), of(index)))
    };
    let all = parquet_to_arrow_schema(raw, None)?;
    let hint = decoded(all.fields(), &mut leaves());
    let schema = parquet_to_arrow_schema_by_columns(raw, mask.clone(), None)?;
    let included = leaves().enumerate().filter(|(leaf, _)| mask.leaf_included(*leaf));
    let fields = decoded(schema.fields(), &mut included.map(|(_, leaf)| leaf));
    let levels = parquet_to_arrow_field_levels(raw, mask.clone(), Some(&hint))?;
    Ok((Schema::new(fields), levels))
}

/// Returns each leaf in the Arrow schema that the file has embedded, or `None` if it has none that fits.
fn embedded_types(metadata: &ArrowReaderMetadata) -> Option<Vec<FieldRef>> {
    let columns = metadata.parquet_schema();
    let pairs = metadata.metadata().file_metadata().key_value_metadata()?;
    let schema = guarded(|| parquet_to_arrow_schema(columns, Some(pairs))).ok()?;
    let leaves = leaf_fields(schema.fields());
    (leaves.len() == columns.num_columns()).then_some(leaves)
}

/// The parts of a file.
struct Parts {
    open: OpenFile,
    waiting: VecDeque<Part>,
    /// Diagnostics to report before the first row.
    notes: Vec<Diagnostic>,
    /// A part that is decoded on the reading thread.
    rest: Option<PartRows>,
}

impl Parts {
    /// Returns the next batch of the part that is decoded on the reading thread.
    fn divide(&mut self) -> Result<Option<Rows>, Fault> {
        let Some(rows) = &mut self.rest else { return Ok(None) };
        let before = rows.before();
        let Some(batch) = rows.next()? else {
            self.rest = None;
            return Ok(None);
        };
        let notes = std::mem::take(&mut self.notes);
        let source = self.open.source.clone();
        Ok(Some(Rows { source, batches: vec![batch], before, notes }))
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
                return Ok(Some(Box::new(self.gather(part))));
            }
            self.rest = Some(PartRows::new(self.open.clone(), part));
        }
    }
}

impl Parts {
    /// Returns a chunk of this part, with the small ones behind it.
    fn gather(&mut self, first: Part) -> PartChunk {
        let mut size = PartsSize::of(&first);
        let mut parts = VecDeque::from([first]);
        while let Some(next) = self.waiting.front()
            && size.add(next)
        {
            parts.extend(self.waiting.pop_front());
        }
        let notes = std::mem::take(&mut self.notes);
        PartChunk::new(self.open.clone(), parts, notes)
    }
}
