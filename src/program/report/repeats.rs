//! Messages of one kind about many records of a source: the first ones are shown, the others counted.

use std::collections::HashMap;

use newsconv::{Code, Diagnostic, Severity};

use super::words::{count, without_numbers};

/// Messages of one kind that are shown of a source.
const SHOWN: u64 = 10;

/// Returns how many messages of a kind are shown of a source: one about a column or a key, which says the same of
/// every record.
fn shown(code: &str) -> u64 {
    if is_about_column(code) || is_about_key(code) { 1 } else { SHOWN }
}

/// Returns whether each record of a source may get the same message.
pub(super) fn is_about_column(code: &str) -> bool {
    [Code::ColumnType, Code::NanAsNull, Code::InvisibleInKey].iter().any(|of| of.as_str() == code)
}

/// Returns whether each file of an archive may get the same message about a key.
fn is_about_key(code: &str) -> bool {
    code == Code::Unmapped.as_str()
}

/// Kinds that are kept in memory, for all sources.
const KINDS: usize = 4096;

/// What was shown and what was not.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    kinds: HashMap<Kind, Count>,
}

/// The source, the severity, the code, and the field without the numbers of items.
type Kind = (String, Severity, &'static str, String);

/// How often a kind was met.
#[derive(Debug)]
struct Count {
    /// The kinds before it, so that they are reported in their order.
    order: usize,
    met: u64,
}

impl Repeats {
    /// Returns whether to show `problem`, and lines about earlier ones that were not shown and are forgotten now.
    pub(super) fn add(&mut self, problem: &Diagnostic) -> (bool, Vec<String>) {
        let field = without_numbers(&problem.field);
        // The same key may not fit in any file.
        let path = if is_about_key(problem.code.as_str()) { "" } else { &problem.path };
        let kind = (path.to_owned(), problem.severity, problem.code.as_str(), field);
        // The table must not grow with the number of files: it is reported and emptied when it is
        // full.
        let lines = if self.kinds.len() >= KINDS && !self.kinds.contains_key(&kind) {
            self.end()
        } else {
            Vec::new()
        };
        let order = self.kinds.len();
        let found = self.kinds.entry(kind).or_insert(Count { order, met: 0 });
        found.met += 1;
        (found.met <= shown(problem.code.as_str()), lines)
    }

    /// Returns a line for each kind that was not shown in full, and forgets all of them.
    pub(super) fn end(&mut self) -> Vec<String> {
        let mut hidden: Vec<_> =
            self.kinds.drain().filter(|((.., code, _), found)| found.met > shown(code)).collect();
        hidden.sort_by_key(|(_, found)| found.order);
        let line = |((path, severity, code, field), found): (Kind, Count)| {
            let place = if path.is_empty() { path } else { format!("{path}: ") };
            let field = if field.is_empty() { field } else { format!("{field}: ") };
            let more = count(found.met - shown(code), "more message");
            format!(
                "{place}{severity}[{code}] {field}{more} of this kind; --message-format json shows all"
            )
        };
        hidden.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_ten_messages_of_a_kind_the_others_are_counted() {
        let mut repeats = Repeats::default();
        let mut shown = 0;
        for number in 0..25 {
            let problem = Diagnostic::new(Code::WrongType, "a.csv", format!("{number} is wrong"));
            shown += u64::from(repeats.add(&problem.in_field(format!("images[{number}].width"))).0);
            let other = Diagnostic::new(Code::WrongType, format!("{number}.md"), "wrong");
            assert!(repeats.add(&other).0);
        }
        assert_eq!(shown, SHOWN);
        let line = "a.csv: error[NC0201] images[].width: 15 more messages of this kind; --message-format json shows all";
        assert_eq!(repeats.end(), [line]);
        assert_eq!(repeats.end(), [""; 0]);
    }

    #[test]
    fn a_message_about_a_column_is_shown_once_and_counted() {
        let mut repeats = Repeats::default();
        for (code, severity) in
            [(Code::ColumnType, Severity::Error), (Code::NanAsNull, Severity::Note)]
        {
            for row in 0..3 {
                let problem = Diagnostic::new(code, "a.parquet", "wrong").in_field("title");
                let mut problem = problem;
                problem.severity = severity;
                assert_eq!(repeats.add(&problem).0, row == 0);
            }
        }
        let line = |kind: &str| {
            format!(
                "a.parquet: {kind} title: 2 more messages of this kind; --message-format json shows all"
            )
        };
        assert_eq!(repeats.end(), ["error[NC0402]", "note[NC0406]"].map(line));
    }

    #[test]
    fn a_key_that_fits_in_no_file_is_shown_once_and_counted() {
        let mut repeats = Repeats::default();
        let mut shown = Vec::new();
        for (number, field) in ["date", "date", "weight", "date"].iter().enumerate() {
            let problem = Diagnostic::new(Code::Unmapped, format!("{number}.md"), "no time");
            shown.push(repeats.add(&problem.in_field(*field)).0);
        }
        assert_eq!(shown, [true, false, true, false]);
        let line =
            "warning[NC0206] date: 2 more messages of this kind; --message-format json shows all";
        assert_eq!(repeats.end(), [line]);
    }

    #[test]
    fn many_kinds_take_no_more_memory() {
        let mut repeats = Repeats::default();
        for number in 0..3 * KINDS {
            let problem = Diagnostic::new(Code::WrongType, format!("{number}.md"), "wrong");
            assert!(repeats.add(&problem).0);
            assert!(repeats.kinds.len() <= KINDS);
        }
    }
}
