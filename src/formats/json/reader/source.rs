//! A source of JSON whose kind is not yet known.

use std::io::Read;
use std::sync::Arc;

use crate::decode::record_size::RecordSize;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Diagnostic, SourceText};
use crate::formats::json::signature::{self, Signature};
use crate::formats::json::syntax::CHUNK_BYTES;
use crate::pipeline::mapping::Mapping;
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
    /// Takes the records from where the profile that was named says, if they are there and the user names no other place.
    pub(super) fn take_records_of_profile(&mut self) {
        let profile = self.options.mapping.as_ref();
        let path = profile.and_then(Mapping::records).filter(|_| self.options.records.is_none());
        if let Some(path) = path.filter(|path| signature::has_records(&self.buffer, path)) {
            let records = Some(path.to_owned());
            self.options = Arc::new(ReadOptions { records, ..ReadOptions::clone(&self.options) });
        }
    }

    /// Returns what the first bytes show, `None` where the user names the records; and the profile whose keys the records
    /// have, also where the user names those of the signature.
    pub(super) fn signed(&self) -> (Option<Signature>, Option<&'static str>) {
        let Some(signature) = signature::of(&self.buffer) else { return (None, None) };
        let profile = signature.profile;
        match self.options.records.as_deref() {
            None => (Some(signature), Some(profile)),
            Some(path) => (None, (path == signature.records).then_some(profile)),
        }
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
