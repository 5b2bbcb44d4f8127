//! A minimal parser of the Thrift compact protocol, to check a footer or a page header before the decoder
//! uses it.
//!
//! Specification: [compact
//! protocol](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).

/// Maximum nesting of structs and lists that are skipped. Real files have less than half of it.
const MAX_DEPTH: usize = 64;

/// Types, by their numbers in the protocol.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// The bytes that are not parsed yet. All functions return `None` for data that is cut off or malformed.
pub(super) struct Thrift<'b>(pub(super) &'b [u8]);

/// One field of a struct, whose value comes next.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) id: i16,
    kind: u8,
}

/// What comes next in a struct.
pub(super) enum Next {
    Field(Field),
    End,
}

impl Thrift<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// Parses an unsigned integer: seven bits per byte, lowest bits first.
    pub(super) fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// Parses a signed integer, whose sign is the lowest bit.
    pub(super) fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        // Zigzag: 0, -1, 1, -2, 2 are 0, 1, 2, 3, 4, so that small negative numbers are short too.
        let half = i64::try_from(value >> 1).ok()?;
        Some(if value & 1 == 0 { half } else { -1 - half })
    }

    /// Parses the header of the next field of a struct, after the field with id `last`, or the end of the
    /// struct.
    pub(super) fn field(&mut self, last: i16) -> Option<Next> {
        let byte = self.byte()?;
        let id = match byte >> 4 {
            // The high four bits are the difference to the last id; 0 means that the whole id
            // follows.
            _ if byte == 0 => return Some(Next::End),
            0 => i16::try_from(self.zigzag()?).ok()?,
            step => last.checked_add(step.into())?,
        };
        Some(Next::Field(Field { id, kind: byte & 0x0f }))
    }

    /// Parses the value of a 32-bit field.
    pub(super) fn i32(&mut self, field: Field) -> Option<i32> {
        if field.kind == I32 { self.zigzag()?.try_into().ok() } else { None }
    }

    /// Parses a struct, and returns its 32-bit field with the id 1.
    pub(super) fn first_i32(&mut self, field: Field) -> Option<i32> {
        if field.kind != STRUCT {
            return None;
        }
        let (mut last, mut found) = (0, None);
        while let Next::Field(inner) = self.field(last)? {
            last = inner.id;
            if inner.id == 1 {
                found = Some(self.i32(inner)?);
            } else {
                self.skip(inner)?;
            }
        }
        found
    }

    /// Parses the header of a list of structs, and returns their number. The structs come next.
    pub(super) fn structs(&mut self, field: Field) -> Option<usize> {
        let (kind, count) = if field.kind == LIST { self.list()? } else { return None };
        (kind == STRUCT || count == 0).then_some(count)
    }

    /// Parses the header of a list: the type and number of its items. Returns `None` if the rest is too short
    /// for so many.
    fn list(&mut self) -> Option<(u8, usize)> {
        let byte = self.byte()?;
        // Up to 14 items are counted in the high four bits. Every item of the lists that matter has
        // a byte at least, so a count beyond the rest of the bytes is wrong; this bounds the loops
        // over items.
        let count = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
        Some((byte & 0x0f, usize::try_from(count).ok().filter(|&count| count <= self.0.len())?))
    }

    /// Skips the value of `field`.
    pub(super) fn skip(&mut self, field: Field) -> Option<()> {
        self.value(field.kind, 0)
    }

    fn value(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            // The type of a boolean field is its value, so it has no bytes. In a list a boolean has a byte,
            // which the decoder does not skip either; no footer has such a list.
            TRUE | FALSE => Some(()),
            BYTE => self.bytes(1),
            I16 | I32 | I64 => self.varint().map(|_| ()),
            DOUBLE => self.bytes(8),
            BINARY => {
                let length = self.varint()?;
                self.bytes(length)
            }
            LIST | SET => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.value(kind, depth + 1))
            }
            MAP => self.map(depth),
            STRUCT => self.fields(depth),
            UUID => self.bytes(16),
            _ => None,
        }
    }

    fn bytes(&mut self, count: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    fn map(&mut self, depth: usize) -> Option<()> {
        let count = self.varint()?;
        let kinds = if count == 0 { 0 } else { self.byte()? };
        let count = Some(count).filter(|&count| count <= self.0.len() as u64)?;
        (0..count).try_for_each(|_| {
            self.value(kinds >> 4, depth + 1)?;
            self.value(kinds & 0x0f, depth + 1)
        })
    }

    fn fields(&mut self, depth: usize) -> Option<()> {
        let mut last = 0;
        while let Next::Field(Field { id, kind }) = self.field(last)? {
            last = id;
            self.value(kind, depth + 1)?;
        }
        Some(())
    }
}
