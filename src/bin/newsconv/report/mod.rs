//! What is said on standard error.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use annotate_snippets::Renderer;
use newsconv::{Diagnostic, Error, Severity, Summary};
use serde_json::json;

mod full;
mod options;

pub(crate) use options::Reporting;

use crate::progress::Progress;
use options::Form;

/// Messages to the user.
pub(crate) struct Messages {
    quiet: bool,
    form: Form,
    renderer: Renderer,
    /// What was noted: a large archive has the same note on every article, and a reader wants one of them.
    noted: RefCell<HashSet<String>>,
}

impl Messages {
    pub(crate) fn new(quiet: bool, reporting: Reporting) -> Self {
        let width = terminal_size::terminal_size_of(io::stderr());
        let width = width.map(|(terminal_size::Width(columns), _)| usize::from(columns));
        let renderer = full::renderer(width, reporting.is_coloured());
        Self { quiet, form: reporting.form(), renderer, noted: RefCell::default() }
    }

    /// Says what is wrong with an input.
    pub(crate) fn problem(&self, problem: &Diagnostic) {
        if self.quiet && problem.severity != Severity::Error || self.is_repeated(problem) {
            return;
        }
        match self.form {
            Form::Full => say(&format!("{}\n", full::render(&self.renderer, problem))),
            Form::Concise => say(&problem.to_string()),
            Form::Json => {
                say(&serde_json::to_string(problem).unwrap_or_else(|_| problem.to_string()));
            }
        }
    }

    /// Whether a note of this kind about this field was there before; JSON repeats all of them.
    fn is_repeated(&self, problem: &Diagnostic) -> bool {
        let tells_all = problem.severity != Severity::Note || self.form == Form::Json;
        let kind = || format!("{} {}", problem.code, without_numbers(&problem.field));
        !tells_all && !self.noted.borrow_mut().insert(kind())
    }

    /// Says why nothing was done.
    pub(crate) fn error(&self, error: &Error) {
        match error {
            Error::Invalid(problems) => problems.iter().for_each(|problem| self.problem(problem)),
            other if self.form == Form::Json => {
                say(&json!({"severity": "error", "message": other.to_string()}).to_string());
            }
            other => say(&format!("error: {other}")),
        }
    }

    /// Says what was done, in one line.
    pub(crate) fn summary(&self, summary: &Summary, output: &Path) {
        let Summary { articles, rejected, warnings, written, .. } = *summary;
        if self.form == Form::Json {
            // The exit code says it.
        } else if !written {
            let (refused, read) = (count(rejected, "record"), count(articles, "good article"));
            say(&format!("error: {refused} refused beside {read}; nothing was written"));
        } else if !self.quiet {
            let noted = [(rejected, "record", " skipped"), (warnings, "warning", "")];
            let noted = noted.into_iter().filter(|(number, ..)| *number > 0);
            let also = noted.map(|(number, noun, more)| format!(", {}{more}", count(number, noun)));
            let also: String = also.collect();
            say(&format!("{} written to {}{also}", count(articles, "article"), name(output)));
        }
    }

    /// Says what a check found, in one line.
    pub(crate) fn checked(&self, summary: &Summary, failed: bool) {
        let Summary { articles, rejected, warnings, notes, .. } = *summary;
        if self.form == Form::Json || (self.quiet && !failed) {
            return;
        }
        let found = [(rejected, "bad record"), (warnings, "warning"), (notes, "note")];
        let found = found.into_iter().filter(|(number, _)| *number > 0);
        let found: Vec<_> = found.map(|(number, noun)| count(number, noun)).collect();
        let found = if found.is_empty() { "nothing is wrong".to_owned() } else { found.join(", ") };
        let error = if failed { "error: " } else { "" };
        say(&format!("{error}{} checked: {found}", count(articles + rejected, "record")));
        let kinds = self.noted.borrow().len() as u64;
        if !self.quiet && notes > kinds {
            say("the same note on further articles is not shown; --format json shows all");
        }
    }

    /// Says what `--stats` asks for, even to those who want no other message.
    pub(crate) fn stats(&self, summary: &Summary, time: Duration) {
        let Summary { articles, rejected, slow, .. } = *summary;
        let (records, seconds) = (articles + rejected, time.as_secs_f64());
        if self.form == Form::Json {
            let stats = json!({"records": records, "slow": slow, "seconds": seconds});
            return say(&json!({ "stats": stats }).to_string());
        }
        let read = count(records, "record");
        say(&format!("{read} read in {seconds:.3} s, {slow} of them by the full YAML parser"));
    }

    /// What shows how far the run is, to somebody who looks at a terminal that nothing else writes to.
    pub(crate) fn progress(&self, output: &Path) -> Progress {
        let alone = output != Path::new("-");
        Progress::new(alone && !self.quiet && self.form != Form::Json && io::stderr().is_terminal())
    }

    /// Says what is waited for, when it is somebody at a terminal.
    pub(crate) fn waiting_for_terminal(&self) {
        if !self.quiet && self.form != Form::Json && io::stdin().is_terminal() {
            say("reading from the terminal; end with Ctrl-D on an empty line");
        }
    }
}

/// A field without the numbers of items: `images[].width`.
fn without_numbers(field: &str) -> String {
    let parts = field.split('[').map(|part| match part.split_once(']') {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("]{rest}")
        }
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("[")
}

fn name(output: &Path) -> String {
    if output == Path::new("-") {
        "standard output".to_owned()
    } else {
        output.display().to_string()
    }
}

fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints one line to standard error. Nobody is left to tell when that fails.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
