//! Times that the source wrote without a zone.
//!
//! Every reader takes them for times in UTC, and marks them. The layer gives them the offset that they have in a zone, if
//! one is known, and counts the others. `memory` remembers in `sourceStyle` what was changed, so that Markdown comes back
//! without a zone.

mod layer;
#[cfg(feature = "markdown")]
mod memory;
mod zone;

pub(crate) use layer::{Assumed, reader};
#[cfg(feature = "markdown")]
pub(crate) use memory::restored;
pub use zone::TimeZone;
