//! What a format cannot hold of an article, so that it is refused by name and never lost in silence.

use crate::article::{Article, FieldRef, Record};
use crate::diagnostic::{Code, Diagnostic};
use crate::timestamp::Timestamp;

/// What a format cannot hold. The default is a format without limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each limit stands for itself")]
pub struct Limits {
    /// Instants are cut to the microsecond, with a warning.
    pub microseconds: bool,
    /// Numbers must be finite: there is no spelling for infinity and not-a-number.
    pub finite: bool,
    /// Unknown keys stand beside the known fields, so none may have a set field's name.
    pub flat_keys: bool,
    /// There is no place for the source text of front matter; it is left out, with a warning.
    pub no_source: bool,
}

impl Limits {
    /// The limits of a format that holds everything; the same as the default.
    pub const NONE: Self =
        Self { microseconds: false, finite: false, flat_keys: false, no_source: false };

    /// Everything about `article` that a format with these limits cannot hold.
    pub(crate) fn problems(self, article: &Article<'_>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if self != Self::default() {
            self.walk(article, "", &mut found);
        }
        if self.no_source && article.front_matter.is_some() {
            let message = "the source text of the front matter was left out";
            let problem = Diagnostic::new(Code::SourceLeftOut, "", message).in_field("frontMatter");
            found.push(problem.with_help("--preserve keeps it"));
        }
        let path = article.path.as_deref().unwrap_or_default();
        for problem in &mut found {
            path.clone_into(&mut problem.path);
        }
        found
    }

    fn walk<'a, R: Record<'a>>(self, record: &R, at: &str, found: &mut Vec<Diagnostic>) {
        for (field, held) in record.fields() {
            let at = format_args!("{at}{}", field.name);
            match held {
                FieldRef::Time(Some(time)) if self.microseconds => check_time(*time, at, found),
                FieldRef::Provider(Some(x)) => self.walk(x, &format!("{at}."), found),
                FieldRef::Images(Some(x)) => self.walk_all(x, at, found),
                FieldRef::Authors(Some(x)) => self.walk_all(x, at, found),
                FieldRef::Related(Some(x)) => self.walk_all(x, at, found),
                _ => {}
            }
        }
        for (key, value) in record.extra() {
            if let Some((inside, number)) = value.non_finite().filter(|_| self.finite) {
                let message = format!("{number} has no spelling in this format");
                let problem = Diagnostic::new(Code::NotFinite, "", message);
                found.push(problem.in_field(format!("{at}{key}{inside}")));
            }
            if self.flat_keys && has_field(record, key) {
                let message =
                    format!("the unknown key `{key}` cannot stand beside the field `{key}`");
                found.push(
                    Diagnostic::new(Code::KeyClash, "", message).in_field(format!("{at}{key}")),
                );
            }
        }
    }

    fn walk_all<'a, R: Record<'a>>(
        self,
        records: &[R],
        at: std::fmt::Arguments<'_>,
        found: &mut Vec<Diagnostic>,
    ) {
        for (index, record) in records.iter().enumerate() {
            self.walk(record, &format!("{at}[{index}]."), found);
        }
    }
}

/// Whether the field `name` is set and stands in front matter.
fn has_field<'a, R: Record<'a>>(record: &R, name: &str) -> bool {
    Article::is_front_matter(name)
        && record.fields().any(|(f, held)| f.name == name && !held.is_none())
}

fn check_time(time: Timestamp, at: std::fmt::Arguments<'_>, found: &mut Vec<Diagnostic>) {
    if time.is_finer_than_micros() {
        let message = format!("{time} was cut to the microsecond");
        found.push(Diagnostic::new(Code::Narrowed, "", message).in_field(at.to_string()));
    }
}
