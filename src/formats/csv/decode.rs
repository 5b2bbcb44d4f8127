//! Decodes the cells of a record to an article.

use std::borrow::Cow;
use std::collections::HashSet;

use super::columns::{Column, Holds};
use super::formula;
use super::header::Header;
use super::scan::{Cell, Form};
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::shapes::{self, Split};
use crate::decode::tree::{FieldPath, Spanned, SpannedKind, into_map};
use crate::decode::{json_fast, json_tree};
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::model::article::{Article, FieldMut, Kind, Provider, Record};
use crate::model::declared::ColumnType;
use crate::model::value::{Map, Value};

/// Returns the texts of the cells, or all problems of the record's syntax.
///
/// `whole` is `bytes` as text, if all of it is UTF-8.
pub(super) fn texts<'a>(
    header: &Header,
    bytes: &'a [u8],
    whole: Option<&'a str>,
    cells: &[Cell],
) -> Result<Vec<Option<Cow<'a, str>>>, Vec<UnlocatedDiagnostic>> {
    if let Some(problem) = ragged(header.columns.len(), cells) {
        let columns =
            header.columns.iter().map(|column| &*column.name).chain(std::iter::repeat(""));
        let named = |(cell, column): (&Cell, &str)| Some(cell.fault()?.in_field(column));
        let faults: Vec<UnlocatedDiagnostic> =
            cells.iter().zip(columns).filter_map(named).collect();
        // A wrong quote swallows delimiters or line ends, and is then the cause of the wrong number
        // of cells.
        return Err(if faults.is_empty() { vec![problem] } else { faults });
    }
    let mut problems = Vec::new();
    let mut texts = Vec::with_capacity(cells.len());
    for (cell, column) in cells.iter().zip(&header.columns) {
        match cell.text(bytes, whole) {
            // With this option the writer put an apostrophe before texts that a spreadsheet would
            // take for a formula.
            Ok(text) if header.options.csv_safe && column.is_text() => {
                texts.push(text.map(formula::unguarded));
            }
            Ok(text) => texts.push(text),
            Err(problem) => problems.push(problem.in_field(&*column.name)),
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

/// Returns the problem with a record that has more or fewer cells than the header.
fn ragged(columns: usize, cells: &[Cell]) -> Option<UnlocatedDiagnostic> {
    let count = cells.len();
    let at = match cells.get(columns) {
        Some(surplus) => surplus.from,
        None if count == columns => return None,
        None => cells.last()?.to,
    };
    let message = format!("the record has {count} cells, but the header has {columns}");
    let problem = UnlocatedDiagnostic::new(Code::CsvRagged, at, message);
    Some(problem.with_help("put a cell that contains delimiters or line ends in quotes"))
}

/// Decodes the cells to an article and its problems. The article must not be used if there are errors.
pub(super) fn article<'a>(
    header: &'a Header,
    bytes: &[u8],
    cells: &[Cell],
    texts: &'a [Option<Cow<'_, str>>],
) -> (Article<'a>, RecordDecoder) {
    let mut builder = Builder {
        article: Article::default(),
        fields: RecordDecoder::new(Dialect::Json, header.options.wrong_values()),
        extra: Map::new(),
        unknown: Map::new(),
    };
    let is_offset = |column: &Column| matches!(column.holds, Holds::Offset(_));
    // An offset changes a time, which must have been read before, in whatever order the columns
    // are.
    for offsets in [false, true] {
        for ((column, cell), text) in header.columns.iter().zip(cells).zip(texts) {
            if is_offset(column) == offsets {
                let text = text.as_deref();
                builder.place_problems(bytes, cell, |builder| {
                    let before = builder.fields.mark();
                    builder.set(column, text);
                    // The mapping sees the article's own fields only.
                    // A text that begins like JSON is JSON with a mistake, not the item of a list.
                    let is_json = text.is_some_and(|text| text.starts_with(['[', '{']));
                    let is_field = matches!(column.holds, Holds::Field(_)) && !is_json;
                    if is_field && builder.fields.defer_errors(before)
                        || builder.fields.downgrade_errors(before, column.key())
                    {
                        builder.keep(column, text.unwrap_or_default());
                    }
                });
            }
        }
    }
    builder.finish(header, cells)
}

struct Builder<'a> {
    article: Article<'a>,
    fields: RecordDecoder,
    /// The unknown keys of the column `extra`.
    extra: Map<'a>,
    /// The unknown keys that have their own columns.
    unknown: Map<'a>,
}

impl<'a> Builder<'a> {
    /// Runs `set`, and moves its problems from positions in the cell to positions in the source.
    fn place_problems(&mut self, bytes: &[u8], cell: &Cell, set: impl FnOnce(&mut Self)) {
        let RecordDecoder { errors, warnings, deferred, .. } = &self.fields;
        let before = (errors.len(), warnings.len(), deferred.len());
        set(self);
        let RecordDecoder { errors, warnings, deferred, .. } = &mut self.fields;
        let errors = errors.iter_mut().skip(before.0);
        let deferred = deferred.iter_mut().skip(before.2);
        for problem in errors.chain(warnings.iter_mut().skip(before.1)).chain(deferred) {
            *problem = problem.clone().moved(|at| cell.place(bytes, at));
        }
    }

    fn set(&mut self, column: &'a Column, text: Option<&'a str>) {
        if let Holds::Offset(index) = column.holds {
            return self.offset(index, column, text);
        }
        let Some(text) = text else { return };
        match column.holds {
            Holds::Field(index) => self.field(Article::FIELDS[index].kind, column, text),
            Holds::Part(_, part) => self.field(Provider::FIELDS[part].kind, column, text),
            Holds::PartExtra(index) => {
                if let Some(map) = self.map(column, text) {
                    // An object without keys is a provider too.
                    provider(&mut self.article, index);
                    for (key, value) in map {
                        self.add_to_provider(index, key, value);
                    }
                }
            }
            Holds::Extra => self.extra = self.map(column, text).unwrap_or_default(),
            Holds::Declared(of) => {
                let value = declared(of, text);
                self.unknown.extend(value.map(|value| (Cow::Borrowed(&*column.name), value)));
            }
            Holds::Unknown | Holds::Offset(_) => {
                self.unknown.push((Cow::Borrowed(&*column.name), Value::Text(text.into())));
            }
        }
    }

    /// Adds an unknown key to the provider in the field `index`.
    fn add_to_provider(&mut self, index: usize, key: Cow<'a, str>, value: Value<'a>) {
        let Some(provider) = provider(&mut self.article, index) else { return };
        if provider.extra.iter().any(|(other, _)| *other == key) {
            self.fields.errors.push(UnlocatedDiagnostic::twice("unknown key", &key, 0, None));
        } else {
            provider.extra.push((key, value));
        }
    }

    /// Keeps the wrong value of a cell as an unknown key: JSON in a column of lists or maps, else the text.
    fn keep(&mut self, column: &'a Column, text: &'a str) {
        // The cell of a list or a map is JSON already; as text, it would be quoted twice when it is
        // written as JSON.
        let json = if column.is_scalar() { None } else { json_tree::parse(text).ok() };
        let node = json.unwrap_or_else(|| Spanned::scalar(0, Value::Text(text.into())));
        self.fields.check_depth(&node, FieldPath::Key(&FieldPath::Root, &column.name));
        if let Some(slot) = slot(&mut self.article, column.holds) {
            slot.clear();
        }
        let (key, value) = (Cow::Borrowed(column.key()), node.into_value());
        match column.holds {
            Holds::Part(index, _) | Holds::PartExtra(index) => {
                self.add_to_provider(index, key, value);
            }
            _ => self.unknown.push((key, value)),
        }
    }

    fn field(&mut self, kind: Kind, column: &Column, text: &'a str) {
        // An empty cell in quotes is an empty text; for all other kinds it is the same as no value.
        if kind == Kind::Text
            && let Some(FieldMut::Text(slot)) = slot(&mut self.article, column.holds)
        {
            *slot = Some(text.into());
            return;
        }
        if text.is_empty() {
            return;
        }
        // Null is left to the full path: accessing a part of the provider would create one.
        if !column.is_scalar()
            && text.trim_ascii() != "null"
            && let Some(slot) = slot(&mut self.article, column.holds)
            && json_fast::field(slot, text)
        {
            return;
        }
        let place = FieldPath::Key(&FieldPath::Root, &column.name);
        match node(kind, text) {
            Ok(Spanned { data: SpannedKind::Scalar(Value::Null), .. }) => {}
            Ok(node) => {
                if let Some(slot) = slot(&mut self.article, column.holds) {
                    self.fields.field(slot, node, place);
                }
            }
            Err(problem) => self.fields.errors.push(bad_cell(problem, column)),
        }
    }

    /// Sets the offset of a time from its column. An empty cell means `Z`.
    fn offset(&mut self, index: usize, column: &Column, text: Option<&'a str>) {
        let place = FieldPath::Key(&FieldPath::Root, &column.name);
        let value = text.filter(|text| !text.is_empty()).map_or(Value::Null, integer);
        self.fields.offset(self.article.slot(index), Spanned::scalar(0, value), place);
    }

    /// Parses the JSON object in `text`. Returns `None` for null.
    fn map(&mut self, column: &Column, text: &'a str) -> Option<Map<'a>> {
        if text.is_empty() {
            return None;
        }
        let problem = match json_tree::parse(text) {
            Ok(Spanned { data: SpannedKind::Scalar(Value::Null), .. }) => return None,
            Ok(Spanned { data: SpannedKind::Map(entries), .. }) => {
                let place = FieldPath::Key(&FieldPath::Root, &column.name);
                for entry in &entries {
                    self.fields.check_depth(&entry.node, place);
                }
                return Some(into_map(entries));
            }
            Ok(other) => {
                let message = format!("expected a map, found {}", other.describe());
                UnlocatedDiagnostic::new(Code::WrongType, other.at, message)
            }
            Err(problem) => problem,
        };
        self.fields.errors.push(bad_cell(problem, column));
        None
    }

    /// Combines the unknown keys of both sources.
    fn finish(mut self, header: &Header, cells: &[Cell]) -> (Article<'a>, RecordDecoder) {
        if !self.extra.is_empty() {
            // The same key in the column `extra` and in a column of its own has two values, and
            // neither is more right.
            let keys: HashSet<&str> = self.extra.iter().map(|(key, _)| &**key).collect();
            for (key, _) in &self.unknown {
                if keys.contains(&**key) {
                    let columns = header.columns.iter().zip(cells);
                    let at = columns.clone().find(|(column, _)| column.name == *key);
                    let at = at.map_or(0, |(_, cell)| cell.from);
                    let message = format!("the key `{key}` is also in the column `extra`");
                    let problem = UnlocatedDiagnostic::new(Code::DuplicateKey, at, message);
                    let problem = problem.in_field(&**key).with_help("keep one of the two");
                    self.fields.errors.push(problem);
                }
            }
        }
        self.article.extra = self.extra;
        self.article.extra.append(&mut self.unknown);
        (self.article, self.fields)
    }
}

/// Returns the field, or the part of one, of a column.
fn slot<'r, 'a>(article: &'r mut Article<'a>, holds: Holds) -> Option<FieldMut<'r, 'a>> {
    match holds {
        Holds::Field(index) => Some(article.slot(index)),
        Holds::Part(index, part) => Some(provider(article, index)?.slot(part)),
        _ => None,
    }
}

/// Returns the provider in the field `index`, and creates it if it is absent.
fn provider<'r, 'a>(article: &'r mut Article<'a>, index: usize) -> Option<&'r mut Provider<'a>> {
    match article.slot(index) {
        FieldMut::Provider(provider) => Some(provider.get_or_insert_default()),
        _ => None,
    }
}

/// Parses the text of a cell in a column of this kind.
fn node(kind: Kind, text: &str) -> Result<Spanned<'_>, UnlocatedDiagnostic> {
    Ok(match kind {
        Kind::Text | Kind::Time => Spanned::scalar(0, Value::Text(text.into())),
        Kind::Integer => Spanned::scalar(0, integer(text)),
        Kind::Boolean => Spanned::scalar(0, boolean(text)),
        Kind::Texts => json_tree::texts_cell(text)?,
        _ => json_tree::parse(text)?,
    })
}

/// Returns the number in `text`, or the text itself if it is not a number.
fn integer(text: &str) -> Value<'_> {
    // Rust's parser takes `007` and `+7`, that of JSON takes `7.0`, which pandas writes for an
    // integer.
    if let Ok(value) = text.parse() {
        return Value::Integer(value);
    }
    match json_tree::parse(text).map(Spanned::into_value) {
        Ok(number @ (Value::Integer(_) | Value::Float(_) | Value::Decimal(_))) => number,
        _ => Value::Text(text.into()),
    }
}

/// Returns the value of a cell in a declared column: the text itself if it does not fit, `None` if it is null.
fn declared(of: ColumnType, text: &str) -> Option<Value<'_>> {
    if of != ColumnType::Text && text.trim_ascii().is_empty() {
        return None;
    }
    let value = match of {
        ColumnType::Boolean => boolean(text),
        ColumnType::Texts => match json_tree::texts_cell(text) {
            Ok(node) => node.into_value(),
            Err(_) => Value::Text(text.into()),
        },
        _ => Value::Text(text.into()),
    };
    Some(shapes::declared(of, &value, Split::Never).unwrap_or(value)).filter(|x| *x != Value::Null)
}

/// Returns the boolean in `text` (true or false in any letter case, 1 or 0), or the text itself if it is not
/// one.
fn boolean(text: &str) -> Value<'_> {
    if text.eq_ignore_ascii_case("true") || matches!(text, "1" | "1.0") {
        Value::Boolean(true)
    } else if text.eq_ignore_ascii_case("false") || matches!(text, "0" | "0.0") {
        Value::Boolean(false)
    } else {
        Value::Text(text.into())
    }
}

/// Converts a problem of a cell's JSON to a problem of the cell.
fn bad_cell(problem: UnlocatedDiagnostic, column: &Column) -> UnlocatedDiagnostic {
    if problem.code != Code::JsonSyntax {
        return problem.in_field(&*column.name);
    }
    let message = format!("the cell is not JSON: {}", problem.message);
    let problem =
        UnlocatedDiagnostic::new(Code::BadCell, problem.at, message).in_field(&*column.name);
    problem.with_help(r#"write JSON text, such as ["a", "b"] or {"a": 1}"#)
}

/// Returns the warnings about quotes in a record's cells that were read as text.
pub(super) fn literal_quotes<'c>(
    header: &'c Header,
    cells: &'c [Cell],
) -> impl Iterator<Item = UnlocatedDiagnostic> + 'c {
    let literal = cells.iter().zip(&header.columns).filter(|(cell, _)| cell.form == Form::Literal);
    literal.map(|(cell, column)| {
        let message =
            "the cell begins with a quote that does not enclose it; the quote was read as text";
        UnlocatedDiagnostic::new(Code::LiteralQuote, cell.from, message)
            .in_field(&*column.name)
            .with_help("a quoted cell has its closing quote before a tab or the line end")
    })
}
