//! Hostile and broken input, and whatever happens outside: no panic, no abort, no hang, no more memory than
//! a few times the input, no partial output, and a message that names the fault.

mod checksums;
mod columns;
mod depth;
#[cfg(unix)]
mod disk;
mod empty;
#[cfg(unix)]
mod files;
mod flips;
#[cfg(unix)]
mod interrupt;
mod json;
mod keys;
#[cfg(unix)]
mod kill;
mod paths;
mod run;
mod scalars;
#[cfg(unix)]
mod system;
mod tables;
mod text;
