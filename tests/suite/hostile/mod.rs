//! Hostile and broken input: no panic, no abort, no hang, no more memory than a few times the input, no
//! partial output, and a message that names the fault.

mod checksums;
mod columns;
mod depth;
mod empty;
mod flips;
mod json;
mod keys;
mod run;
mod scalars;
mod tables;
mod text;
