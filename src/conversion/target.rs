//! Decides what the output is: a file, a folder or standard output, and in which format.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;

use super::inputs::Inputs;
use super::paths::{plain, real};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::formats::{self, Known};
use crate::io::cancel::RunControl;
use crate::io::compression::Compression;
use crate::io::input::Input;
use crate::io::inputs::Inputs as Locations;
use crate::io::output::{OpenOptions, Target, check_free, compress, descriptor};
use crate::io::wrapper::Wrapper;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::options::WriteOptions;

/// Returns the output that `target` means and its format, opened and compressed as the options or its name say.
pub(crate) fn target(
    target: Target,
    to: Option<&'static FormatSpec>,
    known: &Known,
    options: &WriteOptions,
    control: &RunControl,
) -> Result<(&'static FormatSpec, Target)> {
    // A caller may have asked for something already, such as `Target::overwrite`.
    let (target, before) = match target {
        Target::Configured(target, before) => (*target, before),
        target => (target, OpenOptions::default()),
    };
    let (format, target) = match target {
        Target::Path(location) => place(&location, to, known)?,
        Target::Folder(folder) => (in_folder(&folder.display(), to)?, Target::Folder(folder)),
        other => (format_of(&other, to, known)?, other),
    };
    if formats::is_input_only(format) {
        let fault = format!("{}: {} is read and not written", name(&target), format.name);
        return Err(Error::usage(choose(&fault)));
    }
    let compression = compression(format, &target, options.compression)?;
    let is_folder = match &target {
        Target::Folder(_) => true,
        Target::Custom(destination) => destination.is_folder(),
        _ => false,
    };
    if is_folder {
        return Ok((format, target));
    }
    let open = OpenOptions {
        overwrite: options.overwrite || before.overwrite,
        compression: compression.or(before.compression),
        control: control.clone(),
    };
    Ok((format, Target::Configured(Box::new(target), open)))
}

/// Returns the compression of the whole output: what its name says or what is `asked` for; `None` for none.
fn compression(
    format: &FormatSpec,
    target: &Target,
    asked: Option<Compression>,
) -> Result<Option<Compression>> {
    let named = match target {
        Target::File(file) => Wrapper::of_name(file),
        Target::Custom(destination) => Wrapper::of_name(Path::new(&destination.name())),
        _ => None,
    };
    match (named, format.is_text) {
        (Some(_), false) => {
            let (location, name) = (name(target), format.name);
            let fault = format!(
                "{location}: {name} is compressed internally and cannot be wrapped in gzip or zstd; use "
            );
            let advice = Advice::from(fault).option(OptionName::Compression);
            Err(Error::usage(advice.words(" to choose its codec")))
        }
        (None, false) => Ok(None),
        (named, true) => text_compression(target, named, asked),
    }
}

/// Returns the compression of a text format: what the options or its name ask for.
fn text_compression(
    target: &Target,
    named: Option<Wrapper>,
    asked: Option<Compression>,
) -> Result<Option<Compression>> {
    let wrapper = asked.map(compress::wrapper).transpose()?;
    match (target, named, wrapper) {
        (_, Some(named), Some(asked)) if asked.is_none_or(|(wrapper, _)| wrapper != named) => {
            let (file, name) = (name(target), named.name());
            let fault = Advice::from(format!("{file}: the extension is that of {name}, but "));
            let fault = fault.option(OptionName::Compression);
            Err(Error::usage(fault.words(" names another compression")))
        }
        (Target::Folder(_), _, Some(Some(_))) => {
            let folder = name(target);
            Err(Error::usage(format!("{folder}: the files of a folder cannot be compressed")))
        }
        (.., Some(None)) | (_, None, None) => Ok(None),
        (_, Some(named), None) => Ok(Some(named.usual())),
        (.., Some(Some(_))) => Ok(asked),
    }
}

/// Returns the output that `location` means, and its format.
fn place(
    location: &Path,
    to: Option<&'static FormatSpec>,
    known: &Known,
) -> Result<(&'static FormatSpec, Target)> {
    if location.as_os_str().is_empty() {
        return Err(Error::usage("the output path is empty"));
    }
    if location == Path::new("-") {
        let format = to.ok_or_else(|| {
            Error::usage(choose("standard output has no name that tells the format"))
        })?;
        return Ok((format, Target::Stdout));
    }
    if is_folder(location) {
        let format = in_folder(&location.display(), to)?;
        return Ok((format, Target::Folder(location.to_path_buf())));
    }
    let format = to.or_else(|| known.by_extension(location)).ok_or_else(|| unknown(location))?;
    // `-t markdown out` means a folder, although `out` does not exist yet.
    if format.one_file_per_article && location.extension().is_none() && !is_device(location) {
        return Ok((format, Target::Folder(location.to_path_buf())));
    }
    Ok((format, Target::File(location.to_path_buf())))
}

/// Returns the format of a folder of files called `name`.
fn in_folder(
    name: &dyn fmt::Display,
    to: Option<&'static FormatSpec>,
) -> Result<&'static FormatSpec> {
    let one_file_per_article = |format: &&FormatSpec| format.one_file_per_article;
    to.or_else(|| formats::FORMATS.iter().copied().find(one_file_per_article)).ok_or_else(|| {
        let text =
            format!("{name}: a folder is written as Markdown, and newsconv was built without it");
        Error::usage(text)
    })
}

/// Returns the format of a target that is not a path: the requested one, else that of its name.
fn format_of(
    target: &Target,
    to: Option<&'static FormatSpec>,
    known: &Known,
) -> Result<&'static FormatSpec> {
    let name = name(target);
    match target {
        Target::Configured(target, _) => format_of(target, to, known),
        Target::Custom(destination) if destination.is_folder() => in_folder(&name, to),
        Target::Memory(_) | Target::Stdout => to.ok_or_else(|| {
            Error::usage(choose(&format!("{name} has no name that tells the format")))
        }),
        _ => to.or_else(|| known.by_extension(Path::new(&name))).ok_or_else(|| {
            Error::usage(choose(&format!("{name}: the name does not tell the format")))
        }),
    }
}

/// Returns the path of a target that is a file or folder.
fn path_of(target: &Target) -> Option<&Path> {
    match target {
        Target::Path(path) | Target::File(path) | Target::Folder(path) => Some(path),
        Target::Configured(target, _) => path_of(target),
        _ => None,
    }
}

/// Returns what messages call a target.
pub(super) fn name(target: &Target) -> String {
    match target {
        Target::Path(path) | Target::File(path) | Target::Folder(path) => {
            path.display().to_string()
        }
        Target::Custom(destination) => destination.name(),
        Target::Configured(target, _) => name(target),
        Target::Memory(_) => "memory".to_owned(),
        _ => "standard output".to_owned(),
    }
}

/// Returns whether it ends in a separator or is a folder that is there.
fn is_folder(location: &Path) -> bool {
    let last = location.as_os_str().as_encoded_bytes().last();
    last.is_some_and(|&byte| std::path::is_separator(byte.into())) || location.is_dir()
}

/// Returns whether it is a pipe, a device or an open descriptor, which takes one file.
fn is_device(location: &Path) -> bool {
    descriptor(location).is_some()
        || location.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

fn unknown(location: &Path) -> Error {
    let fault = format!("{}: the name does not tell the format", location.display());
    Error::usage(choose(&fault).words(", or end the name in `/` to write a folder of Markdown"))
}

/// Returns the fault with the advice to choose one of the formats.
fn choose(fault: &str) -> Advice {
    let advice = Advice::from(format!("{fault}; use ")).option(OptionName::To);
    advice.words(format!(" with one of {}", formats::output_names()))
}

/// Checks that the output replaces nothing that it may not replace, before any input is read.
///
/// # Errors
/// [`Error::Usage`] if the output is one of `locations`, [`Error::Output`] if it is another file that exists and
/// may not be replaced.
pub(crate) fn check_is_free(locations: &Locations, target: &Target) -> Result<()> {
    let Target::Configured(target, OpenOptions { overwrite: false, .. }) = target else {
        return Ok(());
    };
    match &**target {
        // Behind a link, it is the file that exists or not.
        Target::File(file) if file.is_file() && !is_device(file) => {
            check_is_no_location(locations, file)?;
            check_free(file, false).map_err(|source| Error::output(file, source))
        }
        _ => Ok(()),
    }
}

/// Checks that the output replaces no input, and is not part of the next run's input.
///
/// # Errors
/// [`Error::Usage`] when the output would replace an input, or one run's output folder would be part of
/// the next run's input.
pub(crate) fn check_output_is_no_input(
    locations: &Locations,
    inputs: &Inputs,
    to: &FormatSpec,
    target: &Target,
    prefix: &str,
) -> Result<()> {
    match target {
        Target::File(file) => check_file(locations, inputs, file),
        Target::Folder(folder) => check_folder(inputs, to, folder, prefix),
        Target::Configured(target, _) => {
            check_output_is_no_input(locations, inputs, to, target, prefix)
        }
        _ => Ok(()),
    }
}

/// Checks that the folder of the rejects is apart from the inputs and the output.
///
/// # Errors
/// [`Error::Usage`] when one run's rejects would be the next run's inputs, or lie in the output.
pub(crate) fn check_rejects(locations: &Locations, output: &Target, rejects: &Path) -> Result<()> {
    let spelled = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let Some(folder) = spelled(rejects) else {
        return Err(Error::usage(
            Advice::from("the path of ").option(OptionName::Rejects).words(" is empty"),
        ));
    };
    let within = |location: &Path| {
        location.is_dir() && spelled(location).is_some_and(|location| folder.starts_with(location))
    };
    let rejects = rejects.display();
    if let Some(location) = locations.paths().find(|location| within(location)) {
        let location = location.display();
        let fault = format!(
            ": {rejects} is inside the input folder {location} and would be read as input; choose another folder"
        );
        return Err(Error::usage(Advice::from(OptionName::Rejects).words(fault)));
    }
    if path_of(output).and_then(spelled).is_some_and(|output| folder.starts_with(output)) {
        let output = name(output);
        let fault = format!(": {rejects} is inside the output {output}; choose another folder");
        return Err(Error::usage(Advice::from(OptionName::Rejects).words(fault)));
    }
    Ok(())
}

fn check_is_no_location(locations: &Locations, output: &Path) -> Result<()> {
    let Ok(output) = output.canonicalize() else { return Ok(()) };
    check_differs(locations.paths(), &output)
}

/// Compares with every input named by itself, and with every found one of the same name.
fn check_file(locations: &Locations, inputs: &Inputs, output: &Path) -> Result<()> {
    // An output that does not exist cannot be an input.
    let Ok(output) = output.canonicalize() else { return Ok(()) };
    let found = inputs.groups.iter().flat_map(|group| &group.inputs).filter_map(Input::as_file);
    let name = output.file_name().unwrap_or_default();
    // Resolving a path costs system calls, so only files with the name of the output are resolved.
    let found = found.filter(|file| ends_in(file, name) && file.file_name() == Some(name));
    check_differs(locations.paths().chain(found), &output)
}

/// Returns an error if one of `files` is the canonical path `output`.
fn check_differs<'f>(mut files: impl Iterator<Item = &'f Path>, output: &Path) -> Result<()> {
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

/// Returns whether the path may end in this name, without a look at the disk.
fn ends_in(path: &Path, name: &OsStr) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes())
}

fn check_folder(inputs: &Inputs, to: &FormatSpec, output: &Path, prefix: &str) -> Result<()> {
    let (Ok(folder), Ok(root)) =
        (output.join(prefix).canonicalize(), real(&inputs.root).canonicalize())
    else {
        return Ok(());
    };
    let Ok(below) = folder.strip_prefix(&root) else { return Ok(()) };
    let folder = plain(&inputs.root.join(below));
    // Inputs of another format are not replaced by the output, and are not read again as this one.
    let alike = inputs.groups.iter().filter(|group| group.format.name == to.name);
    let mut files = alike.flat_map(|group| &group.inputs).filter_map(Input::as_file);
    match files.find(|file| file.starts_with(&folder)) {
        Some(file) => {
            let (file, output) = (file.display(), output.display());
            Err(Error::usage(format!(
                "{file} is an input in the output folder {output}; the output must be another folder"
            )))
        }
        None => Ok(()),
    }
}
