//! Diagnostics and errors: what is wrong, where, and what to do about it, as data.
//!
//! Diagnostics are about a source, errors end a run. This is the lowest floor: it uses no other room.

use std::fmt;
use std::str::FromStr;

pub(crate) mod advice;
pub(crate) mod error;
pub(crate) mod excerpt;
mod explain;
pub(crate) mod nearest;
pub(crate) mod option_name;
mod serialize;
#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
mod source_text;
pub(crate) mod summary;
mod unlocated;

pub use advice::Advice;
pub use explain::explain;
pub use option_name::{OptionName, Speaker};
#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
pub(crate) use source_text::SourceText;
#[cfg(feature = "json")]
pub(crate) use source_text::end_of;
pub(crate) use unlocated::{UnlocatedDiagnostic, keep};

/// The severity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Information; nothing needs to be wrong.
    Note,
    /// The article was read, but something about it should be checked.
    Warning,
    /// The record is not an article, or the output cannot hold it.
    Error,
}

impl Severity {
    /// All severities, from the mildest.
    pub const ALL: &'static [Self] = &[Self::Note, Self::Warning, Self::Error];

    /// Returns the severity as a word, such as `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Declares the codes, one line each, and the functions over them.
macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $title:literal,)*) => {
        /// The kind of a problem. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All codes, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the stable spelling, such as `NC0201`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// Returns the severity of problems of this kind.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// Returns the kind in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

codes! {
    LeftOut = "NC0100" Warning "files of a folder were skipped",
    NotUtf8 = "NC0101" Error "the text is not UTF-8",
    Unterminated = "NC0102" Error "the front matter has no closing fence",
    OtherFrontMatter = "NC0103" Error "the front matter is in a language that newsconv does not read",
    NotAMapping = "NC0104" Error "the front matter is not a map of keys",
    NoFrontMatter = "NC0105" Warning "the file has no front matter",
    YamlSyntax = "NC0106" Error "the YAML cannot be parsed",
    DuplicateKey = "NC0107" Error "a key is given twice",
    ComplexKey = "NC0108" Error "a key is a list or a map",
    KeyNotText = "NC0109" Warning "a key that is not text was read as text",
    UnknownTag = "NC0110" Warning "a tag was dropped",
    BadMerge = "NC0111" Error "a merge key does not name a map",
    TooDeep = "NC0112" Error "values are nested too deeply or repeated too often",
    Unreadable = "NC0113" Error "a file or folder cannot be read",
    NearFence = "NC0114" Error "the first line is nearly a fence",
    CommentedOut = "NC0115" Warning "a part of a text was read as a comment",
    UnusedAnchor = "NC0116" Warning "a part of a text was read as an anchor",
    ContinuedAtStart = "NC0117" Warning "a line of a quoted text is not indented",
    TomlSyntax = "NC0118" Error "the TOML cannot be parsed",
    InvisibleInKey = "NC0119" Warning "a key has an invisible character",
    WrongType = "NC0201" Error "a value has the wrong type",
    OutOfRange = "NC0202" Error "a number is out of range",
    NotATime = "NC0203" Error "a value is not a time",
    ImpossibleTime = "NC0204" Error "a time is impossible",
    NoOffset = "NC0205" Warning "a time has no offset, so UTC was assumed",
    Unmapped = "NC0206" Warning "a value does not fit the field that its key is mapped to",
    RecordSyntax = "NC0300" Error "a record cannot be parsed",
    JsonSyntax = "NC0301" Error "the JSON cannot be parsed",
    NotAnArticle = "NC0302" Error "a record is not an article",
    CsvSyntax = "NC0303" Error "the CSV cannot be parsed",
    CsvRagged = "NC0304" Error "a record has more or fewer cells than the header",
    BadCell = "NC0305" Error "a cell is not the JSON that its column needs",
    Envelope = "NC0306" Warning "an envelope has members that do not belong to an article",
    NothingKnown = "NC0307" Warning "no record of a source has a field of an article",
    OtherSpelling = "NC0308" Note "a name was read as a field that is spelled differently",
    TextAsList = "NC0309" Note "a text was read as a list of one",
    EmptyRow = "NC0310" Warning "an empty row was skipped",
    Joined = "NC0311" Warning "a byte order mark or a header line is in the middle of a source",
    UnnamedColumn = "NC0312" Warning "a column has no name",
    LiteralQuote = "NC0313" Warning "a quote in a cell of TSV was read as text",
    WhichRecords = "NC0314" Error "the place of the records in JSON must be named",
    OtherKind = "NC0315" Note "a source is JSON of another kind than its name says",
    Partition = "NC0316" Error "the name of a folder cannot be a column of its files",
    MixedFolders = "NC0317" Warning "the folders of a dataset have different columns in their names",
    RecordTooLarge = "NC0318" Error "a record is larger than the limit",
    Damaged = "NC0401" Error "the file is damaged or has another format",
    ColumnType = "NC0402" Error "a column has a type that cannot be read",
    Compressed = "NC0403" Error "compressed data is damaged or cut short",
    TooLarge = "NC0404" Error "compressed data expands beyond the limit",
    ColumnLeftOut = "NC0405" Warning "a column was left out",
    NanAsNull = "NC0406" Note "a number is NaN or infinite",
    BinaryAsText = "NC0407" Warning "binary data was written as base64",
    IndexLeftOut = "NC0408" Note "the index of a data frame was left out",
    Narrowed = "NC0501" Warning "a time was cut to the microsecond",
    NotFinite = "NC0502" Error "the output format cannot express infinity or NaN",
    KeyClash = "NC0503" Error "an unknown key has the name of a field",
    BadPath = "NC0504" Error "a path cannot be the name of an output file",
    SamePath = "NC0505" Error "two articles have the same path",
    NoPath = "NC0506" Warning "an article without a path was given one",
    TooMany = "NC0507" Error "the output takes exactly one article",
    SourceLeftOut = "NC0508" Warning "the source text of front matter was dropped",
    AlikePath = "NC0509" Warning "the paths of two articles are the same on some systems",
    NullLeftOut = "NC0510" Warning "a null was left out, which the output cannot express",
    NullInList = "NC0511" Error "the output cannot express null in a list",
    NoId = "NC0512" Error "an article has no id of its own for a feed",
    NoTitle = "NC0601" Warning "an article has no title",
    BadUrl = "NC0602" Warning "a text is not a complete http or https URL",
    BadSecured = "NC0603" Warning "`secured` is not a ciphertext and an initialisation vector",
    SameUrl = "NC0604" Warning "two articles have the same webUrl",
    UnknownKey = "NC0605" Note "a key is not a field of an article",
}

#[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
impl Code {
    /// Returns whether the problem concerns a key and not its value.
    pub(crate) fn is_about_key(self) -> bool {
        matches!(self, Self::KeyClash | Self::UnknownKey)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Parses a code in any letter case. The error lists the known ones.
impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_meant = |code: &Self| code.as_str().eq_ignore_ascii_case(text);
        Self::ALL.iter().copied().find(is_meant).ok_or_else(|| {
            let codes: Vec<_> = Self::ALL.iter().map(|code| code.as_str()).collect();
            format!("unknown code `{text}`; the known ones are {}", codes.join(", "))
        })
    }
}

/// A position in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// Byte offset from the start of the source, from 0.
    pub byte: u64,
    /// Line, from 1; the row in columnar sources.
    pub line: u64,
    /// Column in characters, from 1; 0 if the source is columnar.
    pub column: u64,
}

impl Position {
    /// Creates the position of byte `byte` at `line` and `column` (in characters), both from 1. The column is
    /// 0 if the source is columnar.
    #[must_use]
    pub fn new(byte: u64, line: u64, column: u64) -> Self {
        Self { byte, line, column }
    }

    /// Creates the position of row `row` (from 1) of a columnar source.
    pub(crate) fn row(row: u64) -> Self {
        Self { byte: 0, line: row, column: 0 }
    }
}

/// A problem: what is wrong, where, and what to do about it.
///
/// It prints on one line: `news/a.md:8:10: error[NC0201] quality: …`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// The severity: [`Code::severity`] unless an option raised or lowered it.
    pub severity: Severity,
    /// The source file, as it was named to newsconv; empty if there is none.
    pub path: String,
    /// The position in the source, if it is known.
    pub position: Option<Position>,
    /// The field, such as `images[2].width`; empty if the problem does not concern a field.
    pub field: String,
    /// What is wrong, with the offending value.
    pub message: String,
    /// What to do about it, if that is known.
    pub help: Option<Advice>,
    /// The source line at [`Diagnostic::position`], without its line end. Of a long line, about 120
    /// characters on both sides of the position.
    pub source_line: Option<String>,
    /// Column of the first character of [`Diagnostic::source_line`]: more than 1 if the beginning of a long
    /// line was cut off, 0 if there is no line.
    pub source_column: u64,
}

impl Diagnostic {
    /// Creates a problem of kind `code` in the source `path`, with the severity of the code.
    pub fn new(code: Code, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            path: path.into(),
            position: None,
            field: String::new(),
            message: message.into(),
            help: None,
            source_line: None,
            source_column: 0,
        }
    }

    /// Creates the problem that the file or folder `path` cannot be read, with the system's reason.
    pub(crate) fn unreadable(path: impl Into<String>, reason: &std::io::Error) -> Self {
        Self::new(Code::Unreadable, path, format!("it cannot be read: {reason}"))
    }

    /// Sets the field.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// Sets the advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Advice>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Returns the options that its advice names.
    ///
    /// ```
    /// # #[cfg(feature = "markdown")] {
    /// use newsconv::diagnostic::{OptionName, Speaker};
    /// use newsconv::{Error, markdown};
    ///
    /// let Err(Error::Invalid(problems)) = markdown::parse("---\nquality: high\n---\n") else { panic!() };
    /// assert_eq!(problems[0].options(), [OptionName::Lenient]);
    /// assert!(problems[0].to_string().contains("; Conversion::lenient keeps it"));
    /// assert!(problems[0].spelled(Speaker::Program).contains("; --lenient keeps it"));
    /// # }
    /// ```
    #[must_use]
    pub fn options(&self) -> Vec<OptionName> {
        self.help.as_ref().map(Advice::options).unwrap_or_default()
    }

    /// Returns the concise form on one line, as `Display` prints it, but with options as `speaker` writes them.
    #[must_use]
    pub fn spelled(&self, speaker: Speaker) -> String {
        Concise { problem: self, speaker }.to_string()
    }

    /// Sets the position.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

/// Prints the concise form on one line: `path:line:column: severity[code] field: message; help`. Control
/// characters are escaped. Options are written as a caller in Rust writes them: see [`Diagnostic::spelled`].
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Concise { problem: self, speaker: Speaker::Rust }.fmt(f)
    }
}

/// A problem on one line, for `speaker`.
struct Concise<'p> {
    problem: &'p Diagnostic,
    speaker: Speaker,
}

impl fmt::Display for Concise<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { code, severity, path, position, field, message, help, .. } = self.problem;
        if !path.is_empty() {
            plain(path, f)?;
            match position {
                Some(Position { line, column: 0, .. }) => write!(f, ":row {line}")?,
                Some(Position { line, column, .. }) => write!(f, ":{line}:{column}")?,
                None => {}
            }
            f.write_str(": ")?;
        }
        write!(f, "{severity}[{code}] ")?;
        if !field.is_empty() {
            plain(field, f)?;
            f.write_str(": ")?;
        }
        plain(message, f)?;
        let Some(help) = help else { return Ok(()) };
        f.write_str("; ")?;
        plain(&help.spelled(self.speaker), f)
    }
}

/// Returns `text`, whose words may be the input's, as `Display` of diagnostics and errors writes them: on one line that no
/// terminal obeys, with escapes for characters that cannot be seen.
///
/// ```
/// assert_eq!(newsconv::diagnostic::printable("a\u{1b}[31m b\n"), r"a\u{1b}[31m b\n");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    struct Printable<'t>(&'t str);
    impl fmt::Display for Printable<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            plain(self.0, f)
        }
    }
    Printable(text).to_string()
}

/// Writes `text`, whose words may be the input's, on one line that no terminal obeys, and in which every
/// character can be seen.
pub(crate) fn plain(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(is_unseen) {
        // The input chooses these characters: an escape sequence in a file name must not control
        // the terminal.
        let (before, unseen) = rest.split_at(at);
        let end = unseen.chars().next().map_or(0, char::len_utf8);
        write!(f, "{before}{}", unseen[..end].escape_default())?;
        rest = &unseen[end..];
    }
    f.write_str(rest)
}

/// Returns whether a character has no look of its own, or that of another one: controls, blanks that are not the
/// space, and marks of direction and joining.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || c != ' ' && c != '\u{3000}' && c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_ascend() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
    }

    #[test]
    fn invisible_characters_are_escaped() {
        let problem = Diagnostic::new(Code::UnknownKey, "a b\u{a0}c.md", "é 江\u{3000}ß")
            .in_field("\u{200b}title\u{202e}\u{1b}");
        let line = r"a b\u{a0}c.md: note[NC0605] \u{200b}title\u{202e}\u{1b}: é 江";
        assert_eq!(problem.to_string(), format!("{line}\u{3000}ß"));
    }

    #[test]
    fn codes_are_read_in_either_case() {
        for &code in Code::ALL {
            assert_eq!(code.as_str().to_lowercase().parse::<Code>().expect("a code"), code);
        }
        let error = "NC9999".parse::<Code>().expect_err("no code");
        assert!(error.starts_with("unknown code `NC9999`; the known ones are NC0100, NC0101, "));
    }
}
