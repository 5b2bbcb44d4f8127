//! The dialect of a table: how it is split into cells, and the differences between CSV and TSV.

use memchr::memchr2;

use crate::pipeline::options::{CsvOptions, CsvQuote};

/// Extensions of comma-separated files.
pub(super) const CSV_EXTENSIONS: &[&str] = &["csv"];

/// Extensions of tab-separated files.
pub(super) const TSV_EXTENSIONS: &[&str] = &["tsv", "tab"];

/// How a table is split into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The delimiter between two cells.
    pub(super) delimiter: u8,
    /// The quote around a cell that contains delimiters, line ends or quotes; `None` if cells are not quoted.
    pub(super) quote: Option<u8>,
    /// Whether a cell may begin with a quote that is text: TSV has no quotes by its specification, but most
    /// tools write them.
    pub(super) literal_quotes: bool,
    /// The extensions that copies of rejected records get.
    pub(super) extensions: &'static [&'static str],
}

/// Comma-separated values.
pub(super) const CSV: Dialect = Dialect {
    delimiter: b',',
    quote: Some(b'"'),
    literal_quotes: false,
    extensions: CSV_EXTENSIONS,
};

/// Tab-separated values.
pub(super) const TSV: Dialect = Dialect {
    delimiter: b'\t',
    quote: Some(b'"'),
    literal_quotes: true,
    extensions: TSV_EXTENSIONS,
};

impl Dialect {
    /// Returns the dialect with the options applied.
    pub(super) fn with(self, options: &CsvOptions) -> Self {
        let quote = match options.quote {
            None => self.quote,
            Some(CsvQuote::Byte(byte)) => Some(byte),
            Some(CsvQuote::Off) => None,
        };
        Self {
            delimiter: options.delimiter.unwrap_or(self.delimiter),
            quote,
            literal_quotes: self.literal_quotes && options.quote.is_none(),
            ..self
        }
    }
}

/// Maximum length of a line `sep=;` in bytes, with quotes and its line end.
pub(super) const SEP_BYTES: usize = 10;

/// Returns the delimiter in a first line `sep=;`, which Excel writes and reads, and the start of the next
/// line.
pub(super) fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let quoted = usize::from(text.first() == Some(&b'"'));
    let named = text.get(quoted..quoted + 4)?;
    if !named.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let delimiter = *text.get(quoted + 4)?;
    let end = quoted + 5 + quoted;
    let is_closed = quoted == 0 || text.get(end - 1) == Some(&b'"');
    let next = match text.get(end..)? {
        [b'\r', b'\n', ..] => end + 2,
        [b'\r' | b'\n', ..] => end + 1,
        [] => end,
        _ => return None,
    };
    (is_closed && !matches!(delimiter, b'\r' | b'\n' | b'"')).then_some((delimiter, next))
}

/// Returns the start of the second line, or `None` if the end of the first one is not known yet.
pub(super) fn next_line(bytes: &[u8], is_all: bool) -> Option<usize> {
    let end = memchr2(b'\r', b'\n', bytes)?;
    match bytes[end..] {
        [b'\r', b'\n', ..] => Some(end + 2),
        [b'\r'] if !is_all => None,
        _ => Some(end + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_delimiter() {
        assert_eq!(sep_line(b"sep=;\r\na;b"), Some((b';', 7)));
        assert_eq!(sep_line(b"SEP=\t\na\tb"), Some((b'\t', 6)));
        assert_eq!(sep_line(b"\"sep=|\"\na|b"), Some((b'|', 8)));
        assert_eq!(sep_line(b"sep=,"), Some((b',', 5)));
        for other in ["", "sep", "sep=", "sep=\n", "sep=;;\n", "\"sep=;\na", "separator,title\n"] {
            assert_eq!(sep_line(other.as_bytes()), None, "{other:?}");
        }
    }
}
