//! Mappings: where each field of the article comes from.
//!
//! [`Mapping`] is the value; `target` says which fields there are and how they are set, `source` where values come
//! from, `rules` holds both, `apply` maps an article, `memory` and `restore` bring back the keys of the source,
//! `profiles` has the mappings that are built in, `profile` makes rules of them, `definition` has the value. The layer applies a mapping to each
//! article of a reader.

mod apply;
mod definition;
mod layer;
mod memory;
mod profile;
mod profiles;
#[cfg(feature = "markdown")]
mod restore;
mod rules;
mod source;
mod target;

#[cfg(test)]
mod tests;

pub(crate) use definition::DEFAULT;
#[cfg(feature = "markdown")]
pub(crate) use definition::Manner;
pub use definition::Mapping;
pub(crate) use layer::reader;
pub use profiles::{PROFILES, Profile};
#[cfg(feature = "markdown")]
pub(crate) use restore::restored;
