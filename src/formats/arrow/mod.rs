//! Arrow IPC: the file format, also called Feather version 2, and the streaming format.
//!
//! Specification: [Arrow columnar format, serialization and
//! IPC](https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc).
//! `columns` describes the meaning of the columns.
//!
//! | quirk | rule |
//! |---|---|
//! | batches | written with up to 8192 rows or 64 MiB; any size is read, one batch in memory at a time; up to 256 small ones are read together |
//! | compression | none is written unless asked for (zstd, lz4); both are read |
//! | dictionaries | read, replaced and grown ones too; never written |
//! | selection | columns that are not selected are not decoded; those within a selected struct and dictionaries are |
//! | end of a stream | its marker or the end of the bytes between two messages |
//! | Feather version 1 | is refused by name |
//! | damage | every length in a message is checked before it is followed |

mod encoder;
mod file;
mod layout;
mod message;
mod reader;
mod reject_rows;
mod stream;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use arrow_ipc::writer::{FileWriter, StreamWriter};

use crate::diagnostic::error::Result;
use crate::formats::columns::{RECORD_BYTES, Source};
use crate::io::input::Input;
use crate::io::output::Output;
use crate::io::source::Cursor;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::ReadOptions;
use crate::pipeline::reader::{Chain, Reader};
use crate::pipeline::run::run;

/// The file format.
pub(crate) const FILE_SPEC: FormatSpec = FormatSpec {
    name: "arrow",
    title: "Arrow IPC file, also called Feather version 2",
    url: "https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format",
    extensions: reject_rows::FILE_EXTENSIONS,
    is_text: false,
    one_file_per_article: false,
    looks_like: |head| head.starts_with(message::MAGIC) || head.starts_with(b"FEA1"),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, open_file))),
    convert: run::<writer::Batches<FileWriter<Output>>>,
};

/// The streaming format.
pub(crate) const STREAM_SPEC: FormatSpec = FormatSpec {
    name: "arrows",
    title: "Arrow IPC stream",
    url: "https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format",
    extensions: reject_rows::STREAM_EXTENSIONS,
    is_text: false,
    one_file_per_article: false,
    looks_like: |head| head.starts_with(&message::CONTINUATION),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, open_stream))),
    convert: run::<writer::Batches<StreamWriter<Output>>>,
};

fn open_file(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let source = Source::new(input.name(), options).with_kind(reject_rows::FILE);
    let most = source.options().max_record_size.unwrap_or(RECORD_BYTES);
    reader::open(source, file::Messages::open(Cursor::new(input.open_at()?, 0), most))
}

fn open_stream(input: Input, options: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
    let source = Source::new(input.name(), options).with_kind(reject_rows::STREAM);
    let most = source.options().max_record_size.unwrap_or(RECORD_BYTES);
    reader::open(source, stream::Messages::open(input.open()?, most))
}
