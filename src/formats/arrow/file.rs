//! The file format: messages between two magic numbers, and a footer with their positions.

use std::collections::VecDeque;
use std::io::{Read, Seek, SeekFrom};

use arrow_ipc::Block;
use arrow_schema::SchemaRef;

use super::message::{CONTINUATION, MAGIC, Message, schema_of};
use super::reader::Source;
use crate::formats::columns::Fault;
use crate::io::source::Cursor;

/// Number of bytes at the end of a file: the length of the footer and the magic number.
const TRAILER: usize = 10;

/// The messages of a file: dictionaries first, then batches.
pub(super) struct Messages {
    file: Cursor,
    /// The positions of the messages.
    offsets: VecDeque<u64>,
    /// Maximum number of bytes of one record.
    most: u64,
}

impl Messages {
    pub(super) fn open(mut file: Cursor, most: u64) -> Result<(Self, SchemaRef), Fault> {
        let length = file.seek(SeekFrom::End(0))?;
        check_head(&mut file)?;
        let bytes = read_footer(&mut file, length)?;
        let footer = arrow_ipc::root_as_footer(&bytes)
            .map_err(|error| Fault::damaged(format_args!("the footer: {error}")))?;
        let schema = footer.schema().ok_or_else(|| Fault::damaged("the footer has no schema"))?;
        let schema = schema_of(schema)?;
        let dictionaries = footer.dictionaries().into_iter().flatten();
        // All dictionaries are read before the first batch, which may use any of them.
        let blocks = dictionaries.chain(footer.recordBatches().into_iter().flatten());
        let offsets = blocks.map(|block| offset(block, length)).collect::<Result<_, _>>()?;
        Ok((Self { file, offsets, most }, schema))
    }
}

impl Source for Messages {
    fn next(&mut self) -> Result<Option<Message>, Fault> {
        let Some(offset) = self.offsets.pop_front() else { return Ok(None) };
        self.file.seek(SeekFrom::Start(offset))?;
        let message = Message::read(&mut self.file, self.most)?;
        message.map(Some).ok_or_else(|| Fault::damaged("the footer does not point to a message"))
    }
}

/// Returns the position of `block` in a file of `length` bytes, or an error if it is outside.
fn offset(block: &Block, length: u64) -> Result<u64, Fault> {
    let parts = [block.offset(), block.metaDataLength().into(), block.bodyLength()];
    let sizes = parts.map(|part| u64::try_from(part).ok());
    let end = sizes.into_iter().try_fold(0_u64, |sum, size| sum.checked_add(size?));
    match (sizes[0], end) {
        (Some(offset), Some(end)) if end <= length => Ok(offset),
        _ => Err(Fault::damaged("the footer points beyond the end of the file")),
    }
}

/// Checks the first bytes, with a message for files that are often mistaken for Arrow files.
fn check_head(file: &mut Cursor) -> Result<(), Fault> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(MAGIC.len() as u64).read_to_end(&mut head)?;
    if head == MAGIC {
        return Ok(());
    }
    // Many tools give streams the extension `.arrow`.
    if head.starts_with(&CONTINUATION) {
        return Err(Fault::OtherFormat("it is an Arrow stream", "arrows"));
    }
    Err(Fault::damaged(if head.starts_with(b"FEA1") {
        "it is in Feather version 1, which is not supported; pyarrow.feather.read_table can read it"
    } else {
        "it is not an Arrow file: it does not begin with `ARROW1`"
    }))
}

/// Returns the footer of a file of `length` bytes.
fn read_footer(file: &mut Cursor, length: u64) -> Result<Vec<u8>, Fault> {
    let cut =
        || Fault::damaged("it does not end with `ARROW1` as an Arrow file must; it may be cut off");
    let mut trailer = [0; TRAILER];
    let end = length.checked_sub(TRAILER as u64).ok_or_else(cut)?;
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut trailer)?;
    if &trailer[4..] != MAGIC {
        return Err(cut());
    }
    let [a, b, c, d, ..] = trailer;
    let size = u64::from(u32::from_le_bytes([a, b, c, d]));
    file.seek(SeekFrom::Start(end.checked_sub(size).ok_or_else(cut)?))?;
    let mut footer = Vec::new();
    file.take(size).read_to_end(&mut footer)?;
    Ok(footer)
}
