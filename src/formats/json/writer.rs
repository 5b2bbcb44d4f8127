//! Writes the framing: lines, an array, an envelope, or a single object.

use super::encoder::{Encoder, Layout};
use super::ids::Ids;
use super::shared::Shared;
use super::syntax::REST;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::{Output, Target};
use crate::model::value::Value;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::mapping::{Mapping, Output as Profiled};
use crate::pipeline::options::{JsonShape, Options};
use crate::pipeline::writer::{WriteIssue, Writer};

/// The version of JSON Feed that is written.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// What the member `_newsconv` of a feed says of itself, as the specification asks of extensions.
const ABOUT: &str = "https://docs.rs/newsconv";

/// What JSON cannot hold.
const LIMITS: Constraints = Constraints { finite: true, ..Constraints::NONE };

/// Returns what the profile that was asked for is written to, if it is JSON.
fn profiled(options: &Options) -> Option<Profiled> {
    let output = options.write.mapping.as_ref().map(Mapping::output);
    output.filter(|output| matches!(output, Profiled::JsonFeed | Profiled::SchemaOrg))
}

/// Newline-delimited JSON.
pub(super) struct Lines {
    output: Output,
    profiled: Option<Profiled>,
}

impl Writer for Lines {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let profiled = profiled(options).filter(|output| *output == Profiled::SchemaOrg);
        Ok(Self { output: Output::create(target)?, profiled })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(Layout::Lines, false).profiled(self.profiled)
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
    profiled: Option<Profiled>,
    /// What the articles have in common, if they are the items of a feed.
    shared: Option<Shared>,
    /// The ids that the feed has.
    ids: Ids,
}

impl Documents {
    /// Returns the text before and after the articles.
    fn frame(&self) -> (String, String) {
        if let Some(shared) = &self.shared {
            return self.feed(shared);
        }
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

    /// Returns the text of a feed before and after its items. Its title comes last: it is what all of them share.
    fn feed(&self, shared: &Shared) -> (String, String) {
        let (title, page) = shared.title();
        let text = |text: &str| Value::Text(text.into()).to_string();
        let page = page.map(|page| ("home_page_url", text(&page)));
        let about = format!("{{\"about\":{}}}", text(ABOUT));
        let pretty = self.layout != Layout::Compact;
        let (line, space, inner) = if pretty { ("\n  ", " ", "\n") } else { ("", "", "") };
        let member = |(name, value): (&str, String)| format!("{line}\"{name}\":{space}{value}");
        let before = [("version", text(VERSION)), (REST, about)].map(member).join(",");
        let after: Vec<_> = [("title", text(title))].into_iter().chain(page).map(member).collect();
        let (inner, last) = if self.count == 0 { ("", "") } else { (inner, line) };
        (
            format!("{{{before},{line}\"items\":{space}[{inner}"),
            format!("{last}],{}{}}}", after.join(","), if pretty { "\n" } else { "" }),
        )
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
        let profiled = profiled(options);
        let is_feed = profiled == Some(Profiled::JsonFeed);
        let shape = if is_feed { JsonShape::Items } else { options.write.json_shape };
        let layout = match shape {
            _ if options.write.compact => Layout::Compact,
            JsonShape::Object => Layout::Indented(0),
            JsonShape::Auto | JsonShape::Array => Layout::Indented(1),
            JsonShape::Value | JsonShape::Articles | JsonShape::Items => Layout::Indented(2),
        };
        let shared = is_feed.then(Shared::default);
        let output = Output::create(target)?;
        Ok(Self { output, shape, layout, count: 0, profiled, shared, ids: Ids::default() })
    }

    fn encoder(&self) -> Encoder {
        Encoder::new(self.layout, self.shape == JsonShape::Object).profiled(self.profiled)
    }

    fn write(&mut self, filled: &mut Encoder, issues: &mut Vec<WriteIssue>) -> Result<()> {
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
        self.ids.make_unique(&mut filled.text, std::mem::take(&mut filled.ids), issues);
        self.output.put(&filled.text)?;
        filled.text.clear();
        filled.count = 0;
        if let Some(shared) = &mut self.shared {
            shared.add(std::mem::take(&mut filled.shared));
        }
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
