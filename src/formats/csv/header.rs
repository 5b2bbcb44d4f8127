//! The header line: which column holds what.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::columns::{self, Column, Holds};
use super::scan::{self, Cell};
use crate::decode::tree::short;
use crate::diagnostic::{Code, UnlocatedDiagnostic};

/// How files of other formats begin.
const OTHERS: [(&str, &str); 3] = [("{", "JSON"), ("[", "JSON"), ("---", "front matter")];

/// The columns of a source.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) delimiter: u8,
    pub(super) columns: Vec<Column>,
    /// Guards of texts are taken away.
    pub(super) safe: bool,
    /// Wrong values are kept as unknown keys.
    pub(super) lenient: bool,
    /// As it stands in the source, with its line end.
    pub(super) line: Vec<u8>,
}

impl Header {
    /// The columns that the cells of the first record name.
    pub(super) fn parse(
        bytes: &[u8],
        cells: &[Cell],
        delimiter: u8,
    ) -> Result<Self, Vec<UnlocatedDiagnostic>> {
        let mut columns: Vec<Column> = Vec::with_capacity(cells.len());
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for cell in cells {
            match cell.text(bytes, None).map(Option::unwrap_or_default) {
                Ok(name) => {
                    let name: Cow<'static, str> = name.into_owned().into();
                    let column = Column { holds: columns::meaning(&name), name };
                    if let Some(message) = clash(&column, &columns, &mut seen) {
                        let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, cell.from, message);
                        problems.push(problem.in_field(&*column.name));
                    }
                    columns.push(column);
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(wrong_delimiter(&columns, cells));
        problems.extend(wrong_format(&columns, cells));
        if problems.is_empty() {
            Ok(Self { delimiter, columns, safe: false, lenient: false, line: Vec::new() })
        } else {
            Err(problems)
        }
    }
}

/// Finds the columns that fields stand in.
pub(super) struct Finder<'h> {
    header: &'h Header,
    by_name: HashMap<&'h str, usize>,
    /// Those that have a meaning.
    known: Vec<(&'h str, usize)>,
}

impl<'h> Finder<'h> {
    pub(super) fn new(header: &'h Header) -> Self {
        let columns = header.columns.iter().enumerate();
        let known = columns.clone().filter(|(_, column)| column.holds != Holds::Unknown);
        Self {
            header,
            by_name: columns.clone().map(|(index, column)| (&*column.name, index)).collect(),
            known: known.map(|(index, column)| (&*column.name, index)).collect(),
        }
    }

    /// The place of the column that holds `field`, such as `images[2].width`: its own, that of what it is
    /// a part of, or that of unknown keys. What `is_key` is unknown and may have the name of a known one.
    pub(super) fn column(&self, field: &str, is_key: bool) -> Option<usize> {
        let part_of =
            |name: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '[']));
        let whole = || self.known.iter().find(|(name, _)| part_of(name)).map(|(_, index)| index);
        let extra = || {
            let of_part = field.split_once('.').map(|(name, _)| format!("{name}.extra"));
            let of_part = of_part.and_then(|name| self.by_name.get(&*name));
            of_part.or_else(|| self.by_name.get("extra"))
        };
        let may = |index: &&usize| {
            !is_key || matches!(self.header.columns[**index].holds, Holds::Unknown)
        };
        self.by_name.get(field).filter(may).or_else(whole).or_else(extra).copied()
    }
}

/// Why `column` cannot stand beside those before it.
fn clash(column: &Column, before: &[Column], seen: &mut HashSet<String>) -> Option<String> {
    if !seen.insert(column.name.to_string()) {
        return Some(format!("the column `{}` is given twice", short(&column.name)));
    }
    if column.holds == Holds::Unknown {
        return None;
    }
    let whole_of = |a: Holds, b: Holds| match (a, b) {
        (Holds::Field(whole), Holds::Part(of, _) | Holds::PartExtra(of)) => whole == of,
        _ => false,
    };
    let other = before
        .iter()
        .find(|other| whole_of(column.holds, other.holds) || whole_of(other.holds, column.holds))?;
    Some(format!("the columns `{}` and `{}` overlap", other.name, column.name))
}

/// Whether the one column that was found is several, told apart by something else.
fn wrong_delimiter(columns: &[Column], cells: &[Cell]) -> Option<UnlocatedDiagnostic> {
    let [Column { name, holds: Holds::Unknown }] = columns else { return None };
    let names = name.split([',', ';', '\t', '|']).map(|name| name.trim_matches(['"', ' ']));
    let known = names.into_iter().any(|name| columns::meaning(name) != Holds::Unknown);
    let message =
        "the header has one column, which looks like several columns with another delimiter";
    let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, cells.first()?.from, message);
    known.then(|| problem.with_help("the format csv needs commas, tsv needs tabs"))
}

/// Whether the names of the columns can only be the beginning of something else.
fn wrong_format(columns: &[Column], cells: &[Cell]) -> Option<UnlocatedDiagnostic> {
    let at = cells.first()?.from;
    if columns.iter().any(|column| column.name.contains('\0')) {
        let problem =
            UnlocatedDiagnostic::new(Code::CsvSyntax, at, "the name of a column contains NUL");
        return Some(problem.with_help("the file may be UTF-16; save it as UTF-8"));
    }
    let [Column { name, .. }] = columns else { return None };
    let other = OTHERS.iter().find(|(beginning, _)| name.starts_with(beginning))?.1;
    let message = format!("the header has one column, which looks like {other}");
    Some(UnlocatedDiagnostic::new(Code::CsvSyntax, at, message))
}

/// Whether `head` begins with a header line of several columns, at least one of them known.
pub(super) fn looks_like(head: &[u8], delimiter: u8) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let from = scan::skip_line_ends(text, 0);
    if OTHERS.iter().any(|(beginning, _)| text[from..].starts_with(beginning.as_bytes())) {
        return false;
    }
    let mut cells = Vec::new();
    scan::record(text, from, delimiter, &mut cells);
    let known = |cell: &Cell| match cell.text(text, None) {
        Ok(Some(name)) => columns::meaning(&name) != Holds::Unknown,
        _ => false,
    };
    cells.len() > 1 && cells.iter().all(|cell| cell.fault().is_none()) && cells.iter().any(known)
}
