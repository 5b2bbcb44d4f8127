//! Prints the titles of a Parquet file's articles above a quality.
//!
//! ```sh
//! cargo run --example read_parquet_filter                  # the samples, made into Parquet first
//! cargo run --example read_parquet_filter -- news.parquet 75
//! ```
//!
//! It reads one row group at a time, and borrows each article from it: nothing is copied but what is
//! printed. The same lines read any other format; only the file's name differs.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::path::{Path, PathBuf};

use newsconv::pipeline::{Flow, ForEach};
use newsconv::{Article, Conversion, Diagnostic};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = tempfile::tempdir()?;
    let file = match arguments.next() {
        Some(file) => PathBuf::from(file),
        None => samples_as_parquet(folder.path())?,
    };
    let least: i64 = arguments.next().map_or(Ok(50), |quality| quality.parse())?;

    let mut found = 0;
    let mut print_good = ForEach(|article: &Article<'_>| {
        if let Some(quality) = article.quality.filter(|&quality| quality > least) {
            found += 1;
            println!("{quality:>4}  {}", article.title.as_deref().unwrap_or("(no title)"));
        }
        Ok(Flow::Continue)
    });
    Conversion::new().reader([&file], &mut warn)?.read(&mut print_good)?;
    println!("{found} articles have a quality above {least}");
    Ok(())
}

fn samples_as_parquet(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("samples.parquet");
    let summary = Conversion::new().run(["samples/valid"], &file, &mut warn)?;
    println!("{} articles written to {}", summary.articles, file.display());
    Ok(file)
}

fn warn(problem: Diagnostic) {
    eprintln!("{problem}");
}
