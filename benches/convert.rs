//! Converting: every format into every other, by as many workers as there are cores.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first surprise")]

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use newsconv::format::FORMATS;

use common::{Archive, Place};

fn convert(criterion: &mut Criterion) {
    let archive = Archive::new();
    let jobs = common::jobs().last().copied().unwrap_or(1);
    for &from in FORMATS {
        let sources = archive.sources(from);
        let mut group = archive.group(criterion, &format!("convert/{}", from.name));
        for &to in FORMATS.iter().filter(|to| to.name != from.name) {
            let place = Place::of(to, &archive);
            group.bench_function(to.name, |bencher| {
                bencher.iter(|| archive.check(place.write(to, common::open(from, &sources), jobs)));
            });
        }
    }
}

criterion_group!(benches, convert);
criterion_main!(benches);
