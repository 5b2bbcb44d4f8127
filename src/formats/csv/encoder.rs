//! Encodes articles as records of a table.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr_iter, memchr2, memchr3};
use serde::Serialize;

use super::columns::{Column, Holds};
use super::formula;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::serde_impl::MapRef;
use crate::model::article::{Article, FieldRef, Provider, Record};
use crate::model::declared::{self, ColumnType};
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// Texts that some tool (pandas, pyarrow) reads as null in a cell without quotes.
// The default `na_values` of pandas, which include those of pyarrow.
const TAKEN_FOR_NULL: [&[u8]; 18] = [
    b"#N/A",
    b"#N/A N/A",
    b"#NA",
    b"-1.#IND",
    b"-1.#QNAN",
    b"-NaN",
    b"-nan",
    b"1.#IND",
    b"1.#QNAN",
    b"<NA>",
    b"N/A",
    b"NA",
    b"NULL",
    b"NaN",
    b"None",
    b"n/a",
    b"nan",
    b"null",
];

/// The records of a chunk's articles.
pub(super) struct Encoder {
    pub(super) text: Vec<u8>,
    delimiter: u8,
    columns: Arc<[Column]>,
    /// Whether texts that would be read as formulas get a guard.
    safe: bool,
    /// The text of one cell.
    json: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(delimiter: u8, columns: Arc<[Column]>) -> Self {
        Self { text: Vec::new(), delimiter, columns, safe: false, json: Vec::new() }
    }

    /// Sets whether texts that would be read as formulas get a guard.
    pub(super) fn guarded(self, safe: bool) -> Self {
        Self { safe, ..self }
    }

    /// Appends the header line.
    pub(super) fn header(&mut self) {
        for column in &*Arc::clone(&self.columns) {
            self.put(column.name.as_bytes());
            self.text.push(self.delimiter);
        }
        self.end_record();
    }

    fn record(&mut self, article: &Article<'_>) -> serde_json::Result<()> {
        let values: Vec<FieldRef<'_, '_>> = article.fields().map(|(_, value)| value).collect();
        // An empty row would be skipped when it is read.
        let is_nothing = article.extra.is_empty() && values.iter().all(|value| value.is_none());
        let columns = Arc::clone(&self.columns);
        let extra = rest(&columns, &article.extra);
        for column in &*columns {
            match column.holds {
                Holds::Field(field) => self.value(values[field])?,
                Holds::Offset(field) => self.offset(values[field]),
                Holds::Part(field, part) => self.part(values[field], part)?,
                Holds::PartExtra(field) => self.part_extra(values[field])?,
                Holds::Extra if is_nothing || !extra.is_empty() => {
                    self.json(&MapRef(&extra))?;
                }
                Holds::Declared(of) => {
                    let found = declared::find(&column.name, of, &article.extra);
                    self.declared(of, found.map(|at| &article.extra[at].1))?;
                }
                Holds::Extra | Holds::Unknown => {}
            }
            self.text.push(self.delimiter);
        }
        self.end_record();
        Ok(())
    }

    /// Replaces the last delimiter by a line end.
    fn end_record(&mut self) {
        self.text.pop();
        self.text.push(b'\n');
    }

    fn value(&mut self, value: FieldRef<'_, '_>) -> serde_json::Result<()> {
        match value {
            _ if value.is_none() => {}
            FieldRef::Text(Some(text)) => self.plain(text),
            FieldRef::Time(Some(time)) => self.text.extend(time.to_utc_micros().bytes()),
            other => self.json(&other)?,
        }
        Ok(())
    }

    /// Writes the value of a declared column, which holds it.
    fn declared(&mut self, of: ColumnType, value: Option<&Value<'_>>) -> serde_json::Result<()> {
        match (of, value) {
            (_, None) => {}
            (ColumnType::Time, Some(Value::Text(text))) => {
                // All times of a table have one spelling.
                let time = Timestamp::parse(text).map(|(time, _)| time.to_utc_micros());
                self.text.extend(time.unwrap_or_default().bytes());
            }
            (_, Some(Value::Text(text))) => self.plain(text),
            (_, Some(other)) => self.json(other)?,
        }
        Ok(())
    }

    fn plain(&mut self, text: &str) {
        if !self.safe || !formula::needs_guard(text) {
            return self.put(text.as_bytes());
        }
        // The buffer is taken out of `self` while `put` borrows all of it.
        let mut cell = std::mem::take(&mut self.json);
        cell.clear();
        cell.extend(formula::GUARD.to_string().bytes());
        cell.extend(text.bytes());
        self.put(&cell);
        self.json = cell;
    }

    fn offset(&mut self, value: FieldRef<'_, '_>) {
        if let FieldRef::Time(Some(time)) = value
            && let Some(minutes) = time.offset_minutes()
        {
            self.text.extend(itoa::Buffer::new().format(minutes).bytes());
        }
    }

    fn part(&mut self, value: FieldRef<'_, '_>, part: usize) -> serde_json::Result<()> {
        match value {
            FieldRef::Provider(Some(provider)) => {
                provider.fields().nth(part).map_or(Ok(()), |(_, value)| self.value(value))
            }
            _ => Ok(()),
        }
    }

    fn part_extra(&mut self, value: FieldRef<'_, '_>) -> serde_json::Result<()> {
        match value {
            FieldRef::Provider(Some(provider))
                if !provider.extra.is_empty() || has_nothing_set(provider) =>
            {
                self.json(&MapRef(&provider.extra))
            }
            _ => Ok(()),
        }
    }

    fn json(&mut self, value: &impl Serialize) -> serde_json::Result<()> {
        let mut json = std::mem::take(&mut self.json);
        json.clear();
        serde_json::to_writer(&mut json, value)?;
        self.put(&json);
        self.json = json;
        Ok(())
    }

    /// Appends a cell that is not null, in quotes if necessary.
    fn put(&mut self, cell: &[u8]) {
        if !needs_quotes(cell, self.delimiter) {
            return self.text.extend_from_slice(cell);
        }
        self.text.push(b'"');
        let mut from = 0;
        for quote in memchr_iter(b'"', cell) {
            self.text.extend_from_slice(&cell[from..=quote]);
            // The next piece begins with this quote again, which doubles it (RFC 4180, section 2,
            // rule 7).
            from = quote;
        }
        self.text.extend_from_slice(&cell[from..]);
        self.text.push(b'"');
    }
}

/// Returns whether a reader would misread the cell without quotes.
fn needs_quotes(cell: &[u8], delimiter: u8) -> bool {
    let blank = |byte: Option<&u8>| matches!(byte, None | Some(b' ' | b'\t'));
    // Two passes that the compiler can vectorise. For prose, the first one ends soon.
    let special =
        || memchr3(delimiter, b'"', b'\n', cell).is_some() || memchr2(b'\r', 0, cell).is_some();
    // An empty text needs quotes, since a cell without any is null. Blanks at the ends would be
    // trimmed by some readers.
    blank(cell.first())
        || blank(cell.last())
        // In the first cell of a file it would be taken for a byte order mark.
        || cell.starts_with(b"\xef\xbb\xbf")
        || TAKEN_FOR_NULL.contains(&cell)
        || special()
}

/// Returns the unknown keys without the values that declared columns hold.
fn rest<'r, 'a>(columns: &[Column], extra: &'r Map<'a>) -> Cow<'r, Map<'a>> {
    let is_held = |key: &str, value: &Value<'_>| {
        columns.iter().any(|column| match column.holds {
            Holds::Declared(of) => column.name == key && of.holds(value),
            _ => false,
        })
    };
    // Declared columns are the last ones.
    let has_declared =
        columns.last().is_some_and(|column| matches!(column.holds, Holds::Declared(_)));
    if extra.is_empty() || !has_declared {
        return Cow::Borrowed(extra);
    }
    Cow::Owned(extra.iter().filter(|(key, value)| !is_held(key, value)).cloned().collect())
}

fn has_nothing_set(provider: &Provider<'_>) -> bool {
    provider.fields().all(|(_, value)| value.is_none())
}

impl ArticleSink for Encoder {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        let start = self.text.len();
        // Writing to memory cannot fail, and keys are always text, so there is no other error.
        self.record(article).map_err(|error| {
            self.text.truncate(start);
            let path = article.path.as_deref().unwrap_or_default();
            Diagnostic::new(Code::NotFinite, path, error.to_string())
        })?;
        Ok(Flow::Continue)
    }
}
