//! A source of JSON whose kind is not yet known.

use std::io::Read;
use std::sync::Arc;

use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::formats::json::signature::{self, Signature};
use crate::formats::json::syntax::CHUNK_BYTES;
use crate::pipeline::options::ReadOptions;

/// A source whose first bytes have been read.
pub(super) struct Opened {
    pub(super) options: Arc<ReadOptions>,
    pub(super) name: Arc<str>,
    pub(super) stream: Box<dyn Read + Send>,
    pub(super) buffer: Vec<u8>,
    /// What should be said of its kind.
    pub(super) notes: Vec<Diagnostic>,
}

impl Opened {
    /// Returns what the first bytes show; `None` where the user names the records.
    pub(super) fn signature(&self) -> Option<Signature> {
        if self.options.records.is_some() { None } else { signature::of(&self.buffer) }
    }

    /// Reads more bytes, and returns their number.
    pub(super) fn fill(&mut self) -> Result<usize> {
        let size = RecordSize::new(self.options.max_record_size).of_document();
        size.check(&SourceText::whole(&self.name, &self.buffer))?;
        let most = CHUNK_BYTES as u64;
        let read = self.stream.by_ref().take(most).read_to_end(&mut self.buffer);
        read.map_err(|source| Error::input(&*self.name, source))
    }
}
