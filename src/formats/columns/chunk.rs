//! Batches as chunks.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::binding::{Columns, Faults, check};
use super::names;
use super::rebatch::batch_bytes;
use super::sizes::{AROUND, BATCH_ROWS, CHUNK_BYTES, LIMIT, RECORD_BYTES};
use super::small_batches::joined;
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::tree::FieldPath;
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic, Position, UnlocatedDiagnostic};
use crate::model::article::Article;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::raw_record::{RawRecord, RowKind};
use crate::pipeline::reader::Chunk;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// A columnar file in which problems are located.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    name: Arc<str>,
    /// The format of its rejected rows.
    kind: Option<RowKind>,
    options: Arc<ReadOptions>,
}

impl Source {
    pub(crate) fn new(name: String, options: Arc<ReadOptions>) -> Self {
        Self { name: name.into(), kind: None, options }
    }

    /// Sets the format of rejected rows.
    pub(crate) fn with_kind(self, kind: RowKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// Returns how it is read.
    pub(crate) fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// Returns the name for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the warnings about columns of this schema.
    ///
    /// # Errors
    /// An error for every column with a type that cannot be read as its field.
    pub(crate) fn check(&self, schema: &SchemaRef) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let Faults { errors, warnings, .. } = check(schema, Faults::of(&self.options));
        let located = |problems: Vec<UnlocatedDiagnostic>| {
            problems.into_iter().map(|problem| self.locate(problem, None)).collect()
        };
        if errors.is_empty() { Ok(located(warnings)) } else { Err(located(errors)) }
    }

    /// Returns the warning that no column of this schema has the name of a field, unless fields are selected.
    pub(crate) fn nothing_known(&self, schema: &SchemaRef) -> Option<Diagnostic> {
        let mapping = self.options.mapping.as_ref();
        let is_mapped = |name: &str| mapping.is_some_and(|mapping| mapping.knows(name));
        if schema.fields().iter().any(|column| is_mapped(column.name())) {
            return None;
        }
        let problem = names::nothing_known(schema.fields());
        problem.filter(|_| self.options.select.is_none()).map(|problem| self.locate(problem, None))
    }

    fn locate(&self, problem: UnlocatedDiagnostic, row: Option<u64>) -> Diagnostic {
        Diagnostic { position: row.map(Position::row), ..problem.into_diagnostic(&self.name) }
    }
}

/// Consecutive rows of a file.
pub(crate) struct Rows {
    pub(crate) source: Source,
    /// The rows, in batches that are joined before they are read.
    pub(crate) batches: Vec<RecordBatch>,
    /// Number of rows of the file before the first one.
    pub(crate) before: u64,
    /// Diagnostics to report before the first row.
    pub(crate) notes: Vec<Diagnostic>,
}

impl Chunk for Rows {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        for note in self.notes.drain(..) {
            sink.warn(note)?;
        }
        let mut before = self.before;
        for batch in joined(std::mem::take(&mut self.batches)) {
            if push(&self.source, &batch, before, sink)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
            before += batch.num_rows() as u64;
        }
        Ok(Flow::Continue)
    }
}

/// Returns the number of rows of a chunk: at least one, at most [`BATCH_ROWS`].
pub(crate) fn rows_in_chunk(rows: usize, bytes: usize) -> usize {
    // An empty file has no rows, and a row of nulls may have no bytes.
    let in_row = (bytes / rows.max(1)).max(1);
    (CHUNK_BYTES / in_row).clamp(1, BATCH_ROWS)
}

/// Pushes every row of `batch` into `sink`, which may take them all at once. `before` is the number of rows
/// of the file before the batch.
pub(crate) fn push(
    source: &Source,
    batch: &RecordBatch,
    before: u64,
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    let most = source.options.max_record_size.unwrap_or(RECORD_BYTES);
    let is_too_large = |row| batch_bytes(&batch.slice(row, 1)) as u64 > most.saturating_add(AROUND);
    // Only of a batch that is larger than one record may be, each row is measured.
    if batch_bytes(batch) as u64 <= most || !(0..batch.num_rows()).any(is_too_large) {
        return push_rows(source, batch, before, sink);
    }
    for index in 0..batch.num_rows() {
        let number = before + index as u64 + 1;
        let flow = if is_too_large(index) {
            let row = Row { source, batch, index, number };
            sink.reject(vec![row.too_large(most)], &row)?
        } else {
            push_rows(source, &batch.slice(index, 1), number - 1, sink)?
        };
        if flow == Flow::Stop {
            return Ok(Flow::Stop);
        }
    }
    Ok(Flow::Continue)
}

/// Does the same, without a look at the size of the rows.
fn push_rows(
    source: &Source,
    batch: &RecordBatch,
    before: u64,
    sink: &mut dyn ArticleSink,
) -> Result<Flow> {
    // The fast path: if the sink takes the columns as they are, no article is built.
    if let Some(flow) = sink.batch(batch)? {
        return Ok(flow);
    }
    let mut faults = Faults::of(&source.options);
    let fields = batch.schema_ref().fields();
    let columns =
        Columns::new(Article::FIELDS, fields, batch.columns(), FieldPath::Root, &mut faults);
    if !faults.errors.is_empty() {
        let located = faults.errors.into_iter().map(|problem| source.locate(problem, None));
        return sink.reject(located.collect(), &());
    }
    for row in 0..batch.num_rows() {
        let number = before + row as u64 + 1;
        if push_row(&columns, &Row { source, batch, index: row, number }, sink)? == Flow::Stop {
            return Ok(Flow::Stop);
        }
    }
    Ok(Flow::Continue)
}

/// Pushes the article in row `at` of `columns`.
fn push_row(columns: &Columns, at: &Row<'_>, sink: &mut dyn ArticleSink) -> Result<Flow> {
    let Row { source, index, number, .. } = *at;
    let mut fields =
        RecordDecoder::new(Dialect::Json, WrongValues::unmapped(source.options.lenient));
    let article: Article<'_> = columns.record(index, FieldPath::Root, &mut fields);
    let RecordDecoder { errors, warnings, .. } = fields;
    let locate = |problem| source.locate(problem, Some(number));
    if !errors.is_empty() {
        let all = errors.into_iter().chain(warnings).map(locate).collect();
        return sink.reject(all, at);
    }
    for warning in warnings {
        sink.warn(locate(warning))?;
    }
    let wrong =
        columns.deferred.iter().filter(|(at, _)| !columns.unknown[*at].array.is_null(index));
    let wrong: Vec<_> = wrong.map(|(_, problem)| locate(problem.clone())).collect();
    if !wrong.is_empty() {
        sink.wrong_values(wrong)?;
    }
    sink.article(&article, at)
}

/// A row of a batch.
struct Row<'s> {
    source: &'s Source,
    batch: &'s RecordBatch,
    index: usize,
    /// The row number in the file, from 1.
    number: u64,
}

impl Row<'_> {
    /// Returns the problem with a row that is larger than a record may be.
    fn too_large(&self, most: u64) -> Diagnostic {
        let bytes = batch_bytes(&self.batch.slice(self.index, 1));
        let message = format!("the row has {bytes} bytes, {LIMIT}, which is {most} bytes");
        let problem = Diagnostic::new(Code::RecordTooLarge, self.source.name(), message);
        let help = Advice::from("raise the limit with ").option(OptionName::MaxRecordSize);
        Diagnostic { position: Some(Position::row(self.number)), ..problem }.with_help(help)
    }
}

impl Origin for Row<'_> {
    fn locate(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let position = Some(Position::row(self.number));
        let path = self.source.name();
        let here = |problem| Diagnostic { path: path.to_owned(), position, ..problem };
        problems.into_iter().map(here).collect()
    }

    fn copy(&self) -> Option<RawRecord> {
        let row = self.batch.slice(self.index, 1);
        Some(RawRecord::row(self.source.name(), self.source.kind?, row))
    }
}
