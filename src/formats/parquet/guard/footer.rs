//! Checks the schema in the footer before the decoder reads it: the decoder is recursive, and allocates
//! memory for as many columns as the footer claims.

use parquet::file::reader::{ChunkReader, Length};

use super::file::Positioned;
use super::thrift::{Next, Thrift};
use crate::formats::columns::Fault;

/// Maximum number of levels of the schema. A list has two of them, and values may be 100 levels deep.
const MAX_LEVELS: usize = 250;

/// Number of bytes after the footer: its length and the magic number.
const TRAILER: u64 = 8;

/// The field of the footer that holds the schema, and the field of one of its elements that says how
/// many of those that follow are its children.
const SCHEMA: i16 = 2;
const CHILDREN: i16 = 5;

/// The field of the footer for the encryption of columns, if the footer itself is not encrypted.
const ENCRYPTION: i16 = 8;

/// Checks that the schema of `file` can be read. Returns whether a column is encrypted.
pub(in crate::formats::parquet) fn check(file: &Positioned) -> Result<bool, Fault> {
    let cut = || Fault::damaged("the footer is longer than the file");
    let damaged = |_| Fault::damaged("the footer cannot be read");
    let trailer = file.len().checked_sub(TRAILER).ok_or_else(cut)?;
    let length = file.get_bytes(trailer, 4).map_err(damaged)?;
    // A file ends in the footer, its length in four bytes (little-endian), and the magic number.
    let length = length.first_chunk().map(|length| u32::from_le_bytes(*length)).ok_or_else(cut)?;
    let start = trailer.checked_sub(length.into()).ok_or_else(cut)?;
    let bytes = file.get_bytes(start, length as usize).map_err(damaged)?;
    match schema(&mut Thrift(&bytes)) {
        Some(Footer { fits: true, encrypts }) => Ok(encrypts),
        Some(Footer { fits: false, .. }) => Err(Fault::damaged(format_args!(
            "its schema is nested more than {MAX_LEVELS} levels deep"
        ))),
        None => Err(Fault::damaged("the footer cannot be read")),
    }
}

/// The checked parts of a footer.
struct Footer {
    /// Whether its schema has at most [`MAX_LEVELS`] levels.
    fits: bool,
    /// Whether a column is encrypted.
    encrypts: bool,
}

/// Parses `footer`. Returns `None` if it is damaged.
fn schema(footer: &mut Thrift<'_>) -> Option<Footer> {
    let mut last = 0;
    let mut encrypts = false;
    while let Next::Field(field) = footer.field(last)? {
        last = field.id;
        encrypts |= field.id == ENCRYPTION;
        if field.id != SCHEMA {
            footer.skip(field)?;
            continue;
        }
        let elements = footer.structs(field)?;
        if !elements_fit(footer, elements)? {
            return Some(Footer { fits: false, encrypts });
        }
    }
    Some(Footer { fits: true, encrypts })
}

/// Returns whether the next `count` elements, a tree in preorder, have at most [`MAX_LEVELS`] levels.
fn elements_fit(footer: &mut Thrift<'_>, count: usize) -> Option<bool> {
    // The number of remaining children on each level.
    let mut open: Vec<usize> = Vec::new();
    for left in (0..count).rev() {
        let children = children(footer)?;
        if let Some(expected) = open.last_mut() {
            *expected -= 1;
        }
        // More children than elements are left: the tree is not complete.
        if children > left {
            return None;
        }
        if children > 0 {
            open.push(children);
        }
        // A level is done when its last child is.
        while open.last() == Some(&0) {
            open.pop();
        }
        if open.len() > MAX_LEVELS {
            return Some(false);
        }
    }
    Some(true)
}

/// Returns the number of children of the next element.
fn children(footer: &mut Thrift<'_>) -> Option<usize> {
    let (mut last, mut children) = (0, 0);
    while let Next::Field(field) = footer.field(last)? {
        last = field.id;
        if field.id == CHILDREN {
            children = usize::try_from(footer.i32(field)?).unwrap_or(0);
        } else {
            footer.skip(field)?;
        }
    }
    Some(children)
}
