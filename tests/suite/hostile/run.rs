//! The program on one hostile file, with as much memory and time as it may take.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::util::{entries, file_name};

/// Bytes of address space for the program itself, its threads and its buffers.
const OWN: usize = 320 << 20;

/// Bytes of address space for each byte of input.
const FACTOR: usize = 12;

/// How long one run may take. Most take less than a second, on a machine that does nothing else.
fn patience() -> Duration {
    Duration::from_secs(if is_full() { 1200 } else { 100 })
}

/// Whether values are to have their full size.
pub(super) fn is_full() -> bool {
    std::env::var_os("NEWSCONV_HOSTILE").is_some_and(|value| value == "full")
}

/// How a run ended that neither crashed nor took too much.
pub(super) struct Ended {
    pub(super) code: i32,
    /// Standard error.
    pub(super) err: String,
    /// The output, where there is one.
    pub(super) out: Option<Vec<u8>>,
}

/// Converts a file of that name and content to NDJSON.
#[track_caller]
pub(super) fn convert(name: &str, content: &[u8], arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), content).expect("it can be written");
    let ended = run(OWN + content.len() * FACTOR, folder.path(), name, arguments);
    ended.unwrap_or_else(|fault| panic!("{name}: {fault}"))
}

/// Converts all files of those names and contents at once, passing over what is refused.
pub(super) fn convert_all(
    files: &[(String, Vec<u8>)],
    arguments: &[&str],
) -> Result<Ended, String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join("in").join(name), content).expect("it can be written");
    }
    let arguments = [&["--on-error", "skip"], arguments].concat();
    run(OWN, folder.path(), "in", &arguments)
}

/// Converts `input` in `folder` within so many bytes of address space, or says what went wrong that never
/// may.
fn run(bytes: usize, folder: &Path, input: &str, arguments: &[&str]) -> Result<Ended, String> {
    let mut command = limited(bytes);
    command.current_dir(folder).args([input, "out.ndjson"]);
    if !arguments.contains(&"--message-format") {
        command.args(["--message-format", "concise"]);
    }
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(File::create(folder.join("err")).expect("a file"));
    let status = wait(command.spawn().expect("it runs"))?;
    let err = String::from_utf8_lossy(&fs::read(folder.join("err")).expect("it is there")).into();
    let ended = |code| Ended { code, err, out: fs::read(folder.join("out.ndjson")).ok() };
    let Some(ended) = status.code().map(ended) else { return Err(status.to_string()) };
    let left = entries(folder).into_iter().map(|path| file_name(&path));
    let known = [input, "err", "out.ndjson"];
    let left: Vec<String> = left.filter(|name| !known.contains(&name.as_str())).collect();
    let is_right = !ended.err.contains("panicked")
        && matches!(ended.code, 0 | 1 | 3)
        && ended.out.is_some() == (ended.code != 1)
        && left.is_empty();
    if is_right {
        Ok(ended)
    } else {
        Err(format!("{}, {left:?}: {}", ended.code, head(&ended.err)))
    }
}

/// The program, with so much address space where the system can limit it.
fn limited(bytes: usize) -> Command {
    let program = env!("CARGO_BIN_EXE_newsconv");
    if !cfg!(target_os = "linux") {
        return Command::new(program);
    }
    let mut command = Command::new("bash");
    command.args(["-c", r#"ulimit -v "$0" && exec "$@""#]);
    command.arg((bytes >> 10).to_string()).arg(program);
    command
}

/// Waits for the end, or ends it when that takes too long.
fn wait(mut child: Child) -> Result<ExitStatus, String> {
    let from = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("it can be waited for") {
            return Ok(status);
        }
        if from.elapsed() > patience() {
            child.kill().expect("it can be ended");
            child.wait().expect("it ends");
            return Err(format!("no end after {:?}", patience()));
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The beginning of a text, for messages.
pub(super) fn head(text: &str) -> String {
    text.chars().take(400).collect()
}

/// Converts what must be refused, for a fault that is told as `expected` after the file's name.
#[track_caller]
pub(super) fn refused(name: &str, content: &[u8], arguments: &[&str], expected: &str) {
    let ended = convert(name, content, arguments);
    assert_eq!(ended.code, 1, "{name}: {}", head(&ended.err));
    let expected = format!("{name}{expected}");
    let found = ended.err.lines().any(|line| line.starts_with(&expected));
    assert!(found, "{expected} is not in {}", head(&ended.err));
}

/// The output of what must be read without a fault.
#[track_caller]
pub(super) fn taken(name: &str, content: &[u8], arguments: &[&str]) -> Vec<u8> {
    let ended = convert(name, content, arguments);
    assert_eq!(ended.code, 0, "{name}: {}", head(&ended.err));
    ended.out.expect("an output")
}

/// A Markdown file with this front matter.
pub(super) fn markdown(yaml: &str) -> String {
    format!("---\n{yaml}\n---\nbody\n")
}
