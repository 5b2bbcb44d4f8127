//! Resolves the inputs of a conversion, with their formats.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::find::InputSet;
use super::folder_columns::FolderColumns;
use super::partitions::{self, Partition, Partitions};
use super::paths::Run;
use super::root;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Diagnostic, Severity};
use crate::formats::{self, Known};
use crate::io::cancel::RunControl;
use crate::io::input::Input;
use crate::io::inputs::Location;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::{Hive, ReadOptions, Sources};
use crate::pipeline::rejects;
use crate::pipeline::summary::Report;
use crate::pipeline::timezone::TimeZone;

/// Number of first bytes of a source from which its format is detected.
const HEAD_BYTES: u64 = 64 << 10;

/// All inputs of a conversion.
#[derive(Debug)]
pub(crate) struct Inputs {
    /// The inputs, grouped by format and by the columns in the names of their folders.
    pub(crate) groups: Vec<Group>,
    /// One problem for each file or folder that cannot be read.
    pub(crate) rejected: Vec<Diagnostic>,
    /// The folder that the paths of articles are relative to, spelled as in the files' names.
    pub(super) root: PathBuf,
    /// The zone of the site that they belong to.
    pub(super) timezone: Option<TimeZone>,
}

impl Inputs {
    /// Returns the files by their names in messages. Other inputs are copied into `folder` first, since they
    /// can be read only once.
    pub(crate) fn sources(&mut self, folder: &Path) -> Result<Sources> {
        let mut sources = HashMap::new();
        for Group { format, inputs, .. } in &mut self.groups {
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
        Ok(Sources::new(sources))
    }
}

/// Inputs of one format with the same columns in the names of their folders, in the order in which they are read.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) format: &'static FormatSpec,
    pub(crate) inputs: Vec<Input>,
    partition: Partition,
    /// The columns in the names of their folders, or `None` if they have none; or the problems of these names.
    pub(super) columns: Result<Option<FolderColumns>, Vec<Diagnostic>>,
}

/// Returns the inputs that `locations` name, grouped by format: streams first, then files sorted by their
/// path below the root, without duplicates. Folders are walked on `jobs` threads.
#[expect(clippy::too_many_arguments, reason = "each says something else about the inputs")]
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
    let mut partitions = partitions(&found.runs, from, known, read.hive, report).into_iter();
    let (files, root) = root::common_root(found.runs, root)?;
    let mut partition = || partitions.next().unwrap_or_default();
    let mut files: Vec<(Input, Partition)> =
        files.into_iter().map(|file| (Input::file_below(file, &root), partition())).collect();
    for input in found.inputs {
        let path = input.path()?.unwrap_or_default();
        files.push((input, Partitions::default().of(Path::new(&path), Path::new(""))));
    }
    // Sorted by bytes, so that the order does not depend on the locale, the file system or the
    // order of the arguments.
    files.sort_by(|(a, _), (b, _)| a.path_bytes().cmp(&b.path_bytes()));
    // A file that two arguments name is read once. Inputs of the caller are never compared: two
    // with the same name may have different bytes.
    files.dedup_by(|(a, _), (b, _)| {
        a.as_file().is_some()
            && a.as_file().map(Path::as_os_str) == b.as_file().map(Path::as_os_str)
    });
    let mut rejected = found.rejected;
    let mut formats: Vec<Vec<Group>> = Vec::new();
    let streams = found.streams.into_iter().map(|stream| (stream, Partition::default()));
    for (input, partition) in streams.chain(files) {
        let input = input.with_max_decompressed(read.max_decompressed);
        let mut input = input.with_encoding(read.encoding);
        match from.map_or_else(|| detect(&mut input, known), Ok) {
            Ok(format) if format.is_text => add(&mut formats, format, input, partition, read.hive),
            // Columnar formats store UTF-8 by definition; decoding their bytes would damage them.
            Ok(format) => {
                add(&mut formats, format, input.with_encoding(None), partition, read.hive);
            }
            Err(error) => rejected.extend(error.into_problems()?),
        }
    }
    let mut groups: Vec<Group> = formats.into_iter().flatten().collect();
    if groups.is_empty() && rejected.is_empty() {
        return Err(Error::usage("no input was given"));
    }
    read_columns(&mut groups, read.lenient, report);
    Ok(Inputs { groups, rejected, root, timezone: None })
}

/// Returns the columns in the names of the folders of each file, and reports folders whose files have different ones.
fn partitions(
    runs: &[Run],
    from: Option<&FormatSpec>,
    known: &Known,
    hive: Hive,
    report: Report<'_>,
) -> Vec<Partition> {
    if hive == Hive::Off {
        return Vec::new();
    }
    let (mut all, mut partitions) = (Vec::new(), Partitions::default());
    for Run { root, files } in runs {
        let before = all.len();
        all.extend(files.iter().map(|file| partitions.of(file, root)));
        let format = from.or_else(|| known.by_extension(files.first()?));
        let is_data = format.is_none_or(|format| !format.one_file_per_article);
        if hive == Hive::Auto && is_data {
            partitions::mixed(root, files, &all[before..]).into_iter().for_each(&mut *report);
        }
    }
    all
}

/// Adds an input to the last group of its format, or to a new group if the names of its folders have other columns.
/// `formats` has the groups of each format.
fn add(
    formats: &mut Vec<Vec<Group>>,
    format: &'static FormatSpec,
    input: Input,
    partition: Partition,
    hive: Hive,
) {
    let is_read = match hive {
        Hive::Auto => !format.one_file_per_article,
        Hive::On => true,
        Hive::Off => false,
    };
    let partition = if is_read { partition } else { Partition::default() };
    let is_of = |groups: &Vec<Group>| {
        groups.first().is_some_and(|group| std::ptr::eq(group.format, format))
    };
    let index = match formats.iter().position(is_of) {
        Some(index) => index,
        None => {
            formats.push(Vec::new());
            formats.len() - 1
        }
    };
    let groups = &mut formats[index];
    match groups.last_mut() {
        Some(group) if group.partition == partition => group.inputs.push(input),
        _ => groups.push(Group { format, inputs: vec![input], partition, columns: Ok(None) }),
    }
}

/// Reads the columns in the names of folders, and reports warnings and notes about them. A note about a column is
/// reported only once.
fn read_columns(groups: &mut [Group], lenient: bool, report: Report<'_>) {
    let mut reported = HashSet::new();
    for Group { inputs, partition, columns, .. } in groups {
        if partition.is_empty() {
            continue;
        }
        *columns = FolderColumns::new(partition, lenient).map(|(columns, warnings)| {
            let folder = inputs.first().and_then(Input::as_file).and_then(Path::parent);
            let path = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
            for warning in warnings {
                if warning.severity > Severity::Note || reported.insert(warning.field.clone()) {
                    report(Diagnostic { path: path.clone(), ..warning });
                }
            }
            Some(columns)
        });
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
