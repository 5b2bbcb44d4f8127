//! Decodes parsed values into the fields of an article, and reports wrong values. All formats share this code
//! and its messages.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::decode::field_names::{ARTICLE_NAMES, taken_for};
use crate::decode::tree::{Entry, FieldPath, Spanned, SpannedKind, into_map};
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::excerpt::{quote, short};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, UnlocatedDiagnostic, keep};
use crate::model::article::{Article, FieldMut, Part, Provider, Record};
use crate::model::number::Decimal;
use crate::model::timestamp::{TimeError, Timestamp};
use crate::model::value::{MAX_DEPTH, Map, Value, into_owned_map};

/// The rules by which values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Front matter: the keys are fields and unknown keys; `path`, `body` and `extra` have no special
    /// meaning.
    #[cfg_attr(not(feature = "markdown"), expect(dead_code, reason = "only Markdown has YAML"))]
    Yaml,
    /// Front matter in a language other than YAML: lists are in brackets, and all else is as in YAML.
    #[cfg_attr(not(feature = "markdown"), expect(dead_code, reason = "only Markdown has TOML"))]
    Brackets,
    /// JSON: `extra`, `path`, `body` and the offset members have a meaning; whole floats are read as
    /// integers.
    Json,
}

/// Decodes trees into records, and collects all problems.
#[derive(Debug)]
pub(crate) struct RecordDecoder {
    dialect: Dialect,
    /// What becomes of wrong values of fields.
    pub(super) wrong: WrongValues,
    /// The errors. A record with an error is rejected.
    pub(crate) errors: Vec<UnlocatedDiagnostic>,
    /// The warnings about an article that was decoded.
    pub(crate) warnings: Vec<UnlocatedDiagnostic>,
    /// What is wrong with the values that were left to a mapping.
    pub(crate) deferred: Vec<UnlocatedDiagnostic>,
}

impl RecordDecoder {
    pub(crate) fn new(dialect: Dialect, wrong: WrongValues) -> Self {
        let (errors, warnings, deferred) = Default::default();
        Self { dialect, wrong, errors, warnings, deferred }
    }

    /// Decodes the members `entries` of an article. The result must not be used if there are errors.
    #[cfg(any(feature = "markdown", feature = "json"))]
    pub(crate) fn article<'a>(&mut self, entries: Vec<Entry<'a>>) -> Article<'a> {
        self.record(entries, FieldPath::Root)
    }

    pub(crate) fn record<'a, R: Record<'a>>(
        &mut self,
        entries: Vec<Entry<'a>>,
        place: FieldPath<'_>,
    ) -> R {
        let mut record = R::default();
        // Members come in any order, but an offset needs its time, and a part of the provider must
        // not be overwritten by the whole one. Both wait until the end.
        let (mut offsets, mut parts) = (Vec::new(), Vec::new());
        let mut has_extra = None;
        let mut meant = self.spelled_otherwise::<R>(&entries).into_iter();
        for entry in entries {
            let Entry { key, node, at } = entry;
            let key = match meant.next().flatten() {
                Some(name) => {
                    keep(&mut self.warnings, taken_for("member", &key, name, at));
                    Cow::Borrowed(name)
                }
                None => key,
            };
            let here = FieldPath::Key(&place, &key);
            if let Some(index) = self.index::<R>(&key) {
                self.known(&mut record, index, (key, node), place);
            } else if self.dialect == Dialect::Json && key == "extra" {
                has_extra = Some(node.at);
                let copy = self.copy(&node);
                if self.set_leniently(&key, |fields| fields.extra(record.extra_mut(), node, here)) {
                    self.keep(record.extra_mut(), key, copy, place);
                }
            } else if let Some(index) = self.offset_of::<R>(&key) {
                offsets.push((index, node, key));
            } else if let Some(part) = R::part(&key).filter(|_| self.dialect == Dialect::Json) {
                parts.push((part, Entry { key, at, node }));
            } else {
                self.check_depth(&node, here);
                record.extra_mut().push((key, node.into_value()));
            }
        }
        for (index, node, key) in offsets {
            let copy = self.copy(&node);
            let here = FieldPath::Key(&place, &key);
            if self.set_leniently(&key, |fields| fields.offset(record.slot(index), node, here)) {
                self.keep(record.extra_mut(), key, copy, place);
            }
        }
        self.parts(&mut record, parts, place);
        self.check_extra(record.extra(), has_extra, place);
        record
    }

    /// Returns the fields that the members of an article mean, if none of them is spelled exactly.
    fn spelled_otherwise<'a, R: Record<'a>>(
        &self,
        entries: &[Entry<'_>],
    ) -> Vec<Option<&'static str>> {
        // One exact name shows that the source knows newsconv's names: others that differ in letter
        // case are then keys of its own.
        let is_exact = |entry: &Entry<'_>| R::is_reserved(&entry.key);
        let is_article = R::NAME == Article::NAME && self.dialect == Dialect::Json;
        if !is_article || entries.iter().any(is_exact) {
            return Vec::new();
        }
        ARTICLE_NAMES.bind(entries.iter().map(|entry| &*entry.key))
    }

    /// Sets the fields of a provider from members with dotted names, such as `provider.name`.
    fn parts<'a, R: Record<'a>>(
        &mut self,
        record: &mut R,
        parts: Vec<(Part, Entry<'a>)>,
        place: FieldPath<'_>,
    ) {
        for (part, Entry { key, at, node }) in parts {
            let FieldMut::Provider(provider) = record.slot(part.field) else { continue };
            if node.data == SpannedKind::Scalar(Value::Null) {
                continue;
            }
            let message = format!("the member `{key}` was read as a part of the provider");
            let note = UnlocatedDiagnostic::new(Code::OtherSpelling, at, message);
            keep(&mut self.warnings, note.in_field(FieldPath::Key(&place, &key).to_string()));
            let provider = provider.get_or_insert_default();
            let above = FieldPath::Key(&place, R::FIELDS[part.field].name);
            match part.part {
                Some(index) if provider.fields().nth(index).is_some_and(|(_, x)| !x.is_none()) => {
                    let problem = UnlocatedDiagnostic::twice("member", &key, at, None);
                    let field = FieldPath::Key(&place, &key).to_string();
                    keep(&mut self.errors, problem.in_field(field));
                }
                Some(index) => {
                    let name = Cow::Borrowed(Provider::FIELDS[index].name);
                    self.known(provider, index, (name, node), above);
                }
                None => {
                    self.extra(&mut provider.extra, node, FieldPath::Key(&above, "extra"));
                    self.check_extra(&provider.extra, Some(at), above);
                }
            }
        }
    }

    /// Returns the index of the field with the name `key` in this dialect.
    fn index<'a, R: Record<'a>>(&self, key: &str) -> Option<usize> {
        // In front matter `path` and `body` are ordinary keys: the file has its own path and body.
        let known = self.dialect == Dialect::Json || Article::is_front_matter(key);
        if known { R::index(key) } else { None }
    }

    /// Returns the index of the time whose offset member has the name `key` in this dialect.
    fn offset_of<'a, R: Record<'a>>(&self, key: &str) -> Option<usize> {
        let sibling = |field: &crate::model::article::Field| field.offset == Some(key);
        R::FIELDS.iter().position(sibling).filter(|_| self.dialect == Dialect::Json)
    }

    /// Sets one field. Null leaves it absent.
    pub(crate) fn field<'a>(
        &mut self,
        slot: FieldMut<'_, 'a>,
        node: Spanned<'a>,
        place: FieldPath<'_>,
    ) {
        if node.data == SpannedKind::Scalar(Value::Null) {
            return;
        }
        match slot {
            FieldMut::Text(x) => *x = self.text(node, place),
            FieldMut::Time(x) => *x = self.time(&node, place),
            FieldMut::Integer(x) => *x = self.integer(&node, place),
            FieldMut::Boolean(x) => *x = self.boolean(&node, place),
            FieldMut::Texts(x) => *x = self.texts(node, place),
            FieldMut::Provider(x) => *x = self.map(node, place),
            FieldMut::Images(x) => *x = self.list(node, place, "a list of maps", Self::map),
            FieldMut::Authors(x) => *x = self.list(node, place, "a list of maps", Self::map),
            FieldMut::Related(x) => *x = self.list(node, place, "a list of maps", Self::map),
        }
    }

    fn text<'a>(&mut self, node: Spanned<'a>, place: FieldPath<'_>) -> Option<Cow<'a, str>> {
        match node.data {
            SpannedKind::Scalar(Value::Text(text)) => Some(text),
            _ => {
                self.wrong_type(&node, place, "text");
                None
            }
        }
    }

    /// Decodes a list of text. A single text is read as a list with one item, with a note.
    fn texts<'a>(&mut self, node: Spanned<'a>, place: FieldPath<'_>) -> Option<Vec<Cow<'a, str>>> {
        let SpannedKind::Scalar(Value::Text(text)) = node.data else {
            return self.list(node, place, "a list of text", Self::text);
        };
        if matches!(self.wrong, WrongValues::Defer { splits: true, .. }) {
            let node = Spanned::scalar(node.at, Value::Text(text));
            self.wrong_type(&node, place, "a list of text");
            return None;
        }
        let message = format!("the text {} was read as a list of one", quote(&text));
        let problem = UnlocatedDiagnostic::new(Code::TextAsList, node.at, message);
        let help = match self.dialect {
            Dialect::Yaml => "write each item of a list on its own line, after `- `",
            Dialect::Brackets | Dialect::Json => r#"a list is written ["a", "b"]"#,
        };
        keep(&mut self.warnings, problem.in_field(place.to_string()).with_help(help));
        Some(vec![text])
    }

    fn time(&mut self, node: &Spanned<'_>, place: FieldPath<'_>) -> Option<Timestamp> {
        let SpannedKind::Scalar(Value::Text(text)) = &node.data else {
            self.wrong_type(node, place, "a time");
            return None;
        };
        match Timestamp::parse(text) {
            Ok((time, named)) => {
                if !named {
                    let message = format!("{} has no offset; UTC was assumed", quote(text));
                    let problem = UnlocatedDiagnostic::new(Code::NoOffset, node.at, message);
                    keep(
                        &mut self.warnings,
                        problem.in_field(place.to_string()).with_help("end it in `Z` or an offset"),
                    );
                }
                Some(time)
            }
            Err(error) => {
                keep(&mut self.errors, time_problem(error, text, node.at, place));
                None
            }
        }
    }

    fn integer(&mut self, node: &Spanned<'_>, place: FieldPath<'_>) -> Option<i64> {
        let value = match &node.data {
            SpannedKind::Scalar(Value::Integer(value))
            | SpannedKind::Spelled(_, Value::Integer(value)) => Some(*value),
            SpannedKind::Scalar(Value::Float(value)) if self.dialect == Dialect::Json => {
                whole(*value)
            }
            SpannedKind::Scalar(Value::Decimal(text)) => {
                // YAML distinguishes `1.0` from `1`, JSON does not. `-0` is an integer in both; it
                // is a `Decimal` only to preserve its sign.
                let is_integer = self.dialect == Dialect::Json || text == "-0";
                Decimal::parse(text).filter(|_| is_integer).and_then(|number| number.whole())
            }
            _ => None,
        };
        let Some(value) = value else {
            if let SpannedKind::Scalar(Value::Decimal(text)) = &node.data
                // An integer with too many digits has the right type; a fraction has not.
                && !text.contains(['.', 'e', 'E'])
            {
                self.out_of_range(text, node.at, place);
            } else {
                self.wrong_type(node, place, "an integer");
            }
            return None;
        };
        let narrowed = i64::try_from(value).ok();
        if narrowed.is_none() {
            self.out_of_range(&value.to_string(), node.at, place);
        }
        narrowed
    }

    fn out_of_range(&mut self, number: &str, at: usize, place: FieldPath<'_>) {
        let message = format!("{} does not fit in 64 bits", short(number));
        let problem = UnlocatedDiagnostic::new(Code::OutOfRange, at, message);
        keep(&mut self.errors, problem.in_field(place.to_string()));
    }

    fn boolean(&mut self, node: &Spanned<'_>, place: FieldPath<'_>) -> Option<bool> {
        let number = match node.data {
            SpannedKind::Scalar(Value::Boolean(value)) => return Some(value),
            SpannedKind::Scalar(Value::Integer(value)) => Some(value),
            SpannedKind::Scalar(Value::Float(value)) => whole(value),
            _ => None,
        };
        // Databases and pandas write 0 and 1 for booleans.
        match number.filter(|_| self.dialect == Dialect::Json) {
            Some(value @ (0 | 1)) => Some(value == 1),
            _ => {
                self.wrong_type(node, place, "true or false");
                None
            }
        }
    }

    fn map<'a, R: Record<'a>>(&mut self, node: Spanned<'a>, place: FieldPath<'_>) -> Option<R> {
        match node.data {
            SpannedKind::Map(entries) => Some(self.record(entries, place)),
            _ => {
                self.wrong_type(&node, place, "a map");
                None
            }
        }
    }

    fn list<'a, T>(
        &mut self,
        node: Spanned<'a>,
        place: FieldPath<'_>,
        wanted: &str,
        item: fn(&mut Self, Spanned<'a>, FieldPath<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let SpannedKind::List(nodes) = node.data else {
            self.wrong_type(&node, place, wanted);
            return None;
        };
        let numbered = nodes.into_iter().enumerate();
        Some(
            numbered
                .filter_map(|(i, node)| item(self, node, FieldPath::Index(&place, i)))
                .collect(),
        )
    }

    /// Decodes the member `extra` of JSON: an object, or the JSON text of one, as in columns.
    fn extra<'a>(&mut self, extra: &mut Map<'a>, node: Spanned<'a>, place: FieldPath<'_>) {
        match node.data {
            SpannedKind::Scalar(Value::Null) => {}
            SpannedKind::Map(entries) => {
                for entry in &entries {
                    self.check_depth(&entry.node, place);
                }
                extra.extend(into_map(entries));
            }
            SpannedKind::Scalar(Value::Text(text)) => match crate::decode::json_tree::object(&text)
            {
                Ok(map) => extra.extend(into_owned_map(map)),
                Err(problem) => {
                    let message =
                        format!("{} is not a JSON object: {}", quote(&text), problem.message);
                    let problem = UnlocatedDiagnostic::new(Code::BadCell, node.at, message);
                    keep(&mut self.errors, problem.in_field(place.to_string()));
                }
            },
            _ => extra.push(("extra".into(), node.into_value())),
        }
    }

    /// Reports an unknown key's value that is nested too deeply for some format.
    pub(crate) fn check_depth(&mut self, node: &Spanned<'_>, place: FieldPath<'_>) {
        if node.depth() > MAX_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} levels deep");
            let problem = UnlocatedDiagnostic::new(Code::TooDeep, node.at, message);
            keep(&mut self.errors, problem.in_field(place.to_string()));
        }
    }

    /// Reports keys that are both inside the member `extra` (at byte `at`) and next to it.
    fn check_extra(&mut self, extra: &Map<'_>, at: Option<usize>, place: FieldPath<'_>) {
        let Some(at) = at else { return };
        let mut seen = HashSet::new();
        for (key, _) in extra {
            if !seen.insert(key) {
                let message = format!("`{key}` is both inside `extra` and next to it");
                let problem = UnlocatedDiagnostic::new(Code::DuplicateKey, at, message)
                    .in_field(FieldPath::Key(&place, key).to_string())
                    .with_help("keep one of the two");
                keep(&mut self.errors, problem);
            }
        }
    }

    /// Decodes the offset member of a time: minutes east of UTC, null for `Z`.
    pub(crate) fn offset<'a>(
        &mut self,
        slot: FieldMut<'_, 'a>,
        node: Spanned<'a>,
        place: FieldPath<'_>,
    ) {
        let errors = self.errors.len();
        let minutes = match node.data {
            SpannedKind::Scalar(Value::Null) => None,
            _ => self.integer(&node, place),
        };
        // The wrong offset itself was reported.
        if self.errors.len() > errors {
            return;
        }
        let FieldMut::Time(Some(time)) = slot else {
            // An invalid time was already reported.
            if minutes.is_some() && errors == 0 {
                let message = "there is an offset but no time";
                let problem = UnlocatedDiagnostic::new(Code::ImpossibleTime, node.at, message);
                keep(&mut self.errors, problem.in_field(place.to_string()));
            }
            return;
        };
        // Whatever does not fit is also no offset, and `with_offset` rejects the largest value.
        let offset = minutes.map(|minutes| i16::try_from(minutes).unwrap_or(i16::MAX));
        match time.with_offset(offset) {
            Ok(shown) => *time = shown,
            Err(error) => {
                let problem =
                    UnlocatedDiagnostic::new(Code::ImpossibleTime, node.at, error.to_string());
                keep(&mut self.errors, problem.in_field(place.to_string()));
            }
        }
    }

    fn wrong_type(&mut self, node: &Spanned<'_>, place: FieldPath<'_>, wanted: &str) {
        let message = format!("expected {wanted}, found {}", node.describe());
        let problem =
            UnlocatedDiagnostic::new(Code::WrongType, node.at, message).in_field(place.to_string());
        let null = node.data == SpannedKind::Scalar(Value::Null);
        let is_scalar = matches!(node.data, SpannedKind::Scalar(_) | SpannedKind::Spelled(..));
        // In quotes a number is text. A list or a map does not become one that is useful.
        let quotable = wanted == "text" && is_scalar && !null;
        let help = Advice::from(if quotable { "put it in quotes; " } else { "" });
        let help = help.option(OptionName::Lenient).words(" keeps it as an unknown key");
        keep(&mut self.errors, problem.with_help(help));
    }
}

/// Returns the problem with a text that should be a time.
pub(crate) fn time_problem(
    error: TimeError,
    text: &str,
    at: usize,
    place: FieldPath<'_>,
) -> UnlocatedDiagnostic {
    let code = match error {
        TimeError::NotATime => Code::NotATime,
        TimeError::Impossible(_) => Code::ImpossibleTime,
    };
    let problem = UnlocatedDiagnostic::new(code, at, format!("{} is {error}", quote(text)));
    let problem = problem.in_field(place.to_string());
    match error {
        TimeError::NotATime => problem.with_help("write it like 2024-01-23T12:00:00Z"),
        TimeError::Impossible(_) => problem,
    }
}

/// Returns the integer with the value of `value`, or `None` if it has a fraction or is not finite.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
pub(crate) fn whole(value: f64) -> Option<i128> {
    // 2^53: beyond it a float may have been another integer before it was rounded.
    let fits = value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0;
    fits.then_some(value as i128)
}
