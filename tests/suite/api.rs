//! The front door for programs: inputs from anywhere, outputs to anywhere.

mod conversion;
mod inputs;
#[cfg(feature = "markdown")]
mod markdown;
mod outputs;
