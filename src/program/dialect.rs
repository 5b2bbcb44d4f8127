//! Options for text in other encodings, for tables in other dialects, and for JSON with records deeper down.

use newsconv::Encoding;
use newsconv::options::{CsvOptions, CsvQuote, ReadOptions};

/// How text and tables are read that are not UTF-8, CSV or TSV by themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Dialect {
    /// Encoding of the text of all inputs, such as `windows-1252` or `utf-16` [default: UTF-8].
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,

    /// Where the records are in JSON: names of members with dots between, such as `response.results`, that lead to a
    /// list or a map of records; `.` is the document itself. In NDJSON each line has its own records there
    /// [default: the document, or a list of articles one level down].
    #[arg(long, value_name = "PATH")]
    records: Option<String>,

    /// Character between the cells of CSV and TSV: itself, or `tab` [default: a comma, for TSV a tab, or what a
    /// first line `sep=;` names].
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// Character around cells of CSV and TSV that contain delimiters or line ends, or `none` [default: `"`].
    #[arg(long, value_name = "CHARACTER", value_parser = quote)]
    quote: Option<CsvQuote>,

    /// Number of lines to skip before the header of CSV and TSV [default: 0].
    #[arg(long, value_name = "LINES", default_value_t = 0, hide_default_value = true)]
    skip_rows: u64,

    /// Names of the columns, separated by commas, if CSV and TSV have no header line, such as
    /// `title,webUrl,body`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    no_header: Option<Vec<String>>,
}

impl Dialect {
    /// Sets what the options say.
    pub(crate) fn apply(&self, read: &mut ReadOptions) {
        read.encoding = self.encoding;
        read.records.clone_from(&self.records);
        read.csv = CsvOptions {
            delimiter: self.delimiter,
            quote: self.quote,
            skip_rows: self.skip_rows,
            columns: self.no_header.clone(),
        };
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        "comma" => Ok(b','),
        "semicolon" => Ok(b';'),
        _ => character(text).ok_or_else(|| {
            format!("`{text}` is not one ASCII character, nor `tab`, `comma` or `semicolon`")
        }),
    }
}

fn quote(text: &str) -> Result<CsvQuote, String> {
    match text {
        "none" => Ok(CsvQuote::Off),
        _ => character(text)
            .map(CsvQuote::Byte)
            .ok_or_else(|| format!("`{text}` is not one ASCII character, nor `none`")),
    }
}

/// Returns the only character of `text`, if it is ASCII and not a line end.
fn character(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | 0) => Some(*byte),
        _ => None,
    }
}
