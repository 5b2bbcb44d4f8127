//! What is said on standard error.

use std::io::{self, Write as _};
use std::path::Path;

use newsconv::{Diagnostic, Error, Severity, Summary};

/// Messages to the user.
pub(crate) struct Messages {
    quiet: bool,
}

impl Messages {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// Says what is wrong with an input.
    pub(crate) fn problem(&self, problem: &Diagnostic) {
        if !self.quiet || problem.severity == Severity::Error {
            say(&problem.to_string());
        }
    }

    /// Says why nothing was done.
    pub(crate) fn error(&self, error: &Error) {
        match error {
            Error::Invalid(problems) => problems.iter().for_each(|problem| self.problem(problem)),
            other => say(&format!("error: {other}")),
        }
    }

    /// Says what was done, in one line.
    pub(crate) fn summary(&self, summary: &Summary, output: &Path) {
        let Summary { articles, rejected, warnings, .. } = *summary;
        if rejected > 0 {
            let (refused, read) = (count(rejected, "record"), count(articles, "good article"));
            say(&format!("error: {refused} refused beside {read}; nothing was written"));
        } else if !self.quiet {
            let also = if warnings > 0 {
                format!(", {}", count(warnings, "warning"))
            } else {
                String::new()
            };
            say(&format!("{} written to {}{also}", count(articles, "article"), output.display()));
        }
    }
}

fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints one line to standard error. Nobody is left to tell when that fails.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
