//! The profiles that are built in.

mod entry;
mod table;

pub use entry::Profile;
pub use table::PROFILES;
