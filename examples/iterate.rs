//! Counts the words of each category: articles of any format as an iterator.
//!
//! ```sh
//! cargo run --example iterate -- news.parquet
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::collections::BTreeMap;

use newsconv::Conversion;

fn main() -> newsconv::Result<()> {
    let input = std::env::args().nth(1).unwrap_or_else(|| "samples/valid".to_owned());
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for article in Conversion::new().articles(input)? {
        let article = article?;
        let category = article.category.unwrap_or_default().into_owned();
        *words.entry(category).or_default() += article.body.unwrap_or_default().split(' ').count();
    }
    for (category, words) in words {
        println!("{words:>6}  {category}");
    }
    Ok(())
}
