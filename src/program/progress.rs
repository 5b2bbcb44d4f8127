//! The progress line on a terminal, which is removed at the end of the run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// The interval between two updates of the line.
const TICK: Duration = Duration::from_millis(200);
/// The line is not shown before this time has passed: short runs would only flicker.
const DELAY: Duration = Duration::from_millis(500);

/// Counts the records read so far, and shows the count if the output is a terminal.
pub(crate) struct Progress {
    records: Arc<AtomicU64>,
    bar: ProgressBar,
}

impl Progress {
    /// Starts counting. Shows the count on standard error if `shown` is true.
    pub(crate) fn new(shown: bool) -> Self {
        let records = Arc::new(AtomicU64::new(0));
        let bar = if shown { bar(Arc::clone(&records)) } else { ProgressBar::hidden() };
        Self { records, bar }
    }

    /// Returns the counter that the library increments for each record.
    pub(crate) fn records(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.records)
    }

    /// Hides the line while `speak` writes to standard error.
    pub(crate) fn aside(&self, speak: impl FnOnce()) {
        self.bar.suspend(speak);
    }

    /// Removes the line.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn bar(records: Arc<AtomicU64>) -> ProgressBar {
    let line = move |state: &ProgressState, line: &mut dyn std::fmt::Write| {
        let elapsed = state.elapsed();
        if elapsed >= DELAY {
            let read = records.load(Ordering::Relaxed);
            let rate = u128::from(read) * 1000 / elapsed.as_millis().max(1);
            // Writing to a string cannot fail.
            let _ = write!(line, "{read} articles read, {rate} per second");
        }
    };
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{line}") {
        bar.set_style(style.with_key("line", line));
        bar.enable_steady_tick(TICK);
    }
    bar
}
