//! Writes entries into the envelope, and their sidecars after them.

use std::io::{self, Write as _};

use super::encoder::{Encoder, layout};
use crate::diagnostic::error::Result;
use crate::io::output::{Output, Target};
use crate::io::temporary::Spool;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::Options;
use crate::pipeline::writer::{WriteIssue, Writer};

/// One page of a feed.
pub(super) struct Page {
    output: Output,
    compact: bool,
    count: u64,
    remainders: Spool,
    /// Whether a sidecar is not null.
    has_remainders: bool,
}

impl Page {
    fn keep(&mut self, text: &str) -> Result<()> {
        self.remainders.write_all(text.as_bytes()).map_err(|source| self.output.fault(source))
    }

    /// Copies the sidecars to the output.
    fn put_remainders(&mut self) -> io::Result<u64> {
        self.remainders.copy_to(&mut self.output)
    }
}

impl Writer for Page {
    type Encoder = Encoder;
    type Target = Target;

    /// Begins the page.
    fn create(target: Target, options: &Options) -> Result<Self> {
        let compact = options.write.compact;
        let mut output = Output::create(target)?;
        output.put(layout(compact).head.as_bytes())?;
        let remainders = Spool::new();
        Ok(Self { output, compact, count: 0, remainders, has_remainders: false })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(self.compact)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        if filled.count == 0 {
            return Ok(());
        }
        let layout = layout(self.compact);
        if self.count == 0 {
            self.output.put(layout.first.as_bytes())?;
        } else {
            self.output.put(layout.between.as_bytes())?;
            self.keep(layout.between)?;
        }
        self.output.put(filled.entries.as_bytes())?;
        // The sidecars come after all entries in the file, so they wait in memory or in a temporary
        // file.
        self.keep(&filled.remainders)?;
        self.count += filled.count;
        self.has_remainders |= filled.has_remainders;
        filled.entries.clear();
        filled.remainders.clear();
        (filled.count, filled.has_remainders) = (0, false);
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let layout = layout(self.compact);
        if self.count > 0 {
            self.output.put(layout.last.as_bytes())?;
        }
        self.output.put(layout.next_page.as_bytes())?;
        // Most pages need no sidecar, and then look exactly like those of other sites.
        if self.has_remainders {
            self.output.put(layout.remainders.as_bytes())?;
            self.put_remainders().map_err(|source| self.output.fault(source))?;
            self.output.put(layout.last.as_bytes())?;
            self.output.put(b"]")?;
        }
        self.output.put(layout.tail.as_bytes())?;
        self.output.commit()
    }

    fn constraints(&self) -> Constraints {
        Constraints { finite: true, ..Constraints::NONE }
    }
}
