//! What becomes of wrong values of fields: [`WrongValues`].

/// What becomes of a wrong value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrongValues {
    /// It is an error.
    Reject,
    /// It is kept as an unknown key, with a warning.
    Keep,
    /// That of an article's own field is left among the unknown keys, where a mapping may read it in another shape. One
    /// text is a wrong value for a list that `splits` texts. `keeps` keeps those within the field as
    /// [`Keep`](Self::Keep) does.
    #[cfg_attr(
        not(any(feature = "markdown", feature = "json", feature = "csv")),
        expect(dead_code, reason = "only readers of text leave values to a mapping")
    )]
    Defer { splits: bool, keeps: bool },
}

impl WrongValues {
    /// Returns what to do where no mapping follows.
    pub(crate) fn unmapped(lenient: bool) -> Self {
        if lenient { Self::Keep } else { Self::Reject }
    }
}
