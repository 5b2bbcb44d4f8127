//! Resolves the inputs of a conversion, with their formats.

use std::path::{Path, PathBuf};

use super::find::InputSet;
use super::root;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::formats::{self, Known};
use crate::io::cancel::RunControl;
use crate::io::input::Input;
use crate::io::inputs::Location;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::{ReadOptions, Sources};
use crate::pipeline::rejects;
use crate::pipeline::summary::Report;

/// Number of first bytes of a source from which its format is detected.
const HEAD_BYTES: u64 = 64 << 10;

/// All inputs of a conversion.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The inputs, grouped by format.
    pub(crate) groups: Vec<Group>,
    /// One problem for each file or folder that cannot be read.
    pub(crate) rejected: Vec<Diagnostic>,
    /// The folder that the paths of articles are relative to, spelled as in the files' names.
    pub(super) root: PathBuf,
}

impl Inputs {
    /// Returns the files by their names in messages. Other inputs are copied into `folder` first, since they
    /// can be read only once.
    pub(crate) fn sources(&mut self, folder: &Path) -> Result<Sources> {
        let mut sources = Sources::new();
        for Group { format, inputs } in &mut self.groups {
            for input in inputs {
                let name = input.name();
                let found = input.file_and_path();
                if let Some(found) = found {
                    sources.insert(name, found);
                } else if input.as_file().is_none() {
                    let file = folder.join(sources.len().to_string());
                    input.spool(&file)?;
                    let path = input.path()?.unwrap_or_else(|| name.clone());
                    let path = rejects::name_for(&path, format.extensions);
                    sources.insert(name, (file, path));
                }
            }
        }
        Ok(sources)
    }
}

/// Inputs of one format, in the order in which they are read.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) format: &'static FormatSpec,
    pub(crate) inputs: Vec<Input>,
}

/// Returns the inputs that `locations` name, grouped by format: streams first, then files sorted by their
/// path below the root, without duplicates. Folders are walked on `jobs` threads.
#[expect(clippy::too_many_arguments, reason = "each is another part of the request")]
pub(crate) fn inputs(
    locations: &[Location],
    from: Option<&'static FormatSpec>,
    known: &Known,
    root: Option<&Path>,
    read: &ReadOptions,
    jobs: usize,
    control: &RunControl,
    report: Report<'_>,
) -> Result<Inputs> {
    let mut found = InputSet::new(from, known, jobs, control);
    for location in locations {
        match location {
            Location::Path(path) => found.location(path, report)?,
            Location::Input(input) => found.input(input.clone()),
        }
    }
    let (files, root) = root::common_root(found.runs, root)?;
    let mut files: Vec<Input> =
        files.into_iter().map(|file| Input::file_below(file, &root)).collect();
    files.append(&mut found.inputs);
    // Sorted by bytes, so that the order does not depend on the locale, the file system or the
    // order of the arguments.
    files.sort_by(|a, b| a.path_bytes().cmp(&b.path_bytes()));
    // A file that two arguments name is read once. Inputs of the caller are never compared: two
    // with the same name may have different bytes.
    files.dedup_by(|a, b| {
        a.as_file().is_some()
            && a.as_file().map(Path::as_os_str) == b.as_file().map(Path::as_os_str)
    });
    let (mut groups, mut rejected) = (Vec::new(), found.rejected);
    for input in found.streams.into_iter().chain(files) {
        let input = input.with_max_decompressed(read.max_decompressed);
        let mut input = input.with_encoding(read.encoding);
        match from.map_or_else(|| detect(&mut input, known), Ok) {
            Ok(format) if format.is_text => add(&mut groups, format, input),
            // Columnar formats store UTF-8 by definition; decoding their bytes would damage them.
            Ok(format) => add(&mut groups, format, input.with_encoding(None)),
            Err(error) => rejected.extend(error.into_problems()?),
        }
    }
    if groups.is_empty() && rejected.is_empty() {
        return Err(Error::usage("no input was given"));
    }
    Ok(Inputs { groups, rejected, root })
}

fn add(groups: &mut Vec<Group>, format: &'static FormatSpec, input: Input) {
    match groups.iter_mut().find(|group| std::ptr::eq(group.format, format)) {
        Some(group) => group.inputs.push(input),
        None => groups.push(Group { format, inputs: vec![input] }),
    }
}

/// Returns the format of an input: by its extension, else by its content. For columnar extensions the content
/// decides too, since some tools give Arrow streams the extension `.arrow`.
fn detect(input: &mut Input, known: &Known) -> Result<&'static FormatSpec> {
    let named = match input.as_file() {
        Some(file) => known.by_extension(file),
        None => known.by_extension(Path::new(&input.path()?.unwrap_or_else(|| input.name()))),
    };
    match named {
        Some(format) if format.is_text => return Ok(format),
        Some(format) => {
            let head = input.peek(HEAD_BYTES)?;
            let other = known.by_content(&head).filter(|other| !other.is_text);
            return Ok(other.unwrap_or(format));
        }
        None => {}
    }
    let head = input.peek(HEAD_BYTES)?;
    known.by_content(&head).ok_or_else(|| {
        let (source, formats) = (input.name(), formats::names());
        let fault = format!("{source}: neither its name nor its content tells the format; use ");
        let advice = Advice::from(fault).option(OptionName::From);
        Error::usage(advice.words(format!(" with one of {formats}")))
    })
}

/// Returns whether the input is a single Markdown file that was named directly.
pub(crate) fn is_single_document(locations: &[Location], inputs: &Inputs) -> bool {
    let [one] = locations else { return false };
    // A folder with one file in it is still an archive, and is converted to one.
    let one_word = !one.as_path().is_some_and(Path::is_dir);
    let [group] = inputs.groups.as_slice() else { return false };
    one_word && group.inputs.len() == 1 && group.format.one_file_per_article
}
