//! Work on many threads, results in input order.

use std::collections::VecDeque;

use crossbeam_channel::{Receiver, bounded};

use crate::error::Result;

/// Jobs in flight for each worker: one that it works on, one that waits.
const IN_FLIGHT: usize = 2;

/// Pulls items from `next`, runs `work` on each on `jobs` threads, and gives the results to `take` in
/// the order of the items, on the calling thread. `take` answers whether to go on.
///
/// At most 2 × `jobs` items or results exist at any time. With one job all happens on the calling thread.
///
/// # Errors
/// The first error in item order: of `next`, `work` or `take`. Nothing after it is taken.
pub(crate) fn run<T: Send, R: Send>(
    jobs: usize,
    mut next: impl FnMut() -> Result<Option<T>>,
    work: impl Fn(T) -> Result<R> + Sync,
    mut take: impl FnMut(R) -> Result<bool>,
) -> Result<()> {
    if jobs <= 1 {
        while let Some(item) = next()? {
            if !take(work(item)?)? {
                break;
            }
        }
        return Ok(());
    }
    std::thread::scope(|scope| {
        let (to_workers, items) =
            bounded::<(T, crossbeam_channel::Sender<Result<R>>)>(jobs * IN_FLIGHT);
        for _ in 0..jobs {
            let (items, work) = (items.clone(), &work);
            scope.spawn(move || {
                for (item, answer) in items {
                    // The receiver is gone when an earlier item failed; the result is not wanted then.
                    let _ = answer.send(work(item));
                }
            });
        }
        drop(items);
        let mut waiting: VecDeque<Receiver<Result<R>>> = VecDeque::new();
        let mut fault = None;
        loop {
            let mut ended = true;
            if waiting.len() < jobs * IN_FLIGHT && fault.is_none() {
                match next() {
                    Ok(Some(item)) => {
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
            let Some(result) = waiting.pop_front() else { break };
            match result.recv() {
                Ok(result) => {
                    if !take(result?)? {
                        return Ok(());
                    }
                }
                // A worker that panicked dropped its answer; the scope passes the panic on.
                Err(_) => break,
            }
        }
        fault.map_or(Ok(()), Err)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn numbers(jobs: usize, stop: usize) -> Result<Vec<usize>> {
        let mut source = 0..1000;
        let mut seen = Vec::new();
        let work = |n: usize| {
            if n == 700 { Err(Error::usage("seven hundred")) } else { Ok(n) }
        };
        run(
            jobs,
            || Ok(source.next()),
            work,
            |n| {
                seen.push(n);
                Ok(n != stop)
            },
        )?;
        Ok(seen)
    }

    #[test]
    fn order_stop_and_errors_do_not_depend_on_jobs() {
        for jobs in [1, 2, 7] {
            assert_eq!(numbers(jobs, 600).expect("stopped first"), (0..=600).collect::<Vec<_>>());
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
            let ended = run(jobs, next, Ok, |_| {
                taken += 1;
                Ok(true)
            });
            assert_eq!(ended.expect_err("fails").to_string(), "dry");
            assert_eq!(taken, 10);
        }
    }
}
