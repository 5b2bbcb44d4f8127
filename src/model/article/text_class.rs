//! How a text field is treated. The line of the field in `record!` says so: `title: Text = "title" as Headline`.

/// What sort of text a field holds.
///
/// This table is the only place that says what follows from it:
///
/// | class | such as | Parquet encoding | least and greatest value | Markdown |
/// |---|---|---|---|---|
/// | `Word` | categories, types, names | dictionary | yes | plain where possible |
/// | `Phrase` | credits | dictionary | yes | in quotes |
/// | `Address` | paths, URLs | differences | yes | in quotes |
/// | `Headline` | titles | plain | yes | in quotes |
/// | `Prose` | summaries, bodies | plain | no | in quotes |
/// | `Block` | HTML, ciphertext | plain | no | in quotes, set apart by an empty line |
///
/// Within a provider every field has a dictionary: many articles have the same provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextClass {
    /// One of few words or names.
    Word,
    /// Text that several records share, but free in its words.
    Phrase,
    /// Text that hardly occurs twice, but often begins as the one before does: articles are sorted by path.
    Address,
    /// A line that hardly occurs twice, and by which records are sorted or searched.
    Headline,
    /// Longer text that hardly occurs twice. Nobody compares it, so its least and greatest value say nothing.
    Prose,
    /// As [`TextClass::Prose`], but not for people to read.
    Block,
}

impl TextClass {
    /// Returns whether Markdown has the text without quotes where its meaning allows it.
    #[cfg(feature = "markdown")]
    pub(crate) fn is_plain(self) -> bool {
        self == Self::Word
    }

    /// Returns whether Markdown sets the field apart by an empty line.
    #[cfg(feature = "markdown")]
    pub(crate) fn is_block(self) -> bool {
        self == Self::Block
    }

    /// Returns whether hardly any value occurs twice, and values have nothing else in common: a dictionary would
    /// only cost.
    #[cfg(feature = "parquet")]
    pub(crate) fn is_unique(self) -> bool {
        matches!(self, Self::Headline | Self::Prose | Self::Block)
    }

    /// Returns whether the least and the greatest value tell nothing.
    #[cfg(feature = "parquet")]
    pub(crate) fn is_never_compared(self) -> bool {
        matches!(self, Self::Prose | Self::Block)
    }
}
