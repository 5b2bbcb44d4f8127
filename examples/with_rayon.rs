//! Works on articles with rayon, while newsconv reads those that follow.
//!
//! ```sh
//! cargo run --example with_rayon -- _news/
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::{Conversion, Result};
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

fn main() -> Result<()> {
    let input = std::env::args().nth(1).unwrap_or_else(|| "samples/valid".to_owned());
    let articles = Conversion::new().articles(input)?.par_bridge();
    let letters = articles.map(|article| Ok(article?.body.unwrap_or_default().chars().count()));
    let letters: Vec<usize> = letters.collect::<Result<_>>()?;
    println!("{} articles with {} letters", letters.len(), letters.iter().sum::<usize>());
    Ok(())
}
