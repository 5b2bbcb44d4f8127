//! Writing: articles that are parsed already, encoded and put in place, by one worker and by all.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first surprise")]

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use newsconv::format::FORMATS;

use common::{Archive, Place};

fn write(criterion: &mut Criterion) {
    let archive = Archive::new();
    for &format in FORMATS {
        let place = Place::of(format, &archive);
        let mut group = archive.group(criterion, &format!("write/{}", format.name));
        for jobs in common::jobs() {
            group.bench_function(format!("jobs={jobs}"), |bencher| {
                bencher.iter(|| archive.check(place.write(format, archive.parsed(), jobs)));
            });
        }
    }
}

criterion_group!(benches, write);
criterion_main!(benches);
