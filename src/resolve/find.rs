//! The files that words stand for.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{plain, real};
use crate::codec;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::{Error, Result};
use crate::format::{self, FormatSpec, Report};
use crate::input::Input;
use crate::rejects;

/// How patterns match: as in a shell, `*` stays within a folder and passes over hidden names.
const AS_IN_A_SHELL: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Files below one folder.
#[derive(Debug)]
pub(super) struct Run {
    /// The folder, as the names of the files begin.
    pub(super) root: PathBuf,
    pub(super) files: Vec<PathBuf>,
}

/// What the words so far stand for.
#[derive(Debug)]
pub(super) struct Found {
    from: Option<&'static FormatSpec>,
    /// What can be read once and has no path: standard input, pipes, devices.
    pub(super) streams: Vec<Input>,
    pub(super) runs: Vec<Run>,
}

impl Found {
    /// Nothing yet; folders are searched for files of the format `from`.
    pub(super) fn new(from: Option<&'static FormatSpec>) -> Self {
        Self { from, streams: Vec::new(), runs: Vec::new() }
    }

    /// Adds what one word stands for.
    pub(super) fn word(&mut self, word: &Path, report: Report<'_>) -> Result<()> {
        if word.as_os_str().is_empty() {
            return Err(Error::usage("an input has an empty name"));
        }
        if word == Path::new("-") {
            return self.stdin();
        }
        let path = plain(word);
        match fs::metadata(real(&path)) {
            Ok(metadata) => {
                if !self.named(&path, &metadata, report)? {
                    return Err(self.nothing_in(word));
                }
            }
            Err(error) => match pattern(&path) {
                Some(pattern) => self.matches(pattern, report)?,
                None => return Err(fault(word, error)),
            },
        }
        Ok(())
    }

    fn stdin(&mut self) -> Result<()> {
        if self.streams.iter().any(Input::is_stdin) {
            return Err(Error::usage("standard input (`-`) is given twice"));
        }
        self.streams.push(Input::stdin());
        Ok(())
    }

    /// Adds a path that exists, and says whether there is anything to read.
    fn named(&mut self, path: &Path, metadata: &Metadata, report: Report<'_>) -> Result<bool> {
        if metadata.is_dir() {
            let files = self.folder(path, report)?;
            let any = !files.is_empty();
            if any {
                self.runs.push(Run { root: path.to_path_buf(), files });
            }
            return Ok(any);
        }
        if metadata.is_file() {
            self.file(path);
        } else {
            self.streams.push(Input::stream(path)?);
        }
        Ok(true)
    }

    /// Adds a file that was named by itself.
    fn file(&mut self, file: &Path) {
        let root = file.parent().unwrap_or(Path::new(""));
        let file = file.to_path_buf();
        match self.runs.last_mut() {
            Some(run) if run.root == root => run.files.push(file),
            _ => self.runs.push(Run { root: root.to_path_buf(), files: vec![file] }),
        }
    }

    /// Adds what matches a pattern. Folders that match and hold nothing are passed over.
    fn matches(&mut self, pattern: &str, report: Report<'_>) -> Result<()> {
        let bad = |error: glob::PatternError| Error::usage(format!("{pattern}: {error}"));
        let mut any = false;
        for path in glob::glob_with(pattern, AS_IN_A_SHELL).map_err(bad)? {
            let path = path.map_err(|error| {
                let name = error.path().to_path_buf();
                fault(&name, error.into())
            })?;
            let metadata = fs::metadata(&path).map_err(|error| fault(&path, error))?;
            any |= self.named(&path, &metadata, report)?;
        }
        if any {
            return Ok(());
        }
        Err(not_found(Path::new(pattern), "the pattern matches no files".to_owned()))
    }

    /// The files of a folder and its sub-folders, hidden ones apart: those of the format asked for;
    /// else the Markdown files; else, where there is no Markdown, those of any known format.
    fn folder(&self, folder: &Path, report: Report<'_>) -> Result<Vec<PathBuf>> {
        let mut files = walk(folder, report)?;
        let wanted = |format: &FormatSpec, path: &Path| match self.from {
            Some(from) => has_extension(from, path),
            None => format.name == "markdown",
        };
        let all = files.len();
        if self.from.is_some() || files.iter().any(|(format, path)| wanted(format, path)) {
            files.retain(|(format, path)| wanted(format, path));
        }
        if self.from.is_none() && files.len() < all {
            report(left_out(folder, all - files.len()));
        }
        Ok(files.into_iter().map(|(_, path)| path).collect())
    }

    fn nothing_in(&self, folder: &Path) -> Error {
        let text = match self.from {
            Some(from) => format!("the folder holds no {} files", from.name),
            None => format!("the folder holds no files of a known format: {}", format::names()),
        };
        not_found(folder, text)
    }
}

/// The files of a known format in a folder and its sub-folders, in no order.
fn walk(folder: &Path, report: Report<'_>) -> Result<Vec<(&'static FormatSpec, PathBuf)>> {
    let mut files = Vec::new();
    let walk = WalkDir::new(real(folder)).follow_links(true).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                pass_over(folder, error, report)?;
                continue;
            }
        };
        if entry.file_type().is_file()
            && !rejects::is_log(entry.path())
            && let Some(format) = format::by_extension(entry.path())
        {
            let path = entry.into_path();
            files.push((format, if real(folder) == folder { path } else { plain(&path) }));
        }
    }
    Ok(files)
}

/// Says that a link was not followed, where that loses no article for certain.
fn pass_over(folder: &Path, error: walkdir::Error, report: Report<'_>) -> Result<()> {
    let path = error.path().unwrap_or(folder).to_path_buf();
    if path.file_name().is_some_and(is_hidden) {
        return Ok(());
    }
    let dead = path.is_symlink() && !path.exists();
    let message = match error.loop_ancestor() {
        Some(ancestor) => format!("the link leads back to {}", ancestor.display()),
        None if dead && format::by_extension(&path).is_none() => "the link leads nowhere".into(),
        None if dead => return Err(not_found(&path, "the link leads nowhere".to_owned())),
        None => {
            let source = error.into_io_error();
            return Err(fault(&path, source.unwrap_or_else(|| io::ErrorKind::Other.into())));
        }
    };
    let message = format!("{message}; it was left out");
    report(Diagnostic::new(Code::LeftOut, path.display().to_string(), message));
    Ok(())
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

fn has_extension(format: &FormatSpec, path: &Path) -> bool {
    let extension = codec::inner_extension(path);
    extension.is_some_and(|extension| format.extensions.contains(&extension.as_str()))
}

fn left_out(folder: &Path, count: usize) -> Diagnostic {
    let message = match count {
        1 => "1 file of another format was left out".to_owned(),
        _ => format!("{count} files of other formats were left out"),
    };
    let problem = Diagnostic::new(Code::LeftOut, real(folder).display().to_string(), message);
    problem.with_help("--from names the format to read")
}

/// The text of a word that is a pattern.
fn pattern(word: &Path) -> Option<&str> {
    word.to_str().filter(|text| text.contains(['*', '?', '[']))
}

fn fault(path: &Path, source: io::Error) -> Error {
    Error::input(path.display().to_string(), source)
}

fn not_found(path: &Path, text: String) -> Error {
    fault(path, io::Error::new(io::ErrorKind::NotFound, text))
}
