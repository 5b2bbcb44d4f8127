//! Comma- and tab-separated values.
//!
//! Specifications: [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), with the tab as delimiter for
//! TSV: its quoting is the same, so bodies keep their tabs and line ends, which
//! [IANA's TSV](https://www.iana.org/assignments/media-types/text/tab-separated-values) cannot hold.
//!
//! | quirk | rule |
//! |---|---|
//! | columns | all of them are written, in canonical order, a provider spread over `provider.name` and so on; any of them in any order are read, and `provider` as one column of JSON text |
//! | names of columns | case and blanks around them do not matter where one column alone means the field; columns without a name are `column3` and so on |
//! | declared columns | come last; their cells are read by their type |
//! | unknown columns | become unknown keys that hold text: cells have no types |
//! | before the header | a line `sep=;` is obeyed |
//! | null and empty text | a bare empty cell and `""`; where a column holds no text, both are null |
//! | lists, structs, `extra` | JSON text; a provider that has nothing set is `{}` in `provider.extra` |
//! | times | written as RFC 3339 in UTC with six or more fraction digits; an offset column decides the offset, empty for `Z`; without such a column the text's own offset stays |
//! | numbers, booleans | `80.0` is read as `80`; `True`, `TRUE` and `1` as `true` |
//! | lists of text | a cell that is not JSON is a list with one item |
//! | quotes | only where needed, which includes texts such as `NA` that other tools take for null; a quote within a cell without quotes is text; text after a closing quote is an error |
//! | quotes in TSV | a cell is quoted if a tab or a line end follows the closing quote and the record then has the header's number of cells; else the quote is text, with a warning |
//! | rows of nothing | `,,` is passed over with a warning; an article without any field is written with `{}` as its `extra` |
//! | joined tables | a byte order mark and a repeated header line are skipped with a warning |
//! | formulas | stay as they are; under `--csv-safe` a text that begins with `=`, `+`, `-`, `@`, a tab or a line end gets a `'` before it, which is taken away again where such a table is read under `--csv-safe` |
//! | line ends | LF is written; LF, CRLF and CR are read; blank lines are passed over; lines are counted by LF |
//! | memory | blocks of whole records; a block is as long as its longest record, or as a file without LF |

mod columns;
mod decode;
mod dialect;
mod encoder;
mod formula;
mod header;
mod reader;
mod scan;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::diagnostic::error::Result;
use crate::io::input::Input;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chain, Reader};
use crate::pipeline::run::run;

/// Bytes of a source that make up a block, unless a record is longer.
const BLOCK_BYTES: usize = 4 << 20;

/// Comma-separated values.
pub(crate) const CSV_SPEC: FormatSpec = FormatSpec {
    name: "csv",
    title: "comma-separated values with a header line",
    url: "https://www.rfc-editor.org/rfc/rfc4180",
    extensions: dialect::CSV_EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: |head| header::looks_like(head, dialect::CSV),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, open_csv))),
    convert: run::<writer::Table<b','>>,
};

/// Tab-separated values.
pub(crate) const TSV_SPEC: FormatSpec = FormatSpec {
    name: "tsv",
    title: "tab-separated values with a header line",
    url: "https://www.iana.org/assignments/media-types/text/tab-separated-values",
    extensions: dialect::TSV_EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: |head| header::looks_like(head, dialect::TSV),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, open_tsv))),
    convert: run::<writer::Table<b'\t'>>,
};

fn open_csv(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    Ok(Box::new(reader::Blocks::open(&input, options, dialect::CSV, BLOCK_BYTES)?))
}

fn open_tsv(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    Ok(Box::new(reader::Blocks::open(&input, options, dialect::TSV, BLOCK_BYTES)?))
}
