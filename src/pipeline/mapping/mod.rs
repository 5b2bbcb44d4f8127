//! Mappings: where each field of the article comes from.
//!
//! [`Mapping`] is the value; `target` says which fields there are and how they are set, `source` where values come
//! from, `rules` holds both, `apply` maps an article, `declared` fills its declared columns, `memory` and `restore` bring
//! back the keys of the source, `shape` gives an article those of a profile, `writing` says how its files are spelled, `zones` places
//! times whose zone is known,
//! `guess` helps to draft a mapping, `elsewhere` knows what other profiles map, `profiles` has the mappings that are
//! built in, `profile` makes rules of them, `definition` has the value. The layer applies a mapping to each
//! article of a reader.

mod apply;
mod declared;
mod definition;
mod elsewhere;
mod guess;
mod layer;
mod memory;
mod profile;
mod profiles;
#[cfg(feature = "markdown")]
mod restore;
mod rules;
#[cfg(feature = "markdown")]
mod shape;
mod source;
mod target;
mod writing;
mod zones;

#[cfg(test)]
mod tests;

#[cfg(feature = "markdown")]
pub(crate) use definition::Manner;
pub use definition::Mapping;
pub(crate) use elsewhere::{Elsewhere, Taker};
pub(crate) use guess::{Guess, Guesses, as_source};
pub(crate) use layer::reader;
pub(crate) use profile::quoted;
#[cfg(feature = "markdown")]
pub(crate) use profile::time_source;
pub(crate) use profiles::DEFAULT;
pub use profiles::{PROFILES, Profile};
#[cfg(feature = "markdown")]
pub(crate) use restore::restored;
pub(crate) use rules::Output;
#[cfg(feature = "markdown")]
pub(crate) use shape::{Shaped, shaped};
#[cfg(feature = "markdown")]
pub(crate) use writing::{Times, Writing};
