//! Handles the signals that ask the program to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGQUIT};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_default, register_usize};
use signal_hook::low_level::emulate_default_handler;

/// The signals that ask the program to end: from the keyboard, from `kill`, or from a closed terminal.
#[cfg(unix)]
const ENDING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];
#[cfg(not(unix))]
const ENDING: [i32; 2] = [SIGINT, SIGTERM];

/// The signals received so far.
pub(crate) struct Signals {
    /// Set by the first signal, so that the run deletes unfinished files.
    cancel: Arc<AtomicBool>,
    /// The number of the last signal; 0 if there was none.
    received: Arc<AtomicUsize>,
}

impl Signals {
    /// Starts listening. A second signal ends the program at once.
    ///
    /// A signal that was ignored when the program started stays ignored: `nohup` does so with SIGHUP, and a shell
    /// with SIGINT for what runs in the background.
    pub(crate) fn listen() -> Self {
        let signals = Self { cancel: Arc::default(), received: Arc::default() };
        let ignored = ignored();
        let numbers =
            ENDING.into_iter().filter_map(|signal| Some((signal, usize::try_from(signal).ok()?)));
        for (signal, number) in numbers.filter(|(_, number)| ignored & (1 << (number - 1)) == 0) {
            // If a handler cannot be set, the signal keeps its default action, which ends the program.
            let _ = register_conditional_default(signal, Arc::clone(&signals.cancel));
            let _ = register_usize(signal, Arc::clone(&signals.received), number);
            let _ = register(signal, Arc::clone(&signals.cancel));
        }
        // Without a handler, SIGXFSZ ends the program when a file exceeds the size limit (`ulimit -f`). With
        // one, the write fails with an error that is reported like others.
        #[cfg(unix)]
        let _ = register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
        signals
    }

    /// Returns the flag that cancels the run.
    pub(crate) fn cancel(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancel)
    }

    /// Ends the program with the signal that cancelled the run, so that the parent process sees which one it
    /// was: shells report 128 plus its number. Does nothing if there was no signal.
    pub(crate) fn raise(&self) {
        let received = self.received.load(Ordering::Relaxed);
        if let Ok(signal @ 1..) = i32::try_from(received) {
            // It returns only if the signal cannot be raised; then the exit code is used.
            let _ = emulate_default_handler(signal);
        }
    }
}

/// Returns a bit for each signal that was ignored when the program started, the lowest bit for signal 1. Only
/// Linux provides this.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
