//! Runs that are called off leave nothing behind.

use std::fs;
use std::io::Write as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::{Conversion, Error};

use super::system::mkfifo;
use crate::cli::{Place, Ran, article};
use crate::util::{entries, extension};

/// Waits until `done`, which must come soon.
#[track_caller]
fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what} does not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn signal(child: &Child, signal: &str) {
    // The shell's own: not every machine has it as a program.
    let kill = format!("kill {signal} {}", child.id());
    let sent = Command::new("sh").args(["-c", &kill]).status();
    assert!(sent.expect("sh runs").success());
}

/// Whether the run has come so far as to handle SIGINT. Where the system does not tell, it had a second.
fn handles_signals(child: &Child) -> bool {
    let Ok(status) = fs::read_to_string(format!("/proc/{}/status", child.id())) else {
        std::thread::sleep(Duration::from_secs(1));
        return true;
    };
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("a mask");
    let mask = u64::from_str_radix(mask.trim(), 16).expect("a number");
    mask & 0b10 != 0
}

/// Whether `folder` of the place holds something unfinished.
fn is_at_work(place: &Place, folder: &str) -> bool {
    let names = entries(&place.path(folder));
    names.iter().any(|path| crate::util::file_name(path).starts_with(".newsconv-"))
}

/// The output for `spec`, with something in it already.
fn old_output(place: &Place, spec: &FormatSpec) -> String {
    if spec.name == "markdown" {
        place.write("out/a.md", "old");
        return "out".to_owned();
    }
    let name = format!("out/x.{}", extension(spec));
    place.write(&name, "old");
    name
}

/// Begins a run that waits for standard input in the middle of its work.
fn waiting_run(place: &Place, spec: &FormatSpec) -> (Child, String) {
    let output = old_output(place, spec);
    let words = ["-", &output, "-f", "ndjson", "-t", spec.name, "--overwrite"];
    let mut command = place.command(&words);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let stdin = child.stdin.as_mut().expect("a pipe");
    stdin.write_all(b"{\"path\":\"a.md\",\"title\":\"A\"}\n{\"path\"").expect("it is read");
    wait_until("work", || is_at_work(place, "out"));
    (child, output)
}

#[track_caller]
fn is_untouched(place: &Place, output: &str) {
    let files = place.files("out");
    assert_eq!(files.len(), 1, "{files:?}");
    let file = if output == "out" { "out/a.md" } else { output };
    assert_eq!(place.read(file), "old");
}

#[test]
fn a_signal_ends_a_run_that_waits_and_leaves_nothing() {
    let mut seen = 0;
    for spec in FORMATS {
        for (sign, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1), ("-QUIT", 3)] {
            let place = Place::new();
            let (child, output) = waiting_run(&place, spec);
            signal(&child, sign);
            let ended = child.wait_with_output().expect("it ends");
            let ran = Ran::new(&ended);
            assert_eq!(ended.status.signal(), Some(number), "{} {sign}: {}", spec.name, ran.err);
            assert_eq!(ran.err, "error: interrupted; nothing was written\n");
            is_untouched(&place, &output);
            seen += 1;
        }
    }
    assert_eq!(seen, 4 * FORMATS.len());
}

#[test]
fn a_signal_ends_a_busy_run_and_leaves_nothing() {
    let place = Place::new();
    let line = format!("{{\"title\":\"x\",\"body\":\"{}\"}}\n", "y".repeat(1000));
    place.write("in.ndjson", line.repeat(100_000));
    place.write("out/x.csv", "old");
    for (output, jobs) in [("out/x.csv", "1"), ("out/x.csv", "4"), ("out/new/", "2")] {
        let mut command = place.command(&["in.ndjson", output, "-j", jobs, "--overwrite"]);
        let child = command.stderr(Stdio::piped()).spawn().expect("it runs");
        wait_until("work", || is_at_work(&place, "out"));
        let begun = Instant::now();
        signal(&child, "-INT");
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.signal(), Some(2), "{}", Ran::new(&ended).err);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        is_untouched(&place, "out/x.csv");
    }
}

/// A pipe that nobody has opened at the other end holds nothing up.
#[test]
fn the_first_signal_ends_a_run_that_waits_for_a_peer() {
    let place = Place::with_articles();
    mkfifo(&place.path("nobody-writes.ndjson"));
    let mut command = place.command(&["nobody-writes.ndjson", "x.csv"]);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("it runs");
    wait_until("a handler of signals", || handles_signals(&child));
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("it ends").signal(), Some(15));
    assert!(!place.path("x.csv").exists() && !is_at_work(&place, "."));
}

/// An output pipe without a reader, and one whose reader does not read.
#[test]
fn the_first_signal_ends_a_run_that_waits_for_its_reader() {
    let place = Place::new();
    place.write("in.ndjson", format!("{{\"body\":\"{}\"}}\n", "y".repeat(1000)).repeat(1000));
    mkfifo(&place.path("nobody-reads.csv"));
    for words in [&["in.ndjson", "nobody-reads.csv"][..], &["in.ndjson", "-", "-t", "csv"]] {
        for (sign, number) in [("-TERM", 15), ("-INT", 2)] {
            let mut command = place.command(words);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().expect("it runs");
            wait_until("a handler of signals", || handles_signals(&child));
            signal(&child, sign);
            assert_eq!(child.wait().expect("it ends").signal(), Some(number), "{words:?} {sign}");
            assert!(!is_at_work(&place, "."));
        }
    }
}

/// As under `nohup`: the shell ignores the signal, and so does what it starts.
#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    let place = Place::with_articles();
    let newsconv = env!("CARGO_BIN_EXE_newsconv");
    let script = format!("trap '' HUP; exec '{newsconv}' - x.ndjson -f ndjson");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(place.path("."));
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    wait_until("a handler of signals", || handles_signals(&child));
    signal(&child, "-HUP");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"{\"title\":\"A\"}\n").expect("it is read");
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
    assert_eq!(place.read("x.ndjson"), "{\"title\":\"A\"}\n");
}

#[test]
fn the_cancel_flag_ends_a_run() {
    let place = Place::new();
    for number in 0..2000 {
        place.write(&format!("in/{number}.md"), article("Time without zone"));
    }
    let run = |inputs: &str, output: &str, jobs: usize, from: usize| {
        let flag = Arc::new(AtomicBool::new(from == 0));
        let jobs = std::num::NonZero::new(jobs);
        let conversion = Conversion::new().jobs(jobs).cancel(Arc::clone(&flag));
        let mut seen = 0;
        let done = conversion.run(&[place.path(inputs)], place.path(output), &mut |_| {
            seen += 1;
            flag.store(seen >= from, Ordering::Relaxed);
        });
        (done, seen)
    };
    for output in ["x.json", "new/"] {
        let (done, _) = run("in", output, 2, 0);
        assert!(matches!(done, Err(Error::Interrupted)), "{done:?}");
    }
    // In the middle of the work.
    place.write("lines.ndjson", "{\"publishedDateTime\":\"2024-01-23\"}\n".repeat(500_000));
    for jobs in [1, 2] {
        let (done, seen) = run("lines.ndjson", "x.json", jobs, 1);
        assert!(matches!(done, Err(Error::Interrupted)), "{done:?}");
        assert!(seen < 400_000, "{seen}");
    }
    let left: Vec<_> = entries(&place.path(".")).iter().map(|path| path.is_dir()).collect();
    assert_eq!(left.len(), 2, "the inputs");
    assert!(fs::read_dir(place.path("in")).expect("a folder").count() == 2000);
}
