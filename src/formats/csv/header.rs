//! Parses the header line to the meaning of each column.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::columns::{self, Column, Holds, NAMES};
use super::dialect::{Dialect, sep_line};
use super::scan::{self, Cell};
use crate::decode::encoding;
use crate::decode::field_names::taken_for;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic};
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::ReadOptions;

/// The first characters of files of other formats.
const OTHERS: [(&str, &str); 3] = [("{", "JSON"), ("[", "JSON"), ("---", "front matter")];

/// The columns of a source.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) dialect: Dialect,
    pub(super) columns: Vec<Column>,
    pub(super) options: Arc<ReadOptions>,
    /// The header as in the source, with its line end and the text before it.
    pub(super) line: Vec<u8>,
    /// The same without either, to recognise a repeated header in joined tables.
    pub(super) names: Vec<u8>,
    /// Diagnostics about the header.
    pub(super) notes: Vec<UnlocatedDiagnostic>,
}

impl Header {
    /// Parses the cells of the first record to columns.
    pub(super) fn parse(
        bytes: &[u8],
        cells: &[Cell],
        dialect: Dialect,
        mapping: Option<&Mapping>,
    ) -> Result<Self, Vec<UnlocatedDiagnostic>> {
        let text = |cell: &Cell| cell.text(bytes, None).map(Option::unwrap_or_default);
        let (mut names, mut problems) = (Vec::with_capacity(cells.len()), Vec::new());
        for cell in cells {
            match text(cell) {
                Ok(name) => names.push((name, cell.from)),
                Err(problem) => problems.push(problem),
            }
        }
        // Checked on the names before they are bound: the advice about another format is more
        // useful than one about names.
        if let Some(problem) = wrong_format(&names).filter(|_| problems.is_empty()) {
            problems.push(problem);
        }
        if problems.is_empty() { Self::of(names, dialect, mapping) } else { Err(problems) }
    }

    /// Creates a header from names and the bytes where they begin.
    pub(super) fn of(
        mut names: Vec<(Cow<'_, str>, usize)>,
        dialect: Dialect,
        mapping: Option<&Mapping>,
    ) -> Result<Self, Vec<UnlocatedDiagnostic>> {
        let mut notes: Vec<_> = number_the_unnamed(&mut names).into_iter().collect();
        let bound = NAMES.bind(names.iter().map(|(name, _)| &**name));
        let mut columns: Vec<Column> = Vec::with_capacity(names.len());
        let mut problems = Vec::new();
        let mut seen = HashSet::new();
        for ((name, at), bound) in names.iter().zip(bound) {
            let name: Cow<'static, str> = match bound {
                Some(known) => {
                    notes.push(taken_for("column", name, known, *at));
                    known.into()
                }
                None => name.clone().into_owned().into(),
            };
            let holds = match columns::meaning(&name) {
                Holds::Unknown => declared(mapping, &name),
                known => known,
            };
            let column = Column { name, holds };
            if let Some(message) = clash(&column, &columns, &mut seen) {
                let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, *at, message);
                let problem = problem.with_help("rename or remove one of them");
                problems.push(problem.in_field(&*column.name));
            }
            columns.push(column);
        }
        problems.extend(wrong_delimiter(&names));
        if !problems.is_empty() {
            return Err(problems);
        }
        let is_mapped = |name: &str| mapping.is_some_and(|mapping| mapping.knows(name));
        let is_unknown =
            |column: &Column| column.holds == Holds::Unknown && !is_mapped(&column.name);
        if columns.iter().all(is_unknown) {
            notes.extend(nothing_known(&names));
        }
        // Only the reader knows the bytes of the header; it fills these in.
        let (line, names) = (Vec::new(), Vec::new());
        Ok(Self { dialect, columns, options: Arc::default(), line, names, notes })
    }

    /// Returns whether no column is a field of an article.
    pub(super) fn is_unknown(&self) -> bool {
        self.columns.iter().all(|column| column.holds == Holds::Unknown)
    }
}

/// Returns what a column means that is not a field.
fn declared(mapping: Option<&Mapping>, name: &str) -> Holds {
    match mapping.and_then(|mapping| mapping.column_type(name)) {
        Some(of) => Holds::Declared(of),
        None => Holds::Unknown,
    }
}

/// Gives each column without a name one with its number, and returns a warning.
fn number_the_unnamed(names: &mut [(Cow<'_, str>, usize)]) -> Option<UnlocatedDiagnostic> {
    let taken: HashSet<String> = names.iter().map(|(name, _)| name.to_string()).collect();
    let mut numbers = Vec::new();
    let mut first = None;
    for (index, (name, at)) in names.iter_mut().enumerate().filter(|(_, (name, _))| name.is_empty())
    {
        let mut given = format!("column{}", index + 1);
        // A source may use the generated name itself.
        while taken.contains(&given) {
            given.push('_');
        }
        *name = given.into();
        first.get_or_insert(*at);
        numbers.push((index + 1).to_string());
    }
    let (last, before) = numbers.split_last()?;
    let message = if before.is_empty() {
        format!(
            "column {last} has no name; its values are kept under the unknown key `column{last}`"
        )
    } else {
        let before = before.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
        format!(
            "the columns {before} and {last} have no names; their values are kept under unknown keys such as `column{last}`"
        )
    };
    Some(UnlocatedDiagnostic::new(Code::UnnamedColumn, first?, message))
}

/// Returns the warning that no column is a field of an article, with similar names.
fn nothing_known(names: &[(Cow<'_, str>, usize)]) -> Option<UnlocatedDiagnostic> {
    let (first, at) = names.first()?;
    let message = "no column has the name of a field; all cells become unknown keys";
    let problem = UnlocatedDiagnostic::new(Code::NothingKnown, *at, message);
    let other = DELIMITERS.iter().find(|delimiter| names.len() == 1 && first.contains(**delimiter));
    Some(
        problem.with_help(match other {
            Some(delimiter) => Advice::from(format!("the delimiter may be {delimiter:?}; use "))
                .setting(OptionName::Delimiter, delimiter.to_string()),
            None => {
                let near = NAMES.near_misses(names.iter().map(|(name, _)| &**name));
                let usual = || {
                    Advice::from(
                        "fields are called `title`, `webUrl`, `publishedDateTime` and so on; ",
                    )
                    .option(OptionName::NoHeader)
                    .words(" names the columns where the first line is a record")
                };
                near.map_or_else(usual, Advice::from)
            }
        }),
    )
}

/// Delimiters that are common in tables.
const DELIMITERS: [char; 4] = [';', '\t', '|', ','];

/// Finds the columns of fields.
pub(super) struct Finder<'h> {
    header: &'h Header,
    by_name: HashMap<&'h str, usize>,
    /// The known columns.
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

    /// Returns the index of the column with `field`, such as `images[2].width`: its own column, that of its
    /// parent, or that of unknown keys. If `is_key`, the field is an unknown key, which may have the name of
    /// a known column.
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
            !is_key
                || matches!(self.header.columns[**index].holds, Holds::Unknown | Holds::Declared(_))
        };
        self.by_name.get(field).filter(may).or_else(whole).or_else(extra).copied()
    }
}

/// Returns why `column` conflicts with the columns before it.
fn clash(column: &Column, before: &[Column], seen: &mut HashSet<String>) -> Option<String> {
    if !seen.insert(column.name.to_string()) {
        let first = before.iter().position(|other| other.name == column.name)? + 1;
        let (second, name) = (before.len() + 1, short(&column.name));
        return Some(format!("the columns {first} and {second} are both named `{name}`"));
    }
    if column.holds == Holds::Unknown {
        return None;
    }
    // `provider` holds the whole provider as JSON, `provider.name` a part of it: both together
    // could contradict each other.
    let whole_of = |a: Holds, b: Holds| match (a, b) {
        (Holds::Field(whole), Holds::Part(of, _) | Holds::PartExtra(of)) => whole == of,
        _ => false,
    };
    let other = before
        .iter()
        .find(|other| whole_of(column.holds, other.holds) || whole_of(other.holds, column.holds))?;
    Some(format!("the columns `{}` and `{}` overlap", other.name, column.name))
}

/// Returns a problem if the only column looks like several columns with another delimiter.
fn wrong_delimiter(names: &[(Cow<'_, str>, usize)]) -> Option<UnlocatedDiagnostic> {
    let [(name, at)] = names else { return None };
    let delimiter = DELIMITERS.into_iter().find(|delimiter| {
        let mut parts = name.split(*delimiter).map(|name| name.trim_matches(['"', ' ']));
        // A field's name among the parts makes the suspicion certain enough for an error. Without
        // one it is only a hint.
        name.contains(*delimiter) && parts.any(|part| columns::meaning(part) != Holds::Unknown)
    })?;
    let message =
        "the header has one column, which looks like several columns with another delimiter";
    let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, *at, message);
    let help = Advice::from("name it: ").setting(OptionName::Delimiter, delimiter.to_string());
    Some(problem.with_help(match delimiter {
        '\t' => help.words(", or ").setting(OptionName::From, "tsv"),
        ',' => help.words(", or ").setting(OptionName::From, "csv"),
        _ => help,
    }))
}

/// Returns a problem if the header looks like the beginning of another format.
fn wrong_format(names: &[(Cow<'_, str>, usize)]) -> Option<UnlocatedDiagnostic> {
    let (_, at) = names.first()?;
    if names.iter().any(|(name, _)| name.contains('\0')) {
        let message = "the name of a column contains NUL; the text may be UTF-16";
        let problem = UnlocatedDiagnostic::new(Code::CsvSyntax, *at, message);
        return Some(problem.with_help(encoding::name_utf16()));
    }
    let [(name, _)] = names else { return None };
    let other = OTHERS.iter().find(|(beginning, _)| name.starts_with(beginning))?.1;
    let message = format!("the header has one column, which looks like {other}");
    Some(UnlocatedDiagnostic::new(Code::CsvSyntax, *at, message))
}

/// Returns the number of a later line that looks like a header with known names, counted from 0 for the line
/// at `next`.
pub(super) fn further_down(
    bytes: &[u8],
    next: usize,
    dialect: Dialect,
    columns: usize,
) -> Option<(usize, usize)> {
    /// Number of records that are examined.
    const FEW: usize = 20;
    let mut at = scan::skip_line_ends(bytes, next);
    let mut cells = Vec::new();
    for _ in 0..FEW {
        if at == bytes.len() {
            return None;
        }
        let end = scan::record_of(None, bytes, at, dialect, &mut cells).next;
        let known = cells.iter().filter(|cell| match cell.text(bytes, None) {
            Ok(Some(name)) => columns::meaning(&name) != Holds::Unknown,
            _ => false,
        });
        let known = known.count();
        // One known name may be an ordinary word in a record, such as `title`; two in one line are
        // a header. A first line of one cell above wider ones is a title.
        let is_wider = columns == 1 && cells.len() > 1;
        if known >= 2 || (known == 1 && cells.len() == 1) || is_wider {
            return Some((at, known));
        }
        at = scan::skip_line_ends(bytes, end);
    }
    None
}

/// Returns whether `head` begins with a header line of several columns with at least one known name. A line
/// `sep=;` may precede it.
pub(super) fn looks_like(head: &[u8], dialect: Dialect) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if let Some((delimiter, next)) = sep_line(text) {
        // CSV and TSV share this function; the named delimiter decides which of them the file is.
        let is_mine = (delimiter == b'\t') == dialect.literal_quotes;
        return is_mine && looks_like(&text[next..], Dialect { delimiter, ..dialect });
    }
    let from = scan::skip_line_ends(text, 0);
    if OTHERS.iter().any(|(beginning, _)| text[from..].starts_with(beginning.as_bytes())) {
        return false;
    }
    let mut cells = Vec::new();
    scan::record(text, from, dialect, &mut cells);
    let known = |cell: &Cell| match cell.text(text, None) {
        Ok(Some(name)) => columns::meaning(&name) != Holds::Unknown,
        _ => false,
    };
    cells.len() > 1 && cells.iter().all(|cell| cell.fault().is_none()) && cells.iter().any(known)
}
