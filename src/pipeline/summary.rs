//! What a run reports, and to whom.

use crate::diagnostic::Diagnostic;
pub use crate::diagnostic::summary::Summary;

/// Receives every diagnostic of a run, in input order.
pub type Report<'r> = &'r mut dyn FnMut(Diagnostic);

impl Summary {
    /// Reports the problems, and counts those that do not reject a record.
    pub(crate) fn tell(
        &mut self,
        problems: impl IntoIterator<Item = Diagnostic>,
        report: Report<'_>,
    ) {
        for problem in problems {
            self.count(&problem);
            report(problem);
        }
    }
}
