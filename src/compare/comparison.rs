//! The result of a comparison.

/// The result of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// Number of articles on the left.
    pub left: u64,
    /// Number of articles on the right.
    pub right: u64,
    /// Number of articles that are on both sides and equal.
    pub equal: u64,
    /// Number of articles that are on both sides and differ.
    pub different: u64,
}

impl Comparison {
    /// Returns whether both sides have the same articles.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.left == self.equal && self.right == self.equal
    }

    /// Articles that are on the left alone.
    #[must_use]
    pub fn left_only(&self) -> u64 {
        self.left.saturating_sub(self.equal + self.different)
    }

    /// Articles that are on the right alone.
    #[must_use]
    pub fn right_only(&self) -> u64 {
        self.right.saturating_sub(self.equal + self.different)
    }
}
