//! The command line of newsconv: a shell over the library.

mod args;
mod progress;
mod report;
mod run;
mod signals;
mod size;

use std::process::ExitCode;

/// 0 done, 1 failed, 2 usage, 3 done with records skipped; a signal ends the program as that signal does.
fn main() -> ExitCode {
    keep_freed_memory();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // What is caught is told as a fault of the file.
        if !newsconv::format::in_guarded_call() {
            usual(panic);
        }
    }));
    run::run(&args::Args::from_command_line())
}

/// Has glibc keep freed memory for what comes next.
///
/// It gives memory back to the system when more than 128 KiB are free, and every page that is taken again
/// costs a fault, until a larger block has been freed: then it keeps twice as much as that block had
/// ([mallopt(3)](https://man7.org/linux/man-pages/man3/mallopt.3.html), `M_MMAP_THRESHOLD`). It learns from
/// blocks up to 32 MiB. This one is never touched, so it takes no memory; other allocators take no notice.
fn keep_freed_memory() {
    const BYTES: usize = (32 << 20) - (64 << 10);
    let mut block = Vec::<u8>::new();
    // Where there is no room for it, there is none to be kept.
    if block.try_reserve_exact(BYTES).is_ok() {
        drop(std::hint::black_box(block));
    }
}
