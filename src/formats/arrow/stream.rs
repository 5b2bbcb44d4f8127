//! The streaming format: a schema, followed by dictionaries and batches.

use std::io::{BufReader, Read};

use arrow_schema::SchemaRef;

use super::message::Message;
use super::reader::Source;
use crate::formats::columns::Fault;

/// The messages of a stream after its schema.
pub(super) struct Messages {
    stream: BufReader<Box<dyn Read + Send>>,
    /// Maximum number of bytes of one record.
    most: u64,
}

impl Messages {
    pub(super) fn open(
        stream: Box<dyn Read + Send>,
        most: u64,
    ) -> Result<(Self, SchemaRef), Fault> {
        let mut stream = BufReader::with_capacity(1 << 16, stream);
        let first = Message::read(&mut stream, most)?;
        let first = first.ok_or_else(|| Fault::damaged("the stream has no schema"))?;
        let schema = first.schema()?;
        Ok((Self { stream, most }, schema))
    }
}

impl Source for Messages {
    fn next(&mut self) -> Result<Option<Message>, Fault> {
        Message::read(&mut self.stream, self.most)
    }
}
