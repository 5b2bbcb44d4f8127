//! The columns of a file beside those that every file has.

use std::sync::Arc;

use crate::model::declared::DeclaredColumn;
use crate::pipeline::options::WriteOptions;

/// Which columns a file has beside those that every file has.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddedColumns {
    /// Whether there is a column for the front matter's source text.
    pub(crate) source: bool,
    /// The declared columns, which are the last ones.
    pub(crate) declared: Arc<[DeclaredColumn]>,
}

impl AddedColumns {
    /// Returns those that the options ask for.
    pub(crate) fn of(options: &WriteOptions) -> Self {
        Self { source: options.preserve, declared: options.columns.clone().into() }
    }

    /// Returns only the one for the source text, if `source`.
    #[cfg(test)]
    pub(crate) fn only(source: bool) -> Self {
        Self { source, ..Self::default() }
    }
}
