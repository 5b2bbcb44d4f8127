//! Front matter in memory, on one thread: the fast path beside the full YAML parser, and beside
//! `yaml_serde` into the same struct.
//!
//! Where `NEWSCONV_CORPUS` names the real archives, their `news/` is parsed, else generated articles. The
//! throughput is in bytes of whole files; in both there is little beside front matter.
#![allow(clippy::expect_used, reason = "a benchmark stops at the first surprise")]

mod common;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use newsconv::Article;
use newsconv::testing::front_matter;

/// A way from a file to an article.
type Way = fn(&[u8]) -> Option<Article<'_>>;

fn bench(criterion: &mut Criterion) {
    let files = files();
    let mut group = criterion.benchmark_group("front_matter");
    group.throughput(Throughput::Bytes(files.iter().map(|file| file.len() as u64).sum()));
    group.sample_size(20);
    let ways: [(&str, Way); 3] =
        [("fast", front_matter::fast), ("full", front_matter::full), ("yaml_serde", yaml_serde)];
    for (name, way) in ways {
        assert!(files.iter().all(|file| way(file).is_some()), "{name} takes every file");
        group.bench_function(name, |bencher| {
            bencher.iter(|| files.iter().for_each(|file| drop(black_box(way(black_box(file))))));
        });
    }
}

/// The real articles, or generated ones without their bodies.
fn files() -> Vec<Vec<u8>> {
    match std::env::var_os("NEWSCONV_CORPUS") {
        Some(root) => real(&PathBuf::from(root).join("news")),
        None => common::Archive::without_bodies().files("markdown"),
    }
}

fn real(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the corpus has such a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.map(|path| std::fs::read(path).expect("an article")).collect()
}

/// The article as serde reads it from the YAML between the fences.
fn yaml_serde(file: &[u8]) -> Option<Article<'_>> {
    let text = std::str::from_utf8(file).ok()?.strip_prefix("---\n")?;
    serde_yaml::from_str(&text[..=text.find("\n---")?]).ok()
}

criterion_group!(benches, bench);
criterion_main!(benches);
