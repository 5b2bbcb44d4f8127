//! Bytes in and out: the only code that touches files, streams and compression around them.
//!
//! It does not know articles or formats. It may use only diagnostics.

pub(crate) mod blocks;
pub(crate) mod cancel;
pub(crate) mod compression;
pub(crate) mod destination;
pub(crate) mod encoding;
pub(crate) mod input;
pub(crate) mod inputs;
pub(crate) mod output;
pub(crate) mod shelf;
pub(crate) mod source;
pub(crate) mod temporary;
pub(crate) mod wrapper;

pub use destination::{Destination, Object, Objects};
pub use input::Input;
pub use inputs::{Inputs, Location};
pub use output::{Folder, Memory, OpenOptions, Output, PutOutcome, Target};
pub use source::{ReadAt, Source};
