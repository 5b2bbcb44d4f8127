//! The profiles that are built in.

mod entry;
mod table;

pub use entry::Profile;
pub use table::PROFILES;

/// The profile by which a conversion maps unless it is given a mapping.
pub(crate) const DEFAULT: &str = "common";
