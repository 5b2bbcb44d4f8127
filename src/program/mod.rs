//! The command line of newsconv: a shell over the library's public names. The program is a call of
//! [`main`](crate::program::main), and the command of the Python package is one too.

mod args;
mod dialect;
mod forgotten;
mod mapped;
mod options;
mod progress;
mod report;
mod run;
mod signals;
mod size;
mod standard;
mod verify;

use std::ffi::OsString;

pub use options::{columns, conversion};

/// Runs the program with these arguments, the first of which is its name, and returns its exit code: 0 for done, 1 for
/// failed, 2 for a usage error, 3 for done with records skipped. A signal ends the process with the exit code of that
/// signal.
#[must_use]
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    keep_freed_memory();
    hide_caught_panics();
    match args::Args::of(arguments) {
        Ok(args) => run::run(&args),
        Err(error) => {
            // If the stream is closed, there is no other place for the message.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(run::USAGE)
        }
    }
}

/// Lets panics print nothing that the library catches and reports as damaged files.
pub fn hide_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !newsconv::format::in_guarded_call() {
            usual(panic);
        }
    }));
}

/// Makes glibc reuse freed memory instead of returning it to the system.
///
/// By default glibc returns memory as soon as more than 128 KiB are free, and each page that is allocated
/// again costs a page fault. Freeing a block of up to 32 MiB raises that threshold to twice the block's size
/// ([mallopt(3)](https://man7.org/linux/man-pages/man3/mallopt.3.html), `M_MMAP_THRESHOLD`). The block is
/// never touched, so it takes no physical memory. Other allocators are not affected.
fn keep_freed_memory() {
    const BYTES: usize = (32 << 20) - (64 << 10);
    let mut block = Vec::<u8>::new();
    // If the address space is too small for the block, the threshold stays as it is.
    if block.try_reserve_exact(BYTES).is_ok() {
        drop(std::hint::black_box(block));
    }
}
