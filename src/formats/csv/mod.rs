//! Comma- and tab-separated values.
//!
//! Specifications: [RFC 4180](https://www.rfc-editor.org/rfc/rfc4180), with the tab as delimiter for
//! TSV: its quoting is the same, so bodies keep their tabs and line ends, which
//! [IANA's TSV](https://www.iana.org/assignments/media-types/text/tab-separated-values) cannot hold.
//!
//! | quirk | rule |
//! |---|---|
//! | columns | all of them are written, in canonical order, a provider spread over `provider.name` and so on; any of them in any order are read, and `provider` as one column of JSON text |
//! | unknown columns | become unknown keys that hold text: cells have no types |
//! | null and empty text | a bare empty cell and `""`; where a column holds no text, both are null |
//! | lists, structs, `extra` | JSON text; a provider that has nothing set is `{}` in `provider.extra` |
//! | times | written as RFC 3339 in UTC with six or more fraction digits; an offset column decides the offset, empty for `Z`; without such a column the text's own offset stays |
//! | numbers, booleans | `80.0` is read as `80`; `True` and `TRUE` as `true` |
//! | quotes | only where needed, which includes texts such as `NA` that other tools take for null; one within a bare cell stands for itself, text after a closing one is an error |
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

use crate::diagnostic::error::Result;
use crate::io::input::Input;
use crate::io::output::{Output, Target};
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::{Options, ReadOptions};
use crate::pipeline::reader::{Chain, Reader};
use crate::pipeline::run::run;
use crate::pipeline::summary::{Report, Summary};

/// Bytes of a source that make up a block, unless a record is longer.
const BLOCK_BYTES: usize = 4 << 20;

/// Comma-separated values.
pub(crate) const CSV_SPEC: FormatSpec = FormatSpec {
    name: "csv",
    title: "comma-separated values with a header line",
    url: "https://www.rfc-editor.org/rfc/rfc4180",
    extensions: dialect::CSV_EXTENSIONS,
    is_text: true,
    looks_like: |head| header::looks_like(head, b','),
    open: |inputs, options| Ok(open(inputs, b',', options)),
    convert: |reader, target, options, report| convert(reader, target, b',', options, report),
};

/// Tab-separated values.
pub(crate) const TSV_SPEC: FormatSpec = FormatSpec {
    name: "tsv",
    title: "tab-separated values with a header line",
    url: "https://www.iana.org/assignments/media-types/text/tab-separated-values",
    extensions: dialect::TSV_EXTENSIONS,
    is_text: true,
    looks_like: |head| header::looks_like(head, b'\t'),
    open: |inputs, options| Ok(open(inputs, b'\t', options)),
    convert: |reader, target, options, report| convert(reader, target, b'\t', options, report),
};

fn open(inputs: Vec<Input>, delimiter: u8, options: &ReadOptions) -> Box<dyn Reader> {
    let with = |input| (input, delimiter, options.clone());
    let inputs: Vec<_> = inputs.into_iter().map(with).collect();
    Box::new(Chain::new(inputs, |(input, delimiter, options): (Input, u8, ReadOptions)| {
        let blocks = reader::Blocks::open(&input, delimiter, BLOCK_BYTES)?;
        Ok(Box::new(blocks.with(options.csv_safe, options.lenient)))
    }))
}

fn convert(
    reader: Box<dyn Reader>,
    target: Target,
    delimiter: u8,
    options: &Options,
    report: Report<'_>,
) -> Result<Summary> {
    let output = Output::create(target)?;
    let table = writer::Table::new(output, delimiter, &options.write);
    run(reader, table, options, report)
}
