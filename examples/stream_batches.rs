//! Streams a folder of Markdown into Arrow record batches, one at a time.
//!
//! ```sh
//! cargo run --example stream_batches               # the samples
//! cargo run --example stream_batches -- path/to/_news
//! ```
//!
//! The batches are what any Arrow tool takes: a query engine, a Parquet writer, a network stream. A few
//! of them are in memory at a time, however many articles the folder holds.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::arrow::array::{Array as _, Int64Array};
use newsconv::{Conversion, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "samples/valid".to_owned());
    let reader = Conversion::new().reader(&[folder], &mut |problem| eprintln!("{problem}"))?;

    let (mut rows, mut rated, mut best) = (0, 0, None);
    for batch in newsconv::arrow::record_batches(reader, &Options::default()) {
        let batch = batch?;
        rows += batch.num_rows();
        // The schema is the same for every input, so a column is always there and always of its type.
        if let Some(quality) = batch.column_by_name("quality")
            && let Some(quality) = quality.as_any().downcast_ref::<Int64Array>()
        {
            rated += quality.len() - quality.null_count();
            best = best.max(quality.iter().flatten().max());
        }
        println!("a batch of {} rows and {} columns", batch.num_rows(), batch.num_columns());
    }
    println!("{rows} articles, {rated} of them rated, the best with {}", best.unwrap_or(0));
    Ok(())
}
