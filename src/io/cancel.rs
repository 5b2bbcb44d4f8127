//! A run as others see it: how far it is, and whether it is called off.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::diagnostic::error::{Error, Result};

/// What a run shares with whoever began it.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunControl {
    /// Counts the records that are read.
    pub(crate) records: Option<Arc<AtomicU64>>,
    /// Set by others when the run is to end.
    pub(crate) cancel: Option<Arc<AtomicBool>>,
}

impl RunControl {
    /// Whether the run is called off.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }

    /// # Errors
    /// [`Error::Interrupted`] when the run is called off.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Counts a record, unless the run is called off.
    pub(crate) fn record(&self) -> Result<()> {
        self.count(1);
        self.check()
    }

    pub(crate) fn count(&self, read: usize) {
        if let Some(records) = &self.records {
            records.fetch_add(read as u64, Ordering::Relaxed);
        }
    }
}
