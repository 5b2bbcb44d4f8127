//! The command line of newsconv: a shell over the library.

mod args;
mod report;
mod run;

use std::process::ExitCode;

use clap::Parser as _;

/// 0 done, 1 failed, 2 usage.
fn main() -> ExitCode {
    run::run(&args::Args::parse())
}
