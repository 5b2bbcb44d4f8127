//! One encapsulated message of Arrow IPC. Its lengths are checked here before the decoder uses them.
//!
//! Specification: [encapsulated message
//! format](https://arrow.apache.org/docs/format/Columnar.html#encapsulated-message-format).

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::{MessageHeader, reader};
use arrow_schema::{DataType, Field, Fields, SchemaRef};

use super::layout::units;
use crate::formats::columns::{Fault, check_average};

/// The first bytes of a file, and the last ones.
pub(super) const MAGIC: &[u8] = b"ARROW1";

/// The marker before the length of each message.
pub(super) const CONTINUATION: [u8; 4] = [0xff; 4];

/// The maximum size of a decompressed buffer in bytes; no real buffer is larger.
const MAX_BYTES: usize = 4 << 30;

/// The maximum number of decompressed bytes for one compressed byte.
const MAX_RATIO: usize = 1 << 16;

/// The values of the dictionaries, by their ids.
pub(super) type Dictionaries = HashMap<i64, ArrayRef>;

/// A message and its body.
pub(super) struct Message {
    /// The flatbuffer.
    head: Vec<u8>,
    body: Buffer,
}

/// What a message is.
pub(super) enum Role {
    Dictionary,
    Batch,
}

impl Message {
    /// Returns the next message of `stream`, or `None` at its end.
    /// A record may have `most` bytes.
    pub(super) fn read(stream: &mut dyn Read, most: u64) -> Result<Option<Self>, Fault> {
        let Some(length) = read_length(stream)? else { return Ok(None) };
        let head = read_bytes(stream, length)?;
        let message = parse(&head)?;
        let length = message.bodyLength();
        let dictionary = message.header_as_dictionary_batch().and_then(|batch| batch.data());
        let batch = message.header_as_record_batch().or(dictionary);
        let rows = batch.map_or(1, |batch| batch.length());
        check(length, rows, most)?;
        let body = Buffer::from_vec(read_bytes(stream, length)?);
        Ok(Some(Self { head, body }))
    }

    /// Returns the schema in the message.
    pub(super) fn schema(&self) -> Result<SchemaRef, Fault> {
        let message = parse(&self.head)?;
        let schema = message.header_as_schema();
        schema_of(schema.ok_or_else(|| Fault::damaged("the first message is not a schema"))?)
    }

    pub(super) fn role(&self) -> Result<Role, Fault> {
        match parse(&self.head)?.header_type() {
            MessageHeader::DictionaryBatch => Ok(Role::Dictionary),
            MessageHeader::RecordBatch => Ok(Role::Batch),
            _ => Err(Fault::damaged("a message is neither a record batch nor a dictionary")),
        }
    }

    /// Adds the dictionary in the message, and returns the number of its bytes.
    pub(super) fn dictionary(
        &self,
        schema: &SchemaRef,
        into: &mut Dictionaries,
        most: u64,
    ) -> Result<usize, Fault> {
        let message = parse(&self.head)?;
        let batch = message.header_as_dictionary_batch().ok_or_else(missing)?;
        #[expect(deprecated, reason = "nothing else tells which dictionary belongs to which field")]
        let fields = schema.fields_with_dict_id(batch.id());
        let values = match fields.first().map(|field| field.data_type()) {
            Some(DataType::Dictionary(_, values)) => values.as_ref().clone(),
            _ => return Err(Fault::damaged("a dictionary does not belong to a column")),
        };
        // A dictionary is stored as a record batch with one column, its values.
        let columns = [Field::new("", values, true)].into_iter().collect();
        let data = batch.data().ok_or_else(missing)?;
        let bytes = self.check(data, &columns)?;
        check(bytes, data.length(), most)?;
        reader::read_dictionary(&self.body, batch, schema, into, &message.version())?;
        Ok(bytes)
    }

    /// Returns the record batch in the message, with the columns that have these indexes, or all, and the number of
    /// bytes of all its columns.
    pub(super) fn batch(
        &self,
        schema: &SchemaRef,
        with: &Dictionaries,
        wanted: Option<&[usize]>,
        most: u64,
    ) -> Result<(RecordBatch, usize), Fault> {
        let message = parse(&self.head)?;
        let batch = message.header_as_record_batch().ok_or_else(missing)?;
        let bytes = self.check(batch, schema.fields())?;
        check(bytes, batch.length(), most)?;
        let (body, schema) = (&self.body, Arc::clone(schema));
        let version = message.version();
        Ok((reader::read_record_batch(body, batch, schema, with, wanted, &version)?, bytes))
    }

    /// Checks every length in `batch`, since the decoder does not, and returns their sum.
    fn check(&self, batch: arrow_ipc::RecordBatch<'_>, columns: &Fields) -> Result<usize, Fault> {
        let wrong = || Fault::damaged("a length in a record batch is impossible");
        let rows = |length: i64| i32::try_from(length).is_ok_and(|length| length >= 0);
        let nodes = batch.nodes().ok_or_else(missing)?;
        let possible = |node: &arrow_ipc::FieldNode| {
            // The decoder takes the numbers as they are, also negative ones.
            rows(node.length()) && (0..=node.length()).contains(&node.null_count())
        };
        if !rows(batch.length()) || !nodes.iter().all(possible) {
            return Err(wrong());
        }
        let buffers = batch.buffers().ok_or_else(missing)?;
        // A buffer must lie within the body, and its length must be a multiple of its values' size, since the
        // decoder assumes both.
        let views = batch.variadicBufferCounts().into_iter().flatten();
        let units = units(columns, views, buffers.len()).ok_or_else(missing)?;
        let compressed = batch.compression().is_some();
        let mut sum = 0_usize;
        for (buffer, unit) in buffers.iter().zip(units) {
            let bytes = self.bytes(buffer).ok_or_else(wrong)?;
            let length = if compressed { inflated(bytes) } else { Some(bytes.len()) };
            let length = length.filter(|length| length.is_multiple_of(unit)).ok_or_else(wrong)?;
            sum = sum.saturating_add(length);
        }
        Ok(sum)
    }

    /// Returns the bytes of `buffer`, or `None` if they are outside the body.
    fn bytes(&self, buffer: &arrow_ipc::Buffer) -> Option<&[u8]> {
        let from = usize::try_from(buffer.offset()).ok()?;
        let length = usize::try_from(buffer.length()).ok()?;
        self.body.get(from..from.checked_add(length)?)
    }
}

/// Checks that `rows` of `bytes` together do not hide one that has more than `most`. Negative numbers are checked elsewhere.
fn check<N: TryInto<u64>>(bytes: N, rows: i64, most: u64) -> Result<(), Fault> {
    let bytes = bytes.try_into().unwrap_or(0);
    check_average(bytes, u64::try_from(rows).unwrap_or(0), most).map_err(Fault::TooLarge)
}

/// Returns the decompressed length of a compressed buffer, or `None` if it exceeds the limits.
fn inflated(bytes: &[u8]) -> Option<usize> {
    let Some((length, rest)) = bytes.split_first_chunk() else {
        return bytes.is_empty().then_some(0);
    };
    match i64::from_le_bytes(*length) {
        // The buffer is stored uncompressed, because compression would not have made it shorter.
        -1 => Some(rest.len()),
        // A compressed buffer begins with its decompressed length (Arrow columnar format,
        // "Compression"). The limit on the ratio keeps a few bytes from claiming gigabytes.
        length => {
            let length = usize::try_from(length).ok()?;
            (length <= MAX_BYTES.min(rest.len().saturating_mul(MAX_RATIO))).then_some(length)
        }
    }
}

/// Returns the schema in a message or in the footer of a file.
pub(super) fn schema_of(schema: arrow_ipc::Schema<'_>) -> Result<SchemaRef, Fault> {
    if schema.endianness() != arrow_ipc::Endianness::Little {
        return Err(Fault::damaged("it is big-endian; only little-endian files are supported"));
    }
    Ok(Arc::new(try_fb_to_schema(schema)?))
}

fn parse(head: &[u8]) -> Result<arrow_ipc::Message<'_>, Fault> {
    arrow_ipc::root_as_message(head)
        .map_err(|error| Fault::damaged(format_args!("a message: {error}")))
}

fn missing() -> Fault {
    Fault::damaged("a message is incomplete")
}

/// Returns the length of the next message's metadata, or `None` at the end of the stream.
fn read_length(stream: &mut dyn Read) -> Result<Option<i64>, Fault> {
    let mut word = Vec::new();
    stream.take(4).read_to_end(&mut word)?;
    // Arrow before version 0.15 wrote the length without the marker in front of it.
    if word == CONTINUATION {
        word.clear();
        stream.take(4).read_to_end(&mut word)?;
    } else if word.is_empty() {
        return Ok(None);
    }
    let length = word.first_chunk().map(|word| i32::from_le_bytes(*word));
    let length = length.ok_or_else(|| Fault::damaged("the stream ends within a message"))?;
    // A length of 0 ends a stream before the bytes do.
    Ok((length != 0).then_some(length.into()))
}

/// Returns the next `length` bytes. Memory is allocated only for bytes that exist.
fn read_bytes(stream: &mut dyn Read, length: i64) -> Result<Vec<u8>, Fault> {
    let length = u64::try_from(length).map_err(|_| Fault::damaged("a length is negative"))?;
    let mut bytes = Vec::new();
    let read = stream.take(length).read_to_end(&mut bytes)?;
    if read as u64 == length {
        Ok(bytes)
    } else {
        Err(Fault::damaged("the file ends within a message"))
    }
}
