//! Copies of rejected records: a folder with their raw records and all messages about them.
//!
//! One thread writes it in input order, into a hidden folder that becomes the target when the output is
//! complete.

mod files;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::advice::{Advice, AdvisedReason};
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::io::output;
use crate::io::wrapper;
use crate::pipeline::options::{OnError, Options, Sources};
use crate::pipeline::raw_record::RawRecord;
use crate::pipeline::writer::WriteIssue;
use files::RawFile;

/// The file with all messages about rejected records: one object per line, as printed by `--message-format json`.
pub(crate) const LOG: &str = "rejects.ndjson";

/// A rejected record.
pub(crate) struct RejectedRecord {
    /// Number of records before it in its chunk.
    pub(crate) before: u64,
    pub(crate) problems: Vec<Diagnostic>,
    /// The raw record; `None` if its source is rejected as a whole.
    pub(crate) raw: Option<RawRecord>,
}

/// The folder of rejected records while it is written.
pub(crate) struct Rejects {
    target: PathBuf,
    overwrite: bool,
    staging: TempDir,
    log: BufWriter<File>,
    sources: Sources,
    /// The source of the last record, and its file.
    current: Option<(String, RawFile)>,
    /// The last source that was copied as a whole.
    whole: Option<String>,
    taken: HashSet<String>,
}

impl Rejects {
    /// Creates the folder in [`Options::rejects`], or returns `None` if none is set.
    ///
    /// # Errors
    /// [`Error::Usage`] if rejected records end the run, [`Error::Output`] if the folder cannot be written,
    /// or if it contains anything but the rejects of an earlier run that may be replaced.
    pub(crate) fn of(options: &Options) -> Result<Option<Self>> {
        let Some(target) = Self::check(options)? else { return Ok(None) };
        let fault = |source| Error::output(&target, source);
        let staging = output::staging_for(&target).map_err(fault)?;
        let log = File::create(staging.path().join(LOG)).map_err(fault)?;
        Ok(Some(Self {
            target,
            overwrite: options.write.overwrite,
            staging,
            log: BufWriter::new(log),
            sources: options.sources.clone(),
            current: None,
            whole: None,
            taken: HashSet::from([LOG.to_owned()]),
        }))
    }

    /// Returns the folder in [`Options::rejects`], if one is set, without a trailing separator. Nothing is written.
    ///
    /// # Errors
    /// As [`Rejects::of`].
    pub(crate) fn check(options: &Options) -> Result<Option<PathBuf>> {
        let Some(target) = &options.rejects else { return Ok(None) };
        if options.on_error != OnError::Skip {
            let needed = Advice::from(OptionName::Rejects).words(" needs ");
            let needed = needed.setting(OptionName::OnError, "skip");
            return Err(Error::usage(
                needed.words("; without it, a rejected record stops the run and nothing is copied"),
            ));
        }
        let fault = |source| Error::output(target, source);
        // Remove a trailing separator: with one, the system would follow a link.
        let target: PathBuf = target.components().collect();
        check_free(&target, options.write.overwrite).map_err(fault)?;
        Ok(Some(target))
    }

    fn fault(&self, source: io::Error) -> Error {
        Error::output(&self.target, source)
    }

    /// Writes the `rejected` records of a chunk and their messages, in input order. `issues` that are errors
    /// rejected further articles when they were written; the raw records of these are in `captured`.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be written.
    pub(crate) fn add_all(
        &mut self,
        mut rejected: Vec<RejectedRecord>,
        mut captured: Vec<RejectedRecord>,
        issues: &[WriteIssue],
    ) -> Result<()> {
        for issue in issues.iter().filter(|issue| issue.is_reject()) {
            let place = issue.article.and_then(|index| captured.get_mut(index));
            let Some(RejectedRecord { before, problems, raw }) = place else { continue };
            problems.push(issue.diagnostic.clone());
            let (before, problems) = (*before, std::mem::take(problems));
            rejected.push(RejectedRecord { before, problems, raw: raw.take() });
        }
        rejected.sort_by_key(|record| record.before);
        let added = rejected.into_iter().try_for_each(|record| self.keep(record));
        added.map_err(|source| self.fault(source))
    }

    fn keep(&mut self, RejectedRecord { problems, raw, .. }: RejectedRecord) -> io::Result<()> {
        for problem in &problems {
            serde_json::to_writer(&mut self.log, problem)?;
            self.log.write_all(b"\n")?;
        }
        match (raw, problems.first()) {
            (Some(raw), _) => self.copy(raw),
            (None, Some(problem)) => self.copy_whole(&problem.path),
            (None, None) => Ok(()),
        }
    }

    fn copy(&mut self, raw: RawRecord) -> io::Result<()> {
        if self.current.as_ref().is_none_or(|(source, _)| *source != raw.source) {
            self.end_source()?;
            let known = self.sources.get(&raw.source);
            let name = known.map_or(&*raw.source, |(_, path)| wrapper::inner_path(path)).to_owned();
            let file = self.create(&name, raw.extensions)?;
            self.current = Some((raw.source, RawFile::open(file, &raw.payload)?));
        }
        match &mut self.current {
            Some((_, file)) => file.add(raw.payload),
            None => Ok(()),
        }
    }

    /// Copies a source unchanged. A source that can be read only once cannot be copied.
    fn copy_whole(&mut self, source: &str) -> io::Result<()> {
        if self.whole.as_deref() == Some(source) {
            return Ok(());
        }
        self.end_source()?;
        self.whole = Some(source.to_owned());
        let Some((file, path)) = self.sources.get(source).cloned() else { return Ok(()) };
        // It may have been rejected because it cannot be opened.
        let Ok(mut from) = File::open(file) else { return Ok(()) };
        io::copy(&mut from, &mut self.create(&path, &[])?).map(|_| ())
    }

    fn end_source(&mut self) -> io::Result<()> {
        self.current.take().map_or(Ok(()), |(_, copies)| copies.finish())
    }

    /// Creates a file for the source with the path `path`.
    fn create(&mut self, path: &str, extensions: &[&str]) -> io::Result<File> {
        let wanted = name_for(path, extensions);
        let mut name = wanted.clone();
        for number in 2.. {
            if self.taken.insert(name.clone()) {
                break;
            }
            name = numbered(&wanted, number);
        }
        let file = self.staging.path().join(name);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create(file)
    }

    /// Completes the files, so that only the final rename is left.
    ///
    /// # Errors
    /// [`Error::Output`] if they cannot be written.
    pub(crate) fn close(&mut self) -> Result<()> {
        let closed = self.end_source().and_then(|()| self.log.flush());
        closed.map_err(|source| self.fault(source))
    }

    /// Moves the folder to its place, and replaces that of an earlier run.
    ///
    /// # Errors
    /// [`Error::Output`] if it cannot be moved.
    pub(crate) fn appear(self) -> Result<()> {
        let Self { target, staging, overwrite, .. } = self;
        let fault = |source| Error::output(&target, source);
        // Another run may have put its rejects there since this one began: whole folders take turns.
        let beside = staging.path().parent().unwrap_or(Path::new("."));
        let _lock = output::lock(beside).map_err(fault)?;
        check_free(&target, overwrite).map_err(fault)?;
        let old = if target.is_dir() {
            let old = output::staging_for(&target).map_err(fault)?;
            fs::rename(&target, old.path().join("old")).map_err(fault)?;
            Some(old)
        } else {
            None
        };
        output::appear(staging, &target).map_err(|source| {
            if let Some(old) = &old {
                let _ = fs::rename(old.path().join("old"), &target);
            }
            fault(source)
        })
    }
}

/// Returns an error if the target contains anything but the rejects of an earlier run.
fn check_free(target: &Path, overwrite: bool) -> io::Result<()> {
    let Ok(metadata) = target.symlink_metadata() else { return Ok(()) };
    let exists = |reason| Err(AdvisedReason::error(io::ErrorKind::AlreadyExists, reason));
    if !metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, "it exists and is not a folder"));
    }
    if fs::read_dir(target)?.next().is_none() {
        return Ok(());
    }
    match (overwrite, is_log(&target.join(LOG))) {
        (true, true) => Ok(()),
        (false, true) => {
            let replace = Advice::from("it contains the rejects of an earlier run; ");
            exists(replace.option(OptionName::Overwrite).words(" replaces them"))
        }
        (_, false) => {
            exists("it is not empty, and does not contain the rejects of an earlier run".into())
        }
    }
}

/// Returns whether `path` is a `rejects.ndjson` of newsconv, which is skipped when a folder is read.
pub(crate) fn is_log(path: &Path) -> bool {
    let mut head = Vec::new();
    // Comparing the last bytes is enough for most names, without splitting the path.
    path.as_os_str().as_encoded_bytes().ends_with(LOG.as_bytes())
        && path.file_name().is_some_and(|name| name == LOG)
        && File::open(path).is_ok_and(|file| file.take(12).read_to_end(&mut head).is_ok())
        && (head.is_empty() || head.starts_with(br#"{"code":"NC"#))
}

/// Returns a file name for the source `path`, which may be any text. The file is always below the folder.
pub(crate) fn name_for(path: &str, extensions: &[&str]) -> String {
    let path = if path == "-" { "stdin" } else { path };
    let is_below = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let last = || Path::new(path).file_name().and_then(|name| name.to_str());
    let name = if is_below && !path.is_empty() { path } else { last().unwrap_or("source") };
    match extensions.first() {
        Some(extension) if !wrapper::has_extension(Path::new(name), extensions) => {
            format!("{name}.{extension}")
        }
        _ => name.to_owned(),
    }
}

/// Returns `name` with a number before its extension.
fn numbered(name: &str, number: usize) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => {
            format!("{stem}-{number}.{extension}")
        }
        _ => format!("{name}-{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both found the folder absent when they began.
    #[test]
    fn the_rejects_of_two_runs_are_never_mixed() {
        let place = tempfile::tempdir().expect("a folder");
        let target = place.path().join("rejects");
        for overwrite in [false, true] {
            let mut options = Options { rejects: Some(target.clone()), ..Options::default() };
            options.on_error = OnError::Skip;
            options.write.overwrite = overwrite;
            let begun = || {
                let mut rejects = Rejects::of(&options).expect("it is free").expect("it is set");
                rejects.close().expect("it can be written");
                rejects
            };
            let (mut first, second) = (begun(), begun());
            first.create("first.md", &[]).expect("a file");
            first.appear().expect("it is free");
            assert!(target.join("first.md").exists());
            assert_eq!(second.appear().is_ok(), overwrite);
            assert_eq!(target.join("first.md").exists(), !overwrite);
            assert!(target.join(LOG).exists());
            assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
            fs::remove_dir_all(&target).expect("it is there");
        }
    }

    #[test]
    fn names_stay_below_the_folder_and_tell_the_format() {
        for (path, extensions, name) in [
            ("a/b.md", &["md", "markdown"][..], "a/b.md"),
            ("a/b.markdown", &["md", "markdown"], "a/b.markdown"),
            ("-", &["ndjson"], "stdin.ndjson"),
            ("/dev/fd/63", &["csv"], "63.csv"),
            ("../x.json", &["json"], "x.json"),
            ("a/../../x.json", &["json"], "x.json"),
            ("x.txt", &["json"], "x.txt.json"),
            ("..", &["md"], "source.md"),
            ("", &["md"], "source.md"),
            ("odd", &["tsv"], "odd.tsv"),
            ("a/cut.ndjson.gz", &[], "a/cut.ndjson.gz"),
        ] {
            assert_eq!(name_for(path, extensions), name, "{path}");
        }
        assert_eq!(numbered("a/b.md", 2), "a/b-2.md");
        assert_eq!(numbered("a.b/c", 3), "a.b/c-3");
    }
}
