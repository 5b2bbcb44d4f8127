//! The folder that the paths of articles are relative to.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::paths::Run;
use super::paths::{plain, real};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;

/// Returns all files, and the folder that their paths are relative to: `given`, else the deepest common
/// folder. If the folders cannot be compared as they are spelled, all are made absolute.
pub(super) fn common_root(
    mut runs: Vec<Run>,
    given: Option<&Path>,
) -> Result<(Vec<PathBuf>, PathBuf)> {
    let mut given = given.map(plain);
    if let Some(given) = &given
        && !real(given).is_dir()
    {
        let fault = format!(": {} is not a folder", real(given).display());
        return Err(Error::usage(Advice::from(OptionName::Root).words(fault)));
    }
    // Absolute paths are used only where they must be: messages name files as the user spelled
    // them.
    if !are_comparable(runs.iter().map(|run| &*run.root).chain(given.as_deref())) {
        for run in &mut runs {
            resolve(run)?;
        }
        given = given.map(|given| canonical(&given)).transpose()?;
    }
    let root = match given {
        Some(given) => holding_all(given, &runs)?,
        None => common(&runs),
    };
    Ok((runs.into_iter().flat_map(|run| run.files).collect(), root))
}

/// Returns whether `folders` can be compared by their spelling alone: all relative or all absolute, without
/// `..`, or all equal.
fn are_comparable<'p>(folders: impl Iterator<Item = &'p Path> + Clone) -> bool {
    let mut all = folders.clone();
    let Some(first) = all.next() else { return true };
    let alike = |folder: &Path| {
        folder.is_absolute() == first.is_absolute()
            && folder.components().all(|part| part != Component::ParentDir)
    };
    folders.clone().all(alike) || all.all(|folder| folder == first)
}

/// Makes the folder and its files absolute.
fn resolve(run: &mut Run) -> Result<()> {
    let root = canonical(&run.root)?;
    for file in &mut run.files {
        if let Ok(rest) = file.strip_prefix(&run.root) {
            *file = root.join(rest);
        }
    }
    run.root = root;
    Ok(())
}

fn canonical(folder: &Path) -> Result<PathBuf> {
    let folder = real(folder);
    fs::canonicalize(folder).map_err(|error| Error::input(folder.display().to_string(), error))
}

/// Returns the folder `given` if all files are below it, else an error.
fn holding_all(given: PathBuf, runs: &[Run]) -> Result<PathBuf> {
    match runs.iter().find(|run| !run.root.starts_with(&given)) {
        Some(Run { root, files }) => {
            let outside = files.first().unwrap_or(root).display();
            let given = real(&given).display();
            let fault = format!(": {outside} is not below the folder {given}");
            Err(Error::usage(Advice::from(OptionName::Root).words(fault)))
        }
        None => Ok(given),
    }
}

/// Returns the deepest folder that contains all files, or an empty path if there is none.
fn common(runs: &[Run]) -> PathBuf {
    let mut roots = runs.iter().map(|run| run.root.as_path());
    let mut common = roots.next().unwrap_or(Path::new(""));
    for root in roots {
        while !root.starts_with(common) {
            common = common.parent().unwrap_or(Path::new(""));
        }
    }
    common.to_path_buf()
}
