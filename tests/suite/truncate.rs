//! Every 37th prefix of every sample, valid or not, is read or refused, and nothing worse.

use std::panic;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::{Error, format};

use crate::util::{articles_of, by_name, cases, data_formats, entries, file_name, samples};

/// Bytes between two cuts.
const STEP: usize = 37;

/// All samples, each with its format.
fn files() -> Vec<(PathBuf, &'static FormatSpec)> {
    let mut files = Vec::new();
    for case in cases() {
        files.extend(case.files().into_iter().map(|file| (file, by_name("markdown"))));
        files.extend(data_formats().map(|spec| (case.golden(spec), spec)));
    }
    let others = entries(&samples("invalid")).into_iter().chain(entries(&samples("foreign")));
    files.extend(others.filter_map(|file| Some((file.clone(), format::by_extension(&file)?))));
    files
}

#[test]
fn every_prefix_is_read_or_rejected() {
    let files = files();
    let invalid = entries(&samples("invalid")).len() / 2;
    let foreign = entries(&samples("foreign")).len();
    assert_eq!(files.len(), 40 + 37 * (FORMATS.len() - 1) + invalid + foreign);
    let (next, prefixes) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some((file, spec)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            prefixes.fetch_add(cut(file, spec), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let bytes: usize = files.iter().map(|(file, _)| read(file).len()).sum();
    let all = prefixes.into_inner();
    assert!(all >= bytes / STEP && all > files.len(), "{all} prefixes of {bytes} bytes");
}

fn read(file: &PathBuf) -> Vec<u8> {
    std::fs::read(file).expect("the sample is there")
}

/// Reads every prefix of the file, and says how many there are.
fn cut(file: &PathBuf, spec: &'static FormatSpec) -> usize {
    let (bytes, name) = (read(file), file_name(file));
    let ends = (0..bytes.len()).step_by(STEP);
    for end in ends.clone() {
        let read = panic::catch_unwind(|| articles_of(&name, &bytes[..end], spec));
        let Ok(read) = read else { panic!("{} cut at {end}: a panic", file.display()) };
        match read {
            Ok(_) | Err(Error::Input { .. }) => {}
            Err(Error::Invalid(problems)) => {
                assert!(!problems.is_empty());
                let places = problems.iter().filter_map(|problem| problem.position);
                for place in places {
                    assert!(place.byte <= end as u64 && place.line > 0, "{name}, {end}: {place:?}");
                }
            }
            Err(error) => panic!("{} cut at {end}: {error}", file.display()),
        }
    }
    ends.count()
}
