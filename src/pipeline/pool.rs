//! Runs work on many threads, and delivers the results in input order.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, bounded};

use crate::diagnostic::error::Result;

/// Items in flight per worker: one in work and one waiting.
const IN_FLIGHT: usize = 2;

/// What to do after a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next<T> {
    /// Continue with the next item.
    Item,
    /// Continue with the rest of this item, immediately and on the calling thread.
    Resume(T),
    /// Nothing.
    Stop,
}

/// Pulls items from `next`, runs `work` on each on `jobs` threads, and passes the results to `take` in the
/// order of the items, on the calling thread. `take` returns how to continue.
///
/// At most 2 × `jobs` items or results exist at any time. With one job, or only one item, everything runs on
/// the calling thread: starting threads would take longer than most single items do.
///
/// # Errors
/// Returns the first error of `next`, `work` or `take` in item order. No result after it is passed to `take`, and
/// each worker ends after the item that it has.
pub(crate) fn run_in_order<T: Send, R: Send>(
    jobs: usize,
    mut next: impl FnMut() -> Result<Option<T>>,
    work: impl Fn(T) -> Result<R> + Sync,
    mut take: impl FnMut(R) -> Result<Next<T>>,
) -> Result<()> {
    // Passes a result to `take`, and then the results of the rest of its item. Returns whether to continue.
    let mut take_all = |mut result: R| -> Result<bool> {
        loop {
            match take(result)? {
                Next::Item => return Ok(true),
                Next::Resume(item) => result = work(item)?,
                Next::Stop => return Ok(false),
            }
        }
    };
    // Pull two items before any thread is started. With only one item, the calling thread does the work.
    let first = next()?;
    let second = if first.is_some() { next() } else { Ok(None) };
    let single = matches!(second, Ok(None));
    let mut pulled = [Ok(first), second].into_iter();
    let mut next = || pulled.next().unwrap_or_else(&mut next);
    if jobs <= 1 || single {
        return run_here(&mut next, &work, &mut take_all);
    }
    // The channel still holds items when the calling thread returns early, and the scope waits for
    // the workers. The flag makes them drop these items instead of working on them.
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Dropped on every way out of the closure: the end, an error, a panic.
        let _over = SetOnDrop(&is_over);
        let (to_workers, items) =
            bounded::<(T, crossbeam_channel::Sender<Result<R>>)>(jobs * IN_FLIGHT);
        let mut started = 0;
        for _ in 0..jobs {
            let (items, work, is_over) = (items.clone(), &work, &is_over);
            let worker = move || {
                for (item, answer) in items {
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                    // The receiver is gone if an earlier item failed; then the result is not needed.
                    let _ = answer.send(work(item));
                }
            };
            // If the system has no more threads, fewer do the work.
            if std::thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
            started += 1;
        }
        if started == 0 {
            return run_here(&mut next, &work, &mut take_all);
        }
        // Only the workers hold receivers now. If all of them panic, `send` fails instead of
        // waiting forever.
        drop(items);
        // Each item has a channel of its own for its result. `waiting` has them in item order, so that
        // results are taken in that order, whichever worker finishes first.
        let mut waiting: VecDeque<Receiver<Result<R>>> = VecDeque::new();
        let mut fault = None;
        loop {
            // Keep the workers supplied until `jobs * IN_FLIGHT` items are on their way. An error of `next`
            // ends the supply, but results of earlier items come first.
            let mut ended = true;
            if waiting.len() < jobs * IN_FLIGHT && fault.is_none() {
                match next() {
                    Ok(Some(item)) => {
                        // One result fits, so a worker never waits until its result is taken.
                        let (answer, result) = bounded(1);
                        if to_workers.send((item, answer)).is_ok() {
                            waiting.push_back(result);
                            ended = false;
                        }
                    }
                    Ok(None) => {}
                    Err(error) => fault = Some(error),
                }
            }
            if !ended && waiting.len() < jobs * IN_FLIGHT {
                continue;
            }
            // Wait for the oldest item. This blocks the supply meanwhile, which bounds the memory: a slow
            // item cannot let finished results pile up behind it.
            let Some(result) = waiting.pop_front() else { break };
            match result.recv() {
                Ok(result) => {
                    if !take_all(result?)? {
                        return Ok(());
                    }
                }
                // A worker that panicked dropped its sender; the scope propagates the panic.
                Err(_) => break,
            }
        }
        fault.map_or(Ok(()), Err)
    })
}

/// Sets a flag when it is dropped. Items that still wait for a worker are then not needed.
struct SetOnDrop<'f>(&'f AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does all work on the calling thread.
fn run_here<T, R>(
    next: &mut impl FnMut() -> Result<Option<T>>,
    work: &impl Fn(T) -> Result<R>,
    take_all: &mut impl FnMut(R) -> Result<bool>,
) -> Result<()> {
    while let Some(item) = next()? {
        if !take_all(work(item)?)? {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::error::Error;

    fn numbers(jobs: usize, stop: usize) -> Result<Vec<usize>> {
        let mut source = 0..1000;
        let mut seen = Vec::new();
        // Numbers from a thousand on are the rest of an item.
        let work = |n: usize| {
            if n == 700 { Err(Error::usage("seven hundred")) } else { Ok(n % 1000) }
        };
        run_in_order(
            jobs,
            || Ok(source.next()),
            work,
            |n| {
                seen.push(n);
                let again = n % 100 == 1 && !seen.ends_with(&[n, n]);
                let after = if again { Next::Resume(1000 + n) } else { Next::Item };
                Ok(if n == stop { Next::Stop } else { after })
            },
        )?;
        Ok(seen)
    }

    #[test]
    fn order_stop_and_errors_do_not_depend_on_jobs() {
        for jobs in [1, 2, 7] {
            let all = (0..=600).flat_map(|n| vec![n; if n % 100 == 1 { 2 } else { 1 }]);
            assert_eq!(numbers(jobs, 600).expect("stopped first"), all.collect::<Vec<_>>());
            assert_eq!(numbers(jobs, 999).expect_err("fails").to_string(), "seven hundred");
        }
    }

    #[test]
    fn an_error_of_the_source_comes_after_what_it_gave() {
        for jobs in [1, 3] {
            let mut given = 0;
            let mut taken = 0;
            let next = || {
                given += 1;
                if given <= 10 { Ok(Some(given)) } else { Err(Error::usage("dry")) }
            };
            let ended = run_in_order(jobs, next, Ok, |_| {
                taken += 1;
                Ok(Next::Item)
            });
            assert_eq!(ended.expect_err("fails").to_string(), "dry");
            assert_eq!(taken, 10);
        }
    }

    #[test]
    fn after_the_end_each_worker_ends_its_item_and_takes_no_other() {
        for jobs in [1, 2, 5] {
            let mut given = 0;
            let worked = std::sync::atomic::AtomicUsize::new(0);
            let next = || {
                given += 1;
                Ok(Some(given))
            };
            let work = |item: usize| {
                worked.fetch_add(1, Ordering::SeqCst);
                Ok(item)
            };
            let mut before = 0;
            let ended = run_in_order(jobs, next, work, |_| {
                before = worked.load(Ordering::SeqCst);
                Err(Error::usage("enough"))
            });
            assert!(ended.is_err());
            assert!(worked.load(Ordering::SeqCst) <= before + jobs, "{jobs}");
        }
    }
}
