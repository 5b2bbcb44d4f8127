//! What is wrong with an input, and where: data first, words last.

use std::fmt;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The article was read; something about it should be looked at.
    Warning,
    /// The record is not an article, or the output cannot hold it.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Declares the codes: one line each, and the one table of them.
macro_rules! codes {
    ($($name:ident = $code:literal $severity:ident $title:literal,)*) => {
        /// What kind of problem it is. A code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All codes, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable spelling, such as `NC0201`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// How bad a problem of this kind is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),* }
            }

            /// The kind in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }
        }
    };
}

codes! {
    LeftOut = "NC0100" Warning "files of a folder were left out",
    NotUtf8 = "NC0101" Error "the text is not UTF-8",
    Unterminated = "NC0102" Error "the front matter has no closing fence",
    OtherFrontMatter = "NC0103" Error "the front matter is not YAML",
    NotAMapping = "NC0104" Error "the front matter is not a map of keys",
    NoFrontMatter = "NC0105" Warning "the file has no front matter",
    YamlSyntax = "NC0106" Error "the YAML cannot be parsed",
    DuplicateKey = "NC0107" Error "a key is given twice",
    ComplexKey = "NC0108" Error "a key is a list or a map",
    KeyNotText = "NC0109" Warning "a key that is not text was read as text",
    UnknownTag = "NC0110" Warning "a tag was dropped",
    BadMerge = "NC0111" Error "a merge key does not name a map",
    TooDeep = "NC0112" Error "values are nested too deeply or repeated too often",
    WrongType = "NC0201" Error "a value has the wrong type",
    OutOfRange = "NC0202" Error "a number is out of range",
    NotATime = "NC0203" Error "a value is not a time",
    ImpossibleTime = "NC0204" Error "there is no such time",
    NoOffset = "NC0205" Warning "a time has no offset, so UTC was assumed",
    RecordSyntax = "NC0300" Error "a record cannot be parsed",
    JsonSyntax = "NC0301" Error "the JSON cannot be parsed",
    NotAnArticle = "NC0302" Error "a record is not an article",
    CsvSyntax = "NC0303" Error "the CSV cannot be parsed",
    CsvRagged = "NC0304" Error "a record has more or fewer cells than the header",
    BadCell = "NC0305" Error "a cell does not hold the JSON that its column needs",
    Envelope = "NC0306" Warning "an envelope has members that no article takes",
    Damaged = "NC0401" Error "the file is damaged or not of its format",
    ColumnType = "NC0402" Error "a column has a type that its field cannot take",
    Narrowed = "NC0501" Warning "a time was cut to the microsecond",
    NotFinite = "NC0502" Error "a number is infinite or not a number, and the output format has no spelling for it",
    KeyClash = "NC0503" Error "an unknown key has the name of a field",
    BadPath = "NC0504" Error "a path cannot be the name of an output file",
    SamePath = "NC0505" Error "two articles have the same path",
    NoPath = "NC0506" Warning "an article without a path was given one",
    TooMany = "NC0507" Error "the output takes exactly one article",
    SourceLeftOut = "NC0508" Warning "the source text of front matter was left out",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// Bytes before it, from the start of the source.
    pub byte: u64,
    /// Line, from 1; in columnar sources the row.
    pub line: u64,
    /// Column in characters, from 1; 0 where the source has no columns of characters.
    pub column: u64,
}

impl Position {
    /// A place `byte` bytes into a source, at `line` and `column` (in characters), both from 1; column 0
    /// where the source has no columns of characters.
    #[must_use]
    pub fn new(byte: u64, line: u64, column: u64) -> Self {
        Self { byte, line, column }
    }

    /// The place of byte `at` of `text`, which begins `before` bytes and `lines` lines into the source.
    ///
    /// An `at` past the end, or within a character, stands for the nearest place before it.
    pub(crate) fn find(text: &[u8], at: usize, before: u64, lines: u64) -> Self {
        let at = at.min(text.len());
        let head = &text[..at];
        let start = memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1);
        let newlines = memchr::memchr_iter(b'\n', head).count();
        let column = String::from_utf8_lossy(&head[start..]).chars().count();
        Self {
            byte: before + at as u64,
            line: lines + newlines as u64 + 1,
            column: column as u64 + 1,
        }
    }

    /// Row `row` (from 1) of a source without lines.
    pub(crate) fn row(row: u64) -> Self {
        Self { byte: 0, line: row, column: 0 }
    }
}

/// One problem: what, where, and what to do about it.
///
/// It prints on one line: `news/a.md:8:10: error[NC0201] quality: …`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// How bad it is; [`Code::severity`] unless an option raised or lowered it.
    pub severity: Severity,
    /// The source file, as it was named to newsconv; empty when there is none.
    pub path: String,
    /// Where in the source, when that is known.
    pub position: Option<Position>,
    /// The field, such as `images[2].width`; empty when it is not about a field.
    pub field: String,
    /// What is wrong, in words, with the offending value.
    pub message: String,
    /// What to do about it, when that is known.
    pub help: Option<String>,
    /// The source line at [`Diagnostic::position`], without its line end.
    pub source_line: Option<String>,
}

impl Diagnostic {
    /// A problem of kind `code` in the source `path`, with the code's own severity.
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
        }
    }

    /// The same problem, in `field`.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// The same problem, with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same problem, at `position`.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }
}

/// The concise form, on one line: `path:line:column: severity[code] field: message`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            f.write_str(&self.path)?;
            match self.position {
                Some(Position { line, column: 0, .. }) => write!(f, ":row {line}")?,
                Some(Position { line, column, .. }) => write!(f, ":{line}:{column}")?,
                None => {}
            }
            f.write_str(": ")?;
        }
        write!(f, "{}[{}] ", self.severity, self.code)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// A problem found while reading `text`, before anyone asked for its line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    /// Byte of the text that it is about.
    pub(crate) at: usize,
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code, at: usize, message: impl Into<String>) -> Self {
        Self { code, at, field: String::new(), message: message.into(), help: None }
    }

    pub(crate) fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A text within a source, as what problems are located in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Located<'s> {
    /// Name of the source.
    pub(crate) path: &'s str,
    /// The text.
    pub(crate) text: &'s [u8],
    /// Bytes of the source before the text.
    pub(crate) byte: u64,
    /// Lines of the source before the text.
    pub(crate) line: u64,
}

impl<'s> Located<'s> {
    /// A text that is the whole source.
    pub(crate) fn whole(path: &'s str, text: &'s [u8]) -> Self {
        Self { path, text, byte: 0, line: 0 }
    }

    /// The problem with its line and column.
    pub(crate) fn diagnose(&self, problem: Problem) -> Diagnostic {
        let Problem { code, at, field, message, help } = problem;
        let at = at.min(self.text.len());
        let start = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |newline| newline + 1);
        let end = memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |end| at + end);
        let line = String::from_utf8_lossy(&self.text[start..end]);
        Diagnostic {
            position: Some(Position::find(self.text, at, self.byte, self.line)),
            source_line: Some(line.trim_end_matches('\r').to_owned()),
            help,
            ..Diagnostic::new(code, self.path, message).in_field(field)
        }
    }

    /// All the problems with their lines and columns, in source order.
    pub(crate) fn diagnose_all(&self, mut problems: Vec<Problem>) -> Vec<Diagnostic> {
        problems.sort_by_key(|problem| problem.at);
        problems.into_iter().map(|problem| self.diagnose(problem)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_ascend() {
        assert!(Code::ALL.windows(2).all(|pair| pair[0].as_str() < pair[1].as_str()));
    }

    #[test]
    fn a_problem_is_placed_by_line_and_character() {
        let source =
            Located {
                line: 2, byte: 10, ..Located::whole("a.md", "é: 1\r\nß: é2\n".as_bytes())
            };
        let problem =
            Problem::new(Code::WrongType, 12, "not text").in_field("ß").with_help("quote it");
        let found = source.diagnose(problem);
        assert_eq!(found.to_string(), "a.md:4:5: error[NC0201] ß: not text; quote it");
        assert_eq!(found.position.map(|p| p.byte), Some(22));
        assert_eq!(found.source_line.as_deref(), Some("ß: é2"));
    }
}
