//! Filters and changes the articles of an archive on their way to Parquet, on all cores.
//!
//! ```sh
//! cargo run --example filter_to_parquet -- _news/ good.parquet
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::Conversion;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let mut words = std::env::args().skip(1);
    let input = words.next().unwrap_or_else(|| "samples/valid".to_owned());
    let output = words.next().map_or(folder.path().join("good.parquet"), Into::into);
    let conversion = Conversion::new().filter_map(|mut article| {
        article.topics.get_or_insert_default().push("reviewed".into());
        (article.quality? > 50).then_some(article)
    });
    let summary = conversion.run(&input, &output, &mut |problem| eprintln!("{problem}"))?;
    println!("{} articles of {input} have a quality above 50", summary.articles);
    Ok(())
}
