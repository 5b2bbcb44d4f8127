//! Writes tables: a header line, then the records.

use std::sync::Arc;

use super::columns::{self, Column};
use super::encoder::Encoder;
use crate::diagnostic::error::Result;
use crate::io::output::{Output, Target};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::writer::{WriteIssue, Writer};

/// A table with this delimiter on its way to an output.
pub(super) struct Table<const DELIMITER: u8> {
    output: Output,
    columns: Arc<[Column]>,
    preserve: bool,
    safe: bool,
    has_header: bool,
}

impl<const DELIMITER: u8> Table<DELIMITER> {
    /// Writes the header line unless it was already written.
    fn header(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.has_header, true) {
            let mut encoder = self.encoder();
            encoder.header();
            self.output.put(&encoder.text)?;
        }
        Ok(())
    }
}

impl<const DELIMITER: u8> Writer for Table<DELIMITER> {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let (preserve, safe) = (options.write.preserve, options.write.csv_safe);
        let columns = columns::written(preserve, &options.write.columns).into();
        let output = Output::create(target)?;
        Ok(Self { output, columns, preserve, safe, has_header: false })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(DELIMITER, Arc::clone(&self.columns)).guarded(self.safe)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        self.header()?;
        self.output.put(&filled.text)?;
        filled.text.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.header()?;
        self.output.commit()
    }

    /// `extra` is JSON text, which cannot express infinity.
    fn constraints(&self) -> Constraints {
        Constraints { finite: true, no_source: !self.preserve, ..Constraints::NONE }
    }
}
