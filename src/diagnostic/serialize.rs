//! Serializes diagnostics as JSON, as described in `schemas/diagnostic.schema.json`.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::option_name::Speaker;
use super::{Code, Diagnostic, Position, Severity};

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Serializes an object. Unknown values are omitted. The advice is the program's, and `options` has the names of
/// the options in it, so that other callers can spell them.
///
/// ```
/// use newsconv::diagnostic::Position;
/// use newsconv::{Code, Diagnostic};
///
/// let problem = Diagnostic::new(Code::NoOffset, "a.md", "\"2024-01-23\" has no offset")
///     .in_field("publishedDateTime")
///     .at(Position::new(23, 2, 20));
/// assert_eq!(
///     serde_json::to_string(&problem)?,
///     r#"{"code":"NC0205","severity":"warning","path":"a.md","line":2,"column":20,"byte":23,"#.to_owned()
///         + r#""field":"publishedDateTime","message":"\"2024-01-23\" has no offset"}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry("severity", &self.severity)?;
        if !self.path.is_empty() {
            map.serialize_entry("path", &self.path)?;
        }
        match self.position {
            Some(Position { line, column: 0, .. }) => map.serialize_entry("row", &line)?,
            Some(Position { line, column, byte }) => {
                map.serialize_entry("line", &line)?;
                map.serialize_entry("column", &column)?;
                map.serialize_entry("byte", &byte)?;
            }
            None => {}
        }
        if !self.field.is_empty() {
            map.serialize_entry("field", &self.field)?;
        }
        map.serialize_entry("message", &self.message)?;
        if let Some(help) = &self.help {
            map.serialize_entry("help", &help.spelled(Speaker::Program))?;
            let options: Vec<_> = help.options().iter().map(|option| option.as_str()).collect();
            if !options.is_empty() {
                map.serialize_entry("options", &options)?;
            }
        }
        if let Some(line) = &self.source_line {
            map.serialize_entry("sourceLine", line)?;
            map.serialize_entry("sourceColumn", &self.source_column)?;
        }
        map.end()
    }
}
