//! Reading: articles of each format, parsed and dropped, on one thread.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first surprise")]

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use newsconv::format::FORMATS;
use newsconv::pipeline::{Flow, ForEach};

use common::Archive;

fn read(criterion: &mut Criterion) {
    let archive = Archive::new();
    for &format in FORMATS {
        let sources = archive.sources(format);
        let mut group = archive.group(criterion, &format!("read/{}", format.name));
        group.bench_function("jobs=1", |bencher| {
            bencher.iter(|| {
                let mut count = 0;
                let mut sink = ForEach(|article: &newsconv::Article<'_>| {
                    std::hint::black_box(article);
                    count += 1;
                    Ok(Flow::Continue)
                });
                common::open(format, &sources).read(&mut sink).expect("they can be read");
                archive.check_count(count);
            });
        });
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
