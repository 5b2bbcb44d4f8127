//! Catches panics of other libraries that are caused by damaged input.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Returns whether newsconv would catch a panic on the current thread and report it as a diagnostic.
///
/// The decoders of columnar files panic on some damaged files. A program's panic hook can call this function
/// and ignore such panics, since they are reported as damaged files.
///
/// ```
/// let usual = std::panic::take_hook();
/// std::panic::set_hook(Box::new(move |panic| {
///     if !newsconv::format::in_guarded_call() {
///         usual(panic);
///     }
/// }));
/// ```
#[must_use]
pub fn in_guarded_call() -> bool {
    CAUGHT.get()
}

/// Returns the result of `work`, or `None` if it panics. Values that it changed must not be used then.
#[cfg_attr(
    not(any(test, feature = "parquet")),
    expect(dead_code, reason = "only the decoder of Parquet panics")
)]
pub(crate) fn catch_decoder_panic<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = CAUGHT.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    CAUGHT.set(before);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_and_known_to_be_only_within() {
        let seen = std::thread::spawn(|| {
            let within = catch_decoder_panic(in_guarded_call);
            let inner = catch_decoder_panic(|| {
                catch_decoder_panic(|| panic!("as asked for")).is_none() && in_guarded_call()
            });
            (within, inner, in_guarded_call())
        });
        assert_eq!(seen.join().expect("no panic gets out"), (Some(true), Some(true), false));
    }
}
