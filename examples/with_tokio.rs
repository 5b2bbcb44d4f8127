//! Converts on a thread of its own while a task of tokio waits, and can be canceled.
//!
//! ```sh
//! cargo run --example with_tokio
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::sync::{Arc, atomic::AtomicBool};

use newsconv::{Conversion, format, io::Memory};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
        // Set it elsewhere, such as after a timeout, and the conversion ends soon.
        let cancel = Arc::new(AtomicBool::new(false));
        let conversion = Conversion::new().output_format(&format::PARQUET).cancel(cancel);
        let output = Memory::default();
        let parquet = output.clone();
        let convert = move || conversion.run("samples/valid", parquet, &mut |_| {});
        let summary = tokio::task::spawn_blocking(convert).await??;
        println!("{} articles in {} bytes", summary.articles, output.take().len());
        Ok(())
    })
}
