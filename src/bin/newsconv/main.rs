//! The command line of newsconv: a shell over the library.

mod args;
mod progress;
mod report;
mod run;
mod size;

use std::process::ExitCode;

/// 0 done, 1 failed, 2 usage, 3 done with records skipped, 130 interrupted.
fn main() -> ExitCode {
    run::run(&args::Args::from_command_line())
}
