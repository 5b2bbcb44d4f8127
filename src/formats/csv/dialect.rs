//! What the two formats differ in.

/// Extensions of comma-separated files.
pub(super) const CSV_EXTENSIONS: &[&str] = &["csv"];

/// Extensions of tab-separated files.
pub(super) const TSV_EXTENSIONS: &[&str] = &["tsv", "tab"];
