//! The messages on standard error.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

use annotate_snippets::Renderer;
use newsconv::diagnostic::{Speaker, printable};
use newsconv::{Code, Diagnostic, Error, Severity, Summary};
use serde_json::json;

mod full;
mod options;
pub(crate) mod plan;
mod repeats;
mod words;

pub(crate) use options::Reporting;
pub(crate) use words::count;

use crate::program::progress::Progress;
use options::Form;
use repeats::{Repeats, is_about_column};
use words::without_numbers;

/// Prints messages to the user.
pub(crate) struct Messages {
    quiet: bool,
    form: Form,
    renderer: Renderer,
    /// The kinds of notes printed so far. A large archive may have the same note on every article, and it is
    /// printed only once.
    noted: RefCell<HashSet<String>>,
    /// The kinds of errors and warnings printed of each source. After the first ten of a kind the others are counted.
    repeats: RefCell<Repeats>,
}

impl Messages {
    pub(crate) fn new(quiet: bool, reporting: &Reporting) -> Self {
        let width = terminal_size::terminal_size_of(io::stderr());
        let width = width.map(|(terminal_size::Width(columns), _)| usize::from(columns));
        let renderer = full::renderer(width, reporting.is_coloured());
        Self {
            quiet,
            form: reporting.form(),
            renderer,
            noted: RefCell::default(),
            repeats: RefCell::default(),
        }
    }

    /// Returns true if only errors should be printed.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a problem with an input or output.
    pub(crate) fn problem(&self, problem: &Diagnostic) {
        if self.quiet && problem.severity != Severity::Error || self.is_repeated(problem) {
            return;
        }
        let is_note = problem.severity == Severity::Note;
        if self.form != Form::Json && (!is_note || is_about_column(problem.code.as_str())) {
            let (is_shown, lines) = self.repeats.borrow_mut().add(problem);
            for line in &lines {
                say(line);
            }
            if !is_shown {
                return;
            }
        }
        match self.form {
            Form::Full => say(&format!("{}\n", full::render(&self.renderer, problem))),
            Form::Concise => say(&problem.spelled(Speaker::Program)),
            Form::Json => {
                let json = serde_json::to_string(problem);
                say(&json.unwrap_or_else(|_| problem.spelled(Speaker::Program)));
            }
        }
    }

    /// Returns true if a note of this kind about this field was printed before. JSON repeats all of them.
    fn is_repeated(&self, problem: &Diagnostic) -> bool {
        let shows_all = problem.severity != Severity::Note
            || self.form == Form::Json
            // It is shown once too, and then counted.
            || is_about_column(problem.code.as_str());
        let kind = || format!("{} {}", problem.code, without_numbers(&problem.field));
        !shows_all && !self.noted.borrow_mut().insert(kind())
    }

    /// Prints how many messages were not shown, if there were too many of a kind.
    pub(crate) fn end_repeats(&self) {
        self.repeats.borrow_mut().end().iter().for_each(|line| say(line));
    }

    /// Prints the error that ended the run.
    pub(crate) fn error(&self, error: &Error) {
        self.end_repeats();
        match error {
            Error::Invalid(problems) => {
                for problem in problems {
                    self.problem(problem);
                }
                self.end_repeats();
            }
            other if self.form == Form::Json => say(&json_of(other)),
            other => say(&format!("error: {}", printable(&other.spelled(Speaker::Program)))),
        }
    }

    /// Prints the result of a conversion in one line.
    ///
    /// `profile` is the profile that was asked for.
    pub(crate) fn summary(&self, summary: &Summary, output: &Path, profile: Option<&str>) {
        let Summary { articles, rejected, warnings, written, .. } = *summary;
        self.end_repeats();
        if self.form == Form::Json {
            // The exit code carries the result.
        } else if !written {
            let (bad, good) = (count(rejected, "record"), count(articles, "good article"));
            say(&format!("error: {bad} rejected, {good} read; nothing was written"));
        } else if !self.quiet {
            let noted = [(rejected, "record", " skipped"), (warnings, "warning", "")];
            let noted = noted.into_iter().filter(|(number, ..)| *number > 0);
            let also = noted.map(|(number, noun, more)| format!(", {}{more}", count(number, noun)));
            let also: String = also.collect();
            let signed = summary.signatures().map(|profile| -> &str { profile });
            let by = by(&profile.into_iter().chain(signed).collect::<Vec<_>>());
            say(&format!("{} written to {}{by}{also}", count(articles, "article"), name(output)));
        }
    }

    /// Prints the result of a check in one line.
    pub(crate) fn checked(&self, summary: &Summary, failed: bool) {
        let Summary { articles, rejected, warnings, notes, .. } = *summary;
        self.end_repeats();
        if self.form == Form::Json || (self.quiet && !failed) {
            return;
        }
        let found = [(rejected, "bad record"), (warnings, "warning"), (notes, "note")];
        let found = found.into_iter().filter(|(number, _)| *number > 0);
        let found: Vec<_> = found.map(|(number, noun)| count(number, noun)).collect();
        let found =
            if found.is_empty() { "no problems found".to_owned() } else { found.join(", ") };
        let error = if failed { "error: " } else { "" };
        say(&format!("{error}{} checked: {found}", count(articles + rejected, "record")));
        let kinds = self.noted.borrow().len() as u64;
        if !self.quiet && notes > kinds {
            say("each note is shown once; --message-format json shows all of them");
        }
        let is_key = |kind: &String| kind.starts_with(Code::UnknownKey.as_str());
        if !self.quiet && self.noted.borrow().iter().any(is_key) {
            say("newsconv profile suggest drafts a profile with columns for such keys");
        }
    }

    /// Prints the statistics of `--stats`, also under `--quiet`.
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

    /// Returns the progress line. It is shown if standard error is a terminal and standard output is not the
    /// output.
    pub(crate) fn progress(&self, output: &Path) -> Progress {
        let alone = output != Path::new("-");
        Progress::new(alone && !self.quiet && self.form != Form::Json && io::stderr().is_terminal())
    }

    /// Prints a hint if the input comes from the keyboard.
    pub(crate) fn waiting_for_terminal(&self) {
        if !self.quiet && self.form != Form::Json && io::stdin().is_terminal() {
            say("reading from the terminal; end with Ctrl-D on an empty line");
        }
    }
}

/// Returns an error that is about no record as a JSON object.
fn json_of(error: &Error) -> String {
    let mut object = json!({"severity": "error", "message": error.spelled(Speaker::Program)});
    let options: Vec<_> = error.options().iter().map(|option| option.as_str()).collect();
    if !options.is_empty() {
        object["options"] = json!(options);
    }
    object.to_string()
}

/// Returns the profiles of a run, unless it had the usual one only.
fn by(profiles: &[&str]) -> String {
    match profiles {
        [] => String::new(),
        [one] => format!(" by the profile {}", printable(one)),
        [some @ .., last] => {
            format!(" by the profiles {} and {}", printable(&some.join(", ")), printable(last))
        }
    }
}

fn name(output: &Path) -> String {
    if output == Path::new("-") {
        "standard output".to_owned()
    } else {
        printable(&output.display().to_string())
    }
}

/// Prints one line to standard error. A failure is ignored, since there is no other place to report it.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
