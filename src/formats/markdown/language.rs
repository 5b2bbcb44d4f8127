//! The languages that front matter is written in, and the fences around each.

/// A language that front matter is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Toml,
    Json,
    /// Lines `Key: value` at the top of the file, as Pelican and `MultiMarkdown` have.
    Header,
}

/// A language with the fences around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// YAML between two lines `---`.
    #[default]
    Yaml,
    /// TOML between two lines `+++`.
    Toml,
    /// TOML between a line `---toml` and a line `---`.
    FencedToml,
    /// A JSON object at the file's first byte, without fences.
    Json,
    /// A JSON object between a line `---json` and a line `---`.
    FencedJson,
    /// A JSON object between two lines `;;;`.
    SemicolonJson,
    /// Lines `Key: value` up to an empty line.
    Header,
}

impl Form {
    /// All forms.
    pub(super) const ALL: [Self; 7] = [
        Self::Yaml,
        Self::Toml,
        Self::FencedToml,
        Self::Json,
        Self::FencedJson,
        Self::SemicolonJson,
        Self::Header,
    ];

    /// Returns the name, as `sourceStyle` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Toml => "toml",
            Self::FencedToml => "---toml",
            Self::Json => "json",
            Self::FencedJson => "---json",
            Self::SemicolonJson => ";;;",
            Self::Header => "header",
        }
    }

    /// Returns the form with this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    pub(super) fn language(self) -> Language {
        match self {
            Self::Yaml => Language::Yaml,
            Self::Toml | Self::FencedToml => Language::Toml,
            Self::Json | Self::FencedJson | Self::SemicolonJson => Language::Json,
            Self::Header => Language::Header,
        }
    }

    /// Returns the lines that open and close it; empty ones where it has none.
    pub(super) fn fences(self) -> (&'static str, &'static str) {
        match self {
            Self::Yaml => ("---", "---"),
            Self::Toml => ("+++", "+++"),
            Self::FencedToml => ("---toml", "---"),
            Self::FencedJson => ("---json", "---"),
            Self::SemicolonJson => (";;;", ";;;"),
            Self::Json | Self::Header => ("", ""),
        }
    }
}
