//! The layer that maps each article of a reader.

use std::borrow::Cow;
use std::cell::RefCell;

#[cfg(feature = "arrow")]
use arrow_array::{Array as _, RecordBatch};

use crate::decode::tree::described;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::excerpt::short;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::article::Article;
use crate::model::declared::DeclaredColumn;
use crate::pipeline::layer::{self, Layer};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

use super::declared::Declared;
use super::definition::Mapping;
use super::memory::{Entry, Kept, Memory};

/// Returns `reader` with its articles mapped.
///
/// `is_document` says that each article is the only one of its source, as in Markdown: then its path says something about
/// it. The mapped keys of an article with a path are remembered. `lenient` keeps wrong values of fields as unknown keys.
pub(crate) fn reader(
    reader: Box<dyn Reader>,
    mapping: &Mapping,
    is_document: bool,
    lenient: bool,
) -> Box<dyn Reader> {
    let mapping = mapping.clone();
    let (signed, wrong, warnings) = Default::default();
    layer::reader(reader, Map { mapping, signed, is_document, lenient, wrong, warnings })
}

#[derive(Clone)]
struct Map {
    mapping: Mapping,
    /// The mapping of the records of a source whose signature is known.
    signed: RefCell<Option<Mapping>>,
    is_document: bool,
    lenient: bool,
    /// What is wrong with fields of the next article, whose values are among its unknown keys.
    wrong: RefCell<Vec<Diagnostic>>,
    /// The warnings about that article: those of a rejected one are sorted with its errors.
    warnings: RefCell<Vec<Diagnostic>>,
}

impl Layer for Map {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        let wrong = self.wrong.take();
        let signed = self.signed.borrow();
        let mapping = signed.as_ref().unwrap_or(&self.mapping);
        let is_wrong = |key: &str| wrong.iter().any(|problem| concerns(problem, key));
        let Some(applied) = mapping.rules().apply(article, self.is_document, &is_wrong) else {
            return self.pass(article, wrong, origin, sink);
        };
        let mut mapped = applied.article;
        for (key, target) in applied.misfits {
            if !is_wrong(&key) {
                let message =
                    format!("the value of `{}` does not fit `{}`", short(&key), target.name());
                let problem = Diagnostic::new(Code::Unmapped, "", message);
                let problem = problem.in_field(key).with_help("it is kept as an unknown key");
                for problem in origin.locate(vec![problem]) {
                    sink.warn(problem)?;
                }
            }
        }
        let Declared { entries: columns, order, wrong: wrong_columns, misfits, .. } =
            applied.declared;
        for (key, at) in misfits {
            let column = &mapping.rules().columns[at].column;
            let message = format!(
                "the value of `{}` does not fit `{}`, which is {}",
                short(&key),
                short(&column.name),
                column.column_type.noun()
            );
            let problem = Diagnostic::new(Code::Unmapped, "", message);
            let problem = problem.in_field(key).with_help("it is kept as an unknown key");
            for problem in origin.locate(vec![problem]) {
                sink.warn(problem)?;
            }
        }
        // An article with a path is a file of an archive, which may become Markdown again.
        let is_file = self.is_document || article.path.is_some();
        let remembers = |entry: &Entry<'_>| is_file || matches!(entry.kept, Kept::Part(..));
        let memory = Memory {
            fields: applied.entries.into_iter().filter(remembers).collect(),
            columns: if is_file { columns } else { Vec::new() },
            order: order.filter(|_| is_file),
        };
        if !memory.is_empty() {
            let style = memory.write(mapped.source_style.as_deref());
            mapped.source_style = Some(Cow::Owned(style));
        }
        let mut wrong = wrong;
        if !wrong_columns.is_empty() {
            let found = wrong_columns
                .into_iter()
                .map(|(key, at)| wrong_column(&mapped, key, &mapping.rules().columns[at].column));
            wrong.extend(origin.locate(found.collect()));
        }
        self.pass(&mapped, wrong, origin, sink)
    }

    /// Adds the profile of a signature to the default mapping only: a profile that was named is meant for all sources.
    fn signed(&self, profile: &'static str, sink: &mut dyn ArticleSink) {
        if self.mapping.joins() {
            *self.signed.borrow_mut() = self.mapping.on(profile);
        }
        sink.signed(profile);
    }

    fn warn(&self, problem: Diagnostic, sink: &mut dyn ArticleSink) -> Result<()> {
        if self.wrong.borrow().is_empty() {
            return sink.warn(problem);
        }
        self.warnings.borrow_mut().push(problem);
        Ok(())
    }

    fn wrong_values(&self, problems: Vec<Diagnostic>, _: &mut dyn ArticleSink) -> Result<()> {
        self.wrong.borrow_mut().extend(problems);
        Ok(())
    }

    /// Rows without an unknown key have nothing that a mapping would change.
    #[cfg(feature = "arrow")]
    fn batch(&self, rows: &RecordBatch, sink: &mut dyn ArticleSink) -> Result<Option<Flow>> {
        let is_empty = |name| rows.column_by_name(name).is_none_or(|x| x.null_count() == x.len());
        if is_empty("extra") { sink.batch(rows) } else { Ok(None) }
    }
}

/// Returns the error about a value that does not fit the declared column with the name of its key.
fn wrong_column(article: &Article<'_>, key: String, column: &DeclaredColumn) -> Diagnostic {
    let value = article.extra.iter().find(|(name, _)| *name == key).map(|(_, value)| value);
    let found = value.map(described).unwrap_or_default();
    let message = format!("expected {}, found {found}", column.column_type.noun());
    let advice = Advice::from("correct it, or declare another type; ")
        .option(OptionName::Lenient)
        .words(" keeps it as an unknown key");
    Diagnostic::new(Code::WrongType, "", message).in_field(key).with_help(advice)
}

impl Map {
    /// Passes on an article, unless a field still has a wrong value among the unknown keys.
    fn pass(
        &self,
        article: &Article<'_>,
        wrong: Vec<Diagnostic>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        let is_left =
            |problem: &Diagnostic| article.extra.iter().any(|(key, _)| concerns(problem, key));
        // What is about no field says that there are more problems than are listed.
        let any_left = wrong.iter().any(is_left);
        let is_said =
            |problem: &Diagnostic| is_left(problem) || any_left && problem.field.is_empty();
        let left: Vec<_> = wrong.into_iter().filter(is_said).collect();
        let warnings = self.warnings.take();
        let is_error = |problem: &Diagnostic| {
            !problem.field.is_empty() && !Article::is_new_field(top(&problem.field))
        };
        let signed = self.signed.borrow();
        let is_lenient = self.lenient || signed.as_ref().unwrap_or(&self.mapping).rules().lenient;
        if !is_lenient && left.iter().any(is_error) {
            let mut problems: Vec<_> = left.into_iter().chain(warnings).collect();
            problems.sort_by_key(|problem| problem.position.map(|at| (at.line, at.column)));
            return sink.reject(problems, origin);
        }
        for warning in warnings {
            sink.warn(warning)?;
        }
        for problem in left {
            let key = top(&problem.field).to_owned();
            let message = format!("{}; `{key}` is kept as an unknown key", problem.message);
            let severity = Severity::Warning;
            sink.warn(Diagnostic { message, severity, help: None, ..problem })?;
        }
        sink.article(article, origin)
    }
}

/// Returns whether the problem is about the unknown key `key`, or something within it.
pub(super) fn concerns(problem: &Diagnostic, key: &str) -> bool {
    top(&problem.field) == short(key)
}

/// Returns the first step of a field's path.
fn top(field: &str) -> &str {
    field.split(['.', '[']).next().unwrap_or_default()
}
