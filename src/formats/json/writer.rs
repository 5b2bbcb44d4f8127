//! Writes the framing: lines, an array, an envelope, or a single object.

use super::encoder::{Encoder, Layout};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::{Output, Target};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::options::{JsonShape, Options};
use crate::pipeline::writer::{WriteIssue, Writer};

/// What JSON cannot hold.
const LIMITS: Constraints = Constraints { finite: true, ..Constraints::NONE };

/// Newline-delimited JSON.
pub(super) struct Lines {
    output: Output,
}

impl Writer for Lines {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, _: &Options) -> Result<Self> {
        Ok(Self { output: Output::create(target)? })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(Layout::Lines, false)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        self.output.put(&filled.text)?;
        filled.text.clear();
        filled.count = 0;
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.output.commit()
    }

    fn constraints(&self) -> Constraints {
        LIMITS
    }
}

/// A JSON document.
pub(super) struct Documents {
    output: Output,
    shape: JsonShape,
    layout: Layout,
    count: u64,
}

impl Documents {
    /// Returns the text before and after the articles.
    fn frame(&self) -> (String, String) {
        let member = match self.shape {
            JsonShape::Object => return (String::new(), String::new()),
            JsonShape::Auto | JsonShape::Array => None,
            JsonShape::Value => Some("value"),
            JsonShape::Articles => Some("articles"),
            JsonShape::Items => Some("items"),
        };
        let pretty = self.layout != Layout::Compact;
        let (newline, space) = if pretty { ("\n", " ") } else { ("", "") };
        let indent = if pretty { "  " } else { "" };
        // An empty list stays on one line, as in `serde_json`.
        let inner = if self.count == 0 { "" } else { newline };
        match member {
            None => (format!("[{inner}"), format!("{inner}]")),
            Some(name) => {
                let before = if self.count == 0 { "" } else { indent };
                let open = format!("{{{newline}{indent}\"{name}\":{space}[{inner}");
                (open, format!("{inner}{before}]{newline}}}"))
            }
        }
    }

    fn wrong_number(&self) -> Diagnostic {
        let found = if self.count == 0 { "none was read" } else { "more were read" };
        let message = format!("a JSON object holds exactly one article, but {found}");
        let help = Advice::from("use ").setting(OptionName::JsonShape, "array");
        Diagnostic::new(Code::TooMany, "", message)
            .with_help(help.words(" for any number of articles"))
    }
}

impl Writer for Documents {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let shape = options.write.json_shape;
        let layout = match shape {
            _ if options.write.compact => Layout::Compact,
            JsonShape::Object => Layout::Indented(0),
            JsonShape::Auto | JsonShape::Array => Layout::Indented(1),
            JsonShape::Value | JsonShape::Articles | JsonShape::Items => Layout::Indented(2),
        };
        Ok(Self { output: Output::create(target)?, shape, layout, count: 0 })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(self.layout, self.shape == JsonShape::Object)
    }

    fn write(&mut self, filled: &mut Encoder, _: &mut Vec<WriteIssue>) -> Result<()> {
        // A chunk whose records were all rejected must not leave a separator.
        if filled.count == 0 {
            return Ok(());
        }
        let first = self.count == 0;
        self.count += filled.count;
        if self.shape == JsonShape::Object && self.count > 1 {
            return Err(self.wrong_number().into());
        }
        let before = if first { self.frame().0 } else { self.layout.separator().to_owned() };
        self.output.put(before.as_bytes())?;
        self.output.put(&filled.text)?;
        filled.text.clear();
        filled.count = 0;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        if self.shape == JsonShape::Object && self.count == 0 {
            return Err(self.wrong_number().into());
        }
        let (before, after) = self.frame();
        if self.count == 0 {
            self.output.put(before.as_bytes())?;
        }
        self.output.put(after.as_bytes())?;
        self.output.put(b"\n")?;
        self.output.commit()
    }

    fn constraints(&self) -> Constraints {
        LIMITS
    }
}
