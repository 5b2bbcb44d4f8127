//! What a format cannot hold of an article, so that it is reported and never lost silently.

use std::fmt::Arguments;

use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::{Article, FieldRef, Record, Visit, walk};
use crate::model::timestamp::Timestamp;
use crate::model::value::Value;
#[cfg(feature = "markdown")]
use crate::pipeline::mapping;

/// What a format cannot hold. The default is no constraint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each constraint is independent of the others")]
pub struct Constraints {
    /// Instants are cut to the microsecond, with a warning.
    pub microseconds: bool,
    /// Numbers must be finite: the format cannot express infinity and NaN.
    pub finite: bool,
    /// Unknown keys are written next to the known fields, so none may have the name of a field. Source text of
    /// front matter is exempt from that: it may have wrong values of fields, which `lenient` made unknown keys.
    pub flat_keys: bool,
    /// The format has no null: an unknown key that is null is left out, with a warning, and null in a list is an
    /// error.
    pub no_null: bool,
    /// The format cannot hold the source text of front matter; it is dropped, with a warning.
    pub no_source: bool,
}

impl Constraints {
    /// No constraint: the format can hold everything. This is the default.
    pub const NONE: Self = Self {
        microseconds: false,
        finite: false,
        flat_keys: false,
        no_null: false,
        no_source: false,
    };

    /// Returns a problem for everything in `article` that a format with these constraints cannot hold. A field that goes
    /// back to the key that it was mapped from is in nobody's way.
    pub(crate) fn problems(self, article: &Article<'_>) -> Vec<Diagnostic> {
        let found = self.all_problems(article);
        #[cfg(feature = "markdown")]
        let mut found = found;
        #[cfg(feature = "markdown")]
        if found.iter().any(|problem| problem.code == Code::KeyClash) {
            let restored = mapping::restored(article);
            let is_free =
                |key: &str| Article::is_new_field(key) && field(&*restored, key) == Some(false);
            found.retain(|problem| problem.code != Code::KeyClash || !is_free(&problem.field));
        }
        found
    }

    /// Returns the same for an article whose fields stay where they are.
    pub(crate) fn all_problems(self, article: &Article<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        // Most formats have some constraint; those without any are spared the walk over every field
        // of every article.
        if self != Self::default() {
            let has_source = article.front_matter.is_some();
            walk(article, &mut Found { constraints: self, has_source, problems: &mut found });
        }
        if self.no_source && article.front_matter.is_some() {
            let message = "the source text of the front matter was dropped";
            let problem = Diagnostic::new(Code::SourceLeftOut, "", message).in_field("frontMatter");
            found.push(problem.with_help(Advice::from(OptionName::Preserve).words(" keeps it")));
        }
        let path = article.path.as_deref().unwrap_or_default();
        // The position in the source is not known here: `Origin::locate` replaces this path by it.
        for problem in &mut found {
            path.clone_into(&mut problem.path);
        }
        found
    }
}

struct Found<'f> {
    constraints: Constraints,
    /// The source text of the front matter is there.
    has_source: bool,
    problems: &'f mut Vec<Diagnostic>,
}

impl Visit for Found<'_> {
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>) {
        let Self { constraints, has_source, problems } = self;
        for (field, value) in record.fields() {
            if let FieldRef::Time(Some(time)) = value
                && constraints.microseconds
            {
                check_time(*time, format_args!("{at}{}", field.name), problems);
            }
        }
        for (key, value) in record.extra() {
            if let Some((inside, number)) = value.non_finite().filter(|_| constraints.finite) {
                let message = format!("this format cannot express {number}");
                let problem = Diagnostic::new(Code::NotFinite, "", message);
                problems.push(problem.in_field(format!("{at}{key}{inside}")));
            }
            if constraints.no_null {
                check_null(value, &format!("{at}{key}"), problems);
            }
            if constraints.flat_keys
                && let Some(is_set) = field(record, key)
                && (is_set || !*has_source && !Article::is_new_field(key))
            {
                let problem = Diagnostic::new(Code::KeyClash, "", clash(key, is_set));
                let advice = Advice::from(
                    "rename the key under `extra`, or leave out all unknown keys with ",
                )
                .setting(OptionName::Unknown, "drop");
                let problem = problem.with_help(advice);
                problems.push(problem.in_field(format!("{at}{key}")));
            }
        }
    }
}

/// Returns whether the field `name` is set; `None` where no field of front matter has that name.
fn field<'a, R: Record<'a>>(record: &R, name: &str) -> Option<bool> {
    let named = record.fields().find(|(field, _)| field.name == name);
    named.filter(|_| Article::is_front_matter(name)).map(|(_, value)| !value.is_none())
}

fn clash(key: &str, is_set: bool) -> String {
    if is_set {
        format!("the unknown key `{key}` has the name of a field that is set")
    } else {
        format!("the unknown key `{key}` would be read as the field `{key}`")
    }
}

/// Reports each null within `value`, which is at `place`.
fn check_null(value: &Value<'_>, place: &str, found: &mut Vec<Diagnostic>) {
    match value {
        Value::Null => {
            let message = "this format has no null; the key was left out";
            found.push(Diagnostic::new(Code::NullLeftOut, "", message).in_field(place));
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("{place}[{index}]");
                if *item == Value::Null {
                    let message = "this format has no null, and a list without it would be another";
                    let problem = Diagnostic::new(Code::NullInList, "", message).in_field(place);
                    found.push(problem.with_help("write the article in a format that has null"));
                } else {
                    check_null(item, &place, found);
                }
            }
        }
        Value::Map(map) => {
            for (key, value) in map {
                check_null(value, &format!("{place}.{key}"), found);
            }
        }
        _ => {}
    }
}

fn check_time(time: Timestamp, at: Arguments<'_>, found: &mut Vec<Diagnostic>) {
    if time.is_finer_than_micros() {
        let message = format!("{time} was cut to the microsecond");
        found.push(Diagnostic::new(Code::Narrowed, "", message).in_field(at.to_string()));
    }
}
