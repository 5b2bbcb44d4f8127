//! The built-in formats, one folder each. None of them knows another.

#[cfg(feature = "arrow")]
pub(crate) mod arrow;
#[cfg(feature = "arrow")]
pub(crate) mod columns;
#[cfg(feature = "json")]
pub(crate) mod json;
