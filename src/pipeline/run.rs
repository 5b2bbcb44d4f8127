//! The engine: everything that a reader gives goes through a writer.

use std::cell::RefCell;

use crate::diagnostic::error::{Error, Result};
use crate::pipeline::encode::{CaptureRaw, EncodedChunk, encode_chunk};
use crate::pipeline::options::{OnError, Options};
use crate::pipeline::pool::{self, Next};
use crate::pipeline::reader::Reader;
use crate::pipeline::rejects::Rejects;
use crate::pipeline::sink::Flow;
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::writer::Writer;

/// Converts all that `reader` gives into `target` with a writer of the type `W`, on `Options.jobs` threads.
///
/// The writer is finished only when no record was rejected, or [`OnError::Skip`] says to go on without
/// them. With the type filled in, this is a format's [`FormatSpec::convert`](crate::format::FormatSpec::convert).
///
/// # Errors
/// What reader and writer answer, and [`Error::TooManyErrors`] past [`Options::max_errors`].
pub fn run<W: Writer>(
    mut reader: Box<dyn Reader>,
    target: W::Target,
    options: &Options,
    report: Report<'_>,
) -> Result<Summary> {
    let mut writer = W::create(target, options)?;
    let constraints = writer.constraints();
    let mut rejects = Rejects::of(options)?;
    let capture = CaptureRaw::of(rejects.is_some(), writer.may_reject());
    let mut summary = Summary::default();
    let spare = RefCell::new(Vec::new());
    {
        let writer = RefCell::new(&mut writer);
        let next = || {
            let Some(chunk) = reader.next_chunk()? else { return Ok(None) };
            let encoder = spare.borrow_mut().pop().unwrap_or_else(|| writer.borrow().encoder());
            Ok(Some((chunk, encoder)))
        };
        let work = |(chunk, encoder)| encode_chunk(chunk, encoder, constraints, capture);
        pool::run_in_order(options.jobs(), next, work, |mut encoded: EncodedChunk<W::Encoder>| {
            let told = std::mem::take(&mut encoded.problems);
            summary.articles += encoded.articles;
            summary.rejected += encoded.rejected;
            summary.slow += encoded.slow;
            summary.tell(told, report);
            let mut issues = Vec::new();
            let written = writer.borrow_mut().write(&mut encoded.encoder, &mut issues);
            let late = issues.iter().filter(|issue| issue.is_reject()).count() as u64;
            summary.articles -= late;
            summary.rejected += late;
            if let Some(rejects) = &mut rejects {
                rejects.add_all(encoded.rejected_records, encoded.captured, &issues)?;
            }
            summary.tell(issues.into_iter().map(|issue| issue.diagnostic), report);
            written?;
            check_errors(&summary, options, false)?;
            Ok(match (encoded.flow, encoded.rest) {
                (Flow::Stop, _) => Next::Stop,
                (Flow::Continue, Some(rest)) => Next::Resume((rest, encoded.encoder)),
                (Flow::Continue, None) => {
                    spare.borrow_mut().push(encoded.encoder);
                    Next::Item
                }
            })
        })?;
    }
    check_errors(&summary, options, true)?;
    summary.written = summary.rejected == 0 || options.on_error == OnError::Skip;
    if summary.written {
        rejects.as_mut().map_or(Ok(()), Rejects::close)?;
        writer.finish()?;
        rejects.map_or(Ok(()), Rejects::appear)?;
    }
    Ok(summary)
}

/// # Errors
/// [`Error::TooManyErrors`] when more records were refused than the options bear.
pub(crate) fn check_errors(summary: &Summary, options: &Options, ended: bool) -> Result<()> {
    let Summary { articles, rejected, .. } = *summary;
    let records = articles + rejected;
    match options.max_errors {
        Some(most) if most.is_exceeded(rejected, records, ended) => {
            Err(Error::TooManyErrors { most, rejected, records })
        }
        _ => Ok(()),
    }
}
