//! Wrong values of fields that are kept as unknown keys, where that is asked for.

use std::borrow::Cow;

use super::decoder::RecordDecoder;
use crate::decode::tree::{FieldPath, Spanned};
use crate::diagnostic::{Code, Severity, UnlocatedDiagnostic, keep};
use crate::model::article::Record;
use crate::model::value::Map;

/// How many errors and warnings there were at some time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checkpoint {
    errors: usize,
    warnings: usize,
}

impl RecordDecoder {
    /// Sets the field at `index` from a member in `place`; a wrong value that is tolerated is kept beside it.
    pub(crate) fn known<'a, R: Record<'a>>(
        &mut self,
        record: &mut R,
        index: usize,
        (key, node): (Cow<'a, str>, Spanned<'a>),
        place: FieldPath<'_>,
    ) {
        let kept = self.copy(&node);
        let here = FieldPath::Key(&place, &key);
        if self.set_leniently(&key, |fields| fields.field(record.slot(index), node, here)) {
            record.slot(index).clear();
            self.keep(record.extra_mut(), key, kept, place);
        }
    }

    /// What would be kept of a value that is wrong.
    pub(crate) fn copy<'a>(&self, node: &Spanned<'a>) -> Option<Spanned<'a>> {
        self.lenient.then(|| node.clone())
    }

    /// Keeps what was copied of a wrong value as an unknown key.
    pub(crate) fn keep<'a>(
        &mut self,
        extra: &mut Map<'a>,
        key: Cow<'a, str>,
        kept: Option<Spanned<'a>>,
        place: FieldPath<'_>,
    ) {
        if let Some(node) = kept {
            self.check_depth(&node, FieldPath::Key(&place, &key));
            extra.push((key, node.into_value()));
        }
    }

    /// Runs `set`, which sets the field `key`, and answers as [`RecordDecoder::downgrade_errors`] does.
    pub(crate) fn set_leniently(&mut self, key: &str, set: impl FnOnce(&mut Self)) -> bool {
        let before = self.mark();
        set(self);
        self.downgrade_errors(before, key)
    }

    /// How much has been found so far.
    pub(crate) fn mark(&self) -> Checkpoint {
        Checkpoint { errors: self.errors.len(), warnings: self.warnings.len() }
    }

    /// Whether nothing but wrong values of the field `key` was met since, and they are to be kept: the errors
    /// are warnings then, and what was said of parts of the field is void.
    pub(crate) fn downgrade_errors(&mut self, before: Checkpoint, key: &str) -> bool {
        let found = &self.errors[before.errors..];
        if !self.lenient || found.is_empty() || !found.iter().all(is_wrong_value) {
            return false;
        }
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

/// Whether a problem is that of a value, which can be kept as it is.
fn is_wrong_value(problem: &UnlocatedDiagnostic) -> bool {
    use Code::{BadCell, ImpossibleTime, NotATime, OutOfRange, WrongType};
    matches!(problem.code, WrongType | OutOfRange | NotATime | ImpossibleTime | BadCell)
}
