//! Makes Parquet in memory of bytes that came from anywhere.
//!
//! ```sh
//! cargo run --example bytes_to_parquet
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use newsconv::io::Memory;
use newsconv::{Conversion, Input, format};

fn main() -> newsconv::Result<()> {
    let answer = br#"{"title":"Night ferry","quality":71,"topics":["Sea"]}"#;
    let input = Input::bytes("answer.ndjson", answer.as_slice());
    let output = Memory::default();
    let conversion = Conversion::new().output_format(&format::PARQUET);
    let summary = conversion.run(input, &output, &mut |problem| eprintln!("{problem}"))?;
    println!("{} article in {} bytes of Parquet", summary.articles, output.take().len());
    Ok(())
}
