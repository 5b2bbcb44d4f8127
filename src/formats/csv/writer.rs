//! Tables: a header line, then the records.

use super::encoder::Encoder;
use crate::diagnostic::error::Result;
use crate::io::output::Output;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::WriteOptions;
use crate::pipeline::writer::Writer;

/// A table on its way to an output.
pub(super) struct Table {
    output: Output,
    delimiter: u8,
    preserve: bool,
    safe: bool,
    has_header: bool,
}

impl Table {
    pub(super) fn new(output: Output, delimiter: u8, options: &WriteOptions) -> Self {
        let (preserve, safe) = (options.preserve, options.csv_safe);
        Self { output, delimiter, preserve, safe, has_header: false }
    }

    /// Writes the header line unless it is there already.
    fn header(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.has_header, true) {
            let mut encoder = self.encoder();
            encoder.header();
            self.output.put(&encoder.text)?;
        }
        Ok(())
    }
}

impl Writer for Table {
    type Encoder = Encoder;

    fn encoder(&self) -> Encoder {
        Encoder::new(self.delimiter, self.preserve).guarded(self.safe)
    }

    fn write(&mut self, filled: &mut Encoder) -> Result<()> {
        self.header()?;
        self.output.put(&filled.text)?;
        filled.text.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.header()?;
        self.output.commit()
    }

    /// `extra` is JSON text, which has no spelling for infinity.
    fn constraints(&self) -> Constraints {
        Constraints { finite: true, no_source: !self.preserve, ..Constraints::NONE }
    }
}
