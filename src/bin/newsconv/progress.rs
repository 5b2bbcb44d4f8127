//! How far the run is, on one line that goes away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(200);
/// Runs that take less are over before anyone has read it.
const DELAY: Duration = Duration::from_millis(500);

/// The number of records read so far and, where it is shown, the line that says so.
pub(crate) struct Progress {
    records: Arc<AtomicU64>,
    bar: ProgressBar,
}

impl Progress {
    /// Begins to count, and to show it on standard error if `shown`.
    pub(crate) fn new(shown: bool) -> Self {
        let records = Arc::new(AtomicU64::new(0));
        let bar = if shown { bar(Arc::clone(&records)) } else { ProgressBar::hidden() };
        Self { records, bar }
    }

    /// Where records are to be counted.
    pub(crate) fn records(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.records)
    }

    /// Lets `speak` write to standard error with the line out of its way.
    pub(crate) fn aside(&self, speak: impl FnOnce()) {
        self.bar.suspend(speak);
    }

    /// Takes the line away.
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
            // A text in memory takes all that is written to it.
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
