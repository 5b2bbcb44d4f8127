//! Progress and cancellation of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::diagnostic::error::{Error, Result};

/// What a run shares with its caller: the progress counter and the cancel flag.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunControl {
    /// Incremented for each record that is read.
    pub(crate) records: Option<Arc<AtomicU64>>,
    /// Set by the caller to cancel the run.
    pub(crate) cancel: Option<Arc<AtomicBool>>,
}

impl RunControl {
    /// Returns whether the run was cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }

    /// Checks whether the run was cancelled.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if the run was cancelled.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(Error::Interrupted) } else { Ok(()) }
    }

    /// Counts a record, or returns an error if the run was cancelled.
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
