//! Runs the command line's request with the library, and maps the result to an exit code.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use clap::CommandFactory as _;
use newsconv::diagnostic::explain;
use newsconv::options::Options;
use newsconv::{Code, Conversion, Error, Result, Summary};

use crate::program::args::{Args, Command, ProfileCommand};
use crate::program::forgotten;
use crate::program::mapped;
use crate::program::report::{self, Messages};
use crate::program::signals::Signals;
use crate::program::standard::{self, print};
use crate::program::verify::{Form, verify};

const DONE: u8 = 0;
const FAILED: u8 = 1;
pub(crate) const USAGE: u8 = 2;
const SKIPPED: u8 = 3;
/// `EX_SOFTWARE` of BSD's sysexits.
const INTERNAL: u8 = 70;
/// The exit code of a cancelled run if the signal that cancelled it cannot be raised again.
const INTERRUPTED: u8 = 130;

/// Runs the command that `args` describe, and returns the exit code.
pub(crate) fn run(args: &Args) -> u8 {
    let messages = Messages::new(args.is_quiet(), &args.reporting);
    let signals = args.reads_articles().then(Signals::listen);
    let cancel = || signals.as_ref().map(Signals::cancel).unwrap_or_default();
    let done = match &args.command {
        None => convert(args, cancel(), &messages),
        Some(Command::Check { inputs, reading, strict, jobs, .. }) => {
            let options = Options { jobs: *jobs, ..Options::default() };
            let conversion = reading.conversion(options, reading.from).cancel(cancel());
            check(inputs, conversion, *strict, &messages)
        }
        Some(Command::Verify {
            left, right, reading, right_from, select, spelling, json, ..
        }) => {
            let mut options = Options::default();
            let sides = [(&**left, reading.from), (&**right, right_from.or(reading.from))];
            reading.selection(select).and_then(|select| {
                options.read.select = select;
                let conversion = |from| reading.conversion(options.clone(), from).cancel(cancel());
                let form = Form { spelling: *spelling, json: *json };
                let equal = verify(sides, form, &messages, conversion)?;
                Ok(if equal { DONE } else { FAILED })
            })
        }
        Some(Command::Schema { kind, profile }) => {
            let text = newsconv::schema::with_columns(*kind, &profile.columns());
            print(&text).map(|()| DONE)
        }
        Some(Command::Profile {
            command: Some(ProfileCommand::Suggest { inputs, reading, jobs, .. }),
            ..
        }) => {
            let options = Options { jobs: *jobs, ..Options::default() };
            let conversion = reading.conversion(options, reading.from).cancel(cancel());
            suggest(inputs, conversion, &messages)
        }
        Some(Command::Profile { name, .. }) => {
            mapped::shown(name.as_deref()).and_then(|text| print(&text)).map(|()| DONE)
        }
        Some(Command::Explain { code }) => print(&explanation(*code)).map(|()| DONE),
    };
    done.unwrap_or_else(|error| {
        messages.error(&error);
        match error {
            // Unfinished files are deleted by now. Ending by the same signal lets a shell script
            // stop too.
            Error::Interrupted => {
                signals.iter().for_each(Signals::raise);
                INTERRUPTED
            }
            error => code(&error),
        }
    })
}

/// Returns the exit code for an error that no signal is behind.
fn code(error: &Error) -> u8 {
    match error {
        Error::Usage(_) => USAGE,
        Error::Internal(_) => INTERNAL,
        _ => FAILED,
    }
}

/// Converts the inputs, and prints the result.
fn convert(args: &Args, cancel: Arc<AtomicBool>, messages: &Messages) -> Result<u8> {
    let Some((inputs, output)) = args.paths() else { return Ok(USAGE) };
    check_for_command(inputs)?;
    if args.is_output_last_path() {
        forgotten::check(inputs, output, args.overwrite)?;
    }
    // Before anything is opened: a file that is opened now would get the number of the closed
    // stream.
    standard::check(inputs, output)?;
    if inputs.iter().any(|input| input == Path::new("-")) {
        messages.waiting_for_terminal();
    }
    if args.dry_run {
        return plan(args, inputs, output, messages);
    }
    let progress = messages.progress(output);
    let mut report = |problem| progress.aside(|| messages.problem(&problem));
    let conversion = args.conversion()?.progress(progress.records()).cancel(cancel);
    let start = Instant::now();
    let done = conversion.run(inputs, output, &mut report);
    progress.end();
    let summary = match done {
        // All inputs were read, so there is a result to print, and the exit code says that it
        // failed.
        Err(Error::Rejected(summary)) => summary,
        done => done?,
    };
    messages.summary(&summary, output, args.reading.mapped.named().as_deref());
    if args.stats {
        messages.stats(&summary, start.elapsed());
    }
    Ok(match summary {
        Summary { written: false, .. } => FAILED,
        Summary { rejected: 0, .. } => DONE,
        _ => SKIPPED,
    })
}

/// Prints what a conversion would do.
fn plan(args: &Args, inputs: &[PathBuf], output: &Path, messages: &Messages) -> Result<u8> {
    let plan =
        args.conversion()?.plan(inputs, output, &mut |problem| messages.problem(&problem))?;
    messages.end_repeats();
    let text = if args.json {
        report::plan::json(&plan)
    } else {
        report::plan::text(&plan, args.reading.mapped.named().as_deref())
    };
    print(&text).map(|()| DONE)
}

/// Checks the inputs, and prints every problem.
fn check(
    inputs: &[PathBuf],
    conversion: Conversion,
    strict: bool,
    messages: &Messages,
) -> Result<u8> {
    standard::check(inputs, Path::new(""))?;
    if inputs.iter().any(|input| input == Path::new("-")) {
        messages.waiting_for_terminal();
    }
    let progress = messages.progress(Path::new(""));
    let mut report = |problem| progress.aside(|| messages.problem(&problem));
    let conversion = conversion.progress(progress.records());
    let done = conversion.check(inputs, &mut report);
    progress.end();
    let summary = done?;
    let failed = summary.rejected > 0 || (strict && summary.warnings > 0);
    messages.checked(&summary, failed);
    Ok(if failed { FAILED } else { DONE })
}

/// Prints a mapping file that is drafted from the inputs.
fn suggest(inputs: &[PathBuf], conversion: Conversion, messages: &Messages) -> Result<u8> {
    standard::check(inputs, Path::new(""))?;
    if inputs.iter().any(|input| input == Path::new("-")) {
        messages.waiting_for_terminal();
    }
    let progress = messages.progress(Path::new("-"));
    let mut report = |problem| progress.aside(|| messages.problem(&problem));
    let drafted = conversion.progress(progress.records()).suggest(inputs, &mut report);
    progress.end();
    messages.end_repeats();
    print(&drafted?).map(|()| DONE)
}

/// Returns an error if the first input is a missing file with the name of a subcommand, as in
/// `newsconv -q verify`.
fn check_for_command(inputs: &[PathBuf]) -> Result<()> {
    let Some(word) = inputs.first().filter(|word| !word.exists()).and_then(|word| word.to_str())
    else {
        return Ok(());
    };
    if Args::command().find_subcommand(word).is_none() {
        return Ok(());
    }
    let fault = format!(
        "the input {word} does not exist; if {word} is meant as the command, write it first: newsconv {word} ..."
    );
    Err(Error::Usage(fault.into()))
}

/// Returns the explanation of `code`, or a list of all codes with their titles.
fn explanation(code: Option<Code>) -> String {
    let row = |code: &Code| format!("{code}  {:7}  {}\n", code.severity().as_str(), code.title());
    code.map_or_else(|| Code::ALL.iter().map(row).collect(), |code| explain(code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_says_whose_fault_it_is() {
        assert_eq!(code(&Error::Usage("x".into())), 2);
        assert_eq!(code(&Error::Invalid(Vec::new())), 1);
        let bug = Error::Internal("x".to_owned());
        assert_eq!(code(&bug), 70);
        assert!(bug.to_string().contains("a bug in newsconv"), "{bug}");
    }
}
