//! The command line, as a user meets it: exit code, standard output, standard error.

mod check;
#[cfg(feature = "compress")]
mod compressed;
mod declared;
mod dry_run;
mod duplicates;
mod errors;
#[cfg(all(feature = "rss", feature = "compress"))]
mod feeds;
mod folders;
mod formats;
mod given_back;
mod inputs;
mod limits;
mod mapped;
mod outputs;
mod partitions;
mod rejects;
mod report;
mod roots;
mod select;
mod streams;
mod suggest;
mod timezones;
mod unknown;
mod usage;
mod written_as;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder that goes away, where newsconv runs.
pub(crate) struct Place(TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder `in` with the articles `0.md`, `a/1.md` and `b/c/2.md`.
    pub(crate) fn with_articles() -> Self {
        let place = Self::new();
        for (path, title) in [("in/0.md", "Zero"), ("in/a/1.md", "One"), ("in/b/c/2.md", "Two")] {
            place.article(path, title);
        }
        place
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub(crate) fn article(&self, path: &str, title: &str) {
        self.write(path, article(title));
    }

    pub(crate) fn folder(&self, path: &str) {
        fs::create_dir_all(self.path(path)).expect("a folder");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The paths of all files and links below `folder`, hidden ones too, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut files = Vec::new();
        list(&self.path(folder), &self.path(folder), &mut files);
        files.sort_unstable();
        files
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsconv"));
        command.current_dir(&self.0).args(arguments).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::new(&self.command(arguments).output().expect("it runs"))
    }

    /// Runs with `input` on standard input.
    pub(crate) fn feed(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        // It may end before it has read everything.
        let _ = stdin.write_all(input.as_ref());
        drop(stdin);
        Ran::new(&child.wait_with_output().expect("it ends"))
    }

    /// The paths of the articles that `words` stand for, in order.
    pub(crate) fn paths(&self, words: &[&str]) -> Vec<String> {
        let arguments = [words, &["-", "-t", "ndjson"]].concat();
        paths(&self.run(&arguments).succeeds())
    }
}

pub(crate) fn article(title: &str) -> String {
    format!("---\ntitle: \"{title}\"\n---\nBody\n")
}

fn list(root: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let path = entry.path();
        if entry.file_type().expect("a type").is_dir() {
            list(root, &path, files);
        } else {
            let below = path.strip_prefix(root).expect("below the root");
            files.push(below.display().to_string().replace('\\', "/"));
        }
    }
}

/// The member `path` of each line of NDJSON; `-` where there is none.
pub(crate) fn paths(lines: &str) -> Vec<String> {
    let path = |line: &str| {
        let object: serde_json::Value = serde_json::from_str(line).expect("JSON");
        object["path"].as_str().unwrap_or("-").to_owned()
    };
    lines.lines().map(path).collect()
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Standard output of a run that did all it was asked for.
    #[track_caller]
    pub(crate) fn succeeds(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    /// Checks the exit code and that standard error is `message` alone; there must be no output.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, message: &str) {
        assert_eq!((self.code, self.err.trim_end()), (Some(code), message));
        assert_eq!(self.out, "");
    }

    /// Checks the exit code and that standard error holds `part`; there must be no output.
    #[track_caller]
    pub(crate) fn fails_with(self, code: i32, part: &str) {
        assert_eq!(self.code, Some(code), "{}", self.err);
        assert!(self.err.contains(part), "{}", self.err);
        assert_eq!(self.out, "");
    }
}
