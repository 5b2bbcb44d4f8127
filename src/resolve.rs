//! What the words of a command line stand for: inputs with their formats, and the output.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Code, Diagnostic};
use crate::error::{Error, Result};
use crate::format::{self, FormatSpec, Report};
use crate::input::Input;
use crate::output::Target;

/// First bytes of a source that its format is told by.
const HEAD_BYTES: u64 = 64 << 10;

/// Inputs of one format, in the order in which they are read.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) format: &'static FormatSpec,
    pub(crate) inputs: Vec<Input>,
}

/// A file that is an input, and how it was named.
struct Found {
    file: PathBuf,
    /// Found in a folder, not named by itself.
    in_folder: bool,
}

/// The inputs that `words` name, grouped by format; files sorted by their path below the root.
pub(crate) fn inputs(
    words: &[impl AsRef<Path>],
    from: Option<&'static FormatSpec>,
    root: Option<&Path>,
    report: Report<'_>,
) -> Result<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut found = Vec::new();
    let mut roots = Vec::new();
    for word in words.iter().map(AsRef::as_ref) {
        if word == Path::new("-") {
            add(&mut groups, stdin(from)?);
        } else {
            find(word, from, &mut found, &mut roots, report)?;
        }
    }
    let root = match root {
        Some(root) => root.to_path_buf(),
        None => common_root(&mut roots, &mut found)?,
    };
    let mut files: Vec<Input> =
        found.iter().map(|found| Input::file_below(&found.file, &root)).collect();
    if files.iter().any(|input| !input.is_below_root()) && root.components().next().is_some() {
        return Err(Error::usage(format!(
            "{}: not every input is below this folder",
            root.display()
        )));
    }
    let mut formats = found.iter().zip(&files).map(|(found, input)| {
        Ok(match from {
            Some(format) => format,
            None => detect(&found.file, input, found.in_folder)?,
        })
    });
    let mut pairs: Vec<_> =
        formats.by_ref().collect::<Result<Vec<_>>>()?.into_iter().zip(files.drain(..)).collect();
    pairs.sort_by(|a, b| a.1.path_bytes().cmp(b.1.path_bytes()));
    pairs.dedup_by(|a, b| a.1.as_file() == b.1.as_file());
    for pair in pairs {
        add(&mut groups, pair);
    }
    if groups.is_empty() {
        return Err(Error::usage("no input was given"));
    }
    Ok(groups)
}

fn add(groups: &mut Vec<Group>, (format, input): (&'static FormatSpec, Input)) {
    match groups.iter_mut().find(|group| std::ptr::eq(group.format, format)) {
        Some(group) => group.inputs.push(input),
        None => groups.push(Group { format, inputs: vec![input] }),
    }
}

fn stdin(from: Option<&'static FormatSpec>) -> Result<(&'static FormatSpec, Input)> {
    let mut input = Input::stdin();
    if let Some(format) = from {
        return Ok((format, input));
    }
    let head = input.peek(HEAD_BYTES)?;
    let format = format::by_content(&head).ok_or_else(|| unknown("-"))?;
    Ok((format, input))
}

/// The format of a file: by its extension, else by its content.
fn detect(file: &Path, input: &Input, in_folder: bool) -> Result<&'static FormatSpec> {
    if let Some(format) = format::by_extension(file) {
        return Ok(format);
    }
    let head = input.clone().peek(HEAD_BYTES)?;
    match format::by_content(&head) {
        Some(format) if !in_folder => Ok(format),
        _ => Err(unknown(&input.name())),
    }
}

fn unknown(name: &str) -> Error {
    Error::usage(format!(
        "{name}: neither name nor content tells its format; --from takes one of {}",
        format::names()
    ))
}

/// Adds the files that one word stands for, and the folder that their paths are relative to.
fn find(
    word: &Path,
    from: Option<&'static FormatSpec>,
    found: &mut Vec<Found>,
    roots: &mut Vec<PathBuf>,
    report: Report<'_>,
) -> Result<()> {
    match std::fs::metadata(word) {
        Ok(metadata) if metadata.is_dir() => {
            let files = folder(word, from, report)?;
            roots.push(word.to_path_buf());
            found.extend(files.into_iter().map(|file| Found { file, in_folder: true }));
        }
        Ok(_) => {
            roots.push(word.parent().map(Path::to_path_buf).unwrap_or_default());
            found.push(Found { file: word.to_path_buf(), in_folder: false });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let matches = matches(word)?.ok_or_else(|| input_error(word, error))?;
            for path in &matches {
                find(path, from, found, roots, report)?;
            }
        }
        Err(error) => return Err(input_error(word, error)),
    }
    Ok(())
}

fn input_error(word: &Path, source: io::Error) -> Error {
    Error::input(word.display().to_string(), source)
}

/// The paths that match `word`, sorted; none when it is no pattern.
fn matches(word: &Path) -> Result<Option<Vec<PathBuf>>> {
    let Some(pattern) = word.to_str().filter(|text| text.contains(['*', '?', '['])) else {
        return Ok(None);
    };
    let fault = |error: glob::PatternError| Error::usage(format!("{pattern}: {error}"));
    let mut paths = Vec::new();
    for path in glob::glob(pattern).map_err(fault)? {
        paths.push(path.map_err(|error| input_error(word, error.into()))?);
    }
    if paths.is_empty() {
        let text = "no file matches the pattern";
        return Err(input_error(word, io::Error::new(io::ErrorKind::NotFound, text)));
    }
    Ok(Some(paths))
}

/// The files of a folder and its sub-folders, hidden ones apart: those of the format asked for; else
/// the Markdown files; else, where there is no Markdown, those of any known format.
fn folder(
    folder: &Path,
    from: Option<&'static FormatSpec>,
    report: Report<'_>,
) -> Result<Vec<PathBuf>> {
    let hidden = |entry: &DirEntry| {
        entry.depth() > 0 && entry.file_name().as_encoded_bytes().first() == Some(&b'.')
    };
    let mut files = Vec::new();
    let walk = WalkDir::new(folder).follow_links(true);
    for entry in walk.into_iter().filter_entry(|entry| !hidden(entry)) {
        let entry = entry.map_err(|error| walk_error(folder, error))?;
        if entry.file_type().is_file()
            && let Some(format) = format::by_extension(entry.path())
        {
            files.push((format, entry.into_path()));
        }
    }
    let wanted = |format: &FormatSpec, path: &Path| match from {
        Some(from) => has_extension(from, path),
        None => format.name == "markdown",
    };
    let any_wanted = files.iter().any(|(format, path)| wanted(format, path));
    if !any_wanted && (from.is_some() || files.is_empty()) {
        let kind = from.map_or_else(String::new, |format| format!(" {}", format.name));
        let text = format!("the folder holds no{kind} files");
        return Err(input_error(folder, io::Error::new(io::ErrorKind::NotFound, text)));
    }
    let all = files.len();
    files.retain(|(format, path)| !any_wanted || wanted(format, path));
    if from.is_none() && files.len() < all {
        let message = format!("{} files of other formats were left out", all - files.len());
        let problem = Diagnostic::new(Code::LeftOut, folder.display().to_string(), message);
        report(problem.with_help("--from names the format to read"));
    }
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

fn has_extension(format: &FormatSpec, path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    extension.is_some_and(|extension| format.extensions.contains(&extension.as_str()))
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let name = error.path().unwrap_or(folder).display().to_string();
    let text = match error.loop_ancestor() {
        Some(ancestor) => format!("the link leads back to {}", ancestor.display()),
        None => return Error::input(name, error.into()),
    };
    Error::input(name, io::Error::other(text))
}

/// The deepest folder that all `roots` are in. Where they cannot be compared as they are spelled, all
/// paths are made absolute first.
fn common_root(roots: &mut [PathBuf], found: &mut [Found]) -> Result<PathBuf> {
    let Some(first) = roots.first() else { return Ok(PathBuf::new()) };
    if roots.iter().all(|root| root == first) {
        return Ok(first.clone());
    }
    let plain = |path: &PathBuf| path.components().all(|part| matches!(part, Component::Normal(_)));
    if !roots.iter().all(plain) {
        for path in roots.iter_mut().chain(found.iter_mut().map(|found| &mut found.file)) {
            *path = absolute(path)?;
        }
    }
    let mut common = roots[0].clone();
    while !roots.iter().all(|root| root.starts_with(&common)) {
        common.pop();
    }
    Ok(common)
}

/// The path from the file system's root, without `.` and `..`.
fn absolute(path: &Path) -> Result<PathBuf> {
    let whole =
        std::path::absolute(if path.as_os_str().is_empty() { Path::new(".") } else { path });
    let mut plain = PathBuf::new();
    for part in whole.map_err(|error| input_error(path, error))?.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    Ok(plain)
}

/// What `word` stands for as an output, and in which format.
pub(crate) fn target(
    word: &Path,
    to: Option<&'static FormatSpec>,
) -> Result<(&'static FormatSpec, Target)> {
    if word == Path::new("-") {
        let format = to.ok_or_else(|| Error::usage("writing to standard output needs --to"))?;
        return Ok((format, Target::Stdout));
    }
    let slash = word.as_os_str().as_encoded_bytes().last() == Some(&b'/');
    if slash || word.is_dir() {
        let markdown =
            || format::by_name("markdown").ok_or_else(|| Error::usage("Markdown is not built in"));
        let format = to.map_or_else(markdown, Ok)?;
        return Ok((format, Target::Folder(word.to_path_buf())));
    }
    let format = match to.or_else(|| format::by_extension(word)) {
        Some(format) => format,
        None => {
            let (word, names) = (word.display(), format::names());
            let text =
                format!("{word}: its name does not tell the format; --to takes one of {names}");
            return Err(Error::usage(text));
        }
    };
    if format.name == "markdown" && word.extension().is_none() {
        return Ok((format, Target::Folder(word.to_path_buf())));
    }
    Ok((format, Target::File(word.to_path_buf())))
}

/// # Errors
/// [`Error::Usage`] when the output would replace an input.
pub(crate) fn check_output_is_no_input(groups: &[Group], target: &Target) -> Result<()> {
    let Target::File(output) = target else { return Ok(()) };
    let Ok(output) = output.canonicalize() else { return Ok(()) };
    let mut files = groups.iter().flat_map(|group| &group.inputs).filter_map(Input::as_file);
    match files.find(|file| file.canonicalize().is_ok_and(|file| file == output)) {
        Some(file) => {
            let file = file.display();
            Err(Error::usage(format!(
                "{file} is both input and output; the output must be another file"
            )))
        }
        None => Ok(()),
    }
}

/// Whether the input is one Markdown file, named as such.
pub(crate) fn is_single_document(words: &[impl AsRef<Path>], groups: &[Group]) -> bool {
    let one_word = words.len() == 1 && !words[0].as_ref().is_dir();
    let one_file = groups.len() == 1 && groups[0].inputs.len() == 1;
    one_word && one_file && groups[0].format.name == "markdown"
}
