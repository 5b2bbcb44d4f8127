//! Streams articles of any format as Arrow record batches, a few of which are in memory at a time. It is a
//! `RecordBatchReader`, so any Arrow tool takes it: a query engine, a network stream, Python.
//!
//! ```sh
//! cargo run --example stream_batches -- path/to/_news
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::Conversion;
use newsconv::arrow::array::{Int64Array, RecordBatchReader as _};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "samples/valid".to_owned());
    let batches = Conversion::new().batches(folder)?;
    let (column, _) = batches.schema().column_with_name("quality").ok_or("it is always there")?;
    let (mut rows, mut best) = (0, None);
    for batch in batches {
        let batch = batch?;
        rows += batch.num_rows();
        let quality = batch.column(column).as_any().downcast_ref::<Int64Array>();
        best = best.max(quality.and_then(|quality| quality.iter().flatten().max()));
    }
    println!("{rows} articles, the best with a quality of {}", best.unwrap_or(0));
    Ok(())
}
