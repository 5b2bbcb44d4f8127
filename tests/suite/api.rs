//! The front door for programs: inputs from anywhere, outputs to anywhere.

mod inputs;
