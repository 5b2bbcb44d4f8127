//! What a run counts while it reads, and says at its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::builder::Conversion;
use super::filter;
use crate::diagnostic::error::Result;
use crate::pipeline::hints::Hints;
use crate::pipeline::mapping::{self, Mapping};
use crate::pipeline::nothing_known::NothingKnown;
use crate::pipeline::options::Options;
use crate::pipeline::reader::Reader;
use crate::pipeline::selection;
use crate::pipeline::summary::{Report, Summary};
use crate::pipeline::timezone::Assumed;
use crate::pipeline::unknown_keys;

/// What is seen of all articles on their way, and reported once at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) assumed: Assumed,
    pub(super) nothing_known: NothingKnown,
}

impl Seen {
    pub(super) fn tell(&self, summary: &mut Summary, report: Report<'_>) {
        summary.tell(self.nothing_known.warning(), report);
        summary.tell(self.assumed.warning(), report);
    }
}

/// Counts of a run.
#[derive(Debug)]
pub(super) struct Counted {
    dropped: Arc<AtomicU64>,
    seen: Seen,
    hints: Option<Hints>,
    joins: bool,
}

impl Counted {
    /// Adds them to the result of the run, and reports them.
    pub(super) fn tell(&self, summary: &mut Summary, report: Report<'_>) {
        // A signature joins the default mapping, and files that add to it.
        summary.signed *= u64::from(self.joins);
        self.seen.tell(summary, report);
        summary.dropped_keys = self.dropped.load(Ordering::Relaxed);
        summary.tell(unknown_keys::dropped(summary.dropped_keys), report);
        summary.tell(self.hints.as_ref().and_then(Hints::hint), report);
    }
}

impl Conversion {
    /// Returns what `open` opens, with the layers of a run, and what these count. The mapping becomes part of `options`.
    pub(super) fn layered(
        &self,
        options: &mut Options,
        open: impl FnOnce(&Seen) -> Result<Box<dyn Reader>>,
    ) -> Result<(Box<dyn Reader>, Counted)> {
        let (dropped, seen) = (Arc::default(), Seen::default());
        let reader = open(&seen)?;
        // `common` knows nearly all keys that others know: there is nothing to hint at.
        let mapping = self.read_options()?.mapping;
        let is_usual = mapping.as_ref().is_some_and(|mapping| mapping.name() == mapping::DEFAULT);
        options.read.mapping.clone_from(&mapping);
        let joins = mapping.as_ref().is_some_and(Mapping::joins);
        let hints = (!is_usual).then(|| Hints::new(mapping.as_ref()));
        let reader = match &hints {
            Some(hints) => hints.counting(reader),
            None => reader,
        };
        let reader = self.narrowed(reader, options, Arc::clone(&dropped));
        Ok((reader, Counted { dropped, seen, hints, joins }))
    }

    /// Returns the reader with the layers after the mapping: the selection, the unknown keys and the caller's functions.
    /// `dropped` counts unknown keys that are dropped.
    pub(super) fn narrowed(
        &self,
        reader: Box<dyn Reader>,
        options: &Options,
        dropped: Arc<AtomicU64>,
    ) -> Box<dyn Reader> {
        let reader = selection::reader(reader, options.read.select.as_ref());
        let columns = options.write.columns.clone();
        let reader = unknown_keys::reader(reader, options.unknown_keys, columns, dropped);
        filter::reader(reader, &self.functions)
    }
}
