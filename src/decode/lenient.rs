//! Keeps wrong values of fields as unknown keys, or leaves them to a mapping.

use std::borrow::Cow;

use super::decoder::RecordDecoder;
use super::wrong_values::WrongValues;
use crate::decode::tree::{FieldPath, Spanned};
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic, keep};
use crate::model::article::{Article, Record};
use crate::model::value::Map;

/// The number of errors and warnings at some point of decoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checkpoint {
    errors: usize,
    warnings: usize,
}

impl RecordDecoder {
    /// Sets the field at `index` from a member at `place`. If lenient, a wrong value is kept as an unknown
    /// key instead.
    pub(crate) fn known<'a, R: Record<'a>>(
        &mut self,
        record: &mut R,
        index: usize,
        (key, node): (Cow<'a, str>, Spanned<'a>),
        place: FieldPath<'_>,
    ) {
        let here = FieldPath::Key(&place, &key);
        let defers = matches!(self.wrong, WrongValues::Defer { .. });
        if defers && R::NAME != Article::NAME && !self.keeps() {
            // The whole field of the article is left to the mapping.
            return self.field(record.slot(index), node, here);
        }
        let copy = self.copy(&node);
        let before = self.mark();
        self.field(record.slot(index), node, here);
        let is_article = R::NAME == Article::NAME;
        if is_article && self.defer_errors(before) || self.downgrade_errors(before, &key) {
            // A list may have been read in part before its wrong item was found.
            record.slot(index).clear();
            self.keep(record.extra_mut(), key, copy, place);
        }
    }

    /// Returns whether wrong values are kept as unknown keys.
    fn keeps(&self) -> bool {
        matches!(self.wrong, WrongValues::Keep | WrongValues::Defer { keeps: true, .. })
    }

    /// Returns a copy of the value, in case it turns out to be wrong, or `None` if it will not be kept.
    pub(crate) fn copy<'a>(&self, node: &Spanned<'a>) -> Option<Spanned<'a>> {
        (self.wrong != WrongValues::Reject).then(|| node.clone())
    }

    /// Adds the copied wrong value as an unknown key.
    pub(crate) fn keep<'a>(
        &mut self,
        extra: &mut Map<'a>,
        key: Cow<'a, str>,
        copy: Option<Spanned<'a>>,
        place: FieldPath<'_>,
    ) {
        if let Some(node) = copy {
            self.check_depth(&node, FieldPath::Key(&place, &key));
            extra.push((key, node.into_value()));
        }
    }

    /// Runs `set`, which sets the field `key`, and returns what [`RecordDecoder::downgrade_errors`] returns.
    pub(crate) fn set_leniently(&mut self, key: &str, set: impl FnOnce(&mut Self)) -> bool {
        let before = self.mark();
        set(self);
        self.downgrade_errors(before, key)
    }

    /// Returns the current number of errors and warnings.
    pub(crate) fn mark(&self) -> Checkpoint {
        Checkpoint { errors: self.errors.len(), warnings: self.warnings.len() }
    }

    /// If a mapping follows and every error since `before` is a wrong value, leaves those errors to it, drops the field's
    /// earlier warnings and returns true.
    pub(crate) fn defer_errors(&mut self, before: Checkpoint) -> bool {
        let found = &self.errors[before.errors..];
        let defers = matches!(self.wrong, WrongValues::Defer { .. });
        if !defers || found.is_empty() || !found.iter().all(is_wrong_value) {
            return false;
        }
        self.warnings.truncate(before.warnings);
        self.deferred.extend(self.errors.drain(before.errors..));
        true
    }

    /// If lenient and every error since `before` is a wrong value of `key`, turns those errors into warnings,
    /// drops the field's earlier warnings and returns true.
    pub(crate) fn downgrade_errors(&mut self, before: Checkpoint, key: &str) -> bool {
        let found = &self.errors[before.errors..];
        // Syntax errors, duplicates and excessive depth have no value that could be preserved.
        if !self.keeps() || found.is_empty() || !found.iter().all(is_wrong_value) {
            return false;
        }
        // They are about a value that the field no longer has.
        self.warnings.truncate(before.warnings);
        for problem in self.errors.drain(before.errors..) {
            let message = format!("{}; `{key}` is kept as an unknown key", problem.message);
            let warning =
                UnlocatedDiagnostic { severity: Severity::Warning, message, help: None, ..problem };
            keep(&mut self.warnings, warning);
        }
        true
    }
}

/// Returns whether the problem is a wrong value, which can be kept as an unknown key.
fn is_wrong_value(problem: &UnlocatedDiagnostic) -> bool {
    use Code::{BadCell, ImpossibleTime, NotATime, OutOfRange, WrongType};
    matches!(problem.code, WrongType | OutOfRange | NotATime | ImpossibleTime | BadCell)
}
