//! The command line of newsconv: a shell over the library.

mod args;
mod progress;
mod report;
mod run;
mod size;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rows are made on one thread and let go of on another, which costs most system allocators dear.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// 0 done, 1 failed, 2 usage, 3 done with records skipped, 130 interrupted.
fn main() -> ExitCode {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // What is caught is told as a fault of the file.
        if !newsconv::is_panic_caught() {
            usual(panic);
        }
    }));
    run::run(&args::Args::from_command_line())
}
