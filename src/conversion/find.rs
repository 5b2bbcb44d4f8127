//! Finds the files that the arguments name.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::folder;
use super::paths::{Run, plain, real};
use super::walk::{self, Walk};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::error::{Error, Result};
use crate::formats::{self, Known};
use crate::io::cancel::RunControl;
use crate::io::input::Input;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::summary::Report;

/// Patterns match as in a shell: `*` does not match `/` or hidden names.
const AS_IN_A_SHELL: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The inputs found so far.
#[derive(Debug)]
pub(super) struct InputSet<'w> {
    from: Option<&'static FormatSpec>,
    known: &'w Known,
    /// Number of threads for walking folders.
    jobs: usize,
    control: &'w RunControl,
    /// Streams, which can be read only once and have no path: standard input, pipes, devices.
    pub(super) streams: Vec<Input>,
    pub(super) runs: Vec<Run>,
    /// Inputs of the caller that have a path.
    pub(super) inputs: Vec<Input>,
    /// One problem for each file or folder that cannot be read.
    pub(super) rejected: Vec<Diagnostic>,
}

impl<'w> InputSet<'w> {
    /// Creates an empty set. Folders are searched for files of the format `from`.
    pub(super) fn new(
        from: Option<&'static FormatSpec>,
        known: &'w Known,
        jobs: usize,
        control: &'w RunControl,
    ) -> Self {
        let (streams, runs, inputs, rejected) = Default::default();
        Self { from, known, jobs, control, streams, runs, inputs, rejected }
    }

    /// Adds the inputs of one argument.
    pub(super) fn location(&mut self, location: &Path, report: Report<'_>) -> Result<()> {
        if location.as_os_str().is_empty() {
            return Err(Error::usage("an input path is empty"));
        }
        if location == Path::new("-") {
            return self.stdin();
        }
        let path = plain(location);
        // A file that exists is never taken for a pattern, though its name may contain `[`.
        match fs::metadata(real(&path)) {
            Ok(metadata) => {
                if !self.named(&path, &metadata, report)? {
                    return Err(self.nothing_in(location));
                }
            }
            Err(error) => match pattern(&path) {
                Some(pattern) => self.matches(pattern, report)?,
                None => return Err(fault(location, error)),
            },
        }
        Ok(())
    }

    /// Adds an input of the caller.
    pub(super) fn input(&mut self, input: Input) {
        let input = input.watched(self.control);
        if input.path_bytes().is_empty() {
            self.streams.push(input);
        } else {
            self.inputs.push(input);
        }
    }

    fn stdin(&mut self) -> Result<()> {
        if self.streams.iter().any(Input::is_stdin) {
            return Err(Error::usage("standard input (`-`) is given twice"));
        }
        self.streams.push(Input::stdin().watched(self.control));
        Ok(())
    }

    /// Adds an existing path. Returns whether it yielded an input, readable or not.
    fn named(&mut self, path: &Path, metadata: &Metadata, report: Report<'_>) -> Result<bool> {
        if metadata.is_dir() {
            let before = self.rejected.len();
            let files = self.folder(path, report)?;
            let any = !files.is_empty();
            if any {
                self.runs.push(Run { root: path.to_path_buf(), files });
            }
            // A folder whose files cannot be read is not empty: the reader of the message must look
            // for them.
            return Ok(any || self.rejected.len() > before);
        }
        if metadata.is_file() {
            self.file(path);
        } else {
            self.streams.push(Input::stream(path)?.watched(self.control));
        }
        Ok(true)
    }

    /// Adds a file that was named directly.
    fn file(&mut self, file: &Path) {
        let root = file.parent().unwrap_or(Path::new(""));
        let file = file.to_path_buf();
        match self.runs.last_mut() {
            // The shell expands `*.md` to many files of one folder: one run for all of them spares
            // comparing their folders.
            Some(run) if run.root == root => run.files.push(file),
            _ => self.runs.push(Run { root: root.to_path_buf(), files: vec![file] }),
        }
    }

    /// Adds the matches of a pattern. Matching folders without files are skipped. Pipes and devices are
    /// skipped, since they were not named directly.
    fn matches(&mut self, pattern: &str, report: Report<'_>) -> Result<()> {
        let bad = |error: glob::PatternError| Error::usage(format!("{pattern}: {error}"));
        let mut any = false;
        for path in glob::glob_with(pattern, AS_IN_A_SHELL).map_err(bad)? {
            let found = path.map_err(|error| (error.path().to_path_buf(), io::Error::from(error)));
            let found = found.and_then(|path| match fs::metadata(&path) {
                Ok(metadata) => Ok((path, metadata)),
                Err(error) => Err((path, error)),
            });
            any |= match found {
                Ok((path, metadata)) => match walk::special(metadata.file_type()) {
                    Some(kind) => {
                        report(walk::left_out(&path, kind));
                        false
                    }
                    None => self.named(&path, &metadata, report)?,
                },
                Err((path, error)) => {
                    self.rejected.push(Diagnostic::unreadable(path.display().to_string(), &error));
                    true
                }
            };
        }
        if any {
            return Ok(());
        }
        Err(not_found(Path::new(pattern), "the pattern matches no files".to_owned()))
    }

    /// Returns the files to read in a folder and its sub-folders, without hidden ones.
    fn folder(&mut self, folder: &Path, report: Report<'_>) -> Result<Vec<PathBuf>> {
        let Walk { files, left_out, rejected, .. } =
            Walk::through(folder, self.known, self.jobs, self.control)?;
        left_out.into_iter().for_each(&mut *report);
        self.rejected.extend(rejected);
        folder::choose(folder, files, self.from, report)
    }

    fn nothing_in(&self, folder: &Path) -> Error {
        let text = match self.from {
            Some(from) => format!("the folder has no {} files", from.name),
            None => format!("the folder has no files of a known format ({})", formats::names()),
        };
        not_found(folder, text)
    }
}

/// Returns the argument as text if it is a pattern.
fn pattern(location: &Path) -> Option<&str> {
    location.to_str().filter(|text| text.contains(['*', '?', '[']))
}

fn fault(path: &Path, source: io::Error) -> Error {
    Error::input(path.display().to_string(), source)
}

fn not_found(path: &Path, text: String) -> Error {
    fault(path, io::Error::new(io::ErrorKind::NotFound, text))
}
